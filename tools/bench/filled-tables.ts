import type pg from 'pg';
import { Sealer } from '@houzhai/auth';
import { PublishServiceModule, RecordErrandHistories, type HistoryStep, type Outcome } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { uuidv7 } from '@houzhai/persistence';
import { personColumns } from '../../apps/census-screening/src/person/person.store.ts';
import { chanceOf } from '../../seeds/demo/chance.ts';
import { generateDwellings } from '../../seeds/demo/dwellings.ts';
import { generatePeople } from '../../seeds/demo/people.ts';
import modules from '../../seeds/policies/service-module.1.json' with { type: 'json' };
import { batches } from './batches.ts';
import { until } from './measure.ts';
import type { BenchOperator, BenchStack } from './throwaway-stack.ts';

export const SEED = 2020;
const BULK = 2_000;
/** Numbers of one day keep four digits. */
const PER_DAY = 9_999;
const AREAS = 32;
const OF_EACH_AREA = 10;

/** A person of the register, by what errands know of them. */
export interface FilledPerson {
  readonly personId: string;
  readonly path: string;
}

/** The value of an outcome that must be one. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

/**
 * Fills the register with synthetic persons of the 32 areas, as the service would have written them: sealed under a key
 * each, with their search hashes. Their events are left out.
 */
export async function fillPersons({ stack }: BenchStack, db: pg.Pool, count: number): Promise<readonly FilledPerson[]> {
  const sealer = new Sealer(stack.keys.master, stack.keys.index);
  const now = Temporal.Now.instant();
  const filled: FilledPerson[] = [];
  // The index by name is slow to grow row by row, and quick to make at once.
  const { rows: indexes } = await db.query<{ text: string }>(
    `select pg_get_indexdef('"census_screening"."person_name_index"'::regclass) as text`,
  );
  await db.query('drop index "census_screening"."person_name_index"');
  for (const bulk of batches(generatePeople(SEED, count), BULK)) {
    const persons: Record<string, unknown>[] = [];
    const keys: Record<string, unknown>[] = [];
    for (const person of bulk) {
      const id = uuidv7(now.epochMilliseconds - count + person.index);
      const key = sealer.newKey(id);
      keys.push({ person_id: id, wrapped: key.wrapped });
      persons.push({ id, version: 1, ...personColumns(sealer, key, numberOf('PE', person.index), person, now) });
      filled.push({ personId: id, path: person.path });
    }
    await enter(db, '"census_screening"."person_key"', keys);
    await enter(db, '"census_screening"."person"', persons);
  }
  await db.query(indexes[0]?.text ?? '');
  await db.query('vacuum analyze "census_screening"."person", "census_screening"."person_key"');
  return filled;
}

/** The day at which numbering begins and the numbers that follow. */
const numberOf = (prefix: string, index: number): string =>
  formatBusinessNumber({
    prefix,
    date: Temporal.PlainDate.from('2020-02-14')
      .add({ days: Math.floor(index / PER_DAY) })
      .toString(),
    sequence: (index % PER_DAY) + 1,
  });

/** Inserts rows given by column; bytes are written as bytes. */
async function enter(db: pg.Pool, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const written = (value: unknown): unknown => {
    if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`;
    return Array.isArray(value) ? value.map(written) : value;
  };
  const text = rows.map((row) => Object.fromEntries(Object.entries(row).map(([column, value]) => [column, written(value)])));
  await db.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`, [JSON.stringify(text)]);
}

/** How an errand went so far: minutes ago it was requested, and minutes after that each step. */
interface Course {
  readonly minutesAgo: number;
  readonly steps: readonly (readonly [HistoryStep['action'], number])[];
}
const FRESH = { minutesAgo: 5, steps: [] } satisfies Course;
const TAKEN = [['accept', 1] as const, ['start', 2] as const];
const ARCHIVED = {
  minutesAgo: 4_320,
  steps: [
    ['accept', 10],
    ['start', 20],
    ['deliver', 60],
    ['confirm', 90],
    ['archive', 100],
  ],
} satisfies Course;
const COURSES: Readonly<Record<'fresh' | 'mixed', readonly Course[]>> = {
  fresh: [FRESH],
  mixed: [
    FRESH,
    FRESH,
    { minutesAgo: 5, steps: TAKEN.slice(0, 1) },
    { minutesAgo: 5, steps: TAKEN },
    { minutesAgo: 5, steps: [...TAKEN, ['hold', 3]] },
    ...Array.from({ length: 5 }, () => ARCHIVED),
  ],
};

