import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { cardChange, findCard } from './card.store.ts';
import { tickCard } from './custody.ts';

/** Lets time act on cards: one that is out longer than the policy allows is said so, once. */
@Injectable()
export class CardTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    super(kit, {
      service: 'errands',
      schema: 'errands',
      table: 'insurance_card',
      operation: 'CardTimer',
      tick: async (id, version, call) => {
        const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findCard(work, id);
          const decided = loaded?.version === version ? tickCard(loaded.card, work.now) : undefined;
          return decided
            ? work.save(await cardChange(kit.personKeys, decided, version), { cardId: id })
            : refuse('record.conflict', { version });
        });
        return outcome.ok;
      },
    });
  }
}
