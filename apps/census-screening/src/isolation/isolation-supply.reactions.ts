import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import type { DataOf, Envelope } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import type { ReactionTx } from '@houzhai/persistence';
import { AT_ONCE, KIT, type Kit } from '@houzhai/service';

const EVENTS = [C.SupplyNeedTaken, C.SupplyNeedMet, C.SupplyNeedUnmet] as const;

/** Keeps which errand brings the supplies of a case; once it has brought them, the case is woken. Who looks at the case sees it. */
@Injectable()
export class IsolationSupplyReactions {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Reacts('census-screening--supply', EVENTS)
  async told(events: readonly Envelope<DataOf<(typeof EVENTS)[number]>>[], tx: ReactionTx): Promise<void> {
    for (const { subject, aggregateversion, data } of events)
      await tx.query(
        `insert into "census_screening"."isolation_supply" ("id", "version", "errand_id", "errand_no", "status", "wake_at")
         values ($1, $2, $3, $4, $5, $6)
         on conflict ("id") do update set "version" = $2, "errand_id" = $3, "errand_no" = $4, "status" = $5, "wake_at" = $6`,
        [subject, aggregateversion, data.errandId, data.errandNo, data.status, data.status === 'MET' ? AT_ONCE : null],
      );
    tx.afterCommit(() => {
      for (const { subject, area, aggregateversion } of events) this.kit.live('isolation').changed(area, subject, aggregateversion);
    });
  }
}
