import { describe, expect, it } from 'vitest';
import { assignUnits, reassignUnits } from './assign.decide.ts';
import { reasonOf } from './assign.ts';
import { POLICY, given, singles, team, told, unitsOf } from './test/screening-builder.ts';

/** Areas in a row. */
const LINE = { a01: ['a02'], a02: ['a03'], a03: ['a04'] };
const loose = { ...POLICY, mostLoadPercent: 130 };

describe('an assignment', () => {
  it('leaves a team in its own area where there is enough to do', () => {
    const found = given(assignUnits([...singles('a01', 4), ...singles('a02', 4)], [team(1, 'a01'), team(2, 'a02')], LINE, POLICY));
    expect(told(found)).toEqual(['t1: 4 a01', 't2: 4 a02']);
    expect(found).toMatchObject({ mostLoad: 1, local: 1, moved: 0, balanced: true, near: true });
  });

  it('goes by the heads who can go', () => {
    const found = given(assignUnits(singles('a01', 12), [team(1, 'a01', 1), team(2, 'a01', 2), team(3, 'a01', 0)], LINE, POLICY));
    expect(told(found)).toEqual(['t1: 4 a01', 't2: 8 a01', 't3: ']);
    expect(found.shares.map(({ load }) => load)).toEqual([1, 1, 0]);
  });

  it('evens out from neighbour to neighbour before anybody is lent further', () => {
    const teams = [team(1, 'a01'), team(2, 'a02'), team(3, 'a03')];
    const found = given(assignUnits([...singles('a01', 20), ...singles('a02', 10)], teams, LINE, POLICY));
    expect(told(found)).toEqual(['t1: 10 a01', 't2: 10 a01', 't3: 10 a02']);
    expect(found.local).toBe(1);
  });

  it('lends where the load asks for it, and says that it is not local', () => {
    const found = given(assignUnits(singles('a01', 20), [team(1, 'a01'), team(2, 'a04')], LINE, POLICY));
    expect(told(found)).toEqual(['t1: 11 a01', 't2: 9 a01']);
    expect(found).toMatchObject({ local: 0.55, near: false, balanced: true });
    const [own, lent] = found.shares.flatMap((share) => share.parts.map((part) => reasonOf(share, part)));
    expect(own).toEqual({ rule: 'OWN', zh: 'a01 是本村：11 户（间），共 20', en: 'a01 is its own area: 11 of 20 units' });
    expect(lent).toEqual({
      rule: 'LOAN',
      zh: '由 a04 借调到 a01（隔 2 个村）：9 户（间）；a01 共 20 户（间），本村队伍承担 11',
      en: 'lent by a04 to a01, 2 between: 9 units; its own teams have 11 of its 20',
    });
  });

  it('says of a neighbour what its own teams do', () => {
    const found = given(assignUnits(singles('a01', 10), [team(1, 'a01'), team(2, 'a02')], LINE, POLICY));
    const second = found.shares[1];
    expect(second?.parts.map((part) => reasonOf(second, part))).toEqual([
      {
        rule: 'NEIGHBOUR',
        zh: 'a01 与本村 a02 相邻：5 户（间）；a01 共 10 户（间），本村队伍承担 5',
        en: 'a01 is beside its own a02: 5 units; its own teams have 5 of its 10',
      },
    ]);
  });

  it('lends to an area no way leads to as well', () => {
    const found = given(assignUnits(singles('a09', 3), [team(1, 'a01')], LINE, POLICY));
    const [share] = found.shares;
    expect(share?.parts.map((part) => reasonOf(share, part).en)).toEqual([
      'lent by a01 to a09, no way leads there: 3 units; its own teams have 0 of its 3',
    ]);
  });

  it('hears of a border from one side and keeps it from both', () => {
    const units = singles('a02', 2);
    for (const neighbours of [{ a01: ['a02'] }, { a02: ['a01'] }])
      expect(given(assignUnits(units, [team(1, 'a01')], neighbours, POLICY)).local).toBe(1);
  });

  it('gives a house to one team where the load has room, and parts it where it has none', () => {
    const units = unitsOf('a01', 3, 3, 4);
    const teams = [team(1, 'a01'), team(2, 'a01')];
    expect(told(given(assignUnits(units, teams, LINE, POLICY)))).toEqual(['t1: 5 a01', 't2: 5 a01']);
    const whole = given(assignUnits(units, teams, LINE, loose));
    expect(told(whole)).toEqual(['t1: 6 a01', 't2: 4 a01']);
    expect(units.map(({ id }) => whole.teamOf.get(id))).toEqual([...Array<string>(6).fill('t1'), ...Array<string>(4).fill('t2')]);
  });

  it('that cannot be balanced in whole units is as even as these go, and says so', () => {
    const teams = [1, 2, 3, 4, 5].map((no) => team(no, 'a01'));
    const found = given(assignUnits(singles('a01', 3), teams, LINE, POLICY));
    expect(found.shares.map(({ units }) => units).toSorted()).toEqual([0, 0, 1, 1, 1]);
    expect(found.balanced).toBe(false);
    expect(found.mostLoad).toBeCloseTo(5 / 3);
  });

  it('is nothing where nobody can go, and empty where there is nothing to do', () => {
    expect(assignUnits(singles('a01', 1), [team(1, 'a01', 0)], LINE, POLICY)).toBeUndefined();
    expect(assignUnits(singles('a01', 1), [], LINE, POLICY)).toBeUndefined();
    const nothing = { mostLoad: 1, local: 1, balanced: true, near: true, moved: 0 };
    expect(assignUnits([], [team(1, 'a01')], LINE, POLICY)).toMatchObject(nothing);
    expect(assignUnits([], [team(1, 'a01', 0)], LINE, POLICY)).toMatchObject(nothing);
  });
});

describe('sharing out again', () => {
  const units = singles('a01', 30);
  const teams = [team(1, 'a01'), team(2, 'a01'), team(3, 'a02')];
  const before = given(assignUnits(units, teams, LINE, POLICY));

  it('changes nothing where nothing changed', () => {
    const again = given(reassignUnits(before.teamOf, units, teams, LINE, POLICY));
    expect([again.moved, [...again.teamOf].toSorted()]).toEqual([0, [...before.teamOf].toSorted()]);
  });

  it('moves the units of a team in quarantine, whether it stands with nobody or is gone, and no others', () => {
    for (const left of [[team(1, 'a01', 0), ...teams.slice(1)], teams.slice(1)]) {
      const again = given(reassignUnits(before.teamOf, units, left, LINE, POLICY));
      expect(again.moved).toBe(10);
      for (const { id } of units) if (before.teamOf.get(id) !== 't1') expect(again.teamOf.get(id)).toBe(before.teamOf.get(id));
      expect(again.balanced).toBe(true);
    }
  });

  it('takes from a team that lost a member what is above the load only', () => {
    const pairs = teams.map((one) => ({ ...one, strength: 2 }));
    const again = given(reassignUnits(before.teamOf, units, [team(1, 'a01', 1), ...pairs.slice(1)], LINE, POLICY));
    expect(told(again)[0]).toBe('t1: 6 a01'); // 115 % of 30 units a fifth of the heads: 6.9
    expect(again.moved).toBe(4);
  });

  it('gives units that are new to a team, and leaves out those that are done', () => {
    const more = [...units.slice(6), ...singles('a02', 6)];
    const again = given(reassignUnits(before.teamOf, more, teams, LINE, POLICY));
    expect([again.teamOf.size, again.moved]).toEqual([30, 0]);
  });
});
