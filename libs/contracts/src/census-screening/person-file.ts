import { z } from 'zod';
import { fileReaders } from '../access.ts';
import { defineQuery } from '../contract.ts';
import { InstantText, PersonId, Uuid } from '../fields.ts';
import { LinkVerdict } from './person.ts';

export const FILE_ENTITIES = ['person', 'person-link', 'arrival', 'escort-batch', 'isolation', 'fever'] as const;

export const FileLine = z.object({
  at: InstantText.describe('When it happened'),
  recordedAt: InstantText,
  entity: z.enum(FILE_ENTITIES).describe('Kind of the record it happened to'),
  event: z.string().describe('What happened'),
  recordId: Uuid,
  no: z.string().describe('Number of the record; of the other entry where one was compared'),
  verdict: LinkVerdict.optional().describe('What was said of the two entries'),
  under: z.string().optional().describe('Number of the merged entry the record stands under'),
  halfDays: z
    .object({ slots: z.int(), done: z.int(), missed: z.int() })
    .optional()
    .describe('Half-days of an isolation altogether, where it starts'),
  actor: z.string(),
});
export type FileLine = z.output<typeof FileLine>;

export const PersonFile = defineQuery({
  name: 'PersonFile',
  service: 'census-screening',
  view: 'person',
  question: 'file',
  version: 1,
  summary: 'What happened to one person in order of time, merged entries along; never where from or how warm. The look is on record.',
  access: fileReaders,
  input: z.strictObject({ personId: PersonId }),
  output: z.object({ personId: PersonId, no: z.string(), lines: z.array(FileLine), asOf: InstantText }),
  refusals: [],
  examples: [{ personId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37' }],
});
