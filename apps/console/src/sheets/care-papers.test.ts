import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import notice from '../../../../seeds/policies/notice.1.json' with { type: 'json' };
import { careLines, writeCareTemplate, CARE_COLUMNS } from './care-lines.ts';
import { contactCard, todayPaper } from './care-papers.ts';
import { refusedHouseholds, unknownResidents } from './care-writes.ts';

const id = (end: string): string => `01912f4e-8c3a-7b5e-9d21-0000000000${end}`;
const [agentId, partyMemberId] = [id('a1'), id('b1')];
const card = {
  linkId: id('c1'), no: 'CL-20200210-0001-5', status: 'ACTIVE', version: 2, area: 'a07', tier: 'DAILY', agentId, partyMemberId, issuedAt: '2020-02-14T09:00:00+08:00',
} as const; // prettier-ignore
const names = (lang: 'zh' | 'en') => ({
  lang,
  notice: notice.values,
  area: () => '占位村7',
  operator: (who: string) => (who === agentId ? '代办甲' : '党员甲'),
  person: () => '测*甲',
  phone: (who: string) => (who === agentId ? '19900000011' : undefined),
});

test.each(['zh', 'en'] as const)('a contact card names the two with their numbers and nobody who lives there, in %s', (lang) => {
  const paper = contactCard(card, names(lang));
  expect(paper).toMatchObject({ card: true, no: card.no, signatures: [] });
  expect(paper.table.rows.map(([, ...cells]) => cells)).toEqual([['代办甲', '19900000011'], ['党员甲', '']]); // prettier-ignore
  expect(contactCard({ ...card, centrePhone: '057985550000' }, names(lang)).table.rows).toHaveLength(3);
  expect(paper.foot).toContain('2020-02-14 09:00');
  expect(paper.notice).not.toBe('');
});

test.each(['zh', 'en'] as const)('today’s list on paper has a line each with boxes, and says to hand it in, in %s', (lang) => {
  const row = {
    ...card,
    path: 'houzhai/a07/c1/g1/h1',
    personIds: [id('e1'), id('e2')],
    standing: 'MISSING',
    next: 'DOOR',
    own: false,
  } as const;
  const paper = todayPaper({ day: '2020-02-14', rows: [row], total: 1, asOf: '2020-02-14T09:00:00+08:00' } as never, names(lang));
  expect(paper.table.rows[0]?.slice(0, 4)).toEqual(['1', card.no, '测*甲 测*甲', '占位村7 c1/g1/h1']);
  expect(paper.table.rows[0]).toHaveLength(paper.table.columns.length);
  expect(paper.says.join(' ')).toMatch(lang === 'zh' ? /销毁/ : /destroyed/);
  expect(JSON.stringify(paper)).not.toMatch(/LIVES_ALONE|独居/);
});

test('a template has the columns a list is read by, in CSV and XLSX', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'care-template-'));
  const csv = join(folder, 'empty.csv');
  expect(await writeCareTemplate(csv, 'csv', 'zh')).toEqual(Object.values(CARE_COLUMNS).map(({ zh }) => zh));
  const [header = ''] = readFileSync(csv, 'utf8').replace('\uFEFF', '').split('\r\n');
  const cells = Object.fromEntries(header.split(',').map((name) => [name, '']));
  expect(careLines([{ line: 2, cells }], () => undefined).faults.map(({ rule }) => rule)).not.toContain('column');
  const xlsx = join(folder, 'empty.xlsx');
  await writeCareTemplate(xlsx, 'xlsx', 'en');
  expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK');
  rmSync(folder, { recursive: true });
});

test('what is refused of a list stands at its line and the column it is about', () => {
  const line = (nth: number, ...residents: string[]) => ({ line: nth, residents, categories: [], tier: 'DAILY' as const, agentId, partyMemberId });
  const lines = [line(2, 'PE-1'), line(3, 'PE-2', 'PE-3'), line(4, 'PE-4')];
  expect(unknownResidents(lines, (no) => (no === 'PE-3' ? undefined : id('e1')), 'zh')).toMatchObject([{ line: 3, column: '居民编号', rule: 'record.not-found' }]);
  const told = (code?: string) => ({ no: '', ok: code === undefined, unchanged: false, ...(code === undefined ? {} : { refusal: { code, params: { area: 'a07', no: 'CL-1' } } }) });
  const faults = refusedHouseholds(lines, [told('care-link.same-person'), told('errand.agent-not-of-area'), told('care-link.has-one')], 'zh');
  expect(faults.map(({ line: at, column }) => [at, column])).toEqual([[2, '联户党员'], [3, '代办员'], [4, '居民编号']]);
  expect(refusedHouseholds(lines, [told(), told(), told()], 'zh')).toEqual([]);
}); // prettier-ignore
