import type { CallerCard, OutputOf } from '@houzhai/contracts';
import { expect, test } from 'vitest';
import { careWords } from './care-words.ts';

type Care = NonNullable<OutputOf<typeof CallerCard>['care']>;

const NAMES: Readonly<Record<string, string>> = { a: '甲', b: '乙', c: '丙' };
const NOW = Date.parse('2020-02-14T12:00:00+08:00');
const care = (row: Partial<Care['row']>, last?: Care['last']): Care => ({
  row: { no: 'CL-20200201-0001-1', next: 'DOOR', standing: 'MISSING', agentId: 'a', partyMemberId: 'b', ...row } as Care['row'],
  ...(last ? { last } : {}),
});
const words = (given: Care, lang: 'zh' | 'en' = 'zh') => careWords(given, (id) => NAMES[id] ?? '', lang, NOW);

test('a door somebody has to go to is marked, whoever looks after it, and in whose stead', () => {
  expect(words(care({ agentFor: 'c' }))).toMatchObject({
    isDue: true,
    looked: expect.stringMatching(/^‼ .*CL-20200201-0001-1 · 甲（代丙）、乙$/),
  });
  expect(words(care({ agentFor: 'c' }), 'en').looked).toMatch(/· 甲 \(for 丙\), 乙$/);
});

test('without anything to do it is how it stands, without a mark', () => {
  const { looked, isDue } = words(care({ next: 'NOTHING', standing: 'REACHED' }));
  expect([looked.includes('‼'), isDue]).toEqual([false, false]);
});

test('the last contact is today’s by its time, an earlier one by its day, and none is said in words', () => {
  const at = (time: string): Care => care({}, { at: time, by: 'b', method: 'PHONE', outcome: 'REACHED' } as Care['last']);
  expect(words(at('2020-02-14T08:05:00+08:00')).asked).toMatch(/^08:05 · 乙 · /);
  expect(words(at('2020-02-12T08:05:00+08:00')).asked).toMatch(/^02-12 08:05 · 乙 · /);
  expect([words(care({})).asked, words(care({}), 'en').asked]).toEqual(['还没有人联系过', 'nobody has asked yet']);
});
