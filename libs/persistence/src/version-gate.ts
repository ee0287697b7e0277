import type { PoolClient } from 'pg';
import type { DecodedEvent } from './decoded-event.ts';

/** An event of a record came although one before it is missing. */
export class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder';
  readonly entity: string;
  readonly recordId: string;
  /** Number of the last event that was applied. */
  readonly have: number;
  constructor(entity: string, recordId: string, have: number, version: number) {
    super(`event ${String(version)} of ${entity} ${recordId} does not follow the last one applied, ${String(have)}`);
    this.entity = entity;
    this.recordId = recordId;
    this.have = have;
  }
}

/** Where a durable stands and how far it goes with a batch, for one record. */
interface Step {
  readonly entity: string;
  readonly id: string;
  readonly have: number | undefined;
  last: number;
}

/** What a durable has applied: which events, and up to which number of each record. */
export class VersionGate {
  private readonly schema: string;
  private readonly durable: string;

  constructor(schema: string, durable: string) {
    this.schema = schema;
    this.durable = durable;
  }

  /**
   * Lets those events through that were not applied before, in their order and each once, and remembers them in the same
   * transaction. @throws OutOfOrder when one would run ahead of a missing one; a record begins with event 1.
   */
  async pass<E extends DecodedEvent>(client: PoolClient, batch: readonly E[]): Promise<readonly E[]> {
    const unseen = await this.receive(client, batch);
    if (unseen.length === 0) return [];
    const have = await this.positions(client, unseen);
    const steps = new Map<string, Step>();
    const fresh = unseen.filter(({ contract: { entity }, event: { subject: id, aggregateversion: version } }) => {
      const key = `${entity} ${id}`;
      const step = steps.get(key);
      const last = step?.last ?? have.get(key) ?? 0;
      if (version <= last) return false;
      if (version > last + 1) throw new OutOfOrder(entity, id, last, version);
      if (step) step.last = version;
      else steps.set(key, { entity, id, have: have.get(key), last: version });
      return true;
    });
    if (steps.size > 0) await this.advance(client, [...steps.values()]);
    return fresh;
  }

  /** Passes over one event as if it had been applied. */
  async passOver(client: PoolClient, entity: string, recordId: string, version: number): Promise<void> {
    await client.query(
      `insert into "${this.schema}"."reader_version" as r ("durable", "entity", "record_id", "version") values ($1, $2, $3, $4)
       on conflict ("durable", "entity", "record_id") do update set "version" = greatest(r."version", excluded."version")`,
      [this.durable, entity, recordId, version],
    );
  }

  private async receive<E extends DecodedEvent>(client: PoolClient, batch: readonly E[]): Promise<readonly E[]> {
    const { rows } = await client.query<{ event_id: string }>({
      name: 'gate-receive',
      text: `insert into "${this.schema}"."received" ("durable", "event_id", "at")
       select $1, e.id::uuid, now() from json_array_elements_text($2::json) with ordinality as e(id, nth) order by e.nth on conflict do nothing returning "event_id"`,
      values: [this.durable, JSON.stringify(batch.map(({ event }) => event.id))],
    });
    const unseen = new Set(rows.map((row) => row.event_id));
    return batch.filter(({ event }) => unseen.delete(event.id));
  }

  private async positions(client: PoolClient, events: readonly DecodedEvent[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await client.query<{ entity: string; record_id: string; version: number }>({
      name: 'gate-positions',
      // `offset 0`: one by one by the key. PostgreSQL takes a durable it has not counted yet for a few records, and would read them all.
      text: `select r.* from unnest($2::text[], $3::uuid[]) as g(entity, id) cross join lateral (
         select "entity", "record_id", "version" from "${this.schema}"."reader_version"
         where "durable" = $1 and "entity" = g.entity and "record_id" = g.id offset 0) r`,
      values: [this.durable, events.map(({ contract }) => contract.entity), events.map(({ event }) => event.subject)],
    });
    return new Map(rows.map(({ entity, record_id: id, version }) => [`${entity} ${id}`, version]));
  }

  /** @throws OutOfOrder when another reader of the same durable has moved on meanwhile. */
  private async advance(client: PoolClient, steps: readonly Step[]): Promise<void> {
    const known = steps.filter(({ have }) => have !== undefined);
    const moved = known.length === 0 ? 0 : await this.move(client, known);
    const added =
      known.length === steps.length
        ? 0
        : await this.add(
            client,
            steps.filter(({ have }) => have === undefined),
          );
    const [first] = steps;
    if (first && moved + added < steps.length) throw new OutOfOrder(first.entity, first.id, first.have ?? 0, first.last);
  }

  private async move(client: PoolClient, steps: readonly Step[]): Promise<number> {
    const { rowCount } = await client.query({
      name: 'gate-move',
      text: `update "${this.schema}"."reader_version" r set "version" = g.last
       from unnest($2::text[], $3::uuid[], $4::int[], $5::int[]) as g(entity, id, have, last)
       where r."durable" = $1 and r."entity" = g.entity and r."record_id" = g.id and r."version" = g.have`,
      values: [this.durable, ...columnsOf(steps), steps.map(({ have }) => have), steps.map(({ last }) => last)],
    });
    return rowCount ?? 0;
  }

  private async add(client: PoolClient, steps: readonly Step[]): Promise<number> {
    const { rowCount } = await client.query({
      name: 'gate-add',
      text: `insert into "${this.schema}"."reader_version" ("durable", "entity", "record_id", "version")
       select $1, g.entity, g.id, g.last from unnest($2::text[], $3::uuid[], $4::int[]) as g(entity, id, last) on conflict do nothing`,
      values: [this.durable, ...columnsOf(steps), steps.map(({ last }) => last)],
    });
    return rowCount ?? 0;
  }
}

const columnsOf = (steps: readonly Step[]): [string[], string[]] => [steps.map(({ entity }) => entity), steps.map(({ id }) => id)];
