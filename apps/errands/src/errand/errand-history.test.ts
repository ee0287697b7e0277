import { refuse, type HistoryStep, type Outcome } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from './agent.ts';
import type { Decided, World } from './decision.ts';
import { replayErrand, type PaperErrand, type ReplayedFact } from './errand-history.ts';
import * as decide from './errand.decide.ts';
import * as settle from './errand.settle.decide.ts';
import type { Errand } from './errand.ts';
import {
  AGENT,
  DESK,
  OTHER_AGENT,
  POLICY,
  RESIDENT,
  START,
  agentFacts,
  authorisationFacts,
  delivery,
  document,
  newErrand,
  requestInput,
} from './test/errand-builder.ts';

const AGENTS = new Map([AGENT, OTHER_AGENT].map((actor) => [actor.id, agentFacts(actor)]));
const HALF_HOUR = 30;
const atSlot = (slot: number): Temporal.Instant => START.add({ minutes: slot * HALF_HOUR });

const paperOf = (steps: readonly HistoryStep[], more: Partial<PaperErrand> = {}): PaperErrand => ({
  beneficiaryId: RESIDENT,
  path: 'houzhai/a07/c1',
  moduleCode: 'standing-2',
  kind: 'PURCHASE',
  items: [{ name: '大米' }],
  source: 'PHONE',
  channel: 'PHONE',
  requestedAt: START.toString(),
  advanceFen: 0,
  steps: [...steps],
  ...more,
});
const replay = (paper: PaperErrand, now: Temporal.Instant) =>
  replayErrand(paper, { ...newErrand(), authorisation: authorisationFacts({ agentId: '' }) }, AGENTS, {
    clerk: DESK.id,
    policy: POLICY,
    now,
  });

const told = (facts: readonly ReplayedFact[]): string[] => facts.map(({ fact, at }) => `${at.toString()} ${JSON.stringify(fact)}`);

/** The same record as it would have gone live: the clock looked at every half hour, each step taken at its time. */
function live(paper: PaperErrand, until: number): { facts: ReplayedFact[]; refusedAt?: string; code?: string } {
  const facts: ReplayedFact[] = [];
  let errand: Errand | undefined;
  const take = (decided: Decided, at: Temporal.Instant): void => {
    ({ errand } = decided);
    for (const fact of decided.facts) facts.push({ errand: decided.errand, fact, at });
  };
  const worldOf = (at: Temporal.Instant, actor: Actor): World => ({ actor: { ...actor }, now: at, policy: POLICY });
  const asked = requestInput({ kind: paper.kind, advanceFen: paper.advanceFen, despiteDuplicate: true });
  const first = decide.requestErrand(asked, newErrand(), worldOf(START, DESK));
  if (!first.ok) throw new Error(first.refusal.code);
  take(first.value, START);
  const steps = [...paper.steps];
  const look = (at: Temporal.Instant): void => {
    const ticked = errand && settle.tickErrand(errand, worldOf(at, DESK));
    if (!ticked) return;
    take(ticked, at);
    look(at);
  };
  for (let slot = 0; slot <= until; slot++) {
    const at = atSlot(slot);
    look(at);
    while (errand && steps[0] && Temporal.Instant.compare(Temporal.Instant.from(steps[0].at), at) === 0) {
      const step = steps.shift()!;
      const outcome = stepLive(errand, facts.length, step, worldOf(at, DESK));
      if (!outcome.ok) return { facts, refusedAt: step.action, code: outcome.refusal.code };
      take(outcome.value, at);
      look(at);
    }
  }
  return { facts };
}

function stepLive(errand: Errand, version: number, step: HistoryStep, world: World): Outcome<Decided> {
  const named = [AGENT, OTHER_AGENT].find(({ id }) => id === (step.agentId ?? errand.agentId));
  const authorisation = authorisationFacts({ agentId: named?.id ?? '' });
  switch (step.action) {
    case 'assign':
      return decide.assignErrand(errand, version, named ? agentFacts(named) : agentFacts(AGENT, { active: false }), world);
    case 'accept':
      return named ? decide.acceptErrand(errand, version, { ...world, actor: named }) : refuse('errand.agent-unavailable', {});
    case 'start':
      return decide.startErrand(errand, version, {}, { authorisation, openAdvancesFen: 0 }, world);
    case 'hold':
      return decide.holdErrand(errand, version, 'OTHER', undefined, world);
    case 'resume':
      return decide.resumeErrand(errand, version, undefined, world);
    case 'hand-over':
      return decide.handOverErrand(
        errand,
        named ? agentFacts(named) : agentFacts(AGENT, { active: false }),
        { authorisation, openAdvancesFen: 0 },
        world,
      );
    case 'deliver':
      return decide.deliverErrand(errand, delivery(errand.advanceFen), world);
    case 'report-unable':
      return decide.reportErrandUnable(errand, undefined, world);
    case 'confirm':
      return settle.confirmErrand(errand, { by: 'CALL_BACK' }, world);
    case 'dispute':
      return settle.disputeErrand(errand, undefined, world);
    case 'reopen':
      return settle.reopenErrand(errand, world);
    case 'close':
      return settle.closeErrand(errand, world);
    case 'cancel':
      return settle.cancelErrand(errand, world);
    case 'decline':
      return settle.declineErrand(errand, world);
    case 'archive':
      return settle.archiveErrand(errand, 0, world);
    case 'follow-up':
      return settle.followUpErrand(errand, { rating: step.rating ?? 3 }, world);
  }
}

