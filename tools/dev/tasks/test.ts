// npm test [-- --only <part>[,<part>]] [paths]: everything that tells whether the repository is sound, in sequence.
// The last line is "N passed, N failed"; the exit code says the same. Paths narrow the test files, not the checks.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, type Tally } from '../closing-line-reporter.ts';
import { bilingual, say } from '../say.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PARTS = ['lint', 'types', 'generated', 'pure', 'integration', 'journey', 'chaos', 'containers'] as const;
/** Needs a container engine; runs when it is asked for, and then the other tests take their servers from that engine too. */
const ONLY_WHEN_ASKED: Part = 'containers';
type Part = (typeof PARTS)[number];
/** What the linter, which keeps one processor busy, leaves of the machine is enough for these. */
const BESIDE_LINT: readonly Part[] = ['types', 'generated', 'pure'];

const TITLES: Readonly<Record<Part, readonly [string, string]>> = {
  lint: ['规范检查', 'lint'],
  types: ['类型检查', 'types'],
  generated: ['生成文件', 'generated files'],
  pure: ['单元测试', 'pure tests'],
  integration: ['集成测试', 'integration tests'],
  journey: ['全程测试', 'journeys'],
  chaos: ['故障演练', 'chaos'],
  containers: ['容器测试', 'containers'],
};

