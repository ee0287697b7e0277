import { ok, refuse, type Outcome, type RefusalCode, type RunAction } from '@houzhai/contracts';
import { mayActFor } from '../errand/agent.ts';
import { isLegal, type MedicineRun } from './medicine-run.ts';
import type { RunFact } from './medicine-run.publish.ts';
import type { MedicineWorld } from './medicine-world.ts';
import type { LineMove } from './prescription.ts';

/** The run after a decision, what happened to it, and what becomes of prescriptions. */
export interface DecidedRun {
  readonly run: MedicineRun;
  readonly fact: RunFact;
  readonly moves: readonly LineMove[];
}
export type RunDecision<R extends RefusalCode = never, D = DecidedRun> = Outcome<
  D,
  R | 'medicine-run.not-allowed-now' | 'medicine-run.not-yours'
>;

export const decided = (
  run: MedicineRun,
  fact: RunFact,
  moves: readonly LineMove[] = [],
): { readonly ok: true; readonly value: DecidedRun } => ok({ run, fact, moves });

/** The table does not have this action now, or the run is another agent's and the actor is not at the desk. */
export function barred(run: MedicineRun, action: RunAction, { actor }: Pick<MedicineWorld, 'actor'>) {
  if (!isLegal(run.status, action)) return refuse('medicine-run.not-allowed-now', { action, status: run.status });
  return mayActFor(run.agentId, actor) ? undefined : refuse('medicine-run.not-yours', { agent: run.agentId });
}
