import type { CareLinkRow, Refusal } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { still } from '../app/model.ts';
import { viewChanged } from '../app/update.ts';
import { displayWidth } from '../terminal/width.ts';
import { AT, Desk, LEAD, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c${String(end).padStart(2, '0')}`;
const household = (nth: number, more: Partial<CareLinkRow> = {}): CareLinkRow => ({
  linkId: id(nth),
  no: `CL-20200214-000${String(nth)}-8`,
  version: 3,
  status: 'ACTIVE',
  area: 'a07',
  path: `houzhai/a07/c1/g1/h000${String(nth)}`,
  personIds: [id(40 + nth), id(50 + nth)],
  tier: 'DAILY',
  agentId: OFFICER,
  partyMemberId: LEAD,
  standing: 'MISSING',
  next: 'TRY',
  own: false,
  lastReachedOn: '2020-02-13',
  dueOn: '2020-02-14',
  ...more,
});
const silent = household(1, { next: 'DOOR', doorDueSince: '2020-02-12' });
const turn = household(2, { next: 'OTHER_TRIES', nextBy: 'AGENT' });
const toTry = household(3);
const done = household(4, { standing: 'REACHED', next: 'NOTHING', contactCard: { issuedAt: AT, current: false } });
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, day: '2020-02-14', asOf: AT });
const receipt = { ...toTry, nextBy: 'MEMBER' };
const account = { due: 4, reached: 1, refused: 0, explained: 1, missing: 2, byAgent: 1, byMember: 0 };
const { linkId, no, area, personIds, agentId, partyMemberId } = toTry;
const detail = {
  row: household(3, { contactCard: { issuedAt: AT, current: true } }),
  categories: ['LIVES_ALONE', 'FRAIL'],
  contactFree: true,
  contacts: [{ contactId: id(70), day: '2020-02-13', at: '2020-02-13T09:00:00+08:00', by: LEAD, as: 'MEMBER', method: 'PHONE', outcome: 'REACHED', needs: ['FOOD'], words: '米快吃完了' }],
  gaps: [{ from: '2020-02-10', until: '2020-02-11' }],
  tiers: [{ from: '2020-02-01', tier: 'DAILY' }, { from: '2020-02-15', tier: 'WEEKLY' }],
  history: [{ version: 2, event: 'tier-set', at: AT, recordedAt: AT, actor: WORKER, reason: '子女已搬来同住照料' }],
}; // prettier-ignore
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      CareToday: page([silent, turn, toTry, done]),
      CareLinks: page([silent, done]),
      CareLinkDetail: detail,
      CareCoverage: { day: '2020-02-14', ...account, areas: [{ area: 'a07', ...account }], names: [{ linkId, no, area, personIds, agentId, partyMemberId }], asOf: AT }, // prettier-ignore
      PersonLabels: { labels: [{ personId: id(43), no: 'PE-1', label: '测*甲', initials: 'csj', area: 'a07' }] },
      RecordCareContact: receipt,
      ...answers,
    },
    { roles: ['AGENT'], ...options },
  );
const inputOf = (at: Desk, name: string): unknown => at.asked.findLast(({ contract }) => contract.name === name)?.input;
/** The last command is refused. */
const refuse = (at: Desk, code: string): Desk =>
  at.take(at.sent.at(-1)?.then({ ok: false, refusal: { code, params: {} } as Refusal }) ?? still);
const fits = (at: Desk, columns: number, rows: number): void => {
  const lines = at.screen.split('\n');
  expect(lines).toHaveLength(rows);
  for (const one of lines) expect(displayWidth(one)).toBeLessThanOrEqual(columns);
};

describe('households to ask after today', () => {
  test.each(SIZES)('are listed, the door first, with whose turn it is and n/N, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at('lx');
    fits(at, columns, rows);
    const zh = lang === 'zh';
    expect(at.screen).toContain(zh ? '‼ 须上门' : '‼ Stand at the door');
    expect(at.screen).toContain(zh ? '! 轮到您今日再试' : '! your turn today');
    expect(at.screen).toContain(zh ? '每日户已联系 1/4' : 'daily ones reached 1/4');
    expect(at.screen).toContain('测*甲 ×2');
    expect(at.screen).toMatch(/卡口甲 +护送甲/);
  });

  test('are those of today; mine, all, the missing of an area; without any it says where the others are', () => {
    const at = desk().at('care');
    const asked = (): unknown => inputOf(at, 'CareToday');
    expect(asked()).toEqual({ mine: false, all: false, missing: false, door: false, limit: 200 });
    at.keys('M', 'A');
    expect(asked()).toMatchObject({ mine: true, all: true });
    at.keys('O');
    expect(asked()).toMatchObject({ missing: true, mine: true });
    expect(at.keys('O').model.stack.at(-1)?.address).toBe('care mine=true open=all');
    at.at('care missing=true @a07');
    expect(asked()).toMatchObject({ missing: true, area: 'a07' });
    expect(at.screen).toContain('未联系');
    expect(desk({ CareToday: page([]) }).at('lx').screen).toContain('今日没有要联系的户');
  });

  test('show without names where the register does not answer', () => {
    const at = desk({ PersonLabels: undefined }).at('lx');
    at.take(at.asked.findLast(({ contract }) => contract.name === 'PersonLabels')?.failed('unavailable') ?? still);
    expect(at.screen).toContain('×2');
    expect(at.screen).not.toContain('测*甲');
  });

  test.each([
    ['f', 'p', 'REACHED', 'PHONE'],
    ['n', 'd', 'NOT_REACHED', 'DOOR'],
    ['d', 'v', 'REFUSED', 'VIDEO'],
  ] as const)('are recorded in two keys: %s %s is %s by %s', (outcomeKey, methodKey, outcome, method) => {
    const at = desk().at('lx').keys('j', 'j', outcomeKey, methodKey);
    expect(at.sent.map(({ input }) => input)).toEqual([{ linkId, outcome, method }]);
    if (outcome === 'NOT_REACHED') expect(at.screen).toContain('今日请联户党员 护送甲 再试');
  });

  test('with needs and words where there are some; the outcome is there already', () => {
    const at = desk().at('lx').keys('j', 'j', 'n', 'w');
    expect(at.screen).toContain('登记联系 · 测*甲 ×2');
    expect(at.screen).not.toContain('以谁的身份');
    at.keys('f10');
    expect(at.sent.at(-1)?.input).toMatchObject({ linkId, outcome: 'NOT_REACHED', method: 'PHONE' });
    expect(
      desk({}, { roles: ['COMMUNITY_WORKER'] })
        .at('lx')
        .keys('a').screen,
    ).toContain('以谁的身份');
  });

  test('of others cannot be recorded, and why is said; whole lists are not for an agent', () => {
    const others = household(3, { agentId: WORKER, partyMemberId: LEAD });
    const at = desk({ CareToday: page([others]) }).at('lx').keys('f'); // prettier-ignore
    expect(at.screen).toContain('不由您联系');
    expect(desk().at('lx').keys('R').screen).toContain('您的角色不能');
    expect(desk().at('lx').keys('x').screen).toMatch(/整体代班 +您的角色不能/);
  });

  test('are printed as the list they are', () => {
    const [one, other] = [
      desk().at('lx').keys('p'),
      desk({}, { roles: ['COMMUNITY_WORKER'] })
        .at('lx')
        .keys('p'),
    ];
    for (const [at, mine] of [
      [one, true],
      [other, false],
    ] as const)
      expect(at.done.at(-1)).toMatchObject({ do: 'print', contract: { name: 'CareToday' }, input: { mine }, fileName: 'care-2020-02-14' });
  });

  test('follow what others record', () => {
    const at = desk().at('lx');
    const before = at.asked.filter(({ contract }) => contract.name === 'CareToday').length;
    at.take(viewChanged('care-link', [linkId]));
    expect(at.asked.filter(({ contract }) => contract.name === 'CareToday')).toHaveLength(before + 1);
  });
});

describe('a whole list', () => {
  const worker = { roles: ['COMMUNITY_WORKER' as const] };
  const row = (ok: boolean) => ({ linkId, no, ok, unchanged: false, ...(ok ? {} : { refusal: { code: 'care-link.same-person', params: {} } }) }); // prettier-ignore
  const trial = { dryRun: true, done: 2, unchanged: 0, refused: 1, rows: [row(true), row(true), row(false)] };

  test('goes to whoever stands in after a dry run that names who cannot go along', () => {
    const at = desk({ SubstituteCarer: trial }, worker).at('lx').keys('R');
    expect(at.screen).toContain('整体代班');
    at.keys('tab').type('worker').keys('enter').type('本人居家隔离').keys('f10');
    expect(at.screen).toContain('可办 2 户，不能 1 户');
    expect(at.screen).toContain('不能是同一人');
    at.keys('y');
    expect(at.sent.map(({ input }) => input)).toEqual([
      { fromId: OFFICER, toId: WORKER, reason: '本人居家隔离', dryRun: true },
      { fromId: OFFICER, toId: WORKER, reason: '本人居家隔离', dryRun: false },
    ]);
    expect(new Set(at.sent.map(({ commandId }) => commandId)).size).toBe(2);
    expect(at.screen).toContain('2 户，未办 1 户');
  });

  test('is given back the same way; where there is nothing, nothing is asked', () => {
    const none = { dryRun: true, done: 0, unchanged: 0, refused: 0, rows: [] };
    const stood = household(3, { agentId: WORKER, agentFor: LEAD });
    const at = desk({ CareToday: page([stood]), GiveBackHouseholds: none }, worker).at('lx').keys('x', 'b', 'f10'); // prettier-ignore
    expect(at.sent.map(({ input }) => input)).toEqual([{ toId: LEAD, dryRun: true }]);
    expect(at.screen).toContain('没有这样的户');
  });
});

describe('one household', () => {
  test.each(SIZES)('shows who lives there, who has it, what is due and what was said, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at(`household ${no}`);
    fits(at, columns, rows);
    const zh = lang === 'zh';
    for (const text of zh ? ['独居、老弱', '‼ 户内有人隔离', '每日（自 2020-02-01） → 每周，自 2020-02-15', '2020-02-10 — 2020-02-11', '米快吃完了'] : ['Lives alone, Frail', 'in isolation', 'Weekly from 2020-02-15', 'Food'])
      expect(at.screen).toContain(text);
    expect(at.keys('G').screen).toContain('子女已搬来同住照料');
  }); // prettier-ignore

  test('is asked less often with a reason: without one the field says so', () => {
    const at = desk({}, { roles: ['COMMUNITY_WORKER'] })
      .at(`household ${no}`)
      .keys('t');
    expect(at.screen).toContain('降低须写理由');
    at.keys('right', 'f10');
    expect(at.sent.at(-1)?.input).toMatchObject({ linkId, expectedVersion: 3, tier: 'WEEKLY' });
    expect(refuse(at, 'care-link.reason-missing').screen).toContain('降低频次须写明理由');
  });

  test('its people and categories are on the form that changes them', () => {
    const at = desk({}, { roles: ['COMMUNITY_WORKER'] })
      .at(`household ${no}`)
      .keys('x', 'e');
    expect(at.screen).toContain('测*甲');
    expect(at.screen).toContain('独居');
  });

  test('its contact card is on record before it is on paper', () => {
    const issued = { ...toTry, issuedAt: AT };
    const at = desk({ IssueContactCard: issued }).at(`household ${no}`).keys('o');
    expect(at.sent.at(-1)?.input).toEqual({ linkId });
    expect(at.done.find((effect) => effect.do === 'typeset')).toMatchObject({
      operation: 'IssueContactCard',
      answer: issued,
      fileName: no,
    });
  });

  test('that is not theirs does not exist', () => {
    const at = desk({ CareLinkDetail: undefined }).at('household CL-1');
    const { then } = at.asked.at(-1) ?? {};
    at.take(then?.({ ok: false, refusal: { code: 'record.not-found', params: { entity: 'care-link' } } as Refusal }) ?? still);
    expect(at.screen).toContain('找不到联系户 CL-1');
  });
});

describe('households', () => {
  test.each(SIZES)('are listed with their card and who stands in, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at('lxh');
    fits(at, columns, rows);
    expect(at.screen).toContain(lang === 'zh' ? '! 须重发' : '! outdated');
    expect(at.screen).toContain(lang === 'zh' ? '须发联系卡 2' : '2 without a card');
  });

  test('narrow to a tier, to those without a card, to those stood in for', () => {
    const at = desk().at('households tier=daily');
    const asked = (): unknown => inputOf(at, 'CareLinks');
    expect(asked()).toMatchObject({ open: true, tier: 'DAILY' });
    expect(at.screen).toContain('每日');
    at.at('households card=none standing=in');
    expect(asked()).toMatchObject({ noCard: true, standIns: true });
    expect(inputOf(at.at('households').keys('O', 'B'), 'CareLinks')).toMatchObject({ noCard: true, standIns: true });
    expect(desk({ CareLinks: page([]) }).at('lxh').screen).toContain('a 分户到人，I 导入名单');
  });
});

describe('coverage', () => {
  test.each(SIZES)('is n/N by area, the missing by name one step below, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at('lxf');
    fits(at, columns, rows);
    expect(at.screen).toContain(lang === 'zh' ? '每日联系 1/4' : 'Daily contact 1/4');
    at.keys('enter');
    fits(at, columns, rows);
    expect(at.screen).toContain('测*甲 ×2');
    expect(at.screen).toContain(no);
    at.keys('enter');
    expect(at.screen).toContain(lang === 'zh' ? '联系记录' : 'Contacts, latest first');
  });

  test('of the day before is a key away', () => {
    const at = desk().at('lxf').keys('<');
    const { day } = inputOf(at, 'CareCoverage') as { day?: string };
    expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(at.screen).toContain(day);
  });
});
