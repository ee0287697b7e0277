import { NEED_ACTIONS, NEED_STATUSES, type NeedAction, type NeedStatus, type Outcome, type Role } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../../../seeds/policies/need-report.1.json' with { type: 'json' };
import { alikeOf, type Comparable } from './alike.ts';
import { NeedPolicyValues } from './need-policy.ts';
import * as decide from './need-report.decide.ts';
import type { DecidedNeed, NeedWorld } from './need-report.decide.ts';
import { publishNeed } from './need-report.publish.ts';
import { needColumns, toNeedReport } from './need-report.row.ts';
import { NEED_TABLE, extentOf, reportsOf, type Need, type NeedReport } from './need-report.ts';

const id = (nth: number): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${String(nth).padStart(2, '0')}`;
const START = Temporal.Instant.from('2020-02-14T01:00:00Z');
const policy = { ...NeedPolicyValues.parse(shipped.values), version: '1' };
interface Who {
  readonly id: string;
  readonly roles: readonly Role[];
}
const DESK: Who = { id: id(81), roles: ['COMMUNITY_WORKER'] };
const COLLEAGUE: Who = { id: id(82), roles: ['COMMUNITY_WORKER'] };
const COMMANDER: Who = { id: id(83), roles: ['COMMANDER'] };
const everywhere = () => true;
const world = (actor: Who = DESK, covers: NeedWorld['covers'] = everywhere): NeedWorld => ({ actor, now: START, policy, covers });
const given = <R>(outcome: Outcome<R>): R => {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });
const reported = (nth: number, area = `a0${String(nth)}`, topic = 'infant'): Need =>
  given(
    decide.reportNeed(
      { id: id(nth), no: `NR-20200214-000${String(nth)}-8`, topic, area, path: `houzhai/${area}` },
      { ...world(), actor: { id: id(90 + nth), roles: ['AGENT'] } },
    ),
  ).need;
const together = (...needs: readonly [Need, ...Need[]]): Need =>
  needs.slice(1).reduce((lead: Need, other) => given(decide.putTogether(other, other.lead.id, lead, world())).need, needs[0]);
const inState = (status: NeedStatus): Need => {
  if (status === 'RAISED') return together(reported(1), reported(2), reported(3), reported(4));
  const open = reported(1);
  if (status === 'OPEN') return open;
  const taken = given(decide.takeNeed(open, world())).need;
  if (status === 'TAKEN') return taken;
  const answered = given(decide.answerNeed(taken, world())).need;
  return status === 'ANSWERED' ? answered : given(decide.settleNeed(answered, { ...DECLINED }, world())).need;
};
const DECLINED = { end: 'DECLINED', hasAgreement: false, hasReason: true } as const;
const TAKE: Record<Exclude<NeedAction, 'take-apart'>, (need: Need, actor?: Who) => Outcome<DecidedNeed>> = {
  take: (need, actor) => decide.takeNeed(need, world(actor)),
  'give-back': (need, actor) => decide.giveNeedBack(need, world(actor)),
  answer: (need, actor) => decide.answerNeed(need, world(actor)),
  settle: (need, actor) => decide.settleNeed(need, DECLINED, world(actor)),
  'put-together': (need, actor) => decide.putTogether(need, need.lead.id, reported(9), world(actor)),
  rate: (need) => decide.rateAnswer(need, need.lead.id, true, { actor: { id: need.lead.reporterId, roles: ['AGENT'] } }),
};
const stored = (report: NeedReport): NeedReport =>
  toNeedReport({ id: report.id, version: 1, ...needColumns(report, Buffer.alloc(0), null) });
const LEADS: Record<Exclude<NeedAction, 'take-apart'>, NeedStatus | undefined> = {
  take: 'TAKEN', 'give-back': 'OPEN', answer: 'ANSWERED', settle: 'SETTLED', 'put-together': 'JOINED', rate: undefined }; // prettier-ignore
const LEGAL: Record<Exclude<NeedStatus, 'JOINED'>, readonly NeedAction[]> = {
  OPEN: ['take', 'put-together'], RAISED: ['take', 'put-together'], TAKEN: ['answer', 'settle', 'give-back'],
  ANSWERED: ['answer', 'settle', 'rate'], SETTLED: ['rate'] }; // prettier-ignore
const STATUSES = NEED_STATUSES.filter((status) => status !== 'JOINED');
const ACTIONS = NEED_ACTIONS.filter((action) => action !== 'take-apart');
const CELLS = STATUSES.flatMap((status) => ACTIONS.map((action) => [status, action] as const));

describe('every action on a need, wherever it stands', () => {
  it('has its cell in the table; one that was joined can only be taken apart', () => {
    for (const status of STATUSES) expect([...NEED_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
    expect(NEED_TABLE.JOINED).toEqual(['take-apart']);
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, told to all and kept', (status, action) => {
    const need = inState(status);
    const { changes } = given(TAKE[action](need));
    expect(changes[0].report.status).toBe(LEADS[action] ?? status);
    if (['take', 'answer', 'settle', 'give-back'].includes(action)) expect(changes).toHaveLength(reportsOf(need).length);
    for (const { report, fact } of changes) {
      const { contract, data } = publishNeed(report, fact);
      expect(contract.data.parse(data)).toEqual(data);
      expect(stored(report)).toEqual(report);
    }
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(TAKE[action](inState(status))).toEqual(refused('need-report.not-allowed-now', { action, status }));
  });

  it('is nobody else’s once somebody took it, but for those above the desk', () => {
    const taken = inState('TAKEN');
    for (const action of ['take', 'answer', 'settle', 'give-back'] as const)
      expect(TAKE[action](taken, COLLEAGUE)).toEqual(refused('need-report.taken-by-other', { by: DESK.id }));
    expect(given(TAKE.answer(taken, COMMANDER)).need.lead.status).toBe('ANSWERED');
  });

  it('is not of whoever does not have all its areas', () => {
    const raised = inState('RAISED');
    const here = world(DESK, (path) => path === 'houzhai/a01');
    expect(decide.takeNeed(raised, here)).toEqual(refused('need-report.beyond-your-areas', { areas: 'a02, a03, a04' }));
    expect(decide.takeApart(raised, id(2), here)).toMatchObject({ ok: false });
  });
});

describe('alike needs', () => {
  it('are raised when so many of so many areas stand together, and no longer when one is taken out', () => {
    expect(together(reported(1), reported(2), reported(3)).lead.status).toBe('OPEN');
    expect(together(reported(1), reported(2), reported(3, 'a02'), reported(4, 'a02')).lead.status).toBe('OPEN');
    const raised = inState('RAISED');
    expect([raised.lead.status, extentOf(raised)]).toEqual(['RAISED', { reports: 4, areas: 4 }]);
    const { changes, need } = given(decide.takeApart(raised, id(3), world()));
    expect(need).toEqual(reported(3));
    expect(changes[1]?.report.status).toBe('OPEN');
    expect(changes[1]?.fact).toEqual({ fact: 'gathered', reports: 3, areas: 3 });
  });

  it('stand with one only, are not taken out of themselves, and not put together with themselves or with what is over', () => {
    const raised = inState('RAISED');
    expect(decide.putTogether(raised, id(2), reported(9), world())).toEqual(refused('need-report.joined-already', { no: raised.lead.no }));
    expect(decide.takeApart(raised, id(1), world())).toEqual(refused('need-report.stands-alone'));
    expect(decide.putTogether(reported(1), id(1), reported(1), world())).toEqual(refused('need-report.same-report'));
    expect(decide.putTogether(reported(2), id(2), inState('SETTLED'), world())).toMatchObject({ ok: false });
    expect(decide.reportNeed({ id: id(1), no: 'NR', topic: 'nothing', area: 'a01', path: 'houzhai/a01' }, world())).toEqual(refused('need-report.topic-unknown', { topic: 'nothing' })); // prettier-ignore
  });

  it.each([
    ['MODULE', 'moduleCode'],
    ['AGREEMENT', 'agreement'],
    ['DECLINED', 'reason'],
  ] as const)('ended as %s say %s', (end, lacks) => {
    const answered = inState('ANSWERED');
    const bare = { end, hasAgreement: false, hasReason: false };
    expect(decide.settleNeed(answered, bare, world())).toEqual(refused('need-report.end-incomplete', { lacks }));
    const whole = { end, moduleCode: 'standing-2', hasAgreement: true, hasReason: true };
    expect(given(decide.settleNeed(answered, whole, world())).need.lead).toMatchObject({ status: 'SETTLED', end });
  });

  it('are rated by whoever reported them', () => {
    const answered = inState('ANSWERED');
    expect(decide.rateAnswer(answered, id(1), true, { actor: DESK })).toEqual(refused('need-report.not-yours'));
  });

  const one = (nth: number, topic: string, keywords: readonly string[], days = 0): Comparable => ({
    id: id(nth),
    topic,
    keywords,
    reportedAt: START.add({ hours: 24 * days }),
  });
  it.each([
    ['the same topic and a word', one(2, 'infant', ['奶粉']), ['奶粉']],
    ['the same topic, nothing said', one(2, 'infant', []), []],
    ['another topic and two words, however they are written', one(2, 'other', ['奶 粉', 'ＡＢＣ']), ['奶 粉', 'ＡＢＣ']],
  ])('are found by %s', (_, other, keywords) => {
    expect(alikeOf(one(1, 'infant', ['奶粉', 'abc']), [other], policy)).toMatchObject([{ report: { id: id(2) }, keywords }]);
  });
  it.each([
    ['the same topic without a common word', one(2, 'infant', ['尿布'])],
    ['another topic and one word', one(2, 'other', ['奶粉'])],
    ['itself', one(1, 'infant', ['奶粉'])],
    ['too long ago', one(2, 'infant', ['奶粉'], 61)],
  ])('are not: %s', (_, other) => {
    expect(alikeOf(one(1, 'infant', ['奶粉', 'abc']), [other], policy)).toEqual([]);
  });
  it('come with most in common first', () => {
    const found = alikeOf(one(1, 'infant', ['奶粉', '段位']), [one(2, 'infant', ['奶粉']), one(3, 'infant', ['段位', '奶粉'])], policy);
    expect(found.map(({ report }) => report.id)).toEqual([id(3), id(2)]);
  });
});

describe('random histories', () => {
  const moves = fc.array(
    fc.record({
      action: fc.constantFrom(...NEED_ACTIONS),
      which: fc.nat(6),
      other: fc.nat(6),
      actor: fc.constantFrom(DESK, COLLEAGUE, COMMANDER),
    }),
    { maxLength: 40 },
  );
  it('lose no report, keep each in one need, and are raised exactly when so many of so many areas stand together', () => {
    fc.assert(
      fc.property(moves, (turns) => {
        const fresh = Array.from({ length: 7 }, (_, nth) => reported(nth + 1, `a0${String(1 + (nth % 4))}`).lead);
        const all = new Map(fresh.map((report) => [report.id, report]));
        const needOf = (reportId: string): Need => {
          const leadId = all.get(reportId)!.leadId;
          return { lead: all.get(leadId)!, joined: [...all.values()].filter((one) => one.leadId === leadId && one.id !== leadId) };
        };
        for (const { action, which, other, actor } of turns) {
          const reportId = id(which + 1);
          const need = needOf(reportId);
          const outcome =
            action === 'put-together'
              ? decide.putTogether(need, reportId, needOf(id(other + 1)), world(actor))
              : action === 'take-apart'
                ? decide.takeApart(need, reportId, world(actor))
                : action === 'rate'
                  ? decide.rateAnswer(need, reportId, other % 2 === 0, { actor: { id: all.get(reportId)!.reporterId, roles: ['AGENT'] } })
                  : TAKE[action](need, actor);
          if (!outcome.ok) continue;
          for (const { report } of outcome.value.changes) all.set(report.id, report);
          const fewer = new Set(outcome.value.changes.map(({ report }) => report.id));
          expect(fewer.size).toBe(outcome.value.changes.length);
        }
        expect(all.size).toBe(7);
        for (const report of all.values()) {
          const lead = all.get(report.leadId)!;
          expect([lead.leadId, report.status === 'JOINED']).toEqual([lead.id, report.leadId !== report.id]);
          expect(report.ownerId === undefined || report.status !== 'JOINED').toBe(true);
          if (report.status !== 'OPEN' && report.status !== 'RAISED') continue;
          const { reports, areas } = extentOf(needOf(report.id));
          expect(report.status === 'RAISED').toBe(reports >= policy.raiseReports && areas >= policy.raiseAreas);
          expect(report.ownerId).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});
