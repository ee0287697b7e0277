import { isPaused, resumeSlaClock } from '@houzhai/calendar';
import { ok, refuse, type ErrandAction, type Outcome, type RefusalCode } from '@houzhai/contracts';
import type { ErrandPolicy } from '../policy/errand-policy.ts';
import type { Actor } from './agent.ts';
import type { ErrandFact } from './errand.publish.ts';
import type { Errand } from './errand.ts';

/** What a decision is told about the world: who decides, when, under which policy. */
export interface World {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly policy: ErrandPolicy;
}
/** The errand after a decision, and what happened. */
export interface Decided {
  readonly errand: Errand;
  readonly facts: readonly [ErrandFact, ...ErrandFact[]];
}
export type Decision<R extends RefusalCode = never> = Outcome<Decided, R | 'errand.not-allowed-now' | 'errand.happened-in-future'>;

/** The table of actions does not have this one in this state. */
export const illegal = (errand: Errand, action: ErrandAction): ReturnType<typeof refuse<'errand.not-allowed-now'>> =>
  refuse('errand.not-allowed-now', { action, status: errand.status });

export const decided = (
  errand: Errand,
  world: World,
  ...facts: [ErrandFact, ...ErrandFact[]]
): { readonly ok: true; readonly value: Decided } => ok({ errand: { ...errand, updatedAt: world.now }, facts });

export const without = <T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> => {
  const copy = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
};

/** Remembers how to take the step back; the step must be the errand's last event (`version` + 1). */
export const undoable = (before: Errand, after: Errand, action: ErrandAction, version: number, world: World): Errand => ({
  ...after,
  undo: { action, actor: world.actor.id, version: version + 1, before: without(before, 'undo') as Errand },
});
/** A step that is not taken back. */
export const settled = (errand: Errand): Errand => without(errand, 'undo') as Errand;

/** Whether something is said to have happened later than now (a minute of clock difference is forgiven). */
export const inFuture = (at: string | undefined, world: World): boolean =>
  at !== undefined && Temporal.Instant.compare(Temporal.Instant.from(at), world.now.add({ minutes: 1 })) > 0;

/** Ends an open pause of the clock, for whatever ends the hold. */
export function runAgain(errand: Errand, world: World): Errand {
  if (!isPaused(errand.completeClock)) return errand;
  const resumed = resumeSlaClock(errand.completeClock, world.now);
  return resumed.ok ? { ...errand, completeClock: resumed.value } : errand;
}
