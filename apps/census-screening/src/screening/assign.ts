/** A team 突击队 that goes from door to door. */
export interface ScreeningTeam {
  readonly id: string;
  /** By which it is called; teams are served in this order. */
  readonly no: number;
  readonly homeArea: string;
  /** Members who can go; 0 where all are in quarantine. */
  readonly strength: number;
}

/** A unit 摸排单元 that a team visits. */
export interface OpenUnit {
  readonly id: string;
  readonly path: string;
  readonly area: string;
  /** Path of the house: its units go to one team where that can be. */
  readonly house: string;
}

/** Areas beside each area; said of one side it holds for both. */
export type Neighbours = Readonly<Record<string, readonly string[]>>;

export type Nearness = 'OWN' | 'NEIGHBOUR' | 'LOAN';

/** What one team has in one area, and what says why. */
export interface Part {
  readonly area: string;
  readonly units: number;
  readonly nearness: Nearness;
  /** Borders between the home of the team and the area; absent where no way leads there. */
  readonly steps?: number;
  /** Units the area has in all, and how many of them teams at home there have. */
  readonly areaUnits: number;
  readonly byOwnTeams: number;
}

/** What one team has. */
export interface TeamShare {
  readonly teamId: string;
  readonly no: number;
  readonly homeArea: string;
  readonly strength: number;
  readonly units: number;
  /** Units a head against the mean of all; 1 is the mean. */
  readonly load: number;
  /** By area: the own one, those beside it, those it is lent to. */
  readonly parts: readonly Part[];
}

/** Which team visits which unit, and how well that is shared out. */
export interface Assignment {
  /** Team of each unit, by their ids. */
  readonly teamOf: ReadonlyMap<string, string>;
  /** Every team, by its number; who cannot go has nothing. */
  readonly shares: readonly TeamShare[];
  /** The greatest load of a team, 1 where there is nothing to do. */
  readonly mostLoad: number;
  /** Units in the own area of their team or one beside it, out of all. */
  readonly local: number;
  /** Units that had a team and have another now. */
  readonly moved: number;
  /** Whether load and locality are as the policy asks. */
  readonly balanced: boolean;
  readonly near: boolean;
}

/** Why a team has what it has in an area, in one line. */
export function reasonOf(
  { homeArea }: Pick<TeamShare, 'homeArea'>,
  { area, nearness, units, steps, areaUnits, byOwnTeams }: Part,
): { readonly rule: Nearness; readonly zh: string; readonly en: string } {
  const zhRest = `${area} 共 ${areaUnits} 户（间），本村队伍承担 ${byOwnTeams}`;
  const enRest = `its own teams have ${byOwnTeams} of its ${areaUnits}`;
  const lines: Record<Nearness, readonly [zh: string, en: string]> = {
    OWN: [`${area} 是本村：${units} 户（间），共 ${areaUnits}`, `${area} is its own area: ${units} of ${areaUnits} units`],
    NEIGHBOUR: [
      `${area} 与本村 ${homeArea} 相邻：${units} 户（间）；${zhRest}`,
      `${area} is beside its own ${homeArea}: ${units} units; ${enRest}`,
    ],
    LOAN: [
      `由 ${homeArea} 借调到 ${area}${steps === undefined ? '（不相通）' : `（隔 ${steps - 1} 个村）`}：${units} 户（间）；${zhRest}`,
      `lent by ${homeArea} to ${area}${steps === undefined ? ', no way leads there' : `, ${steps - 1} between`}: ${units} units; ${enRest}`,
    ],
  };
  const [zh, en] = lines[nearness];
  return { rule: nearness, zh, en };
}

export const nearnessOf = (steps: number | undefined): Nearness => (steps === 0 ? 'OWN' : steps === 1 ? 'NEIGHBOUR' : 'LOAN');

/** Fewest borders from one area to each that can be reached from it. */
export function stepsFrom(area: string, neighbours: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, number> {
  const steps = new Map([[area, 0]]);
  for (const [at, far] of steps) for (const next of neighbours.get(at) ?? []) if (!steps.has(next)) steps.set(next, far + 1);
  return steps;
}

/** The same neighbours from both sides. */
export function bothWays(neighbours: Neighbours): ReadonlyMap<string, ReadonlySet<string>> {
  const both = new Map<string, Set<string>>();
  const say = (from: string, to: string): void => {
    both.set(from, (both.get(from) ?? new Set<string>()).add(to));
  };
  for (const [area, beside] of Object.entries(neighbours))
    for (const other of beside) {
      say(area, other);
      say(other, area);
    }
  return both;
}
