import { COMBAT_UNIT_ACTIONS, EVENTS, type CombatUnitAction, type Outcome } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEADER, MEMBER, START, given, inHours, operator, refused } from '../task-force/test/task-force-builder.ts';
import * as decide from './combat-unit.decide.ts';
import type { DecidedUnit } from './combat-unit.decide.ts';
import { publishCombatUnit } from './combat-unit.publish.ts';
import { actionsOf, doneOf, isOverdue, personsOf, type CombatUnit } from './combat-unit.ts';

const POLICY = { mostPersons: 30, mostDuties: 3 };
const formed = (): CombatUnit =>
  decide.formUnit({ id: operator(90), code: 'unit-07', kind: 'VILLAGE', name: '占位村07', area: 'a07', path: 'houzhai/a07', headId: LEADER }).unit; // prettier-ignore
const home = (nth: number): string => `houzhai/a07/c1/g1/f${String(nth).padStart(5, '0')}`;
const link = (unit: CombatUnit, memberNo: string, paths: readonly string[], persons = 4) => decide.linkMember(unit, { memberNo, paths, persons }, POLICY); // prettier-ignore
const withAll = (): CombatUnit => {
  const linked = given(link(formed(), 'm-01', [home(1)])).unit;
  return given(decide.setDuty(linked, { duty: 'screening', what: '入户摸排', dueAt: inHours(5) }, POLICY)).unit;
};
const closed = (): CombatUnit => given(decide.closeUnit(withAll())).unit;

const TAKE: Record<CombatUnitAction, (unit: CombatUnit) => Outcome<DecidedUnit>> = {
  'report-duty': (unit) => decide.reportDuty(unit, { duty: 'screening', done: 40 }, MEMBER, START),
  'set-duty': (unit) => decide.setDuty(unit, { duty: 'gate', what: '守门' }, POLICY),
  'link-member': (unit) => link(unit, 'm-02', [home(2)]),
  'unlink-member': (unit) => decide.unlinkMember(unit, { memberNo: 'm-01' }),
  'set-head': (unit) => decide.setHead(unit, MEMBER),
  close: decide.closeUnit,
};
const TELLS: Record<CombatUnitAction, string> = {
  'report-duty': 'duty-reported',
  'set-duty': 'duty-set',
  'link-member': 'member-linked',
  'unlink-member': 'member-unlinked',
  'set-head': 'head-set',
  close: 'closed',
};

describe('every action on a combat unit', () => {
  it.each(COMBAT_UNIT_ACTIONS)('%s is done on one that is there, and told', (action) => {
    const before = withAll();
    const untouched = JSON.stringify(before);
    const { unit, fact } = given(TAKE[action](before));
    expect(fact).toBe(TELLS[action]);
    const { contract, data } = publishCombatUnit(unit, fact);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toEqual(data);
    expect(JSON.stringify(before)).toBe(untouched);
  });

  it.each(COMBAT_UNIT_ACTIONS)('%s is refused on one that is closed', (action) => {
    expect(TAKE[action](closed())).toEqual(refused('combat-unit.closed'));
  });

  it.each([
    ['with all', withAll],
    ['new', formed],
    ['closed', closed],
  ])('a unit that is %s: the menu offers exactly what is done', (_, make) => {
    const unit = make();
    expect(COMBAT_UNIT_ACTIONS.filter((action) => TAKE[action](unit).ok).toSorted()).toEqual(actionsOf(unit).toSorted());
  });

  it('no event has words, names or paths of households', () => {
    const events = EVENTS.filter(({ entity }) => entity === 'combat-unit');
    expect(events.length).toBeGreaterThan(6);
    for (const { data } of events)
      for (const field of Object.keys((data as { shape?: object }).shape ?? {}))
        expect(field).not.toMatch(/name|what|paths|reason|note|member(?:Id|No)/i);
  });
});

