import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workCalendar, isWorkday, type CalendarYear } from '@houzhai/calendar';
import { CollectionNotice, ErrandItem, ErrandKind, ErrandSource, ModuleCode, Path } from '@houzhai/contracts';
import { checkHongKongMacaoPermit, checkPassport, checkPhone, checkResidentId, checkTaiwanPermit } from '@houzhai/identity-numbers';
import { describe, expect, it } from 'vitest';
import { ArrivalPolicyValues } from '../../apps/census-screening/src/arrival/arrival-policy.ts';
import { EscortPolicyValues } from '../../apps/census-screening/src/escort/escort-policy.ts';
import { FeverPolicyValues } from '../../apps/census-screening/src/fever/fever-policy.ts';
import { AssignmentPolicyValues } from '../../apps/census-screening/src/screening/assign-policy.ts';
import { IdentityPolicyValues } from '../../apps/census-screening/src/person/identity-policy.ts';
import { AreaNeighboursValues, ScreeningPolicyValues } from '../../apps/census-screening/src/screening/screening-policy.ts';
import { IntegrityPolicyValues } from '../../apps/census-screening/src/integrity/integrity-policy.ts';
import { IsolationSitePolicyValues } from '../../apps/census-screening/src/isolation-site/isolation-site-policy.ts';
import { IsolationPolicyValues } from '../../apps/census-screening/src/isolation/isolation-policy.ts';
import { CarePolicyValues } from '../../apps/errands/src/care/care-policy.ts';
import { CallPolicyValues } from '../../apps/errands/src/call/call-policy.ts';
import { MedicinePolicyValues } from '../../apps/errands/src/medicine/medicine-policy.ts';
import { NeedPolicyValues } from '../../apps/errands/src/need-report/need-policy.ts';
import { SuggestionPolicyValues } from '../../apps/errands/src/suggestion/suggestion-policy.ts';
import { SupplyPolicyValues } from '../../apps/errands/src/supply/supply-policy.ts';
import { AlertPolicyValues } from '../../apps/command-center/src/alert/alert-policy.ts';
import { CombatUnitPolicyValues } from '../../apps/command-center/src/combat-unit/combat-unit-policy.ts';
import { TaskForcePolicyValues } from '../../apps/command-center/src/task-force/task-force-policy.ts';
import { BoardPolicyValues } from '../../apps/command-center/src/board/board-policy.ts';
import { generateAreas, generateDwellings } from '../../seeds/demo/dwellings.ts';
import { generateErrands } from '../../seeds/demo/errands.ts';
import { generateNeighbours } from '../../seeds/demo/neighbours.ts';
import { generateTeams, generateUnits } from '../../seeds/demo/teams.ts';
import { generatePeople } from '../../seeds/demo/people.ts';

const seeds = join(import.meta.dirname, '../../seeds');
const json = (path: string): unknown => JSON.parse(readFileSync(join(seeds, path), 'utf8'));
const SEED = 20_200_214;

describe('places', () => {
  const areas = [...generateAreas()];
  const dwellings = [...generateDwellings(SEED)];

  it('are 32 areas, three of them named', () => {
    const named = areas.filter(({ level }) => level === 'area');
    expect(named.map(({ area }) => area)).toEqual(Array.from({ length: 32 }, (_, index) => `a${String(index + 1).padStart(2, '0')}`));
    expect(named.filter(({ placeholder }) => !placeholder).map(({ zh }) => zh)).toEqual(['方塘村', '北站社区', '起航社区']);
    expect(named.filter(({ placeholder }) => placeholder).every(({ zh }) => /^占位村\d\d$/.test(zh))).toBe(true);
    expect(areas.find(({ zh }) => zh === '北站六区')?.path).toBe('houzhai/a02/c1');
    expect(areas.find(({ zh }) => zh === '上河小区')?.area).toBe('a03');
  });

  it('are 6,971 houses and 36,210 rooms, each path once and below a grid', () => {
    expect(dwellings.filter(({ level }) => level === 'house')).toHaveLength(6_971);
    expect(dwellings.filter(({ level }) => level === 'room')).toHaveLength(36_210);
    const paths = new Set(dwellings.map(({ path }) => path));
    expect(paths.size).toBe(43_181);
    const grids = new Set(areas.map(({ path }) => path));
    expect(dwellings.every(({ path }) => grids.has(path.slice(0, path.lastIndexOf('/'))))).toBe(true);
    for (const { path } of [...areas, ...dwellings.slice(0, 500)]) expect(Path.safeParse(path).success, path).toBe(true);
  });

  it('are the same for the same seed', () => {
    expect([...generateDwellings(SEED)]).toEqual(dwellings);
  });
});

