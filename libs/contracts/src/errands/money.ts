import { z } from 'zod';
import { desk, field, moneyReaders, type Access } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, ErrandId, ExpectedVersion, Fen, InstantText, OperatorId, Reason, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { ErrandNo, ErrandReceipt, Receipt } from './errand.values.ts';
import { MoneyLine, SignedFen } from './money.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const Amount = Fen.min(1);

/** What a caller learns after something moved. */
export const MoneyReceipt = ErrandReceipt.extend({
  balanceFen: SignedFen.describe('In the hands of the agent for this errand now; below zero what they laid out'),
  lines: z.array(z.int()).describe('Numbers of the lines that were added'),
});
export type MoneyReceipt = z.output<typeof MoneyReceipt>;

const onMoney = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: string;
  summary: string;
  access?: Access;
  fields: S;
  refusals: readonly R[];
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'money',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? field,
    input: z.strictObject({ errandId: ErrandId, expectedVersion: ExpectedVersion, ...spec.fields }),
    output: MoneyReceipt,
    refusals: [...spec.refusals, 'money.not-allowed-now', 'errand.happened-in-future'] as const,
    examples: [{ errandId: exampleId, ...spec.example } as never],
  });

const Reference = words(60).optional().describe('Number of the slip, or where it is kept; kept encrypted');

export const GiveAdvance = onMoney({
  name: 'GiveAdvance',
  verb: 'give',
  summary: 'The agent gets cash for an errand: of the resident, who must have authorised it, or of the till.',
  fields: {
    amountFen: Amount,
    payer: z.enum(['RESIDENT', 'TILL']).default('RESIDENT').describe('Whose money it is'),
    reference: Reference,
    ...happened,
  },
  refusals: ['errand.not-your-errand', 'errand.authorisation-required', 'authorisation.expired', 'errand.advance-ceiling'],
  example: { amountFen: 5_000 },
});

export const RecordReceipts = onMoney({
  name: 'RecordReceipts',
  verb: 'receipts',
  summary: 'What the agent spent, receipt by receipt.',
  fields: {
    receipts: z
      .array(Receipt.extend({ amountFen: Amount }))
      .min(1)
      .max(20)
      .describe('Receipts'),
    ...happened,
  },
  refusals: ['errand.not-your-errand'],
  example: { receipts: [{ reference: 'No. 20200214-8', amountFen: 4_600 }] },
});

export const RefundAdvance = onMoney({
  name: 'RefundAdvance',
  verb: 'refund',
  summary: 'The agent gives back what is left, to the resident or to the till.',
  fields: {
    amountFen: Amount,
    payee: z.enum(['RESIDENT', 'TILL']).default('RESIDENT').describe('Who gets it'),
    reference: Reference,
    ...happened,
  },
  refusals: ['errand.not-your-errand', 'money.not-in-hand'],
  example: { amountFen: 400 },
});

export const CorrectMoney = onMoney({
  name: 'CorrectMoney',
  verb: 'correct',
  summary: 'A line of the ledger had the wrong amount: another line says by how much. Never by the agent whose money it is.',
  access: desk,
  fields: {
    line: z.int().min(1).max(1_000).describe('Number of the line'),
    amountFen: Fen.describe('What is right; 0 where it never was'),
    reason: Reason,
  },
  refusals: ['errand.not-your-errand', 'money.line-unknown', 'money.line-unfit', 'money.nothing-changed', 'money.corrector-is-agent'],
  example: { line: 2, amountFen: 4_500, reason: '票据金额录错一角' },
});

export const MoneyBalance = defineQuery({
  name: 'MoneyBalance',
  service: 'errands',
  view: 'money',
  question: 'balance',
  version: 1,
  summary: 'Cash in the hands of every agent at a moment; agents see their own.',
  access: moneyReaders,
  input: z.strictObject({
    agentId: OperatorId.optional().describe('Only this agent’s'),
    area: AreaCode.optional(),
    at: InstantText.optional().describe('At this moment; now by default'),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        agentId: OperatorId,
        balanceFen: SignedFen.describe('In hand, advance - spent - refund + transfer; below zero what they laid out'),
        advanceFen: SignedFen,
        spentFen: SignedFen,
        refundFen: SignedFen,
        transferFen: SignedFen.describe('Passed on by other agents with their errands, less what was passed on to others'),
        openErrands: z.int().describe('Errands that do not add up yet'),
        oldestAt: InstantText.optional().describe('Since when the oldest of them has been open'),
      }),
    ),
    totalFen: SignedFen,
    ceilingFen: Fen.describe('What an agent may have in hand at most'),
    at: InstantText,
  }),
  refusals: ['errand.happened-in-future'],
  examples: [{ at: '2020-02-01T12:00:00+08:00' }],
});

export const MoneyEntries = defineQuery({
  name: 'MoneyEntries',
  service: 'errands',
  view: 'money',
  question: 'entries',
  version: 1,
  summary: 'The lines of the ledger of an agent or an errand, the latest first; agents see their own.',
  access: moneyReaders,
  input: z.strictObject({
    agentId: OperatorId.optional().describe('Only this agent’s'),
    errandId: ErrandId.optional().describe('Only of this errand'),
    area: AreaCode.optional(),
    at: InstantText.optional().describe('As it stood at this moment; now by default'),
    open: z.boolean().default(false).describe('Only errands that do not add up yet'),
    limit: z.int().min(1).max(1_000).default(500).describe('Lines at most'),
  }),
  output: z.object({
    rows: z.array(
      MoneyLine.extend({
        errandId: ErrandId,
        errandNo: ErrandNo,
        area: AreaCode,
        recordedAt: InstantText,
        recordedBy: z.string().describe('Who entered it'),
        balanceFen: SignedFen.describe('Of the agent for this errand after it'),
      }),
    ),
    total: z.int(),
    at: InstantText,
  }),
  refusals: ['errand.happened-in-future'],
  examples: [{ agentId: exampleId }],
});
