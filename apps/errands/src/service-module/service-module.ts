import type { ModuleChange, ModuleDefinition, ModuleField } from '@houzhai/contracts';

/** A service module 模块 as it stands: what it says of itself, how often that was published, and its version. */
export interface ServiceModule {
  readonly id: string;
  readonly version: number;
  readonly formVersion: number;
  readonly definition: ModuleDefinition;
}

type Part = ModuleChange['part'];
type Said = string | undefined;

const changed = (part: Part, before: Said, after: Said, key?: string): ModuleChange[] =>
  before === after
    ? []
    : [
        {
          part,
          ...(key === undefined ? {} : { key }),
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
      ];

const termOf = (definition: ModuleDefinition, kind: string): Said => {
  const term = definition.sla[kind as keyof typeof definition.sla];
  return term && `${String(term.acceptMinutes)}/${String(term.completeMinutes)}`;
};
const named = ({ zh, en }: ModuleField): string => `${zh} / ${en}`;
const choicesOf = ({ choices }: ModuleField): Said => choices?.join('、');

function fieldChanges(before: ModuleField, after: ModuleField): ModuleChange[] {
  const { key } = after;
  return [
    ...changed('field-zh', before.zh, after.zh, key),
    ...changed('field-en', before.en, after.en, key),
    ...changed('field-type', before.type, after.type, key),
    ...changed('field-required', String(before.required), String(after.required), key),
    ...changed('field-choices', choicesOf(before), choicesOf(after), key),
  ];
}

/** What differs between two definitions of a module, one line a difference; none where they say the same. */
export function changesBetween(before: ModuleDefinition | undefined, after: ModuleDefinition): ModuleChange[] {
  if (!before) return [{ part: 'created', after: after.code }];
  const kinds = [...new Set([...Object.keys(before.sla), ...Object.keys(after.sla)])].sort();
  const old = new Map(before.fields.map((field) => [field.key, field]));
  const now = new Set(after.fields.map(({ key }) => key));
  const stayed = (fields: readonly ModuleField[]): string =>
    fields
      .map(({ key }) => key)
      .filter((key) => old.has(key) && now.has(key))
      .join(' ');
  return [
    ...changed('name-zh', before.zh, after.zh),
    ...changed('name-en', before.en, after.en),
    ...changed('active', String(before.active), String(after.active)),
    ...changed('kinds', before.kinds.join(' '), after.kinds.join(' ')),
    ...changed('clock', before.clock, after.clock),
    ...kinds.flatMap((kind) => changed('sla', termOf(before, kind), termOf(after, kind), kind)),
    ...changed('placeholder', String(before.placeholder), String(after.placeholder)),
    ...before.fields.filter(({ key }) => !now.has(key)).flatMap((field) => changed('field-retired', named(field), undefined, field.key)),
    ...after.fields.flatMap((field) => {
      const was = old.get(field.key);
      return was ? fieldChanges(was, field) : changed('field-added', undefined, named(field), field.key);
    }),
    ...changed('field-order', stayed(before.fields), stayed(after.fields)),
  ];
}

/** The differences as one word each, for a refusal: `name-en field-added=size`. */
export const changeWords = (changes: readonly ModuleChange[]): string =>
  changes.map(({ part, key }) => (key === undefined ? part : `${part}=${key}`)).join(' ');
