import { defineEntity, p } from '@mikro-orm/core';
import { Approval } from './approval-table.ts';
import { AuditLeaf, AuditSeal } from './audit-tables.ts';

/** The ledger of events: what has happened here, in order per record, and whether the stream has it. Never trimmed by age. */
export const Outbox = defineEntity({
  name: 'Outbox',
  tableName: 'outbox',
  comment: 'Events of this service; JetStream can be rebuilt from it',
  indexes: [
    { name: 'outbox_pending', properties: ['seq'], where: 'published_at is null and parked_at is null' },
    { name: 'outbox_stream_seq', properties: ['streamSeq'], type: 'brin' },
    { name: 'outbox_parked', properties: ['entity', 'recordId'], where: 'parked_at is not null' },
  ],
  uniques: [{ name: 'outbox_record_version', properties: ['entity', 'recordId', 'version'] }],
  properties: {
    seq: p.bigint('bigint').primary().autoincrement(),
    eventId: p.uuid(),
    entity: p.text(),
    recordId: p.uuid(),
    version: p.integer(),
    area: p.text(),
    subject: p.text(),
    envelope: p.json(),
    recordedAt: p.datetime(),
    publishedAt: p.datetime().nullable(),
    streamSeq: p.bigint('bigint').nullable(),
    attempts: p.integer().default(0),
    parkedAt: p.datetime().nullable(),
    parkedReason: p.text().nullable(),
    /** An operator gave the event up: a tombstone of the same version goes into the stream in its place. */
    skippedAt: p.datetime().nullable(),
  },
});

/** Accepted commands, and those refused when sent again, with the hash of their payload and the reply: the same id again gets the same answer. */
export const CommandLog = defineEntity({
  name: 'CommandLog',
  tableName: 'command_log',
  comment: 'Accepted commands; refused ids may be asked again',
  properties: {
    actor: p.text().primary(),
    commandId: p.text().primary(),
    payloadHash: p.blob(),
    reply: p.json(),
    /** The reply is a refusal: the command was sent again, and the first delivery may still be under way. */
    refused: p.boolean().default(false),
    recordedAt: p.datetime(),
  },
});

/** Every change and every look that has to be answered for. Insert-only by grant. */
export const Audit = defineEntity({
  name: 'Audit',
  tableName: 'audit',
  comment: 'Who did or saw what; insert-only by grant',
  indexes: [
    { name: 'audit_record', properties: ['recordId'] },
    { name: 'audit_actor', properties: ['actor', 'seq'] },
    { name: 'audit_verified', properties: ['seq'], where: "(operation ~~ 'VerifyAudit%'::text)" },
  ],
  properties: {
    seq: p.bigint('bigint').primary().autoincrement(),
    at: p.datetime(),
    actor: p.text(),
    operation: p.text(),
    entity: p.text(),
    recordId: p.uuid().nullable(),
    version: p.integer().nullable(),
    area: p.text(),
    traceId: p.text(),
    details: p.json().nullable(),
  },
});

/** Events a durable has applied. */
export const Received = defineEntity({
  name: 'Received',
  tableName: 'received',
  comment: 'Events applied, per durable',
  indexes: [{ name: 'received_at', properties: ['at'], type: 'brin' }],
  properties: { durable: p.text().primary(), eventId: p.uuid().primary(), at: p.datetime() },
});

/** Last event number of a record a durable has applied: the version gate. */
export const ReaderVersion = defineEntity({
  name: 'ReaderVersion',
  tableName: 'reader_version',
  comment: 'Version gate of durables',
  properties: { durable: p.text().primary(), entity: p.text().primary(), recordId: p.uuid().primary(), version: p.integer() },
});

/** Messages set aside with their cause, before they are terminated in the stream. */
export const DeadLetter = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letter',
  comment: 'Messages that could not be applied',
  indexes: [{ name: 'dead_letter_open', properties: ['durable', 'recordId', 'version'], where: 'resolved_at is null' }],
  properties: {
    id: p.uuid().primary(),
    durable: p.text(),
    stream: p.text(),
    streamSeq: p.bigint('bigint'),
    subject: p.text(),
    body: p.text(),
    cause: p.text(),
    deliveries: p.integer(),
    at: p.datetime(),
    /** Which event it is; absent where the message is none. */
    eventType: p.text().nullable(),
    entity: p.text().nullable(),
    recordId: p.uuid().nullable(),
    version: p.integer().nullable(),
    resolvedAt: p.datetime().nullable(),
    /** `applied` or `given-up`. */
    resolution: p.text().nullable(),
  },
});

/** Events read from ledgers for the rebuild of a projection. */
export const Replay = defineEntity({
  name: 'Replay',
  tableName: 'replay',
  comment: 'Staging of rebuilds; empty otherwise',
  indexes: [{ name: 'replay_nth', properties: ['projection', 'nth'] }],
  properties: {
    projection: p.text().primary(),
    eventId: p.uuid().primary(),
    nth: p.bigint('bigint'),
    entity: p.text(),
    recordId: p.uuid(),
    version: p.integer(),
    envelope: p.json(),
  },
});

/** Last number given out per prefix and day. */
export const BusinessNumber = defineEntity({
  name: 'BusinessNumber',
  tableName: 'business_number',
  comment: 'Sequences of numbers people say on the phone',
  properties: { prefix: p.text().primary(), day: p.text().primary(), last: p.integer() },
});

/** Keys of persons, wrapped by the master key; destroying one erases what was sealed under it, and its row keeps a new one from being made. */
export const PersonKey = defineEntity({
  name: 'PersonKey',
  tableName: 'person_key',
  comment: 'Key per person, wrapped; empty once destroyed',
  properties: {
    personId: p.uuid().primary(),
    wrapped: p.blob(),
    destroyedAt: p.datetime().nullable(),
    /** SHA-256 of the wrapped key that was destroyed. */
    fingerprint: p.blob().nullable(),
  },
});

/** Versioned policies: numbers that are decisions of people. Replaced by newer versions, never edited. */
export const Policy = defineEntity({
  name: 'Policy',
  tableName: 'policy',
  comment: 'Versioned policies; the newest in force applies',
  properties: {
    code: p.text().primary(),
    version: p.text().primary(),
    effectiveFrom: p.datetime(),
    source: p.text(),
    values: p.json(),
  },
});

/** Tables every service has. */
export const BOOKKEEPING = [
  Outbox,
  CommandLog,
  Audit,
  Received,
  ReaderVersion,
  DeadLetter,
  Replay,
  BusinessNumber,
  PersonKey,
  Policy,
  AuditLeaf,
  AuditSeal,
  Approval,
];
