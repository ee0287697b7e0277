import {
  CheckpointClosed,
  CheckpointOpened,
  CheckpointRestricted,
  ShiftBegun,
  ShiftEnded,
  type DataOf,
  type EventContract,
} from '@houzhai/contracts';
import type { Checkpoint } from './checkpoint.ts';

const FACTS = {
  opened: CheckpointOpened,
  restricted: CheckpointRestricted,
  closed: CheckpointClosed,
  'shift-begun': ShiftBegun,
  'shift-ended': ShiftEnded,
} as const;

/** A fact about a checkpoint: which, and what is particular to it. */
export type CheckpointFact = {
  [K in keyof typeof FACTS]: { readonly fact: K } & Omit<DataOf<(typeof FACTS)[K]>, 'code' | 'status' | 'path'>;
}[keyof typeof FACTS];

/** Turns a fact into the contract's event. */
export function publishCheckpoint(
  checkpoint: Checkpoint,
  fact: CheckpointFact,
): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { code, status, path } = checkpoint;
  return { contract: FACTS[kind], data: { code, status, path, ...own } };
}
