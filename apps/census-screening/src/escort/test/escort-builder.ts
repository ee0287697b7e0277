import type { BatchAction, BatchStatus, Outcome } from '@houzhai/contracts';
import values from '../../../../../seeds/policies/escort.1.json' with { type: 'json' };
import type { Arrival } from '../../arrival/arrival.ts';
import type { Actor, World } from '../../decision.ts';
import * as decide from '../escort-batch.decide.ts';
import type { OperatorFacts } from '../../decision.ts';
import type { DecidedBatch } from '../escort-batch.decide.ts';
import type { EscortBatch } from '../escort-batch.ts';
import { EscortPolicyValues, type EscortPolicy } from '../escort-policy.ts';

/** The policy that ships. */
export const POLICY: EscortPolicy & { readonly version: string } = { ...EscortPolicyValues.parse(values.values), version: values.version };
export const START = Temporal.Instant.from('2020-01-24T20:00:00+08:00');

export const id = (tail: string): string => `01912f4e-8c3a-7b5e-9d21-${tail.padStart(12, '0')}`;
export const CHECKPOINT = { id: id('c1'), code: 'exit-1', path: 'houzhai', area: 'houzhai' };
export const OTHER_CHECKPOINT = { id: id('c2'), code: 'exit-2', path: 'houzhai', area: 'houzhai' };
export const BATCH = id('b1');
export const LEAD: Actor = { id: id('e1'), roles: ['ESCORT_LEAD'] };
export const OWNER: Actor = { id: id('e2'), roles: ['GRID_WORKER'] };
export const WORKER: Actor = { id: id('e3'), roles: ['COMMUNITY_WORKER'] };
export const OTHER_WORKER: Actor = { id: id('e4'), roles: ['COMMUNITY_WORKER'] };
export const POLICE: Actor = { id: id('e5'), roles: ['POLICE'] };

/** What is known of an operator whose scope is these places. */
export const operatorFacts = (actor: Actor, ...scope: readonly string[]): OperatorFacts => ({
  operatorId: actor.id,
  roles: actor.roles,
  covers: (path) => scope.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
});

/** The world `minutes` after the start, seen by the lead unless somebody else is named. */
export const worldAt = (minutes: number, actor: Actor = LEAD, policy: Partial<EscortPolicy> = {}): World<EscortPolicy> => ({
  actor,
  now: START.add({ minutes }),
  policy: { ...POLICY, ...policy },
});

/** A head that waits at the checkpoint for an escort to area a07. */
export const waiting = (index: number, more: Partial<Arrival> = {}): Arrival => ({
  id: id(`a${String(index)}`),
  no: `AR-20200124-${String(index).padStart(4, '0')}-1`,
  partyId: id('f1'),
  personId: id(`d${String(index)}`),
  checkpointId: CHECKPOINT.id,
  checkpointCode: CHECKPOINT.code,
  checkpointPath: CHECKPOINT.path,
  arrivedAt: START,
  area: 'a07',
  destination: 'houzhai/a07/c1',
  disposition: 'HOME_ISOLATION',
  risk: 'HIGH',
  why: { rule: 'key-region', zh: '重点地区', en: 'Key region' },
  policyVersion: 'YW-2020-0124',
  homePossible: true,
  custody: 'WAITING',
  ...more,
});

type Fresh = Parameters<typeof decide.assembleBatch>[0];
export const fresh = (more: Partial<Fresh> = {}): Fresh => ({
  id: BATCH,
  no: 'EB-20200124-0001-1',
  checkpoint: CHECKPOINT,
  leadId: LEAD.id,
  mode: 'LEAD',
  ...more,
});

/** What a decision gave; a refusal fails the test with its code. */
export function given<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
}
export const refused = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

export const assembled = (heads = 2, more: Partial<Fresh> = {}): EscortBatch =>
  given(
    decide.assembleBatch(
      fresh(more),
      Array.from({ length: heads }, (_, index) => waiting(index + 1)),
      START,
      worldAt(0),
    ),
  ).batch;

const FIRST = waiting(1).id;
const aboard = (batch: EscortBatch): readonly string[] =>
  batch.heads.filter(({ status }) => status === 'ABOARD').map(({ arrivalId }) => arrivalId);
/** All that are aboard, or the first head where none is. */
const all = (batch: EscortBatch): readonly string[] => (aboard(batch).length > 0 ? aboard(batch) : [FIRST]);

/** How to carry out each action in the ordinary case; whoever is taken over is by telephone, so that there is something to confirm. */
export const TAKE: Record<BatchAction, (batch: EscortBatch, world: World<EscortPolicy>) => Outcome<DecidedBatch>> = {
  'add-heads': (batch, world) => decide.addHeads(batch, [waiting(9)], world),
  'remove-head': (batch) => decide.removeHead(batch, FIRST),
  depart: (batch, { now }) => decide.departBatch(batch, now),
  divert: (batch) => decide.divertBatch(batch, false),
  arrive: (batch, world) => decide.arriveBatch(batch, world.now, world),
  accept: (batch, world) =>
    decide.acceptHeads(batch, all(batch), operatorFacts(WORKER, 'houzhai/a07'), 'READ_BACK', world.now, { ...world, actor: LEAD }),
  refuse: (batch, { now }) => decide.refuseHead(batch, aboard(batch)[0] ?? FIRST, OWNER.id, now),
  'report-missing': (batch, { now }) => decide.reportMissing(batch, aboard(batch)[0] ?? FIRST, OWNER.id, now),
  'confirm-read-back': (batch, world) => decide.confirmReadBack(batch, { ...world, actor: WORKER }),
  close: (batch) => decide.closeBatch(batch, true),
  cancel: (batch) => decide.cancelBatch(batch),
};

/** Takes steps ten minutes apart. */
export function taken(from: EscortBatch, ...actions: readonly BatchAction[]): EscortBatch {
  return actions.reduce((batch, action, index) => given(TAKE[action](batch, worldAt((index + 1) * 10))).batch, from);
}

/** The shortest way into each state. */
export const WAY: Record<BatchStatus, readonly BatchAction[]> = {
  ASSEMBLING: [],
  DEPARTED: ['depart'],
  DIVERTED: ['depart', 'divert'],
  ARRIVED: ['depart', 'arrive'],
  HANDED_OVER: ['depart', 'arrive', 'accept'],
  CLOSED: ['depart', 'arrive', 'accept', 'close'],
  CANCELLED: ['cancel'],
};
export const inState = (status: BatchStatus, heads = 2): EscortBatch => taken(assembled(heads), ...WAY[status]);

/** A copy for comparison that shares nothing with the batch. */
export const snapshot = (batch: EscortBatch): string => JSON.stringify(batch);
