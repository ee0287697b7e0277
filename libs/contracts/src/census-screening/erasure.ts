import { z } from 'zod';
import { rolesWithin, servicesOnly } from '../access.ts';
import { SERVICES, defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, InstantText, PersonId, Version } from '../fields.ts';

export const ErasureGround = z
  .enum(['REQUEST_OF_PERSON', 'RETENTION_ENDED', 'ENTERED_IN_ERROR', 'ORDER_OF_AUTHORITY'])
  .describe('On what ground; a code, as words would outlive what they are about');
export type ErasureGround = z.output<typeof ErasureGround>;

/** What an erasure destroys. */
export const ERASED_THINGS = ['name', 'document', 'phone', 'birth-year', 'sex', 'dwelling', 'initials', 'search-hashes', 'reasons', 'errand-words', 'authorisation-evidence'] as const; // prettier-ignore
/** What an erasure leaves, because something else depends on it or because no service can reach it. */
export const LEFT_THINGS = ['register-number', 'events', 'errands', 'audit', 'command-hashes', 'backups'] as const;

const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';

export const ErasePerson = defineCommand({
  name: 'ErasePerson',
  service: 'census-screening',
  entity: 'person',
  verb: 'erase',
  version: 1,
  summary: 'Destroys what is kept about a person, in every service, for good; refused while an errand for them is open.',
  access: rolesWithin('COMMANDER'),
  input: z.strictObject({
    personId: PersonId,
    ground: ErasureGround,
    confirmNo: z.string().trim().max(30).describe('The person’s number, once more, so that nobody is erased by a slip'),
  }),
  output: z.object({ personId: PersonId, no: z.string(), version: Version, area: AreaCode, at: InstantText }),
  refusals: ['person.erased', 'person.has-open-errands', 'person.under-care', 'person.erasure-not-confirmed'],
  examples: [{ personId: exampleId, ground: 'REQUEST_OF_PERSON', confirmNo: 'PE-0214-7' }],
});

const Part = z.object({
  service: z.enum(SERVICES),
  state: z.enum(['DESTROYED', 'WAITING', 'UNREACHABLE']).describe('WAITING and UNREACHABLE pass by themselves once the service is up'),
  at: InstantText.optional(),
  keyFingerprint: z.string().optional().describe('SHA-256 of the wrapped key that was destroyed; absent where there was none'),
  auditSeq: z.string().optional().describe('Position in the service’s record'),
  destroyed: z.array(z.enum(ERASED_THINGS)),
});

export const ErasureCertificate = defineQuery({
  name: 'ErasureCertificate',
  service: 'census-screening',
  view: 'person',
  question: 'erasure',
  version: 1,
  summary: 'What was destroyed of a person, where, when, by whom and on what ground, and what remains; without any of it.',
  access: rolesWithin('COMMANDER', 'AUDITOR'),
  input: z.strictObject({ personId: PersonId }),
  output: z.object({
    personId: PersonId,
    no: z.string(),
    area: AreaCode,
    at: InstantText,
    actor: z.string(),
    ground: ErasureGround,
    complete: z.boolean().describe('Every service has destroyed its key'),
    services: z.array(Part),
    mergedErased: z.int().default(0).describe('Merged entries of the same person that were erased along'),
    remains: z.array(z.enum(LEFT_THINGS)),
  }),
  refusals: ['person.not-erased'],
  examples: [{ personId: exampleId }],
});

export const ErasurePart = defineQuery({
  name: 'ErasurePart',
  service: 'errands',
  view: 'erasure',
  question: 'part',
  version: 1,
  summary: 'Whether this service has destroyed its key of a person, for the certificate.',
  access: servicesOnly,
  input: z.strictObject({ personId: PersonId }),
  output: Part.pick({ at: true, keyFingerprint: true, auditSeq: true }),
  refusals: [],
  examples: [{ personId: exampleId }],
});

export const PersonErased = defineEvent({
  name: 'PersonErased',
  service: 'census-screening',
  entity: 'person',
  past: 'erased',
  version: 1,
  summary: 'A person’s data were destroyed.',
  partner: false,
  data: z.object({ ground: ErasureGround }),
});

export const ErasureOrdered = defineEvent({
  name: 'ErasureOrdered',
  service: 'census-screening',
  entity: 'erasure',
  past: 'ordered',
  version: 1,
  summary: 'Every service destroys its key of this person.',
  partner: false,
  data: z.object({ ground: ErasureGround }),
});
