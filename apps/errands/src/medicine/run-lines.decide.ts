import { refuse, type InputOf, type LineStatus } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { hasPharmacy } from './medicine-policy.ts';
import { barred, decided, type RunDecision } from './run-decision.ts';
import type { Line, MedicineRun } from './medicine-run.ts';
import type { MedicineWorld } from './medicine-world.ts';

type Unfit = 'medicine-run.line-unknown' | 'medicine-run.line-unfit';

/** The lines that are meant, each of them in this state. */
function linesIn(run: MedicineRun, ids: readonly string[], status: LineStatus) {
  const found = [...new Set(ids)].map((lineId) => run.lines.find((line) => line.lineId === lineId));
  const lines = found.filter((line) => line !== undefined);
  if (lines.length !== found.length) return refuse('medicine-run.line-unknown', {});
  const unfit = lines.find((line) => line.status !== status);
  return unfit ? refuse('medicine-run.line-unfit', { status: unfit.status }) : { ok: true as const, value: lines };
}
const changed = (run: MedicineRun, lines: readonly Line[], change: Partial<Line>): MedicineRun => ({
  ...run,
  lines: run.lines.map((line) => (lines.includes(line) ? { ...line, ...change } : line)),
});

/** Medicine was handed out; not for a card that is lost. */
export function fetchLines(
  run: MedicineRun,
  ids: readonly string[],
  world: MedicineWorld,
): RunDecision<Unfit | 'medicine-run.card-is-lost'> {
  const no = barred(run, 'fetch', world);
  if (no) return no;
  const lines = linesIn(run, ids, 'TO_FETCH');
  if (!lines.ok) return lines;
  const lost = run.stops.find(({ cardId, card }) => card === 'LOST' && lines.value.some((line) => line.cardId === cardId));
  if (lost) return refuse('medicine-run.card-is-lost', { no: lost.cardNo });
  return decided(changed(run, lines.value, { status: 'FETCHED' }), { fact: 'lines-fetched', lines: lines.value.length });
}

/** Part of a line here, the rest at another pharmacy or with a next run; no day is lost. */
export function splitLine(
  run: MedicineRun,
  input: Pick<InputOf<typeof C.SplitRunLine>, 'lineId' | 'days' | 'pharmacy'>,
  restId: string,
  world: MedicineWorld,
): RunDecision<Unfit | 'medicine-run.nothing-left-to-split' | 'prescription.pharmacy-unknown'> {
  const no = barred(run, 'split-line', world);
  if (no) return no;
  const lines = linesIn(run, [input.lineId], 'TO_FETCH');
  if (!lines.ok) return lines;
  const { days, pharmacy } = input;
  if (pharmacy !== undefined && !hasPharmacy(world.policy, pharmacy)) return refuse('prescription.pharmacy-unknown', { code: pharmacy });
  const [line] = lines.value;
  if (!line || days >= line.qtyDays) return refuse('medicine-run.nothing-left-to-split', { days: line?.qtyDays ?? 0 });
  const rest: Line[] = pharmacy === undefined ? [] : [{ ...line, lineId: restId, qtyDays: line.qtyDays - days, pharmacy }];
  return decided(
    { ...run, lines: run.lines.flatMap((one) => (one === line ? [{ ...line, qtyDays: days }, ...rest] : [one])) },
    { fact: 'line-split', lineId: line.lineId, restId, later: pharmacy === undefined },
    [{ errandId: line.errandId, lineId: line.lineId, to: 'SPLIT', days, restId, ...(pharmacy === undefined ? {} : { pharmacy }) }],
  );
}

export function moveLine(
  run: MedicineRun,
  { lineId, pharmacy }: { readonly lineId: string; readonly pharmacy: string },
  world: MedicineWorld,
): RunDecision<Unfit | 'medicine-run.same-pharmacy' | 'prescription.pharmacy-unknown'> {
  const no = barred(run, 'move-line', world);
  if (no) return no;
  const lines = linesIn(run, [lineId], 'TO_FETCH');
  if (!lines.ok) return lines;
  if (!hasPharmacy(world.policy, pharmacy)) return refuse('prescription.pharmacy-unknown', { code: pharmacy });
  const [line] = lines.value;
  if (line?.pharmacy === pharmacy) return refuse('medicine-run.same-pharmacy', {});
  return decided(
    changed(run, lines.value, { pharmacy }),
    { fact: 'line-moved', lineId, pharmacy },
    lines.value.map(({ errandId }) => ({ errandId, lineId, to: 'IN_RUN', runId: run.id, pharmacy })),
  );
}

/** Nobody has it today; everything else goes on. */
export function postponeLine(run: MedicineRun, lineId: string, world: MedicineWorld): RunDecision<Unfit> {
  const no = barred(run, 'postpone-line', world);
  if (no) return no;
  const lines = linesIn(run, [lineId], 'TO_FETCH');
  if (!lines.ok) return lines;
  return decided(
    changed(run, lines.value, { status: 'POSTPONED' }),
    { fact: 'line-postponed', lineId },
    lines.value.map(({ errandId }) => ({ errandId, lineId, to: 'WAITING' })),
  );
}

/** Medicine reached one household, with proof. */
export function deliverLines(
  run: MedicineRun,
  ids: readonly string[],
  proof: InputOf<typeof C.DeliverRunLines>['proof']['kind'],
  world: MedicineWorld,
): RunDecision<Unfit | 'medicine-run.one-stop-at-a-time'> {
  const no = barred(run, 'deliver', world);
  if (no) return no;
  const lines = linesIn(run, ids, 'FETCHED');
  if (!lines.ok) return lines;
  if (new Set(lines.value.map(({ cardId }) => cardId)).size > 1) return refuse('medicine-run.one-stop-at-a-time', {});
  return decided(
    changed(run, lines.value, { status: 'DELIVERED', at: world.at, proof }),
    { fact: 'lines-delivered', lines: lines.value.length, proof },
    lines.value.map(({ errandId, lineId }) => ({ errandId, lineId, to: 'DELIVERED' })),
  );
}
