import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type ArrivalRow } from '@houzhai/contracts';
import { dayOf, endOfDay, startOfDay } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { maskVehiclePlate } from '@houzhai/identity-numbers';
import { PERSON_COLUMNS, maskedRows } from '../person/person.store.ts';
import { regionName } from '../region/region.ts';
import { toArrival, type StoredArrival } from './arrival.row.ts';
import { ORIGIN, seesArrival, type Origin } from './arrival.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredArrival;
  readonly sealed: Buffer;
}
type Persons = Parameters<typeof maskedRows>[2];

const COLUMNS = 'a."id", a."version", a."facts", a."sealed"';
const TABLE = '"census_screening"."arrival" a';

/** Rows of arrivals at the caller's checkpoints or bound for the caller's places. */
const inSight = (call: Call, $: (value: unknown) => string): string =>
  `(${withinScope(call.caller, $, 'a')} or ${withinScope(call.caller, $, 'a', 'checkpoint_')})`;

@Injectable()
export class ArrivalQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.ArrivalsPage)
  page(input: InputOf<typeof C.ArrivalsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [inSight(call, $)];
      if (input.checkpointId !== undefined) where.push(`a."checkpoint_id" = ${$(input.checkpointId)}`);
      if (input.area !== undefined) where.push(`a."area" = ${$(input.area)}`);
      if (input.custody) where.push(`a."custody" = any(${$(input.custody)}::text[])`);
      if (input.disposition) where.push(`a."disposition" = any(${$(input.disposition)}::text[])`);
      if (input.partyId !== undefined) where.push(`a."party_id" = ${$(input.partyId)}`);
      if (input.personId !== undefined) where.push(`a."person_id" = ${$(input.personId)}`);
      if (input.ids) where.push(`a."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`a."no" like ${$(endingIn(input.no))}`);
      if (input.day !== undefined) where.push(onDay(Temporal.PlainDate.from(input.day), $));
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [at, id] = input.cursor.split('|');
        if (at === undefined || id === undefined || !C.Uuid.safeParse(id).success || !C.InstantText.safeParse(at).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(a."arrived_at", a."id") < (${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `select ${COLUMNS} from ${TABLE} where ${where.join(' and ')} order by a."arrived_at" desc, a."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: await this.shown(page),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${last.facts.arrivedAt}|${last.id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.ArrivalDetail)
  detail(input: InputOf<typeof C.ArrivalDetail>, call: Call) {
    return reaching(async () => {
      if (input.arrivalId === undefined && (input.no ?? '') === '')
        return refuse('request.invalid', { rule: 'required', path: 'arrivalId' });
      const row = await this.find(input, call);
      if (!row) return refuse('record.not-found', { entity: 'arrival' });
      const [shown] = await this.shown([row]);
      if (!shown) return refuse('record.not-found', { entity: 'arrival' });
      const { area, why, policyVersion, healthCode } = row.facts;
      await this.kit.looks.saw(call, { entity: 'arrival', recordId: row.id, version: row.version, area });
      return ok({
        row: shown,
        why,
        policyVersion,
        ...(healthCode === undefined ? {} : { healthCode }),
        history: await historyOf(this.kit.pool, 'census_screening', 'arrival', row.id),
      });
    });
  }

  /** Where from is asked for on its own, and every look is on record. */
  @Answers(C.ArrivalOrigin)
  origin(input: InputOf<typeof C.ArrivalOrigin>, call: Call) {
    return reaching(async () => {
      const row = await this.find({ arrivalId: input.arrivalId }, call);
      if (!row) return refuse('record.not-found', { entity: 'arrival' });
      const opened = (await this.kit.personKeys.open(row.facts.personId, ORIGIN, row.sealed)) as Origin | undefined;
      if (!opened) return refuse('person.erased', {});
      await this.kit.looks.saw(call, { entity: 'arrival', recordId: row.id, version: row.version, area: row.facts.area });
      const { stays, instrument, symptoms, temperature, plate } = opened;
      return ok({
        arrivalId: row.id,
        stays: stays.map((stay) => ({ ...stay, full: regionName(stay.region) })),
        instrument,
        symptoms: [...symptoms],
        ...(temperature === undefined ? {} : { temperature }),
        ...(plate === undefined ? {} : { plate }),
      });
    });
  }

  @Answers(C.CustodyLedger)
  ledger(input: InputOf<typeof C.CustodyLedger>, call: Call) {
    return reaching(async () => {
      const day = input.day === undefined ? dayOf(call.now) : Temporal.PlainDate.from(input.day);
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [inSight(call, $)];
      if (input.checkpointId !== undefined) where.push(`a."checkpoint_id" = ${$(input.checkpointId)}`);
      const of = (custody: C.Custody): string => `count(*) filter (where a."custody" = '${custody}')::int as "${custody}"`;
      const counted = await this.kit.pool.query<Record<C.Custody, number>>(
        `select ${C.CUSTODIES.map(of).join(', ')} from ${TABLE} where ${where.join(' and ')} and ${onDay(day, $)}`,
        values,
      );
      const scope = values.slice(0, -2);
      const { rows } = await this.kit.pool.query<Row>(
        `select ${COLUMNS} from ${TABLE} where ${where.join(' and ')} and a."custody" = any($${String(scope.push([...C.OPEN_CUSTODIES]))}::text[])
         order by a."arrived_at", a."id" limit 500`,
        scope,
      );
      const { ACCEPTED = 0, REFUSED = 0, MISSING = 0, SETTLED = 0, WAITING = 0, IN_BATCH = 0 } = counted.rows[0] ?? {};
      const open = await this.shown(rows);
      return ok({
        day: day.toString(),
        needed: ACCEPTED + REFUSED + MISSING + SETTLED + WAITING + IN_BATCH,
        accepted: ACCEPTED,
        refused: REFUSED,
        missing: MISSING,
        settled: SETTLED,
        waiting: WAITING,
        underWay: IN_BATCH,
        toConfirm: await this.unconfirmed(day, input.checkpointId, call),
        balanced: WAITING + IN_BATCH === 0,
        open,
        asOf: call.now.toString(),
      });
    });
  }

  /** Heads of a day that were taken over by telephone and nobody confirmed yet. */
  private async unconfirmed(day: Temporal.PlainDate, checkpointId: string | undefined, call: Call): Promise<number> {
    const values: unknown[] = [];
    const $ = (value: unknown): string => `$${String(values.push(value))}`;
    const where = [inSight(call, $), onDay(day, $)];
    if (checkpointId !== undefined) where.push(`a."checkpoint_id" = ${$(checkpointId)}`);
    const { rows } = await this.kit.pool.query<{ count: number }>(
      `select count(*)::int as count from ${TABLE} join "census_screening"."escort_batch" b on b."id" = a."batch_id"
       join jsonb_array_elements(b."facts" -> 'heads') h on h ->> 'arrivalId' = a."id"::text
       where ${where.join(' and ')} and a."custody" = 'ACCEPTED' and h ->> 'method' = 'READ_BACK' and (h ->> 'confirmed')::boolean is not true`,
      values,
    );
    return rows[0]?.count ?? 0;
  }

  private async find(
    wanted: { readonly arrivalId?: string | undefined; readonly no?: string | undefined },
    call: Call,
  ): Promise<Row | undefined> {
    const { rows } = await this.kit.pool.query<Row>(
      wanted.arrivalId === undefined
        ? {
            text: `select ${COLUMNS} from ${TABLE} where a."no" like $1 order by a."id" desc limit 20`,
            values: [endingIn(wanted.no ?? '')],
          }
        : { text: `select ${COLUMNS} from ${TABLE} where a."id" = $1`, values: [wanted.arrivalId] },
    );
    return rows.find(({ facts }) => seesArrival(call.caller, facts));
  }

  /** Rows as lists show them: names and plates masked. */
  private async shown(rows: readonly Row[]): Promise<ArrivalRow[]> {
    const { pool, personKeys, sealer } = this.kit;
    const ids = [...new Set(rows.map(({ facts }) => facts.personId))];
    const persons = await pool.query<Persons[number]>(
      `select ${PERSON_COLUMNS} from "census_screening"."person" where "id" = any($1::uuid[])`,
      [ids],
    );
    const labels = new Map((await maskedRows(personKeys, sealer, persons.rows)).map((person) => [person.personId, person]));
    const keys = await personKeys.find(ids);
    return rows.map((row) => {
      const arrival = toArrival(row);
      const person = labels.get(arrival.personId);
      const key = keys.get(arrival.personId);
      const plate = key ? (JSON.parse(sealer.open(key, arrival.personId, ORIGIN, row.sealed)) as Origin).plate : undefined;
      return {
        arrivalId: arrival.id,
        no: arrival.no,
        version: row.version,
        partyId: arrival.partyId,
        personId: arrival.personId,
        personNo: person?.no ?? '',
        label: person?.label ?? '—',
        checkpointId: arrival.checkpointId,
        checkpointCode: arrival.checkpointCode,
        arrivedAt: C.instantText(arrival.arrivedAt),
        ...(plate === undefined ? {} : { plateMasked: maskVehiclePlate(plate) }),
        disposition: arrival.disposition,
        risk: arrival.risk,
        custody: arrival.custody,
        ...(arrival.batchId === undefined ? {} : { batchId: arrival.batchId }),
        ...(arrival.answersFor === undefined ? {} : { answersFor: arrival.answersFor }),
        area: arrival.area,
        destination: arrival.destination,
        ...(arrival.isolationId === undefined ? {} : { isolationId: arrival.isolationId }),
      };
    });
  }
}

const onDay = (day: Temporal.PlainDate, $: (value: unknown) => string): string =>
  `a."arrived_at" >= ${$(startOfDay(day).toString())} and a."arrived_at" < ${$(endOfDay(day).toString())}`;
