import { z } from 'zod';
import { field, moduleEditors, moduleReaders } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { ExpectedVersion, InstantText, OperatorId, PersonId, Uuid, words } from '../fields.ts';
import { ErrandKind, ModuleCode } from './errand.values.ts';
import {
  FormVersion,
  ModuleChange,
  ModuleDefinition,
  ModuleVersion,
  ServiceModuleView,
  moduleDefinition,
} from './service-module.values.ts';

export const PublishServiceModule = defineCommand({
  name: 'PublishServiceModule',
  service: 'errands',
  entity: 'service-module',
  verb: 'publish',
  version: 1,
  summary: 'Adds a service module or publishes a new form version of it; live at once. A dry run says what would change.',
  access: moduleEditors,
  input: z.strictObject({
    ...moduleDefinition,
    create: z.boolean().default(false).describe('Refuse if the code exists'),
    expectedVersion: ExpectedVersion,
    dryRun: z.boolean().default(false).describe('Decide only'),
  }),
  output: z.object({
    code: ModuleCode,
    formVersion: z.int(),
    version: z.int().describe('Number of its last event; unchanged after a dry run'),
    changes: z.array(ModuleChange),
    openErrands: z.int().describe('Open errands that keep the form they were made with'),
    dryRun: z.boolean(),
  }),
  refusals: [
    'service-module.exists',
    'service-module.name-taken',
    'service-module.key-twice',
    'service-module.choices-missing',
    'service-module.choices-twice',
    'service-module.choices-unfit',
    'service-module.sla-too-short',
    'service-module.sla-other',
    'service-module.field-type-changed',
    'service-module.nothing-changed',
    'service-module.overtaken',
    'service-module.serves-supplies',
    'service-module.supplies-answer',
  ],
  examples: [{ code: 'tea-run', zh: '代取茶叶', en: 'Tea pick-up', kinds: ['PURCHASE'] }],
});

export const SetServiceModuleActive = defineCommand({
  name: 'SetServiceModuleActive',
  service: 'errands',
  entity: 'service-module',
  verb: 'set-active',
  version: 1,
  summary: 'Takes a service module out of new errands, or back; its open errands go on.',
  access: moduleEditors,
  input: z.strictObject({
    module: ModuleCode,
    active: z.boolean().describe('Whether new errands may use it'),
    expectedVersion: ExpectedVersion,
  }),
  output: z.object({ code: ModuleCode, active: z.boolean(), version: z.int(), openErrands: z.int() }),
  refusals: ['service-module.unknown', 'service-module.is-so-already', 'service-module.serves-supplies', 'service-module.overtaken'],
  examples: [{ module: 'tea-run', active: false }],
});

export const ListServiceModules = defineQuery({
  name: 'ListServiceModules',
  service: 'errands',
  view: 'service-module',
  question: 'list',
  version: 1,
  summary: 'All service modules with their forms.',
  access: moduleReaders,
  input: z.strictObject({
    activeOnly: z.boolean().default(false),
    counted: z.boolean().default(false).describe('With the open errands of each'),
  }),
  output: z.object({ rows: z.array(ServiceModuleView) }),
  refusals: [],
  examples: [{}],
});

export const ServiceModuleDetail = defineQuery({
  name: 'ServiceModuleDetail',
  service: 'errands',
  view: 'service-module',
  question: 'detail',
  version: 1,
  summary: 'One service module with its terms, its open errands and the versions of its form.',
  access: moduleReaders,
  input: z.strictObject({ module: ModuleCode }),
  output: z.object({
    row: ServiceModuleView,
    definition: ModuleDefinition.describe('As it is published'),
    terms: z
      .array(z.object({ kind: ErrandKind, acceptMinutes: z.int(), completeMinutes: z.int(), own: z.boolean() }))
      .describe('In force per kind; own, or the policy’s'),
    forSupplies: z.boolean().describe('Supplies of those in isolation are asked for through it'),
    versions: z.array(ModuleVersion).describe('The latest first'),
  }),
  refusals: ['service-module.unknown'],
  examples: [{ module: 'standing-1' }],
});

export const ServiceModuleVersions = defineQuery({
  name: 'ServiceModuleVersions',
  service: 'errands',
  view: 'service-module',
  question: 'versions',
  version: 1,
  summary: 'The versions of a module’s form with what each changed, or what differs between two of them.',
  access: moduleReaders,
  input: z.strictObject({
    module: ModuleCode,
    fromForm: FormVersion.optional().describe('Compare from this form'),
    toForm: FormVersion.optional().describe('Compare with this form; the present one by default'),
  }),
  output: z.object({
    rows: z.array(ModuleVersion).describe('The latest first; the two that are compared where two are'),
    compared: z.array(ModuleChange).optional(),
  }),
  refusals: ['service-module.unknown', 'service-module.form-unknown'],
  examples: [{ module: 'standing-1' }],
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
