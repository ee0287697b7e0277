import type { ErrandAction, ErrandKind, ErrandStatus, Outcome } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/errand.1.json' with { type: 'json' };
import { ErrandPolicyValues, type ErrandPolicy } from '../../policy/errand-policy.ts';
import type { Actor, AgentFacts, AuthorisationFacts } from '../agent.ts';
import type { Decided, World } from '../decision.ts';
import * as decide from '../errand.decide.ts';
import * as settle from '../errand.settle.decide.ts';
import { toDocument } from '../errand.row.ts';
import type { Errand } from '../errand.ts';

/** The policy that ships. */
export const POLICY: ErrandPolicy = { ...ErrandPolicyValues.parse(values.values), version: values.version };
export const START = Temporal.Instant.from('2020-02-14T09:00:00+08:00');

const id = (tail: string): string => `01912f4e-8c3a-7b5e-9d21-${tail.padStart(12, '0')}`;
export const RESIDENT = id('1');
export const ERRAND = id('2');
export const ORIGINAL = id('3');
export const AUTHORISATION = id('4');
export const AGENT: Actor = { id: id('a'), roles: ['AGENT'] };
export const OTHER_AGENT: Actor = { id: id('b'), roles: ['AGENT'] };
export const DESK: Actor = { id: id('d'), roles: ['DUTY_OFFICER'] };

export const agentFacts = (actor: Actor = AGENT, more: Partial<AgentFacts> = {}): AgentFacts => ({
  operatorId: actor.id,
  active: true,
  roles: actor.roles,
  scope: ['houzhai/a07'],
  ...more,
});

/** The world `minutes` after the start, seen by the desk unless somebody else is named. */
export const worldAt = (minutes: number, actor: Actor = DESK, policy: Partial<ErrandPolicy> = {}): World => ({
  actor,
  now: START.add({ minutes }),
  policy: { ...POLICY, ...policy },
});

export const authorisationFacts = (more: Partial<AuthorisationFacts> = {}): AuthorisationFacts => ({
  id: AUTHORISATION,
  principalId: RESIDENT,
  agentId: AGENT.id,
  scopes: ['CARD', 'IDENTITY', 'ADVANCE'],
  validUntil: START.add({ hours: 1_000 }),
  ...more,
});

export const newErrand = (more: Partial<decide.NewErrand> = {}): decide.NewErrand => ({
  id: ERRAND,
  no: 'ER-20200214-0001-9',
  area: 'a07',
  path: 'houzhai/a07/c1',
  module: { code: 'standing-2', active: true, formVersion: 1, clock: 'CLOCK', sla: {}, fields: [] },
  similar: [],
  ...more,
});

type RequestInput = Parameters<typeof decide.requestErrand>[0];
export const requestInput = (more: Partial<RequestInput> = {}): RequestInput => ({
  beneficiaryId: RESIDENT,
  moduleCode: 'standing-2',
  kind: 'PURCHASE',
  items: [{ name: '大米' }],
  source: 'PHONE',
  channel: 'PHONE',
  advanceFen: 0,
  despiteDuplicate: false,
  ...more,
});

/** What a decision gave; a refusal fails the test with its code. */
export function given(outcome: Outcome<Decided>): Decided {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}

/** An errand with its version, taken forward step by step. */
export interface Standing {
  readonly errand: Errand;
  readonly version: number;
}

export const requested = (input: Partial<RequestInput> = {}, facts: Partial<decide.NewErrand> = {}, world = worldAt(0)): Standing => ({
  errand: given(decide.requestErrand(requestInput(input), newErrand(facts), world)).errand,
  version: 1,
});

