import { z } from 'zod';
import { field, readers } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, Cursor, ExpectedVersion, PageLimit, Path, PersonId, Reason, pageOf, words } from '../fields.ts';

export const DocumentKind = z.enum(['RESIDENT_ID', 'HK_MACAO_PERMIT', 'TAIWAN_PERMIT', 'PASSPORT', 'NONE_YET']);
export type DocumentKind = z.output<typeof DocumentKind>;
export const Sex = z.enum(['MALE', 'FEMALE', 'UNKNOWN']);

/** What a row of the register shows of somebody. */
export const PERSON_ROW_SHOWS = {
  label: 'MASKED',
  initials: 'OPEN',
  phoneMasked: 'MASKED',
  documentMasked: 'MASKED',
  birthYear: 'OPEN',
  sex: 'OPEN',
} as const;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

const profile = {
  name: words(60).optional().describe('Full name; absent for a newborn not yet named'),
  documentKind: DocumentKind.default('NONE_YET'),
  documentNo: words(30).optional().describe('Number of the document; its check digits are verified'),
  phone: words(20).optional().describe('Mobile or landline'),
  birthYear: z.int().min(1900).max(2100).optional(),
  sex: Sex.default('UNKNOWN'),
};

export const PersonReceipt = z.object({
  personId: PersonId,
  no: z.string().describe('Number that can be said on the phone'),
  version: z.int(),
  area: AreaCode,
});

export const RegisterPerson = defineCommand({
  name: 'RegisterPerson',
  service: 'census-screening',
  entity: 'person',
  verb: 'register',
  version: 1,
  summary: 'Enters a person into the register at a dwelling or area.',
  access: field,
  input: z.strictObject({ ...profile, path: Path.describe('Where the person lives; at least the area') }),
  output: PersonReceipt,
  refusals: ['person.document-invalid', 'person.phone-invalid', 'person.document-exists', 'place.unknown'],
  examples: [{ name: '测试甲', phone: '19900000001', path: 'houzhai/a07' }],
});

export const CorrectPerson = defineCommand({
  name: 'CorrectPerson',
  service: 'census-screening',
  entity: 'person',
  verb: 'correct',
  version: 1,
  summary: 'Corrects what was entered; fields that are absent stay as they are.',
  access: field,
  input: z.strictObject({
    personId: PersonId,
    expectedVersion: ExpectedVersion,
    name: profile.name,
    documentKind: DocumentKind.optional(),
    documentNo: profile.documentNo,
    phone: profile.phone,
    birthYear: profile.birthYear,
    sex: Sex.optional(),
    path: Path.optional().describe('New dwelling'),
    reason: Reason,
  }),
  output: PersonReceipt,
  refusals: [
    'person.document-invalid',
    'person.phone-invalid',
    'person.document-exists',
    'person.nothing-changed',
    'person.erased',
    'place.unknown',
  ],
  examples: [{ personId: exampleId, phone: '19900000002', reason: '居民来电更正' }],
});

export const RevealPersonField = defineCommand({
  name: 'RevealPersonField',
  service: 'census-screening',
  entity: 'person',
  verb: 'reveal',
  version: 1,
  summary: 'Shows one masked field of one person; the look and its reason are audited.',
  access: field,
  shows: { value: 'OPEN' },
  input: z.strictObject({ personId: PersonId, field: z.enum(['name', 'documentNo', 'phone']), reason: Reason }),
  output: z.object({
    personId: PersonId,
    field: z.string(),
    value: z.string().nullable(),
    seconds: z.int().describe('How long a screen may show it'),
  }),
  refusals: ['person.erased'],
  examples: [{ personId: exampleId, field: 'phone', reason: '电话确认送药时间' }],
});

const Entry = z.object({ personId: PersonId, no: z.string() });

export const LINK_VERDICTS = ['SAME', 'DIFFERENT'] as const;
export const LinkVerdict = z.enum(LINK_VERDICTS).describe('SAME: one person, entered twice; DIFFERENT: two, not to be asked again');
export type LinkVerdict = z.output<typeof LinkVerdict>;

