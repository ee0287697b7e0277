import { describe, expect, test } from 'vitest';
import type { BoardRow, SessionGrant, WorklistRow } from '@houzhai/contracts';
import { keyOf } from '../widgets/test/keys.ts';
import { NOW, Play as Console, grantOf } from '../widgets/test/play.ts';
import { paint } from './frame.ts';
import { top, type Effect } from './model.ts';
import { keyPressed, linkChanged, resized, sessionEnded, signedIn, tick, viewChanged } from './update.ts';

const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const OPERATOR = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';
const grant = grantOf(['DUTY_OFFICER']);
const row: WorklistRow = {
  errandId: ID,
  no: 'ER-20200214-0001-8',
  version: 1,
  status: 'REQUESTED',
  kind: 'PURCHASE',
  moduleCode: 'standing-1',
  area: 'a07',
  beneficiaryId: OPERATOR,
  requestedAt: '2020-02-14T08:00:00+08:00',
  updatedAt: '2020-02-14T08:00:00+08:00',
  dueStage: 'ACCEPT',
  dueAt: '2020-02-14T10:00:00+08:00',
  overdue: false,
  escalated: false,
  allowedActions: ['assign', 'accept', 'cancel'],
};
const cell = { value: 3, level: 'good' as const };
const area: BoardRow = {
  area: 'a07',
  zh: '占位村7',
  en: 'Village 7',
  placeholder: true,
  cells: {
    errandsOpen: cell,
    errandsOverdue: { value: 1, level: 'alarm' },
    errandsDoneToday: cell,
    residentsKnown: cell,
    arrivalsToday: cell,
    inIsolation: cell,
    slotsMissed: cell,
  },
  updatedAt: '2020-02-14T09:00:00+08:00',
};
const chart = {
  rows: [area],
  totals: { errandsOpen: 3, errandsOverdue: 1, errandsDoneToday: 3, residentsKnown: 3, arrivalsToday: 3, inIsolation: 3, slotsMissed: 3 },
  definitions: Object.keys(area.cells).map((id) => ({ id, zh: id, en: id, meaningZh: '', meaningEn: '' })),
  asOf: '2020-02-14T09:00:00+08:00',
  stale: false,
};

/** A console of the desk with a day's fixed answers. */
class Play extends Console {
  constructor(answers: Readonly<Record<string, unknown>> = {}) {
    super({
      answers: { WallChart: chart, WorklistPage: { rows: [row], total: 1, asOf: chart.asOf }, PersonLabels: { labels: [] }, ...answers },
    });
  }

  commands(): string[] {
    return this.done.flatMap((effect) => (effect.do === 'command' ? [effect.contract.name] : []));
  }
}
const signed = (answers?: Readonly<Record<string, unknown>>): Play => new Play(answers).take(signedIn(grant));

