import type { DoorVisitKind } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/integrity.1.json' with { type: 'json' };
import { IntegrityPolicyValues, type IntegrityPolicy } from '../integrity-policy.ts';
import { signalsOf } from '../integrity.decide.ts';
import type { DoorVisit } from '../integrity.ts';

/** The policy that ships. */
export const POLICY: IntegrityPolicy = IntegrityPolicyValues.parse(values.values);
const MORNING = Temporal.Instant.from('2020-02-10T09:00:00+08:00');

/** So many seconds after nine. */
export const after = (seconds: number): Temporal.Instant => MORNING.add({ seconds });

/** A door such as `a07/c1/g1/h0001-r01`; its house is without the room. */
export function visit(seconds: number, door: string, more: Partial<DoorVisit> & { readonly kind?: DoorVisitKind } = {}): DoorVisit {
  const path = `houzhai/${door}`;
  return { key: `${door} at ${String(seconds)}`, kind: 'FOLLOW_UP', at: after(seconds), path, house: path.replace(/-r\d+$/, ''), ...more };
}

/** The rules a day is asked about, and which visits are in question, by minutes after nine. */
export const told = (...day: readonly DoorVisit[]): readonly (readonly [rule: string, ...minutes: readonly number[]])[] =>
  signalsOf(day, POLICY).map(({ rule, visits }) => [
    rule,
    ...visits.flatMap(({ at, questioned }) => (questioned ? [at.since(MORNING).total('minutes')] : [])),
  ]);
