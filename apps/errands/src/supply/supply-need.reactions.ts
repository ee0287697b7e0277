import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import type { DataOf, Envelope } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import { uuidv7, type ReactionTx } from '@houzhai/persistence';
import { AT_ONCE, KIT, type Kit } from '@houzhai/service';

const EVENTS = [
  C.IsolationStarted,
  C.SupplyNeedRaised,
  C.IsolationReleased,
  C.IsolationConverted,
  C.IsolationTransferred,
  C.IsolationLost,
  C.IsolationCanceled,
] as const;

type Heard = Envelope<DataOf<(typeof EVENTS)[number]>>;

/** Remembers isolations as they are announced; each saying that supplies are missing, and each end, has the need looked at. */
@Injectable()
export class SupplyNeedReactions {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Reacts('errands--supply', EVENTS)
  async hear(events: readonly Heard[], tx: ReactionTx): Promise<void> {
    const now = this.kit.clock.now();
    for (const { type, subject, area, data } of events) {
      const isRaised = type === C.SupplyNeedRaised.type;
      const hasEnded = !(C.OPEN_ISOLATION_STATUSES as readonly string[]).includes(data.status);
      await tx.query(
        `insert into "errands"."isolated" as i ("id", "no", "person_id", "area", "path", "raised", "ended") values ($1, $2, $3, $4, $5, $6, $7)
         on conflict ("id") do update set "raised" = i."raised" + $6, "ended" = $7`,
        [subject, data.no, data.personId, area, data.path, isRaised ? 1 : 0, hasEnded],
      );
      if (isRaised || hasEnded)
        await tx.query(`insert into "errands"."supply_wake" ("id", "version", "need_id", "wake_at") values ($1, 0, $2, $3)`, [
          uuidv7(now.epochMilliseconds),
          subject,
          AT_ONCE,
        ]);
    }
  }
}
