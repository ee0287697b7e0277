import type { DiscrepancyKind, DiscrepancySource } from '@houzhai/contracts';

/** What a visit says about a dwelling. */
export interface DoorSays {
  readonly empty: boolean;
  /** Everybody who lives there was found or named. */
  readonly complete: boolean;
  /** Persons of the register. */
  readonly foundIds: readonly string[];
  /** People who are not in the register. */
  readonly unknown: number;
}

/** What another source says about the same dwelling. */
export interface SourceSays {
  /** Persons it has there. */
  readonly hereIds: readonly string[];
  /** Of the persons the visit found, those it has at another dwelling. */
  readonly elsewhereIds: readonly string[];
}

/** Where two sources differ. */
export interface Difference {
  readonly kind: DiscrepancyKind;
  readonly personId?: string;
  readonly people: number;
}

/**
 * Whether a source claims to know everybody: a register or a landlord does, a checkpoint or a bus does not. One that does not says
 * nothing by its silence.
 */
export const KNOWS_EVERYBODY: Readonly<Record<DiscrepancySource, boolean>> = { REGISTER: true, CHECKPOINT: false };

/** Everything in which a visit and a source differ. It proposes to look again; who is right, and what follows, people say. */
export function differencesOf(door: DoorSays, source: SourceSays, knowsEverybody: boolean): readonly Difference[] {
  const here = new Set(source.hereIds);
  if (door.empty) return here.size === 0 ? [] : [{ kind: 'LIVED_IN_BUT_EMPTY', people: here.size }];
  const foundIds = new Set(door.foundIds);
  const people = foundIds.size + door.unknown;
  if (people === 0) return [];
  const differences: Difference[] = [];
  if (knowsEverybody && door.unknown > 0) differences.push({ kind: 'UNKNOWN_FOUND', people: door.unknown });
  if (knowsEverybody && here.size === 0) differences.push({ kind: 'EMPTY_BUT_LIVED_IN', people });
  for (const personId of source.elsewhereIds.filter((id) => foundIds.has(id) && !here.has(id)))
    differences.push({ kind: 'FOUND_ELSEWHERE', personId, people: 1 });
  if (door.complete)
    for (const personId of here) if (!foundIds.has(personId)) differences.push({ kind: 'NOT_AMONG_FOUND', personId, people: 1 });
  return differences;
}
