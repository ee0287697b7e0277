import { UNIT_ACTIONS, UNIT_STATUSES, VISIT_OUTCOMES, type UnitAction, type UnitStatus } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { after, at, unvisited, visit, world } from './test/unit-builder.ts';
import { correctVisit, ownUnit, recordVisit } from './unit.decide.ts';
import { UNIT_TABLE, type ScreeningUnit } from './unit.ts';

/** A unit in each state, by what happened at its door. */
const IN: Readonly<Record<UnitStatus, ScreeningUnit>> = {
  UNVISITED: unvisited,
  NOBODY_HOME: after(['NOBODY_HOME', at('09:00')]),
  ESCALATED: after(['NOBODY_HOME', at('09:00')], ['NOBODY_HOME', at('19:00')]),
  PARTIAL: after(['PARTIAL', at('09:00')]),
  REFUSED: after(['REFUSED', at('09:00')]),
  INACCESSIBLE: after(['INACCESSIBLE', at('09:00')]),
  COMPLETED: after(['COMPLETED', at('09:00')]),
  VACANT_CONFIRMED: after(['VACANT_CONFIRMED', at('09:00')]),
  NOT_EXIST: after(['NOT_EXIST', at('09:00')]),
};
const OPEN = ['record-visit', 'own', 'correct-visit'] as const;
/** What may be done in each state, written down once more. */
const LEGAL: Readonly<Record<UnitStatus, readonly UnitAction[]>> = {
  UNVISITED: ['record-visit', 'own'],
  NOBODY_HOME: OPEN,
  ESCALATED: OPEN,
  PARTIAL: OPEN,
  REFUSED: OPEN,
  INACCESSIBLE: OPEN,
  COMPLETED: ['correct-visit'],
  VACANT_CONFIRMED: ['correct-visit'],
  NOT_EXIST: ['correct-visit'],
};
const take = (unit: ScreeningUnit, action: UnitAction) =>
  action === 'record-visit'
    ? recordVisit(unit, visit('COMPLETED'), at('20:00'), world())
    : action === 'correct-visit'
      ? correctVisit(unit, unit.attempts.length, visit('REFUSED'), world())
      : ownUnit(unit, 'somebody', at('18:00', 20), world());

describe('a unit', () => {
  test.each(UNIT_STATUSES)('is %s by what happened at its door', (status) => {
    expect(IN[status].status).toBe(status);
  });

  test.each(UNIT_STATUSES.flatMap((status) => UNIT_ACTIONS.map((action) => [status, action] as const)))(
    '%s: %s is allowed exactly where the table says so',
    (status, action) => {
      const decided = take(IN[status], action);
      const legal = LEGAL[status].includes(action);
      expect(UNIT_TABLE[status].includes(action)).toBe(legal);
      expect(decided.ok).toBe(legal);
      if (!decided.ok) expect(decided.refusal).toMatchObject({ code: 'screening.unit-not-allowed-now', params: { action, status } });
    },
  );

  test.each(UNIT_STATUSES.flatMap((status) => VISIT_OUTCOMES.map((outcome) => [status, outcome] as const)))(
    '%s, a visit in the other half of the day finds %s',
    (status, outcome) => {
      const decided = recordVisit(IN[status], visit(outcome), at('20:00', 1), world());
      if (!LEGAL[status].includes('record-visit')) return expect(decided.ok).toBe(false);
      const opened = ['PARTIAL', 'REFUSED', 'INACCESSIBLE'].includes(status);
      const vain = opened ? status : status === 'UNVISITED' ? 'NOBODY_HOME' : 'ESCALATED';
      expect(decided).toMatchObject({ ok: true, value: { unit: { status: outcome === 'NOBODY_HOME' ? vain : outcome } } });
    },
  );

  test.each(['DRAFT', 'FROZEN', 'CLOSED'] as const)('of a round that is %s is not visited', (campaign) => {
    expect(recordVisit(unvisited, visit('COMPLETED'), at('09:00'), world({ campaign }))).toMatchObject({
      refusal: { code: 'screening.not-begun', params: { status: campaign } },
    });
    const owned = { ...unvisited, ownerId: 'somebody' };
    expect(recordVisit(owned, visit('COMPLETED'), at('09:00'), world({ campaign })).ok).toBe(campaign === 'CLOSED');
  });
});

describe('nobody home', () => {
  test.each([
    ['00:00', '11:59', 'PM'],
    ['12:00', '23:59', 'AM'],
  ] as const)('between %s and %s asks for the other half, whatever the day', (from, to, half) => {
    const once = after(['NOBODY_HOME', at(from)]);
    for (const days of [0, 1, 5])
      expect(recordVisit(once, visit('NOBODY_HOME'), at(to, days), world())).toMatchObject({
        refusal: { code: 'screening.other-half-needed', params: { half } },
      });
    expect(recordVisit(once, visit('COMPLETED'), at(to), world()).ok).toBe(true);
  });

  test('in both halves is the duty of whoever leads the team, until a deadline; somebody who answers already goes on', () => {
    const twice = after(['NOBODY_HOME', at('09:00')], ['NOBODY_HOME', at('19:00', 1)]);
    expect(twice).toMatchObject({ ownerId: world().leaderId, dueAt: world().now.add({ hours: 24 }) });
    const owned = { ...after(['NOBODY_HOME', at('09:00')]), ownerId: 'other', dueAt: at('18:00', 30) };
    const decided = recordVisit(owned, visit('NOBODY_HOME'), at('19:00'), world());
    expect(decided).toMatchObject({ value: { unit: { status: 'ESCALATED', ownerId: 'other', dueAt: at('18:00', 30) } } });
    const leaderless = recordVisit(after(['NOBODY_HOME', at('09:00')]), visit('NOBODY_HOME'), at('19:00'), world({ leaderId: undefined }));
    expect(leaderless).toMatchObject({ value: { facts: [{ fact: 'visited' }, { fact: 'escalated' }] } });
  });
});

describe('a correction', () => {
  test('leaves the old visit, says which it was, and the unit stands as if it had been said at once', () => {
    const wrong = after(['NOBODY_HOME', at('09:00')], ['COMPLETED', at('19:00')]);
    const decided = correctVisit(wrong, 2, visit('NOBODY_HOME'), world());
    expect(decided).toMatchObject({ ok: true, value: { unit: { status: 'ESCALATED' } } });
    if (!decided.ok) return;
    expect(decided.value.unit.attempts).toHaveLength(3);
    expect(decided.value.unit.attempts[2]).toMatchObject({ nth: 3, corrects: 2, at: at('19:00'), half: 'PM' });
    expect(correctVisit(decided.value.unit, 2, visit('COMPLETED'), world())).toMatchObject({
      refusal: { code: 'screening.no-such-visit' },
    });
    expect(correctVisit(decided.value.unit, 3, visit('COMPLETED'), world())).toMatchObject({ value: { unit: { status: 'COMPLETED' } } });
  });
});
