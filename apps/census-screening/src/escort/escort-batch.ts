import {
  ON_THE_WAY_STATUSES,
  type BatchAction,
  type BatchStatus,
  type EscortMode,
  type HandOverMethod,
  type HeadStatus,
} from '@houzhai/contracts';

/** One head of a batch and what became of it. */
export interface Head {
  readonly arrivalId: string;
  readonly no: string;
  readonly partyId: string;
  readonly personId: string;
  readonly destination: string;
  readonly area: string;
  readonly status: HeadStatus;
  readonly at?: Temporal.Instant;
  readonly receiverId?: string;
  readonly method?: HandOverMethod;
  /** A read-back counts as handed over at once and is confirmed by the receiver later. */
  readonly confirmed?: boolean;
  readonly ownerId?: string;
}

/** An escort batch 护送批次. */
export interface EscortBatch {
  readonly id: string;
  readonly no: string;
  readonly checkpointId: string;
  readonly checkpointCode: string;
  readonly checkpointPath: string;
  readonly area: string;
  readonly leadId: string;
  readonly mode: EscortMode;
  readonly seats?: number;
  /** Of our vehicle. */
  readonly plate?: string;
  readonly status: BatchStatus;
  readonly heads: readonly Head[];
  readonly assembledAt: Temporal.Instant;
  readonly departedAt?: Temporal.Instant;
  readonly arrivedAt?: Temporal.Instant;
  /** Said once that heads were not handed over in time. */
  readonly late: boolean;
  /** By when heads have to be decided; from the policy in force on arriving. */
  readonly handOverBy?: Temporal.Instant;
  /** By when what was taken over by telephone has to be confirmed; gone once it was said that it is not. */
  readonly confirmBy?: Temporal.Instant;
  readonly policyVersion: string;
}

/** What a person may do with a batch in each state. The same table greys out menus. */
export const BATCH_TABLE = {
  ASSEMBLING: ['add-heads', 'remove-head', 'depart', 'cancel'],
  DEPARTED: ['divert', 'arrive', 'report-missing'],
  DIVERTED: ['divert', 'arrive', 'report-missing'],
  ARRIVED: ['accept', 'refuse', 'report-missing', 'confirm-read-back', 'divert'],
  HANDED_OVER: ['confirm-read-back', 'close'],
  CLOSED: ['confirm-read-back'],
  CANCELLED: [],
} as const satisfies Record<BatchStatus, readonly BatchAction[]>;

export const isLegal = (status: BatchStatus, action: BatchAction): boolean =>
  (BATCH_TABLE[status] as readonly BatchAction[]).includes(action);

export const isOnTheWay = ({ status }: Pick<EscortBatch, 'status'>): boolean =>
  (ON_THE_WAY_STATUSES as readonly BatchStatus[]).includes(status);

/** Heads by how they stand. */
export const countHeads = (
  heads: readonly Head[],
): { readonly heads: number; readonly accepted: number; readonly refused: number; readonly missing: number } => {
  const of = (status: HeadStatus): number => heads.filter((head) => head.status === status).length;
  return { heads: heads.length, accepted: of('ACCEPTED'), refused: of('REFUSED'), missing: of('MISSING') };
};

/** Heads taken over by telephone that nobody has confirmed yet. */
export const toConfirm = (batch: Pick<EscortBatch, 'heads'>): readonly Head[] =>
  batch.heads.filter(({ method, confirmed }) => method === 'READ_BACK' && confirmed !== true);

/** When the clock has to look at the batch by itself. */
export function wakeAt(batch: EscortBatch): Temporal.Instant | undefined {
  const late = batch.status === 'ARRIVED' && !batch.late ? batch.handOverBy : undefined;
  const unconfirmed = toConfirm(batch).length > 0 ? batch.confirmBy : undefined;
  if (!late || !unconfirmed) return late ?? unconfirmed;
  return Temporal.Instant.compare(late, unconfirmed) <= 0 ? late : unconfirmed;
}
