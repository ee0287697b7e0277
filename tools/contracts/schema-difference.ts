import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './wire-schema.ts';

/** One way in which a value that was right is not right any more. */
export interface Difference {
  /** Where in the value, `rows[].status`; empty for the whole. */
  readonly at: string;
  readonly what: 'type' | 'required-added' | 'field-removed' | 'field-added-to-closed' | 'values' | 'bounds' | 'form' | 'alternatives';
  readonly detail: string;
}

/** Said for people; no value depends on it. */
const WORDS = new Set(['$schema', '$id', 'title', 'description', 'default', 'examples']);
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const COMPARED = new Set([
  ...WORDS,
  ...LOWER,
  ...UPPER,
  ...['type', 'const', 'enum', 'format', 'pattern', 'properties', 'required', 'additionalProperties', 'propertyNames', 'items', 'anyOf'],
]);

/**
 * Ways in which a value of the schema `sent` does not fit the schema `accepted`; none means that every sent value fits.
 * A keyword that is not understood has to be the same in both.
 */
export function misfits(sent: JsonSchema, accepted: JsonSchema, at = ''): readonly Difference[] {
  if (isDeepStrictEqual(sent, accepted)) return [];
  if (sent.anyOf) return sent.anyOf.flatMap((each) => misfits(each, accepted, at));
  if (accepted.anyOf) return fitsOne(sent, accepted.anyOf, at);
  const type = typeMisfit(sent, accepted, at);
  if (type) return [type];
  return [
    ...values(sent, accepted, at),
    ...bounds(sent, accepted, at),
    ...form(sent, accepted, at),
    ...fields(sent, accepted, at),
    ...parts(sent, accepted, at),
  ];
}

/** Fields of `before` that `now` no longer names, at any depth they have in common. */
export function removedFields(before: JsonSchema, now: JsonSchema, at = ''): readonly Difference[] {
  const options = now.anyOf ?? [now];
  const hasFields = options.some(({ properties }) => properties);
  return (before.anyOf ?? [before]).flatMap((option): readonly Difference[] => {
    const own = Object.entries(option.properties ?? {}).flatMap(([name, schema]): readonly Difference[] => {
      const left = options.flatMap(({ properties }): readonly JsonSchema[] => (properties?.[name] ? [properties[name]] : []));
      if (left.length > 0) return removedFields(schema, eitherOf(left), field(at, name));
      // Where no object is left, the type has changed, and that is said.
      return hasFields ? [{ at: field(at, name), what: 'field-removed', detail: name }] : [];
    });
    const items = options.flatMap((each): readonly JsonSchema[] => (each.items ? [each.items] : []));
    return option.items && items.length > 0 ? [...own, ...removedFields(option.items, eitherOf(items), `${at}[]`)] : own;
  });
}

const eitherOf = (options: readonly JsonSchema[]): JsonSchema => (options.length === 1 && options[0] ? options[0] : { anyOf: options });
const field = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);

function fitsOne(sent: JsonSchema, options: readonly JsonSchema[], at: string): readonly Difference[] {
  const tries = options.map((option) => misfits(sent, option, at));
  if (tries.some((found) => found.length === 0)) return [];
  return [{ at, what: 'alternatives', detail: `${sent.type ?? 'a value'} fits none of the alternatives` }];
}

function typeMisfit(sent: JsonSchema, accepted: JsonSchema, at: string): Difference | undefined {
  if (accepted.type === undefined || accepted.type === sent.type) return undefined;
  if (accepted.type === 'number' && sent.type === 'integer') return undefined;
  return { at, what: 'type', detail: `${sent.type ?? 'any'} where ${accepted.type} is expected` };
}

const allowed = (schema: JsonSchema): readonly unknown[] | undefined => ('const' in schema ? [schema.const] : schema.enum);

function values(sent: JsonSchema, accepted: JsonSchema, at: string): readonly Difference[] {
  const known = allowed(accepted);
  if (!known) return [];
  const given = allowed(sent);
  if (!given) return [{ at, what: 'values', detail: `any value where only ${known.join(', ')} are known` }];
  const unknown = given.filter((value) => !known.includes(value));
  return unknown.length === 0 ? [] : [{ at, what: 'values', detail: unknown.join(', ') }];
}

function bounds(sent: JsonSchema, accepted: JsonSchema, at: string): readonly Difference[] {
  const beyond = (keyword: string, isWithin: (own: number, limit: number) => boolean): Difference[] => {
    const limit = accepted[keyword];
    if (typeof limit !== 'number') return [];
    const own = sent[keyword];
    if (typeof own === 'number' && isWithin(own, limit)) return [];
    return [{ at, what: 'bounds', detail: `${keyword} ${typeof own === 'number' ? own : 'none'} beyond ${limit}` }];
  };
  return [
    ...LOWER.flatMap((keyword) => beyond(keyword, (own, limit) => own >= limit)),
    ...UPPER.flatMap((keyword) => beyond(keyword, (own, limit) => own <= limit)),
  ];
}

function form(sent: JsonSchema, accepted: JsonSchema, at: string): readonly Difference[] {
  // Whoever sends one of a few values says more than any form.
  if (allowed(sent) && allowed(accepted)) return [];
  const others = Object.keys(accepted).filter((keyword) => !COMPARED.has(keyword));
  return ['format', 'pattern', ...others]
    .filter((keyword) => accepted[keyword] !== undefined && !isDeepStrictEqual(accepted[keyword], sent[keyword]))
    .map((keyword) => ({
      at,
      what: 'form' as const,
      detail: `${keyword} ${JSON.stringify(sent[keyword] ?? null)} where ${JSON.stringify(accepted[keyword])} is expected`,
    }));
}

function fields(sent: JsonSchema, accepted: JsonSchema, at: string): readonly Difference[] {
  const given = sent.properties ?? {};
  const known = accepted.properties ?? {};
  const surely = new Set(sent.required ?? []);
  return [
    ...(accepted.required ?? [])
      .filter((name) => !surely.has(name))
      .map((name) => ({ at: field(at, name), what: 'required-added' as const, detail: name })),
    ...Object.entries(given).flatMap(([name, schema]) => {
      const expected = known[name] ?? (typeof accepted.additionalProperties === 'object' ? accepted.additionalProperties : undefined);
      if (expected) return misfits(schema, expected, field(at, name));
      return accepted.additionalProperties === false ? [{ at: field(at, name), what: 'field-added-to-closed' as const, detail: name }] : [];
    }),
  ];
}

/** Elements of lists, and the keys and values of open objects. */
function parts(sent: JsonSchema, accepted: JsonSchema, at: string): readonly Difference[] {
  const within = (own: JsonSchema | undefined, expected: JsonSchema | undefined, place: string): readonly Difference[] =>
    expected === undefined ? [] : misfits(own ?? {}, expected, place);
  const rest = ({ additionalProperties }: JsonSchema): JsonSchema | undefined =>
    typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const closed = accepted.additionalProperties === false && sent.additionalProperties !== false && sent.type === 'object';
  return [
    ...within(sent.items, accepted.items, `${at}[]`),
    ...(sent.additionalProperties === false ? [] : within(rest(sent), rest(accepted), field(at, '*'))),
    ...within(sent.propertyNames, accepted.propertyNames, field(at, '*')),
    ...(closed ? [{ at, what: 'field-added-to-closed' as const, detail: 'any further field' }] : []),
  ];
}
