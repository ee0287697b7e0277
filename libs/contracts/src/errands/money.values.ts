import { z } from 'zod';
import { InstantText, OperatorId } from '../fields.ts';

/** What moved: cash given to the agent, spent against a receipt, given back, or passed to the agent who went on with the errand. */
export const MoneyKind = z.enum(['ADVANCE', 'RECEIPT', 'REFUND', 'TRANSFER']);
export type MoneyKind = z.output<typeof MoneyKind>;
/** Who it came from or went to: the resident, the till of the subdistrict, a shop, another agent. */
export const MoneySide = z.enum(['RESIDENT', 'TILL', 'SHOP', 'AGENT']);
export type MoneySide = z.output<typeof MoneySide>;

/** Signed money in fen. */
export const SignedFen = z.int().min(-2_000_000_000).max(2_000_000_000).describe('Money in fen (1/100 yuan), signed');

/** One line of the ledger of an errand; lines are added, never changed. */
export const MoneyLine = z.object({
  no: z.int().describe('Number of the line within its errand, from 1'),
  kind: MoneyKind,
  side: MoneySide,
  amountFen: SignedFen.describe('What it changed in the hands of the agent, fen'),
  agentId: OperatorId.describe('In whose hands'),
  at: InstantText.describe('When it happened'),
  corrects: z.int().optional().describe('Line whose amount it corrects'),
});
export type MoneyLine = z.output<typeof MoneyLine>;

/** What can be done about the money of an errand. */
export const MONEY_ACTIONS = ['give', 'receipts', 'refund', 'correct'] as const;
export const MoneyAction = z.enum(MONEY_ACTIONS);
export type MoneyAction = z.output<typeof MoneyAction>;
