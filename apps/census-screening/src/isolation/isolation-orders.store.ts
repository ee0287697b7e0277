import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { uuidv7, type BusinessNumbers, type Change, type PolicyReader, type Work } from '@houzhai/persistence';
import type { Actor } from '../decision.ts';
import type { Arrival } from '../arrival/arrival.ts';
import type { DecidedArrival } from '../arrival/custody.ts';
import { orderIsolation } from './isolation.decide.ts';
import type { IsolationPolicyValues } from './isolation-policy.ts';
import { isolationChange, openIsolationOf } from './isolation.store.ts';

const KINDS = { HOME_ISOLATION: 'HOME', CENTRALIZED_ISOLATION: 'CENTRALIZED' } as const;

/** Whoever is taken over has an isolation: the one they are in already, or a new order, in the transaction of the hand-over. */
export async function ordered(
  accepted: DecidedArrival,
  at: Temporal.Instant,
  work: Work,
  parts: { readonly actor: Actor; readonly numbers: BusinessNumbers; readonly policies: PolicyReader<typeof IsolationPolicyValues> },
): Promise<{ readonly accepted: DecidedArrival; readonly changes: readonly Change[] }> {
  const { arrival, fact } = accepted;
  const kind = KINDS[arrival.disposition as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  if (kind === undefined || fact.fact !== 'accepted') return { accepted, changes: [] };
  const into = (isolationId: string, changes: readonly Change[]) => ({
    accepted: { arrival: { ...arrival, isolationId } satisfies Arrival, fact: { ...fact, isolationId } },
    changes,
  });
  const open = await openIsolationOf(work.pool, arrival.personId);
  if (open) return into(open.id, []);
  const day = dayOf(work.now).toString();
  const id = uuidv7(work.now.epochMilliseconds);
  const order = {
    id,
    no: formatBusinessNumber({ prefix: 'IC', date: day, sequence: await parts.numbers.next('IC', day) }),
    personId: arrival.personId,
    area: arrival.area,
    path: arrival.destination,
    kind,
    reason: 'ENTRY_FROM_RISK_AREA' as const,
    dayZero: dayOf(arrival.arrivedAt).toString(),
    arrivalId: arrival.id,
    homePossible: true,
  };
  const decided = orderIsolation(order, at, { actor: parts.actor, now: work.now, policy: await parts.policies.inForce(at) });
  if (!decided.ok) throw new Error('A home that is possible was refused');
  return into(id, [isolationChange(decided.value, 0, at, work.now)]);
}
