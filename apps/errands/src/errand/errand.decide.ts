import { allowLongerHold, pauseSlaClock, startSlaClock, totalPaused } from '@houzhai/calendar';
import { refuse, type ErrandItem, type ErrandKind, type ErrandSource, type InputOf, type Outcome } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { checkAnswers } from '../service-module/answers.ts';
import { hoursOf, scopesNeeded, termsOf } from '../policy/errand-policy.ts';
import { balanceOf, passedOn, receiptsOf, withMoney, withoutReceipts, type Movement } from '../money/ledger.ts';
import { checkAuthorisation } from './authorised.ts';
import { checkAgent, mayActFor, type AgentFacts, type AuthorisationFacts } from './agent.ts';
import { decided, illegal, inFuture, runAgain, settled, undoable, without, type Decided, type Decision, type World } from './decision.ts';
import { acceptBy, completeBy, dueOf, isLegal, type Errand } from './errand.ts';

/** Everything a new errand is made of, fetched by the shell. */
export interface NewErrand {
  readonly id: string;
  readonly no: string;
  readonly area: string;
  readonly path: string;
  readonly module: {
    readonly code: string;
    readonly active: boolean;
    readonly formVersion: number;
    readonly clock: 'CLOCK' | 'SERVICE_HOURS';
    readonly sla: Partial<Record<ErrandKind, { readonly acceptMinutes: number; readonly completeMinutes: number }>>;
    readonly fields: readonly C.ModuleField[];
  };
  /** The isolation whose supply need it answers. */
  readonly supplyOf?: string;
  /** Open or recent errands of the same person and kind. */
  readonly similar: readonly { readonly no: string; readonly requestedAt: Temporal.Instant; readonly items: readonly ErrandItem[] }[];
}

const itemKey = (item: ErrandItem): string => item.name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

/** An open errand for the same need within the policy's hours, if there is one. */
export function findDuplicate(
  similar: NewErrand['similar'],
  items: readonly ErrandItem[],
  now: Temporal.Instant,
  hours: number,
): string | undefined {
  const wanted = new Set(items.map(itemKey));
  const since = now.subtract({ hours });
  return similar.find((one) => Temporal.Instant.compare(one.requestedAt, since) >= 0 && one.items.some((item) => wanted.has(itemKey(item))))
    ?.no;
}

/** Registers a need. A similar open one is offered, never assumed. */
export function requestErrand(
  input: InputOf<typeof C.RequestErrand>,
  facts: NewErrand,
  world: World,
): Outcome<Decided, (typeof C.RequestErrand)['refusals'][number]> {
  const { module } = facts;
  if (!module.active) return refuse('service-module.inactive', { code: module.code });
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  const wantedBy = input.wantedBy === undefined ? undefined : Temporal.Instant.from(input.wantedBy);
  if (wantedBy && Temporal.Instant.compare(wantedBy, world.now) <= 0) return refuse('errand.wanted-in-past', {});
  const unfit = checkAnswers(module.fields, input.answers ?? {});
  if (unfit) return unfit;
  const { duplicateWindowHours } = world.policy;
  const duplicate = input.despiteDuplicate ? undefined : findDuplicate(facts.similar, input.items, world.now, duplicateWindowHours);
  if (duplicate !== undefined) return refuse('errand.possible-duplicate', { no: duplicate, hours: duplicateWindowHours });

  const terms = termsOf(world.policy, input.kind, module.sla[input.kind]);
  const holdCeiling = Temporal.Duration.from({ hours: world.policy.holdCeilingHours });
  const clock = (minutes: number): Errand['acceptClock'] =>
    startSlaClock(world.now, { allowance: Temporal.Duration.from({ minutes }), holdCeiling });
  const errand: Errand = {
    id: facts.id,
    no: facts.no,
    moduleCode: module.code,
    formVersion: module.formVersion,
    kind: input.kind,
    source: input.source satisfies ErrandSource,
    area: facts.area,
    path: facts.path,
    beneficiaryId: input.beneficiaryId,
    ...(input.requesterId === undefined ? {} : { requesterId: input.requesterId }),
    ...(facts.supplyOf === undefined ? {} : { supplyOf: facts.supplyOf }),
    requestedAt: world.now,
    updatedAt: world.now,
    ...(wantedBy ? { wantedBy } : {}),
    policyVersion: world.policy.version,
    hours: hoursOf(world.policy, module.clock),
    acceptClock: clock(terms.acceptMinutes),
    completeClock: clock(terms.completeMinutes),
    overdue: [],
    escalated: false,
    reopened: 0,
    advanceFen: input.advanceFen,
    spentFen: 0,
    receiptsFen: 0,
    refundFen: 0,
    status: 'REQUESTED',
  };
  return decided(errand, world, {
    fact: 'requested',
    source: input.source,
    channel: input.channel,
    ...(input.requesterId === undefined ? {} : { requesterId: input.requesterId }),
    itemCount: input.items.length,
    advanceFen: input.advanceFen,
    acceptBy: acceptBy(errand, world.now).toString(),
    completeBy: completeBy(errand, world.now).toString(),
    policyVersion: world.policy.version,
  });
}

