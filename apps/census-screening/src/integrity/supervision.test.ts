import type { Role } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { daysUntil, lookingAgain, signalsOfAll, type CollectorSignal, type RecordedVisit, type Supervisors } from './supervision.ts';
import { POLICY, after, visit } from './test/integrity-builder.ts';

const TEAMS = { t1: { leaderId: 'lead', people: ['lead', 'member', 'mate'] }, t2: { leaderId: 'other-lead', people: ['other-lead'] } };
const teamOf = (id: string) => (id === 't1' || id === 't2' ? TEAMS[id] : undefined);
const HERE = 'a07/c1/g1/h0001-r01';
const THERE = 'a08/c1/g1/h0001-r01';

const recorded = (door: string, more: Partial<RecordedVisit> = {}): RecordedVisit => ({
  ...visit(0, door, { kind: 'OPENED' }),
  by: 'member',
  collected: false,
  area: door.slice(0, 3),
  ...more,
});
/** Two visits at one minute in two areas, of a team's doors or of isolation cases. */
const signal = (more: Partial<RecordedVisit> = {}): CollectorSignal => {
  const [found] = signalsOfAll([recorded(HERE, more), recorded(THERE, more)], POLICY);
  if (!found) throw new Error('no signal');
  return found;
};
const one = (operatorId: string, roles: readonly Role[], ...scope: readonly string[]) => ({
  operatorId,
  roles,
  covers: (path: string) => scope.some((prefix) => path.startsWith(prefix)),
});
const whoLooks = (of: CollectorSignal, ...supervisors: Supervisors): readonly string[] =>
  lookingAgain(of, supervisors, teamOf).map(({ operatorId }) => operatorId);
const LEAD = one('lead', ['TEAM_LEAD']);
const DUTY = one('duty', ['DUTY_OFFICER'], 'houzhai');
const COMMANDER = one('commander', ['COMMANDER'], 'houzhai');
const ALL = [LEAD, one('other-lead', ['TEAM_LEAD'], 'houzhai'), one('mate', ['TEAM_MEMBER'], 'houzhai'), DUTY, COMMANDER];

describe('a signal of a team’s doors', () => {
  test('is for the leader of that team, wherever they are at home, and for nobody else', () => {
    expect(whoLooks(signal({ teamId: 't1' }), ...ALL)).toEqual(['lead']);
    expect(whoLooks(signal({ teamId: 't1' }), ...ALL, one('member', ['TEAM_LEAD', 'DUTY_OFFICER'], 'houzhai'))).toEqual(['lead']);
  });

  test('is for the duty officer where the leader collected it, or somebody who is not of the team, or team or leader are gone', () => {
    for (const of of [signal({ teamId: 't1', by: 'lead' }), signal({ teamId: 't1', by: 'stranger' }), signal({ teamId: 't9' })])
      expect(whoLooks(of, ...ALL)).toEqual(['duty']);
    expect(whoLooks(signal({ teamId: 't1' }), DUTY, COMMANDER)).toEqual(['duty']);
    expect(whoLooks(signal({ teamId: 't1' }), one('lead', ['TEAM_MEMBER']), DUTY)).toEqual(['duty']);
    expect(whoLooks(signal({ teamId: 't1', by: 'stranger' }), one('lead', ['TEAM_LEAD', 'DUTY_OFFICER'], 'houzhai'))).toEqual(['lead']);
  });
});

describe('a signal with isolation cases in it', () => {
  test('is for a duty officer who has all of its places, never for who leads a team: they do not know who is isolated', () => {
    const [mixed] = signalsOfAll([recorded(HERE, { teamId: 't1' }), recorded(THERE, { kind: 'FOLLOW_UP' })], POLICY);
    for (const of of [signal(), mixed]) {
      if (!of) throw new Error('no signal');
      expect(whoLooks(of, ...ALL)).toEqual(['duty']);
      const both = one('both', ['DUTY_OFFICER'], 'houzhai/a07', 'houzhai/a08');
      expect(whoLooks(of, both, one('half', ['DUTY_OFFICER'], 'houzhai/a07'), COMMANDER)).toEqual(['both']);
      expect(whoLooks(of, LEAD, one('half', ['DUTY_OFFICER'], 'houzhai/a07'))).toEqual([]);
      expect(whoLooks(of, one('member', ['DUTY_OFFICER'], 'houzhai'))).toEqual([]);
    }
  });
});

