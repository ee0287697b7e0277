import type { Role } from '@houzhai/contracts';

/** Who decides. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
}

/** What a receiver or an owner is known by. */
export interface OperatorFacts {
  readonly operatorId: string;
  readonly roles: readonly string[];
  /** Whether they may see a place. */
  readonly covers: (path: string) => boolean;
}

/** What a decision is told about the world: who decides, when, under which policy. */
export interface World<P> {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly policy: P & { readonly version: string };
}

/** When it happened, where that is said; a minute of clock difference is forgiven, later is undefined. */
export function happenedAt(occurredAt: string | undefined, now: Temporal.Instant): Temporal.Instant | undefined {
  if (occurredAt === undefined) return now;
  const at = Temporal.Instant.from(occurredAt);
  if (Temporal.Instant.compare(at, now.add({ minutes: 1 })) > 0) return undefined;
  return Temporal.Instant.compare(at, now) > 0 ? now : at;
}
