import { z } from 'zod';
import { ROLES, admin, colleagues, everybody, readers } from '../access.ts';
import { defineCommand, defineEvent, defineQuery } from '../contract.ts';
import { AreaCode, OperatorId, Path, Reason, words } from '../fields.ts';

const Account = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .describe('Account name');
const exampleId = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';

const newOperator = {
  account: Account,
  displayName: words(30).describe('How colleagues see this operator; synthetic in demonstrations'),
  roles: z.array(z.enum(ROLES)).min(1).max(6),
  scope: z.array(Path).min(1).max(40).describe('Jurisdiction: one path or more'),
};

export const AddOperator = defineCommand({
  name: 'AddOperator',
  service: 'command-center',
  entity: 'operator',
  verb: 'add',
  version: 1,
  summary: 'Creates an operator and a one-time password, shown once and to be changed at the first sign-in.',
  access: admin,
  input: z.strictObject(newOperator),
  output: z.object({ operatorId: OperatorId, account: Account, oneTimePassword: z.string() }),
  refusals: ['operator.account-taken', 'place.unknown'],
  examples: [{ account: 'agent-07', displayName: '代办员七', roles: ['AGENT'], scope: ['houzhai/a07'] }],
});

export const AddOperators = defineCommand({
  name: 'AddOperators',
  service: 'command-center',
  entity: 'operator',
  verb: 'add-several',
  version: 1,
  summary: 'Creates operators of a list, all or none, without a password: who is to sign in gets one by a reset.',
  access: admin,
  input: z.strictObject({ operators: z.array(z.strictObject(newOperator)).min(1).max(200) }),
  output: z.object({ added: z.array(z.object({ operatorId: OperatorId, account: Account })) }),
  refusals: ['operator.account-taken', 'place.unknown'],
  examples: [{ operators: [{ account: 'member-07', displayName: '队员七', roles: ['TEAM_MEMBER'], scope: ['houzhai/a07'] }] }],
});

export const DisableOperator = defineCommand({
  name: 'DisableOperator',
  service: 'command-center',
  entity: 'operator',
  verb: 'disable',
  version: 1,
  summary: 'Ends all sessions of an operator and lets nobody sign in as them.',
  access: admin,
  input: z.strictObject({ operatorId: OperatorId, reason: Reason }),
  output: z.object({ disabled: z.boolean() }),
  refusals: ['operator.is-yourself', 'operator.already-disabled', 'operator.last-admin'],
  examples: [{ operatorId: exampleId, reason: '演示结束停用账号' }],
});

export const ResetOperator = defineCommand({
  name: 'ResetOperator',
  service: 'command-center',
  entity: 'operator',
  verb: 'reset',
  version: 1,
  summary: 'New one-time password; unlocks and enables the account, ends its sessions.',
  access: admin,
  input: z.strictObject({ operatorId: OperatorId, reason: Reason }),
  output: z.object({ operatorId: OperatorId, oneTimePassword: z.string() }),
  refusals: ['operator.is-yourself'],
  examples: [{ operatorId: exampleId, reason: '忘记口令当面核实' }],
});

const DutyPhone = z.string().max(20).describe('Telephone of the duty, as contact cards name it');

export const SetDutyPhone = defineCommand({
  name: 'SetDutyPhone',
  service: 'command-center',
  entity: 'operator',
  verb: 'set-phone',
  version: 1,
  summary: 'The telephone of an operator on duty: one’s own, or the desk enters it for others. Colleagues see it, contact cards name it.',
  access: everybody,
  input: z.strictObject({
    operatorId: OperatorId.optional().describe('Absent: oneself'),
    phone: words(20).optional().describe('Mobile or landline; absent: none any more'),
  }),
  output: z.object({ operatorId: OperatorId, phone: DutyPhone.optional() }),
  refusals: ['operator.phone-invalid', 'operator.phone-not-yours'],
  examples: [{ phone: '19900000001' }],
});

export const OperatorRow = z.object({
  operatorId: OperatorId,
  account: Account,
  displayName: z.string(),
  roles: z.array(z.enum(ROLES)),
  scope: z.array(Path),
  active: z.boolean(),
  phone: DutyPhone.optional(),
});
export type OperatorRow = z.output<typeof OperatorRow>;

export const ListOperators = defineQuery({
  name: 'ListOperators',
  service: 'command-center',
  view: 'operator',
  question: 'list',
  version: 1,
  summary: 'Operators whose jurisdiction meets the caller’s, for assigning and for showing who did what.',
  access: colleagues,
  input: z.strictObject({
    area: AreaCode.optional().describe('Only those responsible for this area'),
    role: z.enum(ROLES).optional(),
    activeOnly: z.boolean().default(false),
    text: z.string().trim().max(40).optional().describe('Part of account or display name'),
  }),
  output: z.object({ rows: z.array(OperatorRow) }),
  refusals: [],
  examples: [{ area: 'a07', role: 'AGENT' }],
});

export const OperatorScope = defineQuery({
  name: 'OperatorScope',
  service: 'command-center',
  view: 'operator',
  question: 'scope',
  version: 1,
  summary: 'Whether an operator is active, in which roles and where; asked by services before they assign work.',
  access: readers,
  input: z.strictObject({ operatorId: OperatorId }),
  output: z.object({ operatorId: OperatorId, active: z.boolean(), roles: z.array(z.enum(ROLES)), scope: z.array(Path) }),
  refusals: [],
  examples: [{ operatorId: exampleId }],
});

const operatorEvent = <const S extends z.ZodRawShape>(name: string, past: string, summary: string, own: S) =>
  defineEvent({ name, service: 'command-center', entity: 'operator', past, version: 1, summary, partner: false, data: z.object(own) });

export const OperatorAdded = operatorEvent('OperatorAdded', 'added', 'An operator was created.', {
  roles: z.array(z.enum(ROLES)),
  scope: z.array(Path),
});
export const OperatorDisabled = operatorEvent('OperatorDisabled', 'disabled', 'An operator may no longer sign in.', {});
export const OperatorReset = operatorEvent('OperatorReset', 'reset', 'An operator got a new one-time password.', {});
export const DutyPhoneSet = operatorEvent('DutyPhoneSet', 'phone-set', 'An operator has another telephone on duty, or none.', {});
export const OperatorPasswordChanged = operatorEvent('OperatorPasswordChanged', 'password-changed', 'An operator chose a password.', {});
export const OperatorLockedOut = operatorEvent('OperatorLockedOut', 'locked-out', 'Too many wrong passwords.', { until: z.string() });
