import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { COMMANDS, EVENTS, QUERIES, type EventContract } from '@houzhai/contracts';
import { envelopeOf } from '@houzhai/persistence';
import { asyncApi, asyncApiYaml } from './asyncapi.ts';
import { cloudEventSchema, partnerType } from './event-schemas.ts';
import { generatedFiles } from './generated-files.ts';
import { propertyNamesOf, wireSchema, type JsonSchema } from './wire-schema.ts';

const addFormats = addFormatsModule.default;
const ajv = new Ajv2020({ strict: true, allErrors: true });
addFormats(ajv);
const named = EVENTS.map((event) => [event.name, event] as const);

/** Values of a schema of the wire. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: Number(schema['minimum'] ?? -1_000), max: Number(schema['maximum'] ?? 1_000) });
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 3 });
    case 'object':
      return fc.record(Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, own]) => [name, valuesOf(own)])), {
        requiredKeys: [...(schema.required ?? [])] as never[],
        noNullPrototype: true,
      });
    case 'string':
      if (schema.format === 'uuid') return fc.uuid();
      if (schema.format === 'date')
        return fc
          .date({ min: new Date('1950-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
          .map((day) => day.toISOString().slice(0, 10));
      if (schema.format === 'date-time')
        return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((at) => at.toISOString());
      if (schema.pattern !== undefined)
        return fc.stringMatching(new RegExp(schema.pattern)).filter((text) => text.length <= Number(schema['maxLength'] ?? Infinity));
      return fc.string({ maxLength: Number(schema['maxLength'] ?? 20) });
    default:
      throw new Error(`no values for ${JSON.stringify(schema)}`);
  }
}

/** The CloudEvent a service publishes for this data, by the function services publish with. */
function published(event: EventContract, data: unknown): Record<string, unknown> {
  const call = {
    caller: { kind: 'service', service: event.service } as const,
    commandId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37',
    operation: 'AcceptErrand',
    payloadHash: Buffer.alloc(32),
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    now: Temporal.Instant.from('2020-02-14T01:30:00Z'),
    token: undefined,
  };
  const record = { id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99', area: 'a07' };
  const { envelope } = envelopeOf(event.service, call, record, { contract: event, data }, 3);
  return JSON.parse(JSON.stringify(envelope)) as Record<string, unknown>;
}

describe('the AsyncAPI document', () => {
  const document = parse(asyncApiYaml()) as {
    channels: object;
    operations: Record<string, Record<string, unknown>>;
    components: { messages: object };
  };

  test('is AsyncAPI 3.0', () => {
    const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as object;
    const validator = new Ajv({ strict: false, allErrors: true, meta: false, validateSchema: false });
    addFormats(validator);
    const isValid = validator.validate(schema, document);
    expect(validator.errors ?? []).toEqual([]);
    expect(isValid).toBe(true);
    expect(validator.validate(schema, { ...document, channels: { broken: { address: 1 } } })).toBe(false);
  });

  test('has YAML that says the same, and the same text every time', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(asyncApi())));
    expect(asyncApiYaml()).toBe(asyncApiYaml());
  });

  test('every reference leads somewhere', () => {
    const at = (pointer: string): unknown =>
      pointer
        .slice(2)
        .split('/')
        .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
    const pointers = [...asyncApiYaml().matchAll(/\$ref: "(#[^"]+)"/g)].map(([, pointer]) => pointer!);
    expect(pointers.length).toBeGreaterThan(500);
    expect(pointers.filter((pointer) => at(pointer) === undefined)).toEqual([]);
  });

  test('names every operation with who may call it, and every event', () => {
    for (const { name, access } of [...COMMANDS, ...QUERIES]) expect(document.operations[name]?.['x-access']).toEqual(access);
    for (const { name, partner } of EVENTS) {
      expect(document.components.messages).toHaveProperty([name]);
      expect(Object.hasOwn(document.components.messages, `Partner${name}`)).toBe(partner);
    }
  });
});

