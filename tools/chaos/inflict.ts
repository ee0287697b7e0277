import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, Victim } from './schedule.ts';
import type { Replica, Site } from './site.ts';
import type { TcpProxy } from './tcp-proxy.ts';

/** Room the streams have left when they are to become full, bytes. */
const LAST_BYTES = 128 * 1024;

/** Does what a fault says, to its end. @returns whom it met, where the fault does not say. */
export async function inflict(site: Site, { victim, deed }: Fault): Promise<string> {
  const met = await meet(site, victim);
  const replicas = site.replicas.filter(({ name }) => met.includes(name));
  const proxies = (server: 'postgres' | 'nats'): readonly TcpProxy[] =>
    replicas.map((replica) => (server === 'postgres' ? replica.database : replica.nats));
  switch (deed.kind) {
    case 'kill':
      for (const name of met) signal(site, name, 'SIGKILL');
      break;
    case 'stop':
      await stopped(site, met, deed.ms, deed.dropped ? proxies('postgres') : []);
      break;
    case 'cut':
      for (const proxy of proxies(deed.server)) proxy.cut();
      break;
    case 'half-open':
      for (const proxy of proxies('postgres')) proxy.halfOpen((nth) => nth % 2 === 0);
      await pause(deed.ms);
      for (const proxy of proxies('postgres')) proxy.cutHalves();
      break;
    case 'stall':
      for (const proxy of proxies(deed.server)) proxy.stall(true);
      await pause(deed.ms);
      for (const proxy of proxies(deed.server)) proxy.stall(false);
      break;
    case 'slow':
      for (const proxy of proxies(deed.server)) proxy.slow(deed.delayMs);
      await pause(deed.ms);
      for (const proxy of proxies(deed.server)) proxy.slow(0);
      break;
    case 'full':
      await full(site, deed.ms);
      break;
    case 'lose-streams':
      await loseStreams(site);
      break;
    case 'clock':
      for (const replica of replicas) {
        replica.clockOffsetMs = deed.offsetMs;
        signal(site, replica.name, 'SIGKILL');
      }
  }
  return victim.who.endsWith('-leader') ? met.join(' ') : '';
}

/** Whom a victim means at this moment. */
async function meet(site: Site, victim: Victim): Promise<readonly string[]> {
  switch (victim.who) {
    case 'postgres':
    case 'nats':
      return [victim.who];
    case 'all-replicas':
      return site.replicas.map(({ name }) => name);
    case 'replica':
      return [`${victim.service}-${String(victim.nth)}`];
    case 'relay-leader':
    case 'reader-leader': {
      const own = site.replicas.filter(({ service }) => service === victim.service);
      const leader = await leaderAmong(site, own, victim.who === 'relay-leader' ? 'lock relay%' : 'lock durable%');
      return [(leader ?? own[0])?.name ?? ''];
    }
  }
}

/** The replica through whose proxy the holder of such a lock is connected. */
async function leaderAmong(site: Site, replicas: readonly Replica[], application: string): Promise<Replica | undefined> {
  const { rows } = await site.db
    .query<{ port: number }>(
      `select distinct a."client_port" as port from pg_locks l join pg_stat_activity a using ("pid")
       where l."locktype" = 'advisory' and l."granted" and a."application_name" like $1`,
      [application],
    )
    .catch(() => ({ rows: [] }));
  return replicas.find(({ database }) => rows.some(({ port }) => database.carries(port)));
}

function signal(site: Site, name: string, which: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT', known?: number): number | undefined {
  const pid = known ?? site.pid(name);
  if (pid === undefined) return undefined;
  try {
    process.kill(pid, which);
    return pid;
  } catch {
    // It died by itself or by another fault.
    return undefined;
  }
}

/** PostgreSQL is many processes; stopping the one that started them is not enough. */
async function stopped(site: Site, names: readonly string[], ms: number, dropped: readonly TcpProxy[]): Promise<void> {
  const pids = new Map<number, string>();
  for (const name of names) {
    const pid = signal(site, name, 'SIGSTOP');
    if (pid === undefined) continue;
    pids.set(pid, name);
    if (name === 'postgres') for (const child of childrenOf(pid)) if (signal(site, name, 'SIGSTOP', child)) pids.set(child, name);
  }
  await pause(200);
  for (const proxy of dropped) proxy.halfOpen(() => true);
  await pause(ms);
  for (const [pid, name] of pids) signal(site, name, 'SIGCONT', pid);
  await pause(200);
  for (const proxy of dropped) proxy.cutHalves();
}

/** Tries for a minute: other faults may be in the way. @throws what it threw last */
async function until<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 60_000; ; await pause(200)) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

async function full(site: Site, ms: number): Promise<void> {
  const bytes = await until(() => site.streamBytes());
  site.maxFileStore = bytes + LAST_BYTES;
  signal(site, 'nats', 'SIGKILL');
  await pause(ms);
  site.maxFileStore = undefined;
  // One that is just starting may have read the limit; it is there only when it has started.
  await until(async () => {
    if (signal(site, 'nats', 'SIGKILL') === undefined) throw new Error('nats-server is not back yet');
  });
}

/** Nobody makes them anew but the platform itself. */
async function loseStreams(site: Site): Promise<void> {
  site.loseStreams();
  await until(async () => {
    if (!site.willLoseStreams()) return;
    signal(site, 'nats', 'SIGKILL');
    throw new Error('nats-server has kept its streams');
  });
}

/** Processes that were started by this one; none where there is no /proc. */
function childrenOf(pid: number): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);
}
