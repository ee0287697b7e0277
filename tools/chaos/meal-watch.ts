import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const LOOK_MS = 200;

/** How long isolations without supplies wait: seconds by our own clock, which nobody moves, seen as often as the database answers. */
export class MealWatch {
  private readonly db: pg.Pool;
  private readonly begun: ReadonlyMap<string, number>;
  private readonly taken = new Map<string, number>();
  private readonly met = new Map<string, number>();
  private isOver = false;
  private readonly watching: Promise<void>;

  /** @param begun isolations without supplies and when their beginning was acknowledged; they become more */
  constructor(db: pg.Pool, begun: ReadonlyMap<string, number>) {
    this.db = db;
    this.begun = begun;
    this.watching = this.watch();
  }

  /** Isolations, those whose need was met in the end, and the longest any waited for its errand. */
  async stop(): Promise<Readonly<Record<'isolations' | 'met' | 'longestToErrand', number>>> {
    this.isOver = true;
    await this.watching;
    await this.look();
    const waited = [...this.begun].flatMap(([id, at]) => {
      const taken = this.taken.get(id);
      return taken === undefined ? [] : [Math.max(0, taken - at) / 1_000];
    });
    return { isolations: this.begun.size, met: this.met.size, longestToErrand: Math.max(0, ...waited) };
  }

  private async watch(): Promise<void> {
    while (!this.isOver) {
      await this.look().catch(() => undefined);
      await pause(LOOK_MS);
    }
  }

  private async look(): Promise<void> {
    const { rows } = await this.db.query<{ id: string; status: string }>(`select "id", "status" from "errands"."supply_need"`);
    const now = performance.now();
    for (const { id, status } of rows) {
      if (!this.taken.has(id)) this.taken.set(id, now);
      if (status === 'MET' && !this.met.has(id)) this.met.set(id, now);
    }
  }
}
