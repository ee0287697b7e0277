import { SITE_ACTIONS, type IsolationSiteRow, type SiteRoom } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, LEAD, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['en', 80, 24],
  ['zh', 120, 40],
  ['en', 120, 40],
] as const;
const SITE = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1ba1';
const CASE = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1ba2';
const NO = 'IC-20200214-0001-9';
const row: IsolationSiteRow = {
  siteId: SITE,
  code: 'gld-1',
  name: '占位宾馆',
  status: 'OPEN',
  version: 4,
  area: 'a02',
  path: 'houzhai/a02',
  rooms: 4,
  free: 1,
  taken: 1,
  disinfecting: 1,
  withdrawn: 1,
  nextCleanAt: '2020-02-14T12:40:00+08:00',
  people: 1,
  waiting: 2,
  staffIds: [WORKER],
  doctorId: LEAD,
  allowedActions: [...SITE_ACTIONS],
};
const rooms: SiteRoom[] = [
  { room: '301', state: 'TAKEN', people: 1, cases: [{ isolationId: CASE, no: NO, label: '测*甲', since: AT, diet: 'SOFT' }] },
  { room: '302', state: 'DISINFECTING', people: 0, cleanAt: '2020-02-14T12:40:00+08:00', cases: [] },
  { room: '303', state: 'FREE', people: 0, cases: [] },
  { room: '304', state: 'WITHDRAWN', people: 0, cases: [] },
];
const detail = {
  row,
  rooms,
  diets: [{ diet: 'SOFT', zh: '软食', en: 'Soft' }],
  history: [{ version: 1, event: 'opened', at: AT, recordedAt: AT, actor: OFFICER }],
};
const listed = (rows: readonly IsolationSiteRow[], noBed = 2) => ({ rows, total: rows.length, noBed, asOf: AT });
const meals = { rows: [{ siteId: SITE, code: 'gld-1', name: '占位宾馆', day: '2020-02-14', half: 'AM', cutOff: AT, settled: true, meals: 1, diets: [{ diet: 'SOFT', zh: '软食', en: 'Soft', meals: 1 }] }], total: 1, asOf: AT }; // prettier-ignore
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    { IsolationSitesPage: listed([row]), IsolationSiteDetail: detail, SiteMeals: meals, ...answers },
    { roles: ['DUTY_OFFICER'], ...options },
  );

describe('isolation sites', () => {
  test.each(SIZES)('say how rooms stand, who works there and who has no bed, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('gld');
    for (const word of ['gld-1', '占位宾馆', '护送甲', lang === 'zh' ? '无床位 2 人' : 'no bed: 2']) expect(screen).toContain(word);
    expect(screen).toMatch(/gld-1 .* 4 +1 +1 +1/);
    expect(screen.split('\n')).toHaveLength(rows);
    for (const line of screen.split('\n')) expect(line).not.toMatch(/\.\.\./);
  });

  test('says who names its staff to those who cannot', () => {
    const bare: Readonly<Record<string, unknown>> = { ...row, staffIds: [] };
    const card = (role: 'DUTY_OFFICER' | 'COMMUNITY_WORKER'): string =>
      desk({ IsolationSiteDetail: { ...detail, row: bare } }, { roles: [role] }).at('isolation-site gld-1').screen;
    expect(card('DUTY_OFFICER')).toContain('未指定：x 指定工作人员与医生');
    expect(card('COMMUNITY_WORKER')).toContain('未指定：请值班长指定');
  });

  test('Enter on those without a bed leads to them, on a site to its card', () => {
    const at = desk({ IsolationsPage: { rows: [], total: 0, asOf: AT } })
      .at('gld')
      .keys('Enter');
    expect(at.asked.filter(({ contract }) => contract.name === 'IsolationsPage').at(-1)?.input).toMatchObject({ noBed: true, open: true });
    expect(desk().at('gld').keys('j', 'Enter').screen).toContain('4 = 空 1 + 在住 1 + 消毒 1 + 停用 1');
  });

  test('an empty list says what to do, to those who may', () => {
    expect(desk({ IsolationSitesPage: listed([], 0) }).at('gld').screen).toContain('您的辖区还没有隔离点；n 设一个');
    expect(desk({ IsolationSitesPage: listed([], 0) }, { roles: ['AGENT'] }).at('gld').screen).toContain('您的辖区没有隔离点');
  });
});

describe('the card of a site', () => {
  test.each(SIZES)('shows every room, who is in it and what they eat, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('isolation-site gld-1');
    const words = lang === 'zh' ? ['● 在住', '~ 消毒中', '可用', '○ 空', '× 停用', '软食'] : ['● Taken', '~ Disinfecting', 'free at', '○ Free', '× Withdrawn', 'Soft']; // prettier-ignore
    for (const word of ['301', '测*甲', NO, ...words]) expect(screen).toContain(word);
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('whoever does not work there sees rooms alone, and is told why', () => {
    const bare = rooms.map(({ room, state, people }) => ({ room, state, people }));
    const at = desk({ IsolationSiteDetail: { ...detail, row: { ...row, allowedActions: [] }, rooms: bare } }).at('isolation-site gld-1');
    expect(at.screen).not.toContain('测*甲');
    expect(at.keys('Enter').screen).toContain('谁住哪间只由该点工作人员、医生和值班长查看');
    expect(at.keys('x').screen).toMatch(/安排床位 +由该点工作人员/);
  });

  test('somebody is moved from the room that is chosen, after a look at what happens', () => {
    const at = desk({ MoveBed: { siteId: SITE, code: 'gld-1', room: '303', isolationId: CASE, no: NO } })
      .at('isolation-site gld-1')
      .keys('m');
    expect(at.screen).toContain(`${NO} 测*甲 · 301`);
    at.keys('Tab').type('303').keys('Ctrl-S');
    expect(at.screen).toContain('调换到 gld-1 303');
    expect(at.sent).toEqual([]);
    at.keys('y');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([['MoveBed', { isolationId: CASE, room: '303' }]]);
    expect(at.screen).toContain(`✓ ${NO} → gld-1 303 房`);
    expect(desk().at('isolation-site gld-1').keys('j', 'm').screen).toContain('302 房无人');
  });

  test('the ledger of a room is one key away', () => {
    const ledger = { rows: [{ room: '301', isolationId: CASE, no: NO, label: '测*甲', since: AT, until: AT, end: 'RELEASED' }], total: 1, asOf: AT }; // prettier-ignore
    const at = desk({ BedLedger: ledger }).at('isolation-site gld-1').keys('Enter');
    expect(at.screen).toMatch(/301 +测\*甲 +IC-20200214-0001-9 .*解除/);
    expect(at.asked.find(({ contract }) => contract.name === 'BedLedger')?.input).toEqual({ siteId: SITE, room: '301' });
    expect(desk({ BedLedger: { rows: [], total: 0, asOf: AT } }).at('beds gld-1').screen).toContain('还没有人住过');
  });
});
