import { z } from 'zod';
import { ROLES, guest, servicesOnly, signedIn } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, InstantText, OperatorId, Path, Uuid } from '../fields.ts';

const Account = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .describe('Account name');
export const Password = z.string().min(1).max(200).describe('Password');
export const SecondFactorCode = z
  .string()
  .trim()
  .regex(/^(?:\d{6}|[a-z2-9]{4}(?:-[a-z2-9]{4}){3})$/)
  .describe('Six digits of the authenticator, or a recovery code');
const ClientKey = z.string().regex(/^U[A-Z2-7]{55}$/);

const SessionClient = z.enum(['console', 'hz', 'program']);
const exampleKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4';
const exampleSession = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const exampleToken = 'rt_0123456789abcdefghijklmnop';

export const SessionGrant = z.object({
  token: z.string().describe('Access token (JWS, EdDSA), good on the connections of this session only'),
  refreshToken: z.string().describe('Opens the connection together with the client key, and renews the access token'),
  expiresAt: InstantText,
  sessionId: Uuid,
  inbox: z.string().describe('Prefix of the reply inboxes its connection may listen on'),
  lockAfterMinutes: z.int().min(1).describe('Minutes without a key after which the screen locks'),
  recoveryCodesLeft: z.int().optional().describe('Recovery codes left, when they are few'),
  operator: z.object({
    operatorId: OperatorId,
    account: Account,
    displayName: z.string(),
    roles: z.array(z.enum(ROLES)),
    scope: z.array(Path),
    mustChangePassword: z.boolean(),
    secondFactor: z.boolean().describe('Whether sign-in asks for a code'),
    mustEnrol: z.boolean().describe('A role asks for a second factor and there is none yet; nothing else works before'),
    deployed: z
      .object({ path: Path, role: z.enum(ROLES) })
      .optional()
      .describe('Where the operator’s team works now, seen in this role besides the own jurisdiction'),
  }),
});
export type SessionGrant = z.output<typeof SessionGrant>;

export const SignIn = defineCommand({
  name: 'SignIn',
  service: 'command-center',
  entity: 'session',
  verb: 'sign-in',
  version: 1,
  summary: 'Opens a session; a wrong password answers with the tries left, the same for unknown accounts.',
  access: guest,
  input: z.strictObject({
    account: Account,
    password: Password,
    readOnly: z.boolean().default(false).describe('Only look: every command is refused until signed in again'),
    client: SessionClient.default('program'),
    clientKey: ClientKey.optional().describe('Public half of a key the client made; a client without one is out of date and refused'),
    code: SecondFactorCode.optional(),
  }),
  output: SessionGrant,
  refusals: ['session.wrong-credentials', 'session.locked', 'session.second-factor-required', 'session.wrong-code'],
  examples: [{ account: 'duty', password: '…', clientKey: exampleKey }],
});

export const RenewSession = defineCommand({
  name: 'RenewSession',
  service: 'command-center',
  entity: 'session',
  verb: 'renew',
  version: 1,
  summary: 'A new access token, on a connection of the very session.',
  access: guest,
  input: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  output: SessionGrant,
  refusals: ['session.ended'],
  examples: [{ refreshToken: exampleToken }],
});

export const SignOut = defineCommand({
  name: 'SignOut',
  service: 'command-center',
  entity: 'session',
  verb: 'sign-out',
  version: 1,
  summary: 'Ends the caller’s session.',
  access: signedIn,
  input: z.strictObject({}),
  output: z.object({ ended: z.boolean() }),
  refusals: [],
  examples: [{}],
});

export const UnlockSession = defineCommand({
  name: 'UnlockSession',
  service: 'command-center',
  entity: 'session',
  verb: 'unlock',
  version: 1,
  summary: 'Checks the caller’s password behind a locked screen; wrong ones count like those of sign-in.',
  access: signedIn,
  input: z.strictObject({ password: Password }),
  output: z.object({ unlocked: z.boolean() }),
  refusals: ['session.wrong-credentials', 'session.locked'],
  examples: [{ password: '…' }],
});

