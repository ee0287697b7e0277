import { afterAll, beforeAll, expect, test } from 'vitest';
import { WhoAmI } from '@houzhai/contracts';
import { startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { inBatches } from './raw-call.ts';
import { valueOf } from './seed.ts';

const TERMINALS = 200;
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

/** Resolves when the connection is there again. */
async function isBack({ nc }: HeldOperator): Promise<void> {
  for await (const { type } of nc.status()) if (type === 'reconnect') return;
}

test(`${String(TERMINALS)} terminals are back within ten seconds after nats-server was killed, each with its session`, async () => {
  const everybody = await inBatches(Array.from({ length: TERMINALS }), 20, () => platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']));
  const back = Promise.all(everybody.map(isBack));
  await platform.killNats();
  await platform.startNats();
  const started = performance.now();
  await back;
  const seconds = (performance.now() - started) / 1_000;
  process.stderr.write(`${String(TERMINALS)} terminals back after ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(10);
  const answers = await Promise.all(everybody.map(({ client }) => client.query(WhoAmI, {})));
  expect(answers.map((answer) => valueOf(answer).sessionId)).toEqual(everybody.map(({ sessionId }) => sessionId));
}, 120_000);
