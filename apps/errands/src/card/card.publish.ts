import {
  CardBrought,
  CardCollected,
  CardDutyPassedOn,
  CardLost,
  CardOutTooLong,
  CardRegistered,
  CardReturned,
  CardTransferred,
  type EventContract,
} from '@houzhai/contracts';
import type { Card, CardFact } from './card.ts';

const FACTS = {
  registered: CardRegistered,
  collected: CardCollected,
  brought: CardBrought,
  transferred: CardTransferred,
  returned: CardReturned,
  lost: CardLost,
  'duty-passed-on': CardDutyPassedOn,
  'out-too-long': CardOutTooLong,
} as const satisfies Record<CardFact['fact'], EventContract>;

/** Turns a fact into the contract's event. */
export function publishCard(card: Card, fact: CardFact): { readonly contract: EventContract; readonly data: unknown } {
  const { fact: kind, ...own } = fact;
  const { no, personId, status } = card;
  return { contract: FACTS[kind], data: { no, personId, status, ...own } };
}
