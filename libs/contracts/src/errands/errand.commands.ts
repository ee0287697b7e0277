import { z } from 'zod';
import { command, desk, field, type Access } from '../access.ts';
import { defineCommand } from '../contract.ts';
import { Channel, ErrandId, ExpectedVersion, Fen, InstantText, OperatorId, PersonId, Reason, Uuid, happened, words } from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import {
  ConfirmationKind,
  ErrandItem,
  ErrandKind,
  ErrandReceipt,
  ErrandSource,
  HoldCause,
  ModuleCode,
  ProofKind,
  Receipt,
} from './errand.values.ts';
import { FormVersion } from './service-module.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const exampleAgent = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';
const target = { errandId: ErrandId, expectedVersion: ExpectedVersion };

/** A command on one existing errand. */
const onErrand = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: string;
  summary: string;
  fields: S;
  refusals: readonly R[];
  access?: Access;
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'errand',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: spec.access ?? field,
    input: z.strictObject({ ...target, ...spec.fields }),
    output: ErrandReceipt,
    refusals: [...spec.refusals, 'errand.not-allowed-now', 'errand.happened-in-future'] as const,
    examples: [{ errandId: exampleId, ...spec.example } as never],
  });

export const RequestErrand = defineCommand({
  name: 'RequestErrand',
  service: 'errands',
  entity: 'errand',
  verb: 'request',
  version: 1,
  summary: 'Registers what a resident needs; the errand waits for an agent of the beneficiary’s area.',
  access: field,
  input: z.strictObject({
    beneficiaryId: PersonId.describe('For whom'),
    requesterId: PersonId.optional().describe('Who asked, if somebody else'),
    moduleCode: ModuleCode,
    formVersion: FormVersion.optional().describe('Form the questions were asked from; the present one where absent'),
    kind: ErrandKind,
    items: z.array(ErrandItem).min(1).max(20).describe('What is needed'),
    source: ErrandSource.default('PHONE').describe('Where the request came from'),
    channel: Channel.default('PHONE'),
    wantedBy: InstantText.optional().describe('When the resident needs it; tightens the deadline, never loosens it'),
    advanceFen: Fen.default(0).describe('Cash the resident hands over for it'),
    note: words(500).optional().describe('For the agent; kept encrypted'),
    answers: z
      .record(z.string(), z.union([z.string().max(200), z.number()]))
      .optional()
      .describe('Answers to the fields of the module'),
    despiteDuplicate: z.boolean().default(false).describe('Register although a similar one is open'),
    ...happened,
  }),
  output: ErrandReceipt,
  refusals: [
    'service-module.unknown',
    'service-module.inactive',
    'service-module.form-unknown',
    'service-module.answer-missing',
    'service-module.answer-unfit',
    'errand.possible-duplicate',
    'errand.wanted-in-past',
    'errand.happened-in-future',
  ],
  examples: [{ beneficiaryId: exampleId, moduleCode: 'standing-2', kind: 'MEDICINE', items: [{ name: '降压药', quantity: '2 盒' }] }],
});

export const AssignErrand = onErrand({
  name: 'AssignErrand',
  verb: 'assign',
  summary: 'Names the agent who is asked to take the errand.',
  access: desk,
  fields: { agentId: OperatorId },
  refusals: ['errand.agent-not-of-area', 'errand.agent-unavailable', 'errand.already-accepted', 'errand.same-agent'],
  example: { agentId: exampleAgent },
});

export const AcceptErrand = onErrand({
  name: 'AcceptErrand',
  verb: 'accept',
  summary: 'The caller takes the errand.',
  fields: {},
  refusals: ['errand.already-accepted', 'errand.not-your-errand'],
  example: {},
});

export const StartErrand = onErrand({
  name: 'StartErrand',
  verb: 'start',
  summary: 'The agent sets out; a card, an identity document or cash needs the resident’s authorisation first.',
  fields: {
    authorisationId: Uuid.optional().describe('Authorisation of the beneficiary for this agent'),
    advanceFen: Fen.optional().describe('Cash received from the resident, replacing what was announced'),
    ...happened,
  },
  refusals: ['errand.not-your-errand', 'errand.authorisation-required', 'errand.advance-ceiling', 'authorisation.expired'],
  example: {},
});

export const HoldErrand = onErrand({
  name: 'HoldErrand',
  verb: 'hold',
  summary: 'Pauses the errand and its clock.',
  fields: { cause: HoldCause, reason: Reason, ...happened },
  refusals: ['errand.not-your-errand', 'errand.hold-allowance-used'],
  example: { cause: 'OUT_OF_STOCK', reason: '药房明早到货' },
});

export const ResumeErrand = onErrand({
  name: 'ResumeErrand',
  verb: 'resume',
  summary: 'Goes on after a hold; the deadline moves by the time it was paused.',
  fields: { ...happened },
  refusals: ['errand.not-your-errand'],
  example: {},
});

export const ApproveErrandHold = onErrand({
  name: 'ApproveErrandHold',
  verb: 'approve-hold',
  summary: 'Allows a longer hold than the policy gives.',
  access: command,
  fields: { hours: z.int().min(1).max(240).describe('Additional hours the clock may stand still'), reason: Reason },
  refusals: [],
  example: { hours: 24, reason: '医院周一才有号' },
});

export const HandOverErrand = onErrand({
  name: 'HandOverErrand',
  verb: 'hand-over',
  summary: 'Passes the errand to another agent of the area, who goes on where it stands.',
  fields: { agentId: OperatorId.describe('Who takes over'), reason: Reason },
  refusals: [
    'errand.not-your-errand',
    'errand.agent-not-of-area',
    'errand.agent-unavailable',
    'errand.same-agent',
    'errand.authorisation-required',
    'errand.advance-ceiling',
  ],
  example: { agentId: exampleAgent, reason: '今晚轮休交接' },
});

