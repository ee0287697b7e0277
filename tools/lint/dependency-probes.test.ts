import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { default: configuration } = (await import(resolve(import.meta.dirname, '../../.dependency-cruiser.mjs'))) as {
  default: { forbidden: { name: string }[]; options: { enhancedResolveOptions: object; tsConfig?: object } };
};
const { forbidden } = configuration;

/** A small copy of the repository in which every line plants one violation; exactly those may be found. */
type Plant = readonly [rule: string, from: string, imports: string];

const errand = 'apps/errands/src/errand';
const plants: readonly Plant[] = [
  ['contracts-alone', 'libs/contracts/src/a.ts', '@houzhai/calendar'],
  ['contracts-without-node', 'libs/contracts/src/b.ts', 'node:fs'],
  ['pure-libs-pure', 'libs/calendar/src/a.ts', '@houzhai/documents'],
  ['pure-libs-without-node', 'libs/calendar/src/b.ts', 'node:fs'],
  ['infra-below-apps', 'libs/documents/src/a.ts', '../../../apps/errands/src/main.ts'],
  ['infra-not-tools', 'libs/documents/src/b.ts', '../../../tools/dev/start.ts'],
  ['testing-from-tests', 'libs/documents/src/c.ts', '@houzhai/testing'],
  ['testing-starters-only', 'libs/testing/src/a.ts', '../../../tools/bench/run.ts'],
  ['starter-alone', 'tools/dev/a.ts', '../bench/run.ts'],
  ['app-alone', 'apps/console/src/a.ts', '../../errands/src/main.ts'],
  ['app-not-tools', 'apps/console/src/b.ts', '../../../tools/dev/start.ts'],
  ['console-without-database', 'apps/console/src/c.ts', '@houzhai/persistence'],
  ['core-own-service', `${errand}/a.ts`, '@houzhai/documents'],
  ['core-own-decisions', `${errand}/b.ts`, '../agent/agent.decide.ts'],
  ['core-not-edge', `${errand}/c.ts`, './errand.store.ts'],
  ['core-without-packages', `${errand}/d.ts`, 'rxjs'],
  ['core-without-packages', `${errand}/e.decide.ts`, 'node:fs'],
  ['readers-without-core', `${errand}/a.queries.ts`, './errand.decide.ts'],
  ['readers-without-core', `${errand}/a.projection.ts`, './errand.decide.ts'],
  ['commands-own-folder', `${errand}/a.commands.ts`, '../agent/agent.decide.ts'],
  ['commands-own-folder', `${errand}/a.reactions.ts`, '../agent/agent.decide.ts'],
  ['commands-through-store', `${errand}/b.commands.ts`, './errand.row.ts'],
  ['storage-below-edge', `${errand}/a.store.ts`, './errand.commands.ts'],
  ['nest-at-the-edge', `${errand}/b.store.ts`, '@nestjs/common'],
  ['nest-at-the-edge', 'libs/documents/src/d.ts', '@nestjs/common'],
  ['database-in-storage', `${errand}/c.commands.ts`, 'pg'],
  ['database-in-storage', 'libs/documents/src/e.ts', 'pg'],
  ['seeds-pure', 'seeds/demo/a.ts', '@houzhai/documents'],
  ['seeds-from-tools', 'libs/documents/src/i.ts', '../../../seeds/demo/people.ts'],
  ['no-circular', 'libs/documents/src/f.ts', './f.ts'],
  ['not-unresolvable', 'libs/documents/src/g.ts', './nowhere.ts'],
  ['declared', 'libs/documents/src/h.ts', 'undeclared'],
];

