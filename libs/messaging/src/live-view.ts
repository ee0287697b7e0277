import { randomUUID } from 'node:crypto';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { viewSubject, type Service } from '@houzhai/contracts';
import { z } from 'zod';
import { HEARTBEAT_MS, ViewPosition } from './view-position.ts';

/** Says that a row changed. It carries no row, so it cannot leak one: whoever may see it asks for it. */
export const Patch = z.object({
  /** Names a publisher since it began or may have missed something; everything must then be read again. */
  epoch: z.string(),
  /** Dense per subject within an epoch; a heartbeat repeats the last one. */
  rev: z.int(),
  id: z.string().optional(),
  version: z.int().optional(),
});
export type Patch = z.output<typeof Patch>;

/** Area every follower listens to besides its own. */
const EVERYBODY = 'a00';

/** What a publisher needs of a connection. */
type Outlet = Pick<NatsConnection, 'publish' | 'isClosed' | 'isDraining'>;

/** Publishes patches of one view; replicas may do so side by side. */
export class LiveViewPublisher {
  private epoch = randomUUID();
  private readonly revisions = new Map<string, number>();
  private readonly nc: Outlet;
  private readonly service: Service;
  private readonly view: string;
  private readonly timer: NodeJS.Timeout;

  constructor(nc: Outlet, service: Service, view: string) {
    this.nc = nc;
    this.service = service;
    this.view = view;
    this.timer = setInterval(() => {
      for (const [area, rev] of this.revisions) this.send(area, { epoch: this.epoch, rev });
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  /** Tells the readers of an area that a row is now at `version`. */
  changed(area: string, id: string, version: number): void {
    const rev = (this.revisions.get(area) ?? 0) + 1;
    this.revisions.set(area, rev);
    this.send(area, { epoch: this.epoch, rev, id, version });
  }

  /** Something may have been missed by everybody: this replica has just taken over, or does not know whether it told. */
  startAnew(): void {
    this.epoch = randomUUID();
    this.revisions.clear();
    this.revisions.set(EVERYBODY, 0);
    this.send(EVERYBODY, { epoch: this.epoch, rev: 0 });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private send(area: string, patch: Patch): void {
    // A service that stops drains first: publishing then fails.
    if (this.nc.isClosed() || this.nc.isDraining()) return;
    this.nc.publish(viewSubject(this.service, this.view, area), JSON.stringify(patch));
  }
}

/** What a follower of a view is told. */
export interface ViewListener {
  /** A row may have changed: ask for it. */
  changed(id: string, version: number): void;
  /** Something was missed: read the page again. */
  gap(): void;
}

/**
 * Follows a view in the given areas, watching the revisions: a jump, or a new publisher, is a gap.
 * @returns stops following.
 */
export function followView(
  nc: NatsConnection,
  service: Service,
  view: string,
  areas: readonly string[],
  listener: ViewListener,
): () => void {
  const position = new ViewPosition();
  const receive = (subject: string, bytes: Uint8Array): void => {
    const parsed = Patch.safeParse(safeJson(bytes));
    if (!parsed.success) return;
    const { epoch, rev, id, version } = parsed.data;
    if (position.misses(subject, { epoch, rev, isChange: id !== undefined }, performance.now())) listener.gap();
    else if (id !== undefined && version !== undefined) listener.changed(id, version);
  };
  const followed = areas.includes('*') || areas.includes(EVERYBODY) ? areas : [...areas, EVERYBODY];
  const subscriptions: Subscription[] = followed.map((area) =>
    nc.subscribe(viewSubject(service, view, area), {
      callback: (error, message) => {
        if (!error) receive(message.subject, message.data);
      },
    }),
  );
  return () => {
    for (const subscription of subscriptions) if (!subscription.isClosed()) subscription.unsubscribe();
  };
}

function safeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
