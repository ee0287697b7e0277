import { CHECKPOINT_ACTIONS, CheckpointStatus, type CheckpointAction, type Outcome } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { OWNER, POLICY, START, given, id, refused, worldAt } from '../escort/test/escort-builder.ts';
import * as decide from './checkpoint.decide.ts';
import { publishCheckpoint } from './checkpoint.publish.ts';
import { actionsOf, type Checkpoint } from './checkpoint.ts';

const [LEADER, MEMBER, THIRD] = [id('91'), id('92'), id('93')];
const now = worldAt(60).now;
const until = now.add({ hours: 8 });
const SHIFT = { leaderId: LEADER, memberIds: [MEMBER], from: START, until: START.add({ hours: 8 }) };

const standing = (status: CheckpointStatus, more: Partial<Checkpoint> = {}): Checkpoint => ({
  id: id('c1'),
  code: 'exit-1',
  name: '高速出口卡口',
  kind: 'HIGHWAY_EXIT',
  status,
  area: 'houzhai',
  path: 'houzhai',
  lanes: 4,
  openedAt: START,
  ...(status === 'CLOSED' ? { closedAt: START } : { shift: SHIFT }),
  ...more,
});
const begin = (checkpoint: Checkpoint, memberIds: readonly string[] = [MEMBER], end = until, leaderId = LEADER) =>
  decide.beginShift(checkpoint, { leaderId, memberIds }, now, end, worldAt(60));

const TAKE: Record<CheckpointAction, (checkpoint: Checkpoint) => Outcome<decide.DecidedCheckpoint>> = {
  restrict: decide.restrictCheckpoint,
  reopen: decide.reopenCheckpoint,
  close: (checkpoint) => decide.closeCheckpoint(checkpoint, 0, undefined, now),
  'begin-shift': (checkpoint) => begin(checkpoint),
  'end-shift': decide.endShift,
};
const LEADS: Record<CheckpointAction, readonly [CheckpointStatus | 'same', ...string[]]> = {
  restrict: ['RESTRICTED', 'restricted'],
  reopen: ['OPEN', 'opened'],
  close: ['CLOSED', 'shift-ended', 'closed'],
  'begin-shift': ['same', 'shift-ended', 'shift-begun'],
  'end-shift': ['same', 'shift-ended'],
};
const LEGAL: Record<CheckpointStatus, readonly CheckpointAction[]> = {
  OPEN: ['restrict', 'close', 'begin-shift', 'end-shift'],
  RESTRICTED: ['reopen', 'close', 'begin-shift', 'end-shift'],
  CLOSED: ['reopen'],
};
const CELLS = CheckpointStatus.options.flatMap((status) => CHECKPOINT_ACTIONS.map((action) => [status, action] as const));

describe('every action on a checkpoint in every state', () => {
  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const before = standing(status);
    const untouched = JSON.stringify(before);
    const { checkpoint, facts } = given(TAKE[action](before));
    const [leads, ...told] = LEADS[action];
    expect(checkpoint.status).toBe(leads === 'same' ? status : leads);
    const end = status === 'CLOSED' ? told.filter((fact) => fact !== 'shift-ended') : told;
    expect(facts.map(({ fact }) => fact)).toEqual(end);
    expect(JSON.stringify(before)).toBe(untouched);
    for (const fact of facts) {
      const { contract, data } = publishCheckpoint(checkpoint, fact);
      expect(contract.past).toBe(fact.fact);
      expect(contract.data.parse(data)).toEqual(data);
      expect(data).toMatchObject({ code: 'exit-1', status: checkpoint.status });
    }
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    const before = standing(status);
    const untouched = JSON.stringify(before);
    expect(TAKE[action](before)).toEqual(refused('checkpoint.not-allowed-now', { action, status }));
    expect(JSON.stringify(before)).toBe(untouched);
  });

  it.each(CheckpointStatus.options)('%s: the menu offers exactly what is done, with a shift and without', (status) => {
    const { shift: _, ...unmanned } = standing(status);
    for (const checkpoint of [standing(status), unmanned])
      expect(CHECKPOINT_ACTIONS.filter((action) => TAKE[action](checkpoint).ok).toSorted()).toEqual(actionsOf(checkpoint).toSorted());
    expect(decide.endShift(unmanned)).toEqual(refused('checkpoint.not-allowed-now', { action: 'end-shift', status }));
  });
});

