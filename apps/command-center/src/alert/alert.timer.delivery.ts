import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { tickAlert } from './alert.decide.ts';
import { alertChange, findAlert } from './alert.store.ts';

/** Lets time act on alerts: what nobody acknowledged is said to the command centre. */
@Injectable()
export class AlertTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    super(kit, {
      service: 'command-center',
      schema: 'command_center',
      table: 'alert',
      operation: 'AlertTimer',
      tick: async (id, version, call) => {
        const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findAlert(work, id);
          const decided = loaded?.version === version ? tickAlert(loaded.alert, work.now) : undefined;
          return decided ? work.save(alertChange(decided, version), { alertId: id }) : refuse('record.conflict', { version });
        });
        return outcome.ok;
      },
    });
  }
}
