import type { Command } from '@houzhai/contracts';

/** The part of JSON Schema that contracts produce. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** Any schema of a contract. */
export type ContractSchema = Command['input'];
export type Draft = 'draft-2020-12' | 'draft-07';

/** Said about the command line, not about the wire. */
const NOT_OF_THE_WIRE = ['positional'];

/**
 * JSON Schema of what travels. Both ends parse what they receive, so the wire has the shape before parsing: fields with
 * defaults may be absent, objects are open unless the contract is strict.
 */
export function wireSchema(schema: ContractSchema, draft: Draft = 'draft-2020-12'): JsonSchema {
  const { $schema: _dialect, ...own } = schema.toJSONSchema({
    io: 'input',
    unrepresentable: 'any',
    target: draft,
    override: ({ jsonSchema }) => {
      for (const keyword of NOT_OF_THE_WIRE) Reflect.deleteProperty(jsonSchema, keyword);
      // A format says it; the expression is how zod checks it.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return own as JsonSchema;
}

/** Names of all properties at any depth. */
export function propertyNamesOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' && !Array.isArray(value) ? Object.keys(value as object) : []),
    ...propertyNamesOf(value),
  ]);
}
