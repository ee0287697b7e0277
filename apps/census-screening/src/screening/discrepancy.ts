import type { DiscrepancyKind, DiscrepancySource, DiscrepancyStatus, DiscrepancyTruth } from '@houzhai/contracts';

/** Something two sources say differently about one unit: a proposal to look again, until somebody says what was true. */
export interface Discrepancy {
  readonly id: string;
  readonly campaignId: string;
  readonly unitId: string;
  readonly area: string;
  readonly source: DiscrepancySource;
  readonly kind: DiscrepancyKind;
  readonly personId?: string;
  /** How many it is about. */
  readonly people: number;
  readonly status: DiscrepancyStatus;
  readonly truth?: DiscrepancyTruth;
  readonly raisedAt: Temporal.Instant;
}
