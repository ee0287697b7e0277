import { describe, expect, it } from 'vitest';
import type { OperatorFacts } from '../decision.ts';
import * as decide from './escort-batch.decide.ts';
import { publishBatch } from './escort-batch.publish.ts';
import { toConfirm, wakeAt, type EscortBatch } from './escort-batch.ts';
import {
  LEAD,
  OTHER_CHECKPOINT,
  OTHER_WORKER,
  OWNER,
  POLICE,
  POLICY,
  WORKER,
  assembled,
  fresh,
  given,
  inState,
  operatorFacts,
  refused,
  taken,
  waiting,
  worldAt,
} from './test/escort-builder.ts';

const [FIRST, SECOND] = [waiting(1).id, waiting(2).id];
const WORKER_THERE = operatorFacts(WORKER, 'houzhai/a07');
const people = (count: number) => Array.from({ length: count }, (_, index) => waiting(index + 1));

describe('who may ride together', () => {
  it('heads that wait, and no others', () => {
    for (const custody of ['NONE', 'IN_BATCH', 'ACCEPTED', 'REFUSED', 'MISSING', 'SETTLED'] as const) {
      const unfit = waiting(2, { custody });
      const refusal = refused('escort.head-unfit', { no: unfit.no, custody });
      expect(decide.assembleBatch(fresh(), [waiting(1), unfit], worldAt(0).now, worldAt(0))).toEqual(refusal);
      expect(decide.addHeads(assembled(1), [unfit], worldAt(1))).toEqual(refusal);
    }
  });

  it('heads of the same checkpoint', () => {
    const elsewhere = waiting(2, { checkpointId: OTHER_CHECKPOINT.id });
    const refusal = refused('escort.head-elsewhere', { no: elsewhere.no });
    expect(decide.assembleBatch(fresh(), [waiting(1), elsewhere], worldAt(0).now, worldAt(0))).toEqual(refusal);
    expect(decide.addHeads(assembled(1), [elsewhere], worldAt(1))).toEqual(refusal);
  });

  it('as many as our vehicle has seats, which are said', () => {
    const carry = (seats: number | undefined, count: number) =>
      decide.assembleBatch(fresh({ mode: 'CARRY', seats }), people(count), worldAt(0).now, worldAt(0));
    expect(carry(undefined, 1)).toEqual(refused('escort.seats-missing'));
    expect(carry(3, 4)).toEqual(refused('escort.too-many', { heads: 4, most: 3 }));
    const full = given(carry(3, 3)).batch;
    expect(full.heads).toHaveLength(3);
    expect(decide.addHeads(full, [waiting(4)], worldAt(1))).toEqual(refused('escort.too-many', { heads: 4, most: 3 }));
    const removed = given(decide.removeHead(full, FIRST)).batch;
    expect(given(decide.addHeads(removed, [waiting(4)], worldAt(2))).heads.map(({ arrivalId }) => arrivalId)).toEqual([waiting(4).id]);
  });

  it('in their own cars as many as the policy leads at once', () => {
    const most = POLICY.mostHeads;
    const lead = (count: number) => decide.assembleBatch(fresh(), people(count), worldAt(0).now, worldAt(0));
    expect(given(lead(most)).batch.heads).toHaveLength(most);
    expect(lead(most + 1)).toEqual(refused('escort.too-many', { heads: most + 1, most }));
    const carry = decide.assembleBatch(fresh({ mode: 'CARRY', seats: 100 }), people(most + 1), worldAt(0).now, worldAt(0));
    expect(carry).toEqual(refused('escort.too-many', { heads: most + 1, most }));
  });

  it('each once: named twice is one head', () => {
    const twice = [waiting(1), waiting(1)];
    expect(given(decide.assembleBatch(fresh(), twice, worldAt(0).now, worldAt(0))).batch.heads).toHaveLength(1);
    expect(given(decide.addHeads(assembled(1), [waiting(2), waiting(2)], worldAt(1))).heads).toHaveLength(1);
    const seats = decide.assembleBatch(fresh({ mode: 'CARRY', seats: 1 }), twice, worldAt(0).now, worldAt(0));
    expect(seats.ok).toBe(true);
  });

  it('all but the last can be taken out, and cancelling gives all of them back', () => {
    const batch = assembled(2);
    expect(decide.removeHead(batch, waiting(7).id)).toEqual(refused('escort.head-unknown'));
    const { batch: one, heads } = given(decide.removeHead(batch, FIRST));
    expect(heads.map(({ arrivalId }) => arrivalId)).toEqual([FIRST]);
    expect(decide.removeHead(one, SECOND)).toEqual(refused('escort.last-head'));
    expect(given(decide.cancelBatch(one)).heads.map(({ arrivalId }) => arrivalId)).toEqual([SECOND]);
  });
});