/** Imports of the same kinds that are right. */
const innocent: readonly (readonly [from: string, imports: string])[] = [
  [`${errand}/errand.decide.ts`, './errand.ts'],
  [`${errand}/errand.publish.ts`, '@houzhai/contracts'],
  [`${errand}/errand.ts`, '../agent/agent.ts'],
  [`${errand}/errand.ts`, 'zod'],
  [`${errand}/errand.commands.ts`, './errand.decide.ts'],
  [`${errand}/errand.commands.ts`, './errand.store.ts'],
  [`${errand}/errand.commands.ts`, '../agent/agent.store.ts'],
  [`${errand}/errand.commands.ts`, '@nestjs/common'],
  [`${errand}/errand.store.ts`, './errand.row.ts'],
  [`${errand}/errand.row.ts`, 'pg'],
  [`${errand}/errand.queries.ts`, './errand.ts'],
  [`${errand}/errand.commands.int.test.ts`, '@houzhai/testing'],
  ['apps/console/src/bus.ts', '@houzhai/documents'],
  ['libs/testing/src/backends.ts', '../../../tools/dev/start.ts'],
  ['libs/documents/src/index.ts', '@houzhai/contracts'],
  ['seeds/demo/people.ts', '@houzhai/calendar'],
  ['tools/bench/run.ts', '../../seeds/demo/people.ts'],
];

const libraries = ['calendar', 'contracts', 'documents', 'persistence', 'testing'];
const packages = ['@nestjs/common', 'rxjs', 'pg', 'zod', 'undeclared'];
const others = [
  'apps/errands/src/main.ts',
  'tools/dev/start.ts',
  'tools/bench/run.ts',
  `${errand}/errand.row.ts`,
  'apps/errands/src/agent/agent.ts',
  'apps/errands/src/agent/agent.decide.ts',
  'apps/errands/src/agent/agent.store.ts',
];

const folder = mkdtempSync(join(tmpdir(), 'houzhai-probes-'));
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

let found: string[] = [];

beforeAll(async () => {
  const sources = new Map<string, string[]>(others.map((path) => [path, []]));
  for (const name of libraries) sources.set(`libs/${name}/src/index.ts`, []);
  for (const [from, imports] of [...plants.map(([, from, imports]) => [from, imports] as const), ...innocent]) {
    sources.set(from, [...(sources.get(from) ?? []), imports]);
  }
  for (const [path, imports] of sources)
    put(path, [...imports.map((name, index) => `import * as m${index} from '${name}';\nvoid m${index};`), 'export {};'].join('\n'));
  put(
    'package.json',
    JSON.stringify({
      type: 'module',
      dependencies: Object.fromEntries(['@nestjs/common', 'rxjs', 'pg', 'zod'].map((name) => [name, '1.0.0'])),
    }),
  );
  put('tsconfig.base.json', '{"compilerOptions":{"module":"NodeNext","allowImportingTsExtensions":true,"noEmit":true}}');
  for (const name of packages) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }));
    put(`node_modules/${name}/index.js`, 'export {};');
  }
  mkdirSync(join(folder, 'node_modules/@houzhai'), { recursive: true });
  for (const name of libraries) {
    put(
      `libs/${name}/package.json`,
      JSON.stringify({ name: `@houzhai/${name}`, version: '1.0.0', type: 'module', exports: './src/index.ts' }),
    );
    symlinkSync(resolve(folder, 'libs', name), join(folder, 'node_modules/@houzhai', name), 'dir');
  }
  const { tsConfig: _unused, ...options } = configuration.options;
  const { output } = await cruise(
    ['apps', 'libs', 'tools', 'seeds'],
    { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } } as never,
    options.enhancedResolveOptions,
  );
  found = (output as ICruiseResult).summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('.dependency-cruiser.mjs', () => {
  it.each(plants)('%s is found in %s', (rule, from) => {
    expect(found.filter((line) => line.endsWith(`: ${from}`))).toEqual([`${rule}: ${from}`]);
  });

  it('finds nothing that was not planted', () => {
    const planted = new Set(plants.map(([rule, from]) => `${rule}: ${from}`));
    expect(found.filter((line) => !planted.has(line))).toEqual([]);
  });

  it('has a probe for every rule', () => {
    expect(forbidden.map(({ name }) => name).filter((name) => !plants.some(([rule]) => rule === name))).toEqual([]);
  });
});
