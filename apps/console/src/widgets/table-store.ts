/** What a view sees of a store; the same object until the next notification. */
export interface TableSnapshot<Row> {
  readonly version: number;
  /** The rows in order, filtered; to be read before the next notification, which may change them. */
  readonly rows: readonly Row[];
  /** All rows the store has, shown or not. */
  readonly total: number;
  /** Rows that would be shown and wait for `release`. */
  readonly heldCount: number;
  /** Ids of shown rows that live updates changed since the last notification. */
  readonly changed: ReadonlySet<string>;
}

/** Runs something later; the result calls it off. */
export type Schedule = (run: () => void, ms: number) => () => void;

/** What a store needs to know about its rows. */
export interface TableStoreOptions<Row> {
  readonly idOf: (row: Row) => string;
  readonly compare?: (a: Row, b: Row) => number;
  readonly filter?: (row: Row) => boolean;
  readonly intervalMs?: number;
  readonly schedule?: Schedule;
}

interface Entry<Row> {
  readonly id: string;
  readonly row: Row;
  readonly order: number;
}

const later: Schedule = (run, ms) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Rows outside React: live updates are told at most once per interval, own actions at once.
 * While it holds, shown rows change where they stand, rows that are new wait to be released, and only removals take rows away.
 */
export class TableStore<Row> {
  readonly #idOf: (row: Row) => string;
  readonly #schedule: Schedule;
  readonly #intervalMs: number;
  readonly #all = new Map<string, Entry<Row>>();
  readonly #listeners = new Set<() => void>();
  /** Entries of the view, as they stand in it. */
  readonly #shown = new Map<string, Entry<Row>>();
  readonly #held = new Set<string>();
  readonly #live = new Set<string>();
  readonly #own = new Set<string>();
  #compare: ((a: Row, b: Row) => number) | undefined;
  #filter: ((row: Row) => boolean) | undefined;
  #view: Entry<Row>[] = [];
  #rows: Row[] = [];
  /** Whether the view stands in its order; rows that change in place while it holds may not. */
  #sorted = true;
  #order = 0;
  #hold = false;
  #rebuild = false;
  #cancel: (() => void) | undefined;
  #snapshot: TableSnapshot<Row> = { version: 0, rows: [], total: 0, heldCount: 0, changed: new Set() };

  constructor({ idOf, compare, filter, intervalMs = 100, schedule = later }: TableStoreOptions<Row>) {
    this.#idOf = idOf;
    this.#compare = compare;
    this.#filter = filter;
    this.#intervalMs = intervalMs;
    this.#schedule = schedule;
  }

  /** For `useSyncExternalStore`: calls back after each notification until the result is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** For `useSyncExternalStore`: what was last told. */
  readonly getSnapshot = (): TableSnapshot<Row> => this.#snapshot;

  /** A row by its id, also when it is filtered out or held. */
  get(id: string): Row | undefined {
    return this.#all.get(id)?.row;
  }

