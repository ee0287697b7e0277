import { describe, expect, test } from 'vitest';
import { APPROVALS, ListBrokenGlass, type BrokenGlassRow, type ProposalRow, type Role, type SessionGrant } from '@houzhai/contracts';
import { displayWidth } from '../terminal/width.ts';
import { paint } from './frame.ts';
import type { Model, Msg } from './model.ts';
import { linkChanged, resized, sessionEnded, signedIn, start, tick, viewChanged } from './update.ts';

const NOW = Date.parse('2020-02-14T09:00:00+08:00');
const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const grant = (roles: Role[]): SessionGrant => ({
  token: 't',
  refreshToken: 'r',
  expiresAt: '2020-02-14T10:00:00+08:00',
  sessionId: ID,
  inbox: '_INBOX.x',
  lockAfterMinutes: 60,
  operator: { operatorId: ID, account: 'duty', displayName: '值班长', roles, scope: ['houzhai'], mustChangePassword: false, secondFactor: false, mustEnrol: false }, // prettier-ignore
});
const glass = (own: Partial<BrokenGlassRow> = {}): BrokenGlassRow => ({
  glassId: ID,
  operatorId: ID,
  account: 'worker',
  displayName: '工作人员',
  areas: ['a08', 'a09'],
  brokenAt: '2020-02-14T08:50:00+08:00',
  until: '2020-02-14T09:30:00+08:00',
  open: true,
  reason: '邻村值班失联，代为处置',
  calls: 3,
  ...own,
});
const proposal = (own: Partial<ProposalRow>): ProposalRow => ({
  proposalId: ID,
  service: 'census-screening',
  operation: 'ErasePerson',
  proposer: ID,
  area: 'a07',
  state: 'WAITING',
  proposedAt: '2020-02-14T08:50:00+08:00',
  until: '2020-02-14T09:50:00+08:00',
  own: false,
  ...own,
});

/** The console with its queries answered by name. */
class Console {
  model: Model;
  readonly asked: string[] = [];
  answers: Record<string, unknown> = {};
  constructor(roles: Role[], lang: 'zh' | 'en' = 'zh') {
    this.model = start({ lang, server: 'x', size: { columns: 80, rows: 24 }, now: NOW, newId: () => 'command-1' });
    this.take(signedIn(grant(roles)));
  }
  take(msg: Msg): void {
    const [next, effects] = msg(this.model);
    this.model = next;
    for (const effect of effects) {
      if (effect.do !== 'query') continue;
      this.asked.push(effect.contract.name);
      const value = this.answers[effect.contract.name];
      if (value !== undefined) this.take(effect.then({ ok: true, value }));
    }
  }
  breakGlass(...rows: BrokenGlassRow[]): void {
    this.answers[ListBrokenGlass.name] = { rows };
    this.take(viewChanged('broken-glass', undefined));
  }
  get lines(): readonly string[] {
    return paint(this.model, false).lines;
  }
}

