import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { dayOf, endOfDay } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { labelsOf } from '../person/person.store.ts';
import { countSlots, isOverdue, needsBed, type IsolationCase } from './isolation.ts';
import { toIsolation, type StoredIsolation, type StoredSlot } from './isolation.row.ts';
import { NO_BED, findIsolationByNo, isolationActions, slotsOf } from './isolation.store.ts';
import { supplyOf } from './isolation-supply.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredIsolation;
}
const TABLE = '"census_screening"."isolation" i';
const OVERDUE = `exists (select 1 from "census_screening"."follow_up_slot" s where s."isolation_id" = i."id" and s."status" = 'NOT_PERFORMED' and s."due_at" <=`;

@Injectable()
export class IsolationQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.IsolationsPage)
  page(input: InputOf<typeof C.IsolationsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      let asked: string | undefined;
      const overdue = (): string => (asked ??= `${OVERDUE} ${$(call.now.toString())})`);
      const where = [withinScope(call.caller, $, 'i')];
      if (input.open !== undefined) where.push(input.open ? 'i."is_open"' : 'not i."is_open"');
      if (input.status) where.push(`i."status" = any(${$(input.status)}::text[])`);
      if (input.area !== undefined) where.push(`i."area" = ${$(input.area)}`);
      if (input.personId !== undefined) where.push(`i."person_id" = ${$(input.personId)}`);
      if (input.endsOn !== undefined) where.push(`i."last_day" = ${$(input.endsOn)}`);
      if (input.overdue !== undefined) where.push(input.overdue ? overdue() : `not ${overdue()}`);
      if (input.noBed !== undefined) where.push(input.noBed ? NO_BED : `not (${NO_BED})`);
      if (input.mine) where.push(mine(call, $));
      if (input.ids) where.push(`i."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`i."no" like ${$(endingIn(input.no))}`);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [late, last, id] = input.cursor.split('|');
        if (!/^[01]$/.test(late ?? '') || !C.DayText.safeParse(last).success || !C.Uuid.safeParse(id).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(not ${overdue()}, i."last_day", i."id") > (${$(late === '0')}::boolean, ${$(last)}, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row & { late: boolean }>(
        `select i."id", i."version", i."facts", ${overdue()} as late from ${TABLE} where ${where.join(' and ')}
         order by not ${overdue()}, i."last_day", i."id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: await this.shown(page, call),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${last.late ? '1' : '0'}|${last.facts.lastDay}|${last.id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.IsolationDetail)
  detail(input: InputOf<typeof C.IsolationDetail>, call: Call) {
    return reaching(async () => {
      if (input.isolationId === undefined && (input.no ?? '') === '')
        return refuse('request.invalid', { rule: 'required', path: 'isolationId' });
      const found = await findIsolationByNo(this.kit.pool, input, ({ path }) => covers(call.caller, path));
      if (!found) return refuse('record.not-found', { entity: 'isolation' });
      const { isolation, version } = found;
      await this.kit.looks.saw(call, { entity: 'isolation', recordId: isolation.id, version, area: isolation.area });
      const labels = await labelsOf(this.kit.pool, this.kit.personKeys, this.kit.sealer, [isolation.personId]);
      const { arrivalId, continues, household, supplyEnsured, noticeNo, careTeam } = isolation;
      return ok({
        row: rowOf(isolation, version, labels.get(isolation.personId) ?? '—', call),
        ...(arrivalId === undefined ? {} : { arrivalId }),
        ...(continues === undefined ? {} : { continues }),
        careTeam,
        ...(household === undefined ? {} : { household }),
        ...(supplyEnsured === undefined ? {} : { supplyEnsured }),
        ...(await supplyOf(this.kit.pool, isolation.id)),
        ...(noticeNo === undefined ? {} : { noticeNo }),
        slots: isolation.slots.map((slot) => ({
          date: slot.date,
          half: slot.half,
          nth: slot.nth,
          status: slot.status,
          dueAt: C.instantText(slot.dueAt),
          overdue: isOverdue(slot, call.now),
          ...(slot.method === undefined ? {} : { method: slot.method }),
          ...(slot.occurredAt ? { occurredAt: C.instantText(slot.occurredAt) } : {}),
          ...(slot.recordedAt ? { recordedAt: C.instantText(slot.recordedAt) } : {}),
          ...(slot.recordedBy === undefined ? {} : { recordedBy: slot.recordedBy }),
          ...(slot.sheetNo === undefined ? {} : { sheetNo: slot.sheetNo }),
          hasReason: slot.hasReason,
          resolved: slot.resolved,
        })),
        history: await historyOf(this.kit.pool, 'census_screening', 'isolation', isolation.id),
      });
    });
  }

  @Answers(C.FollowUpsDue)
  due(input: InputOf<typeof C.FollowUpsDue>, call: Call) {
    return reaching(async () => {
      const day = input.day === undefined ? dayOf(call.now) : Temporal.PlainDate.from(input.day);
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [
        `s."status" = 'NOT_PERFORMED' and i."status" in ('ACTIVE', 'REDUCTION_REQUESTED') and s."due_at" <= ${$(endOfDay(day).toString())}`,
        withinScope(call.caller, $, 'i'),
      ];
      if (input.area !== undefined) where.push(`i."area" = ${$(input.area)}`);
      if (input.mine) where.push(mine(call, $));
      const from = `from "census_screening"."follow_up_slot" s join ${TABLE} on i."id" = s."isolation_id"`;
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total ${from} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [at, id] = input.cursor.split('|');
        if (!C.InstantText.safeParse(at).success || !C.Uuid.safeParse(id).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(s."due_at", s."id") > (${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<{ slot_id: string; slot: StoredSlot; facts: StoredIsolation }>(
        `select s."id" as slot_id, s."facts" as slot, i."facts" ${from} where ${where.join(' and ')} order by s."due_at", s."id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      const labels = await labelsOf(
        this.kit.pool,
        this.kit.personKeys,
        this.kit.sealer,
        page.map(({ facts }) => facts.personId),
      );
      return ok({
        rows: page.map(({ slot, facts }) => ({
          isolationId: facts.id,
          no: facts.no,
          personId: facts.personId,
          label: labels.get(facts.personId) ?? '—',
          area: facts.area,
          path: facts.path,
          date: slot.date,
          half: slot.half,
          day: daysBetween(facts.dayZero, Temporal.PlainDate.from(slot.date)),
          dueAt: slot.dueAt,
          overdue: Temporal.Instant.compare(Temporal.Instant.from(slot.dueAt), call.now) <= 0,
        })),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${last.slot.dueAt}|${last.slot_id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  private async shown(rows: readonly Row[], call: Call): Promise<C.IsolationRow[]> {
    const [slots, labels] = await Promise.all([
      slotsOf(
        this.kit.pool,
        rows.map(({ id }) => id),
      ),
      labelsOf(
        this.kit.pool,
        this.kit.personKeys,
        this.kit.sealer,
        rows.map(({ facts }) => facts.personId),
      ),
    ]);
    return rows.map((row) => rowOf(toIsolation(row, slots.get(row.id) ?? []), row.version, labels.get(row.facts.personId) ?? '—', call));
  }
}

const mine = (call: Call, $: (value: unknown) => string): string =>
  `${$(call.caller.kind === 'operator' ? call.caller.operatorId : null)}::uuid = any(i."team")`;
const daysBetween = (dayZero: string, day: Temporal.PlainDate): number =>
  Temporal.PlainDate.from(dayZero).until(day, { largestUnit: 'day' }).days;

function rowOf(isolation: IsolationCase, version: number, label: string, call: Call): C.IsolationRow {
  const { slots, done, missed, overdue, findings } = countSlots(isolation.slots, call.now);
  const next = isolation.slots.find(({ status }) => status === 'NOT_PERFORMED');
  return {
    isolationId: isolation.id,
    no: isolation.no,
    version,
    personId: isolation.personId,
    label,
    kind: isolation.kind,
    reason: isolation.reason,
    status: isolation.status,
    area: isolation.area,
    path: isolation.path,
    dayZero: isolation.dayZero,
    lastDay: isolation.lastDay,
    day: daysBetween(isolation.dayZero, dayOf(call.now)),
    slots,
    done,
    missed,
    overdue,
    findings,
    ...(next ? { nextDueAt: C.instantText(next.dueAt) } : {}),
    ...(isolation.site ? { site: isolation.site.code } : {}),
    inBed: isolation.inBed === true,
    needsBed: needsBed(isolation),
    allowedActions: isolationActions(isolation, call.caller),
  };
}
