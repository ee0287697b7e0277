import type { Outcome } from '@houzhai/contracts';

/** A platform that is busy, with events of a restored database or on a slow machine, answers late and not wrongly. */
export const PATIENCE = { deadlineMs: 180_000 };

/** The value of an outcome. @throws with the refusal where it is one */
export function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.refusal.code} ${JSON.stringify(outcome.refusal.params)}`);
  return outcome.value;
}
