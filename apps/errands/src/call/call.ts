import type { CallAction, CallBackResult, CallBackStatus, CallOutcome, Channel, DataOf } from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';

type Own<E extends C.EventContract> = Omit<DataOf<E>, 'no' | 'outcome' | 'status'>;
/** What can happen to a call, and what is particular to it. */
export type CallFact =
  | ({ readonly fact: 'registered' } & Own<typeof C.CallRegistered>)
  | ({ readonly fact: 'taken' } & Own<typeof C.CallBackTaken>)
  | ({ readonly fact: 'given-back' } & Own<typeof C.CallBackGivenBack>)
  | ({ readonly fact: 'postponed' } & Own<typeof C.CallBackPostponed>)
  | ({ readonly fact: 'closed' } & Own<typeof C.CallBackClosed>);

/** A promise to call somebody back. */
export type Promised = { readonly dueAt: Temporal.Instant } & (
  | { readonly status: 'WAITING' }
  | { readonly status: 'TAKEN'; readonly takenBy: string }
  | { readonly status: 'DONE'; readonly takenBy: string; readonly closedAt: Temporal.Instant; readonly result: CallBackResult }
);

/** A call 来电 at the phone desk: who phoned when, what came of it. It is not changed; only a promise to call back goes on. */
export interface Call {
  readonly id: string;
  readonly no: string;
  readonly area: string;
  readonly path: string;
  readonly at: Temporal.Instant;
  readonly outcome: CallOutcome;
  readonly channel: Channel;
  readonly callerId?: string;
  readonly beneficiaryId?: string;
  readonly errandId?: string;
  readonly errandNo?: string;
  /** Who answered. */
  readonly by: string;
  readonly promised?: Promised;
}

/** A call after a decision, and what happened. */
export interface DecidedCall {
  readonly call: Call;
  readonly fact: CallFact;
  /** The last reason to keep the number and the words of somebody the register does not know is gone. */
  readonly forget?: true;
}

/** What may be done about a promise to call back, by where it stands. The same table greys out menus. */
export const CALL_TABLE = {
  WAITING: ['take', 'postpone'],
  TAKEN: ['give-back', 'postpone', 'close'],
  DONE: [],
} as const satisfies Record<CallBackStatus, readonly CallAction[]>;

export const isLegal = (status: CallBackStatus, action: CallAction): boolean =>
  (CALL_TABLE[status] as readonly CallAction[]).includes(action);

/** Under whose key the words of a call are: of who phoned, of whom it was about, else of the call itself. */
export const keyOf = ({ id, callerId, beneficiaryId }: Pick<Call, 'id' | 'callerId' | 'beneficiaryId'>): string =>
  callerId ?? beneficiaryId ?? id;

/** Whether the register does not know who phoned. */
export const isAnonymous = (call: Pick<Call, 'id' | 'callerId' | 'beneficiaryId'>): boolean => keyOf(call) === call.id;

export const isOverdue = ({ promised }: Pick<Call, 'promised'>, now: Temporal.Instant): boolean =>
  promised !== undefined && promised.status !== 'DONE' && Temporal.Instant.compare(promised.dueAt, now) < 0;

/** A call as it goes on record. */
export function registered(call: Call): DecidedCall {
  const { channel, callerId, beneficiaryId, errandId, promised } = call;
  return {
    call,
    fact: {
      fact: 'registered',
      channel,
      ...(callerId === undefined ? {} : { callerId }),
      ...(beneficiaryId === undefined ? {} : { beneficiaryId }),
      ...(errandId === undefined ? {} : { errandId }),
      ...(promised ? { dueAt: promised.dueAt.toString() } : {}),
    },
  };
}
