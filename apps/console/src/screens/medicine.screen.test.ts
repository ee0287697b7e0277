import type { CardRow, RunLine, RunRow, RunStop } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { AT, Desk, LEAD, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const id = (end: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1c${String(end).padStart(2, '0')}`;
const run: RunRow = {
  runId: id(10),
  no: 'MR-20200214-0001-8',
  version: 5,
  status: 'AT_HOSPITAL',
  hospital: 'h1',
  agentId: OFFICER,
  area: 'a07',
  areas: ['a07'],
  stops: 2,
  cardsOut: 2,
  toFetch: 2,
  toDeliver: 1,
  delivered: 0,
  plannedAt: AT,
  departedAt: AT,
  offered: 0,
  allowedActions: ['fetch', 'split-line', 'move-line', 'postpone-line', 'leave', 'offer'],
};
const stop = (nth: number, more: Partial<RunStop> = {}): RunStop => ({
  nth,
  cardId: id(20 + nth),
  cardNo: `CD-20200214-000${String(nth)}-8`,
  personId: id(40 + nth),
  area: 'a07',
  path: `houzhai/a07/c1/g1/h000${String(nth)}`,
  card: 'OUT',
  offered: false,
  lines: 1,
  fetched: 0,
  delivered: 0,
  ...more,
});
const line = (nth: number, more: Partial<RunLine> = {}): RunLine => ({
  lineId: id(50 + nth),
  errandId: id(60 + nth),
  errandNo: `ER-20200214-000${String(nth)}-8`,
  cardId: id(20 + nth),
  nth,
  pharmacy: 'p1',
  status: 'TO_FETCH',
  qtyDays: 30,
  drug: `药品${String(nth)}`,
  ...more,
});
const detail = { row: run, stops: [stop(1), stop(2)], lines: [line(1), line(2)], history: [{ version: 1, event: 'planned', at: AT, recordedAt: AT, actor: OFFICER }] }; // prettier-ignore
const card: CardRow = {
  cardId: id(21),
  no: 'CD-20200214-0001-8',
  version: 4,
  status: 'AT_HOSPITAL',
  personId: id(41),
  area: 'a07',
  path: 'houzhai/a07/c1/g1/h0001',
  holderId: OFFICER,
  since: AT,
  contents: ['CARD', 'RECORD'],
  dueBy: AT,
  late: true,
  runId: run.runId,
  runNo: run.no,
  allowedActions: ['return', 'report-lost'],
};
const custody = {
  row: card,
  cashFen: 0,
  sealed: true,
  holdings: [
    { holderId: OFFICER, status: 'COLLECTED', since: AT, event: 'transferred', runId: run.runId, recordedBy: OFFICER },
    { holderId: LEAD, status: 'COLLECTED', since: AT, until: AT, event: 'collected', by: 'SELF', method: 'READ_BACK', holderMethod: 'SESSION', recordedBy: LEAD, words: '封条 12' },
    { status: 'WITH_OWNER', since: AT, until: AT, event: 'registered', recordedBy: WORKER },
  ],
  history: [],
}; // prettier-ignore
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });
const receipt = { ...run, runId: run.runId, version: 6 };
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk(
    {
      RunsPage: page([run]),
      RunDetail: detail,
      CardsPage: page([card]),
      CardCustody: custody,
      MedicinePlaces: {
        hospitals: [
          { code: 'h1', zh: '占位医院01', en: 'Placeholder hospital 1', placeholder: true, pharmacies: ['p1', 'p2'] },
          { code: 'h2', zh: '占位医院02', en: 'Placeholder hospital 2', placeholder: true, pharmacies: ['p2'] },
        ],
        pharmacies: [{ code: 'p1', zh: '占位药房01', en: 'Placeholder pharmacy 1', placeholder: true }],
      },
      PersonLabels: { labels: [{ personId: id(41), no: 'PE-1', label: '测*甲', initials: 'csj', area: 'a07' }] },
      ...answers,
    },
    { roles: ['AGENT'], ...options },
  );

describe('medicine runs', () => {
  test.each(SIZES)('are listed with how far they are and the cards that are out, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('py');
    expect(screen).toContain('MR-20200214-0001-8');
    expect(screen).toContain(lang === 'zh' ? '医保卡在外 2' : '2 cards out');
    expect(screen).toContain('2/1/0');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are the open ones; mine, all and the cards are a key away; none says what to do', () => {
    const at = desk().at('medicine-runs');
    expect(at.asked.at(-1)?.input).toEqual({ mine: false, limit: 200, open: true });
    expect(at.keys('M').asked.at(-1)?.input).toMatchObject({ mine: true, open: true });
    expect(at.keys('A').asked.at(-1)?.input).toEqual({ mine: true, limit: 200 });
    expect(desk().at('py').keys('h').screen).toContain('张医保卡');
    expect(desk({ RunsPage: page([]) }).at('py').screen).toContain('再按 n 编批');
  });

  test('are planned after a dry run that says who stays behind', () => {
    const left = {
      errandId: id(60),
      no: 'ER-20200214-0009-8',
      area: 'a07',
      lines: 1,
      refusal: { code: 'medicine-run.card-is-lost', params: { no: 'CD-1' } },
    };
    const at = desk({ PlanMedicineRun: { dryRun: true, stops: 2, lines: 3, rows: [left] } }).at('py').keys('n', 'f10'); // prettier-ignore
    expect(at.screen).toContain('编批：2 户 3 行');
    expect(at.screen).toContain('信封 CD-1 遗失未了');
    expect(at.sent.map(({ input }) => input)).toEqual([{ hospital: 'h1', agentId: OFFICER, dryRun: true }]);
    at.keys('y');
    expect(at.sent.at(-1)?.input).toMatchObject({ dryRun: false });
  });

  test('go to the hospital that was picked by its name', () => {
    const at = desk({ PlanMedicineRun: { dryRun: true, stops: 2, lines: 3, rows: [] } })
      .at('py')
      .keys('n');
    expect(at.screen).toContain('占位医院01');
    at.keys(...Array.from('h1 占位医院01', () => 'backspace'))
      .type('占位医院02')
      .keys('enter', 'f10');
    expect(at.sent.at(-1)?.input).toMatchObject({ hospital: 'h2' });
    expect(desk().at('py').screen).toContain('占位医院01');
  });
});

describe('one run', () => {
  test.each(SIZES)('shows its stops with card and lines, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`medicine-run ${run.no}`);
    expect(screen).toMatch(/测\*甲.*CD-20200214-0001-8/);
    expect(screen).toContain(lang === 'zh' ? '药品1' : 'to fetch');
    expect(screen).toContain(lang === 'zh' ? '在代办员处' : 'with the agent');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('fetches all of a stop or one line; splits one and leaves the others', () => {
    const at = desk({ FetchRunLines: receipt, SplitRunLine: receipt }).at(`medicine-run ${run.no}`).keys('f');
    expect(at.sent.map(({ input }) => input)).toEqual([{ runId: run.runId, expectedVersion: 5, lineIds: [id(51)] }]);
    at.keys('j', 'x', 'p').type('10');
    expect(at.screen).toContain('共 30 天');
    at.keys('tab', 'tab').type('药房只剩一盒').keys('f10');
    expect(at.sent.at(-1)?.input).toEqual({
      runId: run.runId,
      expectedVersion: 5,
      lineId: id(51),
      days: 10,
      reason: '药房只剩一盒',
    });
  });

  test('leads to the errand of a line, where an authorisation is recorded, and to the card', () => {
    expect(desk().at(`medicine-run ${run.no}`).keys('w').asked.at(-1)?.input).toEqual({ no: 'ER-20200214-0001-8' });
    expect(desk().at(`medicine-run ${run.no}`).keys('h').screen).toContain('在谁手里（最近的在上）');
  });

  test('offers the marked stops to a colleague, and says that sending it signs', () => {
    const at = desk({ OfferRunStops: receipt }).at(`medicine-run ${run.no}`).keys('space', 'm');
    expect(at.screen).toContain('交给同事 1 户');
    expect(at.screen).toContain('提交即签字');
    at.type('lead').keys('enter', 'f10');
    expect(at.sent.map(({ input }) => input)).toEqual([{ runId: run.runId, expectedVersion: 5, cardIds: [id(21)], toAgentId: LEAD }]);
  });

  test('collects a card with what is in the envelope and both signatures; the agent’s own session is one of them', () => {
    const collecting = { ...run, status: 'COLLECTING', allowedActions: ['arrive', 'drop-stop'] };
    const answers = {
      RunDetail: { ...detail, row: collecting, stops: [stop(1, { card: 'WITH_OWNER' }), stop(2)] },
      CollectCard: { no: card.no, status: 'COLLECTED' },
    };
    const at = desk(answers).at(`medicine-run ${run.no}`).keys('c'); // prettier-ignore
    expect(at.screen).toContain('收取医保卡 · 测*甲');
    expect(at.screen).not.toContain('代办员签字单号');
    const theirs = { ...answers, RunDetail: { ...answers.RunDetail, row: { ...collecting, agentId: LEAD } } };
    const typed = desk(theirs, { roles: ['COMMUNITY_WORKER'] })
      .at(`medicine-run ${run.no}`)
      .keys('c');
    expect(typed.screen).toContain('代办员签字单号');
    at.keys('f10');
    expect(at.sent).toEqual([]);
  });

  test('hides drugs and doors that are not told, and says so where nothing is found', () => {
    const bare = { ...detail, lines: [{ ...line(1), drug: undefined }], stops: [stop(1, { path: 'houzhai/a07' })] };
    const { screen } = desk({ RunDetail: bare }).at(`medicine-run ${run.no}`);
    expect(screen).toContain('（药名不显示）');
    expect(screen).not.toContain('h0001');
  });
});

describe('cards', () => {
  test.each(SIZES)('are listed with who holds each since when, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('yb');
    expect(screen).toContain('CD-20200214-0001-8');
    expect(screen).toContain(lang === 'zh' ? '‼超时 已到院' : '‼LATE Taken to');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test.each(SIZES)('one says who held it before, and who signed, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`card ${card.no}`);
    expect(screen).toContain(lang === 'zh' ? '在谁手里（最近的在上）' : 'Who held it, latest first');
    expect(screen).toContain('封条 12');
    expect(screen).toContain(lang === 'zh' ? '同事接手' : 'passed to a colleague');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('only those that are out, too long or mine; none out is good news', () => {
    const at = desk().at('cards');
    expect(at.asked.some(({ input }) => JSON.stringify(input) === JSON.stringify({ mine: false, limit: 200, out: true }))).toBe(true);
    at.keys('O');
    expect(at.asked.some(({ input }) => (input as { late?: boolean }).late === true)).toBe(true);
    expect(desk({ CardsPage: page([]) }).at('yb').screen).toContain('没有在外的医保卡');
  });

  test('are returned with the signature of the household', () => {
    const at = desk({ ReturnCard: { no: card.no, status: 'RETURNED' } })
      .at(`card ${card.no}`)
      .keys('r');
    expect(at.screen).toContain('归还医保卡');
    expect(at.screen).not.toContain('已补办新卡');
    at.keys('tab', 'tab').type('收条 7').keys('f10');
    expect(at.sent.map(({ input }) => input)).toEqual([
      { cardId: card.cardId, expectedVersion: 4, signature: { by: 'SELF', method: 'PAPER', reference: '收条 7' } },
    ]);
  });
});

describe('a prescription', () => {
  const errand = {
    row: {
      errandId: id(61),
      no: 'ER-20200214-0001-8',
      version: 2,
      status: 'ACCEPTED',
      kind: 'MEDICINE',
      moduleCode: 'standing-2',
      area: 'a07',
      beneficiaryId: id(41),
      agentId: OFFICER,
      requestedAt: AT,
      updatedAt: AT,
      overdue: false,
      escalated: false,
      allowedActions: [],
    },
    source: 'PHONE',
    acceptBy: AT,
    completeBy: AT,
    policyVersion: '1',
    pausedSeconds: 0,
    reopened: 0,
    authorisationNeeded: ['CARD'],
    advanceFen: 0,
    spentFen: 0,
    refundFen: 0,
    receipts: [],
    history: [],
  };

  test('is written down from the errand: drugs with their days, special ones marked, in one line', () => {
    const answers = { ErrandDetail: errand, RecordPrescription: { no: errand.row.no, waiting: 1, referred: 1 } };
    const at = desk(answers).at(`errand ${errand.row.no}`).keys('p');
    expect(at.screen).toContain('登记处方 · ER-20200214-0001-8');
    at.keys('f10').type('降压药=30；靶向药=28!').keys('tab').type('市医保中心').keys('f10');
    expect(at.sent.map(({ input }) => input)).toEqual([
      {
        errandId: id(61),
        hospital: 'h1',
        lines: [
          { drug: '降压药', qtyDays: 30, special: false },
          { drug: '靶向药', qtyDays: 28, special: true },
        ],
        referTo: '市医保中心',
      },
    ]);
    expect(at.screen).toContain('1 行另走渠道');
  });

  test('is for medicine alone', () => {
    const other = { ...errand, row: { ...errand.row, kind: 'PURCHASE' } };
    expect(desk({ ErrandDetail: other }).at(`errand ${errand.row.no}`).keys('p').screen).toContain('只有配药单可以登记处方');
  });
});
