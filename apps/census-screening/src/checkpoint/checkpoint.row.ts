import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import type { Checkpoint } from './checkpoint.ts';

/** Checkpoints: what lists filter by as columns, the rest as one document. */
export const CheckpointRow = defineEntity({
  name: 'CheckpointRow',
  tableName: 'checkpoint',
  comment: 'Checkpoints 卡口',
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    code: p.text().unique('checkpoint_code'),
    status: p.text(),
    area: p.text(),
    path: p.text(),
    facts: p.json<StoredCheckpoint>(),
  },
});

export type StoredCheckpoint = Omit<Checkpoint, 'openedAt' | 'closedAt' | 'shift'> & {
  readonly openedAt: string;
  readonly closedAt?: string;
  readonly shift?: { readonly leaderId: string; readonly memberIds: readonly string[]; readonly from: string; readonly until: string };
};

/** Column values of a state. */
export const checkpointColumns = (checkpoint: Checkpoint): Record<string, unknown> => {
  const { openedAt, closedAt, shift, ...rest } = checkpoint;
  const facts: StoredCheckpoint = {
    ...rest,
    openedAt: instantText(openedAt),
    ...(closedAt ? { closedAt: instantText(closedAt) } : {}),
    ...(shift ? { shift: { ...shift, from: instantText(shift.from), until: instantText(shift.until) } } : {}),
  };
  return { code: checkpoint.code, status: checkpoint.status, area: checkpoint.area, path: checkpoint.path, facts };
};

/** State of a loaded row. */
export const toCheckpoint = ({ facts }: { readonly facts: StoredCheckpoint }): Checkpoint => {
  const { openedAt, closedAt, shift, ...rest } = facts;
  return {
    ...rest,
    openedAt: instantOf(openedAt),
    ...(closedAt === undefined ? {} : { closedAt: instantOf(closedAt) }),
    ...(shift ? { shift: { ...shift, from: instantOf(shift.from), until: instantOf(shift.until) } } : {}),
  };
};
