import { defineEntity, p } from '@mikro-orm/core';
import { OPEN_ISOLATION_STATUSES, instantOf, instantText } from '@houzhai/contracts';
import { teamOf, wakeAt, type IsolationCase, type Signature, type Slot } from './isolation.ts';

/** Isolation cases: what lists filter by as columns, the rest as one document; half-days are rows of their own. */
export const IsolationRow = defineEntity({
  name: 'IsolationRow',
  tableName: 'isolation',
  comment: 'Isolation cases 隔离对象; nothing measured or told in clear',
  indexes: [
    { name: 'isolation_area', properties: ['area', 'lastDay', 'id'] },
    { name: 'isolation_person', properties: ['personId'] },
    {
      name: 'isolation_person_open',
      expression: `create unique index "isolation_person_open" on "census_screening"."isolation" ("person_id") where "is_open"`,
    },
    {
      name: 'isolation_team',
      expression: `create index "isolation_team" on "census_screening"."isolation" using gin ("team") where "is_open"`,
    },
    {
      name: 'isolation_no_bed',
      expression: `create index "isolation_no_bed" on "census_screening"."isolation" ("area", "id") where "is_open" and "facts" ->> 'kind' = 'CENTRALIZED' and not ("facts" ? 'inBed')`,
    },
    { name: 'isolation_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('isolation_no'),
    personId: p.uuid(),
    area: p.text(),
    path: p.text(),
    status: p.text(),
    isOpen: p.boolean(),
    lastDay: p.text(),
    team: p.array().columnType('uuid[]'),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredIsolation>(),
  },
});

/** Half-days of a case. What was measured and told is sealed. */
export const FollowUpSlotRow = defineEntity({
  name: 'FollowUpSlotRow',
  tableName: 'follow_up_slot',
  comment: 'Half-days of isolation cases 随访; temperature, symptoms and words sealed under the key of the person',
  indexes: [
    { name: 'follow_up_slot_case', properties: ['isolationId', 'beginsAt'] },
    { name: 'follow_up_slot_open', properties: ['dueAt', 'id'], where: `status = 'NOT_PERFORMED'` },
    {
      name: 'follow_up_slot_door',
      expression: `create index "follow_up_slot_door" on "census_screening"."follow_up_slot" ("date") where "facts" ->> 'method' = 'DOOR'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    isolationId: p.uuid(),
    date: p.text(),
    half: p.text(),
    beginsAt: p.datetime(),
    dueAt: p.datetime(),
    status: p.text(),
    facts: p.json<StoredSlot>(),
    sealed: p.blob().nullable(),
  },
});

/** Words written with one change of a case (reason, witnesses, who told it), sealed. */
export const IsolationWordsRow = defineEntity({
  name: 'IsolationWordsRow',
  tableName: 'isolation_words',
  comment: 'Free text that belongs to one change of an isolation case, sealed; insert-only by grant',
  properties: { isolationId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

type StoredSignature = Omit<Signature, 'at'> & { readonly at: string };
export type StoredIsolation = Omit<IsolationCase, 'orderedAt' | 'startedAt' | 'signatures' | 'slots'> & {
  readonly orderedAt: string;
  readonly startedAt?: string;
  readonly signatures: readonly StoredSignature[];
};
export type StoredSlot = Omit<Slot, 'beginsAt' | 'dueAt' | 'occurredAt' | 'recordedAt'> & {
  readonly beginsAt: string;
  readonly dueAt: string;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
};

/** Column values of a state, without its half-days. */
export function isolationColumns(isolation: IsolationCase): Record<string, unknown> {
  const { orderedAt, startedAt, signatures, slots: _, ...rest } = isolation;
  const wake = wakeAt(isolation);
  const facts: StoredIsolation = {
    ...rest,
    orderedAt: instantText(orderedAt),
    ...(startedAt ? { startedAt: instantText(startedAt) } : {}),
    signatures: signatures.map((signature) => ({ ...signature, at: instantText(signature.at) })),
  };
  return {
    no: isolation.no,
    person_id: isolation.personId,
    area: isolation.area,
    path: isolation.path,
    status: isolation.status,
    is_open: (OPEN_ISOLATION_STATUSES as readonly string[]).includes(isolation.status),
    last_day: isolation.lastDay,
    team: teamOf(isolation),
    wake_at: wake ? instantText(wake) : null,
    facts,
  };
}

/** State of a loaded row with its half-days. */
export function toIsolation({ facts }: { readonly facts: StoredIsolation }, slots: readonly StoredSlot[]): IsolationCase {
  const { orderedAt, startedAt, signatures, ...rest } = facts;
  return {
    ...rest,
    orderedAt: instantOf(orderedAt),
    ...(startedAt === undefined ? {} : { startedAt: instantOf(startedAt) }),
    signatures: signatures.map((signature) => ({ ...signature, at: instantOf(signature.at) })),
    slots: slots.map(toSlot),
  };
}

/** A half-day as loaded. */
export const toSlot = ({ beginsAt, dueAt, occurredAt, recordedAt, ...rest }: StoredSlot): Slot => ({
  ...rest,
  beginsAt: instantOf(beginsAt),
  dueAt: instantOf(dueAt),
  ...(occurredAt === undefined ? {} : { occurredAt: instantOf(occurredAt) }),
  ...(recordedAt === undefined ? {} : { recordedAt: instantOf(recordedAt) }),
});

/** A half-day as its row keeps it. */
export const storeSlot = ({ beginsAt, dueAt, occurredAt, recordedAt, ...rest }: Slot): StoredSlot => ({
  ...rest,
  beginsAt: instantText(beginsAt),
  dueAt: instantText(dueAt),
  ...(occurredAt ? { occurredAt: instantText(occurredAt) } : {}),
  ...(recordedAt ? { recordedAt: instantText(recordedAt) } : {}),
});
