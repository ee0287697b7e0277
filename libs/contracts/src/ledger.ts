import { z } from 'zod';
import { servicesOnly } from './access.ts';
import { defineQuery, type Service } from './contract.ts';
import { Envelope } from './envelope.ts';
import { forEveryService } from './every-service.ts';
import { InstantText, Uuid } from './fields.ts';

const ledgerOf = (service: Service) =>
  defineQuery({
    name: `Ledger-${service}`,
    service,
    view: 'ledger',
    question: 'page',
    version: 1,
    summary: 'Events of a service from the first one on, for readers of another service that rebuild a projection.',
    access: servicesOnly,
    input: z.strictObject({
      entities: z.array(z.string().max(40)).min(1).max(20),
      after: z
        .string()
        .regex(/^\d{1,19}$/)
        .default('0')
        .describe('Continue after this position'),
      since: InstantText.optional().describe('Only events recorded since then'),
      settled: z.boolean().default(false).describe('Waits for what is being written, so that no later page has a lower number'),
      recordId: Uuid.optional().describe('Only the events of this record'),
      limit: z.int().min(1).max(500).default(500),
    }),
    output: z.object({ events: z.array(Envelope), position: z.string(), end: z.boolean() }),
    refusals: [],
    examples: [{ entities: ['errand'] }],
  });

/** The ledgers of the services, readable by services only. */
export const LEDGERS = forEveryService(ledgerOf);
