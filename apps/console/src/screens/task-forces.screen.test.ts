import type { CombatUnitRow, TaskForceRow } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { postingChanged } from '../app/update.ts';
import { AT, Desk, LEAD, OFFICER, WORKER } from './test/checkpoint-desk.ts';

const SIZES = [
  ['zh', 80, 24],
  ['zh', 120, 40],
  ['en', 80, 24],
  ['en', 120, 40],
] as const;
const TEAM = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b81';
const home: TaskForceRow = {
  taskForceId: TEAM,
  no: 7,
  version: 3,
  status: 'READY',
  homeArea: 'a07',
  at: 'a07',
  path: 'houzhai/a07',
  leaderId: OFFICER,
  leaderAway: true,
  substituteId: LEAD,
  members: 5,
  strength: 4,
  skills: ['screening'],
  allowedActions: ['deploy', 'set-absence', 'end-absence', 'change', 'disband'],
};
const away: TaskForceRow = {
  ...home,
  taskForceId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b82',
  no: 9,
  status: 'DEPLOYED',
  at: 'a08',
  path: 'houzhai/a08',
  leaderAway: false,
  deployment: {
    status: 'DEPLOYED',
    toArea: 'a08',
    mission: '支援摸排',
    from: AT,
    since: AT,
    until: '2020-02-14T09:00:00+08:00',
    overdue: true,
  },
  allowedActions: ['recall', 'set-absence', 'change'],
};
const detail = {
  row: home,
  note: '夜间可出动',
  members: [
    { operatorId: OFFICER, leads: true, absence: { from: AT, until: '2020-02-15T08:00:00+08:00', kind: 'LEAVE', now: true } },
    { operatorId: LEAD, leads: false },
  ],
  deployments: [{ status: 'RETURNED', toArea: 'a08', mission: '支援摸排', from: AT, since: AT, endedAt: AT }],
  history: [{ version: 1, event: 'formed', at: AT, recordedAt: AT, actor: WORKER }],
};
const receipt = {
  taskForceId: TEAM,
  no: 7,
  status: 'DEPLOYED',
  version: 4,
  homeArea: 'a07',
  at: 'a08',
  strength: 4,
  allowedActions: ['recall'],
};
const page = (rows: readonly unknown[]) => ({ rows, total: rows.length, asOf: AT });
const desk = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ TaskForcesPage: page([home, away]), TaskForceDetail: detail, ...answers }, { roles: ['DUTY_OFFICER'], ...options });

