import { z } from 'zod';
import { field, readers, rolesEverywhere } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { InstantText, OperatorId, PersonId, Uuid, words } from '../fields.ts';
import { ErrandKind, ModuleCode } from './errand.values.ts';

/** One question a module asks besides the standard fields. */
export const ModuleField = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]{0,29}$/)
    .describe('Name in the answers'),
  type: z.enum(['text', 'number', 'money', 'choice', 'date', 'person']),
  zh: words(30),
  en: words(60),
  required: z.boolean().default(false),
  choices: z.array(words(40)).max(30).optional().describe('For choice'),
});
export type ModuleField = z.output<typeof ModuleField>;

const Minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 60)
  .describe('Minutes');
const Sla = z.strictObject({ acceptMinutes: Minutes, completeMinutes: Minutes }).describe('Term to accept and to complete');

const definition = {
  code: ModuleCode,
  zh: words(30).describe('Chinese name'),
  en: words(60).describe('English name'),
  active: z.boolean().default(true).describe('Whether new errands may use it'),
  kinds: z.array(ErrandKind).min(1).describe('Kinds it serves'),
  clock: z.enum(['CLOCK', 'SERVICE_HOURS']).default('CLOCK').describe('Whether terms run round the clock or in service hours'),
  sla: z.partialRecord(ErrandKind, Sla).default({}).describe('Terms per kind; the policy’s where absent'),
  fields: z.array(ModuleField).max(20).default([]).describe('Further questions'),
  placeholder: z.boolean().default(false).describe('A name no source gives: to be replaced by the subdistrict'),
};

export const ServiceModuleView = z.object({ ...definition, formVersion: z.int(), version: z.int(), id: z.uuid() });
export type ServiceModuleView = z.output<typeof ServiceModuleView>;

export const PublishServiceModule = defineCommand({
  name: 'PublishServiceModule',
  service: 'errands',
  entity: 'service-module',
  verb: 'publish',
  version: 1,
  summary: 'Adds a service module or publishes a new form version of it; live at once.',
  access: rolesEverywhere('COMMANDER', 'DUTY_OFFICER', 'PLATFORM_ADMIN'),
  input: z.strictObject({ ...definition, create: z.boolean().default(false).describe('Refuse if the code exists') }),
  output: z.object({ code: ModuleCode, formVersion: z.int() }),
  refusals: ['service-module.exists'],
  examples: [{ code: 'tea-run', zh: '代取茶叶', en: 'Tea pick-up', kinds: ['PURCHASE'] }],
});

export const ListServiceModules = defineQuery({
  name: 'ListServiceModules',
  service: 'errands',
  view: 'service-module',
  question: 'list',
  version: 1,
  summary: 'All service modules with their forms.',
  access: readers,
  input: z.strictObject({ activeOnly: z.boolean().default(false) }),
  output: z.object({ rows: z.array(ServiceModuleView) }),
  refusals: [],
  examples: [{}],
});

export const AuthorisationScope = z.enum(['CARD', 'IDENTITY', 'ADVANCE']);
export type AuthorisationScope = z.output<typeof AuthorisationScope>;

export const RecordAuthorisation = defineCommand({
  name: 'RecordAuthorisation',
  service: 'errands',
  entity: 'authorisation',
  verb: 'record',
  version: 1,
  summary: 'Records that a resident lets an agent use their card, identity document or cash.',
  access: field,
  input: z.strictObject({
    principalId: PersonId.describe('The resident'),
    agentId: OperatorId.describe('The agent'),
    scopes: z.array(AuthorisationScope).min(1).max(3).describe('For what'),
    validUntil: InstantText.describe('Until when'),
    evidence: z
      .strictObject({ kind: z.enum(['DOCUMENT', 'VOICE', 'SIGNATURE']), reference: words(120).describe('Where it is kept') })
      .describe('How it can be shown'),
    witness: words(60).optional().describe('Who was present; kept encrypted'),
  }),
  output: z.object({ authorisationId: Uuid, validUntil: InstantText }),
  refusals: ['authorisation.expired', 'authorisation.too-long', 'errand.agent-not-of-area', 'errand.agent-unavailable'],
  examples: [
    {
      principalId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37',
      agentId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99',
      scopes: ['CARD'],
      validUntil: '2020-02-15T00:00:00+08:00',
      evidence: { kind: 'VOICE', reference: '通话录音 0214-3' },
    },
  ],
});
