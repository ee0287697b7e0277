import { leaderAway, strengthAt, type TaskForce } from './task-force.ts';

/** What is asked for. */
export interface Need {
  readonly area: string;
  readonly strength: number;
  readonly skill?: string | undefined;
}

/** A team that could go, with what speaks for it. */
export interface Candidate {
  readonly team: TaskForce;
  readonly strength: number;
  readonly enough: boolean;
  readonly borders: number | undefined;
  readonly leaderAway: boolean;
}

/** Borders between an area and every other one. */
export function bordersFrom(area: string, neighbours: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, number> {
  const borders = new Map([[area, 0]]);
  for (const [at, far] of borders) for (const next of neighbours[at] ?? []) if (!borders.has(next)) borders.set(next, far + 1);
  return borders;
}

/** Teams at home with nothing planned, of other areas: those with the strength first, then the nearest, then those with the fewest to spare. */
export function suggest(
  teams: readonly TaskForce[],
  need: Need,
  neighbours: Readonly<Record<string, readonly string[]>>,
  now: Temporal.Instant,
): readonly Candidate[] {
  const borders = bordersFrom(need.area, neighbours);
  const far = ({ borders: count }: Candidate): number => count ?? Number.MAX_SAFE_INTEGER;
  return teams
    .filter((team) => team.status === 'READY' && !team.deployment && team.homeArea !== need.area)
    .filter(({ skills }) => need.skill === undefined || skills.includes(need.skill))
    .map((team): Candidate => {
      const strength = strengthAt(team, now);
      return { team, strength, enough: strength >= need.strength, borders: borders.get(team.homeArea), leaderAway: leaderAway(team, now) };
    })
    .filter(({ strength }) => strength > 0)
    .sort(
      (a, b) =>
        Number(b.enough) - Number(a.enough) ||
        far(a) - far(b) ||
        (a.enough ? a.strength - b.strength : b.strength - a.strength) ||
        Number(a.leaderAway) - Number(b.leaderAway) ||
        a.team.no - b.team.no,
    );
}

/** Why a team, in words. */
export function reasonOf(
  { team, strength, enough, borders, leaderAway: away }: Candidate,
  need: Need,
): { readonly zh: string; readonly en: string } {
  const near =
    borders === undefined
      ? { zh: `驻地 ${team.homeArea}`, en: `at home in ${team.homeArea}` }
      : borders === 1
        ? { zh: `驻地 ${team.homeArea} 与其相邻`, en: `at home in ${team.homeArea}, next to it` }
        : {
            zh: `驻地 ${team.homeArea}，相隔 ${String(borders)} 个村界`,
            en: `at home in ${team.homeArea}, ${String(borders)} borders away`,
          };
  const able = enough
    ? { zh: `可出动 ${String(strength)} 人`, en: `${String(strength)} can go` }
    : {
        zh: `只能出动 ${String(strength)} 人，还差 ${String(need.strength - strength)} 人`,
        en: `only ${String(strength)} can go, ${String(need.strength - strength)} short`,
      };
  const lead = away
    ? { zh: '队长不在岗，须有人代理', en: 'its leader is away, somebody has to stand in' }
    : { zh: '队长在岗', en: 'its leader is there' };
  return { zh: [near.zh, able.zh, lead.zh].join('，'), en: [near.en, able.en, lead.en].join('; ') };
}