describe('the console', () => {
  test('shows the wall chart after the sign-in, marks beside colours', () => {
    const play = signed();
    expect(top(play.model)?.address).toBe('board');
    expect(play.screen).toContain('占位村7');
    expect(play.screen).toContain('1‼');
    expect(play.screen).toContain('‼ 超期 1');
  });

  test('takes an action with a key and sends exactly one command, with the version that was seen', () => {
    const receipt = { errandId: ID, no: row.no, status: 'ACCEPTED', version: 2, area: 'a07', allowedActions: ['start', 'undo'] };
    const play = signed({ AcceptErrand: receipt }).keys('4', 'x', 'a');
    expect(play.commands()).toEqual(['AcceptErrand']);
    expect(play.done.find((effect) => effect.do === 'command')).toMatchObject({
      input: { errandId: ID, expectedVersion: 1 },
      commandId: 'command-1',
    });
    expect(play.screen).toContain('受理 → 受理 · u 撤回');
    expect(play.model.log.at(-1)).toMatchObject({ line: `hz errand accept ${row.no}`, good: true });
  });

  test('what may not be done is dim, says why, and sends nothing', () => {
    const play = signed().keys('4', 'x');
    expect(play.screen).toMatch(/送达 +“委托”时不能/);
    play.keys('f');
    expect(play.commands()).toEqual([]);
    expect(play.screen).toContain('送达：“委托”时不能');
  });

  test('while offline nothing is sent and the reason is said; back again everything is read anew', () => {
    const play = signed().keys('4').take(linkChanged('offline')).keys('x', 'a');
    expect(play.commands()).toEqual([]);
    expect(play.screen).toContain('离线');
    const before = play.done.length;
    play.keys('escape').take(linkChanged('online', 2));
    expect(play.done.slice(before).flatMap((effect) => (effect.do === 'query' ? [effect.contract.name] : []))).toContain('WorklistPage');
  });

  test('while offline a place of the menu is as it was last seen; one never seen says when it will be read', () => {
    const play = signed().keys('4').take(linkChanged('offline'));
    const answers = { ...play.answers };
    for (const name of Object.keys(answers)) Reflect.deleteProperty(play.answers, name);
    expect(play.keys('1').screen).toContain('占位村7');
    expect(play.keys('4').screen).toContain(row.no);
    expect(play.keys('3').screen).toContain('连上后自动读取');
    Object.assign(play.answers, answers);
    play.keys('1').take(linkChanged('online', 2));
    expect(play.screen).toContain('占位村7');
  });

  test('a read-only session writes nothing', () => {
    const play = new Play().take(signedIn(grant, true)).keys('4', 'x', 'a');
    expect(play.commands()).toEqual([]);
    expect(play.screen).toContain('只读');
  });

  test('the menu follows an errand that somebody else changes: its letters stay where they were', () => {
    const play = signed().keys('4', 'x');
    expect(play.screen).toMatch(/a 受理/);
    expect(play.screen).toMatch(/s 开始办理 +“委托”时不能/);
    const accepted: WorklistRow = { ...row, version: 2, status: 'ACCEPTED', allowedActions: ['start', 'hold'] };
    play.answers['WorklistPage'] = { rows: [accepted], total: 1, asOf: chart.asOf };
    play.take(viewChanged('worklist', [ID]));
    expect(play.screen).toMatch(/a 受理 +“受理”时不能/);
    play.keys('a');
    expect(play.commands()).toEqual([]);
    play.keys('s');
    expect(play.done.findLast((effect) => effect.do === 'command')).toMatchObject({ input: { errandId: ID, expectedVersion: 2 } });
  });

  test('the form for a new errand is there at once: keys typed before the modules are read stay in it', () => {
    const play = signed().keys('4', 'a').type('4zs1');
    expect(play.screen).toContain('4zs1');
    expect(play.screen).toMatch(/模块.*正在读取/);
    const module = {
      code: 'm',
      zh: '配药模块',
      en: 'Medicine',
      kinds: ['MEDICINE'],
      fields: [{ key: 'k', zh: '药房', en: 'P', required: true }],
    };
    const asked = play.done.findLast((effect) => effect.do === 'query' && effect.contract.name === 'ListServiceModules');
    play.take((asked as Extract<Effect, { do: 'query' }>).then({ ok: true, value: { rows: [module] } }));
    expect(play.screen).toContain('4zs1');
    expect(play.screen).toMatch(/模块 . 配药模块/);
    expect(play.screen).toMatch(/药房 \*/);
    expect(play.model.stack).toHaveLength(2);
  });

  test('what was typed is never dropped by accident: leaving asks, quitting says so, after another sign-in it is still there', () => {
    const play = signed().keys('4', 'a').type('xyz').keys('escape');
    expect(play.screen).toContain('尚未提交');
    play.keys('escape').take(keyPressed(keyOf('c', { ctrl: true })));
    expect(play.screen).toContain('有未提交的内容');
    play.take(sessionEnded());
    expect(play.screen).toContain('填写的内容还在');
    expect(play.screen).not.toContain('xyz');
    play.take(signedIn(grant));
    expect(play.screen).toContain('xyz');
    play.take(sessionEnded()).take(signedIn({ ...grant, operator: { ...grant.operator, operatorId: ID } }));
    expect(play.screen).not.toContain('xyz');
  });

  test('whoever may not see the wall chart begins with the accounts, and other places say why not', () => {
    const admin: SessionGrant = { ...grant, operator: { ...grant.operator, roles: ['PLATFORM_ADMIN'] } };
    const play = new Play().take(signedIn(admin));
    expect(top(play.model)?.address).toBe('operators');
    expect(play.done.flatMap((effect) => (effect.do === 'query' ? [effect.contract.name] : []))).not.toContain('WallChart');
    expect(play.keys('4').screen).toContain('您的角色看不到这里');
    expect(top(play.model)?.address).toBe('operators');
  });

  test('the Escape ladder: overlay, filter, marks, then one place back, and never out of the last', () => {
    const play = signed().keys('4', ' ', '/').type('x').keys('enter', 'x');
    expect(play.model.overlays).toHaveLength(1);
    play.keys('escape');
    expect(play.screen).toContain('没有符合筛选');
    play.keys('escape');
    expect(play.screen).toContain('已标记 1');
    play.keys('escape');
    expect(play.screen).not.toContain('已标记');
    play.keys('escape', 'escape', 'escape');
    expect(play.model.stack).toHaveLength(1);
  });

  test('q is a letter where text is typed', () => {
    const play = signed().keys('4', '/').type('q');
    expect(play.screen).toContain('/ 筛选：q');
  });

  test('quits on the second Ctrl-C within two seconds only', () => {
    const control = keyPressed(keyOf('c', { ctrl: true }));
    const play = signed().take(control);
    expect(play.done.some((effect) => effect.do === 'quit')).toBe(false);
    play.take(tick(NOW + 3_000)).take(control);
    expect(play.done.some((effect) => effect.do === 'quit')).toBe(false);
    play.take(control);
    expect(play.done.some((effect) => effect.do === 'quit')).toBe(true);
  });

  test('a changed row is asked for by its id; paused, it is not', () => {
    const play = signed().keys('4');
    const before = play.done.length;
    play.take(viewChanged('worklist', [ID]));
    expect(play.done[before]).toMatchObject({ do: 'query', contract: { name: 'WorklistPage' }, input: { ids: [ID] } });
    const after = play.done.length;
    play.keys('p').take(viewChanged('worklist', [ID]));
    expect(play.done).toHaveLength(after);
  });

  test('a session that ended leads back to the sign-in and forgets everything', () => {
    const play = signed().keys('4').take(sessionEnded());
    expect(play.screen).toContain('登录已失效');
    expect(play.screen).not.toContain(row.no);
    expect(play.model.me).toBeUndefined();
  });

  test.each([
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 50],
  ])('every place fits %i×%i in both languages', (columns, rows) => {
    for (const lang of ['zh', 'en'] as const) {
      const play = signed().take(resized(columns, rows));
      play.model = { ...play.model, lang };
      for (const keys of [['1'], ['4'], ['8'], ['4', 'x'], ['escape', '?'], ['escape', '@'], ['escape', ':']]) {
        play.keys(...keys);
        expect(paint(play.model, true).lines).toHaveLength(rows);
      }
    }
  });
});
