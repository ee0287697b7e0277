import { z } from 'zod';
import { InstantText, OperatorId } from '../fields.ts';

const none = z.strictObject({});
const text = z.string();
const count = z.int();

/** Refusals of insurance cards, prescriptions and medicine runs, with the parameters their sentences need. */
export const MEDICINE_REFUSALS = {
  'card.not-allowed-now': z.strictObject({ action: text, status: text }),
  'card.before-last-step': z.strictObject({ at: InstantText }),
  'card.not-in-a-run': none,
  'card.not-the-agent': z.strictObject({ agent: OperatorId }),
  'card.authorisation-missing': z.strictObject({ scope: text }),
  'card.card-missing': none,
  'card.cash-unclear': none,
  'card.seal-missing': none,
  'card.signature-unfit': z.strictObject({ method: text }),
  'card.agent-signature-missing': none,
  'card.nothing-to-replace': none,
  'prescription.errand-unfit': z.strictObject({ kind: text, status: text }),
  'prescription.hospital-unknown': z.strictObject({ code: text }),
  'prescription.pharmacy-unknown': z.strictObject({ code: text }),
  /** `line`: which of the lines that were sent, from 1. */
  'prescription.too-many-days': z.strictObject({ line: count, days: count, most: count }),
  'prescription.special-drug': z.strictObject({ line: count }),
  'prescription.nothing-to-refer': none,
  'prescription.on-its-way': none,
  'medicine-run.not-allowed-now': z.strictObject({ action: text, status: text }),
  'medicine-run.not-yours': z.strictObject({ agent: OperatorId }),
  'medicine-run.nothing-waits': z.strictObject({ left: count }),
  /** `no`: the run that has the card already. */
  'medicine-run.card-in-a-run': z.strictObject({ no: text }),
  'medicine-run.card-is-out': z.strictObject({ no: text }),
  'medicine-run.card-is-lost': z.strictObject({ no: text }),
  'medicine-run.stop-unknown': none,
  'medicine-run.stop-over': z.strictObject({ no: text }),
  'medicine-run.last-stop': none,
  'medicine-run.too-many-stops': z.strictObject({ most: count }),
  'medicine-run.cards-to-collect': z.strictObject({ cards: count, nos: text }),
  'medicine-run.line-unknown': none,
  'medicine-run.line-unfit': z.strictObject({ status: text }),
  'medicine-run.nothing-left-to-split': z.strictObject({ days: count }),
  'medicine-run.same-pharmacy': none,
  'medicine-run.lines-to-fetch': z.strictObject({ lines: count }),
  'medicine-run.lines-to-deliver': z.strictObject({ lines: count }),
  'medicine-run.one-stop-at-a-time': none,
  'medicine-run.offer-open': z.strictObject({ to: OperatorId }),
  'medicine-run.no-offer': none,
  'medicine-run.not-the-holder': z.strictObject({ holder: OperatorId }),
  'medicine-run.not-the-receiver': z.strictObject({ receiver: OperatorId }),
  /** `nos`: cards that are neither returned nor somebody's to see to. */
  'medicine-run.cards-out': z.strictObject({ cards: count, nos: text }),
} as const;