describe('broken glass', () => {
  test.each([
    ['zh', /‼ 应急越区 工作人员 → a08 a09 至 09:30：邻村值班失联/],
    ['en', /‼ Broken glass 工作人员 → a08 a09 until 09:30: 邻村值班失联/],
  ] as const)('is a line that says who, where, until when and why, on 80×24 without colours: %s', (lang, words) => {
    const console = new Console(['DUTY_OFFICER'], lang);
    const before = console.lines;
    console.breakGlass(glass());
    expect(console.lines).toHaveLength(24);
    expect(console.lines[2]).toMatch(words);
    for (const line of console.lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(console.model.size.rows).toBe(23);
    // acknowledged it gives its line back
    console.breakGlass(glass({ acknowledgedBy: ID, acknowledgedAt: '2020-02-14T08:55:00+08:00' }));
    expect(console.model.size.rows).toBe(24);
    expect(console.lines).toHaveLength(before.length);
    expect(console.lines.join('\n')).not.toContain('a08 a09');
  });

  test('the line goes at its time by itself, and the screen is whole again', () => {
    const console = new Console(['AUDITOR']);
    console.breakGlass(glass());
    console.take(tick(NOW + 31 * 60_000));
    expect(console.model.size.rows).toBe(24);
    expect(console.lines).toHaveLength(24);
    expect(console.lines.join('\n')).not.toContain('应急越区');
  });

  test('only what nobody has acknowledged is said, how many there are, and the way to do it', () => {
    const console = new Console(['COMMANDER']);
    console.breakGlass(glass({ acknowledgedBy: ID }), glass({ displayName: '网格员乙' }), glass({ displayName: '网格员丁' }));
    expect(console.lines[2]).toMatch(/‼ 应急越区 网格员乙 .*共 2 起.*:应急越区 知悉/);
  });

  test('is asked for by those who may, also while updates are paused and after the connection came back', () => {
    const agent = new Console(['AGENT']);
    expect(agent.asked).not.toContain(ListBrokenGlass.name);
    const console = new Console(['DUTY_OFFICER']);
    expect(console.asked).toContain(ListBrokenGlass.name);
    console.model = { ...console.model, paused: true };
    console.breakGlass(glass());
    expect(console.lines[2]).toContain('应急越区');
    console.asked.length = 0;
    console.take(linkChanged('offline'));
    console.take(linkChanged('online'));
    expect(console.asked).toContain(ListBrokenGlass.name);
  });

  test('the terminal keeps its size through resizing and the end of the session', () => {
    const console = new Console(['DUTY_OFFICER']);
    console.breakGlass(glass());
    console.take(resized(100, 30));
    expect(console.lines).toHaveLength(30);
    console.take(sessionEnded());
    expect(console.lines).toHaveLength(30);
    expect(console.model.size.rows).toBe(30);
  });

  test('whoever broke it is told so on every screen', () => {
    const console = new Console(['COMMUNITY_WORKER']);
    const me = console.model.me!;
    console.answers['WhoAmI'] = { operator: me, sessionId: ID, areas: ['a07', 'a08'], brokenGlass: { areas: ['a08'], until: '2020-02-14T09:30:00+08:00' }, now: '' }; // prettier-ignore
    console.take(linkChanged('offline'));
    console.take(linkChanged('online'));
    expect(console.lines[2]).toMatch(/‼ 您正在应急越区 a08 至 09:30/);
    expect(console.lines).toHaveLength(24);
  });
});

test('the title counts what waits for me, not what I proposed', () => {
  const console = new Console(['COMMANDER']);
  expect(console.lines[0]).not.toContain('待批');
  console.answers[APPROVALS['census-screening'].list.name] = { rows: [proposal({}), proposal({ own: true })] };
  console.answers[APPROVALS.errands.list.name] = { rows: [proposal({ service: 'errands', operation: 'SkipParked-errands' })] };
  console.take(viewChanged('approval', undefined));
  expect(console.lines[0]).toContain('● 待批 2');
});

test('whoever proposed something is told once what became of it and why, not of what was settled before', () => {
  const { list, show } = APPROVALS['census-screening'];
  const console = new Console(['COMMANDER']);
  const told = () => console.lines.at(-2);
  const now = (row: ProposalRow, reason?: string): void => {
    console.answers[list.name] = { rows: [row] };
    console.answers[show.name] = { row, reason };
    console.take(viewChanged('approval', undefined));
  };
  now(proposal({ own: true, state: 'DONE' }));
  expect(console.asked).not.toContain(show.name);
  now(proposal({ own: true }));
  now(proposal({ own: true, state: 'APPROVED', decidedBy: ID }));
  expect(told()?.trim()).toBe('');
  now(proposal({ own: true, state: 'DECLINED', decidedBy: ID }), '先与家属核实');
  expect(told()).toMatch(/‼ 删除个人信息 · 已否决 · .*：先与家属核实/);
  now(proposal({ own: true, state: 'DECLINED', decidedBy: ID }), '先与家属核实');
  expect(console.asked.filter((name) => name === show.name)).toHaveLength(1);
});
