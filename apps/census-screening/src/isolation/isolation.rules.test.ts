import { describe, expect, it } from 'vitest';
import * as decide from './isolation.decide.ts';
import { countSlots, teamOf, wakeAt } from './isolation.ts';
import {
  CADRE,
  DOCTOR,
  MID,
  POLICY,
  START,
  active,
  given,
  id,
  midway,
  nth,
  on,
  order,
  ordered,
  record,
  refused,
  seen,
  start,
  ticked,
  worldAt,
} from './test/isolation-builder.ts';

describe('an order', () => {
  it('is for home only where that is possible; a site is', () => {
    const decided = (kind: 'HOME' | 'CENTRALIZED', homePossible: boolean) =>
      decide.orderIsolation(order({ kind, homePossible }), START, worldAt(START));
    expect(decided('HOME', false)).toEqual(refused('isolation.home-impossible'));
    expect(given(decided('CENTRALIZED', false)).isolation.kind).toBe('CENTRALIZED');
    expect(given(decided('HOME', true)).isolation).not.toHaveProperty('homePossible');
  });

  it('counts its days after day 0, by the policy', () => {
    expect(ordered({ dayZero: '2020-02-20' }).lastDay).toBe('2020-03-05');
    const seven = decide.orderIsolation(order(), START, worldAt(START, CADRE, { days: 7 }));
    expect(given(seven).isolation.lastDay).toBe('2020-01-31');
    expect(given(decide.orderIsolation(order({ arrivalId: undefined }), START, worldAt(START))).facts).toEqual([
      { fact: 'ordered', ground: 'ENTRY_FROM_RISK_AREA' },
    ]);
  });
});

describe('a start', () => {
  it('without a signature needs two witnesses, who are two people', () => {
    const refusedBefore = (...witnesses: string[]) => start(ordered(), { notice: 'REFUSED', witnesses });
    expect(refusedBefore()).toEqual(refused('isolation.witnesses-missing'));
    expect(refusedBefore('甲')).toEqual(refused('isolation.witnesses-missing'));
    expect(refusedBefore('甲', '甲')).toEqual(refused('isolation.witnesses-missing'));
    expect(refusedBefore('甲', '乙').ok).toBe(true);
    expect(start(ordered(), { notice: 'SIGNED', witnesses: [] }).ok).toBe(true);
  });

  it('needs a care team of two different people: one in two parts is one', () => {
    const refusal = refused('isolation.care-team-too-small', { people: POLICY.leastCareTeam });
    expect(start(ordered(), { careTeam: {} })).toEqual(refusal);
    expect(start(ordered(), { careTeam: { doctorId: DOCTOR.id } })).toEqual(refusal);
    expect(start(ordered(), { careTeam: { doctorId: DOCTOR.id, gridWorkerId: DOCTOR.id, agentId: DOCTOR.id } })).toEqual(refusal);
    expect(start(ordered(), { careTeam: { doctorId: DOCTOR.id, policeId: undefined } })).toEqual(refusal);
    const { isolation } = given(start(ordered(), { careTeam: { doctorId: DOCTOR.id, gridWorkerId: DOCTOR.id, policeId: CADRE.id } }));
    expect(teamOf(isolation)).toEqual([DOCTOR.id, CADRE.id]);
  });
});

