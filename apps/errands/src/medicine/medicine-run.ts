import { OPEN_RUN_STATUSES, type LineStatus, type RunAction, type RunStatus, type StopCard } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';

/** One household of a run: whose card, and how it stands. */
export interface Stop {
  readonly cardId: string;
  readonly cardNo: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
  readonly card: StopCard;
}

/** One line to fetch and to deliver. */
export interface Line {
  readonly lineId: string;
  readonly errandId: string;
  readonly errandNo: string;
  readonly cardId: string;
  readonly pharmacy: string;
  readonly qtyDays: number;
  readonly status: LineStatus;
  readonly at?: Temporal.Instant;
  readonly proof?: C.InputOf<typeof C.DeliverRunLines>['proof']['kind'];
}

/** Stops that wait for a colleague; who offered them has signed by it. */
export interface Offer {
  readonly toAgentId: string;
  readonly byId: string;
  readonly cardIds: readonly string[];
}

/** A medicine run 配药代办批次: one agent, one hospital, its stops in the order they are visited. */
export interface MedicineRun {
  readonly id: string;
  readonly no: string;
  readonly hospital: string;
  readonly agentId: string;
  /** a00 and the common part of their paths, where its stops are in several areas. */
  readonly area: string;
  readonly path: string;
  readonly status: RunStatus;
  readonly stops: readonly Stop[];
  readonly lines: readonly Line[];
  readonly offer?: Offer;
  readonly plannedAt: Temporal.Instant;
  readonly departedAt?: Temporal.Instant;
  readonly arrivedAt?: Temporal.Instant;
  readonly leftAt?: Temporal.Instant;
  readonly returnedAt?: Temporal.Instant;
  readonly policyVersion: string;
}

/** What a person may do with a run in each state. The same table greys out menus. */
export const RUN_TABLE = {
  PLANNED: ['order-stops', 'set-out', 'drop-stop', 'offer', 'withdraw', 'take-over', 'cancel'],
  COLLECTING: ['order-stops', 'drop-stop', 'arrive', 'offer', 'withdraw', 'take-over', 'cancel'],
  AT_HOSPITAL: ['fetch', 'split-line', 'move-line', 'postpone-line', 'leave', 'offer', 'withdraw', 'take-over'],
  DELIVERING: ['order-stops', 'deliver', 'reconcile', 'offer', 'withdraw', 'take-over'],
  RECONCILED: [],
  CANCELLED: [],
} as const satisfies Record<RunStatus, readonly RunAction[]>;

export const isLegal = (status: RunStatus, action: RunAction): boolean => (RUN_TABLE[status] as readonly RunAction[]).includes(action);
export const isOpen = ({ status }: Pick<MedicineRun, 'status'>): boolean => (OPEN_RUN_STATUSES as readonly RunStatus[]).includes(status);

/** How a run stands, in numbers. */
export function countRun({ stops, lines }: Pick<MedicineRun, 'stops' | 'lines'>): {
  readonly stops: number;
  readonly cardsOut: number;
  readonly toFetch: number;
  readonly toDeliver: number;
  readonly delivered: number;
} {
  const of = (status: LineStatus): number => lines.filter((line) => line.status === status).length;
  return {
    stops: stops.length,
    cardsOut: stops.filter(({ card }) => card === 'OUT').length,
    toFetch: of('TO_FETCH'),
    toDeliver: of('FETCHED'),
    delivered: of('DELIVERED'),
  };
}

/** The area and path of a run: those of its stops as far as they agree. */
export function placeOf(stops: readonly Pick<Stop, 'area' | 'path'>[]): { readonly area: string; readonly path: string } {
  const [first, ...others] = stops;
  if (!first) return { area: 'a00', path: 'houzhai' };
  const parts = first.path.split('/');
  const agree = parts.findIndex((part, index) => others.some(({ path }) => path.split('/')[index] !== part));
  const path = (agree === -1 ? parts : parts.slice(0, Math.max(agree, 1))).join('/');
  return { area: others.every(({ area }) => area === first.area) ? first.area : 'a00', path };
}

/** In the order a walker takes: area by area, door by door. */
export const byAddress = (a: Pick<Stop, 'area' | 'path' | 'cardId'>, b: Pick<Stop, 'area' | 'path' | 'cardId'>): number =>
  a.area.localeCompare(b.area) || a.path.localeCompare(b.path, 'en', { numeric: true }) || a.cardId.localeCompare(b.cardId);
