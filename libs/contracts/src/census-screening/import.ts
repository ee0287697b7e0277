import { z } from 'zod';
import { rolesWithin } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { InstantText, Uuid } from '../fields.ts';

const importers = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'PLATFORM_ADMIN');
const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const ImportKind = z.enum(['PLACES', 'PERSONS']);
export const ImportStatus = z.enum(['STAGING', 'CHECKED', 'COMMITTED', 'ABANDONED']);

/** One refused line: its number in the file, the column and the rule; never the value. */
export const ImportFault = z.object({ line: z.int(), column: z.string(), rule: z.string() });

export const BeginImport = defineCommand({
  name: 'BeginImport',
  service: 'census-screening',
  entity: 'import',
  verb: 'begin',
  version: 1,
  summary: 'Opens an import; rows follow in chunks and nothing counts until it is committed.',
  access: importers,
  input: z.strictObject({ kind: ImportKind, fileName: z.string().max(200).describe('For the record') }),
  output: z.object({ importId: Uuid }),
  refusals: [],
  examples: [{ kind: 'PLACES', fileName: 'rooms.xlsx' }],
});

export const StageImportRows = defineCommand({
  name: 'StageImportRows',
  service: 'census-screening',
  entity: 'import',
  verb: 'stage',
  version: 1,
  summary: 'Adds a chunk of rows to the staging area; chunks are numbered from 0.',
  access: importers,
  input: z.strictObject({
    importId: Uuid,
    chunk: z.int().min(0).max(100_000),
    rows: z
      .array(z.strictObject({ line: z.int().min(1), cells: z.record(z.string().max(40), z.string().max(500)) }))
      .min(1)
      .max(2_000),
  }),
  output: z.object({ staged: z.int() }),
  refusals: ['import.unknown', 'import.not-staged', 'import.chunk-out-of-order', 'import.too-large'],
  examples: [{ importId: exampleId, chunk: 0, rows: [{ line: 2, cells: { path: 'houzhai/a07' } }] }],
});

export const CheckImport = defineCommand({
  name: 'CheckImport',
  service: 'census-screening',
  entity: 'import',
  verb: 'check',
  version: 1,
  summary: 'Dry run: says what would be entered and which lines are refused, and why.',
  access: importers,
  input: z.strictObject({ importId: Uuid }),
  output: z.object({ rows: z.int(), fresh: z.int(), unchanged: z.int(), faults: z.array(ImportFault).max(500), faultCount: z.int() }),
  refusals: ['import.unknown', 'import.not-staged', 'import.nothing-to-do'],
  examples: [{ importId: exampleId }],
});

export const CommitImport = defineCommand({
  name: 'CommitImport',
  service: 'census-screening',
  entity: 'import',
  verb: 'commit',
  version: 1,
  summary: 'Enters all rows of a checked import in one transaction, or none.',
  access: importers,
  input: z.strictObject({ importId: Uuid }),
  output: z.object({ entered: z.int(), unchanged: z.int() }),
  refusals: ['import.unknown', 'import.not-staged', 'import.has-errors'],
  examples: [{ importId: exampleId }],
});

export const AbandonImport = defineCommand({
  name: 'AbandonImport',
  service: 'census-screening',
  entity: 'import',
  verb: 'abandon',
  version: 1,
  summary: 'Gives an import up; its staged rows are deleted.',
  access: importers,
  input: z.strictObject({ importId: Uuid }),
  output: z.object({ abandoned: z.boolean() }),
  refusals: ['import.unknown', 'import.not-staged'],
  examples: [{ importId: exampleId }],
});

export const ListImports = defineQuery({
  name: 'ListImports',
  service: 'census-screening',
  view: 'import',
  question: 'list',
  version: 1,
  summary: 'Imports with their state, newest first.',
  access: importers,
  input: z.strictObject({ limit: z.int().min(1).max(200).default(20) }),
  output: z.object({
    rows: z.array(
      z.object({ importId: Uuid, kind: ImportKind, status: ImportStatus, fileName: z.string(), rows: z.int(), startedAt: InstantText }),
    ),
  }),
  refusals: [],
  examples: [{}],
});
