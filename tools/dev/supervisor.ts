import { setTimeout as pause } from 'node:timers/promises';
import type { Ended } from './kept-process.ts';

/** Something that runs until it ends. */
export interface Running {
  readonly pid: number | undefined;
  readonly exited: Promise<Ended>;
  stop(): Promise<void>;
}

export interface Supervised {
  readonly name: string;
  /** The process at this moment; undefined between two lives. */
  readonly pid: () => number | undefined;
  readonly restarts: () => number;
  /** Ends it for good. */
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** A life this long makes the next delay the first again. */
const HEALTHY_AFTER_MS = 10_000;

/** How long to wait before the n-th restart in a row (0 for the first). */
export const restartDelay = (row: number): number => Math.min(FIRST_DELAY_MS * 2 ** row, LONGEST_DELAY_MS);

/**
 * Keeps something running: whenever it ends unasked it is started again after a growing delay.
 * @param changed told after every start and every end.
 */
export async function supervise(
  name: string,
  start: () => Promise<Running>,
  changed: (event: 'started' | 'ended' | 'failed', detail: string) => void,
): Promise<Supervised> {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let restarts = 0;
  let current: Running | undefined = await start();
  changed('started', String(current.pid));
  const loop = (async () => {
    for (let row = 0; ;) {
      const born = Date.now();
      const ended = await current?.exited;
      if (isStopping()) return;
      if (ended) changed('ended', String(ended.code));
      current = undefined;
      row = Date.now() - born > HEALTHY_AFTER_MS ? 0 : row;
      await pause(restartDelay(row++), undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isStopping()) return;
      restarts++;
      try {
        current = await start();
      } catch (error) {
        changed('failed', (error as Error).message);
        continue;
      }
      if (isStopping()) {
        await current.stop();
        return;
      }
      changed('started', String(current.pid));
    }
  })();
  return {
    name,
    pid: () => current?.pid,
    restarts: () => restarts,
    async stop() {
      stopping.abort();
      await current?.stop();
      await loop;
    },
  };
}
