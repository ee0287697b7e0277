import { allowLongerHold, isPaused, pauseSlaClock, resumeSlaClock, startSlaClock, totalPaused } from '@houzhai/calendar';
import {
  SUBDISTRICT,
  ok,
  refuse,
  type AuthorisationScope,
  type ErrandAction,
  type ErrandItem,
  type ErrandKind,
  type ErrandSource,
  type InputOf,
  type Outcome,
  type RefusalCode,
  type Role,
} from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { hoursOf, scopesNeeded, termsOf, type ErrandPolicy } from '../policy/errand-policy.ts';
import { acceptBy, completeBy, dueOf, isLegal, type Errand } from './errand.ts';
import type { ErrandFact } from './errand.publish.ts';

/** Who decides: id, roles, and when. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly Role[];
}
/** What the core is told about the world. */
export interface World {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly policy: ErrandPolicy;
}
/** An operator who could be given work. */
export interface AgentFacts {
  readonly operatorId: string;
  readonly active: boolean;
  readonly roles: readonly Role[];
  readonly scope: readonly string[];
}
/** An authorisation as recorded. */
export interface AuthorisationFacts {
  readonly id: string;
  readonly principalId: string;
  readonly agentId: string;
  readonly scopes: readonly AuthorisationScope[];
  readonly validUntil: Temporal.Instant;
}

/** The errand after a decision, and what happened. */
export interface Decided {
  readonly errand: Errand;
  readonly facts: readonly [ErrandFact, ...ErrandFact[]];
}
type Decision<R extends RefusalCode = never> = Outcome<Decided, R | 'errand.not-allowed-now' | 'errand.happened-in-future'>;

const DESK: readonly Role[] = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER'];
/** Roles that may be given errands. */
const WORKERS: readonly Role[] = ['AGENT', 'COMMUNITY_WORKER', 'GRID_WORKER'];

/** Whether an actor may type for the agent: the agent, or the desk whom the agent phoned. */
export const mayActFor = (agentId: string | undefined, actor: Actor): boolean => actor.id === agentId || actor.roles.some((role) => DESK.includes(role));

const illegal = (errand: Errand, action: ErrandAction): ReturnType<typeof refuse<'errand.not-allowed-now'>> =>
  refuse('errand.not-allowed-now', { action, status: errand.status });

const decided = (errand: Errand, world: World, ...facts: [ErrandFact, ...ErrandFact[]]): { readonly ok: true; readonly value: Decided } =>
  ok({ errand: { ...errand, updatedAt: world.now }, facts });

const without = <T extends object, K extends keyof T>(value: T, ...keys: readonly K[]): Omit<T, K> => {
  const copy = { ...value };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
};

/** Remembers how to take the step back; the step must be the errand's last event (`version` + 1). */
const undoable = (before: Errand, after: Errand, action: ErrandAction, version: number, world: World): Errand => ({
  ...after,
  undo: { action, actor: world.actor.id, version: version + 1, before: without(before, 'undo') as Errand },
});
const settled = (errand: Errand): Errand => without(errand, 'undo') as Errand;

const inFuture = (at: string | undefined, world: World): boolean => at !== undefined && Temporal.Instant.compare(Temporal.Instant.from(at), world.now.add({ minutes: 1 })) > 0;

/** Whether an operator may be given work in an area (K4: they must be allowed to see it). */
export function checkAgent(agent: AgentFacts, path: string, area: string): ReturnType<typeof refuse<'errand.agent-unavailable' | 'errand.agent-not-of-area'>> | undefined {
  if (!agent.active || !agent.roles.some((role) => WORKERS.includes(role))) return refuse('errand.agent-unavailable', {});
  const within = agent.scope.some((prefix) => prefix === SUBDISTRICT || path === prefix || path.startsWith(`${prefix}/`));
  return within ? undefined : refuse('errand.agent-not-of-area', { area });
}

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
  /** Open or recent errands of the same person and kind. */
  readonly similar: readonly { readonly no: string; readonly requestedAt: Temporal.Instant; readonly items: readonly ErrandItem[] }[];
}

const itemKey = (item: ErrandItem): string => item.name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');

