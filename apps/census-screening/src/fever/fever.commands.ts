import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type FeverReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { checkVehiclePlate } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { lookingAgain } from '../collisions.store.ts';
import { happenedAt } from '../decision.ts';
import { excludedFindings } from '../isolation/isolation-findings.store.ts';
import { findIsolation, openIsolationOf, writeSlots } from '../isolation/isolation.store.ts';
import { holding, personById, placeExists } from '../person/person.store.ts';
import { readingRow, type Taken } from '../readings.store.ts';
import { tenths } from '../temperature.ts';
import * as decide from './fever.decide.ts';
import type { FeverDecision, FeverWorld } from './fever.decide.ts';
import { isNoticed, type Fever } from './fever.ts';
import { FeverPolicyValues } from './fever-policy.ts';
import { feverChange, feverReceipt, getFever, ownPlates, type FeverWords } from './fever.store.ts';
import { ONE_FEVER, cameWith, sealedWords, suspected } from './fever-suspicions.store.ts';

interface Target {
  readonly feverId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
}

/** What goes along with a step: words to be sealed, a temperature, and whether it clears what was found in half-days. */
interface Along {
  readonly words?: FeverWords;
  readonly taken?: Pick<Taken, 'id' | 'celsius'>;
  readonly clears?: (fever: Fever) => boolean;
}

