import { IntegrityPolicyValues } from '../../../apps/census-screening/src/integrity/integrity-policy.ts';
import { signalsOf } from '../../../apps/census-screening/src/integrity/integrity.decide.ts';
import type { DoorVisit } from '../../../apps/census-screening/src/integrity/integrity.ts';
import policy from '../../../seeds/policies/integrity.1.json' with { type: 'json' };
import { INVENTIONS, generateSaidVisits, type SaidVisit } from '../invented-visits.ts';
import { rounded, told, type Measure } from '../measure.ts';

const SEEDS = [1, 2, 3, 4, 5];
const DAYS = 400;
const PERCENT = 5;
const POLICY = IntegrityPolicyValues.parse(policy.values);
const MIDNIGHT = Temporal.Instant.from('2020-02-10T00:00:00+08:00');

/**
 * Visits of which one in twenty is made up, by a generator that shares nothing with what looks at them: the share of those that are in
 * question, and of honest ones that are; of five towns the worst. Honest people repeat 36.5, write a staircase under one time and key
 * their sheets in the evening.
 */
export const integrity: Measure = {
  name: 'integrity',
  goals: [
    { figure: 'flagged', atLeast: 0.95 },
    { figure: 'falseFlags', atMost: 0.02 },
  ],
  run: () => {
    const found = SEEDS.map(lookedAt);
    return Promise.resolve({
      figures: {
        flagged: rounded(Math.min(...found.map(({ flagged }) => flagged)), 4),
        falseFlags: rounded(Math.max(...found.map(({ falseFlags }) => falseFlags)), 4),
        visits: found.reduce((sum, { visits }) => sum + visits, 0),
        invented: found.reduce((sum, { invented }) => sum + invented, 0),
        'ms a day': rounded(found.reduce((sum, { ms }) => sum + ms, 0) / (SEEDS.length * DAYS), 2),
      },
      unit: 'share',
    });
  },
};

function lookedAt(seed: number) {
  const said = generateSaidVisits(seed, DAYS, PERCENT);
  const began = performance.now();
  const questioned = new Set<SaidVisit>();
  for (const day of Map.groupBy(said, ({ collector }) => collector).values())
    for (const { visits } of signalsOf(day.map(asVisit), POLICY))
      for (const { questioned: open, said: one } of visits) if (open) questioned.add(one);
  const ms = performance.now() - began;
  const share = (of: readonly SaidVisit[]): number => of.filter((one) => questioned.has(one)).length / of.length;
  const invented = said.filter((one) => one.invented !== undefined);
  const honest = said.filter((one) => one.invented === undefined);
  const inventors = new Set(invented.map(({ collector }) => collector));
  const innocent = honest.filter(({ collector }) => !inventors.has(collector));
  told(
    `town ${String(seed)}: ${INVENTIONS.map((kind) => `${kind} ${rounded(share(invented.filter((one) => one.invented === kind)), 3).toString()}`).join(', ')}; of collectors who made nothing up ${rounded(share(innocent), 4).toString()}`,
  );
  return { flagged: share(invented), falseFlags: share(honest), visits: said.length, invented: invented.length, ms };
}

/** What is said of a visit as far as it is looked at. */
const asVisit = (said: SaidVisit, index: number): DoorVisit & { readonly said: SaidVisit } => ({
  key: String(index),
  kind: said.kind,
  at: MIDNIGHT.add({ seconds: said.at }),
  path: said.path,
  house: said.house,
  ...(said.sheetNo === undefined ? {} : { sheetNo: said.sheetNo }),
  said,
});
