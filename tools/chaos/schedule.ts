import { SERVICES, type Service } from '@houzhai/contracts';
import { chanceOf, type Chance } from '../../seeds/demo/chance.ts';

/** Who a fault meets; leaders are whoever leads at that moment. */
export type Victim =
  | { readonly who: 'postgres' | 'nats' | 'all-replicas' }
  | { readonly who: 'replica'; readonly service: Service; readonly nth: 1 | 2 }
  | { readonly who: 'relay-leader' | 'reader-leader'; readonly service: Service };

/** What is done to the platform, and for how long where it lasts (milliseconds). */
export type Deed =
  | { readonly kind: 'kill' }
  /** SIGSTOP, then SIGCONT. `dropped`: the database closes the stopped one's connections meanwhile. */
  | { readonly kind: 'stop'; readonly ms: number; readonly dropped: boolean }
  /** Every connection through the proxies is reset. */
  | { readonly kind: 'cut'; readonly server: 'postgres' | 'nats' }
  /** Every second connection to the database ends on the far side only; the near side hears nothing of it. */
  | { readonly kind: 'half-open'; readonly ms: number }
  | { readonly kind: 'stall'; readonly server: 'postgres' | 'nats'; readonly ms: number }
  | { readonly kind: 'slow'; readonly server: 'postgres' | 'nats'; readonly delayMs: number; readonly ms: number }
  /** The streams may not grow any further. */
  | { readonly kind: 'full'; readonly ms: number }
  /** The streams' files are gone when nats-server comes back. */
  | { readonly kind: 'lose-streams' }
  /** The replica is killed and comes back with another clock. */
  | { readonly kind: 'clock'; readonly offsetMs: number };

/** A fault: when the command with this number is sent, the deed is done. */
export interface Fault {
  readonly at: number;
  readonly victim: Victim;
  readonly deed: Deed;
}

const MINUTE = 60_000;

const replica = (chance: Chance): Victim => ({ who: 'replica', service: chance.oneOf(SERVICES), nth: chance.oneOf([1, 2] as const) });
const relay = (chance: Chance): Victim => ({
  who: 'relay-leader',
  service: chance.oneOf(['errands', 'errands', 'census-screening'] as const),
});
const READER: Victim = { who: 'reader-leader', service: 'command-center' };
const SERVERS = ['postgres', 'nats'] as const;
const POSTGRES: Victim = { who: 'postgres' };
const NATS: Victim = { who: 'nats' };
const ALL: Victim = { who: 'all-replicas' };

type Draw = (chance: Chance, long: boolean) => Omit<Fault, 'at'>;
const seconds = (chance: Chance, from: number, to: number): number => chance.between(from * 1000, to * 1000);