describe('neighbours of the areas', () => {
  const codes = [...generateAreas()].filter(({ level }) => level === 'area').map(({ area }) => area);
  const published = json('houzhai/neighbours.json') as { placeholder: boolean; neighbours: Record<string, string[]> };

  it('that no source gives are a placeholder, as they were made', () => {
    expect(published).toMatchObject({ placeholder: true, neighbours: generateNeighbours(2020, codes) });
    expect(AreaNeighboursValues.safeParse({ placeholder: published.placeholder, neighbours: published.neighbours }).success).toBe(true);
  });

  it.each([2020, 1, 2, 3, 4, 5])('made by seed %i are said from both sides, at most six, in one piece', (seed) => {
    const made = generateNeighbours(seed, codes);
    expect(Object.keys(made)).toEqual(codes);
    for (const [code, beside] of Object.entries(made)) {
      expect(new Set([...beside, code]).size).toBe(beside.length + 1);
      expect(beside.length).toBeLessThanOrEqual(6);
      for (const other of beside) expect(made[other]).toContain(code);
    }
    const reached = new Set(codes.slice(0, 1));
    for (const code of reached) for (const other of made[code] ?? []) reached.add(other);
    expect(reached.size).toBe(codes.length);
  });
});

describe('people', () => {
  const people = [...generatePeople(SEED)];
  const dwellings = new Set([...generateDwellings(SEED)].map(({ path }) => path));

  it('are 8,000, the same for the same seed, others for another', () => {
    expect(people).toHaveLength(8_000);
    expect([...generatePeople(SEED)]).toEqual(people);
    expect([...generatePeople(SEED + 1)]).not.toEqual(people);
    expect(people.map(({ index }) => index)).toEqual(people.map((_, index) => index));
  });

  it('have sound documents that agree with year and sex, and telephones of the demo range', () => {
    for (const person of people) {
      const no = person.documentNo;
      if (person.documentKind === 'RESIDENT_ID') {
        expect(checkResidentId(no ?? '', '2020-02-14')).toMatchObject({
          ok: true,
          value: { birthYear: person.birthYear, sex: person.sex, divisionCode: '330782' },
        });
      } else if (person.documentKind === 'NONE_YET') expect(no).toBeUndefined();
      else
        expect(
          { PASSPORT: checkPassport, HK_MACAO_PERMIT: checkHongKongMacaoPermit, TAIWAN_PERMIT: checkTaiwanPermit }[person.documentKind](
            no ?? '',
          ).ok,
        ).toBe(true);
      if (person.phone !== undefined) expect(checkPhone(person.phone).ok && person.phone.startsWith('199')).toBe(true);
    }
    const numbers = people.flatMap(({ documentNo }) => documentNo ?? []);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('are of every kind a register must bear', () => {
    expect(people.filter(({ name }) => name === undefined).length).toBeGreaterThan(5);
    expect(people.filter(({ phone }) => phone === undefined).length).toBeGreaterThan(200);
    expect(people.some(({ name }) => /^(?:欧阳|尉迟|万俟)/u.test(name ?? ''))).toBe(true);
    expect(people.some(({ name }) => /[\u{20000}-\u{323af}]/u.test(name ?? ''))).toBe(true);
    for (const kind of ['RESIDENT_ID', 'HK_MACAO_PERMIT', 'TAIWAN_PERMIT', 'PASSPORT', 'NONE_YET'])
      expect(people.some(({ documentKind }) => documentKind === kind)).toBe(true);
    expect(new Set(people.map(({ path }) => path.split('/')[1])).size).toBe(32);
    for (const { path } of people) expect(dwellings.has(path) || /^houzhai\/a\d\d\/c\d\/g\d\/f\d{5}$/.test(path), path).toBe(true);
  });
});

describe('errands', () => {
  const errands = generateErrands(SEED);

  it('are 2,000 of one week in order, in the words of the contracts', () => {
    expect(errands).toHaveLength(2_000);
    expect(generateErrands(SEED)).toEqual(errands);
    let last = 0;
    for (const errand of errands) {
      expect(errand.atMinute).toBeGreaterThanOrEqual(last);
      last = errand.atMinute;
      expect(errand.beneficiary).toBeLessThan(8_000);
      expect(
        [ModuleCode.safeParse(errand.moduleCode), ErrandKind.safeParse(errand.kind), ErrandSource.safeParse(errand.source)].every(
          ({ success }) => success,
        ),
      ).toBe(true);
      for (const item of errand.items) expect(ErrandItem.safeParse(item).success).toBe(true);
    }
    expect(last).toBeLessThan(7 * 1_440);
  });

  it('use modules that exist, for kinds they serve', () => {
    const { values } = json('policies/service-module.1.json') as {
      values: { modules: { code: string; kinds: string[]; placeholder: boolean }[] };
    };
    const kinds = new Map(values.modules.map((module) => [module.code, module.kinds]));
    expect(kinds.size).toBe(8);
    expect(values.modules.filter(({ placeholder }) => placeholder)).toHaveLength(7);
    for (const { moduleCode, kind } of errands) expect(kinds.get(moduleCode)).toContain(kind);
  });
});

describe('teams and combat units', () => {
  const teams = generateTeams();
  const units = generateUnits(SEED);
  const people = [...teams.flatMap(({ leader, members }) => [leader, ...members]), ...units.map(({ head }) => head)];

  it('are 51 and 32, in every area, of synthetic people who are each in one', () => {
    expect([teams.length, units.length]).toEqual([51, 32]);
    expect(new Set(teams.map(({ homeArea }) => homeArea)).size).toBe(32);
    expect(new Set(units.map(({ path }) => path)).size).toBe(32);
    expect(new Set(people.map(({ account }) => account)).size).toBe(people.length);
    for (const { account, displayName } of people) expect([account, displayName]).toEqual([expect.stringMatching(/^(?:lead|member|head)-\d\d(?:-\d)?$/), expect.stringMatching(/^(?:突击\d\d队(?:长|员\d)|单元长\d\d)$/)]); // prettier-ignore
  });

  it('fit the policy: leaders lead, skills exist, who is sent goes elsewhere', () => {
    const { values } = json('policies/task-force.1.json') as { values: { mostMembers: number; skills: { code: string }[] } };
    const known = values.skills.map(({ code }) => code);
    for (const { leader, members, skills, homeArea, deployedTo } of teams) {
      expect(leader.roles).toContain('TEAM_LEAD');
      for (const { roles } of members) expect(roles).toContain('TEAM_MEMBER');
      expect(members.length + 1).toBeLessThanOrEqual(values.mostMembers);
      for (const skill of skills) expect(known).toContain(skill);
      expect(deployedTo?.area).not.toBe(homeArea);
    }
    for (const { head, path, linked } of units) {
      expect([head.roles, head.scope]).toEqual([['UNIT_HEAD'], [path]]);
      expect(linked.paths.every((home) => home.startsWith(`${path}/`))).toBe(true);
      expect(linked.persons).toBeGreaterThan(0);
      expect(linked.persons).toBeLessThanOrEqual(30);
    }
  });
});

describe('policies', () => {
  it.each(readdirSync(join(seeds, 'policies')))('%s', (file) => {
    const policy = json(`policies/${file}`) as Record<string, unknown>;
    expect(Object.keys(policy)).toEqual(['policy', 'version', 'effectiveFrom', 'source', 'note', 'values']);
    expect(file).toBe(`${String(policy['policy'])}.${String(policy['version'])}.json`);
    expect(policy['note']).toEqual({ zh: expect.any(String), en: expect.any(String) });
    expect(Temporal.Instant.from(String(policy['effectiveFrom'])).epochMilliseconds).toBeLessThan(Date.UTC(2020, 1, 14));
  });

  it('are in force on the first day, every one of them', () => {
    const files = readdirSync(join(seeds, 'policies')).map((file) => json(`policies/${file}`) as { policy: string; effectiveFrom: string });
    const early = files.filter(({ effectiveFrom }) => Temporal.Instant.from(effectiveFrom).epochMilliseconds < Date.UTC(2020, 0, 24));
    expect(new Set(early.map(({ policy }) => policy))).toEqual(new Set(files.map(({ policy }) => policy)));
  });

  it.each([
    ['arrival.YW-2020-0124.json', ArrivalPolicyValues],
    ['arrival.YW-2020-16.json', ArrivalPolicyValues],
    ['escort.1.json', EscortPolicyValues],
    ['isolation.1.json', IsolationPolicyValues],
    ['isolation-site.1.json', IsolationSitePolicyValues],
    ['supply.1.json', SupplyPolicyValues],
    ['care.1.json', CarePolicyValues],
    ['call.1.json', CallPolicyValues],
    ['need-report.1.json', NeedPolicyValues],
    ['suggestion.1.json', SuggestionPolicyValues],
    ['identity.1.json', IdentityPolicyValues],
    ['integrity.1.json', IntegrityPolicyValues],
    ['fever.1.json', FeverPolicyValues],
    ['notice.1.json', CollectionNotice],
    ['board.2.json', BoardPolicyValues],
    ['alert.1.json', AlertPolicyValues],
    ['alert.2.json', AlertPolicyValues],
    ['medicine.1.json', MedicinePolicyValues],
    ['task-force.1.json', TaskForcePolicyValues],
    ['combat-unit.1.json', CombatUnitPolicyValues],
    ['assignment.1.json', AssignmentPolicyValues],
    ['screening.1.json', ScreeningPolicyValues],
  ])('%s has the shape it is read by, and nothing beside', (file, shape) => {
    const { values } = json(`policies/${file}`) as { values: object };
    expect(shape.parse(values)).toEqual(values);
    expect(shape.safeParse({ ...values, besides: 1 }).success).toBe(false);
    for (const key of Object.keys(values)) expect([key, shape.safeParse({ ...values, [key]: undefined }).success]).toEqual([key, false]);
  });
});

describe('calendars', () => {
  const years = readdirSync(join(seeds, 'calendars')).map((file) => json(`calendars/${file}`) as CalendarYear);
  const calendar = workCalendar(years);

  it('cover 2019 to 2026', () => {
    expect(years.map(({ year }) => year)).toEqual([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]);
  });

  it('work on make-up days that are weekends only', () => {
    for (const { makeUpWorkdays } of years)
      for (const { date } of makeUpWorkdays) expect(Temporal.PlainDate.from(date).dayOfWeek, date).toBeGreaterThan(5);
  });

  it.each([
    ['2020-01-19', true],
    ['2020-01-31', false],
    ['2020-02-01', false],
    ['2020-02-02', false],
    ['2020-02-03', true],
    ['2020-04-26', true],
    ['2020-06-28', true],
    ['2020-10-08', false],
    ['2026-02-14', true],
    ['2026-02-23', false],
  ])('%s worked: %s', (date, worked) => {
    expect(isWorkday(calendar, Temporal.PlainDate.from(date))).toEqual({ ok: true, value: worked });
  });
});
