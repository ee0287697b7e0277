import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type Outcome, type RefusalCode, type RunReceipt } from '@houzhai/contracts';
import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Handles, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidv7, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { atHome, type Card } from '../card/card.ts';
import { cardIdOf, findCard, openRunsOf } from '../card/card.store.ts';
import { bringCard, registerCard, transferCard, type DecidedCard } from '../card/custody.ts';
import type { World } from '../errand/decision.ts';
import type { LoadedErrand } from '../errand/errand.store.ts';
import { deliverMedicine, entrust } from '../errand/for-medicine.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { MedicinePolicyValues } from './medicine-policy.ts';
import * as decide from './medicine-run.decide.ts';
import type { DecidedRun } from './run-decision.ts';
import type { MedicineRun } from './medicine-run.ts';
import { getRun, runReceipt } from './medicine-run.store.ts';
import { happenedAt, type MedicineWorld } from './medicine-world.ts';
import { findPrescription, waitingFor } from './prescription.store.ts';
import * as lines from './run-lines.decide.ts';
import * as offer from './run-offer.decide.ts';
import { planRun, type Candidate, type Plan } from './run-plan.decide.ts';
import { errandsOf, saveStep, type Step } from './step.store.ts';

interface Target {
  readonly runId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
  readonly reason?: string | undefined;
}
/** What else a step changes, besides the run and the prescriptions that follow it. */
type Besides = Pick<Step, 'cards' | 'errands' | 'words' | 'whenDelivered' | 'errandWords'>;

