import { join } from 'node:path';
import { AcceptErrand } from '@houzhai/contracts';
import { buildPrograms } from '@houzhai/dev/build-programs.ts';
import { REPOSITORY } from '@houzhai/dev/stack-folder.ts';
import { chanceOf } from '../../../seeds/demo/chance.ts';
import { fillErrands, fillPersons } from '../filled-tables.ts';
import { median, pause, percentile, rounded, told, type Measure } from '../measure.ts';
import type { BenchStack } from '../throwaway-stack.ts';
import { WatchedTerminal, plain, shows } from '../watched-terminal.ts';

const ROWS = 36_210;
const KEYS = 500;
/** Keys that are not counted. */
const WARM_UP = 50;
/** Between a frame and the next key, milliseconds. */
const GAP = { least: 20, most: 80 };
/** Errands accepted by others, a second. */
const UPDATES = 20;
/** Rows that count as the beginning of the list: those the cursor comes by. */
const NEAR = 2_000;
const DOWN = '\u001b[B';
const UP = '\u001b[A';
const PAGE_DOWN = '\u001b[6~';
/** Rows of the list on the screen. */
const SCREEN = 33;
/** What ends a frame: the terminal may show it. */
const FRAME_END = '\u001b[?2026l';

/**
 * From a key written to the terminal until the frame with the cursor on another row, in the console as it is shipped, all
 * 36,210 rows loaded and twenty of them changing a second; against the same keys echoed by a program that does nothing else.
 */
export const keys: Measure = {
  name: 'keys',
  goals: [
    { figure: 'p99', atMost: 33 },
    { figure: 'erases', atMost: 0 },
  ],
  run: async (site) => {
    await buildPrograms(['console']);
    const stack = await site.stack();
    const terminal = await openList(stack, (opened) => site.after(() => opened.kill()));
    const traffic = await startTraffic(stack);
    site.after(() => traffic.stop());
    const erased = terminal.erases;
    const presses = pressesOf(KEYS + WARM_UP);
    const ours: number[] = [];
    let row = '';
    for (const key of presses) {
      await pause(GAP.least + Math.random() * (GAP.most - GAP.least));
      const began = performance.now();
      terminal.type(key);
      row = await terminal.see((output) => otherRow(output, row), 5_000);
      ours.push(performance.now() - began);
    }
    const erases = terminal.erases - erased;
    told(`updates a second: ${rounded(traffic.perSecond(), 1)}; slowest keys: ${slowest(ours)} ms`);
    const echo = new WatchedTerminal(process.execPath, [join(import.meta.dirname, '..', 'raw-echo.mjs')]);
    site.after(() => echo.kill());
    await echo.see((output) => (output.includes('ready') ? true : undefined));
    const bare: number[] = [];
    for (const key of presses) {
      await pause(GAP.least + Math.random() * (GAP.most - GAP.least));
      const began = performance.now();
      echo.type(key);
      await echo.see((output) => (output.includes(key) ? true : undefined), 5_000);
      bare.push(performance.now() - began);
    }
    const counted = ours.slice(WARM_UP);
    const p50 = { ours: median(counted), bare: median(bare.slice(WARM_UP)) };
    return {
      figures: {
        p99: rounded(percentile(counted, 99), 1),
        p50: rounded(p50.ours, 1),
        erases,
        updates: rounded(traffic.perSecond(), 1),
        bare: rounded(p50.bare, 2),
        ratio: rounded(p50.ours / p50.bare, 1),
      },
      unit: 'ms',
    };
  },
};

const slowest = (times: readonly number[]): string =>
  [...times]
    .sort((a, b) => b - a)
    .slice(0, 10)
    .map(Math.round)
    .join(' ');

/** The number of the row the cursor is on, once a whole frame shows it on another one than before. */
const otherRow = (output: string, before: string): string | undefined => {
  const whole = plain(output.slice(0, output.lastIndexOf(FRAME_END) + 1));
  const no = [...whole.matchAll(/▸ (ER-[\d-]+)/g)].at(-1)?.[1];
  return no === before ? undefined : no;
};

/** Mostly down and up a row, now and then a page; never beyond an end of the list. */
function pressesOf(count: number): readonly string[] {
  const chance = chanceOf(2020);
  let at = 0;
  return Array.from({ length: count }, () => {
    const key = at === 0 ? DOWN : chance.weighted([[6, DOWN] as const, [3, UP] as const, [1, PAGE_DOWN] as const]);
    at += key === DOWN ? 1 : key === UP ? -1 : SCREEN;
    return key;
  });
}

/** A console with every open errand loaded and the cursor on the first. */
async function openList(stack: BenchStack, opened: (terminal: WatchedTerminal) => void): Promise<WatchedTerminal> {
  const db = stack.pool(2);
  const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  const persons = await fillPersons(stack, db, 8_000);
  await fillErrands(admin, await stack.operator(['AGENT']), db, persons, { count: ROWS, courses: 'fresh' });
  const { account, password } = await stack.account(['DUTY_OFFICER']);
  const program = [join(REPOSITORY, 'dist/console.mjs'), '--server', stack.stack.natsUrl, '--lang', 'zh', '--account', account];
  const terminal = new WatchedTerminal(process.execPath, program);
  opened(terminal);
  await terminal.see(shows(/账号/));
  terminal.type(password);
  await pause(200);
  terminal.type('\r');
  await terminal.see(shows(/合计/));
  terminal.type('4');
  const began = performance.now();
  for (let loaded = 0; loaded < ROWS;) {
    const found = await terminal.see((output) => {
      const [, total, part] = [...plain(output).matchAll(/共 (\d+) 单(?:（已载入 (\d+)）)?/g)].at(-1) ?? [];
      const now = Number(part ?? total ?? 0);
      return now > loaded ? now : undefined;
    });
    loaded = found;
    if (loaded < ROWS) terminal.type('G');
  }
  told(`${ROWS} rows loaded in ${rounded((performance.now() - began) / 1000, 1)} s`);
  await pause(1_000);
  terminal.type('g');
  await terminal.see((output) => otherRow(output, ''));
  return terminal;
}

interface Traffic {
  /** Errands accepted a second so far. */
  perSecond(): number;
  stop(): void;
}

/** Somebody accepts errands, every other one from the beginning of the list, until what is measured is measured. */
async function startTraffic(stack: BenchStack): Promise<Traffic> {
  const agent = await stack.operator(['AGENT']);
  const { rows } = await stack.pool(1).query<{ id: string }>(`select "id" from "errands"."errand" order by "due_at", "id"`);
  const near = rows.slice(0, NEAR).sort(() => Math.random() - 0.5);
  const far = rows.slice(NEAR).sort(() => Math.random() - 0.5);
  let sent = 0;
  let accepted = 0;
  const began = performance.now();
  const timer = setInterval(() => {
    const errand = (sent++ % 2 === 0 ? near.pop() : undefined) ?? far.pop();
    if (!errand) return;
    void agent.client.command(AcceptErrand, { errandId: errand.id }).then(
      ({ ok }) => (accepted += ok ? 1 : 0),
      () => undefined,
    );
  }, 1_000 / UPDATES);
  return { perSecond: () => (accepted * 1_000) / (performance.now() - began), stop: () => clearInterval(timer) };
}
