import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ErrandDetail } from '@houzhai/contracts';
import { median, rounded, type Measure } from '../measure.ts';
import type { BenchStack } from '../throwaway-stack.ts';

const BLOCKS = 20;
const PER_BLOCK = 500;
/** Until code and caches are as they are in the middle of a day. */
const WARM_UP = 10_000;
/** A subject of the service's own user that nothing else listens on. */
const ECHO = 'int.errands.echo';

/**
 * One request at a time: a query the service answers from memory, against an echo over the same server. The query names
 * no errand, so it goes through token, access, schema and handler, and is answered before the database would be asked.
 */
export const request: Measure = {
  name: 'request',
  goals: [{ figure: 'ratio', atMost: 1.6 }],
  run: async (site) => {
    const stack = await site.stack();
    const echo = await startEcho(stack);
    site.after(() => echo.kill());
    const desk = await stack.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    const nc = await stack.nats('errands');
    const body = new TextEncoder().encode('{}');
    const ask = async (): Promise<void> => {
      const answer = await desk.client.query(ErrandDetail, {});
      if (answer.ok || answer.refusal.code !== 'request.invalid') throw new Error(JSON.stringify(answer));
    };
    const bounce = async (): Promise<void> => {
      await nc.request(ECHO, body, { timeout: 5_000 });
    };
    await timesOf(ask, WARM_UP);
    await timesOf(bounce, WARM_UP);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let block = 0; block < BLOCKS; block++) {
      ours.push(...(await timesOf(ask, PER_BLOCK)));
      bare.push(...(await timesOf(bounce, PER_BLOCK)));
    }
    return {
      figures: { ratio: rounded(median(ours) / median(bare), 2), ours: Math.round(median(ours)), bare: Math.round(median(bare)) },
      unit: 'µs p50',
    };
  },
};

/** Microseconds of each of so many calls, one after the other. */
async function timesOf(call: () => Promise<void>, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    await call();
    times.push((performance.now() - began) * 1000);
  }
  return times;
}

async function startEcho({ stack }: BenchStack): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'echo.mjs')], {
    env: { PATH: process.env['PATH'], HZ_NATS_URL: stack.natsUrl, HZ_NATS_SEED: stack.keys.nats('errands').seed, HZ_SUBJECT: ECHO },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((done, fail) => {
    child.stdout.once('data', () => done());
    child.once('exit', (code) => fail(new Error(`echo ended with ${code ?? 'a signal'}`)));
  });
  return child;
}
