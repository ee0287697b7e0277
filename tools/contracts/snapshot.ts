import { COMMANDS, EVENTS, QUERIES, REFUSALS, type RefusalCode } from '@houzhai/contracts';
import { envelopeSchema } from './event-schemas.ts';
import { wireSchema, type JsonSchema } from './wire-schema.ts';

/** Shape of one version of an operation. */
export interface OperationShape {
  readonly name: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
}

/** Shape of one version of an event. */
export interface EventShape {
  readonly name: string;
  readonly partner: boolean;
  readonly data: JsonSchema;
}

/** What others may rely on: by subject, by CloudEvents type, by refusal code; and the envelopes events travel in. */
export interface Snapshot {
  readonly operations: Readonly<Record<string, OperationShape>>;
  readonly events: Readonly<Record<string, EventShape>>;
  readonly refusals: Readonly<Record<string, JsonSchema>>;
  readonly envelopes: Readonly<Record<'service' | 'partner', JsonSchema>>;
}

const byKey = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** The contracts as they are now. */
export const currentSnapshot = (): Snapshot => ({
  operations: byKey(
    [...COMMANDS, ...QUERIES].map(({ subject, name, input, output }) => [
      subject,
      { name, input: wireSchema(input), output: wireSchema(output) },
    ]),
  ),
  events: byKey(EVENTS.map(({ type, name, partner, data }) => [type, { name, partner, data: wireSchema(data) }])),
  refusals: byKey((Object.keys(REFUSALS) as RefusalCode[]).map((code) => [code, wireSchema(REFUSALS[code])])),
  envelopes: { service: envelopeSchema('draft-2020-12', 'service'), partner: envelopeSchema('draft-2020-12', 'partner') },
});
