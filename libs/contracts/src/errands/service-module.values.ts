import { z } from 'zod';
import { InstantText, OperatorId, words } from '../fields.ts';
import { ErrandKind, ModuleCode } from './errand.values.ts';

export const ModuleFieldType = z.enum(['text', 'number', 'money', 'choice', 'date', 'person']);
export type ModuleFieldType = z.output<typeof ModuleFieldType>;

/** One question a module asks besides the standard fields. */
export const ModuleField = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-zA-Z0-9]{0,29}$/)
    .describe('Name in the answers'),
  type: ModuleFieldType,
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

/** What a service module says of itself. */
export const moduleDefinition = {
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
export const ModuleDefinition = z.strictObject(moduleDefinition);
export type ModuleDefinition = z.output<typeof ModuleDefinition>;

export const FormVersion = z.int().min(1).max(1_000_000).describe('Version of the form');

export const ServiceModuleView = z.object({
  ...moduleDefinition,
  formVersion: z.int(),
  version: z.int(),
  id: z.uuid(),
  openErrands: z.int().optional().describe('Open errands the caller may see, where they were asked for'),
});
export type ServiceModuleView = z.output<typeof ServiceModuleView>;

export const MODULE_PARTS = [
  'created',
  'name-zh',
  'name-en',
  'active',
  'kinds',
  'clock',
  'sla',
  'placeholder',
  'field-added',
  'field-retired',
  'field-zh',
  'field-en',
  'field-type',
  'field-required',
  'field-choices',
  'field-order',
] as const;
/** One difference between two versions of a module. */
export const ModuleChange = z.object({
  part: z.enum(MODULE_PARTS),
  key: z.string().optional().describe('Field, or kind of a term'),
  before: z.string().optional(),
  after: z.string().optional(),
});
export type ModuleChange = z.output<typeof ModuleChange>;

/** A module as it stood after it was published, or switched on or off. */
export const ModuleVersion = z.object({
  version: z.int().describe('Number of its last event then'),
  formVersion: z.int(),
  publishedAt: InstantText,
  publishedBy: OperatorId.optional().describe('Absent where it was not kept'),
  changes: z.array(ModuleChange).describe('Since the version before that is kept'),
  definition: ModuleDefinition,
});
export type ModuleVersion = z.output<typeof ModuleVersion>;
