import { covers, type Caller } from '@houzhai/auth';
import {
  AcceptPassengers,
  AssembleBatch,
  MeasurePassenger,
  mayCall,
  refuse,
  type BatchAction,
  type BatchReceipt,
  type Outcome,
} from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import { BATCH_TABLE, countHeads, isOnTheWay, toConfirm, type EscortBatch } from './escort-batch.ts';
import type { DecidedBatch } from './escort-batch.decide.ts';
import { publishBatch } from './escort-batch.publish.ts';
import { EscortBatchRow, batchColumns, toBatch } from './escort-batch.row.ts';

/** A batch as loaded. */
export interface LoadedBatch {
  readonly batch: EscortBatch;
  readonly version: number;
}

/** A batch concerns those at the checkpoint, its lead, and those at any destination. */
export const seesBatch = (caller: Caller, batch: EscortBatch): boolean =>
  seesWhole(caller, batch) || batch.heads.some(({ destination }) => covers(caller, destination));
/** All of its heads, not only those bound for the caller's places. */
export const seesWhole = (caller: Caller, batch: Pick<EscortBatch, 'checkpointPath' | 'leadId'>): boolean =>
  covers(caller, batch.checkpointPath) || (caller.kind === 'operator' && caller.operatorId === batch.leadId);

/** The batch, whoever asks. */
export async function findBatch(work: Pick<Work, 'load'>, id: string): Promise<LoadedBatch | undefined> {
  const row = await work.load(EscortBatchRow, id, ['version', 'facts']);
  return row && { batch: toBatch(row), version: row.version };
}

/** The batch, or the refusal that it does not exist for this caller. */
export async function getBatch(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedBatch, 'record.not-found'>> {
  const loaded = await findBatch(work, id);
  return loaded && seesBatch(caller, loaded.batch) ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'escort-batch' });
}

/** What a decision writes of the batch itself. */
export const batchChange = ({ batch, facts }: DecidedBatch, from: number, at: Temporal.Instant): Change => ({
  table: 'escort_batch',
  entity: 'escort-batch',
  id: batch.id,
  area: batch.area,
  from,
  columns: batchColumns(batch),
  events: facts.map((fact) => ({ ...publishBatch(batch, fact), occurredAt: at })),
  auditDetails: { no: batch.no, status: batch.status },
});

const AT_CHECKPOINT: readonly BatchAction[] = ['add-heads', 'remove-head', 'cancel'];

/** What an operator may do with a batch now. */
export function batchActions(batch: EscortBatch, caller: Caller): BatchAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return BATCH_TABLE[batch.status].filter((action: BatchAction) => {
    if (AT_CHECKPOINT.includes(action)) return mayCall(AssembleBatch.access, caller.roles);
    if (!mayCall(AcceptPassengers.access, caller.roles)) return false;
    return action !== 'confirm-read-back' || toConfirm(batch).some(({ receiverId }) => receiverId === caller.operatorId);
  });
}

/** Whether an operator may take the temperature of who is aboard now. */
export const mayMeasure = (batch: EscortBatch, caller: Caller): boolean =>
  caller.kind === 'operator' && !caller.readOnly && isOnTheWay(batch) && mayCall(MeasurePassenger.access, caller.roles);

export const batchReceipt = ({ batch, facts }: DecidedBatch, from: number, caller: Caller): BatchReceipt => ({
  batchId: batch.id,
  no: batch.no,
  status: batch.status,
  ...countHeads(batch.heads),
  version: from + facts.length,
  area: batch.area,
  allowedActions: batchActions(batch, caller),
});
