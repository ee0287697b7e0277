import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '@houzhai/calendar';
import { ok, refuse, RequestErrand, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import type { Call } from '@houzhai/messaging';
import { BusinessNumbers, uuidv7, type Change, type Work } from '@houzhai/persistence';
import { KIT, WakingRecords, type Kit } from '@houzhai/service';
import { requestErrand } from '../errand/errand.decide.ts';
import { errandChange, findErrand } from '../errand/errand.store.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { findModule } from '../service-module/service-module.store.ts';
import { lookAtNeed, takeNeed } from './supply-need.decide.ts';
import { lookLater, lookedAt, needChange, needOfWake, type LoadedNeed } from './supply-need.store.ts';
import { supplyPolicies, type SupplyPolicies } from './supply-policy.store.ts';

type Refused = (typeof RequestErrand)['refusals'][number];

const ACTOR = { id: 'service:errands', roles: [] } as const;

/** Sees to it that a need that was raised has its errand, and that what came of the errand is told; each line until nothing is left to do. */
@Injectable()
export class SupplyNeedTimer extends WakingRecords {
  constructor(@Inject(KIT) kit: Kit) {
    const looking = new Looking(kit);
    super(kit, {
      service: 'errands',
      schema: 'errands',
      table: 'supply_wake',
      operation: 'SupplyNeedTimer',
      tick: (id, _version, call) => looking.look(id, call),
    });
  }
}

class Looking {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly errandPolicies: ErrandPolicies;
  private readonly policies: SupplyPolicies;

  constructor(kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.errandPolicies = errandPolicies(kit.pool);
    this.policies = supplyPolicies(kit.pool);
  }

  /** One step for a line; true while there may be another. What a step does stands in the version of the need: nothing is done twice. */
  async look(wakeId: string, call: Call): Promise<boolean> {
    const { pool, log, unitOfWork } = this.kit;
    const step = { ...call, commandId: `${call.commandId}:${randomUUID()}` };
    const outcome = await unitOfWork.run(step, async (work): Promise<Outcome<'step' | 'done', Refused>> => {
      const loaded = await needOfWake(pool, wakeId);
      if (!loaded) return ok('done');
      const { isolated, need, version } = loaded;
      const errand = need?.errandId === undefined ? undefined : await findErrand(work, need.errandId, call.caller);
      const todo = lookAtNeed(isolated, need, errand?.errand);
      if (todo.do === 'tell') return work.save(needChange(todo, version), 'step');
      if (todo.do === 'open-errand') {
        const opened = await this.openErrand(work, loaded);
        return opened.ok ? work.saveTogether(opened.value, 'step') : opened;
      }
      await lookedAt(pool, wakeId);
      return ok('done');
    });
    if (outcome.ok) return outcome.value === 'step';
    // A key that was destroyed comes back for nobody: there is nobody to bring anything to.
    if ((outcome.refusal.code as RefusalCode) === 'person.erased') await lookedAt(pool, wakeId);
    else {
      const { retrySeconds } = await this.policies.inForce(call.now);
      log.warn({ code: outcome.refusal.code, line: wakeId }, 'a supply need waits for its errand');
      await lookLater(pool, wakeId, call.now.add({ seconds: retrySeconds }));
    }
    return false;
  }

  private async openErrand(work: Work, { isolated, version }: LoadedNeed): Promise<Outcome<readonly Change[], Refused>> {
    const { moduleCode, kind, items, answers } = await this.policies.inForce(work.now);
    const module = await findModule(work.pool, moduleCode);
    if (!module) return refuse('service-module.unknown', { code: moduleCode });
    const input = RequestErrand.input.parse({
      beneficiaryId: isolated.personId,
      moduleCode,
      kind,
      items,
      answers,
      source: 'ISOLATION',
      channel: 'CONSOLE',
      despiteDuplicate: true,
    });
    const policy = await this.errandPolicies.inForce(work.now);
    const day = dayOf(work.now).toString();
    const { area, path, id: supplyOf, personId } = isolated;
    const no = formatBusinessNumber({ prefix: 'ER', date: day, sequence: await this.numbers.next('ER', day) });
    const facts = { id: uuidv7(work.now.epochMilliseconds), no, area, path, module, supplyOf, similar: [] };
    const drafted = requestErrand(input, facts, { actor: ACTOR, now: work.now, policy });
    if (!drafted.ok) return drafted;
    const sealed = await this.kit.personKeys.seal(personId, 'errand', { items, answers });
    const errand = await errandChange(work, this.kit.personKeys, { version: 0, sealed }, drafted.value);
    return { ok: true, value: [errand, needChange(takeNeed(isolated, facts), version)] };
  }
}
