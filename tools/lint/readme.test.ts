import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts, license } = JSON.parse(read('package.json')) as { scripts: Record<string, string>; license: string };

describe.each(['README.md', 'README.zh-CN.md'])('%s', (file) => {
  const text = read(file);

  it('names only commands there are', () => {
    const named = [...text.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names the licence there is', () => {
    expect(text).toContain(license);
  });

  it('links to files there are', () => {
    for (const [, path = ''] of text.matchAll(/\]\((?!http)([^)#]+)\)/g))
      expect(read(path.endsWith('.md') || /\.\w+$/.test(path) ? path : `${path}/README.md`)).not.toBe('');
  });
});

it('the README shows the partner’s program as it is', () => {
  expect(read('README.md')).toContain(read('deploy/partner/receive.mjs'));
});
