import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type InputOf, type IsolationReceipt, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Change, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { lookingAgain } from '../collisions.store.ts';
import { happenedAt } from '../decision.ts';
import { FeverPolicyValues } from '../fever/fever-policy.ts';
import { ONE_FEVER, cameWith, suspected } from '../fever/fever-suspicions.store.ts';
import { leavingBed } from '../isolation-site/bed-leaving.store.ts';
import { sitePolicies, type SitePolicies } from '../isolation-site/isolation-site-policy.store.ts';
import { writeBeds } from '../isolation-site/isolation-site.store.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { readingRow, type Taken } from '../readings.store.ts';
import * as decide from './isolation.decide.ts';
import * as end from './isolation.end.decide.ts';
import type { DecidedIsolation, IsolationWorld } from './isolation.decide.ts';
import { teamOf, type IsolationCase, type Slot } from './isolation.ts';
import { IsolationPolicyValues } from './isolation-policy.ts';
import { SLOT, getIsolation, isolationChange, isolationReceipt, sealWords, slotIdOf, writeSlots } from './isolation.store.ts';

interface Target {
  readonly isolationId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
  readonly reason?: string | undefined;
}

/** What goes along with a decision: words to be sealed, what was told in which half-day, temperatures as they were taken. */
interface Along {
  readonly words?: Readonly<Record<string, unknown>>;
  readonly told?: Readonly<Record<string, unknown>>;
  readonly readings?: readonly Pick<Taken, 'celsius' | 'instrument' | 'method' | 'by'>[];
  /** Somebody may have a fever. */
  readonly fever?: { readonly symptoms: readonly C.Symptom[]; readonly method: C.FollowUpMethod };
}

