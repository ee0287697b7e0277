import type { Custody, Disposition, DutyOutcome, HealthCode, Reasoning, RiskLevel } from '@houzhai/contracts';

/** One head who arrived; where from and how warm is sealed beside it. */
export interface Arrival {
  readonly id: string;
  readonly no: string;
  readonly partyId: string;
  readonly personId: string;
  readonly checkpointId: string;
  readonly checkpointCode: string;
  /** Where the checkpoint stands: those on duty there see it too. */
  readonly checkpointPath: string;
  readonly arrivedAt: Temporal.Instant;
  readonly area: string;
  readonly destination: string;
  readonly disposition: Disposition;
  readonly risk: RiskLevel;
  readonly why: Reasoning;
  readonly policyVersion: string;
  readonly healthCode?: HealthCode;
  readonly homePossible: boolean;
  readonly custody: Custody;
  readonly batchId?: string;
  /** Who answers for the head: the lead of its batch, the owner of an open duty, the receiver. */
  readonly answersFor?: string;
  /** When the duty passes on to the police officer unless it is settled. */
  readonly escalateAt?: Temporal.Instant;
  readonly escalated?: boolean;
  readonly outcome?: DutyOutcome;
  readonly isolationId?: string;
}

/** Whether somebody still has to do something about this head before it is behind a door. */
export const isOpenDuty = ({ custody }: Pick<Arrival, 'custody'>): boolean =>
  custody === 'REFUSED' || custody === 'MISSING' || custody === 'WAITING';
