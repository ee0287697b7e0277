import { describe, expect, it } from 'vitest';
import type { Ended } from './kept-process.ts';
import { restartDelay, supervise, type Running } from './supervisor.ts';

/** Lives that end when told to. */
function lives(): { start: () => Promise<Running>; end: (code: number) => void; started: () => number; fail: (next: boolean) => void } {
  let started = 0;
  let failing = false;
  let endNow: (ended: Ended) => void = () => undefined;
  return {
    start() {
      if (failing) return Promise.reject(new Error('no room'));
      const exited = new Promise<Ended>((done) => (endNow = done));
      started++;
      return Promise.resolve({
        pid: started,
        exited,
        stop: () => {
          endNow({ code: 0 });
          return Promise.resolve();
        },
      });
    },
    end: (code) => {
      endNow({ code });
    },
    started: () => started,
    fail: (next) => {
      failing = next;
    },
  };
}

describe('a supervised process', () => {
  it('is started again when it ends, after growing delays up to ten seconds', async () => {
    expect([0, 1, 2, 3].map(restartDelay)).toEqual([250, 500, 1_000, 2_000]);
    expect(restartDelay(50)).toBe(10_000);
    const life = lives();
    const events: string[] = [];
    const supervised = await supervise('x', life.start, (event, detail) => events.push(`${event} ${detail}`));
    life.end(137);
    await expect.poll(() => supervised.pid()).toBe(2);
    expect(supervised.restarts()).toBe(1);
    expect(events).toEqual(['started 1', 'ended 137', 'started 2']);
    await supervised.stop();
  });

  it('is tried again when it cannot start, and stays ended once stopped', async () => {
    const life = lives();
    const supervised = await supervise('x', life.start, () => undefined);
    life.fail(true);
    life.end(1);
    await expect.poll(() => supervised.restarts()).toBe(1);
    life.fail(false);
    await expect.poll(() => life.started(), { timeout: 3_000 }).toBe(2);
    await supervised.stop();
    expect(life.started()).toBe(2);
  });

  it('says at once when it cannot start the first time', async () => {
    const life = lives();
    life.fail(true);
    await expect(supervise('x', life.start, () => undefined)).rejects.toThrow('no room');
  });
});
