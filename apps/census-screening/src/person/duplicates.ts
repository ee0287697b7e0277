import type { DuplicateRule } from '@houzhai/contracts';
import type { IdentityPolicy } from './identity-policy.ts';

/** What of an entry is compared; in clear, inside the service alone. */
export interface Comparable {
  readonly id: string;
  readonly area: string;
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly birthYear?: number | undefined;
}

/** Two entries that may be one person. */
export interface Candidate {
  readonly one: string;
  readonly other: string;
  readonly rule: DuplicateRule;
  /** 0 to 1. */
  readonly similarity: number;
}

/** Trigrams of a name, padded as PostgreSQL's pg_trgm does: two spaces before each word, one after. */
export function trigramsOf(name: string): ReadonlySet<string> {
  const words = name.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean);
  return new Set(
    words.flatMap((word) => {
      const padded = Array.from(`  ${word} `);
      return padded.slice(2).map((_, at) => padded.slice(at, at + 3).join(''));
    }),
  );
}

/** How alike two sets of trigrams are: those in both among all. */
export function similarityOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((trigram) => other.has(trigram)).length;
  const all = one.size + other.size - both;
  return all === 0 ? 0 : both / all;
}

/** Entries ready to be compared: names as trigrams, computed once. */
type Prepared = Comparable & { readonly trigrams: ReadonlySet<string> };
const prepared = (entry: Comparable): Prepared => ({ ...entry, trigrams: trigramsOf(entry.name ?? '') });

/** Whether two entries may be one person, and by which rule. */
export function compare(one: Prepared, other: Prepared, policy: IdentityPolicy): Candidate | undefined {
  if (one.trigrams.size === 0 || other.trigrams.size === 0) return undefined;
  const found = (rule: DuplicateRule, similarity: number): Candidate => ({ one: one.id, other: other.id, rule, similarity });
  if (one.phone !== undefined && one.phone === other.phone && one.name === other.name) return found('PHONE_AND_NAME', 1);
  if (one.area !== other.area || one.birthYear === undefined || other.birthYear === undefined) return undefined;
  if (Math.abs(one.birthYear - other.birthYear) > policy.birthYearsApart) return undefined;
  const similarity = similarityOf(one.trigrams, other.trigrams);
  return similarity * 100 >= policy.leastSimilarityPercent ? found('ALIKE', similarity) : undefined;
}

/** Those of many entries that may be the same person as one. */
export function duplicatesOf(entry: Comparable, others: readonly Comparable[], policy: IdentityPolicy): readonly Candidate[] {
  const own = prepared(entry);
  return sorted(others.flatMap((other) => (other.id === entry.id ? [] : (compare(own, prepared(other), policy) ?? []))));
}

/**
 * All pairs among many entries. Two names as alike as the policy asks share one of their rarest trigrams, so only entries
 * that do are compared.
 */
export function duplicatesAmong(entries: readonly Comparable[], policy: IdentityPolicy): readonly Candidate[] {
  const all = entries.map(prepared);
  const often = new Map<string, number>();
  for (const { trigrams } of all) for (const trigram of trigrams) often.set(trigram, (often.get(trigram) ?? 0) + 1);
  const rarest = ({ trigrams }: Prepared): readonly string[] =>
    [...trigrams]
      .sort((x, y) => (often.get(x) ?? 0) - (often.get(y) ?? 0) || (x < y ? -1 : 1))
      .slice(0, trigrams.size - Math.ceil((policy.leastSimilarityPercent * trigrams.size) / 100) + 1);
  const met = new Map<string, Prepared[]>();
  const pairs = new Map<string, Candidate>();
  for (const entry of all) {
    const keys = [...rarest(entry), ...(entry.phone === undefined ? [] : [`☎${entry.phone}`])];
    for (const key of keys) {
      const before = met.get(key) ?? [];
      for (const other of before) {
        const pair = `${entry.id} ${other.id}`;
        const candidate = pairs.has(pair) ? undefined : compare(other, entry, policy);
        if (candidate) pairs.set(pair, candidate);
      }
      before.push(entry);
      met.set(key, before);
    }
  }
  return sorted([...pairs.values()]);
}

/** The surest first. */
const sorted = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.toSorted(
    (x, y) =>
      Number(y.rule === 'PHONE_AND_NAME') - Number(x.rule === 'PHONE_AND_NAME') ||
      y.similarity - x.similarity ||
      (x.one + x.other < y.one + y.other ? -1 : 1),
  );
