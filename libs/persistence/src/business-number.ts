import type { Pool, PoolClient } from 'pg';
import { Gathering, type Settled } from './gathering.ts';

/** Takes the next `count` numbers of a prefix and day; returns the first. A number taken is never given again. */
export async function nextNumbers(db: Pool | PoolClient, schema: string, prefix: string, day: string, count = 1): Promise<number> {
  const { rows } = await db.query<{ last: number }>({
    name: 'next-number',
    text: `insert into "${schema}"."business_number" as n ("prefix", "day", "last") values ($1, $2, $3)
           on conflict ("prefix", "day") do update set "last" = n."last" + $3 returning "last"`,
    values: [prefix, day, count],
  });
  const last = rows[0]?.last;
  if (last === undefined) throw new Error('No number was given');
  return last - count + 1;
}

/** Numbers that are taken and not given yet. */
interface Block {
  readonly day: string;
  readonly takenAt: number;
  readonly size: number;
  next: number;
  left: number;
}

/** In a rush so many are taken at once at most; what is left when the service stops is never given. */
const MOST_AHEAD = 32;
/** A block that lasted less than this is followed by one of double the size. */
const RUSH_MS = 1_000;

/**
 * Gives out numbers one by one; those asked for at the same moment are taken together, as everybody waits for the same row. In a rush some
 * are taken ahead; where they are asked for now and then, one at a time, none.
 */
export class BusinessNumbers {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly asked: Gathering<{ readonly prefix: string; readonly day: string }, number>;
  private readonly blocks = new Map<string, Block>();

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
    this.asked = new Gathering((asked) => this.take(asked), { lanes: 1, most: 256 });
  }

  /** The next number of a prefix and day. A number taken is never given again. */
  async next(prefix: string, day: string): Promise<number> {
    return this.taken(prefix, day) ?? (await this.asked.ask({ prefix, day }));
  }

  private taken(prefix: string, day: string): number | undefined {
    const block = this.blocks.get(prefix);
    if (block?.day !== day || block.left === 0) return undefined;
    block.left -= 1;
    return block.next++;
  }

  private async take(asked: readonly { readonly prefix: string; readonly day: string }[]): Promise<readonly Settled<number>[]> {
    // A group before this one may have taken more than it needed.
    const ahead = asked.map(({ prefix, day }) => this.taken(prefix, day));
    const wanted = asked.filter((_, nth) => ahead[nth] === undefined);
    const groups = [...Map.groupBy(wanted, ({ prefix, day }) => `${prefix} ${day}`)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, same]) => (same[0] ? [{ ...same[0], key, many: same.length, size: this.sizeFor(same[0], same.length) }] : []));
    const last = groups.length === 0 ? new Map<string, number>() : await this.lastTaken(groups);
    const next = new Map<string, number>();
    for (const { key, prefix, day, many, size } of groups) {
      const first = (last.get(key) ?? Number.NaN) - size + 1;
      next.set(key, first);
      this.blocks.set(prefix, { day, takenAt: performance.now(), size, next: first + many, left: size - many });
    }
    return asked.map(({ prefix, day }, nth) => {
      const taken = ahead[nth];
      if (taken !== undefined) return { ok: true, value: taken };
      const key = `${prefix} ${day}`;
      const value = next.get(key) ?? Number.NaN;
      next.set(key, value + 1);
      return { ok: true, value };
    });
  }

  /** Takes as many of each as it says; the last of each. */
  private async lastTaken(
    groups: readonly { readonly prefix: string; readonly day: string; readonly size: number }[],
  ): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ key: string; last: number }>({
      name: 'next-numbers',
      text: `insert into "${this.schema}"."business_number" as n ("prefix", "day", "last")
        select a.prefix, a.day, a.many from unnest($1::text[], $2::text[], $3::int[]) as a(prefix, day, many)
        on conflict ("prefix", "day") do update set "last" = n."last" + excluded."last" returning "prefix" || ' ' || "day" as key, "last"`,
      values: [groups.map(({ prefix }) => prefix), groups.map(({ day }) => day), groups.map(({ size }) => size)],
    });
    return new Map(rows.map((row) => [row.key, row.last]));
  }

  private sizeFor({ prefix, day }: { readonly prefix: string; readonly day: string }, many: number): number {
    const before = this.blocks.get(prefix);
    const isRush = before?.day === day && performance.now() - before.takenAt < RUSH_MS;
    return isRush ? Math.max(many, Math.min(before.size * 2, MOST_AHEAD)) : many;
  }
}
