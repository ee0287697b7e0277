import type { CardAction, CardStatus, Outcome, PrescriptionItem, RunAction, RunStatus } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/medicine.1.json' with { type: 'json' };
import { atHome, type Card } from '../../card/card.ts';
import * as custody from '../../card/custody.ts';
import type { DecidedCard } from '../../card/custody.ts';
import type { Actor, AgentFacts, AuthorisationFacts } from '../../errand/agent.ts';
import * as decide from '../medicine-run.decide.ts';
import type { MedicineRun } from '../medicine-run.ts';
import { MedicinePolicyValues, type MedicinePolicy } from '../medicine-policy.ts';
import type { MedicineWorld } from '../medicine-world.ts';
import { recordPrescription, type ErrandOfPrescription, type Prescription } from '../prescription.ts';
import type { DecidedRun } from '../run-decision.ts';
import * as lines from '../run-lines.decide.ts';
import * as offer from '../run-offer.decide.ts';
import { planRun, type Candidate } from '../run-plan.decide.ts';
import { moveCard } from '../stops.ts';

/** The policy that ships. */
export const POLICY: MedicinePolicy = { ...MedicinePolicyValues.parse(values.values), version: values.version };
export const START = Temporal.Instant.from('2020-02-14T08:00:00+08:00');

export const id = (tail: string): string => `01912f4e-8c3a-7b5e-9d21-${tail.padStart(12, '0')}`;
export const AGENT: Actor = { id: id('a1'), roles: ['AGENT'] };
export const COLLEAGUE: Actor = { id: id('a2'), roles: ['AGENT'] };
export const STRANGER: Actor = { id: id('a3'), roles: ['AGENT'] };
export const DESK: Actor = { id: id('d1'), roles: ['COMMUNITY_WORKER'] };
export const RUN = id('b1');
export const NEXT_RUN = id('b2');

export const agentFacts = (actor: Actor = AGENT, ...scope: readonly string[]): AgentFacts => ({
  operatorId: actor.id,
  active: true,
  roles: actor.roles,
  scope: scope.length === 0 ? ['houzhai/a07'] : scope,
});

/** The world `minutes` after the start, seen by the agent unless somebody else is named. */
export const worldAt = (minutes: number, actor: Actor = AGENT, policy: Partial<MedicinePolicy> = {}): MedicineWorld => {
  const now = START.add({ minutes });
  return { actor, now, at: now, policy: { ...POLICY, ...policy } };
};

/** What a decision gave; a refusal fails the test with its code. */
export function given<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}
export const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

/** A medicine errand of the nth household of a07. */
export const errandOf = (nth: number, more: Partial<ErrandOfPrescription> = {}): ErrandOfPrescription => ({
  id: id(`e${String(nth)}`),
  no: `ER-20200214-${String(nth).padStart(4, '0')}-1`,
  kind: 'MEDICINE',
  status: 'ACCEPTED',
  beneficiaryId: id(`c${String(nth)}`),
  area: 'a07',
  path: `houzhai/a07/c1/g1/h${String(nth).padStart(4, '0')}`,
  ...more,
});
export const item = (qtyDays = 30, more: Partial<PrescriptionItem> = {}): PrescriptionItem => ({
  drug: '占位药品',
  qtyDays,
  special: false,
  ...more,
});
/** What an errand has to fetch; its lines are numbered after it. */
export function written(errand: ErrandOfPrescription, ...items: readonly PrescriptionItem[]): Prescription {
  const lines = items.length === 0 ? [item()] : [...items];
  const nth = errand.id.slice(-4).replaceAll(/\D/g, '');
  const fresh = { id: id(`f${nth}`), lineIds: lines.map((_, index) => id(`dd${nth}0${String(index)}`)) };
  return given(recordPrescription(errand, undefined, { hospital: 'h1', lines }, fresh, worldAt(0))).prescription;
}

/** The envelope of the nth household, at home. */
export const cardOf = (nth: number): Card => ({
  id: id(`ca${String(nth)}`),
  no: `CD-20200214-${String(nth).padStart(4, '0')}-1`,
  personId: id(`c${String(nth)}`),
  area: 'a07',
  path: errandOf(nth).path,
  ...atHome(START),
});
export const candidate = (nth: number, ...items: readonly PrescriptionItem[]): Candidate => ({
  prescription: written(errandOf(nth), ...items),
  errand: { kind: 'MEDICINE', status: 'ACCEPTED' },
  card: cardOf(nth),
});

export const freshRun = (more: Partial<Parameters<typeof planRun>[0]> = {}): Parameters<typeof planRun>[0] => ({
  id: RUN,
  no: 'MR-20200214-0001-1',
  hospital: 'h1',
  ...more,
});
/** A planned run of so many households, two lines each. */
export const planned = (households = 3): MedicineRun =>
  given(
    planRun(
      freshRun(),
      Array.from({ length: households }, (_, index) => candidate(index + 1, item(30), item(60))),
      agentFacts(),
      worldAt(0),
    ),
  ).run;

export const cardIds = ({ stops }: MedicineRun): readonly string[] => stops.map(({ cardId }) => cardId);
const linesIn = (run: MedicineRun, status: string): readonly string[] =>
  run.lines.flatMap((line) => (line.status === status ? [line.lineId] : []));
const firstLine = (run: MedicineRun): string => linesIn(run, 'TO_FETCH')[0] ?? run.lines[0]?.lineId ?? '';
const ofOneStop = (run: MedicineRun, status: string): readonly string[] => {
  const line = run.lines.find((one) => one.status === status) ?? run.lines[0];
  return run.lines.flatMap(({ cardId, status: own, lineId }) => (cardId === line?.cardId && own === line.status ? [lineId] : []));
};
/** The run with every card taken along, or brought back. */
export const withCards = (run: MedicineRun, as: 'OUT' | 'RETURNED'): MedicineRun =>
  run.stops.reduce((now, { cardId }) => moveCard(now, cardId, as)?.run ?? now, run);