/** Asks an agent of the area to take it. */
export function assignErrand(
  errand: Errand,
  version: number,
  agent: AgentFacts,
  world: World,
): Decision<'errand.agent-not-of-area' | 'errand.agent-unavailable' | 'errand.already-accepted' | 'errand.same-agent'> {
  if (errand.status === 'ACCEPTED' || errand.status === 'IN_PROGRESS' || errand.status === 'ON_HOLD') {
    return refuse('errand.already-accepted', { by: errand.agentId, at: errand.acceptedAt.toString() });
  }
  if (errand.status !== 'REQUESTED') return illegal(errand, 'assign');
  if (errand.agentId === agent.operatorId) return refuse('errand.same-agent', {});
  const unfit = checkAgent(agent, errand.path, errand.area);
  if (unfit) return unfit;
  return decided(undoable(errand, { ...errand, agentId: agent.operatorId }, 'assign', version, world), world, {
    fact: 'assigned',
    agentId: agent.operatorId,
  });
}

/** The actor takes it. A late second accept is told who was first. */
export function acceptErrand(
  errand: Errand,
  version: number,
  world: World,
): Decision<'errand.already-accepted' | 'errand.not-your-errand'> {
  if (errand.status === 'ACCEPTED' || errand.status === 'IN_PROGRESS' || errand.status === 'ON_HOLD') {
    return refuse('errand.already-accepted', { by: errand.agentId, at: errand.acceptedAt.toString() });
  }
  if (errand.status !== 'REQUESTED') return illegal(errand, 'accept');
  if (errand.agentId !== undefined && errand.agentId !== world.actor.id) return refuse('errand.not-your-errand', { agent: errand.agentId });
  const taken: Errand = { ...errand, status: 'ACCEPTED', agentId: world.actor.id, acceptedAt: world.now };
  return decided(undoable(errand, taken, 'accept', version, world), world, { fact: 'accepted', agentId: world.actor.id });
}