describe('where who should look is who entered it', () => {
  const typed = signal({ by: 'duty' });

  test('another duty officer looks; where there is none, the commander who has all of its places', () => {
    expect(whoLooks(typed, ...ALL, one('second', ['DUTY_OFFICER'], 'houzhai'))).toEqual(['second']);
    expect(whoLooks(typed, ...ALL)).toEqual(['commander']);
    expect(whoLooks(typed, DUTY, one('second', ['DUTY_OFFICER'], 'houzhai/a07'), COMMANDER)).toEqual(['commander']);
    expect(whoLooks(typed, one('duty', ['DUTY_OFFICER', 'COMMANDER'], 'houzhai'))).toEqual([]);
    expect(whoLooks(typed, DUTY, one('commander', ['COMMANDER'], 'houzhai/a07'))).toEqual([]);
  });

  test('the same holds for a sheet that somebody else took along', () => {
    const sheet = (teamId: string, by: string) => {
      const line = { collected: true, sheetNo: 'WS-1', teamId, by };
      const visits = [HERE, THERE, HERE].map((door, nth) => recorded(door, { ...line, at: after(nth * 60), key: String(nth) }));
      const [found] = signalsOfAll(visits, POLICY);
      if (!found) throw new Error('no signal');
      return found;
    };
    expect(whoLooks(sheet('t1', 'mate'), ...ALL)).toEqual(['lead']);
    expect(whoLooks(sheet('t1', 'lead'), ...ALL)).toEqual(['duty']);
    expect(whoLooks(sheet('t9', 'duty'), ...ALL)).toEqual(['commander']);
  });
});

describe('whose day a visit is', () => {
  test('is that of whoever recorded it', () => {
    expect(signal()).toMatchObject({ collectorId: 'member', day: '2020-02-10' });
    expect(signalsOfAll([recorded(HERE), recorded(THERE, { by: 'mate' })], POLICY)).toEqual([]);
  });

  test('is that of a sheet where somebody else was there, and nobody’s without one', () => {
    const keyed = (door: string, sheetNo: string | undefined, minutes: number) =>
      recorded(door, {
        collected: true,
        at: after(minutes * 60),
        key: `${door} ${String(minutes)}`,
        ...(sheetNo === undefined ? {} : { sheetNo }),
      });
    expect(signalsOfAll([keyed(HERE, undefined, 0), keyed(THERE, undefined, 0)], POLICY)).toEqual([]);
    expect(signalsOfAll([keyed(HERE, 'WS-1', 0), keyed(THERE, 'WS-2', 0), keyed(HERE, 'WS-1', 1)], POLICY)).toEqual([]);
    const [found] = signalsOfAll([keyed(HERE, 'WS-1', 0), keyed(THERE, 'WS-1', 1), keyed(HERE, 'WS-1', 2)], POLICY);
    expect(found).toMatchObject({ sheetNo: 'WS-1' });
    expect(found).not.toHaveProperty('collectorId');
  });

  test('is the day in Asia/Shanghai; the newest comes first', () => {
    const night = (time: string) => Temporal.Instant.from(`2020-02-${time}+08:00`);
    expect(signalsOfAll([recorded(HERE, { at: night('10T23:59:00') }), recorded(THERE, { at: night('11T00:00:00') })], POLICY)).toEqual([]);
    const two = ['10T09:00:00', '11T09:00:00'].flatMap((time) =>
      [HERE, THERE].map((door) => recorded(door, { at: night(time), key: door + time })),
    );
    expect(signalsOfAll(two, POLICY).map(({ day }) => day)).toEqual(['2020-02-11', '2020-02-10']);
    expect(daysUntil(night('11T00:30:00'), { ...POLICY, listedDays: 2 })).toEqual(['2020-02-10', '2020-02-11']);
  });
});