describe('the teams', () => {
  test.each(SIZES)(
    'are listed with where they are, who leads, who can go, what for and until when, in %s at %ix%i',
    (lang, columns, rows) => {
      const { screen } = desk({}, { lang, columns, rows }).at('tj');
      expect(screen).toContain(lang === 'zh' ? '2 支突击队 · 在外 1 · 可出动 8/10 人' : '2 teams · 1 away · 8 of 10 can go');
      expect(screen).toContain(lang === 'zh' ? '‼ 逾期未归 1' : '‼ 1 overdue');
      expect(screen).toContain('! 卡口甲');
      expect(screen).toContain('4/5');
      expect(screen).toMatch(/→(?:占位村8|Village 8)/);
      expect(screen).toContain('支援摸排');
      expect(screen).toContain(lang === 'zh' ? '代理队长 护送甲' : 'Stands in 护送甲');
      expect(screen.split('\n')).toHaveLength(rows);
    },
  );

  test('are those of the address; away only is a key away; none says what to do', () => {
    const at = desk().at('tj @a07');
    expect(at.asked.at(-1)?.input).toEqual({ area: 'a07' });
    expect(at.keys('A').asked.at(-1)?.input).toEqual({ area: 'a07', status: 'DEPLOYED' });
    expect(desk({ TaskForcesPage: page([]) }).at('tj').screen).toContain('没有突击队；n 组建');
    expect(desk().at('tj').keys('s').screen).toContain('先选村(居)');
  });

  test('one is sent to another area with what it is sent for', () => {
    const at = desk({ DeployTaskForce: receipt }).at('tj').keys('d');
    expect(at.screen).toContain('调度 · 第 7 突击队');
    expect(at.screen).toContain('可出动 4/5 人');
    at.type('占位村8').keys('enter').type('支援摸排').keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['DeployTaskForce', { taskForceId: TEAM, expectedVersion: 3, toArea: 'a08', mission: '支援摸排' }],
    ]);
    expect(at.screen).toContain('第 7 突击队 调度 → a08 占位村8 · 可出动 4 人');
  });

  test('one that is away is called back by the same key, with a reason', () => {
    const at = desk({ RecallTaskForce: { ...receipt, no: 9, at: 'a07', status: 'READY' } })
      .at('tj')
      .keys('j', 'd');
    expect(at.screen).toContain('召回 · 第 9 突击队');
    at.type('支援任务完成').keys('Ctrl-S');
    expect(at.sent.map(({ input }) => input)).toEqual([expect.objectContaining({ taskForceId: away.taskForceId, reason: '支援任务完成' })]);
    expect(JSON.stringify(at.model.log)).not.toContain('支援任务完成');
  });

  test('are suggested for an area, each with the reason, and the one that is chosen is sent there', () => {
    const one = { taskForceId: TEAM, no: 7, homeArea: 'a07', strength: 4, enough: true, borders: 1, leaderId: OFFICER, leaderAway: false, zh: '驻地 a07 与其相邻，可出动 4 人，队长在岗', en: '…' }; // prettier-ignore
    const at = desk({ SuggestTaskForces: { rows: [one], asOf: AT } })
      .at('tj @a08')
      .keys('s');
    expect(at.screen).toContain('派往 a08 占位村8');
    expect(at.screen).toContain('第 7 突击队  驻地 a07 与其相邻');
    at.keys('1');
    expect(at.screen).toContain('调度 · 第 7 突击队');
    expect(at.screen).toContain('去向 * a08');
    expect(
      desk({ SuggestTaskForces: { rows: [], asOf: AT } })
        .at('tj @a08')
        .keys('s').screen,
    ).toContain('没有可派的突击队');
    expect(
      desk({}, { roles: ['COMMUNITY_WORKER'] })
        .at('tj @a08')
        .keys('s').screen,
    ).toContain('请联系值班长');
  });

  describe('of a list', () => {
    const cells = (team: string, leader: string, members = '') => ({ 队号: team, '村(居)': 'a07', 队长: leader, 队员: members });
    const rows = [cells('7', 'exit', 'lead'), cells('8', 'worker-07')].map((one, nth) => ({ line: nth + 2, cells: one }));
    const fit = [
      { line: 2, what: 'CHANGE', taskForceId: TEAM, version: 3, add: [LEAD], remove: [] },
      { line: 3, what: 'FORM', add: [], remove: [] },
    ];
    /** The file was named and is read. */
    const read = (answers: Readonly<Record<string, unknown>>, lines = rows, lang: 'zh' | 'en' = 'zh'): Desk => {
      const at = desk(answers, { lang }).at('tj').keys('I').type('~/teams.xlsx').keys('Ctrl-S');
      const effect = at.done.at(-1);
      if (effect?.do !== 'read-file') throw new Error('no file is read');
      expect(effect.path).toBe('~/teams.xlsx');
      return at.take(effect.then(lines));
    };

    test('are tried first, then formed and changed one by one', () => {
      const at = read({ CheckTaskForces: { fit, faults: [] }, ChangeTaskForce: receipt, FormTaskForce: { ...receipt, no: 8 } });
      expect(at.screen).toContain('试算：共 2 支，组建 1，调整 1，不变 0');
      expect(at.sent).toEqual([]);
      at.keys('y');
      expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
        ['ChangeTaskForce', { taskForceId: TEAM, expectedVersion: 3, leaderId: OFFICER, add: [LEAD], remove: [] }],
        ['FormTaskForce', { no: 8, homeArea: 'a07', leaderId: WORKER, memberIds: [] }],
      ]);
      expect(at.screen).toContain('✓ 已组建、调整 2 支');
      expect(at.screen).toContain('2 支突击队');
    });

    test('with a wrong line touch nothing, and name every one by line and column', () => {
      const wrong = read({}, [{ line: 4, cells: cells('x', 'nobody') }]);
      expect(wrong.screen).toContain('未改动任何队伍');
      expect(wrong.screen).toMatch(/第 4 行 队号：/);
      expect(wrong.screen).toMatch(/第 4 行 队长：/);
      const code = { line: 3, code: 'task-force.number-taken', params: { no: 8 } };
      const judged = read({ CheckTaskForces: { fit: [], faults: [code] } });
      expect(judged.screen).toMatch(/第 3 行 队号：/);
      expect(judged.sent).toEqual([]);
      // The file can be mended and tried again without typing its name anew.
      expect(judged.keys('escape').screen).toContain('~/teams.xlsx');
    });

    test('that are so already, that cannot be read, or that are refused after all, say so', () => {
      expect(read({ CheckTaskForces: { fit: fit.map((one) => ({ ...one, what: 'SAME' })), faults: [] } }).screen).toContain(
        '2 支队伍已与名单一致',
      );
      const at = desk().at('tj').keys('I').type('nowhere.csv').keys('Ctrl-S');
      const effect = at.done.at(-1);
      if (effect?.do === 'read-file') at.take(effect.failed('没有文件 nowhere.csv'));
      expect(at.screen).toContain('没有文件 nowhere.csv');
      expect(
        desk({}, { roles: ['TEAM_LEAD'] })
          .at('tj')
          .keys('I').screen,
      ).toContain('您的角色不能');
    });
  });

  test('a new one gets the lowest number that is free', () => {
    const at = desk({ TaskForcesPage: page([{ ...home, no: 1 }, { ...home, no: 3 }]) }).at('tj').keys('n'); // prettier-ignore
    expect(at.screen).toContain('组建 · 第 2 突击队');
  });

  test('who only reads is told why nothing can be done', () => {
    const { screen } = desk({ TaskForcesPage: page([{ ...home, allowedActions: [] }]) }, { roles: ['AUDITOR'] })
      .at('tj')
      .keys('x');
    expect(screen).toMatch(/调度 +您的角色不能/);
  });
});

