import { ok, refuse, type LinkVerdict, type Outcome } from '@houzhai/contracts';

/** What is known of an entry when somebody says whom it is about. */
export interface IdentityEntry {
  readonly id: string;
  readonly no: string;
  readonly erased: boolean;
  /** The entry that is kept in its place. */
  readonly mergedInto?: { readonly id: string; readonly no: string } | undefined;
  /** How many entries were merged into it. */
  readonly merges: number;
  /** Number of the open isolation of it or of one merged into it. */
  readonly isolation?: string | undefined;
  /** Number of the arrival that is between checkpoint and door. */
  readonly onTheWay?: string | undefined;
}

type Two = Outcome<void, 'person.same-entry' | 'person.erased' | 'person.merged'>;

/** Two entries of which something can be said: both there, each standing for itself. */
function areTwo(one: IdentityEntry, other: IdentityEntry): Two {
  if (one.id === other.id) return refuse('person.same-entry', {});
  if (one.erased || other.erased) return refuse('person.erased', {});
  const into = one.mergedInto ?? other.mergedInto;
  return into ? refuse('person.merged', { no: into.no }) : ok(undefined);
}

/** Whether a verdict may be given, given the one that stands. */
export function decideLink(
  one: IdentityEntry,
  other: IdentityEntry,
  verdict: LinkVerdict,
  stands: LinkVerdict | undefined,
): Outcome<void, 'person.same-entry' | 'person.erased' | 'person.merged' | 'person.verdict-stands'> {
  const two = areTwo(one, other);
  if (!two.ok) return two;
  return stands === verdict ? refuse('person.verdict-stands', {}) : two;
}

/** Whether `other` may be merged into `keep`: no chains, nobody on the way, one open isolation at most. Fevers stand, each until its own end. */
export function decideMerge(
  keep: IdentityEntry,
  other: IdentityEntry,
): Outcome<void, 'person.same-entry' | 'person.erased' | 'person.merged' | 'person.has-merged' | 'person.on-the-way' | 'person.both-open'> {
  const two = areTwo(keep, other);
  if (!two.ok) return two;
  if (other.merges > 0) return refuse('person.has-merged', { no: other.no, entries: other.merges });
  const arrival = keep.onTheWay ?? other.onTheWay;
  if (arrival !== undefined) return refuse('person.on-the-way', { no: arrival });
  const [no, another] = [keep.isolation, other.isolation];
  return no !== undefined && another !== undefined ? refuse('person.both-open', { no, other: another }) : two;
}

/** The entry that gives it back, if it was merged. */
export function decideUnmerge(
  entry: IdentityEntry,
): Outcome<{ readonly id: string; readonly no: string }, 'person.not-merged' | 'person.erased'> {
  if (entry.erased) return refuse('person.erased', {});
  return entry.mergedInto ? ok(entry.mergedInto) : refuse('person.not-merged', {});
}
