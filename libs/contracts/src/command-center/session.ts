import { z } from 'zod';
import { ROLES, guest, signedIn } from '../access.ts';
import { defineCommand, defineQuery } from '../contract.ts';
import { AreaCode, InstantText, OperatorId, Path, Uuid } from '../fields.ts';

const Account = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .describe('Account name');
const Password = z.string().min(1).max(200).describe('Password');

export const SessionGrant = z.object({
  token: z.string().describe('Access token (JWS, EdDSA); also opens the operator connection'),
  refreshToken: z.string().describe('Renews the access token'),
  expiresAt: InstantText,
  sessionId: Uuid,
  inbox: z.string().describe('Prefix of the reply inboxes its connection may listen on'),
  operator: z.object({
    operatorId: OperatorId,
    account: Account,
    displayName: z.string(),
    roles: z.array(z.enum(ROLES)),
    scope: z.array(Path),
    mustChangePassword: z.boolean(),
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
    client: z.enum(['console', 'hz', 'program']).default('program'),
  }),
  output: SessionGrant,
  refusals: ['session.wrong-credentials', 'session.locked'],
  examples: [{ account: 'duty', password: '…' }],
});

export const RenewSession = defineCommand({
  name: 'RenewSession',
  service: 'command-center',
  entity: 'session',
  verb: 'renew',
  version: 1,
  summary: 'Exchanges the refresh token for a new access token; each refresh token works once.',
  access: guest,
  input: z.strictObject({ refreshToken: z.string().min(20).max(200) }),
  output: SessionGrant,
  refusals: ['session.ended'],
  examples: [{ refreshToken: 'rt_0123456789abcdefghijklmnop' }],
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
    now: InstantText,
  }),
  refusals: [],
  examples: [{}],
});
