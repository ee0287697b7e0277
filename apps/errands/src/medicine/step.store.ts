import type { Caller } from '@houzhai/auth';
import type { Change, PersonKeys, Work } from '@houzhai/persistence';
import { cardChange } from '../card/card.store.ts';
import type { DecidedCard } from '../card/custody.ts';
import type { Decided } from '../errand/decision.ts';
import type { Errand } from '../errand/errand.ts';
import { errandChange, findErrand, type ErrandWords, type LoadedErrand } from '../errand/errand.store.ts';
import type { DecidedRun } from './run-decision.ts';
import { listStops, runChange } from './medicine-run.store.ts';
import { isDelivered, movePrescription } from './prescription.ts';
import { findPrescription, prescriptionChange } from './prescription.store.ts';

type Words = Readonly<Record<string, unknown>>;

/** Everything one step of a run changes; it is written together or not at all. */
export interface Step {
  readonly at: Temporal.Instant;
  readonly runs: readonly { readonly decided: DecidedRun; readonly from: number }[];
  readonly cards?: readonly { readonly decided: DecidedCard; readonly from: number; readonly words?: Words }[];
  readonly errands?: readonly { readonly decided: Decided; readonly loaded: LoadedErrand }[];
  /** Said with it about the medicine of a person; sealed under their key. */
  readonly words?: Words;
  /** What becomes of an errand all of whose medicine is there now. */
  readonly whenDelivered?: (errand: Errand) => Decided | undefined;
  /** Said with that. */
  readonly errandWords?: ErrandWords;
}

/** What a step writes of prescriptions that follow it, and of errands whose medicine is all there by it. */
async function followed(work: Work, keys: PersonKeys, step: Step): Promise<readonly Change[]> {
  const { at, runs, words, whenDelivered, errandWords } = step;
  const changes: Change[] = [];
  const runOf = new Map(runs.flatMap(({ decided }) => decided.moves.map(({ errandId }) => [errandId, decided.run.id] as const)));
  const moves = runs.flatMap(({ decided }) => decided.moves);
  for (const [errandId, own] of Map.groupBy(moves, (move) => move.errandId)) {
    const loaded = await findPrescription(work, errandId);
    if (!loaded) throw new Error('A line of a run has no prescription');
    const decided = movePrescription(loaded.prescription, own, runOf.get(errandId));
    changes.push(await prescriptionChange(keys, decided, loaded, at, words));
    if (!whenDelivered || !isDelivered(decided.prescription)) continue;
    const errand = await findErrand(work, errandId, SELF);
    const delivered = errand && whenDelivered(errand.errand);
    if (delivered) changes.push(await errandChange(work, keys, errand, delivered, errandWords, at.toString()));
  }
  return changes;
}
/** An errand of a run is the run's, wherever it lies. */
const SELF: Caller = { kind: 'service', service: 'errands' };

/** Errands by id as they are, whoever asks. */
export async function errandsOf(work: Work, ids: readonly string[]): Promise<readonly LoadedErrand[]> {
  const found = await Promise.all([...new Set(ids)].map((id) => findErrand(work, id, SELF)));
  return found.filter((one) => one !== undefined);
}

/** Writes a step and answers `value`. */
export async function saveStep<T>(work: Work, keys: PersonKeys, step: Step, value: T): Promise<{ readonly ok: true; readonly value: T }> {
  const { at, runs, cards = [], errands = [] } = step;
  const changes = [
    ...runs.map(({ decided, from }) => runChange(decided, from, at)),
    ...(await Promise.all(cards.map(({ decided, from, words }) => cardChange(keys, decided, from, words)))),
    ...(await Promise.all(errands.map(({ decided, loaded }) => errandChange(work, keys, loaded, decided)))),
    ...(await followed(work, keys, step)),
  ];
  return work.saveTogether(changes, value, (client) =>
    listStops(
      client,
      runs.map(({ decided }) => decided.run),
    ),
  );
}
