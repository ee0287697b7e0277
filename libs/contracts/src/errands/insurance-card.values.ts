import { z } from 'zod';
import { OperatorId, Uuid, words } from '../fields.ts';

export const CardId = Uuid.describe('Envelope with somebody’s insurance card, UUID');
export const CardNo = z
  .string()
  .regex(/^CD-\d{8}-\d{4,}-\d$/)
  .describe('Number of the envelope: CD-date-sequence-check digit');

/** Where a card is: in whose hands, and how far on its way. */
export const CARD_STATUSES = ['WITH_OWNER', 'COLLECTED', 'AT_HOSPITAL', 'RETURNED', 'LOST'] as const;
export const CardStatus = z.enum(CARD_STATUSES);
export type CardStatus = z.output<typeof CardStatus>;
/** States in which a card is not with who it belongs to. */
export const CARD_OUT_STATUSES = ['COLLECTED', 'AT_HOSPITAL', 'LOST'] as const satisfies readonly CardStatus[];

/** What can be done with a card; commands are named after them. */
export const CARD_ACTIONS = ['collect', 'return', 'report-lost', 'pass-on'] as const;
export const CardAction = z.enum(CARD_ACTIONS);
export type CardAction = z.output<typeof CardAction>;

/** What lies in one envelope; a PIN never does. */
export const CardContent = z.enum(['CARD', 'IDENTITY', 'RECORD', 'CASH']);
export type CardContent = z.output<typeof CardContent>;

/** Who of the household signed. */
export const SignedBy = z.enum(['SELF', 'HOUSEHOLD']);
export type SignedBy = z.output<typeof SignedBy>;
/** READ_BACK: contents and number of the sealed envelope were read back on the telephone. WITNESSED: two witnesses saw it handed over. */
export const SignatureMethod = z.enum(['PAPER', 'FINGERPRINT', 'READ_BACK', 'WITNESSED']);
export type SignatureMethod = z.output<typeof SignatureMethod>;
/** How whoever carries the card signed: under their own session, or on paper that somebody else typed in. */
export const HolderMethod = z.enum(['SESSION', 'PAPER']);
export type HolderMethod = z.output<typeof HolderMethod>;

/** The signature of the household. */
export const OwnerSignature = z
  .strictObject({
    by: SignedBy.default('SELF'),
    method: SignatureMethod.default('PAPER'),
    reference: words(120).describe('Number of the slip or recording, or who witnessed it; kept encrypted'),
  })
  .describe('Signature of the household');
export type OwnerSignature = z.output<typeof OwnerSignature>;

/** Two signatures under one change of hands, as events keep them: how, never in whose words. */
export const Signatures = z.object({
  by: SignedBy,
  method: SignatureMethod,
  holderId: OperatorId,
  holderMethod: HolderMethod,
});
export type Signatures = z.output<typeof Signatures>;
