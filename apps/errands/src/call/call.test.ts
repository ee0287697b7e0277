import { CALL_ACTIONS, CALL_BACK_STATUSES, ErrandStatus, type CallAction, type CallBackStatus, type Outcome } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import shipped from '../../../../seeds/policies/call.1.json' with { type: 'json' };
import { CallPolicyValues } from './call-policy.ts';
import { CALL_TABLE, isAnonymous, isLegal, isOverdue, keyOf, type Call, type DecidedCall } from './call.ts';
import * as decide from './call.decide.ts';
import { publishCall } from './call.publish.ts';
import { callColumns, toCall } from './call.row.ts';

const id = (end: string): string => `01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b${end}`;
const START = Temporal.Instant.from('2020-02-14T01:00:00Z');
const DESK = { id: id('d1'), roles: ['COMMUNITY_WORKER'] as const };
const COLLEAGUE = { id: id('d2'), roles: ['COMMUNITY_WORKER'] as const };
const OFFICER = { id: id('d3'), roles: ['DUTY_OFFICER'] as const };
const policy = { ...CallPolicyValues.parse(shipped.values), version: '1' };
type Actor = typeof DESK | typeof OFFICER;

const worldAt = (minutes: number, actor: Actor = DESK): decide.CallWorld => {
  const now = START.add({ minutes });
  return { actor, now, at: now, policy };
};
const place = { area: 'a07', path: 'houzhai/a07' };
const fresh = { id: id('01'), no: 'CL-20200214-0001-9', channel: 'PHONE' as const };
const given = <R>(outcome: Outcome<R>): R => {
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });
const promised = (callerId?: string): Call =>
  given(
    decide.promiseCallBack(
      { ...fresh, ...(callerId === undefined ? {} : { callerId }) },
      { place, hasPhone: callerId === undefined },
      worldAt(0),
    ),
  ).call;

const TAKE: Record<CallAction, (call: Call, minutes: number, actor?: Actor) => Outcome<DecidedCall>> = {
  take: (call, minutes, actor) => decide.takeCallBack(call, worldAt(minutes, actor)),
  'give-back': (call, minutes, actor) => decide.giveCallBackBack(call, worldAt(minutes, actor)),
  postpone: (call, minutes, actor) => decide.postponeCallBack(call, START.add({ minutes: minutes + 30 }), worldAt(minutes, actor)),
  close: (call, minutes, actor) => decide.closeCallBack(call, 'REACHED', worldAt(minutes, actor)),
};
const inState = (status: CallBackStatus, callerId?: string): Call => {
  const waiting = promised(callerId);
  if (status === 'WAITING') return waiting;
  const taken = given(TAKE.take(waiting, 5)).call;
  return status === 'TAKEN' ? taken : given(TAKE.close(taken, 10)).call;
};
const LEADS: Record<CallAction, readonly [Record<'WAITING' | 'TAKEN', CallBackStatus>, string]> = {
  take: [{ WAITING: 'TAKEN', TAKEN: 'TAKEN' }, 'taken'],
  'give-back': [{ WAITING: 'WAITING', TAKEN: 'WAITING' }, 'given-back'],
  postpone: [{ WAITING: 'WAITING', TAKEN: 'TAKEN' }, 'postponed'],
  close: [{ WAITING: 'DONE', TAKEN: 'DONE' }, 'closed'],
};
const LEGAL: Record<CallBackStatus, readonly CallAction[]> = {
  WAITING: ['take', 'postpone'],
  TAKEN: ['give-back', 'postpone', 'close'],
  DONE: [],
};
const CELLS = CALL_BACK_STATUSES.flatMap((status) => CALL_ACTIONS.map((action) => [status, action] as const));
const stored = (call: Call): Call => toCall({ id: call.id, version: 1, ...callColumns(call, null) });