/** Every kind of fault there is; a schedule goes through all of them before it takes one again. */
const KINDS: readonly Draw[] = [
  (chance) => ({ victim: relay(chance), deed: { kind: 'kill' } }),
  () => ({ victim: READER, deed: { kind: 'kill' } }),
  (chance) => ({ victim: replica(chance), deed: { kind: 'kill' } }),
  () => ({ victim: NATS, deed: { kind: 'kill' } }),
  () => ({ victim: POSTGRES, deed: { kind: 'kill' } }),
  // Longer than a client waits for an answer; in long runs longer than the server waits for an ack.
  (chance, long) => ({ victim: relay(chance), deed: { kind: 'stop', ms: seconds(chance, 4, long ? 40 : 8), dropped: true } }),
  (chance, long) => ({ victim: READER, deed: { kind: 'stop', ms: seconds(chance, 4, long ? 40 : 8), dropped: true } }),
  (chance) => ({ victim: replica(chance), deed: { kind: 'stop', ms: seconds(chance, 2, 8), dropped: false } }),
  (chance, long) => ({ victim: NATS, deed: { kind: 'stop', ms: seconds(chance, 2, long ? 20 : 5), dropped: false } }),
  (chance, long) => ({ victim: POSTGRES, deed: { kind: 'stop', ms: seconds(chance, 2, long ? 20 : 5), dropped: false } }),
  (chance) => ({ victim: chance.oneOf([ALL, replica(chance)]), deed: { kind: 'cut', server: 'postgres' } }),
  (chance) => ({ victim: chance.oneOf([ALL, replica(chance)]), deed: { kind: 'cut', server: 'nats' } }),
  (chance) => ({ victim: relay(chance), deed: { kind: 'half-open', ms: seconds(chance, 3, 8) } }),
  (chance) => ({ victim: ALL, deed: { kind: 'stall', server: chance.oneOf(SERVERS), ms: seconds(chance, 2, 6) } }),
  (chance) => ({
    victim: ALL,
    deed: { kind: 'slow', server: chance.oneOf(SERVERS), delayMs: chance.between(20, 120), ms: seconds(chance, 2, 5) },
  }),
  (chance) => ({ victim: NATS, deed: { kind: 'full', ms: seconds(chance, 3, 8) } }),
  () => ({ victim: NATS, deed: { kind: 'lose-streams' } }),
  (chance) => ({ victim: replica(chance), deed: { kind: 'clock', offsetMs: chance.between(1, 90) * MINUTE } }),
  (chance) => ({ victim: replica(chance), deed: { kind: 'clock', offsetMs: -chance.between(1, 90) * MINUTE } }),
];

/** The faults of a run, spread over its commands. The same numbers give the same faults. @param kinds only these deeds */
export function scheduleOf(
  { commands, faults, seed }: { readonly commands: number; readonly faults: number; readonly seed: number },
  kinds?: readonly Deed['kind'][],
): readonly Fault[] {
  const chance = chanceOf(seed);
  const long = faults > KINDS.length;
  const drawn: Omit<Fault, 'at'>[] = [];
  while (drawn.length < faults) {
    const round = shuffled(chance, KINDS).map((draw) => draw(chance, long));
    drawn.push(...round.filter(({ deed }) => kinds === undefined || kinds.includes(deed.kind)));
  }
  return drawn
    .slice(0, faults)
    .map((fault, nth) => ({ ...fault, at: Math.floor(((nth + chance.between(20, 80) / 100) * commands) / Math.max(1, faults)) }));
}

function shuffled<T>(chance: Chance, list: readonly T[]): readonly T[] {
  const rest = [...list];
  return list.map(() => {
    const [taken] = rest.splice(chance.between(0, rest.length - 1), 1);
    if (taken === undefined) throw new RangeError('nothing left');
    return taken;
  });
}

/** A fault in one line: the victim and what happens to it. */
export const faultLine = ({ victim, deed }: Fault): string => `${victimText(victim)}: ${deedText(deed)}`;

const victimText = (victim: Victim): string => {
  switch (victim.who) {
    case 'replica':
      return `${victim.service}-${String(victim.nth)}`;
    case 'relay-leader':
    case 'reader-leader':
      return `${victim.who} ${victim.service}`;
    default:
      return victim.who;
  }
};

const lasting = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function deedText(deed: Deed): string {
  switch (deed.kind) {
    case 'kill':
      return 'kill -9';
    case 'stop':
      return `SIGSTOP ${lasting(deed.ms)}, SIGCONT${deed.dropped ? ', database connections gone meanwhile' : ''}`;
    case 'cut':
      return `connections to ${deed.server} cut`;
    case 'half-open':
      return `every second database connection half open ${lasting(deed.ms)}`;
    case 'stall':
      return `${deed.server} silent ${lasting(deed.ms)}`;
    case 'slow':
      return `${deed.server} ${String(deed.delayMs)} ms slower for ${lasting(deed.ms)}`;
    case 'full':
      return `JetStream full ${lasting(deed.ms)}`;
    case 'lose-streams':
      return 'killed, streams lost';
    case 'clock':
      return `killed, clock ${deed.offsetMs > 0 ? '+' : ''}${String(Math.round(deed.offsetMs / MINUTE))} min`;
  }
}
