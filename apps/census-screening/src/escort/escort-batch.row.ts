import { defineEntity, p } from '@mikro-orm/core';
import { OPEN_BATCH_STATUSES, instantOf, instantText } from '@houzhai/contracts';
import { toConfirm, wakeAt, type EscortBatch, type Head } from './escort-batch.ts';

/** Escort batches. */
export const EscortBatchRow = defineEntity({
  name: 'EscortBatchRow',
  tableName: 'escort_batch',
  comment: 'Escort batches 护送批次; heads by id only',
  indexes: [
    { name: 'escort_batch_assembled', properties: ['assembledAt', 'id'] },
    { name: 'escort_batch_open', properties: ['checkpointId'], where: 'is_open' },
    { name: 'escort_batch_lead', properties: ['leadId', 'assembledAt'] },
    { name: 'escort_batch_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('escort_batch_no'),
    checkpointId: p.uuid(),
    area: p.text(),
    path: p.text(),
    leadId: p.uuid(),
    status: p.text(),
    isOpen: p.boolean(),
    /** Receivers who have not confirmed what they took over by telephone. */
    confirmers: p.array().columnType('uuid[]'),
    assembledAt: p.datetime(),
    wakeAt: p.datetime().nullable(),
    facts: p.json<StoredBatch>(),
  },
});

type StoredHead = Omit<Head, 'at'> & { readonly at?: string };
export type StoredBatch = Omit<EscortBatch, 'heads' | Moment> & { readonly heads: readonly StoredHead[] } & {
  readonly [K in Moment]?: string;
};
const MOMENTS = ['assembledAt', 'departedAt', 'arrivedAt', 'handOverBy', 'confirmBy'] as const;
type Moment = (typeof MOMENTS)[number];

/** Column values of a state. */
export function batchColumns(batch: EscortBatch): Record<string, unknown> {
  const wake = wakeAt(batch);
  const moments = Object.fromEntries(
    MOMENTS.flatMap((key) => {
      const at = batch[key];
      return at ? [[key, instantText(at)]] : [];
    }),
  );
  return {
    no: batch.no,
    checkpoint_id: batch.checkpointId,
    area: batch.area,
    path: batch.checkpointPath,
    lead_id: batch.leadId,
    status: batch.status,
    is_open: (OPEN_BATCH_STATUSES as readonly string[]).includes(batch.status),
    confirmers: [...new Set(toConfirm(batch).flatMap(({ receiverId }) => receiverId ?? []))],
    assembled_at: instantText(batch.assembledAt),
    wake_at: wake ? instantText(wake) : null,
    facts: { ...batch, ...moments, heads: batch.heads.map(({ at, ...head }) => ({ ...head, ...(at ? { at: instantText(at) } : {}) })) },
  };
}

/** State of a loaded row. */
export function toBatch({ facts }: { readonly facts: StoredBatch }): EscortBatch {
  const { assembledAt, departedAt, arrivedAt, handOverBy, confirmBy, heads, ...rest } = facts;
  return {
    ...rest,
    assembledAt: instantOf(assembledAt ?? ''),
    ...(departedAt === undefined ? {} : { departedAt: instantOf(departedAt) }),
    ...(arrivedAt === undefined ? {} : { arrivedAt: instantOf(arrivedAt) }),
    ...(handOverBy === undefined ? {} : { handOverBy: instantOf(handOverBy) }),
    ...(confirmBy === undefined ? {} : { confirmBy: instantOf(confirmBy) }),
    heads: heads.map(({ at, ...head }) => ({ ...head, ...(at === undefined ? {} : { at: instantOf(at) }) })),
  };
}