describe('every action on a promise to call back, wherever it stands', () => {
  it('has its cell in the table', () => {
    for (const status of CALL_BACK_STATUSES) expect([...CALL_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, told and kept', (status, action) => {
    const before = inState(status, id('c1'));
    const { call, fact } = given(TAKE[action](before, 20));
    const [leads, past] = LEADS[action];
    expect([call.promised?.status, fact.fact]).toEqual([leads[status as 'TAKEN'], past]);
    const { contract, data } = publishCall(call, fact);
    expect(contract.past).toBe(past);
    expect(contract.data.parse(data)).toEqual(data);
    expect(stored(call)).toEqual(call);
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    expect(TAKE[action](inState(status), 20)).toEqual(refused('call.not-allowed-now', { action, status }));
  });

  it('is nobody else’s once somebody took it, but for those above the desk', () => {
    const taken = inState('TAKEN');
    for (const action of CALL_ACTIONS) expect(TAKE[action](taken, 20, COLLEAGUE)).toEqual(refused('call.taken-by-other', { by: DESK.id }));
    expect(given(TAKE['give-back'](taken, 20, OFFICER)).call.promised?.status).toBe('WAITING');
  });

  it('is not promised for what has passed, and not without somebody to call or an area', () => {
    expect(decide.postponeCallBack(inState('TAKEN'), START, worldAt(20))).toEqual(refused('call.due-in-past'));
    expect(decide.promiseCallBack({ ...fresh, dueAt: START }, { place, hasPhone: true }, worldAt(1))).toEqual(refused('call.due-in-past'));
    expect(decide.promiseCallBack(fresh, { place, hasPhone: false }, worldAt(0))).toEqual(refused('call.nobody-to-call'));
    expect(decide.promiseCallBack(fresh, { place: undefined, hasPhone: true }, worldAt(0))).toEqual(refused('call.area-missing'));
  });

  it('is of a call that promised one', () => {
    const asked = given(decide.addCall(fresh, 'ASKED', errand('REQUESTED'), worldAt(0))).call;
    for (const action of CALL_ACTIONS) expect(TAKE[action](asked, 1)).toEqual(refused('call.no-call-back'));
  });
});

const errand = (status: ErrandStatus) => ({ id: id('e1'), no: 'ER-20200214-0001-8', status, beneficiaryId: id('c1'), ...place });

describe('a call about an errand', () => {
  it.each(ErrandStatus.options)('%s can be asked about; the same again is what still can be had', (status) => {
    expect(given(decide.addCall(fresh, 'ASKED', errand(status), worldAt(0))).call).toMatchObject({ errandId: id('e1'), outcome: 'ASKED' });
    const same = decide.addCall(fresh, 'SAME', errand(status), worldAt(0));
    const over = ['CANCELLED', 'DECLINED', 'DUPLICATE', 'CLOSED'].includes(status);
    if (over) expect(same).toEqual(refused('call.errand-over', { no: 'ER-20200214-0001-8', status }));
    else expect(given(same).fact).toMatchObject({ fact: 'registered', errandId: id('e1'), beneficiaryId: id('c1') });
  });
});

describe('random histories', () => {
  const moves = fc.array(
    fc.record({
      action: fc.constantFrom(...CALL_ACTIONS),
      minutes: fc.integer({ min: 0, max: 90 }),
      actor: fc.constantFrom(DESK, COLLEAGUE, OFFICER),
    }),
    { maxLength: 20 },
  );

  it('end where the facts say, once at most, and forget nobody’s number before', () => {
    fc.assert(
      fc.property(moves, fc.boolean(), (turns, known) => {
        let call = promised(known ? id('c1') : undefined);
        let minutes = 0;
        const facts: string[] = [];
        for (const turn of turns) {
          minutes += turn.minutes;
          const now = worldAt(minutes).now;
          const outcome = TAKE[turn.action](call, minutes, turn.actor);
          const status = call.promised?.status ?? 'DONE';
          if (!outcome.ok) {
            const isOthers = call.promised && 'takenBy' in call.promised && call.promised.takenBy !== turn.actor.id;
            expect(isLegal(status, turn.action) && !isOthers).toBe(false);
            continue;
          }
          const { call: next, fact, forget } = outcome.value;
          expect(isLegal(status, turn.action)).toBe(true);
          // Who phoned, when and where stays what it was.
          expect({ ...next, promised: undefined }).toEqual({ ...call, promised: undefined });
          expect(forget === true).toBe(fact.fact === 'closed' && !known);
          if (fact.fact === 'closed') expect(fact.late).toBe(isOverdue(call, now));
          if (next.promised?.status === 'DONE') expect(isOverdue(next, now.add({ hours: 999 }))).toBe(false);
          facts.push(fact.fact);
          call = next;
          expect(stored(call)).toEqual(call);
        }
        const count = (past: string): number => facts.filter((one) => one === past).length;
        const open = count('taken') - count('given-back');
        expect(count('closed')).toBeLessThanOrEqual(1);
        expect(call.promised?.status).toBe(count('closed') === 1 ? 'DONE' : open === 1 ? 'TAKEN' : 'WAITING');
        expect(isAnonymous(call)).toBe(!known);
        expect(keyOf(call)).toBe(known ? id('c1') : call.id);
      }),
      { numRuns: 500 },
    );
  });
});
