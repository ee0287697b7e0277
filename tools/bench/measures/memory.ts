import { SERVICES } from '@houzhai/contracts';
import { residentOf, residentWhenCollected } from '../collected.ts';
import { COMMANDS_OF_AN_ERRAND, runErrands } from '../command-mix.ts';
import { fillErrands, fillPersons } from '../filled-tables.ts';
import { pause, rounded, told, type Measure } from '../measure.ts';
import type { BenchStack } from '../throwaway-stack.ts';

const HALF = 50_000;
const PERSONS = 4_000;
const IN_FLIGHT = 32;
const SETTLE_MS = 10_000;

/** Resident memory of each service idle, after 50,000 and after 100,000 commands; `growth` is the largest of the second half to the first. */
export const memory: Measure = {
  name: 'memory',
  goals: [{ figure: 'growth', atMost: 1.05 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(2);
    const desk = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER', 'COMMUNITY_WORKER']);
    const agent = await stack.operator(['AGENT']);
    const persons = await fillPersons(stack, db, PERSONS);
    await fillErrands(desk, agent, db, persons, { count: 320, courses: 'fresh' });
    const ids = persons.map(({ personId }) => personId);
    await pause(SETTLE_MS);
    const started = pidsOf(stack);
    const idle = await resident(stack);
    const half = async (): Promise<Resident> => {
      const seconds = await runErrands(desk, agent, ids, HALF / COMMANDS_OF_AN_ERRAND, IN_FLIGHT);
      told(`${String(HALF)} commands in ${String(Math.round(seconds))} s`);
      await pause(SETTLE_MS);
      return resident(stack);
    };
    const first = await half();
    const second = await half();
    if (started !== pidsOf(stack)) throw new Error('A service was started again: what it held before is not known');
    const of = (name: string, found: Resident): number => Math.round(found[name] ?? Number.NaN);
    for (const name of PROGRAMS) told(`${name}: idle ${of(name, idle)} MB, then ${of(name, first)}, then ${of(name, second)}`);
    return {
      figures: {
        growth: rounded(Math.max(...SERVICES.map((name) => (second[name] ?? Number.NaN) / (first[name] ?? Number.NaN))), 2),
        ...Object.fromEntries(SERVICES.flatMap((name) => [[`${name} idle`, of(name, idle)] as const, [name, of(name, second)] as const])),
      },
      unit: 'MB',
    };
  },
};

const pidsOf = ({ stack }: BenchStack): string => SERVICES.map((name) => String(stack.pid(name))).join();
const PROGRAMS = [...SERVICES, 'nats'];
type Resident = Readonly<Record<string, number>>;

/** Megabytes each program holds, services without what they only have not thrown away yet. */
async function resident({ stack }: BenchStack): Promise<Resident> {
  const held: Record<string, number> = { nats: residentOf(stack.pid('nats')) };
  for (const name of SERVICES) held[name] = await residentWhenCollected(stack.pid(name) ?? Number.NaN);
  return held;
}
