import type { AssignmentPolicy } from './assign-policy.ts';
import {
  bothWays,
  nearnessOf,
  stepsFrom,
  type Assignment,
  type Neighbours,
  type OpenUnit,
  type Part,
  type ScreeningTeam,
  type TeamShare,
} from './assign.ts';
import { FlowNode, connect, sendAll } from './min-cost-flow.ts';

/**
 * Shares out units to teams: nobody above the policy's load, as few as can be away from home, and every house to one team where load
 * allows. Whatever the order of the lists, the result is the same. Undefined where there is something to do and nobody who can go.
 */
export const assignUnits = (
  units: readonly OpenUnit[],
  teams: readonly ScreeningTeam[],
  neighbours: Neighbours,
  policy: AssignmentPolicy,
): Assignment | undefined => reassignUnits(new Map(), units, teams, neighbours, policy);

/**
 * Shares out again, after a team fell out, shrank or came back, with the fewest units that change their team: those of who cannot go
 * any more, and what is above the load of now. `before` is the team of each unit that had one; unknown units and teams are left out.
 */
export function reassignUnits(
  before: ReadonlyMap<string, string>,
  units: readonly OpenUnit[],
  teams: readonly ScreeningTeam[],
  neighbours: Neighbours,
  policy: AssignmentPolicy,
): Assignment | undefined {
  const borders = bothWays(neighbours);
  const workers = teams
    .filter(({ strength }) => strength > 0)
    .toSorted((a, b) => a.no - b.no || ordered(a.id, b.id))
    .map((team) => ({ team, steps: stepsFrom(team.homeArea, borders), node: new FlowNode() }));
  if (units.length > 0 && workers.length === 0) return undefined;
  const most = capacities(units.length, workers, policy);
  const areas = [...Map.groupBy(units, ({ area }) => area)]
    .toSorted(([a], [b]) => ordered(a, b))
    .map(([area, own]) => ({
      area,
      units: own.toSorted((a, b) => ordered(a.path, b.path) || ordered(a.id, b.id)),
      node: new FlowNode(),
    }));
  const pairs = share(areas, workers, most, before, policy, borders.size + 1);
  const teamOf = new Map<string, string>();
  const loads = new Map(workers.map((worker) => [worker, 0]));
  for (const { worker, keeps, takes } of pairs) loads.set(worker, (loads.get(worker) ?? 0) + keeps + takes);
  for (const { area, units: own } of areas)
    deal(
      own,
      pairs.filter((pair) => pair.area === area),
      { before, teamOf, loads, most },
    );
  return summary(teamOf, before, units, teams, policy, borders);
}

interface Worker {
  readonly team: ScreeningTeam;
  readonly steps: ReadonlyMap<string, number>;
  readonly node: FlowNode;
}
interface AreaUnits {
  readonly area: string;
  /** By path, so that neighbours in the list are neighbours. */
  readonly units: readonly OpenUnit[];
  readonly node: FlowNode;
}
/** How many units of an area stay with a team, and how many come to it. */
interface Pair {
  readonly area: string;
  readonly worker: Worker;
  readonly keeps: number;
  readonly takes: number;
}

const ordered = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Most units of each team; where whole units do not fit under the policy's load, its share rounded up. */
function capacities(total: number, workers: readonly Worker[], { mostLoadPercent }: AssignmentPolicy): ReadonlyMap<Worker, number> {
  const strength = strengthOf(workers);
  const within = workers.map(
    (worker) => [worker, Math.floor((mostLoadPercent * total * worker.team.strength) / (100 * strength))] as const,
  );
  if (within.reduce((sum, [, most]) => sum + most, 0) >= total) return new Map(within);
  return new Map(within.map(([worker, most]) => [worker, Math.max(most, fairShare(total, worker, strength))]));
}

const strengthOf = (workers: readonly Worker[]): number => workers.reduce((sum, { team }) => sum + team.strength, 0);
const fairShare = (total: number, { team }: Worker, strength: number): number => Math.ceil((total * team.strength) / strength);

/** How many units of each area go to each team: units of one area are alike, so this is a flow from areas to teams at the least cost. */
function share(
  areas: readonly AreaUnits[],
  workers: readonly Worker[],
  capacity: ReadonlyMap<Worker, number>,
  before: ReadonlyMap<string, string>,
  { cost }: AssignmentPolicy,
  furthest: number,
): readonly Pair[] {
  const [source, sink] = [new FlowNode(), new FlowNode()];
  const nodes = [source, ...areas.map(({ node }) => node), ...workers.map(({ node }) => node), sink];
  const total = areas.reduce((sum, { units }) => sum + units.length, 0);
  const strength = strengthOf(workers);
  // One change of team weighs more than anything a cheapest way, which passes a node once, can save otherwise.
  const change = nodes.length * (cost.border * furthest + cost.loan + cost.overload) + 1;
  for (const worker of workers) {
    const most = capacity.get(worker) ?? 0;
    const fair = Math.min(most, fairShare(total, worker, strength));
    connect(worker.node, sink, fair, 0);
    connect(worker.node, sink, most - fair, cost.overload);
  }
  const arcs = areas.flatMap(({ area, units, node }) => {
    connect(source, node, units.length, 0);
    const had = new Map<string | undefined, number>();
    for (const { id } of units) had.set(before.get(id), (had.get(before.get(id)) ?? 0) + 1);
    return workers.map((worker) => {
      const steps = worker.steps.get(area) ?? furthest;
      const far = steps * cost.border + (steps > 1 ? cost.loan : 0);
      return {
        area,
        worker,
        keep: connect(node, worker.node, had.get(worker.team.id) ?? 0, 0),
        take: connect(node, worker.node, units.length, change + far),
      };
    });
  });
  sendAll(nodes, source, sink);
  return arcs.map(({ keep, take, ...pair }) => ({ ...pair, keeps: keep.flow, takes: take.flow }));
}

