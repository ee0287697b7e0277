import type { CombatUnitKind, Role } from '@houzhai/contracts';
import figures from '../houzhai/figures.json' with { type: 'json' };
import { generateAreas } from './dwellings.ts';
import { generatePeople } from './people.ts';

/** A synthetic colleague of a team or a unit. */
export interface DemoColleague {
  readonly account: string;
  readonly displayName: string;
  readonly roles: Role[];
  readonly scope: string[];
}

/** A synthetic team: how many there are is published, everything else is a placeholder. */
export interface DemoTeam {
  readonly no: number;
  readonly homeArea: string;
  readonly leader: DemoColleague;
  readonly members: readonly DemoColleague[];
  readonly skills: readonly string[];
  readonly deployedTo?: { readonly area: string; readonly mission: string; readonly days: number };
}

const AREAS = [...generateAreas()].filter(({ level }) => level === 'area');
const SKILLS = ['screening', 'escort', 'disinfection', 'medical', 'supply', 'driving'];
const two = (no: number): string => String(no).padStart(2, '0');
/** A few teams are in other areas from the beginning, so that there is something to see and to recall. */
const DEPLOYED: Readonly<Record<number, DemoTeam['deployedTo']>> = {
  33: { area: 'a02', mission: '支援北站六区摸排', days: 3 },
  38: { area: 'a02', mission: '支援卡口值守', days: 2 },
  44: { area: 'a09', mission: '支援入户登记', days: 5 },
};

/** 51 teams over 32 areas; the second of each could lead too. */
export function generateTeams(): readonly DemoTeam[] {
  return Array.from({ length: figures.taskForces }, (_, index): DemoTeam => {
    const no = index + 1;
    const area = AREAS[index % AREAS.length]?.area ?? 'a01';
    const scope = [`houzhai/${area}`];
    const deployedTo = DEPLOYED[no];
    return {
      no,
      homeArea: area,
      leader: { account: `lead-${two(no)}`, displayName: `突击${two(no)}队长`, roles: ['TEAM_LEAD', 'TEAM_MEMBER'], scope },
      members: Array.from({ length: 3 + (no % 3) }, (__, nth) => ({
        account: `member-${two(no)}-${String(nth + 1)}`,
        displayName: `突击${two(no)}队员${String(nth + 1)}`,
        roles: nth === 0 ? ['TEAM_MEMBER', 'TEAM_LEAD'] : ['TEAM_MEMBER'],
        scope,
      })),
      skills: [SKILLS[no % SKILLS.length] ?? 'screening', ...(no % 4 === 0 ? ['driving'] : [])].filter(
        (skill, at, all) => all.indexOf(skill) === at,
      ),
      ...(deployedTo ? { deployedTo } : {}),
    };
  });
}

/** A synthetic combat unit, one of each area; its duties are placeholders. */
export interface DemoUnit {
  readonly code: string;
  readonly kind: CombatUnitKind;
  readonly name: string;
  readonly path: string;
  readonly head: DemoColleague;
  /** Households for which a party member without an account answers, and how many live there. */
  readonly linked: { readonly paths: readonly string[]; readonly persons: number };
  readonly duty: { readonly duty: string; readonly what: string; readonly done: number };
}

/** Households of an area that a party member is linked with. */
const LINKED = 3;

/** @param seed of the people who live there. */
export function generateUnits(seed: number): readonly DemoUnit[] {
  const homes = Map.groupBy(
    [...generatePeople(seed)].filter(({ path }) => /\/f\d+$/.test(path)),
    ({ path }) => path.split('/')[1] ?? '',
  );
  return AREAS.map(({ area, path, zh }, index) => {
    const byHome = [...Map.groupBy(homes.get(area) ?? [], (person) => person.path)].slice(0, LINKED);
    return {
      code: `unit-${two(index + 1)}`,
      kind: 'VILLAGE',
      name: zh,
      path,
      head: { account: `head-${two(index + 1)}`, displayName: `单元长${two(index + 1)}`, roles: ['UNIT_HEAD'], scope: [`houzhai/${area}`] },
      linked: { paths: byHome.map(([home]) => home), persons: byHome.reduce((sum, [, people]) => sum + people.length, 0) },
      duty: { duty: 'screening', what: '入户摸排', done: (index * 17) % 101 },
    };
  });
}
