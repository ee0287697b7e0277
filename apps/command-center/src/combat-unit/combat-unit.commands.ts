import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type CombatUnitReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, uuidv7, violatedUnique, type Work } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import { areaExists } from '../task-force/task-force.store.ts';
import * as decide from './combat-unit.decide.ts';
import type { DecidedUnit } from './combat-unit.decide.ts';
import { CombatUnitPolicyValues } from './combat-unit-policy.ts';
import { getUnit, isFit, keeps, unitChange, unitReceipt } from './combat-unit.store.ts';
import type { CombatUnit } from './combat-unit.ts';

interface Target {
  readonly combatUnitId: string;
  readonly expectedVersion?: number | undefined;
  readonly reason?: string | undefined;
}

/** Combat units: who answers for which part of a village, and how far they are. */
@Injectable()
export class CombatUnitCommands {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof CombatUnitPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'combat-unit', shape: CombatUnitPolicyValues });
  }

  @Handles(C.FormCombatUnit)
  async form(input: InputOf<typeof C.FormCombatUnit>, call: Call) {
    type Refused = (typeof C.FormCombatUnit)['refusals'][number];
    try {
      return await this.kit.unitOfWork.run<CombatUnitReceipt, Refused>(call, async (work) => {
        const { path } = input;
        const area = areaOf(path);
        if (!covers(call.caller, path) || !(await areaExists(work.pool, area))) return refuse('place.unknown', { path });
        if (!(await isFit(work.pool, input.headId, 'UNIT_HEAD', path))) return refuse('combat-unit.head-unfit', {});
        const decided = decide.formUnit({ id: uuidv7(work.now.epochMilliseconds), area, ...input });
        return work.save(unitChange(decided, 0), unitReceipt(decided, 0, call.caller));
      });
    } catch (error) {
      if (violatedUnique(error) === 'combat_unit_code') return refuse('combat-unit.code-taken', {});
      throw error;
    }
  }

  @Handles(C.SetUnitHead)
  setHead(input: InputOf<typeof C.SetUnitHead>, call: Call) {
    return this.act(input, call, async (unit, work): Promise<Outcome<DecidedUnit, (typeof C.SetUnitHead)['refusals'][number]>> => {
      const fit = await isFit(work.pool, input.headId, 'UNIT_HEAD', unit.path);
      return fit ? decide.setHead(unit, input.headId) : refuse('combat-unit.head-unfit', {});
    });
  }

  @Handles(C.LinkPartyMember)
  link(input: InputOf<typeof C.LinkPartyMember>, call: Call) {
    return this.act(input, call, async (unit, work): Promise<Outcome<DecidedUnit, (typeof C.LinkPartyMember)['refusals'][number]>> => {
      const { operatorId } = input;
      if (operatorId !== undefined && !(await isFit(work.pool, operatorId, 'PARTY_MEMBER', unit.path)))
        return refuse('combat-unit.member-unfit', {});
      return decide.linkMember(unit, input, await this.policies.inForce(work.now));
    });
  }

  @Handles(C.UnlinkPartyMember)
  unlink(input: InputOf<typeof C.UnlinkPartyMember>, call: Call) {
    return this.act(input, call, (unit) => decide.unlinkMember(unit, input));
  }

  @Handles(C.SetUnitDuty)
  setDuty(input: InputOf<typeof C.SetUnitDuty>, call: Call) {
    const { duty, what, dueAt } = input;
    const intent = { duty, what, dueAt: dueAt === undefined ? undefined : Temporal.Instant.from(dueAt) };
    return this.act(input, call, async (unit, work) => decide.setDuty(unit, intent, await this.policies.inForce(work.now)));
  }

  @Handles(C.ReportUnitDuty)
  report(input: InputOf<typeof C.ReportUnitDuty>, call: Call) {
    return this.act(input, call, (unit, { now }) => decide.reportDuty(unit, input, actorOf(call.caller), now));
  }

  @Handles(C.CloseCombatUnit)
  close(input: InputOf<typeof C.CloseCombatUnit>, call: Call) {
    return this.act(input, call, decide.closeUnit);
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (unit: CombatUnit, work: Work) => Outcome<DecidedUnit, R> | Promise<Outcome<DecidedUnit, R>>,
  ) {
    type Answer = Outcome<CombatUnitReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getUnit(work, input.combatUnitId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { unit, version } = loaded.value;
      if (!keeps(unit, call.caller)) return refuse('combat-unit.not-yours', {}) as unknown as Answer;
      const decided = await judge(unit, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const reason = input.reason === undefined ? undefined : await this.kit.personKeys.seal(unit.id, REASON, input.reason);
      return work.save(unitChange(decided.value, version, reason), unitReceipt(decided.value, version, call.caller));
    });
  }
}
