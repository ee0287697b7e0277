import { Inject, Injectable } from '@nestjs/common';
import { ErasureOrdered, type Envelope } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import { destroyKeyStatement, type ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';

/** Destroys this service's key of whoever was erased: items, notes, words and evidence cannot be read from then on. */
@Injectable()
export class ErasureReactions {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Reacts('errands--erasure', [ErasureOrdered])
  async destroy(events: readonly Envelope[], tx: ReactionTx): Promise<void> {
    for (const { subject, actor, area, correlationid } of events) {
      const at = this.kit.clock.now().toString();
      const { text, values } = destroyKeyStatement('errands', { personId: subject, at, actor, area, traceId: correlationid });
      await tx.query(text, values);
    }
  }
}
