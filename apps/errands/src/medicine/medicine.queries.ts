import { Inject, Injectable } from '@nestjs/common';
import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { endOfDay, startOfDay } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { ownersOf } from '../card/card.store.ts';
import { mayActFor } from '../errand/agent.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { MedicinePolicyValues } from './medicine-policy.ts';
import { toRun, type StoredRun } from './medicine-run.row.ts';
import { countRun, type MedicineRun, type Stop } from './medicine-run.ts';
import { runActions, seesRun, seesWhole } from './medicine-run.store.ts';
import { drugsOf } from './prescription.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredRun;
  readonly is_open: boolean;
}
const COLUMNS = `r."id", r."version", r."facts", r."is_open"`;
const TABLE = '"errands"."medicine_run" r';

/** The agent of the run and the desk: they know the door and the drug. */
const isClose = (caller: Caller, { agentId }: MedicineRun): boolean =>
  caller.kind === 'operator' && mayActFor(agentId, { id: caller.operatorId, roles: caller.roles });

/** Stops the caller may know of: all of them for the agent and whoever covers them all, else those in their own places. */
const seenStops = (run: MedicineRun, { caller }: Call): readonly Stop[] =>
  seesWhole(caller, run) ? run.stops : run.stops.filter(({ path }) => covers(caller, path));

