import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import { RegisterCall, type InputOf, type Outcome, type OutputOf } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call as Asked } from '@houzhai/messaging';
import { BusinessNumbers, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { registered } from '../call/call.ts';
import { callChange, callReceipt } from '../call/call.store.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { errandChange, receiptOf } from './errand.store.ts';
import { Neighbours } from './neighbours.partner.ts';
import { NewErrands } from './new-errand.commands.ts';

type Registered = OutputOf<typeof RegisterCall>;

/** What somebody on the phone needs: the errand, and the call it came by. */
@Injectable()
export class ErrandByCallCommands {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  private readonly neighbours: Neighbours;
  private readonly numbers: BusinessNumbers;
  private readonly errands: NewErrands;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
    this.neighbours = new Neighbours(kit.client);
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.errands = new NewErrands(kit);
  }

  @Handles(RegisterCall)
  async register({ callerId, ...asked }: InputOf<typeof RegisterCall>, call: Asked) {
    const { beneficiaryId, occurredAt, collectedBy } = asked;
    const place = await this.neighbours.personPlace(beneficiaryId, call);
    if (!place.ok) return place;
    const isForAnother = callerId !== undefined && callerId !== beneficiaryId;
    const phones = isForAnother ? await this.neighbours.personPlace(callerId, call) : place;
    if (!phones.ok) return phones;
    const input = { ...asked, source: 'PHONE' as const, channel: 'PHONE' as const, ...(isForAnother ? { requesterId: callerId } : {}) };
    const { personKeys, unitOfWork } = this.kit;
    return unitOfWork.run(call, async (work): Promise<Outcome<Registered, (typeof RegisterCall)['refusals'][number]>> => {
      const by = actorOf(call.caller);
      const actor = { id: by, roles: call.caller.kind === 'operator' ? call.caller.roles : [] };
      const drafted = await this.errands.draft(
        input,
        place.value,
        { actor, now: work.now, policy: await this.policies.inForce(work.now) },
        work,
      );
      if (!drafted.ok) return drafted;
      const { decided, sealed } = drafted.value;
      const { id: errandId, no: errandNo, area, path } = decided.errand;
      const day = dayOf(work.now).toString();
      const made = registered({
        id: uuidv7(work.now.epochMilliseconds),
        no: formatBusinessNumber({ prefix: 'CL', date: day, sequence: await this.numbers.next('CL', day) }),
        area,
        path,
        at: occurredAt === undefined ? work.now : Temporal.Instant.from(occurredAt),
        outcome: 'NEW',
        channel: 'PHONE',
        ...(callerId === undefined ? {} : { callerId }),
        beneficiaryId,
        errandId,
        errandNo,
        by,
      });
      const from = { version: 0, sealed };
      return work.saveTogether(
        [await errandChange(work, personKeys, from, decided, { collectedBy }, occurredAt), callChange(made, 0, null)],
        { call: callReceipt(made.call, 1, call.caller), errand: receiptOf(work, decided.errand, decided.facts.length) },
      );
    });
  }
}
