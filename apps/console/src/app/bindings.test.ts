import { expect, test } from 'vitest';
import { conflicts } from '../widgets/keymap.ts';
import { keyTable } from '../hz/keys.ts';
import { BINDINGS } from './bindings.ts';
import { SCOPE_TITLES } from './scope-titles.ts';

test('no key means two things in one scope, and an inner scope takes none that is needed to get out', () => {
  expect(conflicts(BINDINGS)).toEqual([]);
  const out = new Set(['Esc', 'Ctrl-C', '?', ':']);
  const outermost = ['global', 'form', 'filter', 'typing'];
  expect(BINDINGS.filter(({ scope, keys }) => !outermost.includes(scope) && keys.some((key) => out.has(key)))).toEqual([]);
});

test('every scope has a title, and the printed table has every key', () => {
  for (const { scope } of BINDINGS) expect(SCOPE_TITLES).toHaveProperty(scope);
  const text = keyTable('md', 'en');
  for (const { label } of BINDINGS) expect(text).toContain(label.en);
  expect((JSON.parse(keyTable('json', 'zh')) as { data: unknown[] }).data).toHaveLength(BINDINGS.length);
});
