import { AcceptErrand, PublishServiceModule, RecordErrandHistories, type Outcome } from '@houzhai/contracts';
import type pg from 'pg';
import modules from '../../../seeds/policies/service-module.1.json' with { type: 'json' };
import { seedAreas, seedPerson } from '../../../apps/e2e/src/seed.ts';
import { cpuPerPiece, cpuTime } from '../cpu-time.ts';
import { compared, median, secondsFor, told, until, type Measure } from '../measure.ts';
import type { BenchOperator, BenchStack } from '../throwaway-stack.ts';
import { bareTables, entryOf, parametersOf } from './bare-tables.ts';

const ROUNDS = 5;
/** Runs before the first round, not counted: code and caches get warm. */
const WARM_UP = 1;
const PER_ROUND = 1_000;
export const IN_FLIGHT = 32;
/** As many database connections as a service has. */
const CONNECTIONS = 16;
const PER_CALL = 100;

/** Accepted errands per second through client, NATS, service and PostgreSQL, against the same rows written by pg alone. */
export const command: Measure = {
  name: 'command',
  goals: [{ figure: 'ratio', atLeast: 0.8 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(CONNECTIONS);
    const rounds = await requestedErrands(stack, db);
    const agent = await stack.operator(['AGENT'], ['houzhai/a07']);
    const bare = await bareTables(db);
    const rates: { ours: number; bare: number; limit: number }[] = [];
    for (const ids of rounds) {
      await bare.remember();
      const before = cpuTime(stack);
      const ours = await secondsFor(ids, IN_FLIGHT, async (errandId) => valueOf(await agent.client.command(AcceptErrand, { errandId })));
      await settled(db);
      told(`processor µs per command, with relay and readers: ${JSON.stringify(cpuPerPiece(before, cpuTime(stack), ids.length))}`);
      const written = await bare.rowsOf(ids);
      await bare.reset();
      const statements = await secondsFor(written.map(parametersOf), IN_FLIGHT, (row) => bare.writeByStatements(row));
      await bare.reset();
      const single = await secondsFor(written.map(entryOf), IN_FLIGHT, (row) => bare.writeAtOnce(row));
      rates.push({ ours: ids.length / ours, bare: ids.length / statements, limit: ids.length / single });
      told(JSON.stringify(rates.at(-1), (_, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)));
    }
    const counted = rates.slice(WARM_UP);
    return {
      figures: {
        ...compared(counted),
        // The best the backend gives for the same rows: the service's own statement.
        limit: Math.round(median(counted.map((rate) => rate.limit))),
      },
      unit: '1/s',
    };
  },
};

/** Errands nobody has accepted, by round; the areas are entered before. */
export async function requestedErrands(
  stack: BenchStack,
  db: pg.Pool,
  { rounds, perRound } = { rounds: ROUNDS + WARM_UP, perRound: PER_ROUND },
): Promise<readonly (readonly string[])[]> {
  const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
  await seedAreas(admin);
  for (const module of modules.values.modules) valueOf(await admin.client.command(PublishServiceModule, module as never));
  const beneficiaryId = await seedPerson(admin, 'a07');
  for (let call = 0; call < (rounds * perRound) / PER_CALL; call++) await recordErrands(admin, beneficiaryId);
  const { rows } = await db.query<{ id: string }>(`select "id" from "errands"."errand" where "status" = 'REQUESTED' order by "id"`);
  await settled(db);
  return Array.from({ length: rounds }, (_, round) => rows.slice(round * perRound, (round + 1) * perRound).map(({ id }) => id));
}

async function recordErrands(admin: BenchOperator, beneficiaryId: string): Promise<void> {
  const requestedAt = Temporal.Now.instant().toString();
  const errand = {
    beneficiaryId,
    path: 'houzhai/a07',
    moduleCode: 'standing-1',
    kind: 'PURCHASE' as const,
    items: [{ name: '大米' }],
    requestedAt,
    steps: [],
  };
  const { entered } = valueOf(
    await admin.client.command(RecordErrandHistories, { errands: Array.from({ length: PER_CALL }, () => errand) }),
  );
  if (entered !== PER_CALL) throw new Error(`${entered} errands entered of ${PER_CALL}`);
}

/** Waits until every event is published and shown on the board, so that one run does not pay for another. */
const settled = (db: pg.Pool): Promise<void> =>
  until(async () => {
    const { rows } = await db.query<{ open: boolean }>(
      `select exists (select 1 from "errands"."outbox" where "published_at" is null and "parked_at" is null)
         or (select count(*) from "command_center"."received" where "durable" = 'command-center--board')
            < (select count(*) from "errands"."outbox" where "entity" = 'errand') as open`,
    );
    return rows[0]?.open === false;
  }, 100);

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}
