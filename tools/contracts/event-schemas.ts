import { Envelope, type EventContract } from '@houzhai/contracts';
import { wireSchema, type Draft, type JsonSchema } from './wire-schema.ts';

/** Context attributes that stay inside: who did it and what it belonged to. */
const NOT_FOR_PARTNERS = ['actor', 'correlationid', 'causationid'];

/** CloudEvents `type` of an event in a partner's feed. */
export const partnerType = (event: EventContract): string => event.type.replace(/^evt\./, 'pub.');

/** Context attributes of a CloudEvent as services exchange it, or as a partner receives it; `data` is the event's own. */
export function envelopeSchema(draft: Draft, reader: 'service' | 'partner'): JsonSchema {
  const { properties = {}, required = [], ...rest } = wireSchema(Envelope, draft);
  const left = (name: string): boolean => name !== 'data' && !(reader === 'partner' && NOT_FOR_PARTNERS.includes(name));
  const attributes = Object.fromEntries(Object.entries(properties).filter(([name]) => left(name)));
  if (reader === 'partner') {
    attributes['id'] = { type: 'string', format: 'uuid', description: 'Event id, the same at every delivery' };
    attributes['type'] = { type: 'string', description: 'pub.<service>.<entity>.<past>.v<N>' };
    attributes['subject'] = { type: 'string', format: 'uuid', description: 'Record the fact is about, under this partner’s pseudonym' };
  }
  return { ...rest, properties: attributes, required: required.filter(left) };
}

/** What an event fixes and adds in the CloudEvent it travels in. */
export function eventPart(event: EventContract, draft: Draft, reader: 'service' | 'partner'): JsonSchema {
  return {
    type: 'object',
    properties: {
      type: { type: 'string', const: reader === 'partner' ? partnerType(event) : event.type },
      source: { type: 'string', const: `/houzhai/${event.service}` },
      data: wireSchema(event.data, draft),
    },
    required: ['type', 'source', 'data'],
  };
}

/** JSON Schema (2020-12) of the whole CloudEvent an event travels in. */
export function cloudEventSchema(event: EventContract, reader: 'service' | 'partner' = 'service'): JsonSchema {
  const envelope = envelopeSchema('draft-2020-12', reader);
  const own = eventPart(event, 'draft-2020-12', reader);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:houzhai:${reader === 'partner' ? partnerType(event) : event.type}`,
    title: event.name,
    description: event.summary,
    type: 'object',
    properties: { ...envelope.properties, ...own.properties },
    required: [...(envelope.required ?? []), 'data'],
  };
}

/** File name of an event's schema. */
export const schemaFile = (event: EventContract): string => `${event.name}.v${event.version}.json`;
