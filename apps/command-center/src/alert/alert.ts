import type { AlertAction, AlertSeverity, AlertStatus, AlertSubject, Role } from '@houzhai/contracts';

/** Something that happened and that somebody has to see to 警报. */
export interface Alert {
  readonly id: string;
  readonly no: string;
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
  readonly severity: AlertSeverity;
  readonly area: string;
  readonly path: string;
  /** Where it was noticed, if elsewhere; those there are concerned too. */
  readonly atPath?: string;
  readonly subject: AlertSubject;
  /** Whom it concerns, besides the command centre. */
  readonly roles: readonly Role[];
  readonly status: AlertStatus;
  readonly escalated: boolean;
  readonly raisedAt: Temporal.Instant;
  readonly raisedBy: string;
  /** By when somebody is to acknowledge it. */
  readonly dueBy: Temporal.Instant;
  /** Whose doing raised it, where they may not settle it themselves. */
  readonly notBy?: string;
  readonly acknowledgedBy?: string;
  readonly assigneeId?: string;
  readonly resolvedBy?: string;
  /** Event that ended it by itself. */
  readonly endedBy?: string;
  readonly policyVersion: string;
}

/** What a person may do with an alert in each state, the next step first. The same table greys out menus. */
export const ALERT_TABLE = {
  RAISED: ['acknowledge', 'assign', 'resolve'],
  ACKNOWLEDGED: ['assign', 'resolve'],
  ASSIGNED: ['resolve', 'assign'],
  RESOLVED: ['review'],
  REVIEWED: [],
} as const satisfies Record<AlertStatus, readonly AlertAction[]>;

export const isLegal = (status: AlertStatus, action: AlertAction): boolean =>
  (ALERT_TABLE[status] as readonly AlertAction[]).includes(action);

/** When the clock has to look at it by itself: while nobody has acknowledged it, once. */
export const wakeAt = ({ status, escalated, dueBy }: Pick<Alert, 'status' | 'escalated' | 'dueBy'>): Temporal.Instant | undefined =>
  status === 'RAISED' && !escalated ? dueBy : undefined;
