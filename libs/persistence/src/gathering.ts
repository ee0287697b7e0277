/** What became of one item: its result, or the error it met alone. */
export type Settled<O> = { readonly ok: true; readonly value: O } | { readonly ok: false; readonly error: unknown };

interface Asked<I, O> {
  readonly item: I;
  readonly done: (value: O) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers what is asked for at the same moment into one round trip. Nobody waits for a group to fill: whatever is there
 * when a lane is free goes, a single item included, and the rest gathers meanwhile. Where `rushMs` is given, a group that follows
 * one of several items waits so long for others: in a rush they come one by one, a moment apart.
 */
export class Gathering<I, O> {
  private readonly run: (items: readonly I[]) => Promise<readonly Settled<O>[]>;
  private readonly lanes: number;
  private readonly most: number;
  private readonly rushMs: number;
  private readonly waiting: Asked<I, O>[] = [];
  private busy = 0;
  private called = false;
  private isRush = false;

  /** @param run answers every item, in order. @param limits groups under way at once, and items in one of them. */
  constructor(
    run: (items: readonly I[]) => Promise<readonly Settled<O>[]>,
    limits: { readonly lanes: number; readonly most: number; readonly rushMs?: number },
  ) {
    this.run = run;
    this.lanes = limits.lanes;
    this.most = limits.most;
    this.rushMs = limits.rushMs ?? 0;
  }

  /** The result for one item. @throws what `run` threw, or the item's own error. */
  ask(item: I): Promise<O> {
    return new Promise((done, fail) => {
      this.waiting.push({ item, done, fail });
      this.call();
    });
  }

  /** Goes once the present turn of the loop is over, so that what arrived together travels together. */
  private call(): void {
    if (this.called || this.busy === this.lanes) return;
    this.called = true;
    const go = (): void => {
      this.called = false;
      while (this.busy < this.lanes && this.waiting.length > 0) void this.send(this.waiting.splice(0, this.most));
    };
    if (this.isRush && this.rushMs > 0) setTimeout(go, this.rushMs);
    else setImmediate(go);
  }

  private async send(group: readonly Asked<I, O>[]): Promise<void> {
    this.busy++;
    this.isRush = group.length > 1;
    try {
      const results = await this.run(group.map(({ item }) => item));
      for (const [index, { done, fail }] of group.entries()) {
        const result = results[index];
        if (result?.ok) done(result.value);
        else fail(result?.error ?? new Error('An item of a group was not answered'));
      }
    } catch (error) {
      for (const { fail } of group) fail(error);
    } finally {
      this.busy--;
      if (this.waiting.length > 0) this.call();
    }
  }
}
