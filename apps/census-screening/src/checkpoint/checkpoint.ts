import type { CheckpointAction, CheckpointKind, CheckpointStatus } from '@houzhai/contracts';

/** Who is on duty, from when to when. */
export interface Shift {
  readonly leaderId: string;
  readonly memberIds: readonly string[];
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

/** A checkpoint 卡口. */
export interface Checkpoint {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: CheckpointKind;
  readonly status: CheckpointStatus;
  readonly area: string;
  readonly path: string;
  readonly lanes: number;
  readonly openedAt: Temporal.Instant;
  readonly closedAt?: Temporal.Instant;
  readonly shift?: Shift;
  /** After the closing: who answers for what it still held. */
  readonly answersFor?: string;
}

/** What can be done with a checkpoint in each state. The same table greys out menus. */
export const CHECKPOINT_TABLE = {
  OPEN: ['restrict', 'close', 'begin-shift', 'end-shift'],
  RESTRICTED: ['reopen', 'close', 'begin-shift', 'end-shift'],
  CLOSED: ['reopen'],
} as const satisfies Record<CheckpointStatus, readonly CheckpointAction[]>;

/** What can be done now; a shift that is not there cannot end. */
export const actionsOf = (checkpoint: Pick<Checkpoint, 'status' | 'shift'>): readonly CheckpointAction[] =>
  (CHECKPOINT_TABLE[checkpoint.status] as readonly CheckpointAction[]).filter(
    (action) => action !== 'end-shift' || checkpoint.shift !== undefined,
  );
