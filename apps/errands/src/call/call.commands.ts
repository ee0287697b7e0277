import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import { SUBDISTRICT, refuse, type CallReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import * as C from '@houzhai/contracts';
import { checkPhone, formatBusinessNumber } from '@houzhai/identity-numbers';
import { dayOf } from '@houzhai/calendar';
import { Handles, type Call as Asked } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { getErrand } from '../errand/errand.store.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { happenedAt } from '../medicine/medicine-world.ts';
import { CallPolicyValues } from './call-policy.ts';
import type { Call, DecidedCall } from './call.ts';
import * as decide from './call.decide.ts';
import { getCall, saveCall, sealCallWords, type CallWords } from './call.store.ts';

type Place = Pick<Call, 'area' | 'path'>;

@Injectable()
export class CallCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof CallPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'call', shape: CallPolicyValues });
  }

  @Handles(C.AddCall)
  async add(input: InputOf<typeof C.AddCall>, call: Asked) {
    const at = happenedAt(input.occurredAt, call.now);
    if (!at) return refuse('record.happened-in-future', {});
    const place = input.callerId === undefined ? undefined : await this.neighbours.personPlace(input.callerId, call);
    if (place && !place.ok) return place;
    const { note, collectedBy } = input;
    return this.fresh(input, at, call, { note, collectedBy }, async (fresh, world, work) => {
      const loaded = await getErrand(work, input.errandId, call.caller);
      return loaded.ok ? decide.addCall(fresh, input.outcome, loaded.value.errand, world) : loaded;
    });
  }

  @Handles(C.PromiseCallBack)
  async promise(input: InputOf<typeof C.PromiseCallBack>, call: Asked) {
    const at = happenedAt(input.occurredAt, call.now);
    if (!at) return refuse('record.happened-in-future', {});
    const { callerId, note, collectedBy } = input;
    const known = callerId === undefined ? undefined : await this.neighbours.personPlace(callerId, call);
    if (known && !known.ok) return known;
    const checked = callerId !== undefined || input.phone === undefined ? undefined : checkPhone(input.phone);
    if (checked && !checked.ok) return refuse('person.phone-invalid', { rule: checked.reason });
    const phone = checked?.value.number;
    const place = known?.value ?? placeOf(input.area, call);
    return this.fresh(input, at, call, { note, phone, collectedBy }, (fresh, world) =>
      Promise.resolve(
        decide.promiseCallBack(
          { ...fresh, ...(input.callBy === undefined ? {} : { dueAt: Temporal.Instant.from(input.callBy) }) },
          { place, hasPhone: phone !== undefined },
          world,
        ),
      ),
    );
  }

  @Handles(C.TakeCallBack)
  take(input: InputOf<typeof C.TakeCallBack>, call: Asked) {
    return this.act(input, call, decide.takeCallBack);
  }

  @Handles(C.GiveCallBackBack)
  giveBack(input: InputOf<typeof C.GiveCallBackBack>, call: Asked) {
    return this.act(input, call, decide.giveCallBackBack);
  }

  @Handles(C.PostponeCallBack)
  postpone(input: InputOf<typeof C.PostponeCallBack>, call: Asked) {
    return this.act(input, call, (loaded, world) => decide.postponeCallBack(loaded, Temporal.Instant.from(input.callBy), world));
  }

  @Handles(C.CloseCallBack)
  close(input: InputOf<typeof C.CloseCallBack>, call: Asked) {
    return this.act(input, call, (loaded, world) => decide.closeCallBack(loaded, input.result, world));
  }

  /** A new call: who, when and under which number; then what the decision makes of it, with its words sealed. */
  private fresh<R extends RefusalCode>(
    input: { readonly callerId?: string | undefined; readonly channel: C.Channel },
    at: Temporal.Instant,
    call: Asked,
    words: CallWords,
    judge: (
      fresh: Pick<Call, 'id' | 'no' | 'channel' | 'callerId'>,
      world: decide.CallWorld,
      work: Work,
    ) => Promise<Outcome<DecidedCall, R>>,
  ): Promise<Outcome<CallReceipt, R>> {
    return this.kit.unitOfWork.run(call, async (work): Promise<Outcome<CallReceipt, R>> => {
      const { callerId, channel } = input;
      const draft = { id: uuidv7(work.now.epochMilliseconds), no: 'CL', channel, ...(callerId === undefined ? {} : { callerId }) };
      const decided = await judge(draft, { ...this.who(call, work), at, policy: await this.policies.inForce(work.now) }, work);
      if (!decided.ok) return decided;
      const day = dayOf(work.now).toString();
      const no = formatBusinessNumber({ prefix: 'CL', date: day, sequence: await this.numbers.next('CL', day) });
      const made = { ...decided.value, call: { ...decided.value.call, no } };
      return saveCall(work, made, 0, await sealCallWords(this.kit.personKeys, made.call, words));
    });
  }

  private act<R extends RefusalCode>(
    input: { readonly callId: string; readonly expectedVersion?: number | undefined },
    call: Asked,
    judge: (loaded: Call, world: Pick<decide.CallWorld, 'actor' | 'now'>) => Outcome<DecidedCall, R>,
  ): Promise<Outcome<CallReceipt, R>> {
    type Answer = Outcome<CallReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getCall(work.pool, input.callId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { version, sealed } = loaded.value;
      const decided = judge(loaded.value.call, this.who(call, work));
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      return saveCall(work, decided.value, version, sealed);
    });
  }

  private who({ caller }: Asked, work: Work): Pick<decide.CallWorld, 'actor' | 'now'> {
    return { actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] }, now: work.now };
  }
}

/** Where somebody lives whom the register does not know: as said, else the one area of whoever answers, else the whole subdistrict. */
function placeOf(area: string | undefined, { caller }: Asked): Place | undefined {
  if (area !== undefined) {
    const path = area === areaOf(SUBDISTRICT) ? SUBDISTRICT : `${SUBDISTRICT}/${area}`;
    return covers(caller, path) ? { area, path } : undefined;
  }
  const [path, another] = caller.kind === 'operator' ? caller.scope : [];
  return path === undefined || another !== undefined ? undefined : { area: areaOf(path), path };
}