  /** Adds or replaces rows. Those of an own action are shown at once, held or not. */
  put(rows: readonly Row[], { own = false } = {}): void {
    for (const row of rows) {
      const id = this.#idOf(row);
      this.#all.set(id, { id, row, order: this.#all.get(id)?.order ?? this.#order++ });
      (own ? this.#own : this.#live).add(id);
    }
    this.#tell(own);
  }

  /** Takes rows away, held or not: what is gone must not be acted upon. */
  remove(ids: readonly string[], { own = false } = {}): void {
    for (const id of ids) if (this.#all.delete(id)) this.#live.add(id);
    this.#tell(own);
  }

  /** Starts over with these rows, in this order where the comparison sees no difference. */
  replaceAll(rows: readonly Row[]): void {
    this.#all.clear();
    this.#order = 0;
    for (const row of rows) this.#all.set(this.#idOf(row), { id: this.#idOf(row), row, order: this.#order++ });
    this.#refresh();
  }

  /** Orders the rows; without a comparison they stand in the order of arrival. */
  sort(compare: ((a: Row, b: Row) => number) | undefined): void {
    this.#compare = compare;
    this.#refresh();
  }

  /** Shows only rows that pass; without a predicate all. */
  filter(predicate: ((row: Row) => boolean) | undefined): void {
    this.#filter = predicate;
    this.#refresh();
  }

  get hold(): boolean {
    return this.#hold;
  }

  /** Holding back new rows keeps everything in its place; letting go shows what waited. */
  set hold(hold: boolean) {
    if (this.#hold === hold) return;
    this.#hold = hold;
    if (!hold) this.#refresh();
  }

  /** Shows what waited, now; further rows are held as before. */
  release(): void {
    this.#refresh();
  }

  /** Tells what is waiting to be told, now. */
  flush(): void {
    if (this.#live.size > 0) this.#publish();
  }

  /** Tells nothing more. */
  dispose(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#listeners.clear();
  }

  #refresh(): void {
    this.#rebuild = true;
    this.#publish();
  }

  #tell(now: boolean): void {
    if (now) this.#publish();
    else if (this.#live.size > 0) this.#cancel ??= this.#schedule(() => this.#publish(), this.#intervalMs);
  }

  readonly #before = (a: Entry<Row>, b: Entry<Row>): number => (this.#compare?.(a.row, b.row) ?? 0) || a.order - b.order;

  #passes({ row }: Entry<Row>): boolean {
    return this.#filter?.(row) ?? true;
  }

  #publish(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const changed = new Set([...this.#live].filter((id) => this.#shown.has(id) && this.#all.has(id) && !this.#own.has(id)));
    if (this.#rebuild) this.#buildAll();
    else this.#merge();
    this.#rebuild = false;
    this.#live.clear();
    this.#own.clear();
    this.#snapshot = {
      version: this.#snapshot.version + 1,
      rows: this.#rows,
      total: this.#all.size,
      heldCount: this.#held.size,
      changed,
    };
    for (const listener of this.#listeners) listener();
  }

  #buildAll(): void {
    this.#view = [...this.#all.values()].filter((entry) => this.#passes(entry)).sort(this.#before);
    this.#rows = this.#view.map(({ row }) => row);
    this.#sorted = true;
    this.#held.clear();
    this.#shown.clear();
    for (const entry of this.#view) this.#shown.set(entry.id, entry);
  }

  /** Rows that changed leave or stay in place, what is to be inserted goes where it belongs; the others are not looked at. */
  #merge(): void {
    const inserted: Entry<Row>[] = [];
    for (const id of new Set([...this.#live, ...this.#own])) {
      const entry = this.#all.get(id);
      const old = this.#shown.get(id);
      this.#held.delete(id);
      if (entry && old && this.#hold && !this.#own.has(id)) {
        this.#place(this.#view.indexOf(old), 1, entry);
        this.#sorted = false;
        continue;
      }
      if (old) this.#place(this.#view.indexOf(old), 1);
      this.#shown.delete(id);
      if (!entry || !this.#passes(entry)) continue;
      if (this.#hold && !this.#own.has(id)) this.#held.add(id);
      else inserted.push(entry);
    }
    for (const entry of inserted) this.#place(this.#placeOf(entry), 0, entry);
  }

  #place(index: number, removed: number, ...entries: readonly Entry<Row>[]): void {
    this.#view.splice(index, removed, ...entries);
    this.#rows.splice(index, removed, ...entries.map(({ row }) => row));
    for (const entry of entries) this.#shown.set(entry.id, entry);
  }

  /** Before the first row that comes after it. */
  #placeOf(entry: Entry<Row>): number {
    const view = this.#view;
    if (!this.#sorted) {
      const found = view.findIndex((other) => this.#before(entry, other) < 0);
      return found === -1 ? view.length : found;
    }
    let [low, high] = [0, view.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = view[middle];
      if (other && this.#before(entry, other) < 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
