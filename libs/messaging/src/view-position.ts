/** Publishers repeat their revisions so often, and a follower that hears nothing for longer knows them all. */
export const HEARTBEAT_MS = 5_000;
/** Publishers a follower remembers; replicas that led before fall out. */
const REMEMBERED = 8;

/** What a message on a subject of a view says about its publisher. */
export interface Beat {
  readonly epoch: string;
  readonly rev: number;
  readonly isChange: boolean;
}

interface Publisher {
  readonly knownSince: number;
  readonly revisions: Map<string, number>;
}

/** Where a follower of a view is with each of its publishers, so that it notices what it has missed. Pure: time is given. */
export class ViewPosition {
  private readonly publishers = new Map<string, Publisher>();

  /**
   * Takes a message in. @param nowMs on any clock that only goes forward.
   * @returns whether something was missed before it: a revision left out, or a publisher that was not there when the page was read.
   */
  misses(subject: string, { epoch, rev, isChange }: Beat, nowMs: number): boolean {
    const publisher = this.publishers.get(epoch);
    if (!publisher) {
      // The first of all only tells where we are: the follower has just read the page.
      const isFirst = this.publishers.size === 0;
      this.publishers.set(epoch, { knownSince: nowMs, revisions: new Map([[subject, rev]]) });
      const [oldest] = this.publishers.keys();
      if (this.publishers.size > REMEMBERED && oldest !== undefined) this.publishers.delete(oldest);
      return !isFirst;
    }
    const before = publisher.revisions.get(subject);
    publisher.revisions.set(subject, rev);
    // By now a heartbeat would have told the revision of a subject that had one.
    if (before === undefined) return isChange && rev > 1 && nowMs - publisher.knownSince > 2 * HEARTBEAT_MS;
    return isChange ? rev !== before + 1 : rev !== before;
  }
}
