import { AssignmentPolicyValues } from '../../../apps/census-screening/src/screening/assign-policy.ts';
import { assignUnits, reassignUnits } from '../../../apps/census-screening/src/screening/assign.decide.ts';
import { bothWays, stepsFrom, type Assignment } from '../../../apps/census-screening/src/screening/assign.ts';
import { chanceOf } from '../../../seeds/demo/chance.ts';
import policy from '../../../seeds/policies/assignment.1.json' with { type: 'json' };
import { median, rounded, told, type Measure } from '../measure.ts';
import { generateRound, sharedOut, type Round, type SharedOut } from '../screening-round.ts';

const ROUNDS = 20;
const POLICY = AssignmentPolicyValues.parse(policy.values);

/**
 * 36,210 units to 51 teams on twenty maps: the worst locality, load (max to mean a head) and seconds of any. Beside it the same units given
 * to any team by chance, and each to the nearest team that has room under the same load. `substitutes`: units that change their team when
 * one team falls out, to those it had.
 */
export const assign: Measure = {
  name: 'assign',
  goals: [
    { figure: 'locality', atLeast: POLICY.leastLocalPercent / 100 },
    { figure: 'load', atMost: POLICY.mostLoadPercent / 100 },
    { figure: 'seconds', atMost: 2 },
  ],
  run: () => {
    const found = Array.from({ length: ROUNDS }, (_, index) => compare(index + 1));
    const of = (which: 'ours' | 'random' | 'nearest') => ({
      load: Math.max(...found.map((round) => round[which].load)),
      locality: Math.min(...found.map((round) => round[which].locality)),
    });
    const { ours, random, nearest } = { ours: of('ours'), random: of('random'), nearest: of('nearest') };
    told(`locality in the middle: ${rounded(median(found.map((round) => round.ours.locality)), 3)}`);
    told(`houses that more than one team has: ${Math.max(...found.map(({ houses }) => houses))} at most`);
    return Promise.resolve({
      figures: {
        locality: rounded(ours.locality, 4),
        load: rounded(ours.load, 4),
        seconds: rounded(Math.max(...found.map(({ seconds }) => seconds)), 3),
        substitutes: rounded(Math.max(...found.map(({ substitutes }) => substitutes)), 2),
        'random load': rounded(random.load, 2),
        'random locality': rounded(random.locality, 3),
        'nearest-first load': rounded(nearest.load, 2),
        'nearest-first locality': rounded(nearest.locality, 3),
      },
      unit: 's',
    });
  },
};

interface Compared {
  readonly ours: SharedOut;
  readonly random: SharedOut;
  readonly nearest: SharedOut;
  readonly seconds: number;
  readonly substitutes: number;
  /** Houses whose units more than one team has. */
  readonly houses: number;
}

function compare(seed: number): Compared {
  const round = generateRound(seed);
  const began = performance.now();
  const assigned = mustBe(assignUnits(round.units, round.teams, round.neighbours, POLICY));
  const seconds = (performance.now() - began) / 1000;
  const gone = mustBe(round.teams[seed % round.teams.length]);
  const teams = round.teams.filter((team) => team !== gone);
  const again = mustBe(reassignUnits(assigned.teamOf, round.units, teams, round.neighbours, POLICY));
  return {
    ours: sharedOut(round, assigned.teamOf),
    random: sharedOut(round, byChance(round, seed)),
    nearest: sharedOut(round, nearestFirst(round)),
    seconds,
    substitutes: again.moved / mustBe(assigned.shares.find(({ teamId }) => teamId === gone.id)).units,
    houses: housesOfTwo(round, assigned),
  };
}

function mustBe<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nobody who can go');
  return value;
}

const byChance = ({ units, teams }: Round, seed: number): ReadonlyMap<string, string> => {
  const chance = chanceOf(seed);
  return new Map(units.map(({ id }) => [id, chance.oneOf(teams).id]));
};

/** Each unit, one after the other, to the team with the fewest a head among the nearest that have room under the policy's load. */
function nearestFirst({ units, teams, neighbours }: Round): ReadonlyMap<string, string> {
  const borders = bothWays(neighbours);
  const mostAHead = (units.length / teams.reduce((sum, { strength }) => sum + strength, 0)) * (POLICY.mostLoadPercent / 100);
  const workers = teams.map(({ id, homeArea, strength }) => ({ id, strength, steps: stepsFrom(homeArea, borders), has: 0 }));
  return new Map(
    units.map(({ id, area }) => {
      const far = (worker: (typeof workers)[number]): number => worker.steps.get(area) ?? Infinity;
      const best = workers
        .filter(({ has, strength }) => has + 1 <= mostAHead * strength)
        .reduce((one, other) => ((far(other) - far(one) || other.has / other.strength - one.has / one.strength) < 0 ? other : one));
      best.has += 1;
      return [id, best.id];
    }),
  );
}

const housesOfTwo = ({ units }: Round, { teamOf }: Assignment): number =>
  [...Map.groupBy(units, ({ house }) => house).values()].filter((own) => new Set(own.map(({ id }) => teamOf.get(id))).size > 1).length;
