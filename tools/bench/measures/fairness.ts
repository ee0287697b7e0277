import { SuggestionPolicyValues } from '../../../apps/errands/src/suggestion/suggestion-policy.ts';
import { bordersOf, gini, mayGo, suggestAgents, waysTo, type Candidate } from '../../../apps/errands/src/suggestion/suggestion.ts';
import { chanceOf } from '../../../seeds/demo/chance.ts';
import map from '../../../seeds/houzhai/neighbours.json' with { type: 'json' };
import policy from '../../../seeds/policies/suggestion.1.json' with { type: 'json' };
import { rounded, type Measure } from '../measure.ts';

const ERRANDS = 300;
const AGENTS = 60;
const ROUNDS = 20;
const POLICY = SuggestionPolicyValues.parse(policy.values);
const BORDERS = bordersOf(map.neighbours);
const AREAS = Object.keys(map.neighbours);

interface Worker extends Candidate {
  open: number;
}
type Choose = (area: string, able: readonly Worker[]) => Worker | undefined;

/**
 * 300 errands one after the other to 60 agents, each of an area and those beside it, in twenty towns by chance: how unequal the load is
 * (Gini) and how far they go (minutes an errand), where whoever is suggested first takes it; beside it by chance, and nearest first.
 */
export const fairness: Measure = {
  name: 'fairness',
  goals: [
    { figure: 'gini', atMost: 0.15 },
    { figure: 'minutes', atMost: 15 },
  ],
  run: () => {
    const choices: Readonly<Record<'ours' | 'random' | 'nearest', (seed: number) => Choose>> = {
      ours: () => (area, able) => suggestAgents(placeOf(area), able, BORDERS, POLICY)[0]?.candidate,
      random: (seed) => {
        const chance = chanceOf(seed + ROUNDS);
        return (_, able) => able[chance.between(0, able.length - 1)];
      },
      nearest: () => (area, able) => able.toSorted((a, b) => wayOf(area, a) - wayOf(area, b) || (a.operatorId < b.operatorId ? -1 : 1))[0],
    };
    const found = (which: keyof typeof choices) => {
      const rounds = Array.from({ length: ROUNDS }, (_, index) => town(index + 1, choices[which](index + 1)));
      const mean = (of: (round: { gini: number; minutes: number }) => number): number =>
        rounds.reduce((sum, round) => sum + of(round), 0) / rounds.length;
      return { gini: mean((round) => round.gini), minutes: mean((round) => round.minutes) };
    };
    const { ours, random, nearest } = { ours: found('ours'), random: found('random'), nearest: found('nearest') };
    return Promise.resolve({
      figures: {
        gini: rounded(ours.gini, 3),
        minutes: rounded(ours.minutes, 1),
        'random gini': rounded(random.gini, 3),
        'random minutes': rounded(random.minutes, 1),
        'nearest-first gini': rounded(nearest.gini, 3),
        'nearest-first minutes': rounded(nearest.minutes, 1),
      },
      unit: 'min',
    });
  },
};

const placeOf = (area: string) => ({ area, path: `houzhai/${area}/c1` });
const wayOf = (area: string, { at }: Worker): number => waysTo(area, BORDERS, POLICY).get(at ?? '') ?? POLICY.minutesUnknown;

/** One town: who lives where, what is asked for where, and who takes it. */
function town(seed: number, choose: Choose): { readonly gini: number; readonly minutes: number } {
  const chance = chanceOf(seed);
  const workers = Array.from({ length: AGENTS }, (_, nth): Worker => {
    const home = AREAS[nth % AREAS.length] ?? 'a01';
    const areas = [home, ...(BORDERS.get(home) ?? [])];
    return {
      operatorId: String(nth).padStart(2, '0'),
      scope: areas.map((area) => `houzhai/${area}`),
      at: home,
      open: 0,
      overdue: 0,
      done: 0,
    };
  });
  let minutes = 0;
  for (let nth = 0; nth < ERRANDS; nth++) {
    const area = AREAS[chance.between(0, AREAS.length - 1)] ?? 'a01';
    const able = workers.filter((worker) => mayGo(worker, placeOf(area)));
    const taken = choose(area, able);
    if (!taken) throw new Error(`Nobody may go to ${area}`);
    taken.open += 1;
    minutes += wayOf(area, taken);
  }
  return { gini: gini(workers.map(({ open }) => open)), minutes: minutes / ERRANDS };
}