describe('what is recorded of a half-day', () => {
  const isolation = active();
  const first = nth(isolation, 1);

  it('is of one that the case has', () => {
    for (const key of [
      { date: '2020-01-24', half: 'PM' },
      { date: '2020-02-08', half: 'AM' },
    ] as const) {
      expect(record(isolation, { ...key, beginsAt: first.beginsAt })).toEqual(refused('isolation.no-such-slot'));
      expect(decide.excuseMissed(isolation, key)).toEqual(refused('isolation.no-such-slot'));
      expect(decide.resolveFinding(isolation, key)).toEqual(refused('isolation.no-such-slot'));
    }
  });

  it('is not told before it begins', () => {
    const at = on('01-24T23:59');
    expect(record(isolation, first, {}, at)).toEqual(refused('isolation.slot-not-begun', { at: first.beginsAt.toString() }));
    expect(record(isolation, first, {}, first.beginsAt).ok).toBe(true);
  });

  it('happened in it: from its first moment to its end, which is the next one’s', () => {
    const world = worldAt(on('01-25T13:00'));
    const at = (moment: Temporal.Instant) => record(isolation, first, {}, moment, world);
    expect(at(on('01-24T23:59'))).toEqual(refused('isolation.outside-slot'));
    expect(at(first.dueAt)).toEqual(refused('isolation.outside-slot'));
    for (const moment of [first.beginsAt, first.dueAt.subtract({ nanoseconds: 1 })]) expect(at(moment).ok).toBe(true);
  });

  it('is recorded once', () => {
    for (const symptoms of [[], ['COUGH']] as const) {
      const once = given(record(isolation, first, { symptoms })).isolation;
      expect(record(once, first)).toEqual(refused('isolation.slot-recorded'));
    }
  });

  it('keeps who, when, how and from which sheet; it is late when told after its end', () => {
    const at = first.beginsAt.add({ hours: 9 });
    const keyed = given(record(isolation, first, { method: 'DOOR', sheetNo: 'GZ-0012' }, at, worldAt(on('01-25T20:00'))));
    expect(keyed.changed).toEqual([
      {
        ...first,
        status: 'SEEN_OK',
        method: 'DOOR',
        occurredAt: at,
        recordedAt: on('01-25T20:00'),
        recordedBy: CADRE.id,
        sheetNo: 'GZ-0012',
      },
    ]);
    const lateAt = (now: Temporal.Instant) => given(record(isolation, first, {}, at, worldAt(now))).facts;
    const fact = { fact: 'follow-up-recorded', date: '2020-01-25', half: 'AM', method: 'PHONE', finding: false };
    expect(lateAt(first.dueAt.subtract({ nanoseconds: 1 }))).toEqual([{ ...fact, late: false }]);
    expect(lateAt(first.dueAt)).toEqual([{ ...fact, late: true }]);
  });

  it('that counted as missed may be keyed from paper later, explained or not, by when it happened', () => {
    const missed = ticked(isolation, on('01-25T16:00'));
    expect(nth(missed, 1).status).toBe('MISSED');
    const explained = given(decide.excuseMissed(missed, first)).isolation;
    for (const before of [missed, explained]) {
      const world = worldAt(on('01-26T09:00'));
      const { isolation: after, facts } = given(record(before, first, { sheetNo: 'GZ-0012' }, on('01-25T08:30'), world));
      expect(nth(after, 1)).toMatchObject({ status: 'SEEN_OK', hasReason: false, sheetNo: 'GZ-0012' });
      expect(facts).toMatchObject([{ fact: 'follow-up-recorded', late: true }]);
      expect(record(before, first, {}, on('01-25T12:30'), world)).toEqual(refused('isolation.outside-slot'));
      expect(decide.tickIsolation(after, on('01-26T09:00'))?.facts).toEqual([{ fact: 'follow-up-missed', date: '2020-01-25', half: 'PM' }]);
    }
  });

  it.each([
    [34.9, [], 'arrival.temperature-not-measured'],
    [35.0, [], 'SEEN_OK'],
    [37.2, [], 'SEEN_OK'],
    [37.3, [], 'SEEN_NOT_OK'],
    [39.5, [], 'SEEN_NOT_OK'],
    [36.5, ['FATIGUE'], 'SEEN_NOT_OK'],
    [undefined, [], 'SEEN_OK'],
    [undefined, ['COUGH'], 'SEEN_NOT_OK'],
  ] as const)('%s °C and %j: %s', (temperature, symptoms, expected) => {
    const outcome = record(isolation, first, { temperature, symptoms });
    if (expected.startsWith('arrival')) expect(outcome).toEqual(refused(expected, { lowest: 350 }));
    else {
      const decided = given(outcome);
      expect(nth(decided.isolation, 1).status).toBe(expected);
      expect(decided.facts).toMatchObject([{ finding: expected === 'SEEN_NOT_OK' }]);
      expect(JSON.stringify(decided)).not.toMatch(/temperature|symptom|COUGH|FATIGUE/);
    }
  });
});

