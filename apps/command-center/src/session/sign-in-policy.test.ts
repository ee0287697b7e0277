import { describe, expect, it } from 'vitest';
import shipped from '../../../../seeds/policies/sign-in.2.json' with { type: 'json' };
import { SignInPolicy } from './sign-in-policy.ts';

describe('the sign-in policy', () => {
  const policy = SignInPolicy.parse(shipped.values);

  it('that ships locks out longer with every series, and renews tokens well before a session ends', () => {
    expect(policy.lockMinutes).toEqual(policy.lockMinutes.toSorted((a, b) => a - b));
    expect(policy.accessMinutes).toBeLessThan(policy.refreshIdleMinutes);
    expect(policy.refreshIdleMinutes).toBeLessThan(policy.refreshAbsoluteHours * 60);
    expect(policy.passwordMinLength).toBeGreaterThanOrEqual(12);
  });

  it.each([
    ['no tries', { tries: 0 }],
    ['no lock-out', { lockMinutes: [] }],
    ['a lock-out of no length', { lockMinutes: [5, 0] }],
    ['short passwords', { passwordMinLength: 7 }],
    ['tokens that never work', { accessMinutes: 0 }],
    ['sessions that end at once', { refreshAbsoluteHours: 0 }],
    ['half a minute', { refreshIdleMinutes: 0.5 }],
    ['screens that never lock', { lockScreenMinutes: 0 }],
    ['a role there is not', { secondFactorRoles: ['NOBODY'] }],
    ['a number nobody knows', { surprise: 1 }],
  ])('with %s is not one', (_, change) => {
    expect(SignInPolicy.safeParse({ ...shipped.values, ...change }).success).toBe(false);
  });

  it.each(Object.keys(shipped.values))('without %s is not one', (key) => {
    expect(SignInPolicy.safeParse({ ...shipped.values, [key]: undefined }).success).toBe(false);
  });
});
