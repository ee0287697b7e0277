import * as contracts from '@houzhai/contracts';
import { wireSchema, type ContractSchema, type JsonSchema } from './wire-schema.ts';

/** A reference within the document. */
export const ref = (pointer: string): { readonly $ref: string } => ({ $ref: `#/${pointer}` });

/** A shorter schema is said in place. */
const WORTH_A_NAME = 150;

const isSchema = (value: unknown): value is ContractSchema =>
  typeof value === 'object' && value !== null && '_zod' in value && 'toJSONSchema' in value;

const textOf = ({ description: _, default: __, ...own }: JsonSchema): string => JSON.stringify(sorted(own));

/** Schemas that the contracts export under a name and that are long enough to be said once, by their text. */
const NAMED: ReadonlyMap<string, readonly [name: string, schema: JsonSchema]> = new Map(
  Object.entries(contracts)
    .flatMap(([name, value]): [string, JsonSchema][] => (isSchema(value) ? [[name, wireSchema(value, 'draft-07')]] : []))
    .map(([name, schema]) => [textOf(schema), [name, schema]] as const)
    .filter(([text]) => text.length >= WORTH_A_NAME),
);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** The schemas by name, each referring to the others it contains. */
export const componentSchemas = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...NAMED.values()].map(([name, schema]) => [name, inside(schema)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The value with every schema that has a name replaced by a reference to it; what is said about this place stays. */
export function withNames(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = Array.isArray(value) ? undefined : NAMED.get(textOf(value as JsonSchema));
  if (!known) return inside(value);
  const [name, own] = known;
  const { description, default: preset } = value as JsonSchema;
  const here = {
    ...(description === undefined || description === own.description ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
  };
  const reference = ref(`components/schemas/${name}`);
  return Object.keys(here).length === 0 ? reference : { ...here, allOf: [reference] };
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNames(item)]));
}
