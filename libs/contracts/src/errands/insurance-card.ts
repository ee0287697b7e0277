import { z } from 'zod';
import { field, medicineReaders } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import {
  AreaCode,
  Cursor,
  ExpectedVersion,
  Fen,
  InstantText,
  OperatorId,
  PageLimit,
  Path,
  PersonId,
  Reason,
  Uuid,
  Version,
  happened,
  pageOf,
  words,
} from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import {
  CardAction,
  CardContent,
  CardId,
  CardNo,
  CardStatus,
  HolderMethod,
  OwnerSignature,
  SignatureMethod,
  SignedBy,
} from './insurance-card.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const operator = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const CardReceipt = z.object({
  cardId: CardId,
  no: CardNo,
  status: CardStatus,
  holderId: OperatorId.optional().describe('Who carries it; absent while the household has it'),
  ownerId: OperatorId.optional().describe('Who has to see to a lost one'),
  version: Version,
  area: AreaCode,
  allowedActions: z.array(CardAction),
});
export type CardReceipt = z.output<typeof CardReceipt>;

/** A command on a card. */
const onCard = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: CardAction;
  summary: string;
  fields: S;
  refusals: readonly R[];
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'insurance-card',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: field,
    input: z.strictObject({ cardId: CardId, expectedVersion: ExpectedVersion, ...spec.fields, ...happened }),
    output: CardReceipt,
    refusals: [...spec.refusals, 'card.not-allowed-now', 'card.before-last-step', 'record.happened-in-future'] as const,
    examples: [{ cardId: exampleId, ...spec.example } as never],
  });
const holder = {
  holderSignature: words(60).optional().describe('Number of the slip whoever carries it signed, where somebody else types; kept encrypted'),
};

export const CollectCard = onCard({
  name: 'CollectCard',
  verb: 'collect',
  summary: 'The agent of the run takes card and papers in one envelope; the household and the agent sign.',
  fields: {
    contents: z.array(CardContent).min(1).max(4).describe('What is in the envelope; never a PIN'),
    cashFen: Fen.default(0).describe('Cash in it'),
    isolated: z.boolean().default(false).describe('Somebody at home is isolated: envelope sealed, contents read back on the telephone'),
    sealNo: words(30).optional().describe('Number on the seal; kept encrypted'),
    signature: OwnerSignature,
    ...holder,
  },
  refusals: [
    'card.not-in-a-run',
    'card.not-the-agent',
    'card.authorisation-missing',
    'card.card-missing',
    'card.cash-unclear',
    'card.seal-missing',
    'card.signature-unfit',
    'card.agent-signature-missing',
    'medicine-run.not-allowed-now',
    'medicine-run.stop-over',
  ],
  example: { contents: ['CARD', 'RECORD'], signature: { reference: '收条 0214-3' } },
});
export const ReturnCard = onCard({
  name: 'ReturnCard',
  verb: 'return',
  summary: 'The household has card and papers back; the household and whoever carried them sign.',
  fields: {
    signature: OwnerSignature,
    replaced: z.boolean().default(false).describe('A lost card was found by nobody: a new one was issued'),
    ...holder,
  },
  refusals: ['card.not-the-agent', 'card.signature-unfit', 'card.agent-signature-missing', 'card.nothing-to-replace'],
  example: { signature: { reference: '收条 0214-3' } },
});
export const ReportCardLost = onCard({
  name: 'ReportCardLost',
  verb: 'report-lost',
  summary: 'The card is not where it should be; somebody named sees to it.',
  fields: { reason: Reason, ownerId: OperatorId.optional().describe('Who has to see to it') },
  refusals: ['card.not-the-agent', 'operator.unavailable'],
  example: { reason: '途中清点少一个信封', ownerId: operator },
});
export const PassCardDutyOn = onCard({
  name: 'PassCardDutyOn',
  verb: 'pass-on',
  summary: 'Somebody named has to see to a lost card from now on.',
  fields: { reason: Reason, ownerId: OperatorId.describe('Who has to see to it') },
  refusals: ['operator.unavailable'],
  example: { reason: '由社区工作人员补办新卡', ownerId: operator },
});

export const CardRow = z.object({
  cardId: CardId,
  no: CardNo,
  version: Version,
  status: CardStatus,
  personId: PersonId,
  area: AreaCode,
  path: Path.describe('Where its household is; no closer than the area but for who carries it and the desk'),
  holderId: OperatorId.optional(),
  since: InstantText.describe('Since when it is where it is'),
  contents: z.array(CardContent),
  dueBy: InstantText.optional().describe('By when it has to be back'),
  late: z.boolean().describe('Out longer than the policy allows'),
  ownerId: OperatorId.optional(),
  runId: Uuid.optional(),
  runNo: z.string().optional(),
  allowedActions: z.array(CardAction),
});
export type CardRow = z.output<typeof CardRow>;

export const CardsPage = defineQuery({
  name: 'CardsPage',
  service: 'errands',
  view: 'insurance-card',
  question: 'page',
  version: 1,
  summary: 'Insurance cards of the caller’s places and those the caller carries, the ones that are out longest first.',
  access: medicineReaders,
  input: z.strictObject({
    out: z.boolean().optional().describe('Only those that are not with their household, or only the others'),
    late: z.boolean().optional().describe('Only those out longer than the policy allows'),
    status: z.array(CardStatus).max(5).optional(),
    area: AreaCode.optional(),
    holderId: OperatorId.optional().describe('Carried by this operator'),
    mine: z.boolean().default(false).describe('Carried by the caller, or lost and the caller’s to see to'),
    personId: PersonId.optional(),
    runId: Uuid.optional(),
    no: z.string().trim().max(30).optional().describe('Number or the end of it'),
    ids: z.array(CardId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(CardRow),
  refusals: [],
  examples: [{ out: true }],
});

/** One time in somebody’s hands. */
export const CardHolding = z.object({
  holderId: OperatorId.optional().describe('Absent: the household'),
  status: CardStatus,
  since: InstantText,
  until: InstantText.optional().describe('Absent: to this day'),
  event: z.string().describe('Past verb of the event it began with'),
  runId: Uuid.optional(),
  by: SignedBy.optional(),
  method: SignatureMethod.optional(),
  holderMethod: HolderMethod.optional(),
  recordedBy: z.string(),
  words: z.string().optional().describe('Numbers of slips and seals, reasons: only for who carries it and the desk'),
});
export type CardHolding = z.output<typeof CardHolding>;

export const CardCustody = defineQuery({
  name: 'CardCustody',
  service: 'errands',
  view: 'insurance-card',
  question: 'custody',
  version: 1,
  summary: 'Who holds a card, since when, and who before that, told from its events; the look is on record.',
  access: medicineReaders,
  shows: { words: 'OPEN' },
  input: z.strictObject({ cardId: CardId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: CardRow,
    cashFen: Fen,
    sealed: z.boolean(),
    holdings: z.array(CardHolding).describe('The latest first'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ cardId: exampleId }],
});