describe('the receiver', () => {
  const accept = (receiver: OperatorFacts, method: 'IN_PERSON' | 'READ_BACK' = 'IN_PERSON', world = worldAt(30)) =>
    decide.acceptHeads(inState('ARRIVED'), [FIRST, SECOND], receiver, method, world.now, world);

  it('is a community worker of the destination', () => {
    const unfit = refused('escort.receiver-unfit', { area: 'a07' });
    expect(accept(operatorFacts(POLICE, 'houzhai/a07'))).toEqual(unfit);
    expect(accept(operatorFacts({ ...WORKER, roles: ['COMMANDER', 'DUTY_OFFICER'] }, 'houzhai'))).toEqual(unfit);
    expect(accept(operatorFacts(WORKER, 'houzhai/a08'))).toEqual(unfit);
    expect(given(accept(WORKER_THERE)).batch.status).toBe('HANDED_OVER');
  });

  it('is one for every head: who covers one destination does not take over the other’s', () => {
    const world = worldAt(0);
    const mixed = [waiting(1), waiting(2, { area: 'a08', destination: 'houzhai/a08' })];
    const batch = taken(given(decide.assembleBatch(fresh(), mixed, world.now, world)).batch, 'depart', 'arrive');
    const both = decide.acceptHeads(batch, [FIRST, SECOND], WORKER_THERE, 'IN_PERSON', world.now, world);
    expect(both).toEqual(refused('escort.receiver-unfit', { area: 'a08' }));
    const one = given(decide.acceptHeads(batch, [FIRST], WORKER_THERE, 'IN_PERSON', world.now, world));
    expect(one.batch.status).toBe('ARRIVED');
    expect(one.heads).toMatchObject([{ arrivalId: FIRST, status: 'ACCEPTED', receiverId: WORKER.id }]);
  });

  it('is never the lead, community worker or not', () => {
    const lead = operatorFacts({ ...LEAD, roles: ['COMMUNITY_WORKER', 'ESCORT_LEAD'] }, 'houzhai');
    expect(accept(lead)).toEqual(refused('escort.receiver-is-lead'));
    expect(accept(lead, 'READ_BACK')).toEqual(refused('escort.receiver-is-lead'));
  });

  it.each([
    ['IN_PERSON', LEAD, 0],
    ['IN_PERSON', WORKER, 0],
    ['READ_BACK', LEAD, 2],
    ['READ_BACK', WORKER, 0],
  ] as const)('%s entered by %j leaves %i to confirm', (method, actor, open) => {
    const { batch } = given(accept(WORKER_THERE, method, worldAt(30, actor)));
    expect(batch.status).toBe('HANDED_OVER');
    expect(toConfirm(batch)).toHaveLength(open);
  });

  it('alone confirms what was read back, once, even after the batch was closed', () => {
    for (const status of ['HANDED_OVER', 'CLOSED'] as const) {
      const batch = inState(status);
      for (const actor of [LEAD, OTHER_WORKER])
        expect(decide.confirmReadBack(batch, worldAt(60, actor))).toEqual(refused('escort.not-the-receiver', { receiver: WORKER.id }));
      const { batch: confirmed, facts, heads } = given(decide.confirmReadBack(batch, worldAt(60, WORKER)));
      expect(facts).toEqual([{ fact: 'read-back-confirmed', receiverId: WORKER.id, confirmed: 2, open: 0 }]);
      expect([confirmed.status, heads]).toEqual([status, []]);
      expect(decide.confirmReadBack(confirmed, worldAt(61, WORKER))).toEqual(refused('escort.nothing-to-confirm'));
    }
  });

  it('confirms their own heads and leaves another’s open', () => {
    const world = worldAt(30);
    const one = given(decide.acceptHeads(inState('ARRIVED'), [FIRST], WORKER_THERE, 'READ_BACK', world.now, world)).batch;
    const other = operatorFacts(OTHER_WORKER, 'houzhai/a07');
    const both = given(decide.acceptHeads(one, [SECOND], other, 'READ_BACK', world.now, world)).batch;
    const confirmed = given(decide.confirmReadBack(both, worldAt(40, WORKER))).batch;
    expect(toConfirm(confirmed).map(({ arrivalId }) => arrivalId)).toEqual([SECOND]);
    expect(toConfirm(given(decide.confirmReadBack(confirmed, worldAt(41, OTHER_WORKER))).batch)).toEqual([]);
  });
});

