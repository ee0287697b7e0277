import type { Edit } from './programs.ts';
import type { Deed } from './schedule.ts';

/** A fault of ours planted in the source, and the run that must see it. */
export interface Mutant {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly edits: readonly Edit[];
  readonly run: { readonly commands: number; readonly faults: number; readonly seed: number; readonly kinds: readonly Deed['kind'][] };
}

const RELAY = 'libs/persistence/src/relay.ts';
const OUTBOX = 'libs/persistence/src/outbox.ts';
const GATE = 'libs/persistence/src/version-gate.ts';
const SAVE = 'libs/persistence/src/save.ts';
const SAVER = 'libs/persistence/src/saver.ts';
const UNIT_OF_WORK = 'libs/persistence/src/unit-of-work.ts';

/** The six mistakes such a platform is built to exclude. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'cursor-by-seq',
    zh: '按序号前进,而非取待发者',
    en: 'the relay goes on from the last number, not from what is pending',
    edits: [
      {
        file: OUTBOX,
        search: `this.onTheirWay = \`o."published_at" is null and`,
        replace: `this.onTheirWay = \`o."seq" > (select coalesce(max(c."seq"), 0) from \${this.table} c where c."published_at" is not null) and`,
      },
    ],
    run: { commands: 2_000, faults: 4, seed: 1, kinds: ['cut'] },
  },
  {
    name: 'mark-before-publish',
    zh: '先标记后发布',
    en: 'events are marked before they are published',
    edits: [
      {
        file: RELAY,
        search: `if (waiting.length === 0) return 0;`,
        replace: `if (waiting.length === 0) return 0;
    const { pool, schema } = this.parts;
    await pool.query(\`update "\${schema}"."outbox" set "published_at" = now() where "seq" = any($1::bigint[])\`, [waiting.map(({ seq }) => seq)]);`,
      },
    ],
    run: { commands: 800, faults: 6, seed: 2, kinds: ['full', 'cut'] },
  },
  {
    name: 'no-lanes',
    zh: '同一记录的事件不按次序',
    en: 'no fence, and events of one record in any order',
    edits: [
      {
        file: RELAY,
        search: `Map.groupBy(waiting, ({ recordId }) => recordId)`,
        replace: `Map.groupBy(waiting, ({ eventId }) => eventId)`,
      },
      { file: RELAY, search: `        fence: this.fenceOf(event, previous),\n`, replace: '' },
      {
        file: RELAY,
        search: `for (let lane = queue.shift(); lane && failure === undefined; lane = queue.shift()) {`,
        replace: `for (let lane = queue.pop(); lane && failure === undefined; lane = queue.pop()) {`,
      },
      { file: RELAY, search: `id: event.eventId, fence });`, replace: `id: event.eventId });` },
    ],
    run: { commands: 600, faults: 1, seed: 3, kinds: ['kill'] },
  },
  {
    name: 'no-version-gate',
    zh: '读者不查版本',
    en: 'readers take events as they come',
    edits: [
      {
        file: GATE,
        search: `
      if (version <= last) return false;
      if (version > last + 1) throw new OutOfOrder(entity, id, last, version);`,
        replace: '',
      },
      { file: GATE, search: `if (steps.size > 0) await this.advance(client, [...steps.values()]);`, replace: '' },
    ],
    run: { commands: 2_000, faults: 20, seed: 4, kinds: ['cut', 'half-open'] },
  },
  {
    name: 'event-before-row',
    zh: '事件先于记录写入',
    en: 'the event is written by a statement before the row is locked',
    edits: [
      {
        file: SAVER,
        search: `const { rows } = await this.pool.query<{ id: string }>(saveStatement(this.schema, [entries]));`,
        replace: `for (const { change, book } of entries)
      for (const [nth, event] of book.events.entries())
        await this.pool.query(
          \`insert into "\${this.schema}"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at") values ($1, $2, $3, $4, $5, $6, $7, $8)\`,
          [event.id, change.entity, change.id, change.from + nth + 1, change.area, event.subject, JSON.stringify(event.envelope), book.now],
        );
    const { rows } = await this.pool.query<{ id: string }>(saveStatement(this.schema, [entries]));`,
      },
      {
        file: SAVE,
        search: `order by e."id", e."version"),`,
        replace: `where false order by e."id", e."version"),`,
      },
    ],
    run: { commands: 400, faults: 1, seed: 5, kinds: ['kill'] },
  },
  {
    name: 'reply-before-commit',
    zh: '先答复后提交',
    en: 'the reply leaves before the commit',
    edits: [
      {
        file: UNIT_OF_WORK,
        search: `await this.written([change], this.saver.save(entryOf(change, value)));`,
        replace: `this.saver.save(entryOf(change, value)).catch(() => undefined);
        this.committed();`,
      },
    ],
    run: { commands: 400, faults: 3, seed: 6, kinds: ['kill', 'cut'] },
  },
];
