import { defineEntity, p } from '@mikro-orm/core';
import type { Role } from '@houzhai/contracts';

/** Operators who sign in. */
export const OperatorRow = defineEntity({
  name: 'OperatorRow',
  tableName: 'operator',
  comment: 'Operators who sign in; staff, not residents',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    account: p.text().unique('operator_account'),
    displayName: p.text(),
    roles: p.json<Role[]>(),
    scope: p.json<string[]>(),
    active: p.boolean(),
    passwordHash: p.text(),
    mustChangePassword: p.boolean(),
  },
});

/** Wrong passwords per account name, whether or not the account exists, so that trying tells nothing. */
export const SignInAttemptRow = defineEntity({
  name: 'SignInAttemptRow',
  tableName: 'sign_in_attempt',
  comment: 'Failed sign-ins per account name; unknown names too',
  properties: {
    account: p.text().primary(),
    failed: p.integer(),
    lockouts: p.integer(),
    lockedUntil: p.datetime().nullable(),
    lastAt: p.datetime(),
  },
});

/** Sessions of operators. */
export const SessionRow = defineEntity({
  name: 'SessionRow',
  tableName: 'session',
  comment: 'Sessions; refresh tokens are kept as hashes',
  indexes: [{ name: 'session_operator', properties: ['operatorId'] }],
  properties: {
    id: p.uuid().primary(),
    operatorId: p.uuid(),
    refreshHash: p.blob().unique('session_refresh_hash'),
    readOnly: p.boolean(),
    client: p.text(),
    startedAt: p.datetime(),
    idleUntil: p.datetime(),
    endsAt: p.datetime(),
    endedAt: p.datetime().nullable(),
  },
});