/** Paper as people keep it: mostly what can follow, now and then what cannot. */
const LIKELY: Partial<Record<string, readonly HistoryStep['action'][]>> = {
  REQUESTED: ['assign', 'accept', 'accept', 'accept', 'cancel', 'decline'],
  ACCEPTED: ['start', 'start', 'start', 'hand-over', 'cancel'],
  IN_PROGRESS: ['hold', 'hold', 'deliver', 'deliver', 'report-unable', 'hand-over', 'cancel'],
  ON_HOLD: ['resume', 'resume', 'resume', 'report-unable', 'cancel'],
  DELIVERED: ['confirm', 'dispute'],
  DISPUTED: ['reopen', 'reopen', 'close'],
  UNABLE: ['reopen', 'reopen', 'close'],
  CONFIRMED: ['archive'],
  ARCHIVED: ['follow-up'],
};
const papers = fc
  .tuple(
    fc.constantFrom<PaperErrand['kind'][]>('PURCHASE', 'MEDICINE'),
    fc.constantFrom(0, 0, 5_000),
    fc.array(fc.record({ pick: fc.nat(1_000), gap: fc.oneof(fc.nat(6), fc.nat(120)), other: fc.boolean() }), { maxLength: 14 }),
    fc.nat(200),
  )
  .map(([kind, advanceFen, picks, rest]) => {
    let slot = 0;
    let steps: HistoryStep[] = [];
    for (const { pick, gap, other } of picks) {
      slot += gap;
      const so = live(paperOf(steps, { kind, advanceFen }), slot);
      const status = so.facts.at(-1)?.errand.status ?? 'REQUESTED';
      const choice = (pick % 17 === 0 ? undefined : LIKELY[status]) ?? ['confirm', 'hold', 'archive'];
      const action = choice[pick % choice.length]!;
      const agent = other ? OTHER_AGENT.id : AGENT.id;
      const names = action === 'assign' || action === 'hand-over' || (action === 'accept' && pick % 3 > 0);
      steps = [...steps, { action, at: atSlot(slot).toString(), ...(names ? { agentId: agent } : {}) }];
      if (so.code !== undefined) break;
    }
    return { paper: paperOf(steps, { kind, advanceFen }), until: slot + rest };
  });

describe('a paper record', () => {
  const step = (action: HistoryStep['action'], slot: number, agentId?: string): HistoryStep => ({
    action,
    at: atSlot(slot).toString(),
    ...(agentId === undefined ? {} : { agentId }),
  });
  /** Every turn a record can take, with both deadlines missed on the way. */
  const everything = paperOf([
    step('assign', 1, AGENT.id),
    step('accept', 4),
    step('start', 5),
    step('hold', 6),
    step('resume', 80),
    step('hand-over', 81, OTHER_AGENT.id),
    step('deliver', 82),
    step('dispute', 83),
    step('reopen', 84),
    step('report-unable', 85),
    step('reopen', 86),
    step('deliver', 87),
    step('confirm', 88),
    step('archive', 89),
    step('follow-up', 90),
  ]);

  it('gives exactly what the same steps would have given live, deadlines included', { timeout: 60_000 }, () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(papers, ({ paper, until }) => {
        const was = live(paper, until);
        const replayed = replay(paper, atSlot(until));
        if (was.code === undefined) {
          expect(replayed).toMatchObject({ ok: true });
          if (!replayed.ok) return;
          expect(told(replayed.facts)).toEqual(told(was.facts));
          expect(replayed.facts.map(({ errand }) => document(errand))).toEqual(was.facts.map(({ errand }) => document(errand)));
        } else expect(replayed).toEqual({ ok: false, step: was.refusedAt, code: was.code });
        for (const { fact } of was.facts) seen.add(fact.fact);
      }),
      { numRuns: 150, examples: [[{ paper: everything, until: 99 }]] },
    );
    for (const fact of ['overdue', 'escalated', 'resumed', 'archived', 'reopened', 'handed-over']) expect(seen).toContain(fact);
  });

  it('misses its deadline when a hold outlasts the allowance, although nobody wrote anything down', () => {
    const paper = paperOf([step('accept', 1, AGENT.id), step('start', 2), step('hold', 3)]);
    const replayed = replay(paper, atSlot(400));
    expect(replayed.ok && replayed.facts.map(({ fact, at }) => [fact.fact, at.toString()]).slice(-2)).toEqual([
      ['overdue', START.add({ hours: 8 + 24 }).toString()],
      ['escalated', START.add({ hours: 8 + 24 }).toString()],
    ]);
  });

  it('does not go backwards in time, nor beyond now', () => {
    const paper = paperOf([step('accept', 4, AGENT.id), step('start', 2)]);
    expect(replay(paper, atSlot(9))).toMatchObject({ ok: false, step: 'start' });
    const ahead = paperOf([step('accept', 4, AGENT.id)]);
    expect(replay(ahead, atSlot(3))).toEqual({ ok: false, step: 'accept', code: 'errand.happened-in-future' });
  });

  it('names agents whom the command centre knows', () => {
    const nobody = paperOf([step('accept', 1)]);
    expect(replay(nobody, atSlot(9))).toEqual({ ok: false, step: 'accept', code: 'errand.agent-unavailable' });
    const stranger = paperOf([step('accept', 1, RESIDENT)]);
    expect(replay(stranger, atSlot(9))).toEqual({ ok: false, step: 'accept', code: 'errand.agent-unavailable' });
  });
});
