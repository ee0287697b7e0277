import { BATCH_ACTIONS, BATCH_STATUSES, ON_THE_WAY_STATUSES, type BatchAction, type BatchStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { publishBatch } from './escort-batch.publish.ts';
import { BATCH_TABLE, countHeads, isLegal, type EscortBatch } from './escort-batch.ts';
import { acceptHeads, measureHead, reportMissing } from './escort-batch.decide.ts';
import { TAKE, WORKER, given, inState, operatorFacts, refused, snapshot, worldAt } from './test/escort-builder.ts';

/** Where each action leads with one of two heads aboard left over, and the fact it tells. */
const LEADS: Record<BatchAction, readonly [BatchStatus | 'same', string]> = {
  'add-heads': ['same', 'changed'],
  'remove-head': ['same', 'changed'],
  depart: ['DEPARTED', 'departed'],
  divert: ['DIVERTED', 'diverted'],
  arrive: ['ARRIVED', 'arrived'],
  accept: ['HANDED_OVER', 'heads-decided'],
  refuse: ['same', 'heads-decided'],
  'report-missing': ['same', 'heads-decided'],
  'confirm-read-back': ['same', 'read-back-confirmed'],
  close: ['CLOSED', 'closed'],
  cancel: ['CANCELLED', 'cancelled'],
};
const LEGAL: Record<BatchStatus, readonly BatchAction[]> = {
  ASSEMBLING: ['add-heads', 'remove-head', 'depart', 'cancel'],
  DEPARTED: ['divert', 'arrive', 'report-missing'],
  DIVERTED: ['divert', 'arrive', 'report-missing'],
  ARRIVED: ['divert', 'accept', 'refuse', 'report-missing', 'confirm-read-back'],
  HANDED_OVER: ['confirm-read-back', 'close'],
  CLOSED: ['confirm-read-back'],
  CANCELLED: [],
};
const CELLS = BATCH_STATUSES.flatMap((status) => BATCH_ACTIONS.map((action) => [status, action] as const));

/** A batch in the state; at the door one of three was taken over by telephone already where it is to be confirmed. */
function before(status: BatchStatus, action: BatchAction): EscortBatch {
  const batch = inState(status, 3);
  if (status !== 'ARRIVED' || action !== 'confirm-read-back') return batch;
  const [first] = batch.heads;
  const world = worldAt(30);
  const receiver = operatorFacts(WORKER, 'houzhai/a07');
  return given(acceptHeads(batch, [first?.arrivalId ?? ''], receiver, 'READ_BACK', world.now, world)).batch;
}

describe('every action on a batch in every state', () => {
  it('has its cell in the table', () => {
    expect(CELLS).toHaveLength(BATCH_STATUSES.length * BATCH_ACTIONS.length);
    for (const status of BATCH_STATUSES) expect([...BATCH_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const batch = before(status, action);
    expect(batch.status).toBe(status);
    const untouched = snapshot(batch);
    const decided = given(TAKE[action](batch, worldAt(50)));
    const [leads, fact] = LEADS[action];
    expect(decided.batch.status).toBe(leads === 'same' ? status : leads);
    expect(decided.facts.map((one) => one.fact)).toEqual([fact]);
    expect(snapshot(batch)).toBe(untouched);
    const { contract, data } = publishBatch(decided.batch, decided.facts[0]);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toEqual(data);
    expect(data).toMatchObject({ no: batch.no, status: decided.batch.status, ...countHeads(decided.batch.heads) });
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    const batch = inState(status, 3);
    const untouched = snapshot(batch);
    expect(TAKE[action](batch, worldAt(50))).toEqual(refused('escort.not-allowed-now', { action, status }));
    expect(snapshot(batch)).toBe(untouched);
  });
});

describe('a temperature on the way', () => {
  it.each(BATCH_STATUSES)('%s: is taken of whoever is aboard of what is on the way, and changes nothing of the batch', (status) => {
    const batch = inState(status, 3);
    const [head] = batch.heads;
    const decided = measureHead(batch, head?.arrivalId ?? '');
    if (!(ON_THE_WAY_STATUSES as readonly BatchStatus[]).includes(status)) {
      expect(decided).toEqual(refused('escort.not-allowed-now', { action: 'measure', status }));
      return;
    }
    expect(given(decided)).toEqual({ batch, heads: [], facts: [{ fact: 'head-looked-at', arrivalId: head?.arrivalId }] });
    expect(measureHead(batch, WORKER.id)).toEqual(refused('escort.head-unknown', {}));
    const missing = given(reportMissing(batch, head?.arrivalId ?? '', WORKER.id, worldAt(40).now)).batch;
    expect(measureHead(missing, head?.arrivalId ?? '')).toEqual(refused('escort.head-decided', { no: head?.no, as: 'MISSING' }));
  });
});