describe('the JSON Schema of an event', () => {
  test.each(named)('%s: takes what is published, and nothing that lacks a part', (_name, event) => {
    const validate = ajv.compile(cloudEventSchema(event));
    for (const example of event.examples) expect(validate(published(event, example)), JSON.stringify(validate.errors)).toBe(true);
    const data = wireSchema(event.data);
    fc.assert(
      fc.property(valuesOf(data), (value) => {
        expect(event.data.safeParse(value).success).toBe(true);
        expect(validate(published(event, value)), JSON.stringify(validate.errors)).toBe(true);
      }),
      { numRuns: 15 },
    );
    const [sample] = fc.sample(valuesOf(data), { numRuns: 1, seed: 1 });
    const good = published(event, sample);
    for (const key of Object.keys(good)) expect(validate({ ...good, [key]: undefined }), key).toBe(false);
    expect(validate({ ...good, type: 'evt.errands.errand.unheard-of.v1' })).toBe(false);
    for (const key of data.required ?? [])
      expect(validate({ ...good, data: { ...(sample as object), [key]: undefined } }), key).toBe(false);
  });

  test.each(named.filter(([, { partner }]) => partner))('%s: has no actor and no trace for partners', (_name, event) => {
    const schema = cloudEventSchema(event, 'partner');
    expect(schema.properties).not.toHaveProperty('actor');
    expect(Object.keys(schema.properties ?? {}).sort()).toEqual([
      'aggregateversion',
      'area',
      'data',
      'datacontenttype',
      'id',
      'occurredat',
      'source',
      'specversion',
      'subject',
      'time',
      'type',
    ]);
    expect(schema.properties?.['type']).toMatchObject({ const: partnerType(event) });
    expect(ajv.validateSchema(schema)).toBe(true);
  });

  test('is a file, one per event and one more for partners', () => {
    const files = [...generatedFiles().keys()].filter((path) => path.includes('/schemas/'));
    expect(files).toHaveLength(EVENTS.length + EVENTS.filter(({ partner }) => partner).length);
  });
});

/** Names of fields that no event may have, and why. Ids, counts, codes and dates are what events are made of. */
const DENIED: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^(name|fullName|displayName|residentName|label|initials|nickname)$/i, 'says who somebody is'],
  [/phone|mobile|telephone|wechat|email/i, 'reaches a person'],
  [/^(address|street|houseNo|room|dwelling|lat|lng|latitude|longitude|position)$/i, 'says where somebody lives or is'],
  [/idNumber|idCard|documentNo|documentNumber|passport|permitNo|bankCard|cardNo/i, 'number of a document or card'],
  [/birth|^age$|^sex$|^gender$|ethnic|nationality/i, 'describes a person'],
  [/diagnosis|symptom|temperature|medicine|health|disability/i, 'health is sensitive information'],
  [/photo|image|fingerprint|signature|voice|recording/i, 'shows or identifies a body'],
  [
    /^(note|words|reason|text|remark|comment|answers|items|reference|evidence|witness|collectedBy)$/i,
    'free text can hold anything about anybody',
  ],
  [/password|token|secret|seed/i, 'opens a door'],
];

describe('no event says who somebody is', () => {
  test.each(named)('%s', (_name, event) => {
    for (const reader of ['service', 'partner'] as const) {
      for (const name of propertyNamesOf(cloudEventSchema(event, reader))) {
        const denied = DENIED.find(([pattern]) => pattern.test(name));
        expect(denied, `${event.name}.${name}: ${denied?.[1] ?? ''}`).toBeUndefined();
      }
    }
  });

  test('the list speaks', () => {
    const bad = { type: 'object', properties: { person: { type: 'object', properties: { phone: {}, documentNo: {} } } } };
    expect(propertyNamesOf(bad).filter((name) => DENIED.some(([pattern]) => pattern.test(name)))).toEqual(['phone', 'documentNo']);
  });
});