describe('one team', () => {
  test.each(SIZES)('shows its people, where it was and what happened, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = desk({}, { lang, columns, rows }).at('task-force 7');
    expect(screen).toContain(lang === 'zh' ? '! 休假 至' : '! Leave until');
    expect(screen).toContain('夜间可出动');
    expect(screen).toContain(lang === 'zh' ? '已返回' : 'Returned');
    expect(screen).toContain(lang === 'zh' ? '组建' : 'formed');
    expect(screen.split('\n')).toHaveLength(rows);
  });

  test('whoever is chosen is away for a time, or back', () => {
    const at = desk({ SetAbsence: receipt }).at('task-force 7').keys('j', 'a');
    expect(at.screen).toContain('登记不在岗 · 第 7 突击队 · 护送甲');
    at.keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['SetAbsence', expect.objectContaining({ operatorId: LEAD, kind: 'ISOLATION' })],
    ]);
    const back = desk({ EndAbsence: receipt }).at('task-force 7').keys('a');
    expect(back.sent.map(({ contract, input }) => [contract.name, input])).toEqual([['EndAbsence', { operatorId: OFFICER }]]);
    expect(desk().at('task-force 7').keys('j', 'x').screen).toMatch(/已回岗 +此人在岗/);
  });
});

test('whoever is sent elsewhere is told, and every screen is read anew; called back likewise', () => {
  const at = desk().at('tj');
  const before = at.asked.length;
  at.take(postingChanged({ path: 'houzhai/a08' }));
  expect(at.screen).toContain('您的突击队已调往 a08');
  expect(at.asked.slice(before).map(({ contract }) => contract.name)).toEqual(expect.arrayContaining(['WhoAmI', 'TaskForcesPage']));
  at.take(postingChanged(undefined));
  expect(at.screen).toContain('您的突击队已召回');
  expect(at.model.me?.deployed).toBeUndefined();
});