describe('a shift', () => {
  it('has at least the crew of the policy, each counted once, the leader too', () => {
    expect(POLICY.leastCrew).toBe(2);
    const small = refused('checkpoint.crew-too-small', { crew: 2 });
    expect(begin(standing('OPEN'), [])).toEqual(small);
    expect(begin(standing('OPEN'), [LEADER, LEADER])).toEqual(small);
    const { checkpoint, facts } = given(begin(standing('OPEN'), [MEMBER, MEMBER, LEADER, THIRD]));
    expect(checkpoint.shift).toEqual({ leaderId: LEADER, memberIds: [MEMBER, THIRD], from: now, until });
    expect(facts.at(-1)).toMatchObject({ fact: 'shift-begun', leaderId: LEADER, crew: 3 });
  });

  it('lasts at most the hours of the policy, and not less than nothing', () => {
    const hours = POLICY.shiftHours;
    const long = refused('checkpoint.shift-too-long', { hours });
    expect(begin(standing('OPEN'), [MEMBER], now.add({ hours })).ok).toBe(true);
    for (const end of [now.add({ hours, milliseconds: 1 }), now, now.subtract({ minutes: 1 })])
      expect(begin(standing('OPEN'), [MEMBER], end)).toEqual(long);
  });

  it('ends as the next one begins, and that is told', () => {
    const { checkpoint, facts } = given(begin(standing('RESTRICTED'), [MEMBER], until, THIRD));
    expect(facts.map(({ fact }) => fact)).toEqual(['shift-ended', 'shift-begun']);
    expect(checkpoint.shift?.leaderId).toBe(THIRD);
    const first = given(begin(given(decide.endShift(checkpoint)).checkpoint));
    expect(first.facts.map(({ fact }) => fact)).toEqual(['shift-begun']);
  });
});

describe('closing', () => {
  it('is refused while heads are held and nobody takes them on', () => {
    expect(decide.closeCheckpoint(standing('OPEN'), 3, undefined, now)).toEqual(refused('checkpoint.still-holds', { heads: 3 }));
  });

  it('hands what it holds on to a named person, and ends the shift', () => {
    const { checkpoint, facts } = given(decide.closeCheckpoint(standing('RESTRICTED'), 3, OWNER.id, now));
    expect(checkpoint).toMatchObject({ status: 'CLOSED', answersFor: OWNER.id, closedAt: now });
    expect(checkpoint).not.toHaveProperty('shift');
    expect(facts).toEqual([{ fact: 'shift-ended' }, { fact: 'closed', held: 3, handedOnTo: OWNER.id }]);
  });

  it('of an empty one hands nothing on, whoever is named', () => {
    const { checkpoint, facts } = given(decide.closeCheckpoint(standing('OPEN', {}), 0, OWNER.id, now));
    expect(checkpoint).not.toHaveProperty('answersFor');
    expect(facts.at(-1)).toEqual({ fact: 'closed', held: 0 });
  });

  it('is undone by opening again, which needs a shift of its own', () => {
    const closed = given(decide.closeCheckpoint(standing('OPEN'), 1, OWNER.id, now)).checkpoint;
    const { checkpoint, facts } = given(decide.reopenCheckpoint(closed));
    expect(facts).toEqual([{ fact: 'opened', kind: 'HIGHWAY_EXIT' }]);
    for (const gone of ['closedAt', 'answersFor', 'shift']) expect(checkpoint).not.toHaveProperty(gone);
  });
});
