import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { Fen, InstantText, OperatorId, PersonId, Uuid } from '../fields.ts';
import { CardContent, CardNo, CardStatus, Signatures } from './insurance-card.values.ts';

/** An event of a card: where it is after this fact. What happened to a card can be told from its events alone. */
const cardEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'errands',
    entity: 'insurance-card',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ no: CardNo, personId: PersonId, status: CardStatus.describe('After this fact'), ...own }),
  });
const carrying = { runId: Uuid.describe('Medicine run it goes with'), holderId: OperatorId.describe('Who carries it now') };

export const CardRegistered = cardEvent('CardRegistered', 'registered', 'An envelope was set up for somebody’s card.', {});
export const CardCollected = cardEvent('CardCollected', 'collected', 'The household handed the card over; both signed.', {
  ...carrying,
  contents: z.array(CardContent),
  cashFen: Fen,
  sealed: z.boolean().describe('In a sealed envelope'),
  vouched: Signatures,
  authorisationId: Uuid.describe('By which it may be taken'),
  dueBy: InstantText.describe('By when it has to be back; policy hours after collection'),
  policyVersion: z.string(),
});
export const CardBrought = cardEvent('CardBrought', 'brought', 'The card reached the hospital with its run.', carrying);
export const CardTransferred = cardEvent('CardTransferred', 'transferred', 'A colleague carries it on; both signed.', {
  ...carrying,
  fromId: OperatorId.describe('Who carried it before'),
  fromRunId: Uuid,
});
export const CardReturned = cardEvent('CardReturned', 'returned', 'The household has it back; both signed.', {
  vouched: Signatures,
  replaced: z.boolean().describe('A new card was issued for one that was lost'),
});
export const CardLost = cardEvent('CardLost', 'lost', 'The card is not where it should be.', {
  lastHolderId: OperatorId,
  ownerId: OperatorId.optional().describe('Who has to see to it'),
});
export const CardDutyPassedOn = cardEvent('CardDutyPassedOn', 'duty-passed-on', 'Somebody else has to see to a lost card.', {
  ownerId: OperatorId,
});
export const CardOutTooLong = cardEvent('CardOutTooLong', 'out-too-long', 'Out of its household longer than the policy allows.', {
  dueBy: InstantText,
});
