import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers, type OpenedKey } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type ArrivalReceipt, type InputOf, type Outcome } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { checkVehiclePlate, formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Change } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import { lookingAgain } from '../collisions.store.ts';
import { happenedAt, type OperatorFacts } from '../decision.ts';
import { EscortPolicyValues } from '../escort/escort-policy.ts';
import { FeverPolicyValues } from '../fever/fever-policy.ts';
import { ONE_FEVER, suspected } from '../fever/fever-suspicions.store.ts';
import { IsolationPolicyValues } from '../isolation/isolation-policy.ts';
import { ordered } from '../isolation/isolation-orders.store.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { checkPerson, type Person } from '../person/person.ts';
import { holding, personColumns } from '../person/person.store.ts';
import { readingRow } from '../readings.store.ts';
import { tenths } from '../temperature.ts';
import type { Arrival } from './arrival.ts';
import { disposeArrival } from './arrival.decide.ts';
import { ArrivalPolicyValues } from './arrival-policy.ts';
import { ORIGIN, arrivalChange, dutyReceipt, getArrivals, partyExists, seesArrival, type Origin } from './arrival.store.ts';
import { findingRegistrations, type KnownArriving } from './registration.store.ts';
import { acceptLate, passOn, settle, type DecidedArrival } from './custody.ts';

/** What somebody else may have entered in between: the document, the person on their way, a fever of theirs. */
const ONLY_ONE = ['person_document_index', 'arrival_person_open', ONE_FEVER];

const MS_PER_MINUTE = 60_000;

type Refused = (typeof C.RegisterArrival)['refusals'][number];

/** Whom an arrival is about: somebody the register has, or somebody who is entered with it. */
interface Subject {
  readonly id: string;
  readonly key: OpenedKey;
  readonly known?: KnownArriving;
  readonly entered?: (no: string) => Change;
}

