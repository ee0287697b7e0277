import { z } from 'zod';
import { everybody, rolesWithin } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, InstantText, OperatorId, Reason, Uuid } from '../fields.ts';

const Minutes = z.int().min(1).max(1_440);
/** Those who see at once that a glass was broken. */
const watch = rolesWithin('COMMANDER', 'DUTY_OFFICER', 'AUDITOR');
const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';

export const BreakGlass = defineCommand({
  name: 'BreakGlass',
  service: 'command-center',
  entity: 'session',
  verb: 'break-glass',
  version: 1,
  summary:
    'Widens the jurisdiction of this session in an emergency, for minutes; seen at once by the command centre, every call is recorded.',
  access: everybody,
  input: z.strictObject({
    areas: z.array(AreaCode).min(1).max(32).describe('Areas outside one’s own jurisdiction'),
    reason: Reason,
    minutes: Minutes.optional().describe('At most what the policy allows, which is also the default'),
  }),
  output: z.object({ glassId: Uuid, areas: z.array(AreaCode), until: InstantText }),
  refusals: [
    'break-glass.not-for-your-role',
    'break-glass.too-long',
    'break-glass.is-open',
    'break-glass.nothing-to-widen',
    'place.unknown',
  ],
  examples: [{ areas: ['a08'], reason: '邻村值班失联，代为处置' }],
});

export const MendGlass = defineCommand({
  name: 'MendGlass',
  service: 'command-center',
  entity: 'session',
  verb: 'mend-glass',
  version: 1,
  summary: 'Narrows the jurisdiction of this session to one’s own again, before the time is over.',
  access: everybody,
  input: z.strictObject({}),
  output: z.object({ glassId: Uuid }),
  refusals: ['break-glass.not-open'],
  examples: [{}],
});

export const BrokenGlassRow = z.object({
  glassId: Uuid,
  operatorId: OperatorId,
  account: z.string(),
  displayName: z.string(),
  areas: z.array(AreaCode),
  brokenAt: InstantText,
  until: InstantText.describe('When it ends or ended'),
  open: z.boolean(),
  reason: z.string().optional().describe('Why, in the words given'),
  calls: z.int().describe('Calls to the command centre in that time; each service’s record has its own'),
  acknowledgedBy: OperatorId.optional(),
  acknowledgedAt: InstantText.optional(),
});
export type BrokenGlassRow = z.output<typeof BrokenGlassRow>;

export const ListBrokenGlass = defineQuery({
  name: 'ListBrokenGlass',
  service: 'command-center',
  view: 'broken-glass',
  question: 'list',
  version: 1,
  summary: 'Whose jurisdiction is or was widened in an emergency: who, where, until when and why; newest first.',
  access: watch,
  input: z.strictObject({
    open: z.boolean().default(false).describe('Only those that are open'),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: z.object({ rows: z.array(BrokenGlassRow) }),
  refusals: [],
  examples: [{ open: true }],
});

export const AcknowledgeBrokenGlass = defineCommand({
  name: 'AcknowledgeBrokenGlass',
  service: 'command-center',
  entity: 'broken-glass',
  verb: 'acknowledge',
  version: 1,
  summary: 'Says that the command centre has seen it; by somebody else than whoever did it.',
  access: watch,
  input: z.strictObject({ glassId: Uuid.meta({ positional: true }) }),
  output: z.object({ acknowledged: z.boolean() }),
  refusals: ['break-glass.acknowledged', 'break-glass.own'],
  examples: [{ glassId: exampleId }],
});

export const GlassBroken = defineEvent({
  name: 'GlassBroken',
  service: 'command-center',
  entity: 'broken-glass',
  past: 'broken',
  version: 1,
  summary: 'A session’s jurisdiction was widened in an emergency.',
  partner: false,
  data: z.object({ areas: z.array(AreaCode), until: InstantText }),
});

export const GlassMended = defineEvent({
  name: 'GlassMended',
  service: 'command-center',
  entity: 'broken-glass',
  past: 'mended',
  version: 1,
  summary: 'A widened jurisdiction was given back before its time was over.',
  partner: false,
  data: z.object({}),
});

export const GlassAcknowledged = defineEvent({
  name: 'GlassAcknowledged',
  service: 'command-center',
  entity: 'broken-glass',
  past: 'acknowledged',
  version: 1,
  summary: 'The command centre has seen that a jurisdiction was widened.',
  partner: false,
  data: z.object({}),
});
