import { ISOLATION_ACTIONS, ISOLATION_STATUSES, type IsolationAction, type IsolationStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import type { DecidedIsolation } from './isolation.decide.ts';
import { transferIsolation } from './isolation.end.decide.ts';
import { publishIsolation } from './isolation.publish.ts';
import { ISOLATION_TABLE, isLegal, wakeAt, type IsolationCase } from './isolation.ts';
import {
  IN_STATE,
  MID,
  OVER,
  SITE,
  TAKE,
  given,
  ordered,
  refused,
  snapshot,
  start,
  taken,
  well,
  worldAt,
} from './test/isolation-builder.ts';

/** Where each action leads, and the fact it tells. */
const LEADS: Record<IsolationAction, readonly [IsolationStatus | 'same', string]> = {
  start: ['ACTIVE', 'started'],
  'record-follow-up': ['same', 'follow-up-recorded'],
  'excuse-missed': ['same', 'missed-excused'],
  'resolve-finding': ['same', 'finding-resolved'],
  extend: ['same', 'extended'],
  'request-reduction': ['REDUCTION_REQUESTED', 'reduction-requested'],
  'approve-reduction': ['ACTIVE', 'reduced'],
  'refuse-reduction': ['ACTIVE', 'reduction-refused'],
  'request-release': ['PENDING_RELEASE', 'release-requested'],
  'refuse-release': ['ACTIVE', 'release-refused'],
  'sign-release': ['same', 'release-signed'],
  convert: ['CONVERTED', 'converted'],
  transfer: ['TRANSFERRED', 'transferred'],
  'report-lost': ['LOST', 'lost'],
  cancel: ['CANCELED', 'canceled'],
};
const DAILY = ['record-follow-up', 'excuse-missed', 'resolve-finding', 'convert', 'report-lost'] as const;
const LEGAL: Record<IsolationStatus, readonly IsolationAction[]> = {
  ORDERED: ['start', 'transfer', 'report-lost', 'cancel'],
  ACTIVE: [...DAILY, 'extend', 'request-reduction', 'request-release', 'transfer', 'cancel'],
  REDUCTION_REQUESTED: [...DAILY, 'approve-reduction', 'refuse-reduction'],
  PENDING_RELEASE: ['sign-release', 'refuse-release', 'convert'],
  RELEASED: [],
  CONVERTED: [],
  TRANSFERRED: [],
  LOST: [],
  CANCELED: [],
};
const CELLS = ISOLATION_STATUSES.flatMap((status) => ISOLATION_ACTIONS.map((action) => [status, action] as const));
const isOver = (status: IsolationStatus, action: IsolationAction): boolean =>
  status === 'PENDING_RELEASE' || status === 'RELEASED' || action === 'request-release';
/** When the cell is tried, and on what: a release is asked for after the last day. */
const timeOf = (status: IsolationStatus, action: IsolationAction): Temporal.Instant => (isOver(status, action) ? OVER : MID);
const before = (status: IsolationStatus, action: IsolationAction): IsolationCase =>
  status === 'ACTIVE' && action === 'request-release' ? well() : IN_STATE[status]();

/** The facts of a decision, each told in the words of its contract. */
function told({ isolation, facts }: DecidedIsolation, now: Temporal.Instant): readonly string[] {
  return facts.map((fact) => {
    const { contract, data } = publishIsolation(isolation, fact, now);
    expect(contract.past).toBe(fact.fact);
    expect(contract.data.parse(data)).toEqual(data);
    expect(data).toMatchObject({ no: isolation.no, personId: isolation.personId, status: isolation.status, lastDay: isolation.lastDay });
    return contract.past;
  });
}

describe('every action on a case in every state', () => {
  it('has its cell in the table', () => {
    expect(CELLS).toHaveLength(ISOLATION_STATUSES.length * ISOLATION_ACTIONS.length);
    for (const status of ISOLATION_STATUSES) {
      expect([...ISOLATION_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
      expect(IN_STATE[status]().status).toBe(status);
    }
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const isolation = before(status, action);
    const now = timeOf(status, action);
    const untouched = snapshot(isolation);
    const decided = given(TAKE[action](isolation, worldAt(now)));
    const [leads, fact] = LEADS[action];
    expect(decided.isolation.status).toBe(leads === 'same' ? status : leads);
    expect(told(decided, now)).toEqual([fact]);
    expect(snapshot(isolation)).toBe(untouched);
    const earlier = new Map(isolation.slots.map((slot) => [slot.id, slot]));
    expect(decided.changed).toEqual(decided.isolation.slots.filter((slot) => earlier.get(slot.id) !== slot));
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    const isolation = before(status, action);
    const untouched = snapshot(isolation);
    expect(TAKE[action](isolation, worldAt(timeOf(status, action)))).toEqual(refused('isolation.not-allowed-now', { action, status }));
    expect(snapshot(isolation)).toBe(untouched);
  });

  it('an order is told with its reason, a start with its half-days, and that supplies are needed besides', () => {
    const isolation = ordered();
    expect(isolation).toMatchObject({ status: 'ORDERED', lastDay: '2020-02-07', slots: [], policyVersion: '1', missedAfterMinutes: 240 });
    const ensured = given(start(isolation));
    expect(ensured.facts).toEqual([{ fact: 'started', slots: 28 }]);
    expect(told(given(start(isolation, { supplyEnsured: false })), MID)).toEqual(['started', 'supply-need-raised']);
  });

  it('the second signature releases, and says so once', () => {
    const one = taken(well(), OVER, 'request-release', 'sign-release');
    const decided = given(TAKE['sign-release'](one, worldAt(OVER)));
    expect(told(decided, OVER)).toEqual(['release-signed', 'released']);
    expect(decided.isolation).toMatchObject({
      status: 'RELEASED',
      releaseNoticeNo: 'JC-0137',
      signatures: [{ as: 'DOCTOR' }, { as: 'COMMUNITY' }],
    });
  });

  it('a transfer leaves one case and orders another, each told of the other', () => {
    const isolation = IN_STATE.ACTIVE();
    const { left, successor } = given(transferIsolation(isolation, SITE, MID));
    expect(left.facts).toEqual([{ fact: 'transferred', successorId: SITE.id }]);
    expect(successor.facts).toEqual([{ fact: 'ordered', ground: isolation.reason, continues: isolation.id }]);
    expect(told(successor, MID)).toEqual(['ordered']);
    expect(left.isolation.successorId).toBe(SITE.id);
    expect(successor.isolation).toMatchObject({
      ...SITE,
      status: 'ORDERED',
      continues: isolation.id,
      personId: isolation.personId,
      dayZero: isolation.dayZero,
      lastDay: isolation.lastDay,
      orderedAt: MID,
      careTeam: {},
      signatures: [],
      slots: [],
    });
    for (const field of ['startedAt', 'noticeNo', 'household', 'supplyEnsured', 'successorId'])
      expect(successor.isolation).not.toHaveProperty(field);
  });

  it.each(['CONVERTED', 'TRANSFERRED', 'LOST', 'CANCELED'] as const)('%s: what was not performed falls away, what was stays', (status) => {
    const [was, is] = [IN_STATE.ACTIVE(), IN_STATE[status]()];
    expect(is.slots.map((slot) => slot.status)).toEqual(
      was.slots.map((slot) => (slot.status === 'NOT_PERFORMED' ? 'CANCELED' : slot.status)),
    );
    expect(is.slots.filter((slot) => slot.status === 'CANCELED')).toHaveLength(24);
  });

  it('the clock wakes for a case that is looked after, at the next half-day that would count as missed, and for no other', () => {
    for (const status of ISOLATION_STATUSES)
      expect([status, wakeAt(IN_STATE[status]())?.toString()]).toEqual([
        status,
        status === 'ACTIVE' || status === 'REDUCTION_REQUESTED' ? Temporal.Instant.from('2020-01-27T16:00:00+08:00').toString() : undefined,
      ]);
    expect(wakeAt(well())).toBeUndefined();
  });
});