/** An open errand for the same need within the policy's hours, if there is one. */
export function findDuplicate(similar: NewErrand['similar'], items: readonly ErrandItem[], now: Temporal.Instant, hours: number): string | undefined {
  const wanted = new Set(items.map(itemKey));
  const since = now.subtract({ hours });
  return similar.find((one) => Temporal.Instant.compare(one.requestedAt, since) >= 0 && one.items.some((item) => wanted.has(itemKey(item))))?.no;
}

function checkAnswers(fields: readonly C.ModuleField[], answers: Readonly<Record<string, string | number>>): ReturnType<typeof refuse<'service-module.answer-missing' | 'service-module.answer-unfit'>> | undefined {
  for (const field of fields) {
    const answer = answers[field.key];
    if (answer === undefined || answer === '') {
      if (field.required) return refuse('service-module.answer-missing', { field: field.key });
      continue;
    }
    const numeric = field.type === 'number' || field.type === 'money';
    const fits =
      (numeric && typeof answer === 'number' && (field.type === 'number' || (Number.isInteger(answer) && answer >= 0))) ||
      (!numeric && typeof answer === 'string' && (field.type !== 'choice' || (field.choices ?? []).includes(answer)) && (field.type !== 'date' || /^\d{4}-\d{2}-\d{2}$/.test(answer)));
    if (!fits) return refuse('service-module.answer-unfit', { field: field.key });
  }
  const extra = Object.keys(answers).find((key) => !fields.some((field) => field.key === key));
  return extra === undefined ? undefined : refuse('service-module.answer-unfit', { field: extra.slice(0, 40) });
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
  const clock = (minutes: number): Errand['acceptClock'] => startSlaClock(world.now, { allowance: Temporal.Duration.from({ minutes }), holdCeiling });
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
export function assignErrand(errand: Errand, version: number, agent: AgentFacts, world: World): Decision<'errand.agent-not-of-area' | 'errand.agent-unavailable' | 'errand.already-accepted' | 'errand.same-agent'> {
  if (errand.status === 'ACCEPTED' || errand.status === 'IN_PROGRESS' || errand.status === 'ON_HOLD') {
    return refuse('errand.already-accepted', { by: errand.agentId, at: errand.acceptedAt.toString() });
  }
  if (errand.status !== 'REQUESTED') return illegal(errand, 'assign');
  if (errand.agentId === agent.operatorId) return refuse('errand.same-agent', {});
  const unfit = checkAgent(agent, errand.path, errand.area);
  if (unfit) return unfit;
  return decided(undoable(errand, { ...errand, agentId: agent.operatorId }, 'assign', version, world), world, { fact: 'assigned', agentId: agent.operatorId });
}

/** The actor takes it. A late second accept is told who was first. */
export function acceptErrand(errand: Errand, version: number, world: World): Decision<'errand.already-accepted' | 'errand.not-your-errand'> {
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
  if (advanceFen > 0 && open > world.policy.openAdvanceCeilingFen) return refuse('errand.advance-ceiling', { ceiling: world.policy.openAdvanceCeilingFen, open });
  const authorisationId = facts.authorisation?.id;
  const started: Errand = { ...errand, status: 'IN_PROGRESS', advanceFen, ...(authorisationId === undefined ? {} : { authorisationId }) };
  return decided(undoable(errand, started, 'start', version, world), world, {
    fact: 'started',
    advanceFen,
    ...(authorisationId === undefined ? {} : { authorisationId }),
  });
}

function checkAuthorisation(
  errand: Errand,
  agentId: string,
  advanceFen: number,
  authorisation: AuthorisationFacts | undefined,
  world: World,
): ReturnType<typeof refuse<'errand.authorisation-required' | 'authorisation.expired'>> | undefined {
  const needed = scopesNeeded(world.policy, errand.kind, advanceFen);
  const fits = authorisation !== undefined && authorisation.principalId === errand.beneficiaryId && authorisation.agentId === agentId;
  const missing = needed.find((scope) => !fits || !authorisation.scopes.includes(scope));
  if (missing !== undefined) return refuse('errand.authorisation-required', { scope: missing });
  if (needed.length > 0 && authorisation && Temporal.Instant.compare(authorisation.validUntil, world.now) <= 0) return refuse('authorisation.expired', {});
  return undefined;
}

/** Pauses the errand and its clock, within the policy's allowance. */
export function holdErrand(errand: Errand, version: number, cause: InputOf<typeof C.HoldErrand>['cause'], occurredAt: string | undefined, world: World): Decision<'errand.not-your-errand' | 'errand.hold-allowance-used'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'hold');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  const paused = pauseSlaClock(errand.completeClock, world.now);
  if (!paused.ok) return refuse('errand.hold-allowance-used', { hours: Math.round(errand.completeClock.holdCeiling.total('hours')) });
  const held: Errand = { ...errand, status: 'ON_HOLD', completeClock: paused.value };
  return decided(undoable(errand, held, 'hold', version, world), world, { fact: 'held', cause });
}

