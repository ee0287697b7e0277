import { covers, type Caller } from '@houzhai/auth';
import { CollectCard, mayCall, refuse, type CardAction, type CardReceipt, type Outcome } from '@houzhai/contracts';
import { uuidNamed, type Change, type PersonKeys, type Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { mayActFor } from '../errand/agent.ts';
import { CARD_TABLE, isCarried, type Card } from './card.ts';
import { publishCard } from './card.publish.ts';
import { InsuranceCardRow, cardColumns, toCard } from './card.row.ts';
import type { DecidedCard } from './custody.ts';

/** A card as loaded; version 0 where the person has none yet. */
export interface LoadedCard {
  readonly card: Card;
  readonly version: number;
}

/** Under which purpose the key of a person seals what was written with their card. */
export const CARD_WORDS = 'insurance-card-words';

/** The one envelope of a person: the same whoever sets it up. */
export const cardIdOf = (personId: string): string => uuidNamed(`insurance-card:${personId}`);

const selfOf = (caller: Caller): string | undefined => (caller.kind === 'operator' ? caller.operatorId : undefined);

/** A card concerns those at its household, who carries it, and who has to see to it. */
export const seesCard = (caller: Caller, { path, holderId, ownerId }: Pick<Card, 'path' | 'holderId' | 'ownerId'>): boolean => {
  const self = selfOf(caller);
  return covers(caller, path) || (self !== undefined && (self === holderId || self === ownerId));
};

/** The card, whoever asks. */
export async function findCard(work: Pick<Work, 'load'>, id: string): Promise<LoadedCard | undefined> {
  const row = await work.load(InsuranceCardRow, id, ['version', 'facts']);
  return row && { card: toCard(row), version: row.version };
}

/** The card, or the refusal that it does not exist for this caller. */
export async function getCard(
  work: Pick<Work, 'load'>,
  id: string,
  caller: Caller,
  alsoTo?: (card: Card) => boolean,
): Promise<Outcome<LoadedCard, 'record.not-found'>> {
  const loaded = await findCard(work, id);
  const seen = loaded && (seesCard(caller, loaded.card) || alsoTo?.(loaded.card) === true);
  return seen ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'insurance-card' });
}

/** What a decision writes; `words` sealed under the key of whose card it is. */
export async function cardChange(
  keys: PersonKeys,
  { card, fact, at }: DecidedCard,
  from: number,
  words: Readonly<Record<string, unknown>> = {},
): Promise<Change> {
  const spoken = Object.entries(words).filter(([, value]) => value !== undefined);
  const sealed = spoken.length === 0 ? undefined : await keys.seal(card.personId, CARD_WORDS, Object.fromEntries(spoken));
  return {
    table: 'insurance_card',
    entity: 'insurance-card',
    id: card.id,
    area: card.area,
    from,
    columns: cardColumns(card),
    events: [{ ...publishCard(card, fact), occurredAt: at }],
    ...(sealed ? { also: [{ table: 'insurance_card_words', columns: { card_id: card.id, version: from + 1, sealed } }] } : {}),
    meets: ['insurance_card_person'],
    auditDetails: { no: card.no, status: card.status },
  };
}

/** What an operator may do with a card now; the decisions themselves refuse the rest, with a reason. */
export function cardActions(card: Card, caller: Caller): CardAction[] {
  if (caller.kind !== 'operator' || caller.readOnly || !mayCall(CollectCard.access, caller.roles)) return [];
  const actor = { id: caller.operatorId, roles: caller.roles };
  return CARD_TABLE[card.status].filter((action: CardAction) => {
    if (action === 'pass-on' || action === 'collect') return true;
    return mayActFor(isCarried(card) ? card.holderId : (card.ownerId ?? caller.operatorId), actor);
  });
}

export const cardReceipt = ({ card }: DecidedCard, from: number, caller: Caller): CardReceipt => ({
  cardId: card.id,
  no: card.no,
  status: card.status,
  ...(card.holderId === undefined || card.status === 'LOST' ? {} : { holderId: card.holderId }),
  ...(card.ownerId === undefined ? {} : { ownerId: card.ownerId }),
  version: from + 1,
  area: card.area,
  allowedActions: cardActions(card, caller),
});

/** Open runs that have the cards of these persons already, by card. */
export async function openRunsOf(
  pool: Pool,
  cardIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly runId: string; readonly no: string }>> {
  const { rows } = await pool.query<{ card_id: string; run_id: string; no: string }>(
    `select s."card_id", s."run_id", r."no" from "errands"."medicine_stop" s join "errands"."medicine_run" r on r."id" = s."run_id"
     where s."is_open" and s."card_id" = any($1::uuid[])`,
    [cardIds],
  );
  return new Map(rows.map((row) => [row.card_id, { runId: row.run_id, no: row.no }]));
}

/** Who has to see to lost cards, by card. */
export async function ownersOf(pool: Pool, cardIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; owner_id: string }>(
    `select "id", "owner_id" from "errands"."insurance_card" where "id" = any($1::uuid[]) and "owner_id" is not null`,
    [cardIds],
  );
  return new Map(rows.map((row) => [row.id, row.owner_id]));
}