describe('time alone', () => {
  it('calls a half-day missed 240 minutes after its end, once, and no other', () => {
    const isolation = active();
    const at = on('01-25T16:00');
    expect(wakeAt(isolation)).toEqual(at);
    expect(decide.tickIsolation(isolation, at.subtract({ nanoseconds: 1 }))).toBeUndefined();
    const decided = decide.tickIsolation(isolation, at);
    expect(decided?.facts).toEqual([{ fact: 'follow-up-missed', date: '2020-01-25', half: 'AM' }]);
    expect(decided?.changed.map(({ nth: number, status }) => [number, status])).toEqual([[1, 'MISSED']]);
    expect(decided && decide.tickIsolation(decided.isolation, at)).toBeUndefined();
    expect(decided && wakeAt(decided.isolation)).toEqual(on('01-26T04:00'));
  });

  it('makes up for a clock that stood still, in order', () => {
    const facts = decide.tickIsolation(active(), MID)?.facts;
    expect(facts?.map((fact) => ('half' in fact ? `${fact.date} ${fact.half}` : fact.fact))).toEqual([
      '2020-01-25 AM',
      '2020-01-25 PM',
      '2020-01-26 AM',
      '2020-01-26 PM',
    ]);
  });

  it('does nothing to a case that is not looked after', () => {
    expect(decide.tickIsolation(ordered(), on('03-01T00:00'))).toBeUndefined();
    expect(decide.tickIsolation(seen(active(), active().slots), on('03-01T00:00'))).toBeUndefined();
  });

  it('counts: done, missed, unexplained, overdue, found', () => {
    expect(countSlots(midway().slots, on('01-27T13:00'))).toEqual({
      slots: 28,
      done: 2,
      missed: 2,
      unexplained: 2,
      overdue: 1,
      findings: 1,
    });
    const next = given(decide.excuseMissed(given(decide.resolveFinding(midway(), nth(midway(), 2))).isolation, nth(midway(), 3)));
    expect(countSlots(next.isolation.slots, MID)).toEqual({ slots: 28, done: 2, missed: 2, unexplained: 1, overdue: 0, findings: 0 });
  });
});

describe('what is explained or judged', () => {
  it('is a missed half-day, once; not one to do, not one that was seen', () => {
    const isolation = midway();
    for (const number of [1, 2, 5])
      expect(decide.excuseMissed(isolation, nth(isolation, number))).toEqual(refused('isolation.slot-not-missed'));
    const { isolation: next, changed } = given(decide.excuseMissed(isolation, nth(isolation, 3)));
    expect(changed).toEqual([{ ...nth(isolation, 3), hasReason: true }]);
    expect(decide.excuseMissed(next, nth(next, 3))).toEqual(refused('isolation.slot-not-missed'));
  });

  it('is a finding, once; not one that was well or missed', () => {
    const isolation = midway();
    for (const number of [1, 3, 5])
      expect(decide.resolveFinding(isolation, nth(isolation, number))).toEqual(refused('isolation.nothing-found'));
    const { isolation: next, changed } = given(decide.resolveFinding(isolation, nth(isolation, 2)));
    expect(changed).toEqual([{ ...nth(isolation, 2), resolved: true }]);
    expect(decide.resolveFinding(next, nth(next, 2))).toEqual(refused('isolation.nothing-found'));
  });

  it('is never a half-day that fell away', () => {
    const isolation = midway();
    const without = { ...isolation, slots: isolation.slots.map((slot) => ({ ...slot, status: 'CANCELED' as const })) };
    expect(decide.excuseMissed(without, nth(without, 3))).toEqual(refused('isolation.no-such-slot'));
    expect(decide.resolveFinding(without, nth(without, 2))).toEqual(refused('isolation.no-such-slot'));
    expect(record(without, nth(without, 5), {}, MID)).toEqual(refused('isolation.no-such-slot'));
  });
});

it('two cases share no half-day', () => {
  const [one, other] = [active(), given(start(ordered({ id: id('b9') }))).isolation];
  expect(new Set([...one.slots, ...other.slots].map((slot) => slot.id)).size).toBe(56);
});
