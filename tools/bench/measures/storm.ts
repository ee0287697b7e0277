import { RequestErrand } from '@houzhai/contracts';
import { top, type Model, type Screen } from '../../../apps/console/src/app/model.ts';
import { seedAreas } from '../../../apps/e2e/src/seed.ts';
import { batches } from '../batches.ts';
import { fillErrands, fillPersons, valueOf, type FilledPerson } from '../filled-tables.ts';
import { openHeadless } from '../headless-console.ts';
import { pause, percentile, rounded, told, until, type Measure } from '../measure.ts';
import type { BenchOperator, BenchStack } from '../throwaway-stack.ts';

const CONSOLES = 200;
const AT_ONCE = 10;
const PER_SECOND = 100;
const SECONDS = 30;
const WARM_UP_SECONDS = 5;
const PATIENCE_MS = 30_000;
const TICK_MS = 5;

/**
 * Two hundred consoles with the wall chart open, each the console's own runtime on a connection of its own, while a hundred
 * errands a second are requested: from the moment a command is sent until a console shows the figure it makes.
 */
export const storm: Measure = {
  name: 'storm',
  goals: [{ figure: 'p99', atMost: 2_000 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const desk = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
    await seedAreas(desk);
    const persons = await fillPersons(stack, db, 4_000);
    await fillErrands(desk, await stack.operator(['AGENT']), db, persons, { count: 320, courses: 'fresh' });
    const boards: Board[] = [];
    for (const batch of batches(
      Array.from({ length: CONSOLES }, (_, nth) => nth),
      AT_ONCE,
    ))
      boards.push(...(await Promise.all(batch.map(() => openBoard(stack)))));
    site.after(() => Promise.all(boards.map((board) => board.close())));
    told(`${String(boards.length)} consoles show the wall chart`);
    await request(desk, persons, boards, WARM_UP_SECONDS);
    const { times, refused, perSecond } = await request(desk, persons, boards, SECONDS);
    return {
      figures: {
        p99: rounded(percentile(times, 99), 0),
        p50: rounded(percentile(times, 50), 0),
        worst: rounded(percentile(times, 100), 0),
        consoles: boards.length,
        perSecond: rounded(perSecond, 0),
        refused,
      },
      unit: 'ms',
    };
  },
};

/** Sends requests at a steady pace; milliseconds from each until each console shows it. */
async function request(desk: BenchOperator, persons: readonly FilledPerson[], boards: readonly Board[], seconds: number) {
  const expected = new Map<string, number>();
  for (const [area, value] of boards[0]?.figures() ?? []) expected.set(area, value);
  const times: number[] = [];
  const work: Promise<unknown>[] = [];
  let refused = 0;
  const began = performance.now();
  for (let nth = 0; nth < PER_SECOND * seconds; nth++) {
    // All that are due go at once: a busy machine must not slow the pace down.
    while (performance.now() < began + (nth * 1_000) / PER_SECOND) await pause(TICK_MS);
    const person = persons[nth % persons.length];
    if (!person) break;
    const area = person.path.split('/')[1] ?? '';
    const value = (expected.get(area) ?? 0) + 1;
    expected.set(area, value);
    const sent = performance.now();
    for (const board of boards) work.push(board.shows(area, value).then((at) => times.push(at - sent)));
    work.push(
      desk.client
        .command(RequestErrand, {
          beneficiaryId: person.personId,
          moduleCode: 'standing-1',
          kind: 'PURCHASE',
          items: [{ name: '大米' }],
          despiteDuplicate: true,
        })
        .then(valueOf, () => (refused += 1)),
    );
  }
  const perSecond = (PER_SECOND * seconds * 1_000) / (performance.now() - began);
  await Promise.race([
    Promise.all(work),
    pause(PATIENCE_MS).then(() => {
      throw new Error(`A figure was not shown within ${String(PATIENCE_MS / 1_000)} s`);
    }),
  ]);
  return { times, refused, perSecond };
}

interface Board {
  /** Errands open by area, as shown. */
  figures(): ReadonlyMap<string, number>;
  /** When the figure of an area was shown to be so much or more. */
  shows(area: string, value: number): Promise<number>;
  close(): Promise<void>;
}

/** A console of one more officer, signed in, on the wall chart, without a terminal. */
async function openBoard(stack: BenchStack): Promise<Board> {
  const waiting = new Map<string, { readonly value: number; readonly done: (at: number) => void }[]>();
  let painted: unknown;
  const { runtime } = await openHeadless(stack, { columns: 120, rows: 45 }, (now) => {
    const chart = chartOf(now);
    if (!chart || chart === painted) return;
    painted = chart;
    for (const [area, value] of figuresOf(chart)) {
      const queue = waiting.get(area);
      for (let first = queue?.[0]; queue && first && first.value <= value; first = queue[0]) {
        queue.shift();
        first.done(performance.now());
      }
    }
  });
  await until(async () => (chartOf(runtime.current)?.rows.length ?? 0) > 0);
  return {
    figures: () => figuresOf(chartOf(runtime.current)),
    shows: (area, value) =>
      new Promise((done) => {
        const queue = waiting.get(area) ?? [];
        waiting.set(area, queue);
        queue.push({ value, done });
      }),
    close: () => runtime.close(),
  };
}

interface Chart {
  readonly rows: readonly { readonly area: string; readonly cells: { readonly errandsOpen: { readonly value: number } } }[];
}

const chartOf = (model: Model): Chart | undefined => {
  const screen: (Screen & { readonly state?: { readonly chart?: Chart } }) | undefined = top(model);
  return screen?.state?.chart;
};

const figuresOf = (chart: Chart | undefined): ReadonlyMap<string, number> =>
  new Map(chart?.rows.map(({ area, cells }) => [area, cells.errandsOpen.value]) ?? []);
