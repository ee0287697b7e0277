import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DEMO_PARTNER, DURABLES, streamOf } from '@houzhai/contracts';
import { bilingual } from '@houzhai/dev/say.ts';
import { FEED_DURABLE, feedStream } from '@houzhai/messaging';
import { SERVICES } from '@houzhai/dev/services.ts';
import type { Site } from './site.ts';

/** What is still under way; all zero when the platform has settled. */
export interface UnderWay {
  readonly pending: number;
  readonly undelivered: number;
  readonly unconfirmed: number;
}

export const isCalm = ({ pending, undelivered, unconfirmed }: UnderWay): boolean => pending + undelivered + unconfirmed === 0;

const LOOK_MS = 1_000;

/** Waits until nothing is under way any more, or nothing has moved for a while. @returns what is left, undefined when it cannot be seen. */
export async function settle(site: Site, witness: NatsConnection, patienceMs: number): Promise<UnderWay | undefined> {
  const began = performance.now();
  let last: UnderWay | undefined;
  let movedAt = performance.now();
  let calm = 0;
  while (performance.now() - movedAt < patienceMs) {
    const now = await underWay(site, witness).catch(() => undefined);
    if (JSON.stringify(now) !== JSON.stringify(last)) movedAt = performance.now();
    last = now;
    calm = now && isCalm(now) ? calm + 1 : 0;
    // Twice: between two looks a timer may have acted.
    if (calm === 2) return now;
    tell(now, (performance.now() - began) / 1000);
    await pause(LOOK_MS);
  }
  return last;
}

/**
 * Looks while the platform is settled and its processes stand still, so that nothing its timers and seals do comes between two queries.
 * @returns undefined where something was under way when they stopped: they go on, and it is to be tried again
 */
export async function lookStill<T>(site: Site, witness: NatsConnection, look: () => Promise<T>): Promise<T | undefined> {
  const pids = site.replicas.map(({ name }) => site.pid(name)).filter((pid) => pid !== undefined);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    const now = await underWay(site, witness).catch(() => undefined);
    return now && isCalm(now) ? await look() : undefined;
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}

function tell(now: UnderWay | undefined, seconds: number): void {
  const figures = now ? `${String(now.pending)} / ${String(now.undelivered)} / ${String(now.unconfirmed)}` : '…';
  const line = bilingual(`待发/待送/待确认 ${figures}`, `pending / undelivered / unconfirmed ${figures}`);
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${line}  ${seconds.toFixed(0)} s`);
  else if (Math.round(seconds) % 10 === 0) process.stderr.write(`  ${line}  ${seconds.toFixed(0)} s\n`);
}

async function underWay(site: Site, witness: NatsConnection): Promise<UnderWay> {
  // What a timer is to look at as soon as it can is under way too.
  const { rows } = await site.db.query<{ pending: number }>(
    [
      ...SERVICES.map(({ schema }) => `select count(*)::int as pending from "${schema}"."outbox" where "published_at" is null`),
      'select count(*)::int from "errands"."supply_wake"',
      'select count(*)::int from "census_screening"."isolation_supply" where "wake_at" is not null',
    ].join(' union all '),
  );
  const manager = await jetstreamManager(witness, { timeout: 3_000 });
  const readers = [
    ...DURABLES.flatMap(({ name, reads }) => reads.map(({ service }) => [streamOf(service), name] as const)),
    [feedStream(DEMO_PARTNER), FEED_DURABLE] as const,
  ];
  const infos = await Promise.all(readers.map(([stream, name]) => manager.consumers.info(stream, name)));
  return {
    pending: rows.reduce((sum, row) => sum + row.pending, 0),
    undelivered: infos.reduce((sum, info) => sum + info.num_pending, 0),
    unconfirmed: infos.reduce((sum, info) => sum + info.num_ack_pending, 0),
  };
}