describe('a head', () => {
  const { now } = worldAt(30);
  it('is decided once, however', () => {
    const batch = given(decide.refuseHead(inState('ARRIVED', 3), FIRST, OWNER.id, now)).batch;
    expect(batch.heads[0]).toMatchObject({ status: 'REFUSED', ownerId: OWNER.id });
    const again = refused('escort.head-decided', { no: waiting(1).no, as: 'REFUSED' });
    expect(decide.refuseHead(batch, FIRST, OWNER.id, now)).toEqual(again);
    expect(decide.reportMissing(batch, FIRST, OWNER.id, now)).toEqual(again);
    expect(decide.acceptHeads(batch, [SECOND, FIRST], WORKER_THERE, 'IN_PERSON', now, worldAt(30))).toEqual(again);
  });

  it('that is not in the batch is not decided', () => {
    const batch = inState('ARRIVED');
    const stranger = waiting(7).id;
    expect(decide.refuseHead(batch, stranger, OWNER.id, now)).toEqual(refused('escort.head-unknown'));
    expect(decide.reportMissing(batch, stranger, OWNER.id, now)).toEqual(refused('escort.head-unknown'));
    expect(decide.acceptHeads(batch, [FIRST, stranger], WORKER_THERE, 'IN_PERSON', now, worldAt(30))).toEqual(
      refused('escort.head-unknown'),
    );
  });

  it('named twice is one head', () => {
    const { facts, heads } = given(decide.acceptHeads(inState('ARRIVED'), [FIRST, FIRST], WORKER_THERE, 'IN_PERSON', now, worldAt(30)));
    expect(facts).toEqual([{ fact: 'heads-decided', decided: 1, as: 'ACCEPTED', method: 'IN_PERSON' }]);
    expect(heads).toHaveLength(1);
  });

  it('lost on the way is missing before the door, and a batch that lost all of them is handed over on arriving', () => {
    const one = given(decide.reportMissing(inState('DEPARTED'), FIRST, OWNER.id, now)).batch;
    expect(one.status).toBe('DEPARTED');
    const none = given(decide.reportMissing(one, SECOND, OWNER.id, now)).batch;
    expect(none.status).toBe('DEPARTED');
    expect(given(decide.arriveBatch(none, now, worldAt(30))).batch.status).toBe('HANDED_OVER');
  });
});

describe('a diversion', () => {
  it('from the door leads on to another one before anybody else is handed over', () => {
    const diverted = given(decide.divertBatch(inState('ARRIVED'), true));
    expect(diverted.facts).toEqual([{ fact: 'diverted', incident: true }]);
    const world = worldAt(40);
    const early = decide.acceptHeads(diverted.batch, [FIRST], WORKER_THERE, 'IN_PERSON', world.now, world);
    expect(early).toEqual(refused('escort.not-allowed-now', { action: 'accept', status: 'DIVERTED' }));
    expect(taken(diverted.batch, 'arrive', 'accept').status).toBe('HANDED_OVER');
  });

  it('starts the minutes of the hand-over again', () => {
    const diverted = given(decide.divertBatch(inState('ARRIVED'), false)).batch;
    expect(wakeAt(diverted)).toBeUndefined();
    expect(decide.tickBatch(diverted, worldAt(10_000).now)).toBeUndefined();
    const again = given(decide.arriveBatch(diverted, worldAt(100).now, worldAt(100))).batch;
    expect(wakeAt(again)?.toString()).toBe(worldAt(100 + POLICY.handOverMinutes).now.toString());
  });
});

describe('closing', () => {
  it('a vehicle that carried somebody is disinfected first; their own cars are not ours', () => {
    const carried = taken(assembled(2, { mode: 'CARRY', seats: 5 }), 'depart', 'arrive', 'accept');
    expect(decide.closeBatch(carried, false)).toEqual(refused('escort.disinfection-missing'));
    expect(given(decide.closeBatch(carried, true)).batch.status).toBe('CLOSED');
    expect(given(decide.closeBatch(inState('HANDED_OVER'), false)).batch.status).toBe('CLOSED');
  });

  it('comes after the last head only', () => {
    const batch = given(decide.refuseHead(inState('ARRIVED'), FIRST, OWNER.id, worldAt(30).now)).batch;
    expect([batch.status, decide.isBalanced(batch)]).toEqual(['ARRIVED', false]);
    expect(decide.closeBatch(batch, true)).toEqual(refused('escort.not-allowed-now', { action: 'close', status: 'ARRIVED' }));
    const last = given(decide.reportMissing(batch, SECOND, OWNER.id, worldAt(31).now)).batch;
    expect([last.status, decide.isBalanced(last)]).toEqual(['HANDED_OVER', true]);
  });
});

