import { Inject, Injectable } from '@nestjs/common';
import { JetStreamApiError, jetstreamManager, type ConsumerInfo, type JetStreamManager } from '@nats-io/jetstream';
import { DEMO_PARTNER, streamOf } from '@houzhai/contracts';
import { FEED_DURABLE, changeDurable, ensureDurable, feedDurable, feedStream, feedStreamConfig } from '@houzhai/messaging';
import { KIT, type Kit } from '@houzhai/service';
import { PLACE_REST, type Partner } from './partner.ts';
import { beginRestoring, keepingFeeds, listPartners } from './partner.store.ts';

/** As long as the stream of a feed keeps events. */
const FEED_KEEPS = { hours: 30 * 24 } as const;
/** The ledger has the time of whoever wrote it. */
const CLOCKS_DIFFER = { hours: 2 } as const;

/** How far a partner is behind its feed. */
export interface FeedState {
  readonly waiting: number;
  readonly unconfirmed: number;
  readonly oldest?: string;
  readonly lastFetch?: string;
}

/** The streams that hold feeds, and the one durable of each. */
@Injectable()
export class PartnerFeeds {
  private readonly kit: Kit;
  private mending: Promise<boolean> | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  /**
   * Makes what is missing of a partner's feed and filters its durable by what it may have. Safe to repeat. What a stream that is gone held
   * is given again, as nobody knows what of it the partner had confirmed. @param isNew it never had a stream
   */
  async ensure(partner: Partner, isNew = false): Promise<void> {
    const manager = await this.manager();
    const durable = feedDurable(partner.place, partner);
    const isThere = async (): Promise<boolean> => (await known(manager.streams.info(durable.stream))) !== undefined;
    if (!(await isThere())) {
      const own = await manager.streams.info(streamOf('command-center'));
      const add = () => manager.streams.add(feedStreamConfig(partner.place, own.config.num_replicas));
      if (isNew) await add();
      else
        await keepingFeeds(this.kit.pool, async () => {
          // Another replica may have found it gone at the same moment.
          if (await isThere()) return;
          // Before it is made: a crash in between leaves it to be noted once more.
          await this.restore(partner);
          await add();
        });
    }
    const there = await known(manager.consumers.info(durable.stream, durable.name));
    if (!there) {
      // Of several who are added to one place at this moment another may come first; whoever is not refused has the filter in the end.
      await ensureDurable(manager, durable);
    } else if (filterOf(there) !== [...durable.subjects].sort().join()) await changeDurable(manager, durable);
  }

  /**
   * Makes what is missing of any feed, soon; several who ask at one moment are one. Not to be waited for by whoever fills
   * or restores feeds. @returns whether all are there.
   */
  async mend(): Promise<boolean> {
    this.mending ??= this.ensureAll()
      .then(() => true)
      .catch((error: unknown) => {
        this.kit.log.warn({ err: error }, 'feeds not made; they are looked at again');
        return false;
      })
      .finally(() => {
        this.mending = undefined;
      });
    return this.mending;
  }

  /** What a crash left unmade or unfiltered, and what somebody who was refused a place has filtered by what they asked for. */
  async ensureAll(): Promise<void> {
    for (const partner of await listPartners(this.kit.pool)) if (partner.state === 'ACTIVE') await this.ensure(partner);
  }

  /** The feed of a new partner begins empty, whatever its place held. */
  async begin(partner: Partner): Promise<void> {
    const left = await known((await this.manager()).streams.info(feedStream(partner.place)));
    // What is younger is of somebody who is being added to the same place at this moment; one of the two is refused. The demonstration's
    // place may hold events of before partners were managed, which are its own.
    const isOld = left && Temporal.Instant.compare(Temporal.Instant.from(left.created), partner.since.subtract(PLACE_REST)) < 0;
    if (isOld && partner.name !== DEMO_PARTNER) await this.remove(partner.place);
    await this.ensure(partner, true);
  }

  /** Takes the feed of a place away with everything in it. */
  async remove(place: string): Promise<void> {
    const manager = await this.manager();
    await known(manager.streams.delete(feedStream(place)));
  }

  /** What lies in a partner's feed for it. */
  async state({ place }: Partner): Promise<FeedState> {
    const manager = await this.manager();
    const stream = feedStream(place);
    const reader = await known(manager.consumers.info(stream, FEED_DURABLE));
    if (!reader) return { waiting: 0, unconfirmed: 0 };
    const behind = reader.num_pending + reader.num_ack_pending > 0;
    const next = { seq: reader.ack_floor.stream_seq + 1, next_by_subj: `pub.${place}.>` };
    const oldest = behind ? await known(manager.streams.getMessage(stream, next)) : undefined;
    // An instant, and absent before the first fetch, whatever its type says.
    const lastFetch: unknown = reader.delivered.last_active;
    return {
      waiting: reader.num_pending,
      unconfirmed: reader.num_ack_pending,
      ...(oldest ? { oldest: oldest.timestamp } : {}),
      ...(typeof lastFetch === 'string' ? { lastFetch } : {}),
    };
  }

  private async restore({ id, name, since }: Partner): Promise<void> {
    const now = this.kit.clock.now();
    const [oldest, added] = [now.subtract(FEED_KEEPS), since.subtract(CLOCKS_DIFFER)];
    const from = Temporal.Instant.compare(oldest, added) > 0 ? oldest : added;
    await beginRestoring(this.kit.pool, id, from, now);
    this.kit.log.warn({ partner: name, from: from.toString() }, 'the feed of a partner is gone; giving it again from the ledger');
  }

  private manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.kit.nc, { checkAPI: false });
  }
}

const filterOf = ({ config: { filter_subject: one, filter_subjects: several = [] } }: ConsumerInfo): string =>
  [...several, ...(one === undefined ? [] : [one])].sort().join();

/** What the server has; undefined where it has none. */
async function known<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}