/** How to carry out each action in the ordinary case. */
export const TAKE: Record<ErrandAction, (standing: Standing, world: World) => Outcome<Decided>> = {
  assign: ({ errand, version }, world) => decide.assignErrand(errand, version, agentFacts(), world),
  accept: ({ errand, version }, world) => decide.acceptErrand(errand, version, world),
  start: ({ errand, version }, world) =>
    decide.startErrand(
      errand,
      version,
      {},
      { authorisation: authorisationFacts({ agentId: errand.agentId ?? AGENT.id }), openAdvancesFen: 0 },
      world,
    ),
  hold: ({ errand, version }, world) => decide.holdErrand(errand, version, 'OUT_OF_STOCK', undefined, world),
  resume: ({ errand, version }, world) => decide.resumeErrand(errand, version, undefined, world),
  'approve-hold': ({ errand }, world) => decide.approveErrandHold(errand, 24, world),
  'hand-over': ({ errand }, world) =>
    decide.handOverErrand(
      errand,
      agentFacts(OTHER_AGENT),
      { authorisation: authorisationFacts({ agentId: OTHER_AGENT.id }), openAdvancesFen: 0 },
      world,
    ),
  release: ({ errand }, world) => decide.releaseErrand(errand, world),
  deliver: ({ errand }, world) => decide.deliverErrand(errand, delivery(errand.advanceFen), world),
  'report-unable': ({ errand }, world) => decide.reportErrandUnable(errand, undefined, world),
  refer: ({ errand }, world) => settle.referErrand(errand, world),
  decline: ({ errand }, world) => settle.declineErrand(errand, world),
  'mark-duplicate': ({ errand }, world) => settle.markErrandDuplicate(errand, { ...errand, id: ORIGINAL }, world),
  confirm: ({ errand }, world) => settle.confirmErrand(errand, { by: 'CALL_BACK' }, world),
  dispute: ({ errand }, world) => settle.disputeErrand(errand, undefined, world),
  reopen: ({ errand }, world) => settle.reopenErrand(errand, world),
  close: ({ errand }, world) => settle.closeErrand(errand, world),
  cancel: ({ errand }, world) => settle.cancelErrand(errand, world),
  archive: ({ errand }, world) => settle.archiveErrand(errand, errand.advanceFen - errand.spentFen, world),
  'follow-up': ({ errand }, world) => settle.followUpErrand(errand, { rating: 4 }, world),
  undo: ({ errand, version }, world) => settle.undoErrandStep(errand, version, world),
};

/** Spending with one receipt that covers it. */
export const delivery = (spentFen: number): Parameters<typeof decide.deliverErrand>[1] => ({
  proof: { kind: 'HANDED_OVER', reference: '本人签收' },
  spentFen,
  receipts: spentFen === 0 ? [] : [{ reference: 'A1', amountFen: spentFen }],
});

/** Takes steps one minute apart, as the desk does on the telephone, but accepting as the agent. */
export function taken(from: Standing, ...actions: readonly ErrandAction[]): Standing {
  let standing = from;
  for (const action of actions) {
    const since = standing.errand.updatedAt.since(START).total('minutes');
    const { errand, facts } = given(TAKE[action](standing, worldAt(since + 1, action === 'accept' ? AGENT : DESK)));
    standing = { errand, version: standing.version + facts.length };
  }
  return standing;
}

/** The shortest way into each state. */
export const WAY: Record<ErrandStatus, readonly ErrandAction[]> = {
  REQUESTED: [],
  ACCEPTED: ['accept'],
  IN_PROGRESS: ['accept', 'start'],
  ON_HOLD: ['accept', 'start', 'hold'],
  DELIVERED: ['accept', 'start', 'deliver'],
  DISPUTED: ['accept', 'start', 'deliver', 'dispute'],
  UNABLE: ['accept', 'start', 'report-unable'],
  CONFIRMED: ['accept', 'start', 'deliver', 'confirm'],
  ARCHIVED: ['accept', 'start', 'deliver', 'confirm', 'archive'],
  DUPLICATE: ['mark-duplicate'],
  DECLINED: ['decline'],
  REFERRED: ['accept', 'start', 'refer'],
  CANCELLED: ['cancel'],
  CLOSED: ['accept', 'start', 'report-unable', 'close'],
};

/** An errand in a state, by the shortest way. */
export const inState = (status: ErrandStatus, kind: ErrandKind = 'PURCHASE', advanceFen = 0): Standing =>
  taken(requested({ kind, advanceFen }), ...WAY[status]);

/** A copy for comparison that shares nothing with the errand. */
export const document = (errand: Errand): string => JSON.stringify(toDocument(errand));
