import { z } from 'zod';
import { rolesEverywhere } from './access.ts';
import { SERVICES, defineQuery, type Service } from './contract.ts';

const KeyUse = z.object({
  key: z.string().describe('Name of the key, the beginning of a hash of it; empty for rows from before keys had names'),
  rows: z.int().describe('Rows that need it'),
  known: z.boolean().describe('It is among the settings; a key that is not and has rows was dropped too early'),
  newest: z.boolean(),
});

const stateOf = (service: Service) =>
  defineQuery({
    name: `KeyState-${service}`,
    service,
    view: 'keys',
    question: 'state',
    version: 1,
    summary: 'Which master keys and index keys this service’s rows still need; an old key with no rows may be dropped.',
    access: rolesEverywhere('PLATFORM_ADMIN', 'AUDITOR'),
    input: z.strictObject({}),
    output: z.object({ service: z.enum(SERVICES), masters: z.array(KeyUse), indexes: z.array(KeyUse) }),
    refusals: [],
    examples: [{}],
  });

/** How far a change of keys has come, per service. */
export const KEY_STATES = Object.fromEntries(SERVICES.map((service) => [service, stateOf(service)])) as Record<
  Service,
  ReturnType<typeof stateOf>
>;
