import { FEVER_ACTIONS, FEVER_STATUSES, type FeverAction, type FeverStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { given, id, refused } from '../isolation/test/isolation-builder.ts';
import * as decide from './fever.decide.ts';
import { publishFever } from './fever.publish.ts';
import { FEVER_TABLE, isLegal, isNoticed, wakeAt, type Fever } from './fever.ts';
import { NOTICED, OWN, POLICY, TAKE, after, inState, observed, suspicion } from './test/fever-builder.ts';

const LEADS: Record<FeverAction, readonly [FeverStatus, readonly string[]]> = {
  recheck: ['RECHECKED', ['rechecked']],
  judge: ['JUDGED', ['judged']],
  send: ['SENT', ['sent']],
  'record-result': ['RESOLVED', ['resolved']],
  close: ['RESOLVED', ['resolved']],
};
const LEGAL: Record<FeverStatus, readonly FeverAction[]> = {
  SUSPECTED: ['recheck', 'close'],
  RECHECKED: ['judge', 'close'],
  JUDGED: ['send', 'judge', 'close'],
  SENT: ['record-result'],
  RESOLVED: [],
};
const CELLS = FEVER_STATUSES.flatMap((status) => FEVER_ACTIONS.map((action) => [status, action] as const));

describe('every action on a fever in every state', () => {
  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const fever = inState(status);
    expect(fever.status).toBe(status);
    const untouched = snapshotOf(fever);
    const decided = given(TAKE[action](fever, after(60)));
    const [leads, facts] = LEADS[action];
    expect(decided.fever.status).toBe(leads);
    expect(decided.facts.map(({ fact }) => fact)).toEqual(facts);
    expect(snapshotOf(fever)).toBe(untouched);
    for (const fact of decided.facts) {
      const { contract, data } = publishFever(decided.fever, fact);
      expect(contract.past).toBe(fact.fact);
      expect(contract.data.parse(data)).toEqual(data);
      expect(data).toMatchObject({ no: fever.no, status: decided.fever.status, arrivalId: fever.arrivalId });
    }
    expect(decided.fever.dueAt === undefined).toBe(leads === 'RESOLVED');
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    const fever = inState(status);
    const untouched = snapshotOf(fever);
    expect(isLegal(fever, action)).toBe(false);
    expect(TAKE[action](fever, after(60))).toEqual(refused('fever.not-allowed-now', { action, status }));
    expect(snapshotOf(fever)).toBe(untouched);
  });

  it('who is observed is not sent before a doctor judges again, and has a result where they are', () => {
    const fever = observed();
    expect(FEVER_TABLE.JUDGED.filter((action) => isLegal(fever, action))).toEqual(['record-result', 'judge', 'close']);
    expect(TAKE.send(fever, after(60))).toEqual(refused('fever.not-allowed-now', { action: 'send', status: 'JUDGED' }));
    expect(given(TAKE['record-result'](fever, after(60))).fever).toMatchObject({ status: 'RESOLVED', ending: 'RESULT' });
    expect(given(TAKE.send(given(TAKE.judge(fever, after(60))).fever, after(70))).fever.status).toBe('SENT');
  });
});

describe('the rules of each step', () => {
  const rechecked = (temperature: number) => decide.recheckFever(suspicion(), { temperature, readingId: id('c2') }, after(5).now, after(5));

  it('below the limit a recheck ends it, at the limit a doctor has to judge', () => {
    const below = given(rechecked(37.2));
    expect(below.fever).toMatchObject({ status: 'RESOLVED', ending: 'EXCLUDED_AT_RECHECK', readingIds: [id('c1'), id('c2')] });
    expect(below.facts.map(({ fact }) => fact)).toEqual(['rechecked', 'resolved']);
    expect(given(rechecked(37.3)).fever.status).toBe('RECHECKED');
  });

  it('what is too low to be true was not measured', () => {
    expect(rechecked(34.9)).toEqual(refused('arrival.temperature-not-measured', { lowest: POLICY.lowestMeasuredTenths }));
  });

  it('nobody goes in the car they came in, and a designated car has a plate', () => {
    const fever = inState('JUDGED');
    const send = (by: Parameters<typeof decide.sendFever>[1]) => decide.sendFever(fever, by, [OWN], after(30).now, after(30));
    expect(send({ means: 'DESIGNATED_CAR' })).toEqual(refused('fever.plate-missing'));
    expect(send({ means: 'DESIGNATED_CAR', plate: OWN })).toEqual(refused('fever.own-car'));
    expect(send({ means: 'AMBULANCE_120', plate: OWN })).toEqual(refused('fever.own-car'));
    expect(given(send({ means: 'DESIGNATED_CAR', plate: '浙G12345' })).fever.means).toBe('DESIGNATED_CAR');
  });

  it('no step happened before the last', () => {
    const fever = inState('RECHECKED');
    expect(TAKE.judge(fever, after(4))).toEqual(refused('fever.before-last-step', { at: fever.steppedAt.toString() }));
  });

  it('its time runs from when it became known, and a late step is said once', () => {
    const now = NOTICED.add({ hours: 300 });
    const keyed = decide.suspectFever(suspicion(), { place: 'DOOR' }, NOTICED, { now, policy: POLICY }).fever;
    const due = now.add({ minutes: POLICY.minutes.recheck });
    expect(wakeAt(keyed)?.toString()).toBe(due.toString());
    expect(decide.tickFever(keyed, due.subtract({ seconds: 1 }))).toBeUndefined();
    const late = decide.tickFever(keyed, due);
    expect(late?.facts).toEqual([{ fact: 'overdue' }]);
    expect(late && decide.tickFever(late.fever, due.add({ hours: 9 }))).toBeUndefined();
    const next = late && given(TAKE.recheck(late.fever, { now: due, policy: POLICY })).fever;
    expect(next && wakeAt(next)?.toString()).toBe(due.add({ minutes: POLICY.minutes.judge }).toString());
  });

  it('what is noticed once more joins it, where it stands', () => {
    const slot = { date: '2020-01-25', half: 'AM' as const };
    const { fever, facts } = decide.joinFever(inState('RECHECKED'), { place: 'DOOR', isolationId: id('b1'), slot, readingId: id('c9') });
    expect(fever).toMatchObject({ status: 'RECHECKED', place: 'GATE', arrivalId: id('a1'), isolationId: id('b1'), slots: [slot] });
    expect(fever.readingIds.at(-1)).toBe(id('c9'));
    expect(facts).toEqual([{ fact: 'joined' }]);
    const moved = decide.joinFever(fever, { place: 'DOOR', isolationId: id('b2'), slot: { ...slot, half: 'PM' } }).fever;
    expect(moved).toMatchObject({ isolationId: id('b2'), slots: [{ ...slot, half: 'PM' }] });
  });

  it('a call without a symptom and below the limit is no suspicion', () => {
    expect(isNoticed({ temperature: 37.2, symptoms: [] }, POLICY)).toBe(false);
    expect(isNoticed({ symptoms: [] }, POLICY)).toBe(false);
    expect(isNoticed({ temperature: 37.3, symptoms: [] }, POLICY)).toBe(true);
    expect(isNoticed({ symptoms: ['COUGH'] }, POLICY)).toBe(true);
  });
});

const snapshotOf = (fever: Fever): string => JSON.stringify(fever);