describe('time', () => {
  it('says once that heads were not handed over, not a moment early', () => {
    const batch = inState('ARRIVED'); // twenty minutes after the start
    const due = 20 + POLICY.handOverMinutes;
    expect(wakeAt(batch)?.toString()).toBe(worldAt(due).now.toString());
    expect(decide.tickBatch(batch, worldAt(due).now.subtract({ milliseconds: 1 }))).toBeUndefined();
    const late = decide.tickBatch(batch, worldAt(due).now);
    expect(late?.facts).toEqual([{ fact: 'hand-over-late', minutes: POLICY.handOverMinutes }]);
    if (!late) return;
    const { contract, data } = publishBatch(late.batch, late.facts[0]);
    expect(contract.data.parse(data)).toEqual(data);
    expect(decide.tickBatch(late.batch, worldAt(due + 1_000).now)).toBeUndefined();
    expect(wakeAt(late.batch)).toBeUndefined();
  });

  it('says it again of a batch that left for another door and is late there too', () => {
    const late = decide.tickBatch(inState('ARRIVED'), worldAt(20 + POLICY.handOverMinutes).now)?.batch;
    if (!late) throw new Error('not late');
    const diverted = given(decide.divertBatch(late, false)).batch;
    const again = given(decide.arriveBatch(diverted, worldAt(200).now, worldAt(200))).batch;
    const due = worldAt(200 + POLICY.handOverMinutes).now;
    expect(wakeAt(again)?.toString()).toBe(due.toString());
    const facts = [{ fact: 'hand-over-late', minutes: POLICY.handOverMinutes }];
    expect(decide.tickBatch(again, due)?.facts).toEqual(facts);
  });

  it('says nothing where all were handed over in person', () => {
    const world = worldAt(30);
    const { batch } = given(decide.acceptHeads(inState('ARRIVED'), [FIRST, SECOND], WORKER_THERE, 'IN_PERSON', world.now, world));
    expect(wakeAt(batch)).toBeUndefined();
    expect(decide.tickBatch(batch, worldAt(100_000).now)).toBeUndefined();
  });
});

describe('a read-back', () => {
  const readBack = (batch: EscortBatch, heads: readonly string[], minutes: number): EscortBatch => {
    const world = worldAt(minutes);
    return given(decide.acceptHeads(batch, heads, WORKER_THERE, 'READ_BACK', world.now, world)).batch;
  };
  const morning = (day: string): Temporal.Instant => Temporal.Instant.from(`${day}T${POLICY.confirmBy}:00+08:00`);

  it.each([
    ['20:30 of the 24th', 30, '2020-01-25'],
    ['23:59 of the 24th', 239, '2020-01-25'],
    ['00:00 of the 25th', 240, '2020-01-26'],
  ])('by telephone at %s is confirmed by the next morning', (_, minutes, day) => {
    expect(readBack(inState('ARRIVED'), [FIRST, SECOND], minutes).confirmBy?.toString()).toBe(morning(day).toString());
  });

  it('that waits for it is said once to be overdue, not a moment early, and can be confirmed still', () => {
    const batch = readBack(inState('ARRIVED'), [FIRST, SECOND], 30);
    const due = morning('2020-01-25');
    expect(wakeAt(batch)?.toString()).toBe(due.toString());
    expect(decide.tickBatch(batch, due.subtract({ milliseconds: 1 }))).toBeUndefined();
    const said = decide.tickBatch(batch, due);
    if (!said) throw new Error('not overdue');
    expect(said.facts).toEqual([{ fact: 'read-back-overdue', open: 2 }]);
    const { contract, data } = publishBatch(said.batch, said.facts[0]);
    expect(contract.data.parse(data)).toEqual(data);
    expect(wakeAt(said.batch)).toBeUndefined();
    expect(decide.tickBatch(said.batch, worldAt(100_000).now)).toBeUndefined();
    expect(toConfirm(given(decide.confirmReadBack(said.batch, worldAt(2_000, WORKER))).batch)).toEqual([]);
  });

  it('that was confirmed in time is not overdue', () => {
    const batch = given(decide.confirmReadBack(readBack(inState('ARRIVED'), [FIRST, SECOND], 30), worldAt(60, WORKER))).batch;
    expect(wakeAt(batch)).toBeUndefined();
    expect(decide.tickBatch(batch, morning('2020-01-25'))).toBeUndefined();
  });

  it('is not put off by a later one; after it was said, or confirmed, the later one counts from its own day', () => {
    const one = readBack(inState('ARRIVED'), [FIRST], 200);
    expect(readBack(one, [SECOND], 300).confirmBy?.toString()).toBe(morning('2020-01-25').toString());
    const confirmed = given(decide.confirmReadBack(one, worldAt(210, WORKER))).batch;
    expect(readBack(confirmed, [SECOND], 300).confirmBy?.toString()).toBe(morning('2020-01-26').toString());
    const late = decide.tickBatch(one, worldAt(1_000).now)?.batch; // the hand-over first
    const said = late && decide.tickBatch(late, worldAt(1_000).now);
    expect(said?.facts).toEqual([{ fact: 'read-back-overdue', open: 1 }]);
    const next = readBack(said?.batch ?? one, [SECOND], 1_000);
    expect(decide.tickBatch(next, morning('2020-01-26'))?.facts).toEqual([{ fact: 'read-back-overdue', open: 2 }]);
  });
});
