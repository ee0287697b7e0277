import type { NeedPolicy } from './need-policy.ts';

/** What of a report is compared. */
export interface Comparable {
  readonly id: string;
  readonly topic: string;
  readonly keywords: readonly string[];
  readonly reportedAt: Temporal.Instant;
}
/** Another report that is alike, and why. */
export interface Alike<T extends Comparable> {
  readonly report: T;
  readonly sameTopic: boolean;
  /** Words they have in common, as the other has them. */
  readonly keywords: readonly string[];
}

const plain = (word: string): string => word.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

/**
 * Reports that could be put together with one, those with most in common first: of the same topic with a word in common, or without
 * words on either side; of another topic with as many words in common as the policy says. It only proposes.
 */
export function alikeOf<T extends Comparable>(
  one: Comparable,
  others: readonly T[],
  { keywordsAcrossTopics, alikeDays }: Pick<NeedPolicy, 'keywordsAcrossTopics' | 'alikeDays'>,
): readonly Alike<T>[] {
  const own = new Set(one.keywords.map(plain));
  return others
    .flatMap((report): Alike<T>[] => {
      if (report.id === one.id || hoursBetween(one.reportedAt, report.reportedAt) > alikeDays * 24) return [];
      const sameTopic = report.topic === one.topic;
      const keywords = [...new Map(report.keywords.map((word) => [plain(word), word])).entries()].flatMap(([key, word]) =>
        own.has(key) ? [word] : [],
      );
      const bare = own.size === 0 || report.keywords.length === 0;
      const isAlike = sameTopic ? keywords.length > 0 || bare : keywords.length >= keywordsAcrossTopics;
      return isAlike ? [{ report, sameTopic, keywords }] : [];
    })
    .toSorted((a, b) => weight(b) - weight(a) || Temporal.Instant.compare(a.report.reportedAt, b.report.reportedAt));
}

const weight = ({ sameTopic, keywords }: Pick<Alike<Comparable>, 'sameTopic' | 'keywords'>): number =>
  keywords.length + (sameTopic ? 1 : 0);
const hoursBetween = (a: Temporal.Instant, b: Temporal.Instant): number => Math.abs(a.since(b).total('hours'));