export const EndSession = defineCommand({
  name: 'EndSession',
  service: 'command-center',
  entity: 'session',
  verb: 'end',
  version: 1,
  summary: 'Ends a session at once: one’s own, or as an administrator any of the jurisdiction.',
  access: signedIn,
  input: z.strictObject({ sessionId: Uuid }),
  output: z.object({ ended: z.boolean() }),
  refusals: [],
  examples: [{ sessionId: exampleSession }],
});

export const ListSessions = defineQuery({
  name: 'ListSessions',
  service: 'command-center',
  view: 'session',
  question: 'list',
  version: 1,
  summary: 'Sessions that are open: one’s own, or with `all` those of the accounts an administrator looks after.',
  access: signedIn,
  input: z.strictObject({ all: z.boolean().default(false).describe('Of all accounts; administrators only') }),
  output: z.object({
    rows: z.array(
      z.object({
        sessionId: Uuid,
        operatorId: OperatorId,
        account: Account,
        displayName: z.string(),
        client: SessionClient,
        readOnly: z.boolean(),
        startedAt: InstantText,
        lastSeenAt: InstantText.describe('Last sign-in, connection or renewal'),
        current: z.boolean().describe('The session that asks'),
      }),
    ),
  }),
  refusals: [],
  examples: [{}],
});

/** Why a session is over. */
export const SESSION_ENDS = ['SIGNED_OUT', 'ENDED', 'DISABLED', 'RESET', 'PASSWORD_CHANGED', 'EXPIRED'] as const;
export type SessionEnd = (typeof SESSION_ENDS)[number];

export const SessionState = defineQuery({
  name: 'SessionState',
  service: 'command-center',
  view: 'session',
  question: 'state',
  version: 1,
  summary: 'Whether a session still lives, for a client that is not let in any more; why and by whom it ended.',
  access: guest,
  input: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  output: z.object({
    live: z.boolean(),
    why: z.enum(SESSION_ENDS).optional(),
    by: z.string().optional().describe('Display name of the colleague who ended it'),
  }),
  refusals: [],
  examples: [{ refreshToken: exampleToken }],
});

export const RevokedSessions = defineQuery({
  name: 'RevokedSessions',
  service: 'command-center',
  view: 'session',
  question: 'revoked',
  version: 1,
  summary:
    'Sessions that ended, and widened jurisdictions and deployments that are over, while access tokens of theirs may still be about; every service refuses those.',
  access: servicesOnly,
  input: z.strictObject({ since: InstantText.optional().describe('Only those that ended since then') }),
  output: z.object({
    sessionIds: z.array(Uuid),
    tokenSeconds: z.int().describe('How long an access token lives'),
    asOf: InstantText,
  }),
  refusals: [],
  examples: [{}],
});

export const ChangePassword = defineCommand({
  name: 'ChangePassword',
  service: 'command-center',
  entity: 'session',
  verb: 'change-password',
  version: 1,
  summary: 'Replaces the caller’s own password; other sessions of the account end.',
  access: signedIn,
  input: z.strictObject({ oldPassword: Password, newPassword: Password }),
  output: z.object({ changed: z.boolean() }),
  refusals: ['session.wrong-credentials', 'session.locked', 'operator.password-too-weak'],
  examples: [{ oldPassword: '…', newPassword: '……………………' }],
});

export const WhoAmI = defineQuery({
  name: 'WhoAmI',
  service: 'command-center',
  view: 'session',
  question: 'who-am-i',
  version: 1,
  summary: 'The session as the platform sees it.',
  access: signedIn,
  input: z.strictObject({}),
  output: z.object({
    operator: SessionGrant.shape.operator,
    sessionId: Uuid,
    areas: z.array(AreaCode).describe('Areas in the jurisdiction'),
    brokenGlass: z
      .object({ areas: z.array(AreaCode), until: InstantText })
      .optional()
      .describe('The jurisdiction is widened in an emergency'),
    now: InstantText,
  }),
  refusals: [],
  examples: [{}],
});
