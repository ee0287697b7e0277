import { z } from 'zod';
import { desk, rolesWithin } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { PERSON_ROW_SHOWS, PersonRow } from '../census-screening/person.ts';
import {
  AreaCode,
  Channel,
  Cursor,
  DayText,
  ErrandId,
  ExpectedVersion,
  InstantText,
  PageLimit,
  PersonId,
  Uuid,
  Version,
  happened,
  pageOf,
  words,
} from '../fields.ts';
import type { RefusalCode } from '../refusals.ts';
import { CallAction, CallBack, CallBackResult, CallId, CallNo, CallOutcome, CallReceipt } from './call.values.ts';
import { CareContact, CareLinkRow } from './care-link.values.ts';
import { RequestErrand } from './errand.commands.ts';
import { WorklistRow } from './errand.queries.ts';
import { ErrandItem, ErrandKind, ErrandReceipt, ModuleCode } from './errand.values.ts';

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
/** The desk, and whoever audits it. */
const deskReaders = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'AUDITOR');

const callerId = PersonId.optional().describe('Who phones, if they are known');
const note = words(500).optional().describe('What was said, for the desk; kept encrypted');
const { requesterId: _requester, source: _source, channel: _channel, ...asked } = RequestErrand.input.shape;

export const RegisterCall = defineCommand({
  name: 'RegisterCall',
  service: 'errands',
  entity: 'call',
  verb: 'register',
  version: 1,
  summary: 'Registers what somebody on the phone needs, for themselves or for somebody else: the errand and the call, both or neither.',
  access: desk,
  input: z.strictObject({ callerId, ...asked }),
  output: z.object({ call: CallReceipt, errand: ErrandReceipt }),
  refusals: [...RequestErrand.refusals],
  examples: [{ beneficiaryId: exampleId, moduleCode: 'standing-2', kind: 'MEDICINE', items: [{ name: '降压药', quantity: '2 盒' }] }],
});

export const AddCall = defineCommand({
  name: 'AddCall',
  service: 'errands',
  entity: 'call',
  verb: 'add',
  version: 1,
  summary: 'Puts a call about an errand that is registered already on record; the errand stays as it is, nothing is doubled.',
  access: desk,
  input: z.strictObject({
    errandId: ErrandId,
    callerId,
    outcome: z
      .enum(['SAME', 'ASKED'])
      .default('ASKED')
      .describe('SAME: they asked for the same again; ASKED: they wanted to know how it stands'),
    channel: Channel.default('PHONE'),
    note,
    ...happened,
  }),
  output: CallReceipt,
  refusals: ['call.errand-over', 'record.happened-in-future'],
  examples: [{ errandId: exampleId, outcome: 'SAME' }],
});

export const PromiseCallBack = defineCommand({
  name: 'PromiseCallBack',
  service: 'errands',
  entity: 'call',
  verb: 'promise',
  version: 1,
  summary: 'Promises to call somebody back; of somebody the register does not know only the number is kept, until they were called.',
  access: desk,
  input: z.strictObject({
    callerId,
    phone: words(20).optional().describe('Number to call, where the register does not know them; kept encrypted'),
    area: AreaCode.optional().describe('Where they live, where the register does not know them'),
    callBy: InstantText.optional().describe('By when; otherwise by the policy'),
    channel: Channel.default('PHONE'),
    note,
    ...happened,
  }),
  output: CallReceipt,
  refusals: ['call.nobody-to-call', 'call.area-missing', 'call.due-in-past', 'person.phone-invalid', 'record.happened-in-future'],
  examples: [{ phone: '19900000001', area: 'a07', note: '想问代办怎么收费' }],
});

/** A command on a promise to call back. */
const onCallBack = <const S extends z.ZodRawShape, const R extends RefusalCode>(spec: {
  name: string;
  verb: CallAction;
  summary: string;
  fields: S;
  refusals: readonly R[];
  example: z.input<z.ZodObject<S>>;
}) =>
  defineCommand({
    name: spec.name,
    service: 'errands',
    entity: 'call',
    verb: spec.verb,
    version: 1,
    summary: spec.summary,
    access: desk,
    input: z.strictObject({ callId: CallId, expectedVersion: ExpectedVersion, ...spec.fields }),
    output: CallReceipt,
    refusals: [...spec.refusals, 'call.not-allowed-now', 'call.taken-by-other', 'call.no-call-back'] as const,
    examples: [{ callId: exampleId, ...spec.example } as never],
  });

export const TakeCallBack = onCallBack({
  name: 'TakeCallBack',
  verb: 'take',
  summary: 'The caller of this command calls them back; only they see the number of somebody the register does not know.',
  fields: {},
  refusals: [],
  example: {},
});
export const GiveCallBackBack = onCallBack({
  name: 'GiveCallBackBack',
  verb: 'give-back',
  summary: 'Somebody else has to call them back.',
  fields: {},
  refusals: [],
  example: {},
});
export const PostponeCallBack = onCallBack({
  name: 'PostponeCallBack',
  verb: 'postpone',
  summary: 'Promises the call back for later.',
  fields: { callBy: InstantText.describe('By when') },
  refusals: ['call.due-in-past'],
  example: { callBy: '2099-02-14T09:30:00+08:00' },
});
export const CloseCallBack = onCallBack({
  name: 'CloseCallBack',
  verb: 'close',
  summary: 'They were called back, or not to be reached; number and words of somebody the register does not know are destroyed with it.',
  fields: { result: CallBackResult.default('REACHED') },
  refusals: [],
  example: { result: 'REACHED' },
});

