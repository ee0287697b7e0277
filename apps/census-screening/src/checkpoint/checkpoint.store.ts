import { covers, type Caller } from '@houzhai/auth';
import { mayCall, refuse, RestrictCheckpoint, type CheckpointReceipt, type Outcome } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { actionsOf, type Checkpoint } from './checkpoint.ts';
import type { DecidedCheckpoint } from './checkpoint.decide.ts';
import { publishCheckpoint } from './checkpoint.publish.ts';
import { CheckpointRow, checkpointColumns, toCheckpoint } from './checkpoint.row.ts';

/** A checkpoint as loaded. */
export interface LoadedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly version: number;
}

/** The checkpoint, whoever asks; undefined where there is none. */
export async function findCheckpoint(work: Pick<Work, 'load'>, id: string): Promise<LoadedCheckpoint | undefined> {
  const row = await work.load(CheckpointRow, id, ['version', 'facts']);
  return row && { checkpoint: toCheckpoint(row), version: row.version };
}

/** The checkpoint, if it stands in the caller's jurisdiction. */
export async function getCheckpoint(
  work: Pick<Work, 'load'>,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedCheckpoint, 'record.not-found'>> {
  const loaded = await findCheckpoint(work, id);
  if (!loaded || !covers(caller, loaded.checkpoint.path)) return refuse('record.not-found', { entity: 'checkpoint' });
  return { ok: true, value: loaded };
}

/** What a decision writes. */
export const checkpointChange = ({ checkpoint, facts }: DecidedCheckpoint, from: number, at: Temporal.Instant): Change => ({
  table: 'checkpoint',
  entity: 'checkpoint',
  id: checkpoint.id,
  area: checkpoint.area,
  from,
  columns: checkpointColumns(checkpoint),
  events: facts.map((fact) => ({ ...publishCheckpoint(checkpoint, fact), occurredAt: at })),
  auditDetails: { code: checkpoint.code, status: checkpoint.status },
});

/** What an operator may do with a checkpoint now. */
export const checkpointActions = (checkpoint: Pick<Checkpoint, 'status' | 'shift'>, caller: Caller): CheckpointReceipt['allowedActions'] =>
  caller.kind === 'operator' && !caller.readOnly && mayCall(RestrictCheckpoint.access, caller.roles) ? [...actionsOf(checkpoint)] : [];

export const checkpointReceipt = ({ checkpoint, facts }: DecidedCheckpoint, from: number, caller: Caller): CheckpointReceipt => ({
  checkpointId: checkpoint.id,
  code: checkpoint.code,
  status: checkpoint.status,
  version: from + facts.length,
  area: checkpoint.area,
  allowedActions: checkpointActions(checkpoint, caller),
});

/** Heads that wait at a checkpoint. */
export async function waitingAt(pool: Pool, checkpointId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select "id" from "census_screening"."arrival" where "checkpoint_id" = $1 and "custody" = 'WAITING' order by "id"`,
    [checkpointId],
  );
  return rows.map(({ id }) => id);
}
