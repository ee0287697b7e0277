import { z } from 'zod';
import { rolesEverywhere, rolesWithin, servicesOnly } from './access.ts';
import { SERVICES, defineEvent, defineQuery, type Service } from './contract.ts';
import { AreaCode, Cursor, InstantText, OperatorId, PageLimit, PersonId, Uuid } from './fields.ts';

/** Those who answer for what was done and seen; a commander within their areas. */
const auditors = rolesWithin('AUDITOR', 'COMMANDER');
/** Whether the record is whole may also be asked by those who run the platform; what it says may not. */
const verifiers = rolesEverywhere('AUDITOR', 'COMMANDER', 'PLATFORM_ADMIN');

/** One line of the record: who did or saw what. */
export const AuditLine = z.object({
  seq: z.string().describe('Position in the service’s record'),
  at: InstantText,
  actor: z.string().describe('Operator, or the service that acted by itself'),
  operation: z.string(),
  entity: z.string(),
  recordId: Uuid.optional(),
  version: z.int().optional(),
  area: AreaCode,
  traceId: z.string(),
  details: z.record(z.string(), z.unknown()).optional().describe('Codes and ids'),
  reason: z.string().optional().describe('Why, in the words given; absent when the person was erased'),
  reasonErased: z.boolean().optional().describe('A reason was given and was destroyed with the person’s key'),
  seal: z.int().optional().describe('Seal it is in; absent until the next seal'),
});
export type AuditLine = z.output<typeof AuditLine>;

const Lines = z.object({
  rows: z.array(AuditLine).describe('Newest first'),
  nextCursor: z.string().optional().describe('Absent on the last page'),
  asOf: InstantText,
});

/** What can be wrong with the record. */
export const AUDIT_FAULTS = ['content-changed', 'row-missing', 'row-added', 'row-unsealed', 'seal-broken', 'anchor-differs'] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

const Finding = z.object({
  fault: z.enum(AUDIT_FAULTS),
  seq: z.string().optional().describe('Row at fault'),
  seal: z.int().optional().describe('Seal at fault, or the one the row is in'),
});
export type AuditFinding = z.output<typeof Finding>;

const HashText = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hexadecimal');

const auditOf = (service: Service) => ({
  list: defineQuery({
    name: `AuditPage-${service}`,
    service,
    view: 'audit',
    question: 'page',
    version: 1,
    summary: 'Who did or saw what in this service, newest first; asking is itself recorded.',
    access: auditors,
    input: z.strictObject({
      actor: z.union([OperatorId, z.string().regex(/^service:[a-z-]{1,30}$/)]).optional(),
      operation: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/)
        .optional()
        .describe('Name of the operation, such as RevealPersonField'),
      recordId: Uuid.optional(),
      area: AreaCode.optional(),
      from: InstantText.optional(),
      to: InstantText.optional(),
      cursor: Cursor,
      limit: PageLimit,
    }),
    output: Lines,
    refusals: [],
    examples: [{ operation: 'RevealPersonField', area: 'a07' }],
  }),
  whoSaw: defineQuery({
    name: `WhoSaw-${service}`,
    service,
    view: 'audit',
    question: 'who-saw',
    version: 1,
    summary: 'Who looked at or changed what this service keeps about a person, when and why; asking is itself recorded.',
    access: auditors,
    input: z.strictObject({ personId: PersonId, cursor: Cursor, limit: PageLimit }),
    output: Lines,
    refusals: [],
    examples: [{ personId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37' }],
  }),
  verify: defineQuery({
    name: `VerifyAudit-${service}`,
    service,
    view: 'audit',
    question: 'verify',
    version: 1,
    summary: 'Checks the next part of the record against its seals and their copies outside; the last part is recorded with its result.',
    access: verifiers,
    input: z.strictObject({ cursor: z.string().max(600).optional().describe('Where the part before ended') }),
    output: z.object({
      seals: z.int().describe('Seals checked so far'),
      rows: z.int().describe('Rows checked so far'),
      ofSeals: z.int().describe('Seals there are'),
      unsealed: z.int().describe('Rows that wait for the next seal'),
      cursor: z.string().optional().describe('Absent when there is nothing left or something was found'),
      finding: Finding.optional().describe('The first thing that is wrong'),
    }),
    refusals: [],
    examples: [{}],
  }),
  state: defineQuery({
    name: `AuditState-${service}`,
    service,
    view: 'audit',
    question: 'state',
    version: 1,
    summary: 'How far the record is sealed, and when it was last verified and with what result.',
    access: verifiers,
    input: z.strictObject({}),
    output: z.object({
      service: z.enum(SERVICES),
      lastSeal: z.object({ no: z.int(), at: InstantText, hash: HashText }).optional(),
      newestSeq: z.string().optional(),
      unsealed: z.int().describe('Rows that wait for the next seal; counted to 10,000'),
      overdue: z.boolean().describe('The oldest of them waits longer than the policy allows'),
      lastVerified: z.object({ at: InstantText, actor: z.string(), seals: z.int(), rows: z.int(), finding: Finding.optional() }).optional(),
      asOf: InstantText,
    }),
    refusals: [],
    examples: [{}],
  }),
  sealed: defineEvent({
    name: `AuditSealed-${service}`,
    service,
    entity: 'audit',
    past: 'sealed',
    version: 1,
    summary: 'Audit rows were sealed; whoever keeps this hash can tell later whether the chain was rewritten.',
    partner: false,
    data: z.object({ no: z.int().min(1), rows: z.int().min(1), hash: HashText }),
  }),
});

/** The record of every service: reading it, checking it, and the event of a seal. */
export const AUDITS = Object.fromEntries(SERVICES.map((service) => [service, auditOf(service)])) as Record<
  Service,
  ReturnType<typeof auditOf>
>;

/** The same as a flat list. */
export const AUDIT_CONTRACTS = Object.values(AUDITS).flatMap((audit) => Object.values(audit));

export const AuditAnchors = defineQuery({
  name: 'AuditAnchors',
  service: 'command-center',
  view: 'audit',
  question: 'anchors',
  version: 1,
  summary: 'Hashes of a service’s seals as the command centre received them, for the service that verifies its record.',
  access: servicesOnly,
  input: z.strictObject({ service: z.enum(SERVICES), after: z.int().min(0), limit: z.int().min(1).max(1_000).default(500) }),
  output: z.object({ anchors: z.array(z.object({ no: z.int(), hash: HashText })) }),
  refusals: [],
  examples: [{ service: 'errands', after: 0 }],
});
