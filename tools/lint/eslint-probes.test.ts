import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

/** Each line plants a violation in a file that does not exist and expects exactly that rule to speak. */
const root = resolve(import.meta.dirname, '../..');
const core = 'apps/errands/src/errand/errand.decide.ts';
const edge = 'apps/errands/src/errand/errand.commands.ts';
const pureLibrary = 'libs/calendar/src/probe.ts';

type Probe = readonly [rule: string, path: string, source: string];

const violations: readonly Probe[] = [
  ['houzhai/file-kind', 'apps/errands/src/errand/errand.service.ts', 'export const a = 1;'],
  ['houzhai/file-kind', 'apps/errands/src/errand/errand.entity.ts', 'export const a = 1;'],
  ['houzhai/file-name', 'libs/calendar/src/utils.ts', 'export const a = 1;'],
  ['houzhai/file-name', 'apps/errands/src/helpers/errand.ts', 'export const a = 1;'],
  ['houzhai/file-name', 'libs/documents/src/common.ts', 'export const a = 1;'],
  [
    'houzhai/file-length',
    'libs/documents/src/probe.ts',
    'export const a = 1;\n'.repeat(351).replace(/a/g, () => `a${Math.random().toString(36).slice(2)}`),
  ],
  ['no-restricted-properties', core, 'export const a = Date.now();'],
  ['no-restricted-properties', core, 'export const a = Temporal.Now.instant();'],
  ['no-restricted-properties', core, 'export const a = Math.random();'],
  ['no-restricted-syntax', core, 'export const a = new Date();'],
  ['no-restricted-syntax', core, 'export const a = import.meta.url;'],
  ['no-restricted-syntax', core, 'export const a = async () => { await Promise.resolve(); };'],
  ['no-restricted-globals', core, 'export const a = performance.now();'],
  ['no-restricted-globals', core, 'export const a = crypto.randomUUID();'],
  ['no-restricted-globals', core, 'export const a = process.env;'],
  ['no-restricted-globals', core, 'export const a = fetch;'],
  ['no-restricted-globals', core, 'setTimeout(() => undefined, 1);'],
  ['@typescript-eslint/no-restricted-imports', core, "export { readFile } from 'node:fs/promises';"],
  ['@typescript-eslint/no-restricted-imports', core, "export { Injectable } from '@nestjs/common';"],
  ['@typescript-eslint/no-restricted-imports', core, "export type { Pool } from 'pg';"],
  ['@typescript-eslint/no-restricted-imports', core, "export * from '@houzhai/persistence';"],
  ['no-restricted-properties', pureLibrary, 'export const a = Date.now();'],
  ['no-restricted-globals', pureLibrary, 'export const a = process.env;'],
  ['@typescript-eslint/no-restricted-imports', pureLibrary, "export { readFile } from 'node:fs/promises';"],
  ['no-console', edge, "console.log('a');"],
  ['eqeqeq', edge, "export const a = (b: string) => b == 'a';"],
  ['@typescript-eslint/consistent-type-imports', edge, "import { Pool } from 'pg';\nexport type A = Pool;"],
  ['@typescript-eslint/no-explicit-any', edge, 'export const a = (b: any) => String(b);'],
  ['@nx/enforce-module-boundaries', 'libs/contracts/src/probe.test.ts', "export * from '@houzhai/persistence';"],
  ['@nx/enforce-module-boundaries', 'libs/calendar/src/probe.test.ts', "export * from '@houzhai/documents';"],
  ['@nx/enforce-module-boundaries', 'libs/documents/src/probe.ts', "export * from '@houzhai/dev/postgres.ts';"],
  ['@nx/enforce-module-boundaries', 'libs/documents/src/probe.ts', "export * from '../../calendar/src/index.ts';"],
  ['@nx/enforce-module-boundaries', edge, "export * from '@houzhai/dev/postgres.ts';"],
  ['@nx/enforce-module-boundaries', 'tools/dev/probe.ts', "export * from '@houzhai/testing';"],
  ['@nx/enforce-module-boundaries', 'tools/dev/probe.ts', "export * from '../../apps/errands/src/config.ts';"],
];

const innocent: readonly (readonly [path: string, source: string])[] = [
  [
    core,
    "import { dayOf } from '@houzhai/calendar';\nexport const a = (now: Temporal.Instant) => [dayOf(now), new Date(0), Math.floor(1.5)];",
  ],
  [edge, 'export const a = () => [Date.now(), Math.random(), process.pid];'],
  ['apps/errands/src/errand/errand.lookups.store.ts', 'export const a = 1;'],
  ['apps/errands/src/errand/errand.decide.test.ts', 'export const a = Date.now();'],
  ['apps/console/src/screens/today/today.model.ts', 'export const a = 1;'],
  ['tools/lint/probe.ts', "export * from '@houzhai/testing';"],
  ['tools/lint/probe.ts', "export * from '../../apps/errands/src/errands.store.ts';"],
  ['apps/e2e/src/probe.ts', "export * from '../../errands/src/errands.store.ts';"],
  ['tools/lint/probe.ts', "export * from '../../seeds/demo/people.ts';"],
];

const eslint = new ESLint({ cwd: root });
const rulesThatSpeak = async (path: string, source: string) => {
  const [result] = await eslint.lintText(source, { filePath: resolve(root, path) });
  return [...new Set(result?.messages.map(({ ruleId, message }) => ruleId ?? message))];
};

describe('eslint.config.mjs', () => {
  beforeAll(() => {
    // The boundary rule is silent without a project graph.
    execFileSync(process.execPath, [resolve(root, 'node_modules/nx/dist/bin/nx.js'), 'show', 'projects'], {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false' },
    });
  }, 60_000);

  it.each(violations)('%s speaks in %s', { timeout: 30_000 }, async (rule, path, source) => {
    expect(await rulesThatSpeak(path, source)).toEqual([rule]);
  });

  it.each(innocent)('nothing speaks in %s', { timeout: 30_000 }, async (path, source) => {
    expect(await rulesThatSpeak(path, source)).toEqual([]);
  });
});