const UNIT = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b91';
const unit: CombatUnitRow = {
  combatUnitId: UNIT,
  code: 'unit-07',
  kind: 'VILLAGE',
  name: '占位村7',
  version: 5,
  status: 'OPEN',
  area: 'a07',
  path: 'houzhai/a07',
  headId: WORKER,
  partyMembers: 2,
  households: 3,
  persons: 11,
  duties: 2,
  done: 40,
  overdue: 1,
  allowedActions: ['report-duty', 'set-duty', 'link-member', 'unlink-member', 'set-head', 'close'],
};
const unitDetail = {
  row: unit,
  members: [
    { memberNo: 'm-03', paths: ['houzhai/a07/c1/g1/f00001'], persons: 4 },
    { operatorId: LEAD, paths: ['houzhai/a07/c1/g1/f00002'], persons: 7 },
  ],
  duties: [
    { duty: 'screening', what: '入户摸排', done: 80, overdue: true, dueAt: AT, reportedAt: AT, reportedBy: WORKER },
    { duty: 'gate', what: '守门', done: 0, overdue: false },
  ],
  history: [{ version: 1, event: 'formed', at: AT, recordedAt: AT, actor: OFFICER }],
};
const units = (answers: Readonly<Record<string, unknown>> = {}, options: ConstructorParameters<typeof Desk>[1] = {}): Desk =>
  new Desk({ CombatUnitsPage: page([unit]), CombatUnitDetail: unitDetail, ...answers }, { roles: ['DUTY_OFFICER'], ...options });

describe('combat units', () => {
  test.each(SIZES)('say who answers, how many are linked and how far they are, in %s at %ix%i', (lang, columns, rows) => {
    const list = units({}, { lang, columns, rows }).at('zz').screen;
    for (const word of ['unit-07', '社区七', '2/11', '40%', '‼1']) expect(list).toContain(word);
    expect(list.split('\n')).toHaveLength(rows);
    const card = units({}, { lang, columns, rows }).at('combat-unit unit-07').screen;
    for (const word of ['入户摸排 (screening)', '80%', 'm-03', '护送甲']) expect(card).toContain(word);
    expect(card).toContain(lang === 'zh' ? '未报告' : 'not reported');
    expect(card.split('\n')).toHaveLength(rows);
  });

  test('progress of the duty that is chosen is reported with one number', () => {
    const at = units({
      ReportUnitDuty: { combatUnitId: UNIT, code: 'unit-07', status: 'OPEN', version: 6, area: 'a07', allowedActions: [] },
    })
      .at('combat-unit unit-07')
      .keys('j', 'a');
    expect(at.screen).toContain('报告进度 · 占位村7 · 守门');
    at.type('100').keys('Ctrl-S');
    expect(at.sent.map(({ contract, input }) => [contract.name, input])).toEqual([
      ['ReportUnitDuty', { combatUnitId: UNIT, expectedVersion: 5, duty: 'gate', done: 100 }],
    ]);
    expect(at.screen).toContain('✓ unit-07 报告进度');
  });

  test('of others are theirs to keep, and none says what to do', () => {
    expect(
      units({ CombatUnitsPage: page([{ ...unit, allowedActions: [] }]) })
        .at('zz')
        .keys('x').screen,
    ).toMatch(/下达任务 +由该单元单元长/);
    expect(units({ CombatUnitsPage: page([]) }).at('zz').screen).toContain('没有作战单元；n 成立');
    expect(units().at('zz').keys('M').asked.at(-1)?.input).toEqual({ headId: OFFICER });
  });
});
