import { AcceptErrand, StartErrand } from '@houzhai/contracts';
import { followView } from '@houzhai/messaging';
import { paint } from '../../../apps/console/src/app/frame.ts';
import { top, type Model, type Screen } from '../../../apps/console/src/app/model.ts';
import type { Runtime } from '../../../apps/console/src/app/runtime.ts';
import type { ErrandsState } from '../../../apps/console/src/screens/errands-view.ts';
import { fillErrands, fillPersons, valueOf } from '../filled-tables.ts';
import { openHeadless } from '../headless-console.ts';
import { median, millisecondsOf, pause, percentile, rounded, told, until, type Measure } from '../measure.ts';
import type { BenchOperator, BenchStack } from '../throwaway-stack.ts';

/** Two commands each: accepted and started. All fit on the first page of the other's list. */
const ERRANDS = 180;
/** Errands whose commands are not counted. */
const WARM_UP = 20;
/** Between two commands, milliseconds. */
const GAP = { least: 20, most: 150 };
const MESSAGES = 2_000;
/** A subject of the service's own user that nothing else listens on. */
const BARE = 'int.errands.bench';

/**
 * From the command one operator's client sends until the row in the list of another's console is at the new version and
 * painted: the console's own runtime follows the live view and asks for the row. Against one message between two
 * connections to the same server.
 */
export const seen: Measure = {
  name: 'seen',
  goals: [{ figure: 'p50', atMost: 60 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    const agent = await stack.operator(['AGENT']);
    await fillErrands(admin, agent, db, await fillPersons(stack, db, 8_000), { count: 320, courses: 'fresh' });
    const { rows } = await db.query<{ id: string }>(`select "id" from "errands"."errand" order by "due_at", "id" limit $1`, [ERRANDS]);
    const other = await openOther(stack);
    site.after(() => other.runtime.close());
    const patches = patchesSeen(admin);
    const times: { row: number; receipt: number; patch: number }[] = [];
    for (const { id: errandId } of rows)
      for (const [version, contract] of [
        [2, AcceptErrand],
        [3, StartErrand],
      ] as const) {
        await pause(GAP.least + Math.random() * (GAP.most - GAP.least));
        const shown = other.shows(errandId, version);
        const patched = patches(errandId, version);
        const began = performance.now();
        const receipt = millisecondsOf(async () => valueOf(await agent.client.command(contract, { errandId })));
        const row = (await shown) - began;
        times.push({ row, receipt: await receipt, patch: (await patched) - began });
      }
    const counted = times.slice(WARM_UP * 2);
    const p50 = (of: 'row' | 'receipt' | 'patch'): number => rounded(median(counted.map((time) => time[of])), 1);
    told(`p50 ms: receipt ${p50('receipt')}, patch at another connection ${p50('patch')}, row ${p50('row')}`);
    const ours = counted.map(({ row }) => row);
    const bare = median((await messageTimes(stack)).slice(MESSAGES / 4));
    return {
      figures: {
        p50: p50('row'),
        p99: rounded(percentile(ours, 99), 1),
        bare: rounded(bare, 3),
        ratio: rounded(median(ours) / bare, 0),
      },
      unit: 'ms',
    };
  },
};

interface Other {
  readonly runtime: Runtime;
  /** When the row was painted at this version or a later one. */
  shows(errandId: string, version: number): Promise<number>;
}

/** A console of another operator with the list of open errands on its screen, without a terminal. */
async function openOther(stack: BenchStack): Promise<Other> {
  const waiting = new Map<string, { version: number; done: (at: number) => void }>();
  const { runtime, type } = await openHeadless(stack, { columns: 120, rows: 40 }, (now) => {
    paint(now, true);
    for (const [errandId, { version, done }] of waiting) {
      if ((errandsOf(now)?.store.get(errandId)?.version ?? 0) < version) continue;
      waiting.delete(errandId);
      done(performance.now());
    }
  });
  type('4');
  await until(async () => (errandsOf(runtime.current)?.total ?? 0) > 0);
  return {
    runtime,
    shows: (errandId, version) => new Promise((done) => waiting.set(errandId, { version, done })),
  };
}

const errandsOf = (model: Model): ErrandsState | undefined => {
  const screen: (Screen & { readonly state?: ErrandsState | { readonly store?: undefined } }) | undefined = top(model);
  return screen?.state?.store && screen.state;
};

/** Tells when the live view said that a row is at a version. */
function patchesSeen({ nc }: BenchOperator): (errandId: string, version: number) => Promise<number> {
  const waiting = new Map<string, (at: number) => void>();
  const key = (errandId: string, version: number): string => `${errandId} ${version}`;
  followView(nc, 'errands', 'worklist', ['*'], {
    changed: (id, version) => waiting.get(key(id, version))?.(performance.now()),
    gap: () => undefined,
  });
  return (errandId, version) => new Promise((done) => waiting.set(key(errandId, version), done));
}

/** Milliseconds of messages from one connection to another, one at a time. */
async function messageTimes(stack: BenchStack): Promise<number[]> {
  const [from, to] = [await stack.nats('errands'), await stack.nats('errands')];
  let arrived: () => void = () => undefined;
  to.subscribe(BARE, { callback: () => arrived() });
  await to.flush();
  const body = new TextEncoder().encode('{}');
  const times: number[] = [];
  for (let n = 0; n < MESSAGES; n++)
    times.push(
      await millisecondsOf(
        () =>
          new Promise<void>((done) => {
            arrived = done;
            from.publish(BARE, body);
          }),
      ),
    );
  return times;
}
