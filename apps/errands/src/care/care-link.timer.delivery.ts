import { Inject, Injectable } from '@nestjs/common';
import { instantText, refuse, type Outcome } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { PolicyReader } from '@houzhai/persistence';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { tickCare } from './care-link.decide.ts';
import { wakeAt } from './care-link.ts';
import { careChange, careReceipt, getCare } from './care-link.store.ts';
import { CarePolicyValues } from './care-policy.ts';

/** Lets days pass over households: who was not heard of for too long is told, once. */
@Injectable()
export class CareLinkTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    const policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'care', shape: CarePolicyValues });
    super(kit, {
      service: 'errands',
      schema: 'errands',
      table: 'care_link',
      operation: 'CareLinkTimer',
      tick: (id, version, call) => tick(kit, policies, id, version, call),
    });
  }
}

async function tick(kit: Kit, policies: PolicyReader<typeof CarePolicyValues>, id: string, version: number, call: Call): Promise<boolean> {
  const { now } = call;
  const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
    const loaded = await getCare(work, id, call.caller);
    if (!loaded.ok || loaded.value.version !== version) return refuse('record.conflict', { version });
    const policy = await policies.inForce(now);
    const decided = tickCare(loaded.value.link, { now, policy });
    if (decided) return work.save(await careChange(work, kit.personKeys, policy, loaded.value, decided), careReceipt(decided, version + 1));
    const wake = wakeAt(loaded.value.link, policy, now);
    await kit.pool.query(`update "errands"."care_link" set "wake_at" = $3 where "id" = $1 and "version" = $2`, [
      id,
      version,
      wake ? instantText(wake) : null,
    ]);
    return refuse('record.conflict', { version });
  });
  return outcome.ok;
}