describe('a party member', () => {
  it('is named by account or by a number, one of the two', () => {
    const one = { paths: [home(1)], persons: 3 };
    expect(decide.linkMember(formed(), one, POLICY)).toEqual(refused('combat-unit.member-unnamed'));
    expect(decide.linkMember(formed(), { ...one, operatorId: MEMBER, memberNo: 'm-01' }, POLICY)).toEqual(refused('combat-unit.member-unnamed')); // prettier-ignore
    expect(given(decide.linkMember(formed(), { ...one, operatorId: MEMBER }, POLICY)).unit.members).toEqual([
      { operatorId: MEMBER, ...one },
    ]);
  });

  it('answers for as many people as the policy says, in households of the unit that nobody else has', () => {
    expect(link(formed(), 'm-01', [home(1)], 30).ok).toBe(true);
    expect(link(formed(), 'm-01', [home(1)], 31)).toEqual(refused('combat-unit.too-many-persons', { most: 30 }));
    for (const path of ['houzhai/a08/c1/g1/f00001', 'houzhai/a07', 'houzhai/a070/c1'])
      expect(link(formed(), 'm-01', [path])).toEqual(refused('combat-unit.outside', { path }));
    const unit = given(link(formed(), 'm-01', [home(1), home(2)])).unit;
    expect(link(unit, 'm-02', [home(3), home(2)])).toEqual(refused('combat-unit.household-linked', { path: home(2) }));
    const moved = given(link(unit, 'm-01', [home(3)], 2)).unit;
    expect(moved.members).toEqual([{ memberNo: 'm-01', paths: [home(3)], persons: 2 }]);
    expect(link(moved, 'm-02', [home(2)]).ok).toBe(true);
    expect(decide.unlinkMember(moved, { memberNo: 'm-09' })).toEqual(refused('combat-unit.not-linked'));
    expect(given(decide.unlinkMember(moved, { memberNo: 'm-01' })).unit.members).toEqual([]);
  });

  it('whatever is linked and unlinked: a household has one, and nobody more people than the policy says', () => {
    const move = fc.record({ who: fc.nat(4), homes: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), persons: fc.integer({ min: 1, max: 40 }), leave: fc.boolean() }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let unit = formed();
        for (const { who, homes, persons, leave } of moves) {
          const memberNo = `m-0${String(who)}`;
          const outcome = leave ? decide.unlinkMember(unit, { memberNo }) : link(unit, memberNo, homes.map(home), persons);
          if (outcome.ok) ({ unit } = outcome.value);
          const paths = unit.members.flatMap((member) => member.paths);
          expect(new Set(paths).size).toBe(paths.length);
          expect(unit.members.every((member) => member.persons <= POLICY.mostPersons)).toBe(true);
          expect(personsOf(unit)).toBe(unit.members.reduce((sum, member) => sum + member.persons, 0));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('a duty', () => {
  it('is as far as was said last, by whom and when; another wording leaves that', () => {
    const told = given(TAKE['report-duty'](withAll())).unit;
    expect(told.duties[0]).toMatchObject({ done: 40, reportedBy: MEMBER, reportedAt: START });
    const again = given(decide.setDuty(told, { duty: 'screening', what: '再摸排' }, POLICY)).unit;
    expect(again.duties).toEqual([{ duty: 'screening', what: '再摸排', done: 40, reportedBy: MEMBER, reportedAt: START }]);
    expect(decide.reportDuty(told, { duty: 'gate', done: 1 }, MEMBER, START)).toEqual(refused('combat-unit.no-such-duty', { known: 'screening' })); // prettier-ignore
  });

  it('is late when its time has come and it is not done', () => {
    const [duty] = withAll().duties;
    expect(duty && [isOverdue(duty, inHours(4)), isOverdue(duty, inHours(5)), isOverdue({ ...duty, done: 100 }, inHours(9))]).toEqual([false, true, false]); // prettier-ignore
  });

  it('counts for the whole: the mean, rounded down; all where there is none', () => {
    expect(doneOf(formed())).toBe(100);
    const two = given(TAKE['set-duty'](given(decide.reportDuty(withAll(), { duty: 'screening', done: 99 }, MEMBER, START)).unit)).unit;
    expect(doneOf(two)).toBe(49);
  });

  it('is one of as many as the policy says', () => {
    const full = ['b', 'c'].reduce(
      (unit, duty) => given(decide.setDuty(unit, { duty: `duty-${duty}`, what: '事' }, POLICY)).unit,
      withAll(),
    );
    expect(TAKE['set-duty'](full)).toEqual(refused('combat-unit.too-many-duties', { most: 3 }));
    expect(decide.setDuty(full, { duty: 'screening', what: '改' }, POLICY).ok).toBe(true);
  });
});
