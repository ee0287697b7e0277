import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { buildPrograms } from '@houzhai/dev/build-programs.ts';
import { databaseUrl } from '@houzhai/dev/postgres.ts';
import { DATABASE, MIGRATOR, SERVICES } from '@houzhai/dev/services.ts';
import { REPOSITORY, stackFolder, type StackFolder } from '@houzhai/dev/stack-folder.ts';
import { stackKeys } from '@houzhai/dev/stack-keys.ts';
import { runningStack } from '@houzhai/dev/stack-record.ts';
import { reachableDataFolder } from '@houzhai/dev/unprivileged.ts';
import { median, millisecondsOf, pause, rounded, told, until, type Measure } from '../measure.ts';
import { WatchedTerminal, shows } from '../watched-terminal.ts';

const RUNS = 11;
/** How long the first start may take: it builds, makes a database and seeds it. */
const FIRST_MS = 600_000;
const WARM_MS = 180_000;
/** The first start leaves the events of all that was seeded to be published. */
const SETTLING_MINUTES = 10;
const CTRL_C = '\u0003';
const run = promisify(execFile);

/**
 * `npm start` on a data folder that was started and seeded before, on a terminal, until the console's first frame asks for
 * the account; and `hz --help` against a Node that does nothing.
 */
export const start: Measure = {
  name: 'start',
  goals: [
    { figure: 'seconds', atMost: 10 },
    { figure: 'hzOverNode', atMost: 120 },
  ],
  run: async (site) => {
    const root = mkdtempSync(join(tmpdir(), 'hz-bench-'));
    chmodSync(root, 0o711);
    site.after(() => {
      rmSync(reachableDataFolder(stackFolder(root).postgres), { recursive: true, force: true });
      rmSync(root, { recursive: true, force: true });
    });
    const startOnce = async (withinMs: number, meanwhile: () => Promise<unknown>): Promise<number> => {
      const began = performance.now();
      const terminal = new WatchedTerminal('npm', ['start'], { cwd: REPOSITORY, env: { HZ_STATE_DIR: root, HZ_LANG: 'zh_CN.UTF-8' } });
      site.after(() => terminal.kill());
      const { input } = await terminal.see(shows(/账号.*口令/s), withinMs);
      const seconds = (performance.now() - began) / 1000;
      told(
        `${rounded(seconds, 1)} s: ${[...input.matchAll(/\/ ([a-zA-Z ]+) +([\d.]+) s/g)].map(([, what = '', took = '']) => `${what} ${took}`).join(', ')}`,
      );
      await meanwhile();
      terminal.type(CTRL_C);
      await pause(200);
      terminal.type(CTRL_C);
      await terminal.ended;
      return seconds;
    };
    await startOnce(FIRST_MS, () => settled(stackFolder(root)));
    const seconds = await startOnce(WARM_MS, async () => undefined);
    const { hz, node } = await shellTimes();
    return {
      figures: {
        seconds: rounded(seconds, 1),
        hz: Math.round(hz),
        bare: Math.round(node),
        hzOverNode: Math.round(hz - node),
        ratio: rounded(hz / node, 1),
      },
      unit: 's, ms',
    };
  },
};

/** Waits until every event of the seeds is published, so that the next start does not find them waiting. */
async function settled(folder: StackFolder): Promise<void> {
  const port = runningStack(folder.record)?.postgres?.port ?? 0;
  const login = { user: MIGRATOR, password: stackKeys(folder).password(MIGRATOR) };
  const db = new pg.Pool({ connectionString: databaseUrl(`postgres://127.0.0.1:${port}`, DATABASE, login), max: 1 });
  try {
    for (const { schema } of SERVICES) {
      const pending = `select 1 from "${schema}"."outbox" where "published_at" is null and "parked_at" is null limit 1`;
      await until(async () => (await db.query(pending)).rowCount === 0, 500, SETTLING_MINUTES);
    }
  } finally {
    await db.end();
  }
}

/** Milliseconds of `hz --help`, as its bundle is called, and of a Node that does nothing, in turns. */
async function shellTimes(): Promise<{ readonly hz: number; readonly node: number }> {
  await buildPrograms(['hz']);
  const hz: number[] = [];
  const node: number[] = [];
  for (let n = 0; n <= RUNS; n++) {
    const help = await millisecondsOf(() => run(process.execPath, [join(REPOSITORY, 'dist/hz.mjs'), '--help']));
    const nothing = await millisecondsOf(() => run(process.execPath, ['-e', '0']));
    // The first of each is not counted.
    if (n > 0) hz.push(help);
    if (n > 0) node.push(nothing);
  }
  return { hz: median(hz), node: median(node) };
}
