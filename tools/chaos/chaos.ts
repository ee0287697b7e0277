import 'temporal-polyfill/global';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { PublishServiceModule, RequestErrand, WallChart, streamOf, type ErrandReceipt } from '@houzhai/contracts';
import { OutcomeUnknown, Unavailable } from '@houzhai/messaging';
import type pg from 'pg';
import modules from '../../seeds/policies/service-module.1.json' with { type: 'json' };
import { seedAreas, seedPerson, valueOf } from '../../apps/e2e/src/seed.ts';
import { startThrowaway, type BenchOperator, type BenchStack } from '../bench/throwaway-stack.ts';

/**
 * Sends commands while services and nats-server are killed with SIGKILL, then looks for what was lost or happened twice:
 * every acknowledged errand is there once, with its one event in outbox, stream and wall chart. Ends with 1 if anything differs.
 */
const number = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const COMMANDS = number('commands', 500);
const SEED = number('seed', 1);
const VICTIMS = ['errands', 'nats', 'census-screening', 'command-center', 'errands', 'nats'] as const;
const AREA = 'a07';

/** The same seed gives the same schedule (mulberry32). */
const chance = ((state: number) => (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
})(SEED);

const platform = await startThrowaway();
try {
  process.exitCode = (await run(platform)) ? 0 : 1;
} finally {
  await platform.stop();
}
process.exit();

async function run(stack: BenchStack): Promise<boolean> {
  const db = stack.pool(4);
  const desk = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
  await seedAreas(desk);
  for (const module of modules.values.modules) valueOf(await desk.client.command(PublishServiceModule, module as never));
  const beneficiaryId = await seedPerson(desk, AREA);
  const schedule = new Map(VICTIMS.map((victim, at) => [Math.floor(((at + 0.3 + 0.4 * chance()) * COMMANDS) / VICTIMS.length), victim]));
  const acknowledged: ErrandReceipt[] = [];
  let resent = 0;
  let sent = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      while (sent < COMMANDS) {
        const mine = sent++;
        const victim = schedule.get(mine);
        if (victim !== undefined) kill(stack, victim, mine);
        for (;;) {
          const receipt = await request(desk, beneficiaryId, `chaos-${String(SEED)}-${String(mine).padStart(6, '0')}`);
          if (receipt) {
            acknowledged.push(receipt);
            break;
          }
          resent += 1;
          await pause(200);
        }
      }
    }),
  );
  console.log(`  ${String(acknowledged.length)} 条已确认，重发 ${String(resent)} 次 / acknowledged, sent again ${String(resent)} times`);
  return verify(stack, desk, db, acknowledged);
}

function kill(stack: BenchStack, victim: string, at: number): void {
  const pid = stack.stack.pid(victim);
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  console.log(`  第 ${String(at)} 条时杀死 ${victim} / killed ${victim} at command ${String(at)}`);
}

/** One command under its own id; undefined when no answer came and it has to be sent again. */
async function request(desk: BenchOperator, beneficiaryId: string, commandId: string): Promise<ErrandReceipt | undefined> {
  try {
    const input = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }], despiteDuplicate: true };
    return valueOf(await desk.client.command(RequestErrand, input, { commandId, deadlineMs: 5_000 }));
  } catch (error) {
    if (error instanceof OutcomeUnknown || error instanceof Unavailable) return undefined;
    throw error;
  }
}

async function verify(stack: BenchStack, desk: BenchOperator, db: pg.Pool, acknowledged: readonly ErrandReceipt[]): Promise<boolean> {
  const count = async (sql: string): Promise<number> => Number((await db.query<{ n: string }>(sql)).rows[0]?.n ?? -1);
  const settled = await until(async () => (await count(`select count(*) n from "errands"."outbox" where "published_at" is null`)) === 0);
  const { rows } = await db.query<{ id: string; events: string }>(
    `select e."id", (select count(*) from "errands"."outbox" o where o."record_id" = e."id") as events from "errands"."errand" e`,
  );
  const ids = new Set(acknowledged.map(({ errandId }) => errandId));
  const numbers = new Set(acknowledged.map(({ no }) => no));
  const inTable = new Set(rows.map(({ id }) => id));
  const told = await eventsInStream(stack);
  const open = async (): Promise<number> =>
    valueOf(await desk.client.query(WallChart, {})).rows.find(({ area }) => area === AREA)?.cells.errandsOpen.value ?? -1;
  await until(async () => (await open()) === rows.length);
  const checks: [string, number, number][] = [
    ['已确认 acknowledged', acknowledged.length, COMMANDS],
    ['不同编号 different numbers', numbers.size, COMMANDS],
    ['表中单数 errands in the table', rows.length, COMMANDS],
    ['已确认而不在表中 acknowledged but lost', [...ids].filter((id) => !inTable.has(id)).length, 0],
    ['事件不止一条 with more than one event', rows.filter(({ events }) => events !== '1').length, 0],
    ['待发 still in the outbox', settled ? 0 : 1, 0],
    ['流中事件 events in the stream', told.all, COMMANDS],
    ['流中不同单 errands in the stream', told.different, COMMANDS],
    ['挂图在办 open on the wall chart', await open(), COMMANDS],
  ];
  for (const [what, is, should] of checks) console.log(`  ${is === should ? '✓' : '✗'} ${what}: ${String(is)} / ${String(should)}`);
  return checks.every(([, is, should]) => is === should);
}

async function eventsInStream(stack: BenchStack): Promise<{ readonly all: number; readonly different: number }> {
  const manager = await jetstreamManager(await stack.nats('platform'));
  const info = await manager.streams.info(streamOf('errands'), { subjects_filter: 'evt.errands.errand.>' });
  const counts = Object.values(info.state.subjects ?? {});
  return { all: counts.reduce((sum, one) => sum + one, 0), different: counts.length };
}

async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(200)) if (await holds().catch(() => false)) return true;
  return false;
}