/** Goes on; the deadline has moved by the time the clock stood still. */
export function resumeErrand(errand: Errand, version: number, occurredAt: string | undefined, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'ON_HOLD') return illegal(errand, 'resume');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  const running = runAgain(errand, world);
  const pausedSeconds = Math.round(totalPaused(running.completeClock, world.now).total('seconds'));
  return decided(undoable(errand, { ...running, status: 'IN_PROGRESS' } as Errand, 'resume', version, world), world, { fact: 'resumed', pausedSeconds });
}

/** Ends an open pause of the clock, for whatever ends the hold. */
function runAgain(errand: Errand, world: World): Errand {
  if (!isPaused(errand.completeClock)) return errand;
  const resumed = resumeSlaClock(errand.completeClock, world.now);
  return resumed.ok ? { ...errand, completeClock: resumed.value } : errand;
}

/** Lets the clock stand still longer than the policy allows. */
export function approveErrandHold(errand: Errand, hours: number, world: World): Decision {
  if (!isLegal(errand.status, 'approve-hold')) return illegal(errand, 'approve-hold');
  return decided(settled({ ...errand, completeClock: allowLongerHold(errand.completeClock, Temporal.Duration.from({ hours })) }), world, { fact: 'hold-approved', hours });
}

/** Passes it to another agent of the area, who goes on where it stands; an authorisation is personal. */
export function handOverErrand(
  errand: Errand,
  agent: AgentFacts,
  authorisation: AuthorisationFacts | undefined,
  world: World,
): Decision<'errand.not-your-errand' | 'errand.agent-not-of-area' | 'errand.agent-unavailable' | 'errand.same-agent' | 'errand.authorisation-required'> {
  if (errand.status !== 'ACCEPTED' && errand.status !== 'IN_PROGRESS') return illegal(errand, 'hand-over');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (errand.agentId === agent.operatorId) return refuse('errand.same-agent', {});
  const unfit = checkAgent(agent, errand.path, errand.area);
  if (unfit) return unfit;
  if (errand.status === 'IN_PROGRESS') {
    const lacking = checkAuthorisation(errand, agent.operatorId, errand.advanceFen, authorisation, world);
    if (lacking) return refuse('errand.authorisation-required', { scope: scopesNeeded(world.policy, errand.kind, errand.advanceFen)[0] ?? 'CARD' });
  }
  const next: Errand = { ...errand, agentId: agent.operatorId, ...(errand.status === 'IN_PROGRESS' && authorisation ? { authorisationId: authorisation.id } : {}) };
  return decided(settled(next), world, { fact: 'handed-over', fromAgentId: errand.agentId, toAgentId: agent.operatorId });
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
export function deliverErrand(errand: Errand, input: Omit<InputOf<typeof C.DeliverErrand>, 'errandId'>, world: World): Decision<'errand.not-your-errand' | 'errand.money-does-not-add-up'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'deliver');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  const receiptsFen = input.receipts.reduce((sum, receipt) => sum + receipt.amountFen, 0);
  if (receiptsFen !== input.spentFen) return refuse('errand.money-does-not-add-up', { advance: errand.advanceFen, spent: input.spentFen, refund: 0, receipts: receiptsFen });
  const due = dueOf(errand, world.now);
  const { proof } = input;
  const automatic = !world.policy.neverAutoConfirmKinds.includes(errand.kind) && errand.authorisationId === undefined && errand.advanceFen === 0 && input.spentFen === 0;
  const delivered: Errand = {
    ...errand,
    status: 'DELIVERED',
    deliveredAt: input.occurredAt === undefined ? world.now : Temporal.Instant.from(input.occurredAt),
    proof: { kind: proof.kind, ...(proof.sha256 === undefined ? {} : { sha256: proof.sha256 }) },
    spentFen: input.spentFen,
    receiptsFen,
    ...(automatic ? { autoConfirmAt: world.now.add({ hours: world.policy.autoConfirmHours }) } : {}),
  };
  const onTime = due === undefined || Temporal.Instant.compare(delivered.deliveredAt, due.at) <= 0;
  return decided(settled(delivered), world, { fact: 'delivered', proof: proof.kind, spentFen: input.spentFen, receiptCount: input.receipts.length, onTime });
}

