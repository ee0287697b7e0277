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
    /** Telephone of the duty; colleagues see it, contact cards name it. */
    phone: p.text().nullable(),
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
  indexes: [
    { name: 'session_operator', properties: ['operatorId'] },
    { name: 'session_ended', properties: ['endedAt'], where: 'ended_at is not null' },
  ],
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
    /** Public half of the key the client made at sign-in. */
    clientKey: p.text().nullable(),
    lastSeenAt: p.datetime().nullable(),
    endedWhy: p.text().nullable(),
    endedBy: p.uuid().nullable(),
  },
});

/** Secrets of authenticators. */
export const SecondFactorRow = defineEntity({
  name: 'SecondFactorRow',
  tableName: 'second_factor',
  comment: 'Secrets of authenticators, sealed; a step of a code counts once',
  properties: {
    operatorId: p.uuid().primary(),
    sealed: p.blob(),
    /** Absent until a first code proved that the secret arrived. */
    confirmedAt: p.datetime().nullable(),
    lastStep: p.integer().default(0),
  },
});

/** Recovery codes. */
export const RecoveryCodeRow = defineEntity({
  name: 'RecoveryCodeRow',
  tableName: 'recovery_code',
  comment: 'Recovery codes of second factors, as hashes',
  properties: {
    operatorId: p.uuid().primary(),
    hash: p.blob().primary(),
    usedAt: p.datetime().nullable(),
  },
});
