import type pg from 'pg';
import { COMMANDS_OF_AN_ERRAND, runErrands } from '../command-mix.ts';
import { cpuPerPiece, cpuTime } from '../cpu-time.ts';
import { fillErrands, fillPersons } from '../filled-tables.ts';
import { median, rounded, told, until, type Measure } from '../measure.ts';
import type { BenchOperator, BenchStack } from '../throwaway-stack.ts';

const ROOMS = 36_210;
const PERSONS = 4_000;
const ERRANDS = 10_000;
const TIMES = 100;
const ROUNDS = 5;
const WARM_UP = 1;
const ERRANDS_PER_ROUND = 250;
const IN_FLIGHT = 32;

/**
 * The same mix of commands on the tables of a subdistrict and on tables a hundred times as large: rooms, errands, outbox,
 * command log, audit, and what readers keep. `ratio` is processor time per command, large to small; `wall` the time it takes.
 */
export const city: Measure = {
  name: 'city',
  goals: [{ figure: 'ratio', atMost: 1.3 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(4);
    const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
    const agent = await stack.operator(['AGENT']);
    await fillErrands(admin, agent, db, await fillPersons(stack, db, PERSONS), { count: ERRANDS, courses: 'fresh' });
    await fillRooms(db, 0, ROOMS);
    await multiply(db, 'of a subdistrict', 1);
    // People nobody has run an errand for yet: what one person has asked for lately is looked at with every request.
    const { rows } = await db.query<{ id: string }>(
      `select p."id" from "census_screening"."person" p where not exists (select 1 from "errands"."errand" e where e."beneficiary_id" = p."id")`,
    );
    const people = rows.map(({ id }) => id).values();
    const measured = (): Promise<Cost> => costOf(stack, db, admin, agent, people);
    const small = await measured();
    await fillRooms(db, ROOMS, ROOMS * TIMES);
    await multiply(db, 'of a city', TIMES);
    const large = await measured();
    return {
      figures: {
        ratio: rounded(large.processor / small.processor, 2),
        wall: rounded(large.seconds / small.seconds, 2),
        small: Math.round(small.processor),
        large: Math.round(large.processor),
      },
      unit: 'µs of processor per command',
    };
  },
};

interface Cost {
  /** Microseconds per command, all programs but this one. */
  readonly processor: number;
  readonly seconds: number;
}

async function costOf(
  stack: BenchStack,
  db: pg.Pool,
  desk: BenchOperator,
  agent: BenchOperator,
  people: Iterator<string, undefined>,
): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const before = cpuTime(stack);
    const seconds = await runErrands(desk, agent, next(people, ERRANDS_PER_ROUND), ERRANDS_PER_ROUND, IN_FLIGHT);
    await quiet(db);
    const { client: _client, ...each } = cpuPerPiece(before, cpuTime(stack), ERRANDS_PER_ROUND * COMMANDS_OF_AN_ERRAND);
    costs.push({ processor: Object.values(each).reduce((sum, one) => sum + one, 0), seconds });
    told(
      `processor µs per command: ${JSON.stringify(each)}, ${String(rounded((ERRANDS_PER_ROUND * COMMANDS_OF_AN_ERRAND) / seconds, 0))}/s`,
    );
  }
  const counted = costs.slice(WARM_UP);
  return { processor: median(counted.map(({ processor }) => processor)), seconds: median(counted.map(({ seconds }) => seconds)) };
}

/** The next so many people. @throws when there are not enough. */
function next(people: Iterator<string, undefined>, count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    const one = people.next();
    if (one.done === true) throw new Error('Too few people');
    return one.value;
  });
}

/** Every event is published, read and sealed. */
const quiet = (db: pg.Pool): Promise<void> =>
  until(
    async () => {
      const { rows } = await db.query<{ open: boolean }>(
        `select exists (select 1 from "errands"."outbox" where "published_at" is null and "parked_at" is null)
           or exists (select 1 from "errands"."outbox" o where o."seq" > (select max("seq") from "errands"."outbox") - 2000 and o."entity" = 'errand' and o."stream_seq" > 0
                and not exists (select 1 from "command_center"."received" r where r."durable" = 'command-center--board' and r."event_id" = o."event_id")) as open`,
      );
      return rows[0]?.open === false;
    },
    100,
    5,
  );

