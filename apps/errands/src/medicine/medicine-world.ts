import type { Actor } from '../errand/agent.ts';
import type { MedicinePolicy } from './medicine-policy.ts';

/** What a decision about prescriptions and runs is told about the world. */
export interface MedicineWorld {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  /** When it happened: now, or earlier where it is entered later. */
  readonly at: Temporal.Instant;
  readonly policy: MedicinePolicy;
}

/** When it happened, where that is said; a minute of clock difference is forgiven, later is undefined. */
export function happenedAt(occurredAt: string | undefined, now: Temporal.Instant): Temporal.Instant | undefined {
  if (occurredAt === undefined) return now;
  const at = Temporal.Instant.from(occurredAt);
  if (Temporal.Instant.compare(at, now.add({ minutes: 1 })) > 0) return undefined;
  return Temporal.Instant.compare(at, now) > 0 ? now : at;
}
