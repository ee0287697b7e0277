import { describe, expect, test } from 'vitest';
import { ROUND, UNIT, differs, round, roundDetail, screeningDesk as desk, trial, unit } from './test/screening-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const sent = (at: ReturnType<typeof desk>) => at.sent.map(({ contract, input }) => [contract.name, input]);

describe('the rounds', () => {
  test.each(SIZES)('are listed with their coverage, never rounded up, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('mp');
    expect(screen).toContain('199/200(+1/2)');
    expect(screen).toContain('99.0%');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('are a digit away; where there is none it says what to do', () => {
    expect(desk().keys('2').screen).toContain('1 轮摸排');
    expect(desk({ CampaignsPage: { rows: [], total: 0, asOf: '' } }).at('rounds').screen).toContain('指挥中心按 a 新开一轮');
    expect(desk().at('rounds').keys('a').screen).toContain('新一轮摸排');
  });
});

describe('one round', () => {
  test.each(SIZES)('shows its coverage by area, and drills down to the doors, in %s at %ix%i', (lang, columns, rows) => {
    const at = desk({}, { lang, columns, rows }).at(`round ${round.no}`);
    expect(at.screen).toContain('a07');
    expect(at.screen).toContain('0123456789ab');
    expect(at.screen).toContain(lang === 'zh' ? '! 无队伍 1' : '! no team 1');
    expect(at.screen).toContain(lang === 'zh' ? '‼ 逾期 1' : '‼ overdue 1');
    expect(at.screen.split('\n')).toHaveLength(rows);
    expect(at.keys('o').asked.at(-1)?.input).toMatchObject({ no: round.no, area: 'a07', unopened: true });
  });

  test('is seen by team and by stratum; every number says what it means', () => {
    const at = desk().at(`round ${round.no}`).keys('t');
    expect(at.screen).toMatch(/▸ 7 队/);
    expect(at.keys('t').screen).toContain('出租房（间）');
    expect(at.keys('i').screen).toContain('底数');
  });

  test('says what a draft, or one not shared out, needs', () => {
    const draft = { ...roundDetail, row: { ...round, status: 'DRAFT' }, byArea: [], byTeam: [], denominator: undefined };
    expect(desk({ CampaignDetail: draft }).at('round x').screen).toContain('按 x 选“确定底数”');
    expect(desk({ CampaignDetail: { ...roundDetail, byTeam: [] } }).at('round x').keys('t').screen).toContain('按 x 选“分派”，先试算'); // prettier-ignore
  });

  test('puts the doors of a line on numbered paper, or into a table, and says where the file is', () => {
    const sheet = { sheetId: UNIT, no: 'WS-20200214-0001-8', status: 'PRINTED', version: 1, area: 'a07', lines: 12 };
    const at = desk({ PrintDoorSheet: sheet }).at(`round ${round.no}`).keys('p');
    expect(at.screen).toContain('打印上门工作单 · a07');
    expect(at.screen).toContain('日期');
    at.keys('Ctrl-S');
    expect(sent(at)).toEqual([['PrintDoorSheet', { no: round.no, area: 'a07', open: true, mine: false }]]);
    const print = at.done.at(-1);
    expect(print).toMatchObject({ do: 'print', contract: { name: 'ExportUnits' }, input: { sheet: sheet.no }, fileName: sheet.no });
    if (print?.do !== 'print') throw new Error('nothing is printed');
    expect(at.take(print.done('/home/x/print/WS-20200214-0001-8.pdf')).screen).toContain('已写入 /home/x/print/WS-20200214-0001-8.pdf');
    at.keys('E');
    expect(at.done.at(-1)).toMatchObject({ do: 'export', input: { no: round.no, area: 'a07', open: true } });
  });

  test('is shared out after a trial that says why, and an answer', () => {
    const at = desk().at(`round ${round.no}`).keys('x', 'g');
    expect(at.screen).toContain('试算，尚未生效');
    expect(at.screen).toContain('最高负担 1.02');
    expect(at.screen).toContain('占位数据');
    expect(at.keys('enter').screen).toContain('a08 与本村 a07 相邻');
    at.keys('escape', 'Y');
    expect(at.screen).toContain('新分 180，换队 3');
    at.keys('y');
    expect(sent(at)).toEqual([
      ['AssignUnits', { campaignId: ROUND }],
      ['AssignUnits', { campaignId: ROUND, expectedVersion: trial.version, dryRun: false }],
    ]);
    expect(desk().at(`round ${round.no}`).keys('x', 'g', 'escape').screen).toContain('a07');
  });

  test('dims what it does not allow and asks before what cannot be taken back', () => {
    const at = desk().at(`round ${round.no}`).keys('x');
    expect(at.screen).toMatch(/确定底数 +“进行中”时不能/);
    expect(at.keys('w').screen).toContain('不再统一分派');
    expect(sent(at)).toEqual([]);
    expect(sent(at.keys('y'))).toEqual([['WindUpCampaign', { campaignId: ROUND }]]);
  });
});

describe('doors', () => {
  test.each(SIZES)('are listed by house with how each stands, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('doors mine=true open=true');
    expect(screen).toContain(lang === 'zh' ? '0001号01室' : 'House 0001, room 01');
    expect(screen).toContain(lang === 'zh' ? '! 无人应门，下午再去' : '! Nobody home, again p.m.');
    expect(screen).not.toContain('…');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('go as they are filtered onto numbered paper and into a table', () => {
    const at = desk().at('doors mine=true unopened=true').keys('p', 'Ctrl-S');
    expect(sent(at)).toEqual([['PrintDoorSheet', { mine: true, unopened: true }]]);
    const table = desk().at('doors mine=true unopened=true').keys('E');
    expect(table.done.at(-1)).toMatchObject({ do: 'export', input: { mine: true, unopened: true, limit: 500 } });
  });

  test('take one key each, and the cursor is at the next one', () => {
    const at = desk().at('doors').keys('f');
    expect(sent(at)).toEqual([['RecordVisit', { unitId: UNIT, expectedVersion: 1, outcome: 'COMPLETED', asRegistered: true }]]);
    expect(at.screen).toMatch(/▸ 0001号02室/);
    expect(at.screen).toContain('→ 已查清');
    expect(sent(desk().at('doors').keys('n'))[0]?.[1]).toMatchObject({ outcome: 'NOBODY_HOME' });
  });

  test('ask once more where something has to be known: how many, or who says that it is empty', () => {
    const unknown = desk().at('doors').keys('j', 'f');
    expect(unknown.screen).toContain('住着几人');
    expect(sent(unknown.keys('3'))[0]?.[1]).toMatchObject({ outcome: 'COMPLETED', unknown: 3, asRegistered: false });
    const vacant = desk().at('doors').keys('e');
    expect(sent(vacant.keys('m'))[0]?.[1]).toMatchObject({ outcome: 'VACANT_CONFIRMED', evidence: 'METER' });
  });

  test('that are done with say why nothing more can be recorded', () => {
    const done = { ...unit, status: 'COMPLETED', allowedActions: ['correct-visit'] };
    const at = desk({ UnitsPage: { rows: [done], total: 1, open: 0, asOf: '' } })
      .at('doors')
      .keys('n');
    expect(at.screen).toContain('无人应门：“已查清”时不能');
    expect(sent(at)).toEqual([]);
  });

  test('are those of the address; no round, and none left, say so', () => {
    expect(desk().at(`doors round=${round.no} mine=true open=true team=${UNIT} @a07`).asked.at(-1)?.input).toEqual({
      no: round.no,
      mine: true,
      open: true,
      teamId: UNIT,
      area: 'a07',
      limit: 300,
    });
    expect(desk().at('doors mine=true').keys('M').asked.at(-1)?.input).toMatchObject({ mine: false });
    const none = { rows: [], total: 0, open: 0, asOf: '' };
    expect(desk({ UnitsPage: none }).at('doors mine=true').screen).toContain('没有进行中的摸排');
    expect(desk({ UnitsPage: { ...none, no: round.no } }).at('doors mine=true').screen).toContain('您没有未查清的门');
  });
});

describe('one door', () => {
  test.each(SIZES)('shows who lives there, every visit, and what differs, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at(`door ${UNIT}`);
    expect(screen).toContain('测*甲');
    expect(screen).toContain('WS-12');
    expect(screen).toContain(lang === 'zh' ? '! 卡口：应有人，上门为空' : '! Checkpoint');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('a difference is resolved by saying what was true; a visit is put right by another', () => {
    const at = desk({ ResolveDiscrepancy: { ...differs, status: 'RESOLVED' } })
      .at(`door ${UNIT}`)
      .keys('enter');
    expect(at.screen).toContain('不会自动扣分或处罚任何人');
    at.keys('tab').type('租客已搬走，登记未更新').keys('Ctrl-S');
    expect(sent(at)[0]).toEqual(['ResolveDiscrepancy', { discrepancyId: differs.discrepancyId, expectedVersion: 1, truth: 'DOOR', reason: '租客已搬走，登记未更新' }]); // prettier-ignore
    expect(desk().at(`door ${UNIT}`).keys('j', 'c').screen).toContain('第 1 次');
  });
});

test('what differs is a list of its own, open ones first asked for', () => {
  const at = desk().at('discrepancies');
  expect(at.asked.at(-1)?.input).toMatchObject({ status: 'OPEN' });
  expect(at.screen).toContain('由人说明真实情况');
  expect(at.keys('A').asked.at(-1)?.input).not.toHaveProperty('status');
});
