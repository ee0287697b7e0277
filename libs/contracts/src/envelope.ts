import { z } from 'zod';
import { AreaCode, InstantText, OperatorId, Uuid, Version } from './fields.ts';

/** CloudEvents 1.0 in structured JSON mode, with the platform's extensions. */
export const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: Uuid.describe('Event id, also the Nats-Msg-Id'),
  source: z.string().describe('/houzhai/<service>'),
  type: z.string().describe('evt.<service>.<entity>.<past>.v<N>'),
  subject: z.string().describe('Id of the record the fact is about'),
  time: InstantText.describe('When it was recorded'),
  datacontenttype: z.literal('application/json'),
  aggregateversion: Version,
  correlationid: z.string().describe('Trace the command belonged to'),
  causationid: z.string().describe('Command or event that caused it'),
  actor: z.union([OperatorId, z.string().regex(/^service:[a-z-]+$/)]).describe('Operator, or the service that acted by itself'),
  area: AreaCode,
  occurredat: InstantText.describe('When it happened'),
  data: z.unknown(),
});
export type Envelope<D = unknown> = Omit<z.output<typeof Envelope>, 'data'> & { readonly data: D };