@Injectable()
export class IsolationCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof IsolationPolicyValues>;
  private readonly fevers: PolicyReader<typeof FeverPolicyValues>;
  private readonly sites: SitePolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'census_screening');
    this.neighbours = new Neighbours(kit.client);
    const parts = { pool: kit.pool, schema: 'census_screening' };
    this.policies = new PolicyReader({ ...parts, policy: 'isolation', shape: IsolationPolicyValues });
    this.fevers = new PolicyReader({ ...parts, policy: 'fever', shape: FeverPolicyValues });
    this.sites = sitePolicies(kit.pool);
  }

  @Handles(C.StartIsolation)
  async start(input: InputOf<typeof C.StartIsolation>, call: Call) {
    for (const id of teamOf(input)) {
      const member = await this.neighbours.operator(id, call);
      if (!member.ok) return member;
    }
    return this.act(
      input,
      call,
      (isolation, at, world) => decide.startIsolation(isolation, input, at, slotIdOf(isolation.id), world),
      () => ({ words: { witnesses: input.witnesses } }),
    );
  }

  @Handles(C.RecordFollowUp)
  record(input: InputOf<typeof C.RecordFollowUp>, call: Call) {
    return this.act(
      input,
      call,
      (isolation, at, world) => decide.recordFollowUp(isolation, input, at, world),
      (_, { policy }) => {
        const { temperature, instrument, symptoms, note, collectedBy, method } = input;
        return {
          told: { temperature, instrument, symptoms, note, collectedBy },
          readings: temperature === undefined ? [] : [{ celsius: temperature, instrument, method, by: actorOf(call.caller) }],
          ...(decide.isFeverish(input, policy) ? { fever: { symptoms, method } } : {}),
        };
      },
    );
  }

  @Handles(C.ExcuseMissedSlot)
  excuse(input: InputOf<typeof C.ExcuseMissedSlot>, call: Call) {
    return this.act(input, call, (isolation) => decide.excuseMissed(isolation, input));
  }

  @Handles(C.ResolveFinding)
  resolve(input: InputOf<typeof C.ResolveFinding>, call: Call) {
    return this.act(
      input,
      call,
      (isolation) => decide.resolveFinding(isolation, input),
      () => ({ words: { reason: input.reason, outcome: input.outcome } }),
    );
  }

  @Handles(C.EnsureSupply)
  ensureSupply(input: InputOf<typeof C.EnsureSupply>, call: Call) {
    return this.act(input, call, (isolation) => decide.ensureSupply(isolation, 'OTHERWISE'));
  }

  @Handles(C.RaiseSupplyNeed)
  raiseSupplyNeed(input: InputOf<typeof C.RaiseSupplyNeed>, call: Call) {
    return this.act(input, call, decide.raiseSupplyNeed);
  }

  @Handles(C.ExtendIsolation)
  extend(input: InputOf<typeof C.ExtendIsolation>, call: Call) {
    return this.act(input, call, (isolation, _, world) => decide.extendIsolation(isolation, input.days, slotIdOf(isolation.id), world));
  }

  @Handles(C.RequestReduction)
  requestReduction(input: InputOf<typeof C.RequestReduction>, call: Call) {
    return this.act(input, call, (isolation, at, world) => end.requestReduction(isolation, input.days, at, world));
  }

  @Handles(C.ApproveReduction)
  approveReduction(input: InputOf<typeof C.ApproveReduction>, call: Call) {
    return this.act(input, call, (isolation, _, world) => end.approveReduction(isolation, world));
  }

  @Handles(C.RefuseReduction)
  refuseReduction(input: InputOf<typeof C.RefuseReduction>, call: Call) {
    return this.act(input, call, end.refuseReduction);
  }

  @Handles(C.RequestRelease)
  requestRelease(input: InputOf<typeof C.RequestRelease>, call: Call) {
    return this.act(input, call, end.requestRelease);
  }

  @Handles(C.RefuseRelease)
  refuseRelease(input: InputOf<typeof C.RefuseRelease>, call: Call) {
    return this.act(input, call, end.refuseRelease);
  }

  /** Signed here by the caller, or on paper by somebody whose sheet was scanned and checked by a third. */
  @Handles(C.SignRelease)
  async sign(input: InputOf<typeof C.SignRelease>, call: Call) {
    const { onPaper } = input;
    const who = await this.neighbours.operator(onPaper?.signedBy ?? actorOf(call.caller), call);
    if (!who.ok) return who;
    const { operatorId, roles } = who.value;
    if (onPaper) {
      const checker = await this.neighbours.operator(onPaper.checkedBy, call);
      if (!checker.ok || checker.value.operatorId === operatorId) return refuse('operator.unavailable', {});
    }
    const signer: end.Signer = onPaper
      ? { operatorId, roles, method: 'PAPER', scanNo: onPaper.scanNo, checkedBy: onPaper.checkedBy }
      : { operatorId, roles, method: 'CONSOLE' };
    return this.act(
      input,
      call,
      (isolation, at, world) => end.signRelease(isolation, signer, input, at, world),
      () => ({
        words: { readings: input.readings },
        readings: input.readings.map((celsius) => ({ celsius, instrument: 'AXILLARY', by: operatorId })),
      }),
    );
  }

  @Handles(C.ConvertIsolation)
  convert(input: InputOf<typeof C.ConvertIsolation>, call: Call) {
    return this.act(input, call, end.convertIsolation);
  }

  @Handles(C.ReportIsolationLost)
  lost(input: InputOf<typeof C.ReportIsolationLost>, call: Call) {
    return this.act(
      input,
      call,
      (isolation, _, world) => end.reportLost(isolation, world),
      () => ({
        words: { reason: input.reason, doorAttemptAt: input.doorAttemptAt },
      }),
    );
  }

  @Handles(C.CancelIsolation)
  cancel(input: InputOf<typeof C.CancelIsolation>, call: Call) {
    return this.act(input, call, end.cancelIsolation);
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (isolation: IsolationCase, at: Temporal.Instant, world: IsolationWorld) => Outcome<DecidedIsolation, R>,
    along: (decided: DecidedIsolation, world: IsolationWorld) => Along = () => ({ words: { reason: input.reason } }),
  ) {
    type Answer = Outcome<IsolationReceipt, R>;
    const once = async (work: Work): Promise<Answer> => {
      const loaded = await getIsolation(work, input.isolationId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { isolation, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const world = await this.world(call, work, at);
      const decided = judge(isolation, at, world);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const { decided: after, changes, beds } = await leavingBed(decided.value, at, work, world.actor, this.sites);
      const { words = {}, told, readings = [], fever } = along(decided.value, world);
      const sealed = await sealWords(this.kit.personKeys, isolation.personId, { ...words, collectedBy: input.collectedBy });
      const seal = (purpose: string, value: unknown): Promise<Buffer> => this.kit.personKeys.seal(isolation.personId, purpose, value);
      const { id: recordId, personId, area } = isolation;
      const taken = readings.map((reading): Taken => ({
        ...reading,
        id: uuidv7(work.now.epochMilliseconds),
        personId,
        place: 'ISOLATION',
        recordId,
        area,
        at,
        collectedBy: input.collectedBy,
      }));
      const change = isolationChange(after, version, at, work.now, sealed);
      const rows = await Promise.all(taken.map((one) => readingRow(one, seal)));
      const [slot] = decided.value.changed;
      const kept = told && slot ? new Map([[slot.id, await seal(SLOT, told)]]) : undefined;
      const noticed = fever && slot ? [await this.suspected(isolation, slot, fever, taken[0]?.id, at, work, seal)] : [];
      return work.saveTogether(
        [{ ...change, also: [...(change.also ?? []), ...rows] }, ...noticed, ...changes],
        isolationReceipt(after, version, call.caller),
        async (client) => {
          await writeSlots(client, recordId, after.changed, kept);
          await writeBeds(client, beds);
        },
      );
    };
    return lookingAgain([ONE_FEVER], () => this.kit.unitOfWork.run(call, once));
  }

  /** What was found in a half-day begins a fever, or joins the one that is open. */
  private async suspected(
    { personId, area, path, id: isolationId, arrivalId }: IsolationCase,
    { date, half }: Slot,
    { symptoms, method }: NonNullable<Along['fever']>,
    readingId: string | undefined,
    at: Temporal.Instant,
    work: Work,
    seal: (purpose: string, value: unknown) => Promise<Buffer>,
  ): Promise<Change> {
    const noticed = {
      place: method === 'DOOR' ? ('DOOR' as const) : ('PHONE' as const),
      isolationId,
      slot: { date, half },
      ...(readingId === undefined ? {} : { readingId }),
      ...(await cameWith(work.pool, arrivalId)),
    };
    const parts = { numbers: this.numbers, policies: this.fevers, seal };
    return (await suspected({ personId, area, path }, noticed, { symptoms }, at, work, parts)).change;
  }

  private async world(call: Call, work: Work, at: Temporal.Instant): Promise<IsolationWorld> {
    const { caller } = call;
    return {
      actor: { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] },
      now: work.now,
      policy: await this.policies.inForce(at),
    };
  }
}
