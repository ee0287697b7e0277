import { refuse, type HistoryStep, type InputOf, type Outcome, type RecordErrandHistories, type Role } from '@houzhai/contracts';
import type { ErrandPolicy } from '../policy/errand-policy.ts';
import * as decide from './errand.decide.ts';
import type { NewErrand } from './errand.decide.ts';
import * as settle from './errand.settle.decide.ts';
import type { AgentFacts, AuthorisationFacts } from './agent.ts';
import type { Decided, World } from './decision.ts';
import type { ErrandFact } from './errand.publish.ts';
import { wakeAt, type Errand } from './errand.ts';

/** One errand's paper record. */
export type PaperErrand = InputOf<typeof RecordErrandHistories>['errands'][number];

/** A fact with the state it left and when it happened. */
export interface ReplayedFact {
  readonly errand: Errand;
  readonly fact: ErrandFact;
  readonly at: Temporal.Instant;
}
/** What a replay gives, or the step that was refused. */
export type Replay =
  { readonly ok: true; readonly facts: readonly ReplayedFact[] } | { readonly ok: false; readonly step: string; readonly code: string };

/** Whoever enters paper records speaks for the desk of that day. */
const DESK: readonly Role[] = ['DUTY_OFFICER'];

/**
 * Puts a paper record through the same decisions as live work, each at its own time; deadlines that passed in between
 * count as they would have. The record ends at `now`.
 */
export function replayErrand(
  paper: PaperErrand,
  facts: NewErrand & { readonly authorisation: AuthorisationFacts },
  agents: ReadonlyMap<string, AgentFacts>,
  context: { readonly clerk: string; readonly policy: ErrandPolicy; readonly now: Temporal.Instant },
): Replay {
  const replayed: ReplayedFact[] = [];
  let errand: Errand | undefined;
  const world = (at: Temporal.Instant, actor = context.clerk): World => ({
    actor: { id: actor, roles: DESK },
    now: at,
    policy: context.policy,
  });
  const take = (decided: Decided, at: Temporal.Instant): void => {
    ({ errand } = decided);
    for (const fact of decided.facts) replayed.push({ errand: decided.errand, fact, at });
  };
  const passTime = (until: Temporal.Instant): void => {
    let looked = errand?.updatedAt ?? until;
    for (let guard = 0; errand && guard < 10; guard++) {
      const wake = wakeAt(errand, looked);
      if (!wake || Temporal.Instant.compare(wake, until) > 0) return;
      const at = Temporal.Instant.compare(wake, looked) < 0 ? looked : wake;
      // Nothing may come of a look: the allowance of a hold is used up, and its deadline starts to run again.
      const ticked = settle.tickErrand(errand, world(at, 'service:errands'));
      if (ticked) take(ticked, at);
      looked = at;
    }
  };

  const requestedAt = Temporal.Instant.from(paper.requestedAt);
  const { moduleCode, kind, items, source, channel, beneficiaryId, wantedBy, advanceFen } = paper;
  const first = decide.requestErrand(
    {
      moduleCode,
      kind,
      items,
      source,
      channel,
      beneficiaryId,
      advanceFen,
      despiteDuplicate: true,
      ...(wantedBy === undefined ? {} : { wantedBy }),
    },
    facts,
    world(requestedAt),
  );
  if (!first.ok) return { ok: false, step: 'request', code: first.refusal.code };
  take(first.value, requestedAt);

  for (const step of paper.steps) {
    const at = Temporal.Instant.from(step.at);
    if (Temporal.Instant.compare(at, context.now) > 0) return { ok: false, step: step.action, code: 'errand.happened-in-future' };
    if (errand && Temporal.Instant.compare(at, errand.updatedAt) < 0) return { ok: false, step: step.action, code: 'request.invalid' };
    passTime(at);
    if (!errand) break;
    const decided = takeStep(errand, replayed.length, step, agents, facts.authorisation, (actor) => world(at, actor));
    if (!decided.ok) return { ok: false, step: step.action, code: decided.refusal.code };
    take(decided.value, at);
  }
  passTime(context.now);
  return { ok: true, facts: replayed };
}

function takeStep(
  errand: Errand,
  version: number,
  step: HistoryStep,
  agents: ReadonlyMap<string, AgentFacts>,
  authorisation: AuthorisationFacts,
  world: (actor?: string) => World,
): Outcome<Decided> {
  const agentId = step.agentId ?? errand.agentId ?? '';
  const agent = agents.get(agentId) ?? { operatorId: agentId, active: false, roles: [], scope: [] };
  const own = { ...authorisation, agentId };
  switch (step.action) {
    case 'assign':
      return decide.assignErrand(errand, version, agent, world());
    case 'accept':
      if (!agents.has(agentId)) return refuse('errand.agent-unavailable', {});
      return decide.acceptErrand(errand, version, world(agentId));
    case 'start':
      return decide.startErrand(errand, version, {}, { authorisation: own, openAdvancesFen: 0 }, world());
    case 'hold':
      return decide.holdErrand(errand, version, 'OTHER', undefined, world());
    case 'resume':
      return decide.resumeErrand(errand, version, undefined, world());
    case 'hand-over':
      return decide.handOverErrand(errand, agent, { authorisation: own, openAdvancesFen: 0 }, world());
    case 'deliver':
      return decide.deliverErrand(
        errand,
        {
          proof: { kind: 'HANDED_OVER', reference: '' },
          spentFen: errand.advanceFen,
          receipts: errand.advanceFen > 0 ? [{ reference: '', amountFen: errand.advanceFen }] : [],
        },
        world(),
      );
    case 'report-unable':
      return decide.reportErrandUnable(errand, undefined, world());
    case 'confirm':
      return settle.confirmErrand(errand, { by: 'CALL_BACK' }, world());
    case 'dispute':
      return settle.disputeErrand(errand, undefined, world());
    case 'reopen':
      return settle.reopenErrand(errand, world());
    case 'close':
      return settle.closeErrand(errand, world());
    case 'cancel':
      return settle.cancelErrand(errand, world());
    case 'decline':
      return settle.declineErrand(errand, world());
    case 'archive':
      return settle.archiveErrand(errand, 0, world());
    case 'follow-up':
      return settle.followUpErrand(errand, { rating: step.rating ?? 3 }, world());
  }
}