@Injectable()
export class MedicineQueries {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof MedicinePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'medicine', shape: MedicinePolicyValues });
  }

  @Answers(C.MedicinePlaces)
  places(_input: InputOf<typeof C.MedicinePlaces>, call: Call) {
    return reaching(async () => {
      const { hospitals, pharmacies, mostDays, cardOutHours, version } = await this.policies.inForce(call.now);
      return ok({ hospitals, pharmacies, mostDays, cardOutHours, policyVersion: version });
    });
  }

  @Answers(C.RunsPage)
  page(input: InputOf<typeof C.RunsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const self = $(call.caller.kind === 'operator' ? call.caller.operatorId : null);
      const mine = `(r."agent_id" = ${self}::uuid or r."offered_to" = ${self}::uuid)`;
      const where = [
        `(${withinScope(call.caller, $, 'r')} or ${mine} or exists (
          select 1 from "errands"."medicine_stop" s where s."run_id" = r."id" and ${withinScope(call.caller, $, 's')}))`,
      ];
      if (input.open !== undefined) where.push(input.open ? 'r."is_open"' : 'not r."is_open"');
      if (input.status) where.push(`r."status" = any(${$(input.status)}::text[])`);
      if (input.hospital !== undefined) where.push(`r."hospital" = ${$(input.hospital)}`);
      if (input.mine) where.push(mine);
      if (input.ids) where.push(`r."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`r."no" like ${$(endingIn(input.no))}`);
      if (input.day !== undefined) {
        const day = Temporal.PlainDate.from(input.day);
        where.push(`r."planned_at" >= ${$(startOfDay(day).toString())} and r."planned_at" < ${$(endOfDay(day).toString())}`);
      }
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [open, at, id] = input.cursor.split('|');
        if (!/^[01]$/.test(open ?? '') || !C.Uuid.safeParse(id).success || !C.InstantText.safeParse(at).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(r."is_open", r."planned_at", r."id") < (${$(open === '1')}::boolean, ${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `select ${COLUMNS} from ${TABLE} where ${where.join(' and ')}
         order by r."is_open" desc, r."planned_at" desc, r."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => rowOf(row, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: `${last.is_open ? '1' : '0'}|${last.facts.plannedAt ?? ''}|${last.id}` }
          : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.RunDetail)
  detail(input: InputOf<typeof C.RunDetail>, call: Call) {
    return reaching(async () => {
      const row = await this.find(input, call);
      if (!row.ok) return row;
      return ok({
        row: rowOf(row.value, call),
        ...(await this.contents(toRun(row.value), call)),
        history: await historyOf(this.kit.pool, 'errands', 'medicine-run', row.value.id),
      });
    });
  }

  @Answers(C.RunPapers)
  papers(input: InputOf<typeof C.RunPapers>, call: Call) {
    return reaching(async () => {
      const row = await this.find(input, call);
      if (!row.ok) return row;
      const run = toRun(row.value);
      if (!isClose(call.caller, run)) return refuse('medicine-run.not-yours', { agent: run.agentId });
      const { stops, lines } = await this.contents(run, call);
      const labels = await this.neighbours.labels(
        stops.map(({ personId }) => personId),
        call,
      );
      const { hospitals, pharmacies } = await this.policies.inForce(call.now);
      const places = [...hospitals, ...pharmacies].map(({ code, zh, en, placeholder }) => ({ code, zh, en, placeholder }));
      return ok({
        sheet: input.sheet,
        places,
        row: rowOf(row.value, call),
        stops: stops.map((stop) => {
          const label = labels.get(stop.personId);
          return { ...stop, ...(label === undefined ? {} : { label }) };
        }),
        lines,
      });
    });
  }

  /** The run that is meant, if it concerns the caller; the look is on record. */
  private async find(input: { readonly runId?: string | undefined; readonly no?: string | undefined }, call: Call) {
    if (input.runId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'runId' });
    const { rows } = await this.kit.pool.query<Row>(
      input.runId === undefined
        ? { text: `select ${COLUMNS} from ${TABLE} where r."no" like $1 order by r."id" desc limit 20`, values: [endingIn(input.no ?? '')] }
        : { text: `select ${COLUMNS} from ${TABLE} where r."id" = $1`, values: [input.runId] },
    );
    const row = rows.find((one) => seesRun(call.caller, toRun(one)));
    if (!row) return refuse('record.not-found', { entity: 'medicine-run' });
    await this.kit.looks.saw(call, { entity: 'medicine-run', recordId: row.id, version: row.version, area: row.facts.area });
    return ok(row);
  }

  /** Stops and lines as the caller may see them: door and drug are for the agent of the run and the desk. */
  private async contents(run: MedicineRun, call: Call): Promise<{ readonly stops: C.RunStop[]; readonly lines: C.RunLine[] }> {
    const close = isClose(call.caller, run);
    const seen = new Set(seenStops(run, call).map(({ cardId }) => cardId));
    const lines = run.lines.filter(({ cardId }) => seen.has(cardId));
    const drugs = close ? await drugsOf(this.kit.pool, this.kit.personKeys, lines) : new Map<string, undefined>();
    const lost = run.stops.filter(({ card }) => card === 'LOST').map(({ cardId }) => cardId);
    const owners = lost.length === 0 ? new Map<string, string>() : await ownersOf(this.kit.pool, lost);
    const nthOf = new Map(run.stops.map(({ cardId }, index) => [cardId, index + 1]));
    return {
      stops: run.stops.flatMap((stop) => {
        if (!seen.has(stop.cardId)) return [];
        const own = lines.filter(({ cardId }) => cardId === stop.cardId);
        const ownerId = owners.get(stop.cardId);
        return [
          {
            ...stop,
            nth: nthOf.get(stop.cardId) ?? 0,
            path: close ? stop.path : stop.path.split('/').slice(0, 2).join('/'),
            ...(ownerId === undefined ? {} : { ownerId }),
            offered: run.offer?.cardIds.includes(stop.cardId) === true,
            lines: own.length,
            fetched: own.filter(({ status }) => status === 'FETCHED').length,
            delivered: own.filter(({ status }) => status === 'DELIVERED').length,
          },
        ];
      }),
      lines: lines.map(({ at, ...line }) => ({
        ...line,
        nth: nthOf.get(line.cardId) ?? 0,
        ...(at ? { at: C.instantText(at) } : {}),
        ...drugs.get(line.lineId),
      })),
    };
  }
}

function rowOf(row: Row, call: Call): C.RunRow {
  const run = toRun(row);
  const stops = seenStops(run, call);
  const seen = new Set(stops.map(({ cardId }) => cardId));
  const { departedAt, returnedAt, offer } = run;
  return {
    runId: run.id,
    no: run.no,
    version: row.version,
    status: run.status,
    hospital: run.hospital,
    agentId: run.agentId,
    area: run.area,
    areas: [...new Set(stops.map(({ area }) => area))].sort(),
    ...countRun({ stops, lines: run.lines.filter(({ cardId }) => seen.has(cardId)) }),
    plannedAt: C.instantText(run.plannedAt),
    ...(departedAt ? { departedAt: C.instantText(departedAt) } : {}),
    ...(returnedAt ? { returnedAt: C.instantText(returnedAt) } : {}),
    ...(offer ? { offeredTo: offer.toAgentId } : {}),
    offered: offer?.cardIds.length ?? 0,
    allowedActions: runActions(run, call.caller),
  };
}
