import { ok, refuse, type ModuleChange, type ModuleDefinition, type ModuleField, type Outcome, type Refusal } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';
import type { SupplyPolicy } from '../supply/supply-policy.ts';
import { checkAnswers } from './answers.ts';
import { changeWords, changesBetween, type ServiceModule } from './service-module.ts';

/** Who published the present version, and what it was when the editor began. */
export interface Publication {
  readonly at: Temporal.Instant;
  readonly by?: string | undefined;
  /** The definition at the version the editor saw; undefined where it is not kept. */
  readonly seen?: ModuleDefinition | undefined;
}
/** What publishing is judged by. */
export interface PublishFacts {
  readonly module: ServiceModule | undefined;
  readonly publication?: Publication | undefined;
  /** Every module there is. */
  readonly all: readonly ModuleDefinition[];
  /** Questions that errands of this module were made with, by their key: the type, and the last form that asked. */
  readonly asked: ReadonlyMap<string, { readonly type: ModuleField['type']; readonly form: number }>;
  /** What is asked for when an isolation has no supplies. */
  readonly supplies: Pick<SupplyPolicy, 'moduleCode' | 'kind' | 'answers'>;
}
/** A definition that is live from now on. */
export interface Published {
  readonly definition: ModuleDefinition;
  readonly formVersion: number;
  readonly changes: readonly ModuleChange[];
}
type PublishRefusal = (typeof C.PublishServiceModule)['refusals'][number];
type ActiveRefusal = (typeof C.SetServiceModuleActive)['refusals'][number];

const twice = <T>(values: readonly T[]): T | undefined => values.find((value, at) => values.indexOf(value) !== at);

/** What is wrong with a definition whatever was there before. */
function fault({ fields, kinds, sla }: ModuleDefinition): Refusal<PublishRefusal> | undefined {
  const key = twice(fields.map((field) => field.key));
  if (key !== undefined) return refuse('service-module.key-twice', { field: key }).refusal;
  for (const { key: field, type, choices = [] } of fields) {
    if (type === 'choice' && choices.length < 2) return refuse('service-module.choices-missing', { field }).refusal;
    if (type !== 'choice' && choices.length > 0) return refuse('service-module.choices-unfit', { field }).refusal;
    const choice = twice(choices);
    if (choice !== undefined) return refuse('service-module.choices-twice', { field, choice }).refusal;
  }
  for (const [kind, term] of Object.entries(sla)) {
    if (!(kinds as readonly string[]).includes(kind)) return refuse('service-module.sla-other', { kind }).refusal;
    if (term.completeMinutes < term.acceptMinutes) return refuse('service-module.sla-too-short', { kind }).refusal;
  }
  return undefined;
}

/** Supplies of those in isolation are asked for by the platform itself, which answers what its policy says and nothing else. */
function withoutSupplies(definition: ModuleDefinition, supplies: PublishFacts['supplies']): Refusal<PublishRefusal> | undefined {
  if (definition.code !== supplies.moduleCode) return undefined;
  if (!definition.active || !definition.kinds.includes(supplies.kind)) return refuse('service-module.serves-supplies', {}).refusal;
  const unfit = checkAnswers(definition.fields, supplies.answers);
  return unfit && refuse('service-module.supplies-answer', { field: unfit.refusal.params.field }).refusal;
}

/** Somebody published another version since the editor began: who, when, and what of it differs. */
function overtaken(
  module: ServiceModule,
  expectedVersion: number | undefined,
  publication: Publication | undefined,
): ReturnType<typeof refuse<'service-module.overtaken'>> | undefined {
  if (expectedVersion === undefined || expectedVersion === module.version || !publication) return undefined;
  const { at, by, seen } = publication;
  return refuse('service-module.overtaken', {
    ...(by === undefined ? {} : { by }),
    at: at.toString(),
    form: module.formVersion,
    changed: seen ? changeWords(changesBetween(seen, module.definition)) : '',
  });
}

/** Publishes a module, or another version of it: the form that new errands are made with from now on. */
export function publishModule(
  definition: ModuleDefinition,
  how: { readonly create: boolean; readonly expectedVersion?: number | undefined },
  facts: PublishFacts,
): Outcome<Published, PublishRefusal> {
  const { module, all, asked, supplies } = facts;
  if (module && how.create) return refuse('service-module.exists', { code: definition.code });
  const wrong = fault(definition);
  if (wrong) return { ok: false, refusal: wrong };
  const late = module && overtaken(module, how.expectedVersion, facts.publication);
  if (late) return late;
  const named = all.find(({ code, zh, en }) => code !== definition.code && (zh === definition.zh || en === definition.en));
  if (named) return refuse('service-module.name-taken', { code: named.code });
  for (const { key, type } of definition.fields) {
    const before = asked.get(key);
    if (before && before.type !== type)
      return refuse('service-module.field-type-changed', { field: key, type: before.type, form: before.form });
  }
  const gap = withoutSupplies(definition, supplies);
  if (gap) return { ok: false, refusal: gap };
  const changes = changesBetween(module?.definition, definition);
  if (changes.length === 0) return refuse('service-module.nothing-changed', {});
  return ok({ definition, formVersion: (module?.formVersion ?? 0) + 1, changes });
}

/** Takes a module out of new errands, or back; its form stays as it is. */
export function setModuleActive(
  module: ServiceModule,
  input: { readonly active: boolean; readonly expectedVersion?: number | undefined },
  facts: Pick<PublishFacts, 'publication' | 'supplies'>,
): Outcome<ModuleDefinition, ActiveRefusal> {
  const { active } = input;
  if (module.definition.active === active) return refuse('service-module.is-so-already', {});
  if (!active && module.definition.code === facts.supplies.moduleCode) return refuse('service-module.serves-supplies', {});
  const late = overtaken(module, input.expectedVersion, facts.publication);
  return late ?? ok({ ...module.definition, active });
}
