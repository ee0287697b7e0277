import type { ModuleDefinition, ModuleField } from '@houzhai/contracts';

/** A module nobody has said anything about yet. */
export const EMPTY: ModuleDefinition = {
  code: '',
  zh: '',
  en: '',
  active: true,
  kinds: ['OTHER'],
  clock: 'CLOCK',
  sla: {},
  fields: [],
  placeholder: false,
};

/** Properties of a module besides its fields and terms. */
const OWN = ['zh', 'en', 'active', 'kinds', 'clock', 'placeholder'] as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether two definitions say the same. */
export const isSame = (a: ModuleDefinition, b: ModuleDefinition): boolean =>
  OWN.every((key) => same(a[key], b[key])) && same(a.fields, b.fields) && same(Object.entries(a.sla).sort(), Object.entries(b.sla).sort());

/** Puts a field in the place of the one that had `key`, or at the end where there is none. */
export const withModuleField = (draft: ModuleDefinition, key: string | undefined, field: ModuleField): ModuleDefinition => ({
  ...draft,
  fields: draft.fields.some((one) => one.key === key)
    ? draft.fields.map((one) => (one.key === key ? field : one))
    : [...draft.fields, field],
});

/** Takes a field out; what errands answered stays with the form they were made with. */
export const withoutField = (draft: ModuleDefinition, key: string): ModuleDefinition => ({
  ...draft,
  fields: draft.fields.filter((field) => field.key !== key),
});

/** Moves a field up or down by one; the same draft where it cannot move further. */
export function moveField(draft: ModuleDefinition, key: string, step: 1 | -1): ModuleDefinition {
  const at = draft.fields.findIndex((field) => field.key === key);
  const other = draft.fields[at + step];
  const field = draft.fields[at];
  if (!field || !other) return draft;
  return { ...draft, fields: draft.fields.with(at, other).with(at + step, field) };
}

/** A draft on top of what somebody else published meanwhile, and what both changed: there the draft's word stands. */
export interface Rebased {
  readonly draft: ModuleDefinition;
  readonly both: readonly string[];
}

/** Puts what a draft changed since `base` on top of `theirs`: nothing of either is lost but where both changed the same. */
export function rebase(base: ModuleDefinition, draft: ModuleDefinition, theirs: ModuleDefinition): Rebased {
  const both: string[] = [];
  const merged = <T>(name: string, was: T, mine: T, other: T): T => {
    if (same(was, mine)) return other;
    if (!same(was, other) && !same(mine, other)) both.push(name);
    return mine;
  };
  const own = Object.fromEntries(OWN.map((key) => [key, merged(key, base[key], draft[key], theirs[key])]));
  const kinds = [...new Set([...Object.keys(theirs.sla), ...Object.keys(draft.sla)])] as (keyof ModuleDefinition['sla'])[];
  const sla = Object.fromEntries(
    kinds.flatMap((kind) => {
      const term = merged(`sla ${kind}`, base.sla[kind], draft.sla[kind], theirs.sla[kind]);
      return term ? [[kind, term]] : [];
    }),
  );
  const of = ({ fields }: ModuleDefinition, key: string): ModuleField | undefined => fields.find((field) => field.key === key);
  // In the order of whoever changed it; what only the other side has comes after.
  const keysOf = ({ fields }: ModuleDefinition): string[] => fields.map(({ key }) => key);
  const first = same(keysOf(base), keysOf(draft)) ? theirs : draft;
  const keys = [...new Set([...keysOf(first), ...keysOf(theirs), ...keysOf(draft)])];
  const fields = keys.flatMap((key) => merged(key, of(base, key), of(draft, key), of(theirs, key)) ?? []);
  return { draft: { ...theirs, ...own, sla, fields }, both };
}