export const ReleaseErrand = onErrand({
  name: 'ReleaseErrand',
  verb: 'release',
  summary: 'Gives an accepted errand back to the desk.',
  fields: { reason: Reason },
  refusals: ['errand.not-your-errand'],
  example: { reason: '车辆故障去不了' },
});

export const DeliverErrand = onErrand({
  name: 'DeliverErrand',
  verb: 'deliver',
  summary: 'Done, with proof, money spent and receipts.',
  fields: {
    proof: z
      .strictObject({
        kind: ProofKind,
        reference: words(120).describe('Sheet, photo or recording number, or in whose hands'),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .optional()
          .describe('Hash of the file, if there is one'),
      })
      .describe('How it can be shown'),
    spentFen: Fen.default(0).describe('Spent altogether'),
    receipts: z.array(Receipt).max(20).default([]).describe('Receipts'),
    ...happened,
  },
  refusals: ['errand.not-your-errand', 'errand.money-does-not-add-up'],
  example: {
    proof: { kind: 'HANDED_OVER', reference: '本人当面签收' },
    spentFen: 4600,
    receipts: [{ reference: 'No. 20200214-8', amountFen: 4600 }],
  },
});

export const ReportErrandUnable = onErrand({
  name: 'ReportErrandUnable',
  verb: 'report-unable',
  summary: 'The agent cannot get it done; the desk decides.',
  fields: { reason: Reason, ...happened },
  refusals: ['errand.not-your-errand'],
  example: { reason: '三家药房都缺货' },
});

export const ReferErrand = onErrand({
  name: 'ReferErrand',
  verb: 'refer',
  summary: 'Passes it to somebody outside who takes it on.',
  fields: { to: words(80).describe('Who takes it on'), reference: words(60).optional().describe('Their number for it'), reason: Reason },
  refusals: ['errand.not-your-errand'],
  example: { to: '市供电公司后宅营业厅', reason: '需要换表，供电公司上门' },
});

export const DeclineErrand = onErrand({
  name: 'DeclineErrand',
  verb: 'decline',
  summary: 'Not ours to do; says who is responsible.',
  access: desk,
  fields: { responsible: words(80).describe('Who is responsible'), reason: Reason },
  refusals: [],
  example: { responsible: '村(居)物业', reason: '属物业维修范围' },
});

export const MarkErrandDuplicate = onErrand({
  name: 'MarkErrandDuplicate',
  verb: 'mark-duplicate',
  summary: 'The same need is already registered.',
  access: desk,
  fields: { duplicateOfId: ErrandId.describe('The errand that stays') },
  refusals: ['errand.duplicate-of-itself', 'errand.duplicate-target-unfit'],
  example: { duplicateOfId: exampleAgent },
});

export const ConfirmErrand = onErrand({
  name: 'ConfirmErrand',
  verb: 'confirm',
  summary: 'The resident says it arrived; never confirmed by the agent who delivered.',
  access: desk,
  fields: {
    by: ConfirmationKind.describe('How the resident said so'),
    channel: Channel.default('PHONE'),
    words: words(300).describe('In the resident’s words; kept encrypted'),
    ...happened,
  },
  refusals: ['errand.confirmer-is-agent'],
  example: { by: 'CALL_BACK', words: '药收到了' },
});

export const DisputeErrand = onErrand({
  name: 'DisputeErrand',
  verb: 'dispute',
  summary: 'The resident says it is not right.',
  access: desk,
  fields: { channel: Channel.default('PHONE'), words: words(300).describe('In the resident’s words; kept encrypted'), ...happened },
  refusals: [],
  example: { words: '少了一盒药' },
});

export const ReopenErrand = onErrand({
  name: 'ReopenErrand',
  verb: 'reopen',
  summary: 'Back to work after a dispute or a failed attempt; counted.',
  access: desk,
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '补送缺少的一盒' },
});

export const CloseErrand = onErrand({
  name: 'CloseErrand',
  verb: 'close',
  summary: 'Ends a disputed or impossible errand.',
  access: desk,
  fields: { reason: Reason },
  refusals: [],
  example: { reason: '居民另行购得' },
});

export const CancelErrand = onErrand({
  name: 'CancelErrand',
  verb: 'cancel',
  summary: 'The resident no longer needs it.',
  fields: { reason: Reason },
  refusals: ['errand.not-your-errand'],
  example: { reason: '子女已送到家' },
});

export const ArchiveErrand = onErrand({
  name: 'ArchiveErrand',
  verb: 'archive',
  summary: 'Files it once the money adds up: advance = spent + refund, receipts = spent.',
  access: desk,
  fields: { refundFen: Fen.default(0).describe('Given back to the resident') },
  refusals: ['errand.money-does-not-add-up'],
  example: { refundFen: 400 },
});

export const FollowUpErrand = onErrand({
  name: 'FollowUpErrand',
  verb: 'follow-up',
  summary: 'Asks some time later whether it helped.',
  access: desk,
  fields: {
    rating: z.int().min(1).max(5).describe('1 not at all … 5 very much'),
    channel: Channel.default('PHONE'),
    words: words(300).optional().describe('What the resident said; kept encrypted'),
    ...happened,
  },
  refusals: ['errand.already-followed-up', 'errand.confirmer-is-agent'],
  example: { rating: 5 },
});

export const UndoErrandStep = onErrand({
  name: 'UndoErrandStep',
  verb: 'undo',
  summary: 'Takes back the caller’s own last assign, accept, start, hold or resume while nothing else has happened.',
  fields: {},
  refusals: ['errand.nothing-to-undo', 'errand.undo-not-yours'],
  example: {},
});
