import { Inject, Injectable } from '@nestjs/common';
import { ok, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { supplyNoted } from './isolation-supply.store.ts';
import { ensureSupply } from './isolation.decide.ts';
import { findIsolation, isolationChange } from './isolation.store.ts';

/** Closes the supply need of a case once its errand has brought the supplies; a case that has ended or is ensured stays as it is. */
@Injectable()
export class IsolationSupplyTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    super(kit, {
      service: 'census-screening',
      schema: 'census_screening',
      table: 'isolation_supply',
      operation: 'IsolationSupplyTimer',
      tick: async (id, version, call) => {
        const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findIsolation(work, id);
          const decided = loaded && ensureSupply(loaded.isolation, 'ERRAND');
          if (loaded && decided?.ok)
            return work.saveTogether([isolationChange(decided.value, loaded.version, work.now, work.now)], { isolationId: id }, (client) =>
              supplyNoted(client, id, version),
            );
          await supplyNoted(kit.pool, id, version);
          return ok({ isolationId: id });
        });
        return outcome.ok;
      },
    });
  }
}
