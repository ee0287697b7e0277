import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { edited, readSource } from './programs.ts';

describe('planted mistakes', () => {
  const files = MUTANTS.flatMap(({ name, edits }) =>
    [...Map.groupBy(edits, ({ file }) => file)].map(([file, own]) => ({ name, file, own })),
  );

  it.each(files)('$name: its places in $file are there once, and what it makes of them can be run', ({ file, own }) => {
    const source = edited(own, readSource);
    expect(source).not.toBe(readSource(file));
    expect(() => stripTypeScriptTypes(source)).not.toThrow();
  });

  it('a place that is not there is an error', () => {
    expect(() => edited([{ file: 'a.ts', search: 'nowhere', replace: '' }], () => 'const a = 1;')).toThrow('a.ts');
    expect(() => edited([{ file: 'a.ts', search: 'a', replace: '' }], () => 'a a')).toThrow('a.ts');
  });
});