/** Gives each team of an area the units it keeps, and deals out the others in the order of their paths, whole houses where load allows. */
function deal(
  units: readonly OpenUnit[],
  pairs: readonly Pair[],
  {
    before,
    teamOf,
    loads,
    most,
  }: {
    readonly before: ReadonlyMap<string, string>;
    readonly teamOf: Map<string, string>;
    readonly loads: Map<Worker, number>;
    readonly most: ReadonlyMap<Worker, number>;
  },
): void {
  const keeps = new Map(pairs.map(({ worker, keeps: many }) => [worker.team.id, many]));
  const others = units.filter(({ id }) => {
    const team = before.get(id);
    const more = team === undefined ? 0 : (keeps.get(team) ?? 0);
    if (team === undefined || more === 0) return true;
    keeps.set(team, more - 1);
    teamOf.set(id, team);
    return false;
  });
  const takers = pairs.filter(({ takes }) => takes > 0);
  let from = 0;
  let due = 0;
  for (const [index, { worker, takes }] of takers.entries()) {
    due += takes;
    const next = takers[index + 1];
    const room = (of: Worker): number => (most.get(of) ?? 0) - (loads.get(of) ?? 0);
    const to = next ? houseEdge(others, from, due, Math.min(next.takes, room(worker)), room(next.worker)) : others.length;
    for (const { id } of others.slice(from, to)) teamOf.set(id, worker.team.id);
    loads.set(worker, (loads.get(worker) ?? 0) + to - due);
    if (next) loads.set(next.worker, (loads.get(next.worker) ?? 0) + due - to);
    from = to;
  }
}

/** Where one team stops and the next begins: the nearest edge of a house, no further on or back than there is room; else in the house. */
function houseEdge(units: readonly OpenUnit[], from: number, due: number, on: number, back: number): number {
  const isEdge = (at: number): boolean => at === units.length || units[at]?.house !== units[at - 1]?.house;
  for (let by = 0; by <= Math.max(on, back); by += 1) {
    if (by <= back && due - by > from && isEdge(due - by)) return due - by;
    if (by <= on && due + by <= units.length && isEdge(due + by)) return due + by;
  }
  return due;
}

/** What came out, by team and area, and how well it is shared out. */
function summary(
  teamOf: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
  units: readonly OpenUnit[],
  teams: readonly ScreeningTeam[],
  policy: AssignmentPolicy,
  borders: ReadonlyMap<string, ReadonlySet<string>>,
): Assignment {
  const byTeam = Map.groupBy(units, ({ id }) => teamOf.get(id));
  const home = new Map(teams.map(({ id, homeArea }) => [id, homeArea]));
  const inArea = Map.groupBy(units, ({ area }) => area);
  const strengthOfAll = teams.reduce((sum, { strength }) => sum + Math.max(0, strength), 0);
  const shares = teams
    .toSorted((a, b) => a.no - b.no || ordered(a.id, b.id))
    .map(({ id: teamId, no, homeArea, strength }): TeamShare => {
      const own = byTeam.get(teamId) ?? [];
      const steps = stepsFrom(homeArea, borders);
      const parts = [...Map.groupBy(own, ({ area }) => area)]
        .map(([area, { length }]): Part => {
          const all = inArea.get(area) ?? [];
          const far = steps.get(area);
          const byOwnTeams = all.filter(({ id }) => home.get(teamOf.get(id) ?? '') === area).length;
          const known = far === undefined ? {} : { steps: far };
          return { area, units: length, nearness: nearnessOf(far), ...known, areaUnits: all.length, byOwnTeams };
        })
        .toSorted((a, b) => (a.steps ?? Infinity) - (b.steps ?? Infinity) || ordered(a.area, b.area));
      return {
        teamId,
        no,
        homeArea,
        strength,
        units: own.length,
        load: own.length === 0 ? 0 : (own.length * strengthOfAll) / (strength * units.length),
        parts,
      };
    });
  const near = shares.flatMap(({ parts }) => parts).reduce((sum, part) => sum + (part.nearness === 'LOAN' ? 0 : part.units), 0);
  return {
    teamOf,
    shares,
    mostLoad: units.length === 0 ? 1 : Math.max(...shares.map(({ load }) => load)),
    local: units.length === 0 ? 1 : near / units.length,
    moved: units.filter(({ id }) => before.has(id) && before.get(id) !== teamOf.get(id)).length,
    balanced: shares.every(
      ({ units: has, strength }) => has * 100 * strengthOfAll <= policy.mostLoadPercent * Math.max(0, strength) * units.length,
    ),
    near: near * 100 >= policy.leastLocalPercent * units.length,
  };
}
