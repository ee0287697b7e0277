import { z } from 'zod';
import { AreaCode, ErrandId, InstantText, OperatorId, Path, PersonId, Uuid, words } from '../fields.ts';
import { ProofKind } from './errand.values.ts';
import { CardId } from './insurance-card.values.ts';

export const RunId = Uuid.describe('Medicine run 配药代办批次, UUIDv7');
export const RunNo = z
  .string()
  .regex(/^MR-\d{8}-\d{4,}-\d$/)
  .describe('Business number of a run: MR-date-sequence-check digit');

export const RUN_STATUSES = ['PLANNED', 'COLLECTING', 'AT_HOSPITAL', 'DELIVERING', 'RECONCILED', 'CANCELLED'] as const;
export const RunStatus = z.enum(RUN_STATUSES);
export type RunStatus = z.output<typeof RunStatus>;
export const OPEN_RUN_STATUSES = ['PLANNED', 'COLLECTING', 'AT_HOSPITAL', 'DELIVERING'] as const satisfies readonly RunStatus[];

/** What can be done with a run; commands are named after them. */
export const RUN_ACTIONS = [
  'order-stops',
  'set-out',
  'drop-stop',
  'arrive',
  'fetch',
  'split-line',
  'move-line',
  'postpone-line',
  'leave',
  'deliver',
  'offer',
  'withdraw',
  'take-over',
  'reconcile',
  'cancel',
] as const;
export const RunAction = z.enum(RUN_ACTIONS);
export type RunAction = z.output<typeof RunAction>;

/** A hospital or pharmacy of the policy. */
export const PlaceCode = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,19}$/)
  .describe('Hospital or pharmacy, as the policy lists them');
export const QtyDays = z.int().min(1).max(400).describe('For how many days');
export const LineId = Uuid.describe('Line of a prescription');

/** How the card of a stop stands within its run. */
export const StopCard = z.enum(['WITH_OWNER', 'OUT', 'RETURNED', 'LOST']);
export type StopCard = z.output<typeof StopCard>;
/** How a line stands within its run. */
export const LineStatus = z.enum(['TO_FETCH', 'FETCHED', 'DELIVERED', 'POSTPONED']);
export type LineStatus = z.output<typeof LineStatus>;
/** How a line stands within its prescription. */
export const DemandState = z.enum(['WAITING', 'IN_RUN', 'DELIVERED', 'REFERRED']);
export type DemandState = z.output<typeof DemandState>;

/** One drug as it is asked for; which it is stays encrypted under the person’s key. */
export const PrescriptionItem = z.strictObject({
  drug: words(80).describe('Name of the drug; kept encrypted'),
  code: words(30).optional().describe('Code of the drug; kept encrypted'),
  prescriptionNo: words(40).optional().describe('Number of the prescription; kept encrypted'),
  qtyDays: QtyDays,
  special: z.boolean().default(false).describe('A drug that only its own office hands out'),
});
export type PrescriptionItem = z.output<typeof PrescriptionItem>;

export const Proof = z
  .strictObject({
    kind: ProofKind,
    reference: words(120).describe('Sheet, photo or recording number, or in whose hands; kept encrypted'),
  })
  .describe('How it can be shown');

/** A stop as a screen shows it. */
export const RunStop = z.object({
  nth: z.int().describe('In which order it is visited, from 1'),
  cardId: CardId,
  cardNo: z.string(),
  personId: PersonId,
  area: AreaCode,
  path: Path.describe('No closer than the area but for the agent of the run and the desk'),
  card: StopCard,
  ownerId: OperatorId.optional().describe('Who has to see to a lost card'),
  offered: z.boolean().describe('Waits for a colleague to take it over'),
  lines: z.int(),
  fetched: z.int(),
  delivered: z.int(),
});
export type RunStop = z.output<typeof RunStop>;

/** A line as a screen shows it. */
export const RunLine = z.object({
  lineId: LineId,
  errandId: ErrandId,
  errandNo: z.string(),
  cardId: CardId,
  nth: z.int().describe('Its stop'),
  pharmacy: PlaceCode,
  status: LineStatus,
  qtyDays: QtyDays,
  at: InstantText.optional().describe('When it was delivered'),
  proof: ProofKind.optional(),
  drug: z.string().optional().describe('Only for the agent of the run and the desk'),
  code: z.string().optional(),
  prescriptionNo: z.string().optional(),
});
export type RunLine = z.output<typeof RunLine>;
