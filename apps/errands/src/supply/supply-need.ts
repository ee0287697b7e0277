import type { ErrandStatus, SupplyNeedStatus } from '@houzhai/contracts';

/** An isolation as this service heard of it. */
export interface Isolated {
  readonly id: string;
  readonly no: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
  /** How often it said that supplies do not reach the door. */
  readonly raised: number;
  readonly ended: boolean;
}

/** What became of the supply need of an isolation; its id is that of the isolation. */
export interface SupplyNeed {
  readonly id: string;
  readonly area: string;
  readonly status: SupplyNeedStatus;
  /** Up to which saying it was answered. */
  readonly answered: number;
  readonly errandId?: string;
  readonly errandNo?: string;
}

const MET: readonly ErrandStatus[] = ['CONFIRMED', 'ARCHIVED'];
const UNMET: readonly ErrandStatus[] = ['DUPLICATE', 'DECLINED', 'REFERRED', 'CANCELLED', 'CLOSED'];

/** Whether the errand of a need has ended, and how; undefined while it goes on. */
export const outcomeOf = (status: ErrandStatus): 'MET' | 'UNMET' | undefined =>
  MET.includes(status) ? 'MET' : UNMET.includes(status) ? 'UNMET' : undefined;
