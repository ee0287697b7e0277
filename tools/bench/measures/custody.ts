import type { HeadStatus } from '@houzhai/contracts';
import { EscortWorld, type Move } from '../../../apps/census-screening/src/escort/test/escort-world.ts';
import { chanceOf, type Chance } from '../../../seeds/demo/chance.ts';
import { rounded, told, type Measure } from '../measure.ts';

const BATCHES = 10_000;
const MOVES = 300;
const SEED = 2020;

/**
 * Ten thousand batches between checkpoint and door, moved at random through the decisions: whoever went in was accepted, refused or is
 * missing. `unbalanced`: batches handed over where that does not add up, heads that are somewhere else than their own record says, and
 * worlds in which not everybody is somewhere.
 */
export const custody: Measure = {
  name: 'custody',
  goals: [
    { figure: 'unbalanced', atMost: 0 },
    { figure: 'batches', atLeast: BATCHES },
  ],
  run: () => {
    const chance = chanceOf(SEED);
    const began = performance.now();
    const heads: Record<HeadStatus, number> = { ABOARD: 0, ACCEPTED: 0, REFUSED: 0, MISSING: 0 };
    let [batches, unbalanced, worlds] = [0, 0, 0];
    for (; batches < BATCHES; worlds += 1) {
      const world = new EscortWorld();
      for (let move = 0; move < MOVES; move += 1) world.play(anyMove(chance));
      const over = [...world.batches.values()].filter(({ status }) => status === 'HANDED_OVER' || status === 'CLOSED');
      for (const batch of over) {
        const of = (which: HeadStatus): number => batch.heads.filter(({ status }) => status === which).length;
        for (const status of ['ABOARD', 'ACCEPTED', 'REFUSED', 'MISSING'] as const) heads[status] += of(status);
        if (batch.heads.length !== of('ACCEPTED') + of('REFUSED') + of('MISSING')) unbalanced += 1;
      }
      unbalanced += astray(world);
      batches += over.length;
    }
    const handedIn = Object.values(heads).reduce((sum, some) => sum + some, 0);
    told(`${String(worlds)} evenings of ${String(MOVES)} moves`);
    return Promise.resolve({
      figures: {
        unbalanced,
        batches,
        heads: handedIn,
        accepted: heads.ACCEPTED,
        refused: heads.REFUSED,
        missing: heads.MISSING,
        seconds: rounded((performance.now() - began) / 1_000, 1),
      },
      unit: 's',
    });
  },
};

const anyMove = (chance: Chance): Move => ({
  what: chance.oneOf(['register', 'register', 'assemble', 'batch', 'batch', 'batch', 'batch', 'batch', 'duty', 'time'] as const),
  pick: chance.between(0, 10_000),
  on: chance.between(0, 10_000),
  who: chance.between(0, 10_000),
  some: Array.from({ length: chance.between(1, 4) }, () => chance.between(0, 10_000)),
  minutes: chance.percent(90) ? chance.between(0, 30) : chance.between(30, 1_500),
});

/** Heads whose record and whose open batch do not say the same; one more where not everybody who came in is somewhere. */
function astray({ arrivals, open, needed }: EscortWorld): number {
  const aboard = new Map(
    open.flatMap(({ id, heads }) => heads.flatMap((head) => (head.status === 'ABOARD' ? [[head.arrivalId, id] as const] : []))),
  );
  const every = [...arrivals.values()];
  const wrong = every.filter(({ id, custody: at, batchId }) => (at === 'IN_BATCH' ? aboard.get(id) !== batchId : aboard.has(id)));
  const somewhere = every.filter(({ custody: at }) => at !== 'NONE').length;
  return wrong.length + Number(somewhere !== needed);
}