/** The agent cannot get it done. */
export function reportErrandUnable(errand: Errand, occurredAt: string | undefined, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'IN_PROGRESS' && errand.status !== 'ON_HOLD') return illegal(errand, 'report-unable');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...runAgain(errand, world), status: 'UNABLE' } as Errand), world, { fact: 'reported-unable' });
}

/** Somebody outside takes it on. */
export function referErrand(errand: Errand, world: World): Decision<'errand.not-your-errand'> {
  if (errand.status !== 'IN_PROGRESS') return illegal(errand, 'refer');
  if (!mayActFor(errand.agentId, world.actor)) return refuse('errand.not-your-errand', { agent: errand.agentId });
  return decided(settled({ ...errand, status: 'REFERRED' }), world, { fact: 'referred' });
}

/** Not ours; the responsible party is named. */
export function declineErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'REQUESTED') return illegal(errand, 'decline');
  return decided(settled({ ...errand, status: 'DECLINED' }), world, { fact: 'declined' });
}

/** The same need is registered already under another errand of the same person. */
export function markErrandDuplicate(errand: Errand, original: Errand, world: World): Decision<'errand.duplicate-of-itself' | 'errand.duplicate-target-unfit'> {
  if (errand.status !== 'REQUESTED') return illegal(errand, 'mark-duplicate');
  if (errand.id === original.id) return refuse('errand.duplicate-of-itself', {});
  const unfit = original.status === 'DUPLICATE' || original.status === 'CANCELLED' || original.status === 'DECLINED';
  if (unfit || original.beneficiaryId !== errand.beneficiaryId || original.kind !== errand.kind) return refuse('errand.duplicate-target-unfit', {});
  return decided(settled({ ...errand, status: 'DUPLICATE', duplicateOfId: original.id }), world, { fact: 'marked-duplicate', duplicateOfId: original.id });
}

/** The resident says it arrived; never through the agent who delivered. */
export function confirmErrand(errand: Errand, input: Pick<InputOf<typeof C.ConfirmErrand>, 'by' | 'occurredAt'>, world: World): Decision<'errand.confirmer-is-agent'> {
  if (errand.status !== 'DELIVERED') return illegal(errand, 'confirm');
  if (errand.agentId === world.actor.id) return refuse('errand.confirmer-is-agent', {});
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, status: 'CONFIRMED', confirmedAt: world.now }), world, { fact: 'confirmed', by: input.by, automatic: false });
}

/** The resident says it is not right. */
export function disputeErrand(errand: Errand, occurredAt: string | undefined, world: World): Decision {
  if (errand.status !== 'DELIVERED') return illegal(errand, 'dispute');
  if (inFuture(occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, status: 'DISPUTED' }), world, { fact: 'disputed' });
}

/** Back to work, counted; more often than the policy allows, the command centre has to look at it. */
export function reopenErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'DISPUTED' && errand.status !== 'UNABLE') return illegal(errand, 'reopen');
  const times = errand.reopened + 1;
  const tooOften = times > world.policy.reopenLimit && !errand.escalated;
  const again = settled({ ...errand, status: 'IN_PROGRESS', reopened: times, escalated: errand.escalated || tooOften } as Errand);
  return tooOften ? decided(again, world, { fact: 'reopened', times }, { fact: 'escalated', cause: 'REOPENED_TOO_OFTEN' }) : decided(again, world, { fact: 'reopened', times });
}

