import { z } from 'zod';
import { admin, signedIn } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { InstantText, OperatorId, Reason } from '../fields.ts';
import { Password, SecondFactorCode } from './session.ts';

const factor = { service: 'command-center', entity: 'second-factor', version: 1, access: signedIn } as const;

export const EnrolSecondFactor = defineCommand({
  ...factor,
  name: 'EnrolSecondFactor',
  verb: 'enrol',
  summary: 'Makes a secret for the caller’s authenticator; it counts once a first code confirms it.',
  input: z.strictObject({ password: Password }),
  output: z.object({
    secret: z.string().describe('Base32 in groups of four, to be typed'),
    uri: z.string().describe('otpauth URI, to be scanned'),
  }),
  refusals: ['session.wrong-credentials', 'session.locked', 'second-factor.exists'],
  examples: [{ password: '…' }],
});

export const ConfirmSecondFactor = defineCommand({
  ...factor,
  name: 'ConfirmSecondFactor',
  verb: 'confirm',
  summary: 'Switches the second factor on with a first code; the recovery codes are shown this once.',
  input: z.strictObject({ code: SecondFactorCode }),
  output: z.object({ recoveryCodes: z.array(z.string()).describe('Each replaces the code once') }),
  refusals: ['session.wrong-code', 'session.locked', 'second-factor.none', 'second-factor.exists'],
  examples: [{ code: '123456' }],
});

export const RemoveSecondFactor = defineCommand({
  ...factor,
  name: 'RemoveSecondFactor',
  verb: 'remove',
  summary: 'Switches the caller’s second factor off, with password and a code.',
  input: z.strictObject({ password: Password, code: SecondFactorCode }),
  output: z.object({ removed: z.boolean() }),
  refusals: ['session.wrong-credentials', 'session.wrong-code', 'session.locked', 'second-factor.none', 'second-factor.required'],
  examples: [{ password: '…', code: '123456' }],
});

export const ResetSecondFactor = defineCommand({
  name: 'ResetSecondFactor',
  service: 'command-center',
  entity: 'operator',
  verb: 'reset-second-factor',
  version: 1,
  summary: 'Takes the second factor of an operator away who lost it, and ends their sessions.',
  access: admin,
  input: z.strictObject({ operatorId: OperatorId, reason: Reason }),
  output: z.object({ reset: z.boolean() }),
  refusals: ['operator.is-yourself', 'second-factor.none'],
  examples: [{ operatorId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99', reason: '手机遗失当面核实' }],
});

export const OperatorSecondFactorReset = defineEvent({
  name: 'OperatorSecondFactorReset',
  service: 'command-center',
  entity: 'operator',
  past: 'second-factor-reset',
  version: 1,
  summary: 'An operator’s second factor was taken away.',
  partner: false,
  data: z.object({}),
});

export const SecondFactorState = defineQuery({
  name: 'SecondFactorState',
  service: 'command-center',
  view: 'second-factor',
  question: 'state',
  version: 1,
  summary: 'Whether the caller has a second factor, and how many recovery codes are left.',
  access: signedIn,
  input: z.strictObject({}),
  output: z.object({
    enrolled: z.boolean(),
    since: InstantText.optional(),
    recoveryCodesLeft: z.int(),
    required: z.boolean().describe('Whether a role of the caller must have one'),
  }),
  refusals: [],
  examples: [{}],
});
