import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/** Each plants a violation and expects exactly that rule to speak; `const` and `declare` are what it stands on. */
const PROBES: Readonly<Record<string, string>> = {
  'await-thenable': 'export const a = async (b: number) => { await b; };',
  'no-array-delete': 'export const a = (b: number[]) => { delete b[0]; };',
  'no-base-to-string': 'export const a = (b: { c: number }) => String(b);',
  'no-deprecated': '/** @deprecated no longer */\nexport const a = 1;\nexport const b = a;',
  'no-duplicate-type-constituents': 'export type A = string | number | string;',
  'no-floating-promises': 'declare const a: Promise<number>;\na;',
  'no-for-in-array': 'export const a = (b: number[]) => { for (const c in b) void c; };',
  'no-implied-eval': "export const a = new Function('return 1');",
  'no-meaningless-void-operator': 'declare const a: () => void;\nvoid a();',
  'no-misused-promises': 'export const a = (b: number[], c: (d: number) => Promise<void>) => { b.forEach(c); };',
  'no-misused-spread': 'export const a = (b: string) => [...b];',
  'no-mixed-enums': "export enum A { B = 1, C = 'c' }",
  'no-redundant-type-constituents': 'export type A = string | unknown;',
  'no-unnecessary-boolean-literal-compare': 'export const a = (b: boolean) => b === true;',
  'no-unnecessary-condition': "export const a = (b: 'c') => (b ? 1 : 2);",
  'no-unnecessary-template-expression': 'export const a = (b: string) => `${b}`;',
  'no-unnecessary-type-arguments': 'declare const a: <B = string>(c: B) => void;\na<string>("d");',
  'no-unnecessary-type-assertion': 'export const a = (b: string) => b as string;',
  'no-unnecessary-type-conversion': 'export const a = (b: string) => String(b);',
  'no-unsafe-argument': 'export const a = (b: any, c: (d: string) => void) => { c(b); };',
  'no-unsafe-assignment': 'declare const a: any;\nexport const b = a;',
  'no-unsafe-call': 'export const a = (b: any): void => { b(); };',
  'no-unsafe-enum-comparison': 'enum A { B = 1, C = 2 }\nexport const d = (e: A) => e === 1;',
  'no-unsafe-member-access': 'export const a = (b: any): void => { void b.c; };',
  'no-unsafe-return': 'export const a = (b: any): string => b;',
  'no-unsafe-unary-minus': 'export const a = (b: string) => -b;',
  'no-useless-default-assignment': 'export const a = ({ b = 1 }: { b: number }) => b;',
  'only-throw-error': "export const a = () => { throw 'b'; };",
  'prefer-promise-reject-errors': "export const a = () => Promise.reject('b');",
  'prefer-reduce-type-parameter': 'export const a = (b: number[]) => b.reduce((c, d) => { c.push(d); return c; }, [] as number[]);',
  'prefer-return-this-type': 'export class A { b(): A { return this; } }',
  'related-getter-setter-pairs': 'export interface A { get b(): string; set b(c: number); }',
  'restrict-plus-operands': 'export const a = (b: number, c: string) => b + c;',
  'restrict-template-expressions': 'export const a = (b: boolean) => `c${b}`;',
  'return-await': 'export const a = async (b: Promise<number>) => { try { return b; } catch { return 1; } };',
  'switch-exhaustiveness-check': "export const a = (b: 'c' | 'd') => { switch (b) { case 'c': return 1; } return 2; };",
  'use-unknown-in-catch-callback-variable': 'export const a = (b: Promise<void>) => b.catch((c: Error) => { void c; });',
};

const root = resolve(import.meta.dirname, '../..');
const configured = (): readonly string[] =>
  Array.from(
    readFileSync(join(root, '.oxlintrc.json'), 'utf8').matchAll(/"typescript\/([a-z-]+)": (?:"error"|\[)/gu),
    ([, name = '']) => name,
  );

describe('.oxlintrc.json', () => {
  const spoke = new Map<string, string[]>();

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'houzhai-oxlint-'));
    const compilerOptions = { strict: true, target: 'esnext', module: 'nodenext', noUncheckedIndexedAccess: true, types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    for (const [rule, source] of Object.entries(PROBES)) writeFileSync(join(folder, `${rule}.ts`), `${source}\nexport {};\n`);
    const args = [join(root, 'node_modules/oxlint/bin/oxlint'), '-c', join(root, '.oxlintrc.json'), '-f', 'json', '.'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { code: string; filename: string }[] };
    for (const { code, filename } of diagnostics) {
      const rule = filename.replace(/\.ts$/u, '');
      spoke.set(rule, [...new Set([...(spoke.get(rule) ?? []), code.replace(/^typescript\((.*)\)$/u, '$1')])]);
    }
  }, 30_000);

  it('has a probe for every rule', () => {
    expect([...configured()].sort()).toEqual(Object.keys(PROBES).sort());
  });

  it.each(Object.keys(PROBES))('%s speaks', (rule) => {
    expect(spoke.get(rule)).toEqual([rule]);
  });
});
