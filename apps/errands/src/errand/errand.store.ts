import { actorOf, covers, type Caller } from '@houzhai/auth';
import { refuse, type ErrandReceipt, type Outcome } from '@houzhai/contracts';
import type { Change, PersonKeys, Work } from '@houzhai/persistence';
import type { PoolClient } from 'pg';
import { wakeRow } from '../supply/supply-need.row.ts';
import { moneyRows } from '../money/money.store.ts';
import { allowedActions } from './allowed-actions.ts';
import { publishErrand } from './errand.publish.ts';
import type { Decided } from './decision.ts';
import type { Errand } from './errand.ts';
import { ErrandRow, applyState, toState } from './errand.row.ts';

/** An errand as loaded: its state and the version it had. */
export interface LoadedErrand {
  readonly errand: Errand;
  readonly version: number;
  readonly sealed: Buffer;
}

/** Words that go with an event and are kept sealed. */
export type ErrandWords = Readonly<Record<string, unknown>>;

/** The errand, if it exists within the caller's jurisdiction. */
export async function findErrand(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<LoadedErrand | undefined> {
  const row = await work.load(ErrandRow, id, ['version', 'path', 'facts', 'sealed']);
  if (!row || !covers(caller, row.path)) return undefined;
  return { errand: toState(row), version: row.version, sealed: Buffer.from(row.sealed) };
}

/** The errand, or the refusal that it does not exist for this caller. */
export async function getErrand(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedErrand, 'record.not-found'>> {
  const loaded = await findErrand(work, id, caller);
  return loaded ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'errand' });
}

/** Enters an errand as it is, without a decision: paper records that were replayed. */
export async function insertErrand(
  client: PoolClient,
  version: number,
  errand: Errand,
  sealed: Buffer,
  now: Temporal.Instant,
  by: string,
): Promise<void> {
  const columns = { id: errand.id, version, ...applyState(errand, now), sealed };
  const names = Object.keys(columns);
  for (const row of moneyRows(errand, 0, { at: now, by }))
    await client.query({
      name: 'enter-money',
      text: `insert into "errands"."money_entry" (${Object.keys(row)
        .map((name) => `"${name}"`)
        .join(', ')}) values (${Object.keys(row)
        .map((_, index) => `$${String(index + 1)}`)
        .join(', ')})`,
      values: Object.values(row),
    });
  await client.query({
    name: 'enter-errand',
    text: `insert into "errands"."errand" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map((_, index) => `$${String(index + 1)}`).join(', ')})`,
    values: Object.values(columns),
  });
}

/** What a change begins with; nothing but what is sealed where the errand is new. */
type Origin = Pick<LoadedErrand, 'version' | 'sealed'> & Partial<Pick<LoadedErrand, 'errand'>>;

/** What a decision writes: the errand with its events and sealed words; the need it was opened for hears of it. */
export async function errandChange(
  work: Work,
  keys: PersonKeys,
  from: Origin,
  { errand, facts }: Decided,
  words?: ErrandWords,
  occurredAt?: string,
): Promise<Change> {
  const spoken = Object.entries(words ?? {}).filter(([, value]) => value !== undefined);
  const sealed = spoken.length === 0 ? undefined : await keys.seal(errand.beneficiaryId, 'errand-words', Object.fromEntries(spoken));
  const also = [
    ...(sealed ? [{ table: 'errand_words', columns: { errand_id: errand.id, version: from.version + 1, sealed } }] : []),
    ...moneyRows(errand, from.errand?.ledger?.length ?? 0, { at: work.now, by: actorOf(work.call.caller) }).map((columns) => ({
      table: 'money_entry',
      columns,
    })),
    ...(errand.supplyOf === undefined ? [] : [wakeRow(errand.supplyOf, work.now)]),
  ];
  return {
    table: 'errand',
    entity: 'errand',
    id: errand.id,
    area: errand.area,
    from: from.version,
    columns: { ...applyState(errand, work.now), sealed: from.sealed },
    events: facts.map((fact) => ({
      ...publishErrand(errand, fact, work.now),
      ...(occurredAt === undefined ? {} : { occurredAt: Temporal.Instant.from(occurredAt) }),
    })),
    ...(also.length === 0 ? {} : { also }),
    auditDetails: { no: errand.no, status: errand.status },
  };
}

/** Saves a decision with its events, sealed words and the receipt as the stored answer. */
export async function saveErrand(
  work: Work,
  keys: PersonKeys,
  from: Origin,
  decided: Decided,
  words?: ErrandWords,
  occurredAt?: string,
): Promise<{ readonly ok: true; readonly value: ErrandReceipt }> {
  const change = await errandChange(work, keys, from, decided, words, occurredAt);
  return work.save(change, receiptOf(work, decided.errand, from.version + decided.facts.length));
}

/** What a caller learns of an errand they changed. */
export function receiptOf({ call: { caller } }: Work, errand: Errand, version: number): ErrandReceipt {
  return {
    errandId: errand.id,
    no: errand.no,
    status: errand.status,
    version,
    area: errand.area,
    allowedActions: allowedActions(errand, version, { id: actorOf(caller), roles: caller.kind === 'operator' ? caller.roles : [] }),
  };
}