@Injectable()
export class MedicineRunCommands {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly neighbours: Neighbours;
  private readonly errandPolicy: ErrandPolicies;
  private readonly policies: PolicyReader<typeof MedicinePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'errands');
    this.neighbours = new Neighbours(kit.client);
    this.errandPolicy = errandPolicies(kit.pool);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'medicine', shape: MedicinePolicyValues });
  }

  @Handles(C.PlanMedicineRun)
  async plan(input: InputOf<typeof C.PlanMedicineRun>, call: Call) {
    type Answer = Outcome<C.OutputOf<typeof C.PlanMedicineRun>, (typeof C.PlanMedicineRun)['refusals'][number]>;
    const agent = await this.neighbours.agent(input.agentId, call);
    if (!agent.ok) return agent;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const { candidates, cards } = await this.waiting(work, input, call);
      const fresh = { id: uuidv7(work.now.epochMilliseconds), no: '', hospital: input.hospital };
      const draft = planRun(fresh, candidates, agent.value, await this.world(call, work, work.now));
      if (!draft.ok) return draft;
      if (input.dryRun) return ok({ dryRun: true, ...planned(draft.value) });
      const registered = await this.registered(draft.value, cards, work);
      const nos = new Map(registered.map(({ card }) => [card.id, card.no]));
      const run: MedicineRun = {
        ...draft.value.run,
        no: await this.number('MR', work.now),
        stops: draft.value.run.stops.map((stop) => ({ ...stop, cardNo: nos.get(stop.cardId) ?? stop.cardNo })),
      };
      const errands = await this.entrusted(
        work,
        run.lines.map(({ errandId }) => errandId),
        run.agentId,
        call,
      );
      return saveStep(
        work,
        this.kit.personKeys,
        {
          at: work.now,
          runs: [{ decided: { ...draft.value, run }, from: 0 }],
          cards: registered.map((decided) => ({ decided, from: 0 })),
          errands,
        },
        { dryRun: false, run: runReceipt({ run }, 1, call.caller), ...planned(draft.value) },
      );
    });
  }

  @Handles(C.OrderRunStops)
  order(input: InputOf<typeof C.OrderRunStops>, call: Call) {
    return this.act(input, call, (run, world) => decide.orderStops(run, input.cardIds, world));
  }

  @Handles(C.SetOutRun)
  setOut(input: InputOf<typeof C.SetOutRun>, call: Call) {
    return this.act(input, call, decide.setOut);
  }

  @Handles(C.DropRunStop)
  drop(input: InputOf<typeof C.DropRunStop>, call: Call) {
    return this.act(input, call, (run, world) => decide.dropStop(run, input.cardId, world));
  }

  @Handles(C.ArriveAtHospital)
  arrive(input: InputOf<typeof C.ArriveAtHospital>, call: Call) {
    return this.act(input, call, decide.arrive, async ({ run }, { at }, work) => ({
      cards: await this.cardsOf(work, run, (card) => bringCard(card, at)),
    }));
  }

  @Handles(C.FetchRunLines)
  fetch(input: InputOf<typeof C.FetchRunLines>, call: Call) {
    return this.act(input, call, (run, world) => lines.fetchLines(run, input.lineIds, world));
  }

  @Handles(C.SplitRunLine)
  split(input: InputOf<typeof C.SplitRunLine>, call: Call) {
    return this.act(input, call, (run, world) => lines.splitLine(run, input, uuidv7(world.now.epochMilliseconds), world));
  }

  @Handles(C.MoveRunLine)
  move(input: InputOf<typeof C.MoveRunLine>, call: Call) {
    return this.act(input, call, (run, world) => lines.moveLine(run, input, world));
  }

  @Handles(C.PostponeRunLine)
  postpone(input: InputOf<typeof C.PostponeRunLine>, call: Call) {
    return this.act(input, call, (run, world) => lines.postponeLine(run, input.lineId, world));
  }

  @Handles(C.LeaveHospital)
  leave(input: InputOf<typeof C.LeaveHospital>, call: Call) {
    return this.act(input, call, decide.leave);
  }

  @Handles(C.DeliverRunLines)
  deliver(input: InputOf<typeof C.DeliverRunLines>, call: Call) {
    const { proof } = input;
    return this.act(
      input,
      call,
      (run, world) => lines.deliverLines(run, input.lineIds, proof.kind, world),
      async (_, { at }) => {
        const world = await this.errandWorld(call);
        return {
          words: { proof: proof.reference },
          whenDelivered: (errand) => deliverMedicine(errand, proof, at.toString(), world),
          errandWords: { proof: proof.reference },
        };
      },
    );
  }

  @Handles(C.OfferRunStops)
  async offer(input: InputOf<typeof C.OfferRunStops>, call: Call) {
    const colleague = await this.neighbours.agent(input.toAgentId, call);
    if (!colleague.ok) return colleague;
    return this.act(input, call, (run, world) => offer.offerStops(run, input.cardIds, colleague.value, world));
  }

  @Handles(C.WithdrawRunOffer)
  withdraw(input: InputOf<typeof C.WithdrawRunOffer>, call: Call) {
    return this.act(input, call, offer.withdrawOffer);
  }

  @Handles(C.TakeOverRunStops)
  takeOver(input: InputOf<typeof C.TakeOverRunStops>, call: Call) {
    type Answer = Outcome<RunReceipt, (typeof C.TakeOverRunStops)['refusals'][number]>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getRun(work, input.runId, call.caller);
      if (!loaded.ok) return loaded;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {});
      const { run, version } = loaded.value;
      const taken = offer.takeOver(run, { id: uuidv7(work.now.epochMilliseconds), no: '' }, await this.world(call, work, at));
      if (!taken.ok) return taken;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version });
      const { from, own, cardIds } = taken.value;
      const numbered = own && { ...own, run: { ...own.run, no: await this.number('MR', work.now) } };
      const into = numbered?.run ?? from.run;
      const mine = into.lines.flatMap(({ errandId, cardId, status }) =>
        cardIds.includes(cardId) && (status === 'TO_FETCH' || status === 'FETCHED') ? [errandId] : [],
      );
      const step: Step = {
        at,
        runs: [{ decided: from, from: version }, ...(numbered ? [{ decided: numbered, from: 0 }] : [])],
        cards: await this.cardsOf(work, into, (card) =>
          cardIds.includes(card.id) ? transferCard(card, into.agentId, into.id, at) : undefined,
        ),
        errands: await this.entrusted(work, mine, into.agentId, call),
      };
      return saveStep(work, this.kit.personKeys, step, runReceipt({ run: into }, numbered ? 1 : version + 1, call.caller));
    });
  }

  @Handles(C.ReconcileRun)
  reconcile(input: InputOf<typeof C.ReconcileRun>, call: Call) {
    return this.act(input, call, async (run, world, work) => {
      const lost = await Promise.all(run.stops.flatMap(({ card, cardId }) => (card === 'LOST' ? [findCard(work, cardId)] : [])));
      const owners = lost.flatMap((one) => (one?.card.ownerId === undefined ? [] : [[one.card.id, one.card.ownerId] as const]));
      return decide.reconcile(run, new Map(owners), world);
    });
  }

  @Handles(C.CancelRun)
  cancel(input: InputOf<typeof C.CancelRun>, call: Call) {
    return this.act(input, call, decide.cancel);
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (run: MedicineRun, world: MedicineWorld, work: Work) => Outcome<DecidedRun, R> | Promise<Outcome<DecidedRun, R>>,
    besides?: (decided: DecidedRun, world: MedicineWorld, work: Work) => Promise<Besides>,
  ): Promise<Outcome<RunReceipt, R>> {
    type Answer = Outcome<RunReceipt, R>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getRun(work, input.runId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { run, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const world = await this.world(call, work, at);
      const decided = await judge(run, world, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const also = (await besides?.(decided.value, world, work)) ?? {};
      const words = { reason: input.reason, collectedBy: input.collectedBy, ...also.words };
      const step: Step = { at, runs: [{ decided: decided.value, from: version }], ...also, words };
      return saveStep(work, this.kit.personKeys, step, runReceipt(decided.value, version + 1, call.caller));
    });
  }

  /** What waits for a hospital, with the errands, the envelopes, and the runs these are in. */
  private async waiting(work: Work, input: InputOf<typeof C.PlanMedicineRun>, call: Call) {
    const ids = await waitingFor(work.pool, input, call.caller);
    const prescriptions = (await Promise.all(ids.map((errandId) => findPrescription(work, errandId)))).filter((one) => one !== undefined);
    const errands = new Map((await errandsOf(work, ids)).map(({ errand }) => [errand.id, errand]));
    const cardIds = [...new Set(prescriptions.map(({ prescription }) => cardIdOf(prescription.personId)))];
    const cards = new Map(
      (await Promise.all(cardIds.map((id) => findCard(work, id)))).flatMap((one) => (one ? [[one.card.id, one.card] as const] : [])),
    );
    const runs = await openRunsOf(work.pool, cardIds);
    const candidates = prescriptions.flatMap(({ prescription }): readonly Candidate[] => {
      const errand = errands.get(prescription.errandId);
      const { personId, area, path } = prescription;
      const id = cardIdOf(personId);
      const card: Card = cards.get(id) ?? { id, no: '', personId, area, path, ...atHome(work.now) };
      const inRun = runs.get(id)?.no;
      return errand ? [{ prescription, errand, card, ...(inRun === undefined ? {} : { inRun }) }] : [];
    });
    return { candidates, cards };
  }

  /** Envelopes of those of a plan who have none yet. */
  private registered({ rows, run }: Plan, known: ReadonlyMap<string, Card>, work: Work): Promise<readonly DecidedCard[]> {
    const fresh = new Map(
      rows.flatMap(({ candidate: { card } }) =>
        known.has(card.id) || !run.stops.some(({ cardId }) => cardId === card.id) ? [] : [[card.id, card] as const],
      ),
    );
    return Promise.all([...fresh.values()].map(async (card) => registerCard({ ...card, no: await this.number('CD', work.now) }, work.now)));
  }

  private async cardsOf(work: Work, run: MedicineRun, step: (card: Card) => DecidedCard | undefined) {
    const loaded = await Promise.all(run.stops.flatMap(({ card, cardId }) => (card === 'OUT' ? [findCard(work, cardId)] : [])));
    return loaded.flatMap((one) => {
      const decided = one && step(one.card);
      return decided ? [{ decided, from: one.version }] : [];
    });
  }

  /** Errands the agent of the run has from now on. */
  private async entrusted(work: Work, errandIds: readonly string[], agentId: string, call: Call): Promise<NonNullable<Step['errands']>> {
    const world = await this.errandWorld(call);
    return (await errandsOf(work, errandIds)).flatMap((loaded: LoadedErrand) => {
      const decided = entrust(loaded.errand, agentId, world);
      return decided ? [{ decided, loaded }] : [];
    });
  }

  private async number(prefix: 'MR' | 'CD', now: Temporal.Instant): Promise<string> {
    const day = dayOf(now).toString();
    return formatBusinessNumber({ prefix, date: day, sequence: await this.numbers.next(prefix, day) });
  }

  private async world(call: Call, work: Work, at: Temporal.Instant): Promise<MedicineWorld> {
    return { actor: actorIn(call), now: work.now, at, policy: await this.policies.inForce(at) };
  }

  private async errandWorld(call: Call): Promise<World> {
    return { actor: actorIn(call), now: call.now, policy: await this.errandPolicy.inForce(call.now) };
  }
}

const actorIn = ({ caller }: Call) => ({ id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] });

/** What a plan says of every prescription: at which stop, or why not. */
const planned = ({ run, rows }: Plan) => ({
  stops: run.stops.length,
  lines: run.lines.length,
  rows: rows.map(({ candidate: { prescription, card }, lines: many, refusal }) => ({
    errandId: prescription.errandId,
    no: prescription.no,
    area: prescription.area,
    lines: many,
    ...(refusal
      ? { refusal: { code: refusal.code, params: refusal.params } }
      : { stop: run.stops.findIndex(({ cardId }) => cardId === card.id) + 1 }),
  })),
});
