import { expect, test } from 'vitest';
import { heard } from './away.ts';
import { paint } from './frame.ts';
import type { Model, Msg } from './model.ts';
import { queryFailed } from './perform.ts';
import { NOW, Play, grantOf } from '../widgets/test/play.ts';

const after = (model: Model, ...messages: readonly Msg[]): Model => messages.reduce((at, msg) => msg(at)[0], model);
const console = (lang: 'zh' | 'en' = 'zh'): Model => new Play({ lang, columns: 80, rows: 24, grant: grantOf(['DUTY_OFFICER']) }).model;
const message = (model: Model): string => paint(model, false).lines[22] ?? '';

test.each([
  ['zh', /代办、指挥中心服务暂时不在（自 09:00）；已登记的都在，恢复后自动继续/],
  ['en', /Away since 09:00: errands, command centre; nothing is lost, goes on by itself/],
] as const)('one line says in %s which services are away, since when, and that nothing is lost', (lang, text) => {
  const away = after(console(lang), heard('errands', false), heard('command-center', false), queryFailed('unavailable'));
  expect(message(away)).toMatch(text);
  // a reading that waits does not take its place
  const waiting = { ...away, pending: new Map([['errands', NOW]]), now: NOW + 30_000 };
  expect(message(waiting)).toMatch(text);
});

test('a service that is heard again goes from the line; with the last one everything is read anew', () => {
  const away = after(console(), heard('errands', false), heard('census-screening', false));
  const [one, nothing] = heard('errands', true)(away);
  expect(message(one)).toContain('摸排服务暂时不在');
  expect(nothing).toEqual([]);
  const [none, effects] = heard('census-screening', true)(one);
  expect(message(none)).toContain('✓ 服务已恢复');
  expect(effects.some((effect) => effect.do === 'query')).toBe(true);
});

test('while the connection itself is gone, that alone is said', () => {
  const away = after(console(), heard('errands', false));
  expect(message({ ...away, link: 'offline' })).not.toContain('暂时不在');
});
