import { z } from 'zod';
import { platform, rolesEverywhere } from './access.ts';
import { defineCommand, defineQuery, type Service } from './contract.ts';
import { forEveryService } from './every-service.ts';
import { InstantText, Uuid } from './fields.ts';

const Position = z
  .string()
  .regex(/^\d{1,19}$/)
  .describe('Position in the ledger of the service');
const watched = rolesEverywhere('PLATFORM_ADMIN', 'COMMANDER');

/** An event that cannot be published; the later events of its record wait behind it. */
export const ParkedEvent = z.object({
  position: Position,
  entity: z.string(),
  recordId: Uuid,
  version: z.int(),
  eventType: z.string(),
  reason: z.string().describe('What the event stream answered'),
  attempts: z.int(),
  waiting: z.int().describe('Later events of the same record'),
  parkedAt: InstantText,
});
export type ParkedEvent = z.output<typeof ParkedEvent>;

/** A message a reader could not apply; what it says stays in the service. */
export const DeadLetterRow = z.object({
  id: Uuid,
  durable: z.string(),
  stream: z.string(),
  streamSequence: z.string(),
  eventType: z.string().optional(),
  entity: z.string().optional(),
  recordId: Uuid.optional(),
  version: z.int().optional(),
  cause: z.string(),
  deliveries: z.int(),
  at: InstantText,
});
export type DeadLetterRow = z.output<typeof DeadLetterRow>;

export const DeliveryState = z.object({
  service: z.string(),
  pending: z.int().describe('Events not yet in the stream'),
  oldestSeconds: z.int().describe('Age of the oldest of them; 0 when there is none'),
  parked: z.array(ParkedEvent).describe('The oldest hundred'),
  deadLetters: z.array(DeadLetterRow).describe('The oldest hundred'),
  stream: z.object({
    name: z.string(),
    exists: z.boolean(),
    events: z.int(),
    firstSequence: z.int(),
    lastSequence: z.int(),
    bytes: z.int(),
  }),
  readers: z.array(
    z.object({
      durable: z.string(),
      stream: z.string(),
      exists: z.boolean(),
      lag: z.int().describe('Events in the stream it has not been given yet'),
      unconfirmed: z.int().describe('Events given to it and not yet confirmed'),
    }),
  ),
  asOf: InstantText,
});
export type DeliveryState = z.output<typeof DeliveryState>;

const deliveryOf = (service: Service) => ({
  state: defineQuery({
    name: `DeliveryState-${service}`,
    service,
    view: 'delivery',
    question: 'state',
    version: 1,
    summary: 'How far the events of a service have travelled: waiting, parked, set aside, and the lag of its readers.',
    access: watched,
    input: z.strictObject({}),
    output: DeliveryState,
    refusals: [],
    examples: [{}],
  }),
  retryParked: defineCommand({
    name: `RetryParked-${service}`,
    service,
    entity: 'delivery',
    verb: 'retry-parked',
    version: 1,
    summary: 'Lets a parked event be published again; the later events of its record follow.',
    access: platform,
    input: z.strictObject({ position: Position.meta({ positional: true }) }),
    output: z.object({ position: Position, waiting: z.int() }),
    refusals: ['delivery.not-parked'],
    examples: [{ position: '4711' }],
  }),
  skipParked: defineCommand({
    name: `SkipParked-${service}`,
    service,
    entity: 'delivery',
    verb: 'skip-parked',
    version: 1,
    summary: 'Gives a parked event up: a tombstone of the same version is published in its place, so that the later ones can follow.',
    access: platform,
    input: z.strictObject({ position: Position.meta({ positional: true }) }),
    output: z.object({ position: Position, waiting: z.int() }),
    refusals: ['delivery.not-parked'],
    examples: [{ position: '4711' }],
  }),
  retryDeadLetter: defineCommand({
    name: `RetryDeadLetter-${service}`,
    service,
    entity: 'delivery',
    verb: 'retry-dead-letter',
    version: 1,
    summary: 'Applies a message that was set aside, and those of the same record set aside after it, in their order.',
    access: platform,
    input: z.strictObject({ id: Uuid.meta({ positional: true }) }),
    output: z.object({ applied: z.int() }),
    refusals: ['delivery.no-dead-letter', 'delivery.still-failing'],
    examples: [{ id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99' }],
  }),
  giveUpDeadLetter: defineCommand({
    name: `GiveUpDeadLetter-${service}`,
    service,
    entity: 'delivery',
    verb: 'give-up-dead-letter',
    version: 1,
    summary: 'Passes over a message that was set aside: it takes no effect, those after it may follow.',
    access: platform,
    input: z.strictObject({ id: Uuid.meta({ positional: true }) }),
    output: z.object({ givenUp: z.boolean() }),
    refusals: ['delivery.no-dead-letter'],
    examples: [{ id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99' }],
  }),
  restoreStream: defineCommand({
    name: `RestoreStream-${service}`,
    service,
    entity: 'delivery',
    verb: 'restore-stream',
    version: 1,
    summary: 'Compares the event stream with the ledger, makes it anew where it is gone, and publishes again what it lacks.',
    access: platform,
    input: z.strictObject({}),
    output: z.object({ stream: z.string(), made: z.boolean(), again: z.int().describe('Events that will be published again') }),
    refusals: [],
    examples: [{}],
  }),
});

/** What every service tells about the delivery of its events, and what can be done about it. */
export const DELIVERY = forEveryService(deliveryOf);