async function fillRooms(db: pg.Pool, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += 200_000)
    await db.query(
      `insert into "census_screening"."place" ("id", "version", "path", "parent", "level", "area", "zh", "en", "placeholder", "rental")
       select uuidv7(), 1, p.parent || '/r' || n, p.parent, 'room', p.area, '房' || n, 'Room ' || n, true, true
       from generate_series($1::int + 1, $2::int) n
       cross join lateral (select 'a' || lpad((n % 32 + 1)::text, 2, '0') as area, 'houzhai/a' || lpad((n % 32 + 1)::text, 2, '0') || '/c' || (n % 640) || '/g' || (n % 6400) as parent) p`,
      [at, Math.min(to, at + 200_000)],
    );
}

/** Tables that grow with what happens: copies of the rows there are, with numbers and ids of their own. */
async function multiply(db: pg.Pool, what: string, times: number): Promise<void> {
  const wanted = ERRANDS * times;
  for (const [table, text] of Object.entries(COPIES))
    for (;;) {
      const { rows } = await db.query<{ n: string }>(`select count(*) as n from ${table}`);
      const missing = wanted - Number(rows[0]?.n);
      if (missing <= 0) break;
      await db.query(text, [Math.min(missing, 100_000)]);
    }
  for (const table of [...Object.keys(COPIES), '"census_screening"."place"']) await db.query(`vacuum analyze ${table}`);
  await until(
    async () =>
      (
        await db.query(
          `select 1 from "errands"."audit" a where not exists (select 1 from "errands"."audit_leaf" l where l."seq" = a."seq") limit 1`,
        )
      ).rowCount === 0,
    1_000,
    20,
  );
  await db.query('checkpoint').catch(() => undefined);
  told(`tables ${what}: ${String(wanted)} errands, events, answers and audit rows, ${String(ROOMS * times)} rooms`);
}

const COPIES: Readonly<Record<string, string>> = {
  '"errands"."errand"': `insert into "errands"."errand" select made.* from (select *, uuidv7() as copy_id from "errands"."errand" limit $1) e
    cross join lateral jsonb_populate_record(null::"errands"."errand", to_jsonb(e) || jsonb_build_object('id', e.copy_id, 'no', 'ER-' || e.copy_id, 'beneficiary_id', gen_random_uuid())) made`,
  '"errands"."outbox"': `insert into "errands"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at", "published_at", "stream_seq")
    select gen_random_uuid(), o."entity", uuidv7(), 1, o."area", o."subject", o."envelope", o."recorded_at", now(), 0
    from (select * from "errands"."outbox" limit $1) o`,
  '"errands"."command_log"': `insert into "errands"."command_log" select actor, gen_random_uuid()::text, payload_hash, reply, recorded_at from
    (select * from (values (gen_random_uuid()::text, sha256('x'), '{"errandId":"01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99","status":"ACCEPTED","version":2}'::jsonb, now())) l(actor, payload_hash, reply, recorded_at)) l
    cross join generate_series(1, $1)`,
  '"errands"."audit"': `insert into "errands"."audit" ("at", "actor", "operation", "entity", "record_id", "version", "area", "trace_id", "details")
    select now(), gen_random_uuid()::text, 'AcceptErrand', 'errand', uuidv7(), 2, 'a07', encode(uuid_send(gen_random_uuid()), 'hex'), '{"no":"ER-20200214-0001-1","status":"ACCEPTED"}'::jsonb
    from generate_series(1, $1)`,
  '"command_center"."board_errand"': `insert into "command_center"."board_errand" ("id", "area", "status", "is_open", "overdue", "done_at", "version")
    select uuidv7(), 'a' || lpad((n % 32 + 1)::text, 2, '0'), 'ARCHIVED', false, false, now() - interval '2 days', 6 from generate_series(1, $1) n`,
  '"command_center"."received"': `insert into "command_center"."received" ("durable", "event_id", "at") select 'command-center--board', uuidv7(), now() from generate_series(1, $1)`,
  '"command_center"."reader_version"': `insert into "command_center"."reader_version" ("durable", "entity", "record_id", "version") select 'command-center--board', 'errand', uuidv7(), 2 from generate_series(1, $1)`,
};