/** Ends a disputed or impossible errand. */
export function closeErrand(errand: Errand, world: World): Decision {
  if (errand.status !== 'DISPUTED' && errand.status !== 'UNABLE') return illegal(errand, 'close');
  return decided(settled({ ...errand, status: 'CLOSED' }), world, { fact: 'closed' });
}

/** No longer needed. */
export function cancelErrand(errand: Errand, world: World): Decision<'errand.not-your-errand'> {
  if (!isLegal(errand.status, 'cancel')) return illegal(errand, 'cancel');
  const owner = errand.agentId;
  if (owner !== undefined && !mayActFor(owner, world.actor)) return refuse('errand.not-your-errand', { agent: owner });
  return decided(settled({ ...runAgain(errand, world), status: 'CANCELLED' }), world, { fact: 'cancelled' });
}

/** Files it once advance = spent + refund and receipts = spent. */
export function archiveErrand(errand: Errand, refundFen: number, world: World): Decision<'errand.money-does-not-add-up'> {
  if (errand.status !== 'CONFIRMED') return illegal(errand, 'archive');
  const { advanceFen, spentFen, receiptsFen } = errand;
  const balanced = advanceFen === 0 ? refundFen === 0 : advanceFen === spentFen + refundFen || (spentFen > advanceFen && refundFen === 0);
  if (!balanced || receiptsFen !== spentFen) return refuse('errand.money-does-not-add-up', { advance: advanceFen, spent: spentFen, refund: refundFen, receipts: receiptsFen });
  return decided(settled({ ...errand, status: 'ARCHIVED', refundFen }), world, { fact: 'archived', advanceFen, spentFen, refundFen });
}

/** Asks some time later whether it helped; once, and never by the agent. */
export function followUpErrand(errand: Errand, input: { readonly rating: number; readonly occurredAt?: string | undefined }, world: World): Decision<'errand.already-followed-up' | 'errand.confirmer-is-agent'> {
  if (errand.status !== 'ARCHIVED') return illegal(errand, 'follow-up');
  if (errand.rating !== undefined) return refuse('errand.already-followed-up', {});
  if (errand.agentId === world.actor.id) return refuse('errand.confirmer-is-agent', {});
  if (inFuture(input.occurredAt, world)) return refuse('errand.happened-in-future', {});
  return decided(settled({ ...errand, rating: input.rating }), world, { fact: 'followed-up', rating: input.rating });
}

/** Takes back the actor's own last step while nothing else has happened. */
export function undoErrandStep(errand: Errand, version: number, world: World): Decision<'errand.nothing-to-undo' | 'errand.undo-not-yours'> {
  const { undo } = errand;
  if (undo?.version !== version) return refuse('errand.nothing-to-undo', {});
  if (undo.actor !== world.actor.id) return refuse('errand.undo-not-yours', {});
  return decided(settled({ ...undo.before, overdue: errand.overdue, escalated: errand.escalated }), world, { fact: 'step-undone', undone: undo.action, undoneVersion: undo.version });
}

/** How late a timer may be before its event says so. */
const LATE: Temporal.DurationLike = { minutes: 1 };

/** What the passing of time does: a deadline passed (once per stage), an escalation, a confirmation by silence. */
export function tickErrand(errand: Errand, world: World): Decided | undefined {
  if (errand.status === 'DELIVERED') {
    if (!errand.autoConfirmAt || Temporal.Instant.compare(errand.autoConfirmAt, world.now) > 0) return undefined;
    const confirmed = settled({ ...errand, status: 'CONFIRMED', confirmedAt: world.now });
    return { errand: { ...confirmed, updatedAt: world.now }, facts: [{ fact: 'confirmed', automatic: true }] };
  }
  const due = dueOf(errand, world.now);
  if (!due || errand.overdue.includes(due.stage) || Temporal.Instant.compare(due.at, world.now) > 0) return undefined;
  const late = Temporal.Instant.compare(due.at.add(LATE), world.now) < 0;
  const fact = { fact: 'overdue', stage: due.stage, dueAt: due.at.toString(), late } as const;
  const marked = settled({ ...errand, overdue: [...errand.overdue, due.stage], escalated: true, updatedAt: world.now });
  return { errand: marked, facts: errand.escalated ? [fact] : [fact, { fact: 'escalated', cause: 'OVERDUE' }] };
}
