import {
  ok,
  refuse,
  type DataOf,
  type DemandState,
  type ErrandKind,
  type ErrandStatus,
  type InputOf,
  type Outcome,
} from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import { hasPharmacy, hospitalOf } from './medicine-policy.ts';
import type { MedicineWorld } from './medicine-world.ts';

/** One line: so many days of one drug, from one pharmacy. */
export interface DemandLine {
  readonly lineId: string;
  /** Line the drug was written down with: itself, or the one it was split from. */
  readonly drugOf: string;
  readonly pharmacy: string;
  readonly qtyDays: number;
  readonly state: DemandState;
  readonly runId?: string;
}

/** What one errand has to fetch 配药需求; which drugs is sealed beside it. */
export interface Prescription {
  readonly id: string;
  readonly errandId: string;
  readonly no: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
  readonly hospital: string;
  readonly lines: readonly DemandLine[];
  readonly recordedAt: Temporal.Instant;
  readonly policyVersion: string;
}

export type PrescriptionFact =
  | { readonly fact: 'recorded'; readonly policyVersion: string }
  | ({ readonly fact: 'moved' } & Pick<DataOf<typeof C.PrescriptionMoved>, 'runId'>);

/** The prescription after a decision, and what happened. */
export interface DecidedPrescription {
  readonly prescription: Prescription;
  readonly fact: PrescriptionFact;
}

/** What becomes of a line of a prescription with a step of a run. */
export type LineMove =
  | { readonly errandId: string; readonly lineId: string; readonly to: 'WAITING' | 'DELIVERED' }
  | { readonly errandId: string; readonly lineId: string; readonly to: 'IN_RUN'; readonly runId: string; readonly pharmacy?: string }
  | {
      readonly errandId: string;
      readonly lineId: string;
      readonly to: 'SPLIT';
      readonly days: number;
      readonly restId: string;
      readonly pharmacy?: string;
    };

export const countLines = (
  lines: readonly DemandLine[],
): { readonly waiting: number; readonly inRun: number; readonly delivered: number; readonly referred: number } => {
  const of = (state: DemandState): number => lines.filter((line) => line.state === state).length;
  return { waiting: of('WAITING'), inRun: of('IN_RUN'), delivered: of('DELIVERED'), referred: of('REFERRED') };
};

/** Whether everything that does not go another way has reached its household. */
export const isDelivered = ({ lines }: Prescription): boolean =>
  lines.some(({ state }) => state === 'DELIVERED') && lines.every(({ state }) => state === 'DELIVERED' || state === 'REFERRED');

/** Errands whose medicine can still be written down or fetched. */
const WORKED_ON: readonly ErrandStatus[] = ['REQUESTED', 'ACCEPTED', 'IN_PROGRESS'];
export const canFetchFor = (kind: ErrandKind, status: ErrandStatus): boolean => kind === 'MEDICINE' && WORKED_ON.includes(status);

/** The errand a prescription belongs to, as far as it matters. */
export interface ErrandOfPrescription {
  readonly id: string;
  readonly no: string;
  readonly kind: ErrandKind;
  readonly status: ErrandStatus;
  readonly beneficiaryId: string;
  readonly area: string;
  readonly path: string;
}

type Writing =
  | 'prescription.errand-unfit'
  | 'prescription.hospital-unknown'
  | 'prescription.pharmacy-unknown'
  | 'prescription.too-many-days'
  | 'prescription.special-drug'
  | 'prescription.nothing-to-refer'
  | 'prescription.on-its-way';

/**
 * Writes down what an errand has to fetch. What is special, or for longer than the policy allows (ER4), goes the other way: it is referred
 * to who is named, or refused. What was written before is replaced while nothing of it is on its way.
 */
export function recordPrescription(
  errand: ErrandOfPrescription,
  before: Prescription | undefined,
  input: Pick<InputOf<typeof C.RecordPrescription>, 'hospital' | 'pharmacy' | 'lines' | 'referTo'>,
  fresh: { readonly id: string; readonly lineIds: readonly string[] },
  { policy, at }: MedicineWorld,
): Outcome<DecidedPrescription, Writing> {
  if (!canFetchFor(errand.kind, errand.status)) return refuse('prescription.errand-unfit', { kind: errand.kind, status: errand.status });
  if (before?.lines.some(({ state }) => state === 'IN_RUN' || state === 'DELIVERED')) return refuse('prescription.on-its-way', {});
  const hospital = hospitalOf(policy, input.hospital);
  if (!hospital) return refuse('prescription.hospital-unknown', { code: input.hospital });
  const pharmacy = input.pharmacy ?? hospital.pharmacies[0] ?? '';
  if (!hasPharmacy(policy, pharmacy)) return refuse('prescription.pharmacy-unknown', { code: pharmacy });
  const otherWay = input.lines.map(({ special, qtyDays }) => special || qtyDays > policy.mostDays);
  const first = otherWay.indexOf(true);
  if (first === -1 && input.referTo !== undefined) return refuse('prescription.nothing-to-refer', {});
  const wrong = input.referTo === undefined ? input.lines[first] : undefined;
  if (wrong) {
    if (wrong.special) return refuse('prescription.special-drug', { line: first + 1 });
    return refuse('prescription.too-many-days', { line: first + 1, days: wrong.qtyDays, most: policy.mostDays });
  }
  const lines = input.lines.map(({ qtyDays }, index): DemandLine => {
    const lineId = fresh.lineIds[index] ?? '';
    return { lineId, drugOf: lineId, pharmacy, qtyDays, state: otherWay[index] === true ? 'REFERRED' : 'WAITING' };
  });
  return ok({
    prescription: {
      id: fresh.id,
      errandId: errand.id,
      no: errand.no,
      personId: errand.beneficiaryId,
      area: errand.area,
      path: errand.path,
      hospital: hospital.code,
      lines,
      recordedAt: at,
      policyVersion: policy.version,
    },
    fact: { fact: 'recorded', policyVersion: policy.version },
  });
}

const moved = (line: DemandLine, move: LineMove): readonly DemandLine[] => {
  const { runId: _, ...free } = line;
  switch (move.to) {
    case 'WAITING':
      return [{ ...free, state: 'WAITING' }];
    case 'DELIVERED':
      return [{ ...line, state: 'DELIVERED' }];
    case 'IN_RUN':
      return [{ ...free, state: 'IN_RUN', runId: move.runId, ...(move.pharmacy === undefined ? {} : { pharmacy: move.pharmacy }) }];
    case 'SPLIT': {
      const rest = { ...free, lineId: move.restId, qtyDays: line.qtyDays - move.days };
      return [
        { ...line, qtyDays: move.days },
        move.pharmacy === undefined || line.runId === undefined
          ? { ...rest, state: 'WAITING' }
          : { ...rest, state: 'IN_RUN', runId: line.runId, pharmacy: move.pharmacy },
      ];
    }
  }
};

/** Lets the lines of a prescription follow a step of a run; its days are never more or fewer for it. */
export function movePrescription(prescription: Prescription, moves: readonly LineMove[], runId: string | undefined): DecidedPrescription {
  const lines = moves.reduce(
    (now, move) => now.flatMap((line) => (line.lineId === move.lineId ? moved(line, move) : [line])),
    prescription.lines,
  );
  return { prescription: { ...prescription, lines }, fact: { fact: 'moved', ...(runId === undefined ? {} : { runId }) } };
}