/** A person as lists show them: masked. */
export const PersonRow = z.object({
  personId: PersonId,
  no: z.string(),
  version: z.int(),
  label: z.string().describe('Masked name, such as 张*明'),
  initials: z.string().describe('Pinyin initials of the name'),
  phoneMasked: z.string().optional(),
  documentKind: DocumentKind,
  documentMasked: z.string().optional(),
  birthYear: z.int().optional(),
  sex: Sex,
  area: AreaCode,
  path: Path,
  erased: z.boolean().optional().describe('Everything personal was destroyed'),
  mergedInto: Entry.optional().describe('The entry that is kept in its place'),
  merged: z.array(Entry).optional().describe('Entries of the same person that were merged into this one'),
});
export type PersonRow = z.output<typeof PersonRow>;

export const FindPersons = defineQuery({
  name: 'FindPersons',
  service: 'census-screening',
  view: 'person',
  question: 'find',
  version: 1,
  summary:
    'Finds persons by number, whole name, whole phone or its last four digits, document number, pinyin initials, or the beginning of a name.',
  access: readers,
  shows: PERSON_ROW_SHOWS,
  input: z.strictObject({
    text: z.string().trim().max(60).default('').describe('What is known; empty lists all'),
    area: AreaCode.optional(),
    cursor: Cursor,
    limit: PageLimit,
  }),
  output: pageOf(PersonRow),
  refusals: [],
  examples: [{ text: 'zxm' }],
});

export const PersonLabels = defineQuery({
  name: 'PersonLabels',
  service: 'census-screening',
  view: 'person',
  question: 'labels',
  version: 1,
  summary: 'Masked labels for ids that other services hold; ids outside the caller’s jurisdiction are left out.',
  access: readers,
  shows: { label: 'MASKED', initials: 'OPEN' },
  input: z.strictObject({ ids: z.array(PersonId).max(200) }),
  output: z.object({
    labels: z.array(
      z.object({
        personId: PersonId,
        no: z.string(),
        label: z.string(),
        initials: z.string(),
        area: AreaCode,
        erased: z.boolean().optional(),
      }),
    ),
  }),
  refusals: [],
  examples: [{ ids: [exampleId] }],
});

export const PersonPlace = defineQuery({
  name: 'PersonPlace',
  service: 'census-screening',
  view: 'person',
  question: 'place',
  version: 1,
  summary: 'Where a person belongs, for services that file something under them.',
  access: readers,
  input: z.strictObject({ personId: PersonId }),
  output: z.object({ personId: PersonId, area: AreaCode, path: Path }),
  refusals: ['person.erased'],
  examples: [{ personId: exampleId }],
});

export const PersonDetail = defineQuery({
  name: 'PersonDetail',
  service: 'census-screening',
  view: 'person',
  question: 'detail',
  version: 1,
  summary: 'One person, masked, with the history of the entry.',
  access: readers,
  shows: PERSON_ROW_SHOWS,
  input: z.strictObject({ personId: PersonId.optional(), no: z.string().max(30).optional() }),
  output: z.object({
    row: PersonRow,
    links: z
      .array(z.object({ ...Entry.shape, verdict: LinkVerdict }))
      .optional()
      .describe('Other entries of which somebody said that they are the same person or not'),
    history: z.array(z.object({ version: z.int(), event: z.string(), at: z.string(), actor: z.string() })),
  }),
  refusals: ['person.erased'],
  examples: [{ personId: exampleId }],
});

export const PersonHousehold = defineQuery({
  name: 'PersonHousehold',
  service: 'census-screening',
  view: 'person',
  question: 'household',
  version: 1,
  summary: 'One person and who is registered at the same dwelling, masked; the look is on record.',
  access: readers,
  shows: PERSON_ROW_SHOWS,
  input: z.strictObject({ personId: PersonId }),
  output: z.object({
    row: PersonRow,
    members: z.array(PersonRow).describe('Others of the same dwelling, 20 at most; none where only the area is known'),
    total: z.int().describe('How many others there are'),
  }),
  refusals: ['person.erased', 'person.merged'],
  examples: [{ personId: exampleId }],
});

const personEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({
    name,
    service: 'census-screening',
    entity: 'person',
    past,
    version: 1,
    summary,
    partner: false,
    data: z.object({ path: Path, ...own }),
  });

export const PersonRegistered = personEvent('PersonRegistered', 'registered', 'A person was entered into the register.', {
  documentKind: DocumentKind,
});
export const PersonCorrected = personEvent('PersonCorrected', 'corrected', 'An entry was corrected.', {
  fields: z.array(z.string()).describe('Which fields; never their values'),
  fromArea: AreaCode.optional().describe('Area before a move'),
});