@Injectable()
export class FeverCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof FeverPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'fever', shape: FeverPolicyValues });
  }

  @Handles(C.SuspectFever)
  suspect(input: InputOf<typeof C.SuspectFever>, call: Call) {
    type Refused = (typeof C.SuspectFever)['refusals'][number];
    return lookingAgain([ONE_FEVER], () =>
      this.kit.unitOfWork.run<FeverReceipt, Refused>(call, async (work) => {
        const person = await personById(work.pool, input.personId);
        const path = input.path ?? person?.path;
        if (!person || path === undefined || !covers(call.caller, path)) return refuse('record.not-found', { entity: 'person' });
        if (person.keptNo !== null) return refuse('person.merged', { no: person.keptNo });
        if (!(await this.kit.personKeys.find([person.id])).has(person.id)) return refuse('person.erased', {});
        if (!(await placeExists(work.pool, path))) return refuse('place.unknown', { path });
        const at = happenedAt(input.occurredAt, work.now);
        if (!at) return refuse('record.happened-in-future', {});
        const { limitTenths, lowestMeasuredTenths } = await this.policies.inForce(at);
        const { temperature, instrument, symptoms, note, collectedBy } = input;
        if (temperature !== undefined && tenths(temperature) < lowestMeasuredTenths)
          return refuse('arrival.temperature-not-measured', { lowest: lowestMeasuredTenths });
        if (!isNoticed(input, { limitTenths })) return refuse('fever.nothing-noticed', { limit: limitTenths });
        const seal = this.sealing(person.id);
        const readingId = uuidv7(work.now.epochMilliseconds);
        const noticed = {
          place: 'PHONE' as const,
          ...(temperature === undefined ? {} : { readingId }),
          ...(await this.isolationOf(work, person.id)),
        };
        const { decided, from, change } = await suspected(
          { personId: person.id, area: areaOf(path), path },
          noticed,
          { symptoms, ...(note === undefined ? {} : { note }), ...(collectedBy === undefined ? {} : { collectedBy }) },
          at,
          work,
          { numbers: this.numbers, policies: this.policies, seal },
        );
        const taken = temperature === undefined ? [] : [{ id: readingId, celsius: temperature, instrument, method: 'PHONE' as const }];
        const rows = await Promise.all(taken.map((one) => this.reading(decided.fever, one, at, input, call, seal)));
        const saved = { ...change, also: [...(change.also ?? []), ...rows], holds: holding(person) };
        return work.save(saved, feverReceipt(decided, from, call.caller));
      }),
    );
  }

  /** Below the limit it ends here; what was found in half-days is cleared by that only if a doctor took it. */
  @Handles(C.RecheckTemperature)
  recheck(input: InputOf<typeof C.RecheckTemperature>, call: Call) {
    const readingId = uuidv7(call.now.epochMilliseconds);
    const { temperature } = input;
    const byDoctor = call.caller.kind === 'operator' && mayCall(C.JudgeFever.access, call.caller.roles);
    return this.act(input, call, (fever, at, world) => decide.recheckFever(fever, { temperature, readingId }, at, world), {
      taken: { id: readingId, celsius: temperature },
      clears: ({ ending }) => ending === 'EXCLUDED_AT_RECHECK' && byDoctor,
    });
  }

  @Handles(C.JudgeFever)
  judge(input: InputOf<typeof C.JudgeFever>, call: Call) {
    const { judgement, reason } = input;
    return this.act(input, call, (fever, at, world) => decide.judgeFever(fever, judgement, at, world), { words: { reason } });
  }

  @Handles(C.SendToClinic)
  async send(input: InputOf<typeof C.SendToClinic>, call: Call) {
    const checked = input.plate === undefined ? undefined : checkVehiclePlate(input.plate);
    if (checked && !checked.ok) return refuse('arrival.plate-invalid', { rule: checked.reason });
    const plate = checked?.value.plate;
    return this.act(
      input,
      call,
      async (fever, at, world) => {
        const own = plate === undefined ? [] : await ownPlates(this.kit.pool, this.kit.personKeys, fever.personId);
        return decide.sendFever(fever, { means: input.means, plate }, own, at, world);
      },
      { words: plate === undefined ? {} : { plate } },
    );
  }

  @Handles(C.RecordFeverResult)
  result(input: InputOf<typeof C.RecordFeverResult>, call: Call) {
    const { result, reason } = input;
    return this.act(input, call, decide.recordResult, { words: { result, reason }, clears: () => result === 'EXCLUDED' });
  }

  @Handles(C.CloseFever)
  close(input: InputOf<typeof C.CloseFever>, call: Call) {
    return this.act(input, call, decide.closeFever, { words: { reason: input.reason } });
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (fever: Fever, at: Temporal.Instant, world: FeverWorld) => FeverDecision<R> | Promise<FeverDecision<R>>,
    { words = {}, taken, clears = () => false }: Along,
  ) {
    type Answer = Outcome<FeverReceipt, R | 'fever.not-allowed-now' | 'fever.before-last-step'>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getFever(work, input.feverId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { fever, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const decided = await judge(fever, at, { now: work.now, policy: await this.policies.inForce(at) });
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const { collectedBy } = input;
      const seal = this.sealing(fever.personId);
      const sealed = await sealedWords({ ...words, ...(collectedBy === undefined ? {} : { collectedBy }) }, seal);
      const change = feverChange(decided.value, version, at, sealed);
      const rows = taken ? [await this.reading(fever, { ...taken, instrument: 'AXILLARY' }, at, input, call, seal)] : [];
      const { isolationId, slots } = decided.value.fever;
      const cleared =
        clears(decided.value.fever) && isolationId !== undefined
          ? await excludedFindings(isolationId, slots, words.reason, at, work, this.kit.personKeys)
          : undefined;
      return work.saveTogether(
        [{ ...change, also: [...(change.also ?? []), ...rows] }, ...(cleared ? [cleared.change] : [])],
        feverReceipt(decided.value, version, call.caller),
        cleared && ((client) => writeSlots(client, cleared.change.id, cleared.slots)),
      );
    });
  }

  private reading(
    { id: recordId, personId, area }: Fever,
    taken: Pick<Taken, 'id' | 'celsius' | 'instrument' | 'method'>,
    at: Temporal.Instant,
    { collectedBy }: Pick<Target, 'collectedBy'>,
    { caller }: Call,
    seal: (purpose: string, value: unknown) => Promise<Buffer>,
  ) {
    return readingRow({ ...taken, personId, place: 'FEVER', recordId, area, at, by: actorOf(caller), collectedBy }, seal);
  }

  /** The isolation a person is in, and with whom they came. */
  private async isolationOf(work: Work, personId: string): Promise<Pick<Fever, 'isolationId' | 'arrivalId' | 'partyId' | 'batchId'>> {
    const open = await openIsolationOf(work.pool, personId);
    if (!open) return {};
    const loaded = await findIsolation(work, open.id);
    return { isolationId: open.id, ...(await cameWith(work.pool, loaded?.isolation.arrivalId)) };
  }

  private sealing(personId: string): (purpose: string, value: unknown) => Promise<Buffer> {
    return (purpose, value) => this.kit.personKeys.seal(personId, purpose, value);
  }
}
