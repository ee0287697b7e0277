import { runChaos } from '../../chaos/run.ts';
import { rounded, told, type Measure } from '../measure.ts';

const ISOLATIONS = 1_000;
/** About what they take: register, order, begin, take, set out, deliver, confirm, and what is done again. */
const COMMANDS_EACH = 8;
const FAULTS = 15;
const SEED = 1;

/**
 * A thousand isolations without supplies while the platform is harmed as in the short run of chaos: each gets its errand by itself, and
 * the errand's end is the case's. `unmet`: those that were not brought anything; `wrong`: anything any check of chaos found; `longest`
 * seconds from the acknowledged beginning to the errand, by a clock nobody moves.
 */
export const saga: Measure = {
  name: 'saga',
  goals: [
    { figure: 'unmet', atMost: 0 },
    { figure: 'wrong', atMost: 0 },
    { figure: 'isolations', atLeast: ISOLATIONS },
  ],
  run: async () => {
    const options = { commands: ISOLATIONS * COMMANDS_EACH, faults: FAULTS, seed: SEED, isolations: ISOLATIONS };
    const { checks, figures } = await runChaos({ ...options, tell: told });
    for (const { en, wrong } of checks) for (const one of wrong.slice(0, 3)) told(`${en}: ${one}`);
    return {
      figures: {
        unmet: figures.isolations - figures.met,
        wrong: checks.reduce((sum, { wrong }) => sum + wrong.length, 0),
        isolations: figures.isolations,
        longest: rounded(figures.longestToErrand, 1),
        seconds: rounded(figures.seconds, 1),
      },
      unit: 's',
    };
  },
};