const { parts, paths } = asked(process.argv.slice(2));
const environment = {
  ...process.env,
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  ...(parts.includes(ONLY_WHEN_ASKED) ? { HZ_TEST_BACKENDS: 'containers' } : {}),
};
const run = { programs: new Set<ReturnType<typeof spawn>>(), stopped: false };
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    run.stopped = true;
    for (const program of run.programs) program.kill(signal);
  });
}
const tallies: Tally[] = [];
for (const stage of stagesOf(parts)) {
  if (run.stopped) break;
  process.stdout.write(`\n── ${stage.flatMap((lane) => lane.map((part) => bilingual(...TITLES[part]))).join(' · ')} ${'─'.repeat(40)}\n`);
  tallies.push(...(await Promise.all(stage.map(laneOf))).flat());
}
if (run.stopped) tallies.push(lost(bilingual('已停止', 'stopped')));
const total = sum(tallies);
process.stdout.write(`\n${closingLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** What runs one after the other: stages of lanes that run at once. */
function stagesOf(asked: readonly Part[]): readonly (readonly (readonly Part[])[])[] {
  const first = [asked.filter((part) => part === 'lint'), asked.filter((part) => BESIDE_LINT.includes(part))];
  const others = asked.filter((part) => !first.flat().includes(part)).map((part) => [[part]]);
  return [first.filter((lane) => lane.length > 0), ...others].filter((stage) => stage.length > 0);
}

async function laneOf(lane: readonly Part[]): Promise<readonly Tally[]> {
  const tallies: Tally[] = [];
  for (const part of lane) if (!run.stopped) tallies.push(await tallyOf(part));
  return tallies;
}

function tallyOf(part: Part): Promise<Tally> {
  if (part === 'lint') return lint();
  if (part === 'types') return types();
  if (part === 'generated') return generated();
  if (part === 'chaos') return chaos();
  return tests(part);
}

/** What the arguments ask for; without any, everything. */
function asked(args: readonly string[]): { parts: readonly Part[]; paths: readonly string[] } {
  const only: string[] = [];
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (arg === '--only') only.push(...(args[(index += 1)] ?? '').split(','));
    else if (arg.startsWith('--only=')) only.push(...arg.slice('--only='.length).split(','));
    else rest.push(arg);
  }
  const unknown = [...only.filter((name) => !PARTS.some((part) => part === name)), ...rest.filter((arg) => arg.startsWith('-'))];
  if (unknown.length > 0) {
    say(
      `不认识:${unknown.join(' ')}。可用:--only ${PARTS.join(',')}`,
      `Unknown: ${unknown.join(' ')}. There is: --only ${PARTS.join(',')}`,
    );
    process.exit(64);
  }
  return { parts: PARTS.filter((part) => (only.length === 0 ? part !== ONLY_WHEN_ASKED : only.includes(part))), paths: rest };
}

/** Runs a program of the repository under this Node, its output shown as it comes; true if it ended well. */
function program(
  file: string,
  args: readonly string[],
  { env = {}, nodeOptions = [] as readonly string[], quiet = false } = {},
): Promise<boolean> {
  return new Promise((done) => {
    const running = spawn(process.execPath, [...nodeOptions, join(ROOT, file), ...args], {
      cwd: ROOT,
      env: { ...environment, ...env },
      stdio: ['inherit', quiet ? 'ignore' : 'inherit', 'inherit'],
    });
    run.programs.add(running);
    const ended = (good: boolean) => {
      run.programs.delete(running);
      done(good);
    };
    running.on('error', () => ended(false));
    running.on('exit', (code) => ended(code === 0));
  });
}

/** A check that is one thing: good or not. */
function one(name: string, good: boolean): Tally {
  process.stdout.write(`${good ? '✓' : '✗'} ${name}\n`);
  return good ? { passed: 1, failed: 0, names: [] } : lost(name);
}

/** One failure that is not a test's. */
function lost(name: string): Tally {
  return { passed: 0, failed: 1, names: [name] };
}

function sum(parts: readonly Tally[]): Tally {
  const of = (count: (part: Tally) => number): number => parts.reduce((total, part) => total + count(part), 0);
  return { passed: of(({ passed }) => passed), failed: of(({ failed }) => failed), names: parts.flatMap(({ names }) => names) };
}

/** The rules that need types; ESLint over everything, after Nx has written the project graph its boundary rule reads; the rules by file. */
async function lint(): Promise<Tally> {
  const typed = await program('node_modules/oxlint/bin/oxlint', []);
  const graph = await program('node_modules/nx/dist/bin/nx.js', ['show', 'projects', '--json'], { quiet: true });
  const style = graph && (await program('node_modules/eslint/bin/eslint.js', ['--max-warnings', '0', '.']));
  const imports = await program('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', [
    'apps',
    'libs',
    'tools',
    'seeds',
    '--config',
    '.dependency-cruiser.mjs',
  ]);
  return sum([one('oxlint', typed), one('eslint', style), one('dependency-cruiser', imports)]);
}

/** One check for each folder that has a tsconfig.json. */
async function types(): Promise<Tally> {
  const checks: Tally[] = [];
  for (const config of globSync(['{apps,libs}/*/tsconfig.json', 'tools/tsconfig.json', 'tools/*/tsconfig.json', 'seeds/tsconfig.json'], {
    cwd: ROOT,
  }).sort()) {
    if (run.stopped) break;
    checks.push(one(config.replace('/tsconfig.json', ''), await program('node_modules/typescript-native/bin/tsc', ['-p', config])));
  }
  return sum(checks);
}

/** Whether what is generated from the contracts is what lies in the repository. */
async function generated(): Promise<Tally> {
  return one(
    'contracts',
    await program('tools/contracts/generate.ts', ['--check'], { nodeOptions: ['--import', join(ROOT, 'tools/dev/register-ts.mjs')] }),
  );
}

/** The short run of tools/chaos. */
async function chaos(): Promise<Tally> {
  return one(
    '10000 / 15',
    await program('tools/chaos/chaos.ts', [], { nodeOptions: ['--import', join(ROOT, 'tools/dev/register-ts.mjs')] }),
  );
}

/** One project of vitest; a run that ends without a tally, or badly with a clean one, is one failure. */
async function tests(project: 'pure' | 'integration' | 'journey' | 'containers'): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'houzhai-test-'));
  const file = join(folder, 'tally.json');
  const reporters = ['--reporter=default', '--reporter=./tools/dev/closing-line-reporter.ts'];
  const good = await program('node_modules/vitest/vitest.mjs', ['run', '--project', project, ...reporters, ...paths], {
    env: { HZ_TEST_TALLY: file },
  });
  const tallies = existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Tally] : [];
  rmSync(folder, { recursive: true });
  const hasFailed = sum(tallies).failed > 0;
  return sum(good || hasFailed ? tallies : [...tallies, lost(`vitest ${project}`)]);
}
