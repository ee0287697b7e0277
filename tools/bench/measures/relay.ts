import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type pg from 'pg';
import { AcceptErrand, streamOf } from '@houzhai/contracts';
import { compared, secondsFor, told, until, type Measure } from '../measure.ts';

const ROUNDS = 5;
/** Runs before the first round, not counted. */
const WARM_UP = 1;
const EVENTS = 5_000;
/** As many publishes as the relay has under way. */
const IN_FLIGHT = 128;
const STREAM = streamOf('errands');
/** A kind of record nobody reads: the relay is measured, not its readers. */
const ENTITY = 'bench';

interface Event {
  readonly id: string;
  readonly record: string;
  readonly subject: string;
  readonly body: string;
}

/** Events per second from the outbox into JetStream and marked, against bare publishes that wait for the same acknowledgement. */
export const relay: Measure = {
  name: 'relay',
  goals: [{ figure: 'ratio', atLeast: 0.8 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const nc = await stack.nats('errands');
    const js = jetstream(nc);
    const manager = await jetstreamManager(await stack.nats('platform'));
    const stored = async (): Promise<number> => (await manager.streams.info(STREAM)).state.messages;
    const rates: { ours: number; bare: number }[] = [];
    for (let round = 0; round < ROUNDS + WARM_UP; round++) {
      const before = await stored();
      await enter(db, events());
      const began = performance.now();
      nc.publish('int.errands.outbox');
      await until(() => isEmpty(db), 5);
      const ours = (performance.now() - began) / 1000;
      if ((await stored()) !== before + EVENTS) throw new Error('not every event is in the stream');
      const bare = await secondsFor(events(), IN_FLIGHT, ({ id, subject, body }) =>
        js.publish(subject, body, { msgID: id, timeout: 5_000 }),
      );
      rates.push({ ours: EVENTS / ours, bare: EVENTS / bare });
      told(JSON.stringify(rates.at(-1), (_, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)));
    }
    const counted = rates.slice(WARM_UP);
    return {
      figures: compared(counted),
      unit: '1/s',
    };
  },
};

/** Events of as many records, as large as those of errands. */
const events = (): readonly Event[] =>
  Array.from({ length: EVENTS }, () => {
    const id = randomUUID();
    const record = randomUUID();
    const envelope = {
      specversion: '1.0',
      id,
      source: '/houzhai/errands',
      type: `evt.errands.${ENTITY}.accepted.v1`,
      subject: record,
      time: '2020-02-14T01:30:00Z',
      datacontenttype: 'application/json',
      aggregateversion: 1,
      correlationid: '4bf92f3577b34da6a3ce929d0e0e4736',
      causationid: id,
      actor: record,
      area: 'a07',
      occurredat: '2020-02-14T01:30:00Z',
      data: {
        standing: { no: 'ER-20200214-0001-1', moduleCode: 'standing-2', kind: 'MEDICINE', ...AcceptErrand.examples[0], agentId: record },
      },
    };
    return { id, record, subject: `evt.errands.${ENTITY}.${record}.accepted.v1.a07`, body: JSON.stringify(envelope) };
  });

/** Puts events into the outbox, as a command that writes many records does. */
async function enter(db: pg.Pool, all: readonly Event[]): Promise<void> {
  await db.query(
    `insert into "errands"."outbox" ("event_id", "entity", "record_id", "version", "area", "subject", "envelope", "recorded_at")
     select id, $1, record, 1, 'a07', subject, body, now() from unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[]) as e(id, record, subject, body)`,
    [ENTITY, all.map(({ id }) => id), all.map(({ record }) => record), all.map(({ subject }) => subject), all.map(({ body }) => body)],
  );
}

async function isEmpty(db: pg.Pool): Promise<boolean> {
  const { rows } = await db.query<{ pending: boolean }>(
    `select exists (select 1 from "errands"."outbox" where "published_at" is null and "parked_at" is null) as pending`,
  );
  return rows[0]?.pending === false;
}