/** How to carry out each action in the ordinary case. */
export const TAKE: Record<RunAction, (run: MedicineRun, world: MedicineWorld) => Outcome<DecidedRun>> = {
  'order-stops': (run, world) => decide.orderStops(run, cardIds(run).slice(-1), world),
  'set-out': decide.setOut,
  'drop-stop': (run, world) => decide.dropStop(run, cardIds(run)[0] ?? '', world),
  arrive: (run, world) => decide.arrive(withCards(run, 'OUT'), world),
  fetch: (run, world) => lines.fetchLines(run, linesIn(run, 'TO_FETCH'), world),
  'split-line': (run, world) => lines.splitLine(run, { lineId: firstLine(run), days: 10, pharmacy: 'p2' }, id('ff'), world),
  'move-line': (run, world) => lines.moveLine(run, { lineId: firstLine(run), pharmacy: 'p2' }, world),
  'postpone-line': (run, world) => lines.postponeLine(run, firstLine(run), world),
  leave: (run, world) => decide.leave({ ...run, lines: run.lines.filter(({ status }) => status !== 'TO_FETCH') }, world),
  deliver: (run, world) => lines.deliverLines(run, ofOneStop(run, 'FETCHED'), 'HANDED_OVER', world),
  offer: (run, world) => offer.offerStops(run, cardIds(run).slice(0, 1), agentFacts(COLLEAGUE), world),
  withdraw: (run, world) => offer.withdrawOffer(run, world),
  'take-over': (run, world) => {
    const taken = offer.takeOver(run, { id: NEXT_RUN, no: 'MR-20200214-0002-1' }, { ...world, actor: COLLEAGUE });
    return taken.ok ? { ok: true, value: taken.value.from } : taken;
  },
  reconcile: (run, world) =>
    decide.reconcile(
      { ...withCards(run, 'RETURNED'), lines: run.lines.map((line) => ({ ...line, status: 'DELIVERED' })) },
      new Map(),
      world,
    ),
  cancel: decide.cancel,
};

/** Takes steps ten minutes apart. */
export function taken(from: MedicineRun, ...actions: readonly RunAction[]): MedicineRun {
  return actions.reduce((run, action, index) => given(TAKE[action](run, worldAt((index + 1) * 10))).run, from);
}
/** The shortest way into each state. */
const WAY: Record<RunStatus, readonly RunAction[]> = {
  PLANNED: [],
  COLLECTING: ['set-out'],
  AT_HOSPITAL: ['set-out', 'arrive'],
  DELIVERING: ['set-out', 'arrive', 'fetch', 'leave'],
  RECONCILED: ['set-out', 'arrive', 'fetch', 'leave', 'deliver', 'reconcile'],
  CANCELLED: ['cancel'],
};
export const inState = (status: RunStatus, households = 3): MedicineRun => taken(planned(households), ...WAY[status]);

export const authorisationFacts = (card: Card, more: Partial<AuthorisationFacts> = {}): AuthorisationFacts => ({
  id: id('9'),
  principalId: card.personId,
  agentId: AGENT.id,
  scopes: ['CARD', 'IDENTITY'],
  validUntil: START.add({ hours: 1_000 }),
  ...more,
});
export const collecting = (card: Card, more: Partial<custody.Collecting> = {}): custody.Collecting => ({
  runId: RUN,
  agentId: AGENT.id,
  authorisation: authorisationFacts(card),
  scopes: ['CARD', 'IDENTITY'],
  isolated: false,
  outHours: POLICY.cardOutHours,
  policyVersion: POLICY.version,
  ...more,
});
type CollectInput = Parameters<typeof custody.collectCard>[1];
export const collectInput = (more: Partial<CollectInput> = {}): CollectInput => ({
  contents: ['CARD', 'RECORD'],
  cashFen: 0,
  isolated: false,
  signature: { by: 'SELF', method: 'PAPER', reference: '收条 1' },
  ...more,
});

/** How to carry out each action on a card in the ordinary case. */
export const TAKE_CARD: Record<CardAction, (card: Card, minutes: number) => Outcome<DecidedCard>> = {
  collect: (card, minutes) => custody.collectCard(card, collectInput(), collecting(card), START.add({ minutes }), AGENT),
  return: (card, minutes) =>
    custody.returnCard(
      card,
      { signature: { by: 'HOUSEHOLD', method: 'PAPER', reference: '收条 2' }, replaced: false },
      START.add({ minutes }),
      AGENT,
    ),
  'report-lost': (card, minutes) => custody.reportCardLost(card, undefined, START.add({ minutes }), AGENT),
  'pass-on': (card, minutes) => custody.passCardDutyOn(card, DESK.id, START.add({ minutes })),
};
const CARD_WAY: Record<CardStatus, readonly (CardAction | 'brought')[]> = {
  WITH_OWNER: [],
  COLLECTED: ['collect'],
  AT_HOSPITAL: ['collect', 'brought'],
  RETURNED: ['collect', 'return'],
  LOST: ['collect', 'report-lost'],
};
export function cardInState(status: CardStatus): Card {
  return CARD_WAY[status].reduce((card, action, index) => {
    const minutes = (index + 1) * 10;
    return action === 'brought'
      ? (custody.bringCard(card, START.add({ minutes }))?.card ?? card)
      : given(TAKE_CARD[action](card, minutes)).card;
  }, cardOf(1));
}

/** A copy for comparison that shares nothing with the record. */
export const snapshot = (record: object): string => JSON.stringify(record);