@Injectable()
export class ArrivalCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly neighbours: Neighbours;
  private readonly registrations: ReturnType<typeof findingRegistrations>;
  private readonly policies: PolicyReader<typeof ArrivalPolicyValues>;
  private readonly escortPolicies: PolicyReader<typeof EscortPolicyValues>;
  private readonly isolations: PolicyReader<typeof IsolationPolicyValues>;
  private readonly fevers: PolicyReader<typeof FeverPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.neighbours = new Neighbours(kit.client);
    this.registrations = findingRegistrations(kit.pool, kit.sealer);
    const parts = { pool: kit.pool, schema: 'census_screening' };
    this.policies = new PolicyReader({ ...parts, policy: 'arrival', shape: ArrivalPolicyValues });
    this.escortPolicies = new PolicyReader({ ...parts, policy: 'escort', shape: EscortPolicyValues });
    this.isolations = new PolicyReader({ ...parts, policy: 'isolation', shape: IsolationPolicyValues });
    this.fevers = new PolicyReader({ ...parts, policy: 'fever', shape: FeverPolicyValues });
  }

  @Handles(C.RegisterArrival)
  register(input: InputOf<typeof C.RegisterArrival>, call: Call): Promise<Outcome<ArrivalReceipt, Refused>> {
    return lookingAgain(ONLY_ONE, () => this.registerOnce(input, call));
  }

  private registerOnce(input: InputOf<typeof C.RegisterArrival>, call: Call): Promise<Outcome<ArrivalReceipt, Refused>> {
    return this.kit.unitOfWork.run<ArrivalReceipt, Refused>(call, async (work) => {
      const today = dayOf(work.now);
      const at = happenedAt(input.occurredAt, work.now);
      const policy = await this.policies.inForce(at ?? work.now);
      const checked = input.personId === undefined ? checkPerson({ ...input, path: input.destination }, today) : undefined;
      const {
        checkpoint: loaded,
        isPlace,
        person: found,
      } = await this.registrations({
        checkpointId: input.checkpointId,
        destination: input.destination,
        documentNo: checked?.ok ? checked.value.documentNo : undefined,
        personId: input.personId,
        since: Temporal.Instant.fromEpochMilliseconds((at ?? work.now).epochMilliseconds - policy.againAfterMinutes * MS_PER_MINUTE),
        until: at ?? work.now,
      });
      if (!loaded || !covers(call.caller, loaded.checkpoint.path)) return refuse('checkpoint.unknown', {});
      const { checkpoint } = loaded;
      if (checkpoint.status === 'CLOSED') return refuse('checkpoint.closed', {});
      if (!at) return refuse('record.happened-in-future', {});
      const plate = input.plate === undefined ? undefined : checkVehiclePlate(input.plate);
      if (plate && !plate.ok) return refuse('arrival.plate-invalid', { rule: plate.reason });
      if (!isPlace) return refuse('place.unknown', { path: input.destination });
      if (input.partyId !== undefined && !(await partyExists(work.pool, input.partyId, checkpoint.id)))
        return refuse('arrival.party-unknown', {});
      const disposed = disposeArrival(input, at, policy);
      if (!disposed.ok) return disposed;
      const subject = checked?.ok === false ? checked : this.subject(checked?.value, found, input.destination, call);
      if (!subject.ok) return subject;
      const { id: personId, key, known, entered } = subject.value;
      if (known?.arrivedAs !== undefined) return refuse('arrival.already-registered', { no: known.arrivedAs });

      const { disposition, risk, why, custody, stays, healthCode } = disposed.value;
      const id = uuidv7(work.now.epochMilliseconds);
      const [no, personNo] = await Promise.all([this.nextNo('AR', today), known?.no ?? this.nextNo('PE', today)]);
      const arrival: Arrival = {
        id,
        no,
        partyId: input.partyId ?? id,
        personId,
        checkpointId: checkpoint.id,
        checkpointCode: checkpoint.code,
        checkpointPath: checkpoint.path,
        arrivedAt: at,
        area: areaOf(input.destination),
        destination: input.destination,
        disposition,
        risk,
        why,
        policyVersion: policy.version,
        healthCode,
        homePossible: input.homePossible,
        custody,
      };
      const origin: Origin = {
        stays: stays.map(({ region, from, to, risk: own }) => ({ region, from: from.toString(), to: to.toString(), risk: own })),
        ...(input.temperature === undefined ? {} : { temperature: tenths(input.temperature) / 10 }),
        instrument: input.instrument,
        symptoms: input.symptoms,
        ...(plate ? { plate: plate.value.plate } : {}),
      };
      const seal = (purpose: string, value: unknown): Buffer => key.seal(purpose, JSON.stringify(value));
      const readingId = uuidv7(work.now.epochMilliseconds);
      const reading =
        origin.temperature === undefined
          ? []
          : [
              await readingRow(
                {
                  id: readingId,
                  personId,
                  place: 'CHECKPOINT',
                  recordId: id,
                  area: arrival.area,
                  celsius: origin.temperature,
                  instrument: input.instrument,
                  at,
                  by: actorOf(call.caller),
                  collectedBy: input.collectedBy,
                },
                seal,
              ),
            ];
      const fever = disposed.value.fever
        ? await suspected(
            { personId, area: arrival.area, path: arrival.destination },
            {
              place: 'GATE',
              atPath: checkpoint.path,
              arrivalId: id,
              partyId: arrival.partyId,
              ...(reading.length > 0 ? { readingId } : {}),
            },
            { symptoms: input.symptoms },
            at,
            work,
            { numbers: this.numbers, policies: this.fevers, seal },
          )
        : undefined;
      const own = arrivalChange(
        { arrival, fact: { fact: 'registered', policyVersion: policy.version } },
        { version: 0, sealed: seal(ORIGIN, origin) },
        at,
      );
      const receipt: ArrivalReceipt = {
        arrivalId: id,
        no: arrival.no,
        partyId: arrival.partyId,
        personId,
        personNo,
        known: known !== undefined,
        disposition,
        risk,
        why,
        custody,
        policyVersion: policy.version,
        version: 1,
        area: arrival.area,
      };
      const change: Change = { ...own, also: reading, holds: known && holding(known) };
      const besides = [...(entered ? [entered(personNo)] : []), ...(fever ? [fever.change] : [])];
      return besides.length === 0 ? work.save(change, receipt) : work.saveTogether([...besides, change], receipt);
    });
  }

  /** Whom it is about: by id, by an exact document, else somebody new. Only an exact document links by itself. */
  private subject(
    person: Person | undefined,
    known: KnownArriving | undefined,
    destination: string,
    call: Call,
  ): Outcome<Subject, 'person.unknown' | 'person.erased' | 'person.merged'> {
    const { sealer } = this.kit;
    if (known) {
      const isSeen = person !== undefined || covers(call.caller, known.path) || covers(call.caller, destination);
      if (!isSeen) return refuse('person.unknown', {});
      if (known.keptNo !== null) return refuse('person.merged', { no: known.keptNo });
      if (!known.wrapped) return refuse('person.erased', {});
      return { ok: true, value: { id: known.id, key: sealer.opened(known.wrapped, known.id), known } };
    }
    if (!person) return refuse('person.unknown', {});
    const id = uuidv7(call.now.epochMilliseconds);
    const key = sealer.newKey(id);
    const entered = (no: string): Change => ({
      table: 'person',
      entity: 'person',
      id,
      area: areaOf(person.path),
      from: 0,
      columns: personColumns(sealer, key, no, person, call.now),
      events: [{ contract: C.PersonRegistered, data: { path: person.path, documentKind: person.documentKind } }],
      also: [{ table: 'person_key', columns: { person_id: id, wrapped: key.wrapped } }],
    });
    return { ok: true, value: { id, key, entered } };
  }

  private async nextNo(prefix: 'AR' | 'PE', today: Temporal.PlainDate): Promise<string> {
    const date = today.toString();
    return formatBusinessNumber({ prefix, date, sequence: await this.numbers.next(prefix, date) });
  }

  @Handles(C.PassOnDuty)
  async passOn(input: InputOf<typeof C.PassOnDuty>, call: Call) {
    const owner = await this.neighbours.operator(input.ownerId, call);
    if (!owner.ok) return owner;
    return this.onDuty(input, call, (arrival) => passOn(arrival, owner.value.operatorId));
  }

  @Handles(C.SettleDuty)
  settle(input: InputOf<typeof C.SettleDuty>, call: Call) {
    return this.onDuty(input, call, (arrival) => settle(arrival, input.outcome));
  }

  @Handles(C.AcceptLate)
  async acceptLate(input: InputOf<typeof C.AcceptLate>, call: Call) {
    const receiver = await this.neighbours.operator(input.receiverId, call);
    if (!receiver.ok) return receiver;
    return this.onDuty(
      input,
      call,
      async (arrival, now): Promise<Outcome<DecidedArrival, 'arrival.no-open-duty' | 'escort.receiver-unfit'>> => {
        const { receiverRoles } = await this.escortPolicies.inForce(now);
        return mayReceive(receiver.value, arrival, receiverRoles)
          ? acceptLate(arrival, receiver.value.operatorId)
          : refuse('escort.receiver-unfit', { area: arrival.area });
      },
    );
  }

  private onDuty<R extends C.RefusalCode>(
    input: {
      readonly arrivalId: string;
      readonly expectedVersion?: number | undefined;
      readonly occurredAt?: string | undefined;
      readonly reason: string;
    },
    call: Call,
    decide: (arrival: Arrival, now: Temporal.Instant) => Outcome<DecidedArrival, R> | Promise<Outcome<DecidedArrival, R>>,
  ) {
    type Answer = Outcome<C.ArrivalDutyReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const found = await getArrivals(work, [input.arrivalId], call.caller);
      if (!found.ok) return found as Answer;
      const [loaded] = found.value;
      if (!loaded || !seesArrival(call.caller, loaded.arrival)) return refuse('record.not-found', { entity: 'arrival' }) as Answer;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const decided = await decide(loaded.arrival, work.now);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== loaded.version)
        return refuse('record.conflict', { version: loaded.version }) as Answer;
      const sealedReason = (await this.kit.personKeys.seal(loaded.arrival.personId, REASON, input.reason)).toString('base64');
      const { caller } = call;
      const actor = { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] };
      const { accepted, changes } = await ordered(decided.value, at, work, { actor, numbers: this.numbers, policies: this.isolations });
      const change = arrivalChange(accepted, loaded, at);
      const auditDetails = { no: loaded.arrival.no, custody: accepted.arrival.custody, sealedReason };
      return work.saveTogether([{ ...change, auditDetails }, ...changes], dutyReceipt(accepted, loaded.version));
    });
  }
}

const mayReceive = (receiver: OperatorFacts, arrival: Arrival, roles: readonly string[]): boolean =>
  receiver.roles.some((role) => roles.includes(role)) && receiver.covers(arrival.destination);
