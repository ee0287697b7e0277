import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { tickFever } from './fever.decide.ts';
import { feverChange, findFever } from './fever.store.ts';

/** Lets time act on fevers: a step that is late is said to be. */
@Injectable()
export class FeverTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    super(kit, {
      service: 'census-screening',
      schema: 'census_screening',
      table: 'fever',
      operation: 'FeverTimer',
      tick: async (id, version, call) => {
        const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findFever(work, id);
          const decided = loaded?.version === version ? tickFever(loaded.fever, work.now) : undefined;
          return decided ? work.save(feverChange(decided, version, work.now), { feverId: id }) : refuse('record.conflict', { version });
        });
        return outcome.ok;
      },
    });
  }
}
