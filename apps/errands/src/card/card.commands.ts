import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type CardReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findAuthorisation } from '../authorisation/authorisation.store.ts';
import type { Actor } from '../errand/agent.ts';
import { openAdvancesOf } from '../errand/errand.lookups.store.ts';
import { scopesFor, startWithCard } from '../errand/for-medicine.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { MedicinePolicyValues } from '../medicine/medicine-policy.ts';
import { findRun } from '../medicine/medicine-run.store.ts';
import { happenedAt } from '../medicine/medicine-world.ts';
import { mayCollect, moveCard } from '../medicine/stops.ts';
import { errandsOf, saveStep, type Step } from '../medicine/step.store.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import type { Card } from './card.ts';
import { cardChange, cardReceipt, getCard, openRunsOf } from './card.store.ts';
import * as custody from './custody.ts';
import type { DecidedCard } from './custody.ts';

interface Target {
  readonly cardId: string;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: string | undefined;
  readonly collectedBy?: string | undefined;
}
type Words = Readonly<Record<string, unknown>>;
/** A decision about a card, and what else of a run follows from it. */
interface Decided {
  readonly card: DecidedCard;
  readonly runs?: Step['runs'];
  readonly errands?: Step['errands'];
}

@Injectable()
export class CardCommands {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly errandPolicy: ErrandPolicies;
  private readonly policies: PolicyReader<typeof MedicinePolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.errandPolicy = errandPolicies(kit.pool);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'medicine', shape: MedicinePolicyValues });
  }

  @Handles(C.CollectCard)
  collect(input: InputOf<typeof C.CollectCard>, call: Call) {
    type Refused = (typeof C.CollectCard)['refusals'][number];
    const { signature, sealNo, holderSignature } = input;
    const words = { slip: signature.reference, sealNo, holderSignature };
    return this.act(input, call, words, async (card, at, work): Promise<Outcome<Decided, Refused>> => {
      const runId = (await openRunsOf(work.pool, [card.id])).get(card.id)?.runId;
      const loaded = runId === undefined ? undefined : await findRun(work, runId);
      if (!loaded) return refuse('card.not-in-a-run', {});
      const { run, version } = loaded;
      const may = mayCollect(run, card.id);
      if (!may.ok) return may;
      const actor = actorIn(call);
      const policy = await this.policies.inForce(at);
      const world = { actor, now: work.now, policy: await this.errandPolicy.inForce(work.now) };
      const errands = await errandsOf(
        work,
        run.lines.flatMap(({ cardId, errandId }) => (cardId === card.id ? [errandId] : [])),
      );
      const authorisation = await findAuthorisation(work.pool, { principalId: card.personId, agentId: run.agentId });
      const facts: custody.Collecting = {
        runId: run.id,
        agentId: run.agentId,
        authorisation,
        scopes: scopesFor(
          world.policy,
          errands.map(({ errand }) => errand),
        ),
        isolated: await this.neighbours.isIsolated(card.personId, call),
        outHours: policy.cardOutHours,
        policyVersion: policy.version,
      };
      const decided = custody.collectCard(card, input, facts, at, actor);
      if (!decided.ok || !authorisation) return decided as Outcome<never, Refused>;
      const started = await Promise.all(
        errands.map(async ({ errand, version: own, sealed }) => {
          const openAdvancesFen = errand.advanceFen > 0 ? await openAdvancesOf(work.pool, run.agentId, errand.id) : 0;
          const start = startWithCard(errand, own, { authorisation, openAdvancesFen }, world);
          return start ? [{ decided: start, loaded: { errand, version: own, sealed } }] : [];
        }),
      );
      const moved = moveCard(run, card.id, 'OUT');
      return {
        ok: true,
        value: { card: decided.value, errands: started.flat(), runs: moved ? [{ decided: moved, from: version }] : [] },
      };
    });
  }

  @Handles(C.ReturnCard)
  return(input: InputOf<typeof C.ReturnCard>, call: Call) {
    const { signature, holderSignature } = input;
    return this.act(input, call, { slip: signature.reference, holderSignature }, async (card, at, work) => {
      const decided = custody.returnCard(card, input, at, actorIn(call));
      return decided.ok ? { ok: true, value: { card: decided.value, runs: await this.inRun(card, 'RETURNED', work) } } : decided;
    });
  }

  @Handles(C.ReportCardLost)
  async lost(input: InputOf<typeof C.ReportCardLost>, call: Call) {
    const unknown = await this.unavailable(input.ownerId, call);
    if (unknown) return unknown;
    return this.act(input, call, { reason: input.reason }, async (card, at, work) => {
      const decided = custody.reportCardLost(card, input.ownerId, at, actorIn(call));
      return decided.ok ? { ok: true, value: { card: decided.value, runs: await this.inRun(card, 'LOST', work) } } : decided;
    });
  }

  @Handles(C.PassCardDutyOn)
  async passOn(input: InputOf<typeof C.PassCardDutyOn>, call: Call) {
    const unknown = await this.unavailable(input.ownerId, call);
    if (unknown) return unknown;
    return this.act(input, call, { reason: input.reason }, (card, at) => {
      const decided = custody.passCardDutyOn(card, input.ownerId, at);
      return Promise.resolve(decided.ok ? { ok: true as const, value: { card: decided.value } } : decided);
    });
  }

  /** What the run of a card says of it, while that is open. */
  private async inRun(card: Card, as: C.StopCard, work: Work): Promise<Step['runs']> {
    const loaded = card.runId === undefined ? undefined : await findRun(work, card.runId);
    const moved = loaded && moveCard(loaded.run, card.id, as);
    return moved ? [{ decided: moved, from: loaded.version }] : [];
  }

  /** Whoever has to see to a card has to be somebody. */
  private async unavailable(operatorId: string | undefined, call: Call) {
    if (operatorId === undefined) return undefined;
    const owner = await this.neighbours.agent(operatorId, call);
    return owner.ok && owner.value.active ? undefined : refuse('operator.unavailable', {});
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    words: Words,
    judge: (card: Card, at: Temporal.Instant, work: Work) => Promise<Outcome<Decided, R>>,
  ): Promise<Outcome<CardReceipt, R>> {
    type Answer = Outcome<CardReceipt, R>;
    const { personKeys, unitOfWork } = this.kit;
    return unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getCard(work, input.cardId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { card, version } = loaded.value;
      const at = happenedAt(input.occurredAt, work.now);
      if (!at) return refuse('record.happened-in-future', {}) as Answer;
      const decided = await judge(card, at, work);
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const { card: after, runs = [], errands = [] } = decided.value;
      const said = { ...words, collectedBy: input.collectedBy };
      const receipt = cardReceipt(after, version, call.caller);
      if (runs.length === 0) return work.save(await cardChange(personKeys, after, version, said), receipt);
      return saveStep(work, personKeys, { at, runs, errands, cards: [{ decided: after, from: version, words: said }] }, receipt);
    });
  }
}

const actorIn = ({ caller }: Call): Actor => ({ id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] });
