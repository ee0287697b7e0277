import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { tickIsolation } from './isolation.decide.ts';
import { findIsolation, isolationChange, writeSlots } from './isolation.store.ts';

/** Lets time act on isolations: half-days nobody recorded count as missed. */
@Injectable()
export class IsolationTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    super(kit, {
      service: 'census-screening',
      schema: 'census_screening',
      table: 'isolation',
      operation: 'IsolationTimer',
      tick: async (id, version, call) => {
        const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findIsolation(work, id);
          const decided = loaded?.version === version ? tickIsolation(loaded.isolation, work.now) : undefined;
          if (!decided) return refuse('record.conflict', { version });
          return work.saveTogether([isolationChange(decided, version, work.now, work.now)], { isolationId: id }, (client) =>
            writeSlots(client, id, decided.changed),
          );
        });
        return outcome.ok;
      },
    });
  }
}
