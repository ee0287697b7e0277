import { expect, test } from 'vitest';
import { WORKER } from '../screens/test/checkpoint-desk.ts';
import { found, kept, lines, other } from '../screens/test/identity-desk.ts';
import { tableOf } from './output.ts';
import { personCard } from './person-card.ts';
import { PERSON_ANSWERS, personRows } from './person-rows.ts';

const names = new Map([[WORKER, '社区七']]);
const ANSWERS: Readonly<Record<string, unknown>> = { DuplicatesOf: found, DuplicatesPage: found, PersonFile: { lines } };
const table = (contract: string, lang: 'zh' | 'en'): string => {
  const rows = personRows(contract, ANSWERS[contract], names, lang) ?? [];
  return tableOf(rows, Object.keys(rows[0] ?? {}));
};

test.each(['zh', 'en'] as const)('pairs and files have numbers and words where they hold ids and codes, in %s', (lang) => {
  for (const contract of PERSON_ANSWERS) {
    expect(table(contract, lang)).toContain(other.no);
    expect(table(contract, lang)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7|PHONE_AND_NAME|ALIKE|SAME/);
    if (lang === 'en') expect(table(contract, lang).replaceAll(/测\*.|社区七/g, '')).not.toMatch(/\p{Script=Han}/u);
  }
  expect(personRows('WorklistPage', { rows: [] }, names, lang)).toBeUndefined();
});

test('a pair has what was compared side by side; a file its half-days and the entry a record stands under', () => {
  expect(table('DuplicatesPage', 'zh')).toMatch(
    /PE-\S+0001-8 测\*甲 +PE-\S+0003-4 测\*乙 +姓名相近 71% .* E1\*{4}78 \/ E1\*{4}78 +1951 \/ 1952 +同一人/,
  );
  expect(table('PersonFile', 'zh')).toMatch(/隔离 +开始隔离 +IC-\S+ +3\/28 ! 1 +社区七/);
  expect(table('PersonFile', 'zh')).toMatch(new RegExp(`发热 +疑似发热 +FV-\\S+ +${other.no} +社区七`));
  expect(table('PersonFile', 'zh')).toContain(kept.no);
});

test.each(['zh', 'en'] as const)('a resident is a card with what is entered, whom else it is about and what happened, in %s', (lang) => {
  const row = { ...kept, merged: [other] };
  const history = [{ version: 1, event: 'registered', at: '2020-02-14T08:00:00+08:00', actor: WORKER }];
  const card = personCard({ row, links: [{ ...other, verdict: 'DIFFERENT' }], history }, names, lang);
  for (const word of [kept.label, kept.no, kept.path, other.no, '社区七']) expect(card).toContain(word);
  expect(card).not.toMatch(/[{}"]|undefined|DIFFERENT|registered_|[0-9a-f]{8}-[0-9a-f]{4}-7/);
  if (lang === 'en') expect(card.replaceAll(/测\*.|社区七/g, '')).not.toMatch(/\p{Script=Han}/u);
  const erased = personCard({ row: { ...row, erased: true }, history }, names, lang);
  expect(erased).toContain(`hz person erasure ${kept.no}`);
  expect(erased).not.toContain(kept.path);
});

test('residents have the entries merged with them by number', () => {
  const rows = personRows('FindPersons', { rows: [{ ...kept, merged: [other] }, { ...other, mergedInto: kept }] }, names, 'en') ?? [];
  expect(rows.map((row) => row['merged'])).toEqual([other.no, `→ ${kept.no}`]);
}); // prettier-ignore
