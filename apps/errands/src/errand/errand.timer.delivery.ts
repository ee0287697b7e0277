import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import type { Call } from '@houzhai/messaging';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { tickErrand } from './errand.settle.decide.ts';
import { findErrand, saveErrand } from './errand.store.ts';
import { dueOf, wakeAt, type Errand } from './errand.ts';

/** Lets time act on errands: deadlines that passed, silence that confirms. */
@Injectable()
export class ErrandTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    const policies = errandPolicies(kit.pool);
    super(kit, {
      service: 'errands',
      schema: 'errands',
      table: 'errand',
      operation: 'ErrandTimer',
      tick: (id, version, call) => tick(kit, policies, id, version, call),
    });
  }
}

async function tick(kit: Kit, policies: ErrandPolicies, id: string, version: number, call: Call): Promise<boolean> {
  const { now } = call;
  const outcome = await kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
    const loaded = await findErrand(work, id, call.caller);
    if (loaded?.version !== version) return refuse('record.conflict', { version });
    const policy = await policies.inForce(now);
    const decided = tickErrand(loaded.errand, { actor: { id: 'service:errands', roles: [] }, now, policy });
    if (!decided) {
      await lookLater(kit, loaded.errand, version, now);
      return refuse('record.conflict', { version });
    }
    return saveErrand(work, kit.personKeys, loaded, decided);
  });
  return outcome.ok;
}

/** Nothing has come of this look, such as when a hold has used up its allowance: the deadline that runs now is looked at next. */
async function lookLater(kit: Kit, errand: Errand, version: number, now: Temporal.Instant): Promise<void> {
  const due = dueOf(errand, now);
  await kit.pool.query(`update "errands"."errand" set "due_stage" = $3, "due_at" = $4, "wake_at" = $5 where "id" = $1 and "version" = $2`, [
    errand.id,
    version,
    due?.stage ?? null,
    due?.at.toString() ?? null,
    wakeAt(errand, now)?.toString() ?? null,
  ]);
}
