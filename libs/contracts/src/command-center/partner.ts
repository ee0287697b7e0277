import { z } from 'zod';
import { platform, rolesEverywhere } from '../access.ts';
import { defineCommand, defineEvent, defineQuery, type EventContract } from '../contract.ts';
import * as errandEvents from '../errands/errand.events.ts';
import { AreaCode, InstantText, words } from '../fields.ts';

/** What partners may have, the facts of errands and of service modules. */
export const PARTNER_CONTRACTS: readonly EventContract[] = Object.values(errandEvents).filter(
  (one): one is typeof errandEvents.ErrandRequested => typeof one === 'object' && 'kind' in one && one.partner,
);
/** Entities and names of events a partner can be granted. */
export const PARTNER_EVENTS: readonly string[] = [
  ...new Set(PARTNER_CONTRACTS.map(({ entity }) => entity)),
  ...PARTNER_CONTRACTS.map(({ name }) => name),
];

const PartnerName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,19}$/)
  .describe('Partner, by its short name; never a person’s');
const PublicKey = z
  .string()
  .regex(/^U[A-Z2-7]{55}$/)
  .describe('Public half of an nkey the partner made, U…; without one a key is made and its seed shown once');
const Purpose = words(120, 5).describe('What the partner needs the events for; no names of people');
const Granted = z
  .array(z.enum(PARTNER_EVENTS))
  .min(1)
  .max(60)
  .describe('Events it may have: names such as ErrandAccepted, or errand and service-module for all of a kind');
const Areas = z
  .array(AreaCode)
  .min(1)
  .max(33)
  .describe('Areas whose events it may have; a00 for all of them. Events about the whole subdistrict come along');

/** Where a key stands: the newest is good without end, the one before until `until`. */
export const PartnerKey = z.object({ publicKey: z.string(), since: InstantText, until: InstantText.optional() });
export type PartnerKey = z.output<typeof PartnerKey>;

const key = {
  publicKey: z.string(),
  seed: z.string().optional().describe('Secret half, shown once; absent where the partner made its own key'),
};
const overseers = rolesEverywhere('PLATFORM_ADMIN', 'AUDITOR');

export const AddPartner = defineCommand({
  name: 'AddPartner',
  service: 'command-center',
  entity: 'partner',
  verb: 'add',
  version: 1,
  summary: 'Gives an outside organisation a feed of its own: an account, the events and areas it may have, a key.',
  access: platform,
  input: z.strictObject({
    partner: PartnerName,
    purpose: Purpose,
    events: Granted,
    areas: Areas.default(['a00']),
    publicKey: PublicKey.optional(),
  }),
  output: z.object({ partner: PartnerName, account: z.string(), ...key }),
  refusals: ['partner.name-taken', 'partner.key-taken', 'partner.no-place'],
  examples: [{ partner: 'demo', purpose: '演示数据对接', events: ['errand', 'service-module'] }],
});

export const ChangePartner = defineCommand({
  name: 'ChangePartner',
  service: 'command-center',
  entity: 'partner',
  verb: 'change',
  version: 1,
  summary: 'Changes what a partner is for or may have; holds for events from now on, those waiting outside it are not given.',
  access: platform,
  input: z.strictObject({
    partner: PartnerName,
    purpose: Purpose.optional(),
    events: Granted.optional(),
    areas: Areas.optional(),
  }),
  output: z.object({ partner: PartnerName, events: z.array(z.string()), areas: z.array(AreaCode) }),
  refusals: ['partner.revoked', 'partner.nothing-changed'],
  examples: [{ partner: 'demo', areas: ['a07', 'a08'] }],
});

export const RotatePartner = defineCommand({
  name: 'RotatePartner',
  service: 'command-center',
  entity: 'partner',
  verb: 'rotate',
  version: 1,
  summary: 'Gives a partner another key; the present one works on for the hours of the policy, or ends at once.',
  access: platform,
  input: z.strictObject({
    partner: PartnerName,
    publicKey: PublicKey.optional(),
    atOnce: z.boolean().default(false).describe('The present key ends at once, for a key that others may know'),
  }),
  output: z.object({ partner: PartnerName, ...key, oldKeyUntil: InstantText }),
  refusals: ['partner.revoked', 'partner.key-taken'],
  examples: [{ partner: 'demo' }],
});