/** The agent sets out; card, identity document and cash need the resident's authorisation for this very agent. */
export function startErrand(
  errand: Errand,
  version: number,
  input: { readonly advanceFen?: number | undefined; readonly occurredAt?: string | undefined },
  facts: { readonly authorisation?: AuthorisationFacts | undefined; readonly openAdvancesFen: number },
  world: World,
): Decision<'errand.not-your-errand' | 'errand.authorisation-required' | 'errand.advance-ceiling' | 'authorisation.expired'> {
  if (errand.status !== 'ACCEPTED') return illegal(errand, 'start');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  const advanceFen = input.advanceFen ?? errand.advanceFen;
  const lacking = checkAuthorisation(errand, errand.agentId, advanceFen, facts.authorisation, world);
  if (lacking) return lacking;
  const open = facts.openAdvancesFen + advanceFen;
  if (advanceFen > 0 && open > world.policy.openAdvanceCeilingFen)
    return refuse('errand.advance-ceiling', { ceiling: world.policy.openAdvanceCeilingFen, open });
  const authorisationId = facts.authorisation?.id;
  const under: Errand = { ...errand, status: 'IN_PROGRESS', ...(authorisationId === undefined ? {} : { authorisationId }) };
  const at = input.occurredAt === undefined ? world.now : Temporal.Instant.from(input.occurredAt);
  const started = withMoney(under, errand.agentId, at, [{ kind: 'ADVANCE', side: 'RESIDENT', amountFen: advanceFen }]);
  return decided(undoable(errand, started, 'start', version, world), world, {
    fact: 'started',
    advanceFen,
    ...(authorisationId === undefined ? {} : { authorisationId }),
  });
}

/** Pauses the errand and its clock, within the policy's allowance. */
export function holdErrand(
  errand: Errand,
  version: number,
  cause: InputOf<typeof C.HoldErrand>['cause'],
  occurredAt: string | undefined,
  world: World,
): Decision<'errand.not-your-errand' | 'errand.hold-allowance-used'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'hold');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  const paused = pauseSlaClock(errand.completeClock, world.now);
  if (!paused.ok) return refuse('errand.hold-allowance-used', { hours: Math.round(errand.completeClock.holdCeiling.total('hours')) });
  const held: Errand = { ...errand, status: 'ON_HOLD', completeClock: paused.value };
  return decided(undoable(errand, held, 'hold', version, world), world, { fact: 'held', cause });
}

/** Goes on; the deadline has moved by the time the clock stood still. */
export function resumeErrand(
  errand: Errand,
  version: number,
  occurredAt: string | undefined,
  world: World,
): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'ON_HOLD') return illegal(errand, 'resume');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  const running = runAgain(errand, world);
  const pausedSeconds = Math.round(totalPaused(running.completeClock, world.now).total('seconds'));
  return decided(undoable(errand, { ...running, status: 'IN_PROGRESS' } as Errand, 'resume', version, world), world, {
    fact: 'resumed',
    pausedSeconds,
  });
}

/** Lets the clock stand still longer than the policy allows. */
export function approveErrandHold(errand: Errand, hours: number, world: World): Decision {
  if (!isLegal(errand.status, 'approve-hold')) return illegal(errand, 'approve-hold');
  return decided(settled({ ...errand, completeClock: allowLongerHold(errand.completeClock, Temporal.Duration.from({ hours })) }), world, {
    fact: 'hold-approved',
    hours,
  });
}

/** Passes it to another agent of the area, who goes on where it stands; an authorisation is personal. */
export function handOverErrand(
  errand: Errand,
  agent: AgentFacts,
  facts: { readonly authorisation?: AuthorisationFacts | undefined; readonly openAdvancesFen: number },
  world: World,
): Decision<
  | 'errand.not-your-errand'
  | 'errand.agent-not-of-area'
  | 'errand.agent-unavailable'
  | 'errand.same-agent'
  | 'errand.authorisation-required'
  | 'errand.advance-ceiling'
> {
  const { authorisation } = facts;
  if (errand.status !== 'ACCEPTED' && errand.status !== 'IN_PROGRESS') return illegal(errand, 'hand-over');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (errand.agentId === agent.operatorId) return refuse('errand.same-agent', {});
  const unfit = checkAgent(agent, errand.path, errand.area);
  if (unfit) return unfit;
  if (errand.status === 'IN_PROGRESS') {
    const lacking = checkAuthorisation(errand, agent.operatorId, errand.advanceFen, authorisation, world);
    if (lacking)
      return refuse('errand.authorisation-required', { scope: scopesNeeded(world.policy, errand.kind, errand.advanceFen)[0] ?? 'CARD' });
    const inHand = balanceOf(errand.ledger);
    const open = facts.openAdvancesFen + inHand;
    const ceiling = world.policy.openAdvanceCeilingFen;
    if (inHand > 0 && open > ceiling) return refuse('errand.advance-ceiling', { ceiling, open });
  }
  const next: Errand = {
    ...errand,
    agentId: agent.operatorId,
    ...(errand.status === 'IN_PROGRESS' && authorisation ? { authorisationId: authorisation.id } : {}),
  };
  return decided(settled(passedOn(next, errand.agentId, agent.operatorId, world.now)), world, {
    fact: 'handed-over',
    fromAgentId: errand.agentId,
    toAgentId: agent.operatorId,
  });
}

