import {
  CallBackClosed,
  CallBackGivenBack,
  CallBackPostponed,
  CallBackTaken,
  CallRegistered,
  type EventContract,
} from '@houzhai/contracts';
import type { Call, CallFact } from './call.ts';

const FACTS = {
  registered: CallRegistered,
  taken: CallBackTaken,
  'given-back': CallBackGivenBack,
  postponed: CallBackPostponed,
  closed: CallBackClosed,
} as const satisfies Record<CallFact['fact'], EventContract>;

/** Turns a fact into the contract's event. */
export function publishCall({ no, outcome, promised }: Call, fact: CallFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  return { contract: FACTS[kind], data: { no, outcome, ...(promised ? { status: promised.status } : {}), ...own } };
}