export const RevokePartner = defineCommand({
  name: 'RevokePartner',
  service: 'command-center',
  entity: 'partner',
  verb: 'revoke',
  version: 1,
  summary: 'Ends a partner for good: its connections are closed, no key of it is let in, its feed is gone.',
  access: platform,
  input: z.strictObject({ partner: PartnerName }),
  output: z.object({ partner: PartnerName, revoked: z.boolean() }),
  refusals: ['partner.revoked'],
  examples: [{ partner: 'demo' }],
});

export const ReplayPartner = defineCommand({
  name: 'ReplayPartner',
  service: 'command-center',
  entity: 'partner',
  verb: 'replay',
  version: 1,
  summary: 'Puts the events since an instant into a partner’s feed once more, under the same ids; it drops by id what it has.',
  access: platform,
  input: z.strictObject({ partner: PartnerName, from: InstantText.describe('Events recorded since then') }),
  output: z.object({ partner: PartnerName, from: InstantText }),
  refusals: ['partner.revoked', 'partner.replay-too-far', 'partner.replay-runs'],
  examples: [{ partner: 'demo', from: '2020-02-14T00:00:00+08:00' }],
});

export const PartnerRow = z.object({
  partner: PartnerName,
  purpose: z.string(),
  state: z.enum(['ACTIVE', 'REVOKED']),
  account: z.string().optional().describe('Account on NATS; none any more once revoked'),
  events: z.array(z.string()),
  areas: z.array(AreaCode),
  keys: z.array(PartnerKey),
  since: InstantText,
  revokedAt: InstantText.optional(),
});
export type PartnerRow = z.output<typeof PartnerRow>;

export const ListPartners = defineQuery({
  name: 'ListPartners',
  service: 'command-center',
  view: 'partner',
  question: 'list',
  version: 1,
  summary: 'Partners with what they may have, and whether every nats-server runs by the contracts of this version.',
  access: overseers,
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(PartnerRow),
    servers: z
      .array(z.object({ name: z.string(), version: z.string(), current: z.boolean() }))
      .describe('nats-servers that answered; not current: its accounts are of other contracts, reload or restart it'),
  }),
  refusals: [],
  examples: [{}],
});

export const PartnerLag = defineQuery({
  name: 'PartnerLag',
  service: 'command-center',
  view: 'partner',
  question: 'lag',
  version: 1,
  summary: 'How far each partner is behind its feed.',
  access: overseers,
  input: z.strictObject({ partner: PartnerName.optional() }),
  output: z.object({
    rows: z.array(
      z.object({
        partner: PartnerName,
        connections: z.int(),
        waiting: z.int().describe('Events it has not been given yet'),
        unconfirmed: z.int().describe('Given and not confirmed'),
        oldest: InstantText.optional().describe('Since when the oldest it has not confirmed lies in the feed'),
        lastFetch: InstantText.optional().describe('When it was last given an event'),
        replay: z.object({ from: InstantText, given: z.int(), ended: z.boolean() }).optional().describe('The last replay'),
      }),
    ),
  }),
  refusals: [],
  examples: [{}],
});

const partnerEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({ name, service: 'command-center', entity: 'partner', past, version: 1, summary, partner: false, data: z.object(own) });
const granted = { events: z.array(z.string()), areas: z.array(AreaCode) };

export const PartnerAdded = partnerEvent('PartnerAdded', 'added', 'A partner has a feed.', { partner: PartnerName, ...granted });
export const PartnerChanged = partnerEvent('PartnerChanged', 'changed', 'A partner may have other events than before.', granted);
export const PartnerRotated = partnerEvent('PartnerRotated', 'rotated', 'A partner has another key.', { oldKeyUntil: InstantText });
export const PartnerRevoked = partnerEvent('PartnerRevoked', 'revoked', 'A partner is let in no more.', {});
