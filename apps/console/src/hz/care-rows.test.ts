import { expect, test } from 'vitest';
import { CareCoverage, CareToday } from '@houzhai/contracts';
import { CARE_LISTS, careRows, coverageLine } from './care-rows.ts';
import { residentsIn } from '../sheets/resident-names.ts';

const id = (end: string): string => `01912f4e-8c3a-7b5e-9d21-0000000000${end}`;
const operators = new Map([[id('a1'), '王代办'], [id('b1'), '李党员']]); // prettier-ignore
const residents = new Map([[id('e1'), '测*甲']]);
const row = {
  linkId: id('c1'), no: 'CL-20200210-0001-5', version: 2, status: 'ACTIVE', area: 'a07', path: 'houzhai/a07', personIds: [id('e1')], tier: 'DAILY',
  agentId: id('a1'), partyMemberId: id('b1'), standing: 'MISSING', next: 'OTHER_TRIES', nextBy: 'MEMBER', own: false,
} as const; // prettier-ignore

test('today’s list says who, how it stands and whose turn it is, in words', () => {
  const page = CareToday.output.parse({
    day: '2020-02-10',
    rows: [row, { ...row, next: 'DOOR', nextBy: undefined }],
    total: 2,
    asOf: '2020-02-10T09:00:00Z',
  });
  const [one, two] = careRows('CareToday', page, operators, residents, 'zh') ?? [];
  expect(one).toMatchObject({
    居民: '测*甲',
    频次: '每日',
    今日: '未联系',
    下一步: '联户党员: 另一人今日再试',
    代办员: '王代办',
    联户党员: '李党员',
  });
  expect(two).toMatchObject({ 下一步: '‼ 须上门' });
  expect(careRows('CareToday', page, operators, residents, 'en')?.[0]).toMatchObject({ next: 'Party member: The other one tries today' });
  expect(residentsIn(page)).toEqual([id('e1')]);
  expect(careRows('WorklistPage', page, operators, residents, 'zh')).toBeUndefined();
  expect(CARE_LISTS).toHaveLength(7);
});

test('coverage is n of N, with what counts apart and the names that are missing', () => {
  const account = { due: 3, reached: 1, refused: 0, explained: 1, missing: 1, byAgent: 1, byMember: 0 };
  const { linkId, no, area, personIds, agentId, partyMemberId } = row;
  const names = [{ linkId, no, area, personIds, agentId, partyMemberId }];
  const coverage = CareCoverage.output.parse({
    day: '2020-02-10',
    ...account,
    areas: [{ area, ...account }],
    names,
    asOf: '2020-02-10T09:00:00Z',
  });
  expect(coverageLine(coverage, 'zh')).toBe('2020-02-10 每日联系 1/3，拒绝 0，已说明 1，未联系 1');
  expect(coverageLine(coverage, 'en')).toBe('2020-02-10 daily contact 1/3, refused 0, explained 1, missing 1');
  expect(careRows('CareCoverage', coverage, operators, residents, 'en')).toEqual([
    { missing: no, area: 'a07', residents: '测*甲', agent: '王代办', 'party member': '李党员' },
  ]);
});

test('a list carried out says of each household what came of it, in a sentence', () => {
  const refusal = { code: 'care-link.same-person', params: {} };
  const rows = [{ no, ok: true, unchanged: false }, { no, ok: true, unchanged: true }, { no: '', ok: false, unchanged: false, refusal }]; // prettier-ignore
  const said = careRows('SubstituteCarer', { rows }, operators, residents, 'en')?.map(({ result }) => result);
  expect(said).toEqual(['yes', 'so already', 'Agent and party member are never the same person; choose another']);
});
const { no } = row;
