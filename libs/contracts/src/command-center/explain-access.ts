import { z } from 'zod';
import { ROLES, everybody } from '../access.ts';
import { SERVICES, defineQuery } from '../contract.ts';
import { Path } from '../fields.ts';

/** What decides on an operation, in the order in which it is looked at. */
export const ACCESS_CHECKS = [
  'signed-in',
  'role',
  'password',
  'second-factor',
  'read-only',
  'jurisdiction',
  'second-person',
  'subject',
] as const;

export const AccessCheck = z.object({
  check: z.enum(ACCESS_CHECKS),
  passed: z.boolean(),
  code: z.string().optional().describe('What the call would answer'),
});
export type AccessCheck = z.output<typeof AccessCheck>;

export const ExplainedAccess = z.object({
  operation: z.string(),
  kind: z.enum(['command', 'query']),
  service: z.enum(SERVICES),
  subject: z.string().describe('Where it is sent to'),
  may: z.boolean(),
  within: z.enum(['JURISDICTION', 'OWN', 'EVERYWHERE']).optional(),
  checks: z.array(AccessCheck),
  secondPersonMinutes: z.int().optional().describe('It is a proposal that a second person decides on within so many minutes'),
  needsReason: z.boolean(),
  roles: z.array(z.enum(ROLES)).describe('Who may instead, or as well'),
});
export type ExplainedAccess = z.output<typeof ExplainedAccess>;

const As = z
  .string()
  .regex(/^[A-Z_]{3,30}@a\d{2}$/)
  .optional()
  .describe('ROLE@AREA, such as AGENT@a07; a00 is the whole subdistrict. Absent: the session that asks');

export const ExplainAccess = defineQuery({
  name: 'ExplainAccess',
  service: 'command-center',
  view: 'access',
  question: 'explain',
  version: 1,
  summary: 'Whether somebody may call an operation, and why or why not, by the policies in force.',
  access: everybody,
  input: z.strictObject({
    operation: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{1,60}$/)
      .meta({ positional: true })
      .describe('Name of the operation, such as ErasePerson'),
    as: As,
    on: Path.optional().describe('Where the record is'),
  }),
  output: ExplainedAccess,
  refusals: ['access.no-such-operation', 'access.no-such-role'],
  examples: [{ operation: 'ErasePerson', as: 'COMMANDER@a00', on: 'houzhai/a07' }],
});

export const ListAccess = defineQuery({
  name: 'ListAccess',
  service: 'command-center',
  view: 'access',
  question: 'list',
  version: 1,
  summary: 'Every operation, and whether somebody may call it.',
  access: everybody,
  input: z.strictObject({ as: As }),
  output: z.object({ rows: z.array(ExplainedAccess.pick({ operation: true, service: true, kind: true, may: true, within: true, secondPersonMinutes: true, subject: true })) }), // prettier-ignore
  refusals: ['access.no-such-role'],
  examples: [{ as: 'AGENT@a07' }],
});
