import { z } from 'zod';
import { desk } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, InstantText, PageLimit, Path, PersonId, Reason, Version } from '../fields.ts';
import { LinkVerdict, PersonRow } from './person.ts';

export const DUPLICATE_RULES = ['PHONE_AND_NAME', 'ALIKE'] as const;
export const DuplicateRule = z
  .enum(DUPLICATE_RULES)
  .describe('PHONE_AND_NAME: the same phone and name; ALIKE: names alike, birth years near, the same area');
export type DuplicateRule = z.output<typeof DuplicateRule>;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const otherExampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';

export const LinkPersons = defineCommand({
  name: 'LinkPersons',
  service: 'census-screening',
  entity: 'person',
  verb: 'link',
  version: 1,
  summary: 'Says of two entries that they are one person or two; changes neither of them and is shown on both.',
  access: desk,
  input: z.strictObject({ personId: PersonId, otherId: PersonId.describe('The other entry'), verdict: LinkVerdict, reason: Reason }),
  output: z.object({ personId: PersonId, otherId: PersonId, verdict: LinkVerdict, version: Version, area: AreaCode }),
  refusals: ['person.same-entry', 'person.erased', 'person.merged', 'person.verdict-stands'],
  examples: [{ personId: exampleId, otherId: otherExampleId, verdict: 'DIFFERENT', reason: '电话核对，系同名两人' }],
});

/** What merging and unmerging answer: the entry it was about, and the one that is kept. */
const MergeReceipt = z.object({
  personId: PersonId,
  no: z.string(),
  version: Version,
  area: AreaCode,
  keptId: PersonId.describe('The entry that is kept'),
  keptNo: z.string(),
});

export const MergePersons = defineCommand({
  name: 'MergePersons',
  service: 'census-screening',
  entity: 'person',
  verb: 'merge',
  version: 1,
  summary: 'Keeps one of two entries of the same person; the other stays as it is, is shown with the kept one, and can be taken out again.',
  access: desk,
  input: z.strictObject({
    keepId: PersonId.describe('The entry that goes on'),
    otherId: PersonId.describe('The entry that is merged into it'),
    reason: Reason,
  }),
  output: MergeReceipt,
  refusals: ['person.same-entry', 'person.erased', 'person.merged', 'person.has-merged', 'person.on-the-way', 'person.both-open'],
  examples: [{ keepId: exampleId, otherId: otherExampleId, reason: '同一人两次登记，证件已核对' }],
});

export const UnmergePerson = defineCommand({
  name: 'UnmergePerson',
  service: 'census-screening',
  entity: 'person',
  verb: 'unmerge',
  version: 1,
  summary: 'Takes a merged entry out again, exactly as it was.',
  access: desk,
  input: z.strictObject({ personId: PersonId.describe('The entry that was merged'), reason: Reason }),
  output: MergeReceipt,
  refusals: ['person.not-merged', 'person.erased'],
  examples: [{ personId: otherExampleId, reason: '复核为两人' }],
});

export const DuplicatePair = z.object({
  person: PersonRow,
  other: PersonRow,
  rule: DuplicateRule,
  similarity: z.number().min(0).max(1).describe('Of the names, by trigrams; 1 is equal'),
  verdict: LinkVerdict.optional().describe('What somebody said of the two already'),
});
export type DuplicatePair = z.output<typeof DuplicatePair>;

const SHOWS = {
  label: 'MASKED',
  initials: 'OPEN',
  phoneMasked: 'MASKED',
  documentMasked: 'MASKED',
  birthYear: 'OPEN',
  sex: 'OPEN',
} as const;

export const DuplicatesOf = defineQuery({
  name: 'DuplicatesOf',
  service: 'census-screening',
  view: 'person',
  question: 'duplicates',
  version: 1,
  summary: 'Entries that may be the same person as one entry, by the rule that found them; those said to be different are left out.',
  access: desk,
  shows: SHOWS,
  input: z.strictObject({ personId: PersonId }),
  output: z.object({ pairs: z.array(DuplicatePair), policyVersion: z.string(), asOf: InstantText }),
  refusals: ['person.erased', 'person.merged'],
  examples: [{ personId: exampleId }],
});

export const DuplicatesPage = defineQuery({
  name: 'DuplicatesPage',
  service: 'census-screening',
  view: 'person',
  question: 'duplicates-page',
  version: 1,
  summary: 'Pairs of entries of an area that may be one person, the surest first; those said to be different are left out.',
  access: desk,
  shows: SHOWS,
  input: z.strictObject({ area: AreaCode, limit: PageLimit }),
  output: z.object({
    pairs: z.array(DuplicatePair),
    total: z.int().describe('Pairs found; the answer holds the first'),
    policyVersion: z.string(),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{ area: 'a07' }],
});

export const DuplicateAreas = defineQuery({
  name: 'DuplicateAreas',
  service: 'census-screening',
  view: 'person',
  question: 'duplicate-areas',
  version: 1,
  summary: 'How many pairs of entries may be one person, by area, the most first; areas without any are left out.',
  access: desk,
  answerWithinMs: 60_000,
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        area: AreaCode,
        open: z.int().describe('Pairs of which nobody said anything yet'),
        same: z.int().describe('Pairs said to be one person and not merged'),
      }),
    ),
    total: z.int().describe('Areas with pairs'),
    areas: z.int().describe('Areas with entries that were looked at'),
    policyVersion: z.string(),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
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

export const PersonMerged = personEvent('PersonMerged', 'merged', 'An entry was merged into another and does not count any more.', {
  into: PersonId,
});
export const PersonUnmerged = personEvent('PersonUnmerged', 'unmerged', 'A merged entry was taken out and counts again.', {
  from: PersonId,
});
export const PersonTookIn = personEvent('PersonTookIn', 'took-in', 'Another entry was merged into this one.', { merged: PersonId });
export const PersonGaveBack = personEvent('PersonGaveBack', 'gave-back', 'An entry that was merged into this one was taken out.', {
  unmerged: PersonId,
});

export const PersonsLinked = defineEvent({
  name: 'PersonsLinked',
  service: 'census-screening',
  entity: 'person-link',
  past: 'decided',
  version: 1,
  summary: 'Somebody said of two entries that they are one person or two.',
  partner: false,
  data: z.object({ personId: PersonId, otherId: PersonId, verdict: LinkVerdict }),
});
