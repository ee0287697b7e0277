import type { FeverAction, FeverEnding, FeverJudgement, FeverMeans, FeverPlace, FeverStatus, Half } from '@houzhai/contracts';
import { tenths } from '../temperature.ts';
import type { FeverPolicy } from './fever-policy.ts';

/** Somebody who may have a fever, until it is known what it was 发热. How warm, and what came of it, is sealed beside it. */
export interface Fever {
  readonly id: string;
  readonly no: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
  readonly place: FeverPlace;
  /** After they left the checkpoint, before they were at the door. */
  readonly onTheWay?: true;
  /** Where it was noticed, if elsewhere: a checkpoint. Those on duty there see it too. */
  readonly atPath?: string;
  readonly arrivalId?: string;
  /** Those who came in the same vehicle. */
  readonly partyId?: string;
  readonly batchId?: string;
  readonly isolationId?: string;
  /** Half-days of the isolation in which it was noticed. */
  readonly slots: readonly { readonly date: string; readonly half: Half }[];
  readonly readingIds: readonly string[];
  readonly status: FeverStatus;
  readonly since: Temporal.Instant;
  /** When the last step happened. */
  readonly steppedAt: Temporal.Instant;
  /** By when the next step is to be done. */
  readonly dueAt?: Temporal.Instant;
  /** Said once that the next step is late. */
  readonly late: boolean;
  readonly judgement?: FeverJudgement;
  readonly means?: FeverMeans;
  readonly ending?: FeverEnding;
  readonly policyVersion: string;
}

/** What a person may do with a fever in each state, the next step first. The same table greys out menus. */
export const FEVER_TABLE = {
  SUSPECTED: ['recheck', 'close'],
  RECHECKED: ['judge', 'close'],
  JUDGED: ['send', 'record-result', 'judge', 'close'],
  SENT: ['record-result'],
  RESOLVED: [],
} as const satisfies Record<FeverStatus, readonly FeverAction[]>;

/** Whether an action fits: who is to be observed is not sent, and who is to be sent has no result before they were. */
export const isLegal = ({ status, judgement }: Pick<Fever, 'status' | 'judgement'>, action: FeverAction): boolean => {
  if (!(FEVER_TABLE[status] as readonly FeverAction[]).includes(action)) return false;
  if (status !== 'JUDGED') return true;
  return action === 'send' ? judgement === 'SEND' : action !== 'record-result' || judgement === 'OBSERVE';
};

/** When the clock has to look at it by itself. */
export const wakeAt = ({ dueAt, late }: Pick<Fever, 'dueAt' | 'late'>): Temporal.Instant | undefined => (late ? undefined : dueAt);

/** Whether what is measured or told gives rise to a suspicion at all. */
export const isNoticed = (
  told: { readonly temperature?: number | undefined; readonly symptoms: readonly unknown[] },
  policy: Pick<FeverPolicy, 'limitTenths'>,
): boolean => told.symptoms.length > 0 || (told.temperature !== undefined && tenths(told.temperature) >= policy.limitTenths);