/**
 * Fills the errands: ten of each area go through the service, all further ones are copies of those with numbers and times of
 * their own, more of them where more rooms are. Copies have no events.
 * @param courses `fresh`: nobody has taken any; `mixed`: half of them archived, the others at every stage
 */
export async function fillErrands(
  admin: BenchOperator,
  agent: BenchOperator,
  db: pg.Pool,
  persons: readonly FilledPerson[],
  { count, courses }: { readonly count: number; readonly courses: 'fresh' | 'mixed' },
): Promise<void> {
  for (const module of modules.values.modules) valueOf(await admin.client.command(PublishServiceModule, module as never));
  const now = Temporal.Now.instant();
  for (let area = 1; area <= AREAS; area++) {
    const residents = persons.filter(({ path }) => path.startsWith(`houzhai/a${String(area).padStart(2, '0')}/`)).slice(0, OF_EACH_AREA);
    const errands = residents.map((person, index) => {
      const { minutesAgo, steps } = COURSES[courses][index % COURSES[courses].length] ?? FRESH;
      const requestedAt = now.subtract({ minutes: minutesAgo });
      return {
        beneficiaryId: person.personId,
        path: person.path,
        moduleCode: 'standing-1',
        kind: 'PURCHASE' as const,
        items: [{ name: '大米', quantity: '10 斤' }],
        requestedAt: requestedAt.toString(),
        steps: steps.map(([action, minutes]) => ({
          action,
          at: requestedAt.add({ minutes }).toString(),
          ...(action === 'accept' ? { agentId: agent.operatorId } : {}),
        })),
      };
    });
    const { entered, refused } = valueOf(await admin.client.command(RecordErrandHistories, { errands }, { deadlineMs: 60_000 }));
    if (entered !== OF_EACH_AREA) throw new Error(`${entered} errands entered in area ${area}: ${JSON.stringify(refused)}`);
  }
  await until(async () => (await db.query(`select 1 from "errands"."errand" where "wake_at" <= now() limit 1`)).rowCount === 0);
  await copyErrands(db, count);
}

/** Copies errands until there are so many. */
async function copyErrands(db: pg.Pool, count: number): Promise<void> {
  const { rows } = await db.query<{ id: string; area: string }>(`select "id", "area" from "errands"."errand" order by "id"`);
  const rooms = new Map<string, number>();
  for (const { level, area } of generateDwellings(SEED)) if (level === 'room') rooms.set(area, (rooms.get(area) ?? 0) + 1);
  const chance = chanceOf(SEED);
  const weighted = rows.map(({ id, area }) => [rooms.get(area) ?? 1, id] as const);
  const now = Date.now();
  for (let at = rows.length; at < count; at += BULK) {
    const copies = Array.from({ length: Math.min(BULK, count - at) }, (_, index) => ({
      id: uuidv7(now - count + at + index),
      no: numberOf('ER', at + index),
      source: chance.weighted(weighted),
    }));
    await db.query(COPY, [copies.map(({ id }) => id), copies.map(({ no }) => no), copies.map(({ source }) => source)]);
  }
  await db.query('vacuum analyze "errands"."errand"');
}

/** What still has a deadline moves by minutes, so that none runs out while something is measured; the rest by days. */
const COPY = `
  insert into "errands"."errand" select made.*
  from unnest($1::uuid[], $2::text[], $3::uuid[]) as copy(id, no, source)
  join "errands"."errand" e on e."id" = copy.source
  cross join lateral (select random() * (case when e."wake_at" is null then interval '3 days' else interval '10 minutes' end) as by) shift
  cross join lateral jsonb_populate_record(e, jsonb_build_object(
    'id', copy.id, 'no', copy.no, 'requested_at', e."requested_at" - shift.by, 'updated_at', e."updated_at" - shift.by,
    'due_at', e."due_at" - shift.by, 'done_at', e."done_at" - shift.by, 'wake_at', e."wake_at" - shift.by,
    'facts', jsonb_set(jsonb_set(
      e."facts" || jsonb_build_object('id', copy.id, 'no', copy.no, 'requestedAt', e."requested_at" - shift.by, 'updatedAt', e."updated_at" - shift.by),
      '{acceptClock,startedAt}', to_jsonb((e."facts" #>> '{acceptClock,startedAt}')::timestamptz - shift.by)),
      '{completeClock,startedAt}', to_jsonb((e."facts" #>> '{completeClock,startedAt}')::timestamptz - shift.by)))) made`;
