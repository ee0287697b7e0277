import { refuse, type Outcome, type Role } from '@houzhai/contracts';

/** An operator as the core sees them. */
export interface Operator {
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly scope: readonly string[];
  readonly active: boolean;
  readonly mustChangePassword: boolean;
  /** Of the duty. */
  readonly phone?: string;
}

/** The numbers of the sign-in policy. */
export interface LockoutPolicy {
  readonly tries: number;
  /** Minutes locked out after the first, second, … series of wrong passwords; the last one repeats. */
  readonly lockMinutes: readonly number[];
}

/** Wrong passwords of one account name so far. */
export interface Attempts {
  readonly failed: number;
  readonly lockouts: number;
  readonly lockedUntil?: Temporal.Instant;
}

export const NO_ATTEMPTS: Attempts = { failed: 0, lockouts: 0 };

/** Whether a sign-in may be tried at all. */
export function checkLock(attempts: Attempts, now: Temporal.Instant): Outcome<true, 'session.locked'> {
  const { lockedUntil } = attempts;
  return lockedUntil && Temporal.Instant.compare(lockedUntil, now) > 0
    ? refuse('session.locked', { until: lockedUntil.toString() })
    : { ok: true, value: true };
}

/** After a wrong password: one try less, or locked for a time that grows with every series. */
export function countFailure(
  attempts: Attempts,
  policy: LockoutPolicy,
  now: Temporal.Instant,
): { readonly next: Attempts; readonly triesLeft: number } {
  const failed = attempts.failed + 1;
  if (failed < policy.tries) return { next: { failed, lockouts: attempts.lockouts }, triesLeft: policy.tries - failed };
  const minutes = policy.lockMinutes[Math.min(attempts.lockouts, policy.lockMinutes.length - 1)] ?? 1;
  return { next: { failed: 0, lockouts: attempts.lockouts + 1, lockedUntil: now.add({ minutes }) }, triesLeft: 0 };
}

/** Whether an operator may be disabled: not oneself, not twice, never the last administrator. */
export function disableOperator(
  operator: Operator,
  facts: { readonly actorId: string; readonly otherActiveAdmins: number },
): Outcome<true, 'operator.is-yourself' | 'operator.already-disabled' | 'operator.last-admin'> {
  if (operator.id === facts.actorId) return refuse('operator.is-yourself', {});
  if (!operator.active) return refuse('operator.already-disabled', {});
  if (operator.roles.includes('PLATFORM_ADMIN') && facts.otherActiveAdmins === 0) return refuse('operator.last-admin', {});
  return { ok: true, value: true };
}

/** Whether a new password is good enough: long, and not made of the account name. */
export function checkPassword(password: string, account: string, minLength: number): Outcome<true, 'operator.password-too-weak'> {
  const weak = Array.from(password).length < minLength || password.toLowerCase().includes(account) || new Set(password).size < 5;
  return weak ? refuse('operator.password-too-weak', { min: minLength }) : { ok: true, value: true };
}
