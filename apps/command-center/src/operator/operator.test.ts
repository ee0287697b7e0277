import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ATTEMPTS, checkLock, checkPassword, countFailure, disableOperator, type Attempts, type Operator } from './operator.ts';

const now = Temporal.Instant.from('2020-02-14T09:00:00+08:00');
const policy = { tries: 5, lockMinutes: [5, 15, 60] };
const refused = (code: string, params: Record<string, unknown> = {}) => ({ ok: false, refusal: { code, params } });

describe('a wrong password', () => {
  const failTimes = (times: number, from: Attempts = NO_ATTEMPTS) => {
    let last = { next: from, triesLeft: Number.NaN };
    for (let time = 0; time < times; time++) last = countFailure(last.next, policy, now);
    return last;
  };

  it('leaves one try less each time, and none at the fifth', () => {
    expect([1, 2, 3, 4, 5].map((times) => failTimes(times).triesLeft)).toEqual([4, 3, 2, 1, 0]);
    expect(failTimes(4).next).toEqual({ failed: 4, lockouts: 0 });
  });

  it('locks out for a time that grows with every series, and stays at the longest', () => {
    const minutes = [1, 2, 3, 4, 5].map((series) =>
      failTimes(series * 5)
        .next.lockedUntil?.since(now)
        .total('minutes'),
    );
    expect(minutes).toEqual([5, 15, 60, 60, 60]);
    expect(failTimes(25).next.lockouts).toBe(5);
  });

  it('keeps the account locked up to the very end of the time, and no longer', () => {
    const { next } = failTimes(5);
    const until = now.add({ minutes: 5 });
    expect(checkLock(next, now)).toEqual(refused('session.locked', { until: until.toString() }));
    expect(checkLock(next, until.subtract({ nanoseconds: 1 })).ok).toBe(false);
    expect(checkLock(next, until)).toEqual({ ok: true, value: true });
    expect(checkLock(NO_ATTEMPTS, now).ok).toBe(true);
  });

  it('begins a new series after a lock-out, with all its tries', () => {
    const afterLock = failTimes(5).next;
    expect(countFailure(afterLock, policy, now.add({ minutes: 6 }))).toEqual({ next: { failed: 1, lockouts: 1 }, triesLeft: 4 });
  });

  it('whatever the policy: lock-outs come after exactly as many tries, and never get shorter under a growing list', () => {
    const lengths = fc
      .array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 5 })
      .map((list) => list.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), lengths, fc.integer({ min: 1, max: 60 }), (tries, lockMinutes, times) => {
        let attempts = NO_ATTEMPTS;
        let longest = 0;
        for (let time = 1; time <= times; time++) {
          const { next, triesLeft } = countFailure(attempts, { tries, lockMinutes }, now);
          attempts = next;
          expect(triesLeft === 0).toBe(time % tries === 0);
          expect(next.lockouts).toBe(Math.floor(time / tries));
          expect(next.lockedUntil === undefined).toBe(triesLeft > 0);
          if (!next.lockedUntil) continue;
          const length = next.lockedUntil.since(now).total('minutes');
          expect(length).toBeGreaterThanOrEqual(longest);
          longest = length;
        }
      }),
    );
  });
});

describe('a new password', () => {
  const check = (password: string, account = 'duty') => checkPassword(password, account, 12);
  it.each(['十二个字的口令也是可以用的', 'correct horse', 'aB3$aB3$xyz!', '🀀🀁🀂🀃🀄🀅🀆🀇🀈🀉🀊🀋'])('is good enough: %s', (password) => {
    expect(check(password)).toEqual({ ok: true, value: true });
  });
  it.each([
    ['too short', 'abcdefghijk'],
    ['too short, though long in code units', '🀀🀁🀂🀃🀄🀅🀆🀇🀈🀉🀊'],
    ['nothing', ''],
    ['made of the account name', 'my-duty-officer'],
    ['made of the account name in capitals', 'MY-DUTY-OFFICER'],
    ['of too few different characters', 'abababababababab'],
    ['one character many times', '1111111111111'],
  ])('is too weak: %s', (_, password) => {
    expect(check(password)).toEqual(refused('operator.password-too-weak', { min: 12 }));
  });
  it('is never refused or accepted by anything but itself, the account and the least length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (password) => {
        if (Array.from(password).length < 12) expect(check(password).ok).toBe(false);
        expect(check(`${password}duty${password}`).ok).toBe(false);
      }),
    );
  });
});

describe('disabling an operator', () => {
  const operator: Operator = {
    id: 'o1',
    account: 'duty',
    displayName: '值班员',
    roles: ['DUTY_OFFICER'],
    scope: ['houzhai'],
    active: true,
    mustChangePassword: false,
  };
  const admin: Operator = { ...operator, roles: ['DUTY_OFFICER', 'PLATFORM_ADMIN'] };
  it('is done by somebody else', () => {
    expect(disableOperator(operator, { actorId: 'o2', otherActiveAdmins: 0 })).toEqual({ ok: true, value: true });
    expect(disableOperator(operator, { actorId: 'o1', otherActiveAdmins: 5 })).toEqual(refused('operator.is-yourself'));
  });
  it('is done once', () => {
    expect(disableOperator({ ...admin, active: false }, { actorId: 'o2', otherActiveAdmins: 0 })).toEqual(
      refused('operator.already-disabled'),
    );
  });
  it('never leaves the platform without an administrator', () => {
    expect(disableOperator(admin, { actorId: 'o2', otherActiveAdmins: 0 })).toEqual(refused('operator.last-admin'));
    expect(disableOperator(admin, { actorId: 'o2', otherActiveAdmins: 1 }).ok).toBe(true);
  });
});
