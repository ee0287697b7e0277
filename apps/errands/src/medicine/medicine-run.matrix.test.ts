import { RUN_ACTIONS, RUN_STATUSES, type RunAction, type RunStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { publishRun } from './medicine-run.publish.ts';
import { runColumns, toRun, type StoredRun } from './medicine-run.row.ts';
import { RUN_TABLE, countRun, isLegal, type MedicineRun } from './medicine-run.ts';
import { COLLEAGUE, STRANGER, TAKE, given, inState, refused, snapshot, worldAt } from './test/medicine-builder.ts';

/** Where each action leads, and the fact it tells. */
const LEADS: Record<RunAction, readonly [RunStatus | 'same', string]> = {
  'order-stops': ['same', 'stops-ordered'],
  'set-out': ['COLLECTING', 'set-out'],
  'drop-stop': ['same', 'stop-dropped'],
  arrive: ['AT_HOSPITAL', 'arrived'],
  fetch: ['same', 'lines-fetched'],
  'split-line': ['same', 'line-split'],
  'move-line': ['same', 'line-moved'],
  'postpone-line': ['same', 'line-postponed'],
  leave: ['DELIVERING', 'left'],
  deliver: ['same', 'lines-delivered'],
  offer: ['same', 'stops-offered'],
  withdraw: ['same', 'offer-withdrawn'],
  'take-over': ['same', 'stops-taken-over'],
  reconcile: ['RECONCILED', 'reconciled'],
  cancel: ['CANCELLED', 'cancelled'],
};
const OFFERS: readonly RunAction[] = ['offer', 'withdraw', 'take-over'];
const LEGAL: Record<RunStatus, readonly RunAction[]> = {
  PLANNED: ['order-stops', 'set-out', 'drop-stop', 'cancel', ...OFFERS],
  COLLECTING: ['order-stops', 'drop-stop', 'arrive', 'cancel', ...OFFERS],
  AT_HOSPITAL: ['fetch', 'split-line', 'move-line', 'postpone-line', 'leave', ...OFFERS],
  DELIVERING: ['order-stops', 'deliver', 'reconcile', ...OFFERS],
  RECONCILED: [],
  CANCELLED: [],
};
const CELLS = RUN_STATUSES.flatMap((status) => RUN_ACTIONS.map((action) => [status, action] as const));

/** A run in the state, with stops on offer where the action is about an offer that was made. */
const before = (status: RunStatus, action: RunAction): MedicineRun => {
  const run = inState(status);
  return action === 'withdraw' || action === 'take-over' ? given(TAKE.offer(run, worldAt(60))).run : run;
};

describe('every action on a run in every state', () => {
  it('has its cell in the table', () => {
    expect(CELLS).toHaveLength(RUN_STATUSES.length * RUN_ACTIONS.length);
    for (const status of RUN_STATUSES) expect([...RUN_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const run = before(status, action);
    expect(run.status).toBe(status);
    const untouched = snapshot(run);
    const decided = given(TAKE[action](run, worldAt(70)));
    const [leads, fact] = LEADS[action];
    expect(decided.run.status).toBe(leads === 'same' ? status : leads);
    expect(decided.fact.fact).toBe(fact);
    expect(snapshot(run)).toBe(untouched);
    const { contract, data } = publishRun(decided.run, decided.fact);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toEqual(data);
    expect(data).toMatchObject({ no: run.no, status: decided.run.status, ...countRun(decided.run) });
    const columns = runColumns(decided.run);
    expect(runColumns(toRun({ facts: JSON.parse(JSON.stringify(columns['facts'])) as StoredRun }))).toEqual(columns);
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    const run = inState(status);
    const untouched = snapshot(run);
    expect(TAKE[action](run, worldAt(70))).toEqual(refused('medicine-run.not-allowed-now', { action, status }));
    expect(snapshot(run)).toBe(untouched);
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action) && action !== 'take-over'))(
    '%s: %s is not another agent’s',
    (status, action) => {
      const run = before(status, action);
      for (const actor of [COLLEAGUE, STRANGER])
        expect(TAKE[action](run, worldAt(70, actor))).toEqual(refused('medicine-run.not-yours', { agent: run.agentId }));
    },
  );
});
