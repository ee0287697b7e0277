import { z } from 'zod';
import { readers, desk } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { AreaCode, Cursor, DayText, ErrandId, Fen, InstantText, OperatorId, PageLimit, PersonId, Uuid, pageOf } from '../fields.ts';
import {
  DueStage,
  ErrandAction,
  ErrandItem,
  ErrandKind,
  ErrandNo,
  ErrandSource,
  ErrandStatus,
  ModuleCode,
  Receipt,
} from './errand.values.ts';
import { MoneyAction, MoneyLine, SignedFen } from './money.values.ts';
import { ModuleField } from './service-module.values.ts';

/** One line of the worklist; what lists hide is not in it. */
export const WorklistRow = z.object({
  errandId: ErrandId,
  no: ErrandNo,
  version: z.int(),
  status: ErrandStatus,
  kind: ErrandKind,
  moduleCode: ModuleCode,
  area: AreaCode,
  beneficiaryId: PersonId,
  agentId: OperatorId.optional(),
  requestedAt: InstantText,
  updatedAt: InstantText,
  dueStage: DueStage.optional(),
  dueAt: InstantText.optional(),
  overdue: z.boolean(),
  escalated: z.boolean(),
  allowedActions: z.array(ErrandAction).describe('What this caller may do now'),
});
export type WorklistRow = z.output<typeof WorklistRow>;

export const ErrandSort = z.enum(['due', 'requested', 'updated', 'no', 'area', 'status']);

export const WorklistPage = defineQuery({
  name: 'WorklistPage',
  service: 'errands',
  view: 'worklist',
  question: 'page',
  version: 1,
  summary: 'Errands the caller may see, filtered and sorted, a page at a time.',
  access: readers,
  input: z.strictObject({
    status: z.array(ErrandStatus).max(14).optional().describe('Only these states'),
    due: z.enum(['overdue', 'soon', 'today']).optional().describe('overdue; due within the hour; due today'),
    open: z.boolean().optional().describe('Only those still being worked on, or only the others'),
    doneOn: DayText.optional().describe('Confirmed or delivered on this day'),
    area: AreaCode.optional(),
    agentId: OperatorId.optional().describe('Only this agent’s'),
    mine: z.boolean().default(false).describe('Only the caller’s own'),
    unassigned: z.boolean().default(false).describe('Only those nobody has'),
    kind: ErrandKind.optional(),
    moduleCode: ModuleCode.optional(),
    beneficiaryId: PersonId.optional().describe('Only for this person'),
    no: z.string().max(30).optional().describe('Number or the beginning or end of it'),
    ids: z.array(ErrandId).max(200).optional().describe('Just these, to refresh rows'),
    sort: ErrandSort.default('due').describe('Order'),
    descending: z.boolean().default(false),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(WorklistRow),
  refusals: [],
  examples: [{ due: 'overdue', limit: 20 }],
});

export const HistoryLine = z.object({
  version: z.int(),
  event: z.string().describe('Past verb of the event, such as accepted'),
  at: InstantText.describe('When it happened'),
  recordedAt: InstantText,
  actor: z.string(),
  details: z.record(z.string(), z.unknown()).describe('What is particular to the fact'),
  words: z.string().optional().describe('What was written with it'),
});

export const ErrandDetail = defineQuery({
  name: 'ErrandDetail',
  service: 'errands',
  view: 'errand',
  question: 'detail',
  version: 1,
  summary: 'One errand with everything the caller may see, and its history.',
  access: readers,
  shows: { sensitive: 'OPEN', words: 'OPEN' },
  input: z.strictObject({
    errandId: ErrandId.optional(),
    no: z.string().max(30).optional().describe('Number, or its last digits'),
  }),
  output: z.object({
    row: WorklistRow,
    module: z
      .object({
        zh: z.string(),
        en: z.string(),
        formVersion: z.int(),
        current: z.int().describe('Form version of today'),
        fields: z.array(ModuleField),
      })
      .optional()
      .describe('The form it was made with, as it was then'),
    source: ErrandSource,
    requesterId: PersonId.optional(),
    acceptBy: InstantText,
    completeBy: InstantText,
    wantedBy: InstantText.optional(),
    policyVersion: z.string(),
    pausedSeconds: z.int(),
    reopened: z.int(),
    authorisationId: z.uuid().optional(),
    authorisationNeeded: z.array(z.string()).describe('Scopes that must be authorised before it starts'),
    advanceFen: Fen,
    spentFen: Fen,
    refundFen: Fen,
    receipts: z.array(Receipt),
    balanceFen: SignedFen.optional().describe('Cash for it in the hands of its agent; below zero what they laid out'),
    ledger: z.array(MoneyLine).optional().describe('Every line of its money, in the order of entry'),
    moneyActions: z.array(MoneyAction).optional().describe('What this caller may enter now'),
    proof: z.object({ kind: z.string(), reference: z.string(), sha256: z.string().optional() }).optional(),
    duplicateOfId: ErrandId.optional(),
    contactFree: z.boolean().optional().describe('The beneficiary is in isolation: left at the door, nobody is met'),
    isolation: z
      .object({ isolationId: Uuid, no: z.string() })
      .optional()
      .describe('Whose supplies it brings, or which is open; only for the agent and the desk'),
    calls: z.object({ count: z.int(), lastAt: InstantText }).optional().describe('Calls at the desk about it'),
    rating: z.int().optional(),
    erased: z.boolean().optional().describe('The beneficiary was erased; what was said of them is gone'),
    sensitive: z
      .object({
        items: z.array(ErrandItem),
        note: z.string().optional(),
        answers: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      })
      .optional()
      .describe('Items and note: only for the agent and the desk'),
    history: z.array(HistoryLine),
    undo: z.object({ action: ErrandAction, version: z.int() }).optional().describe('Step the caller may take back'),
  }),
  refusals: [],
  examples: [{ no: '0137-6' }],
});

export const AgentLoad = defineQuery({
  name: 'AgentLoad',
  service: 'errands',
  view: 'agent-load',
  question: 'list',
  version: 1,
  summary: 'Open, overdue and finished-today work per agent, and open advances.',
  access: desk,
  input: z.strictObject({ area: AreaCode.optional() }),
  output: z.object({
    rows: z.array(z.object({ agentId: OperatorId, open: z.int(), overdue: z.int(), doneToday: z.int(), openAdvanceFen: Fen })),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});