export const CallRow = z.object({
  callId: CallId,
  no: CallNo,
  version: Version,
  at: InstantText.describe('When they phoned'),
  outcome: CallOutcome,
  channel: Channel,
  callerId: PersonId.optional().describe('Absent where nobody knows who'),
  beneficiaryId: PersonId.optional().describe('For whom, where it was about an errand'),
  errandId: ErrandId.optional(),
  errandNo: z.string().optional(),
  area: z.string(),
  by: z.string().describe('Who answered'),
  phoneMasked: z.string().optional().describe('Of somebody the register does not know, until they were called'),
  callBack: CallBack.optional(),
  allowedActions: z.array(CallAction),
});
export type CallRow = z.output<typeof CallRow>;

export const CallsPage = defineQuery({
  name: 'CallsPage',
  service: 'errands',
  view: 'call',
  question: 'page',
  version: 1,
  summary: 'Calls at the phone desk, the latest first: what repeat requests and last contacts are counted from.',
  access: deskReaders,
  shows: { phoneMasked: 'MASKED' },
  input: z.strictObject({
    outcome: CallOutcome.optional(),
    day: DayText.optional().describe('Only of this day'),
    area: AreaCode.optional(),
    personId: PersonId.optional().describe('Only by or for this person'),
    errandId: ErrandId.optional().describe('Only about this errand'),
    mine: z.boolean().default(false).describe('Only those the caller of this query answered'),
    ids: z.array(CallId).max(200).optional().describe('Just these, to refresh rows'),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(CallRow),
  refusals: [],
  examples: [{ outcome: 'SAME' }],
});

export const CallBacksPage = defineQuery({
  name: 'CallBacksPage',
  service: 'errands',
  view: 'call',
  question: 'call-backs',
  version: 1,
  summary: 'Promises to call back, the overdue first; those that were kept on request.',
  access: deskReaders,
  shows: { phoneMasked: 'MASKED' },
  input: z.strictObject({
    open: z.boolean().optional().describe('Only those not called yet, or only the others'),
    mine: z.boolean().default(false).describe('Only those the caller of this query has taken'),
    area: AreaCode.optional(),
    limit: PageLimit,
  }),
  output: z.object({ rows: z.array(CallRow), total: z.int(), overdue: z.int(), asOf: InstantText }),
  refusals: [],
  examples: [{ open: true }],
});

export const CallDetail = defineQuery({
  name: 'CallDetail',
  service: 'errands',
  view: 'call',
  question: 'detail',
  version: 1,
  summary: 'One call with what was said; the look is on record.',
  access: deskReaders,
  shows: { phone: 'OPEN', phoneMasked: 'MASKED', note: 'OPEN' },
  input: z.strictObject({ callId: CallId.optional(), no: z.string().trim().max(30).optional().meta({ positional: true }) }),
  output: z.object({
    row: CallRow,
    note: z.string().optional().describe('Only for the desk'),
    phone: z.string().optional().describe('Only for whoever took the call back'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: InstantText, recordedAt: InstantText, actor: z.string() })),
  }),
  refusals: [],
  examples: [{ callId: exampleId }],
});

export const FindCaller = defineQuery({
  name: 'FindCaller',
  service: 'errands',
  view: 'caller',
  question: 'find',
  version: 1,
  summary: 'Who may be on the phone: by number or its last four digits, name, initials or document, with what is open for them.',
  access: desk,
  shows: PERSON_ROW_SHOWS,
  input: z.strictObject({
    text: z.string().trim().min(1).max(60).describe('What is known of them'),
    limit: z.int().min(1).max(50).default(20),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        person: PersonRow,
        open: z.int().describe('Errands open for them'),
        overdue: z.int(),
        lastCallAt: InstantText.optional(),
      }),
    ),
    total: z.int(),
  }),
  refusals: [],
  examples: [{ text: '19900000001' }],
});

export const CallerCard = defineQuery({
  name: 'CallerCard',
  service: 'errands',
  view: 'caller',
  question: 'card',
  version: 1,
  summary:
    'Everything about somebody on the phone: household, whether isolated, open errands, last contact and notes; the look is on record.',
  access: desk,
  shows: { ...PERSON_ROW_SHOWS, items: 'OPEN', note: 'OPEN' },
  input: z.strictObject({ personId: PersonId }),
  output: z.object({
    person: PersonRow,
    household: z.array(PersonRow).describe('Others of the dwelling, 20 at most'),
    others: z.int().describe('How many others there are'),
    contactFree: z.boolean().describe('Somebody of the dwelling is in isolation: things are left at the door'),
    isolation: z.object({ isolationId: Uuid, no: z.string() }).optional().describe('Their own, for those who may know'),
    errands: z
      .array(
        z.object({
          row: WorklistRow,
          items: z.array(ErrandItem).describe('What for'),
          forSomebodyElse: z.boolean().describe('They asked for it, somebody else gets it'),
          calls: z.int().describe('Calls about it'),
        }),
      )
      .describe('Open ones, by or for them, the most pressing first'),
    openTotal: z.int(),
    calls: z
      .array(z.object({ row: CallRow, note: z.string().optional() }))
      .describe('The last contacts, the latest first, with what was said'),
    callsTotal: z.int(),
    care: z
      .object({ row: CareLinkRow, last: CareContact.optional().describe('Who asked after them last, and what came of it') })
      .optional()
      .describe('The household is looked after 分户到人'),
    usual: z.object({ moduleCode: ModuleCode, kind: ErrandKind }).optional().describe('What they asked for last'),
    asOf: InstantText,
  }),
  refusals: ['person.erased', 'person.merged'],
  examples: [{ personId: exampleId }],
});
