import {
  CARD_OUT_STATUSES,
  instantText,
  type CardAction,
  type CardContent,
  type CardStatus,
  type DataOf,
  type Envelope,
} from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';

type Own<E extends C.EventContract> = Omit<DataOf<E>, 'no' | 'personId' | 'status'>;
/** What can happen to a card, and what is particular to it. */
export type CardFact =
  | ({ readonly fact: 'registered' } & Own<typeof C.CardRegistered>)
  | ({ readonly fact: 'collected' } & Own<typeof C.CardCollected>)
  | ({ readonly fact: 'brought' } & Own<typeof C.CardBrought>)
  | ({ readonly fact: 'transferred' } & Own<typeof C.CardTransferred>)
  | ({ readonly fact: 'returned' } & Own<typeof C.CardReturned>)
  | ({ readonly fact: 'lost' } & Own<typeof C.CardLost>)
  | ({ readonly fact: 'duty-passed-on' } & Own<typeof C.CardDutyPassedOn>)
  | ({ readonly fact: 'out-too-long' } & Own<typeof C.CardOutTooLong>);

/** Where a card is and who answers for it; made by its facts and by nothing else. */
export interface Custody {
  readonly status: CardStatus;
  /** Who carries it, or carried it last where it is lost; absent while the household has it. */
  readonly holderId?: string;
  /** Since when it is in these hands. */
  readonly since: Temporal.Instant;
  /** When the last thing happened to it. */
  readonly at: Temporal.Instant;
  readonly contents: readonly CardContent[];
  readonly cashFen: number;
  readonly sealed: boolean;
  readonly runId?: string;
  /** By when it has to be back. */
  readonly dueBy?: Temporal.Instant;
  /** Said once that it is out longer than the policy allows. */
  readonly late: boolean;
  /** Who has to see to a lost one. */
  readonly ownerId?: string;
}

/** The envelope 医保卡 of one person: their card and what lies with it. */
export interface Card extends Custody {
  readonly id: string;
  readonly no: string;
  readonly personId: string;
  readonly area: string;
  readonly path: string;
}

/** What a person may do with a card in each state. The same table greys out menus. */
export const CARD_TABLE = {
  WITH_OWNER: ['collect'],
  COLLECTED: ['return', 'report-lost'],
  AT_HOSPITAL: ['return', 'report-lost'],
  RETURNED: ['collect'],
  LOST: ['return', 'pass-on'],
} as const satisfies Record<CardStatus, readonly CardAction[]>;

export const isLegal = (status: CardStatus, action: CardAction): boolean => (CARD_TABLE[status] as readonly CardAction[]).includes(action);

/** Whether it is not with its household. */
export const isOut = ({ status }: Pick<Custody, 'status'>): boolean => (CARD_OUT_STATUSES as readonly CardStatus[]).includes(status);
/** Whether somebody carries it. */
export const isCarried = ({ status }: Pick<Custody, 'status'>): boolean => status === 'COLLECTED' || status === 'AT_HOSPITAL';

/** Where a card is that nobody has taken yet. */
export const atHome = (at: Temporal.Instant): Custody => ({
  status: 'WITH_OWNER',
  since: at,
  at,
  contents: [],
  cashFen: 0,
  sealed: false,
  late: false,
});

/** Where a card is after one more fact. */
export function after(custody: Custody, fact: CardFact, at: Temporal.Instant): Custody {
  switch (fact.fact) {
    case 'registered':
      return atHome(at);
    case 'collected':
      return {
        status: 'COLLECTED',
        holderId: fact.holderId,
        since: at,
        at,
        contents: fact.contents,
        cashFen: fact.cashFen,
        sealed: fact.sealed,
        runId: fact.runId,
        dueBy: Temporal.Instant.from(fact.dueBy),
        late: false,
      };
    case 'brought':
      return { ...custody, status: 'AT_HOSPITAL', at };
    case 'transferred':
      return { ...custody, holderId: fact.holderId, runId: fact.runId, since: at, at };
    case 'returned':
      return { ...atHome(at), status: 'RETURNED' };
    case 'lost':
      return { ...custody, status: 'LOST', since: at, at, ...(fact.ownerId === undefined ? {} : { ownerId: fact.ownerId }) };
    case 'duty-passed-on':
      return { ...custody, ownerId: fact.ownerId, at };
    case 'out-too-long':
      return { ...custody, late: true };
  }
}

/** One event of a card, as the stream and the ledger keep it. */
export type CardEvent = Pick<Envelope, 'type' | 'occurredat' | 'time' | 'actor' | 'data' | 'aggregateversion'>;

const factOf = ({ type, data }: CardEvent): CardFact | undefined => {
  const past = type.split('.')[3];
  return past === undefined || past === 'skipped' ? undefined : ({ ...(data as object), fact: past } as CardFact);
};

/** Where a card was after each of its events, told from the events alone; the first event first. */
export function replay(
  events: readonly CardEvent[],
): readonly { readonly event: CardEvent; readonly fact: CardFact; readonly custody: Custody }[] {
  let custody: Custody | undefined;
  return events.flatMap((event) => {
    const fact = factOf(event);
    if (!fact) return [];
    const at = Temporal.Instant.from(event.occurredat);
    custody = after(custody ?? atHome(at), fact, at);
    return [{ event, fact, custody }];
  });
}

/** One time in somebody's hands, without the words. */
export interface Holding {
  readonly holderId?: string;
  readonly status: CardStatus;
  readonly since: Temporal.Instant;
  readonly until?: Temporal.Instant;
  readonly event: string;
  readonly version: number;
  readonly runId?: string;
  readonly signed?: C.Signatures;
  readonly recordedBy: string;
}

/** Facts with which a card changes hands. */
const CHANGES: readonly CardFact['fact'][] = ['registered', 'collected', 'transferred', 'returned', 'lost'];

/** Who held a card, from when to when; the latest first. */
export function holdingsOf(events: readonly CardEvent[]): readonly Holding[] {
  const hands = replay(events).filter(({ fact }) => CHANGES.includes(fact.fact));
  return hands
    .map(({ event, fact, custody: { holderId, status, since, runId } }, index): Holding => {
      const next = hands[index + 1]?.custody.since;
      return {
        ...(holderId === undefined || status === 'LOST' ? {} : { holderId }),
        status,
        since,
        ...(next ? { until: next } : {}),
        event: fact.fact,
        version: event.aggregateversion,
        ...(runId === undefined ? {} : { runId }),
        ...('vouched' in fact ? { signed: fact.vouched } : {}),
        recordedBy: event.actor,
      };
    })
    .toReversed();
}

/** When the clock has to look at the card by itself: while somebody carries it, once. */
export const wakeAt = (card: Custody): Temporal.Instant | undefined => (isCarried(card) && !card.late ? card.dueBy : undefined);

/** A custody as text, for comparing one that was kept with one that was told anew. */
export const custodyText = ({ since, at, dueBy, ...rest }: Custody): Record<string, unknown> => ({
  ...rest,
  since: instantText(since),
  at: instantText(at),
  ...(dueBy ? { dueBy: instantText(dueBy) } : {}),
});
