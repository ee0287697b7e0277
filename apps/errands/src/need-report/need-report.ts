import type { DataOf, EventContract, NeedAction, NeedEnd, NeedStatus } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';

type Own<E extends EventContract> = Omit<DataOf<E>, 'no' | 'topic' | 'status' | 'leadId'>;
/** What can happen to a report, and what is particular to it. */
export type NeedFact =
  | ({ readonly fact: 'reported' } & Own<typeof C.NeedReported>)
  | { readonly fact: 'joined' }
  | { readonly fact: 'left' }
  | ({ readonly fact: 'gathered' } & Own<typeof C.NeedReportGathered>)
  | ({ readonly fact: 'taken' } & Own<typeof C.NeedReportTaken>)
  | ({ readonly fact: 'given-back' } & Own<typeof C.NeedReportGivenBack>)
  | { readonly fact: 'answered' }
  | ({ readonly fact: 'settled' } & Own<typeof C.NeedReportSettled>)
  | ({ readonly fact: 'rated' } & Own<typeof C.NeedReportRated>);

/** A report 需求上报 of something that no module has. The one others were put together with stands for all of them. */
export interface NeedReport {
  readonly id: string;
  readonly no: string;
  readonly topic: string;
  readonly area: string;
  readonly path: string;
  readonly reporterId: string;
  readonly reportedAt: Temporal.Instant;
  /** Whose household it is about. */
  readonly aboutId?: string;
  readonly status: NeedStatus;
  /** The report that stands for it; its own id while it stands alone or for others. */
  readonly leadId: string;
  readonly ownerId?: string;
  readonly end?: NeedEnd;
  readonly moduleCode?: string;
  /** What its reporter said of the answer. */
  readonly helps?: boolean;
}

/** A need as a whole: the report that stands for it, and those put together with it. */
export interface Need {
  readonly lead: NeedReport;
  readonly joined: readonly NeedReport[];
}

/** What may be done about a need, by where it stands. The same table greys out menus. Of one that was joined its lead’s counts, but for leaving. */
export const NEED_TABLE = {
  OPEN: ['take', 'put-together'],
  RAISED: ['take', 'put-together'],
  TAKEN: ['answer', 'settle', 'give-back'],
  ANSWERED: ['answer', 'settle', 'rate'],
  SETTLED: ['rate'],
  JOINED: ['take-apart'],
} as const satisfies Record<NeedStatus, readonly NeedAction[]>;

export const isLegal = (status: NeedStatus, action: NeedAction): boolean => (NEED_TABLE[status] as readonly NeedAction[]).includes(action);

/** Whether others may still be put together with it. */
export const isGathering = ({ status }: Pick<NeedReport, 'status'>): boolean => status !== 'SETTLED' && status !== 'JOINED';

/** Every report of a need, the one that stands for it first. */
export const reportsOf = ({ lead, joined }: Need): readonly NeedReport[] => [lead, ...joined];

/** How many reports of how many areas. */
export const extentOf = (need: Need): { readonly reports: number; readonly areas: number } => ({
  reports: 1 + need.joined.length,
  areas: new Set(reportsOf(need).map(({ area }) => area)).size,
});

/** Under whose key the words of a report are: of whose household it is about, else of the report itself. */
export const keyOf = ({ id, aboutId }: Pick<NeedReport, 'id' | 'aboutId'>): string => aboutId ?? id;