/** Gives an accepted errand back to the desk; its accept clock goes on from the request. */
export function releaseErrand(errand: Errand, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'ACCEPTED') return illegal(errand, 'release');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  const { agentId } = errand;
  const back = without(errand, 'agentId', 'acceptedAt');
  return decided(settled({ ...back, status: 'REQUESTED' }), world, { fact: 'released', agentId });
}

/** Done, with proof. Spending without receipts, or receipts that differ from what was spent, is refused. */
export function deliverErrand(
  errand: Errand,
  input: Omit<InputOf<typeof C.DeliverErrand>, 'errandId'>,
  world: World,
): Decision<'errand.not-your-errand' | 'errand.money-does-not-add-up'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'deliver');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  const spent = spendingOf(errand, input);
  if (!spent)
    return refuse('errand.money-does-not-add-up', {
      advance: errand.advanceFen,
      spent: input.spentFen,
      refund: errand.refundFen,
      receipts: input.receipts.reduce((sum, receipt) => sum + receipt.amountFen, 0),
    });
  const at = input.occurredAt === undefined ? world.now : Temporal.Instant.from(input.occurredAt);
  const paid = withMoney(errand, errand.agentId, at, spent);
  const due = dueOf(errand, world.now);
  const { proof } = input;
  const automatic =
    !world.policy.neverAutoConfirmKinds.includes(errand.kind) &&
    errand.authorisationId === undefined &&
    paid.advanceFen === 0 &&
    paid.spentFen === 0;
  const delivered: Errand = {
    ...paid,
    status: 'DELIVERED',
    deliveredAt: at,
    proof: { kind: proof.kind, ...(proof.sha256 === undefined ? {} : { sha256: proof.sha256 }) },
    ...(automatic ? { autoConfirmAt: world.now.add({ hours: world.policy.autoConfirmHours }) } : {}),
  };
  const onTime = due === undefined || Temporal.Instant.compare(delivered.deliveredAt, due.at) <= 0;
  return decided(settled(delivered), world, {
    fact: 'delivered',
    proof: proof.kind,
    spentFen: paid.spentFen,
    receiptCount: input.receipts.length,
    onTime,
  });
}

/**
 * What a delivery says was spent altogether, as lines: receipts besides those entered before, or all of them anew. Undefined where the
 * receipts come to another sum.
 */
function spendingOf(errand: Errand, { spentFen, receipts }: Pick<InputOf<typeof C.DeliverErrand>, 'spentFen' | 'receipts'>) {
  const given = receipts.reduce((sum, receipt) => sum + receipt.amountFen, 0);
  const nothing: readonly Movement[] = [];
  if (receipts.length === 0 && (spentFen === 0 || spentFen === errand.receiptsFen)) return nothing;
  if (given + errand.receiptsFen === spentFen) return receiptsOf(receipts);
  return given === spentFen ? [...withoutReceipts(errand.ledger ?? []), ...receiptsOf(receipts)] : undefined;
}

/** The agent cannot get it done. */
export function reportErrandUnable(errand: Errand, occurredAt: string | undefined, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'IN_PROGRESS' && errand.status !== 'ON_HOLD') return illegal(errand, 'report-unable');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...runAgain(errand, world), status: 'UNABLE' } as Errand), world, { fact: 'reported-unable' });
}
