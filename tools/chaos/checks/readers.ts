import type pg from 'pg';
import { DURABLES, RebuildProjection } from '@houzhai/contracts';
import { SERVICES } from '@houzhai/dev/services.ts';
import type { BenchOperator } from '../../bench/throwaway-stack.ts';
import { check, type Check } from './check.ts';
import type { OutboxEvent } from './database.ts';

/** Every durable has applied every event it reads, once, up to the record's last one. */
export async function checkReaders(db: pg.Pool, outbox: readonly OutboxEvent[]): Promise<readonly Check[]> {
  const unread: string[] = [];
  const behind: string[] = [];
  let of = 0;
  for (const { name, reader, reads } of DURABLES) {
    const schema = SERVICES.find((service) => service.name === reader)?.schema ?? '';
    const own = outbox.filter(({ service, entity }) => reads.some((read) => read.service === service && read.entities.includes(entity)));
    of += own.length;
    const received = await db.query<{ event_id: string }>(`select "event_id" from "${schema}"."received" where "durable" = $1`, [name]);
    const seen = new Set(received.rows.map(({ event_id }) => event_id));
    for (const { eventId } of own) if (!seen.delete(eventId)) unread.push(`${name} ${eventId}`);
    for (const id of seen) unread.push(`${name} ${id}: nobody wrote it`);
    const { rows } = await db.query<{ entity: string; record_id: string; version: number }>(
      `select "entity", "record_id", "version" from "${schema}"."reader_version" where "durable" = $1`,
      [name],
    );
    const have = new Map(rows.map((row) => [`${row.entity} ${row.record_id}`, row.version]));
    const wanted = new Map(own.map(({ entity, recordId, version }) => [`${entity} ${recordId}`, version]));
    for (const [record, version] of wanted)
      if (have.get(record) !== version) behind.push(`${name} ${record}: ${String(have.get(record))}, not ${String(version)}`);
  }
  return [
    check('received', '未读到的事件', 'events a durable has not applied', of, unread),
    check('reader', '读者版本不符', 'records a durable has at another version', of, behind),
  ];
}

/** The wall chart's copy is what the aggregates are; whoever was erased is not in it. */
export async function checkBoard(db: pg.Pool): Promise<Check> {
  const { rows: errands } = await db.query<{ id: string; wrong: boolean }>(
    `select coalesce(e."id", b."id") as id, e."id" is null or b."id" is null or e."version" <> b."version" or e."status" <> b."status"
       or e."area" <> b."area" or e."overdue" <> b."overdue" or e."is_open" <> b."is_open" or (e."done_at" is null) <> (b."done_at" is null) as wrong
     from "errands"."errand" e full join "command_center"."board_errand" b using ("id")`,
  );
  const { rows: persons } = await db.query<{ id: string; wrong: boolean }>(
    `select coalesce(p."id", b."id") as id, p."id" is null or b."id" is null or p."version" <> b."version" or p."area" <> b."area" as wrong
     from (select * from "census_screening"."person" where "erased_at" is null) p full join "command_center"."board_person" b using ("id")`,
  );
  return check('board', '挂图与实情不符', 'rows of the wall chart that differ', errands.length + persons.length, [
    ...errands.filter(({ wrong }) => wrong).map(({ id }) => `errand ${id}`),
    ...persons.filter(({ wrong }) => wrong).map(({ id }) => `person ${id}`),
  ]);
}

/** The wall chart built from the first event on is the one there was. */
export async function checkRebuilt(admin: BenchOperator): Promise<Check> {
  const rebuilt = await admin.client
    .command(RebuildProjection, { name: 'board' }, { deadlineMs: 120_000 })
    .then((outcome) => (outcome.ok ? outcome.value : { equal: false, events: 0, hashAfter: JSON.stringify(outcome.refusal) }));
  return check('rebuilt', '重建结果不同', 'rebuilt wall chart differs', rebuilt.events, rebuilt.equal ? [] : [rebuilt.hashAfter]);
}

/** Nothing waits for a person: no parked record, no message set aside. */
export async function checkSetAside(db: pg.Pool, outbox: readonly OutboxEvent[]): Promise<readonly Check[]> {
  const dead: string[] = [];
  for (const { schema } of SERVICES) {
    const { rows } = await db.query<{ durable: string; stream_seq: string; cause: string }>(
      `select "durable", "stream_seq", "cause" from "${schema}"."dead_letter"`,
    );
    for (const row of rows) dead.push(`${row.durable} ${row.stream_seq}: ${row.cause}`);
  }
  const parked = outbox.filter((event) => event.parked).map(({ entity, recordId }) => `${entity} ${recordId}`);
  const waiting = outbox.filter((event) => !event.published && !event.parked).map(({ entity, recordId }) => `${entity} ${recordId}`);
  return [
    check('pending', '待发', 'events still in the outbox', outbox.length, waiting),
    check('parked', '搁置的记录', 'parked records', outbox.length, parked),
    check('dead', '死信', 'dead letters', outbox.length, dead),
  ];
}
