import { covers, type Caller } from '@houzhai/auth';
import {
  CloseFever,
  JudgeFever,
  RecheckTemperature,
  RecordFeverResult,
  SendToClinic,
  mayCall,
  refuse,
  type Access,
  type FeverAction,
  type FeverReceipt,
  type FeverResult,
  type Outcome,
  type Symptom,
} from '@houzhai/contracts';
import type { Change, PersonKeys, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { ORIGIN, type Origin } from '../arrival/arrival.store.ts';
import { entriesOfPerson } from '../person/person-identity.store.ts';
import type { DecidedFever } from './fever.decide.ts';
import { publishFever } from './fever.publish.ts';
import { FEVER_TABLE, isLegal, type Fever } from './fever.ts';
import { FeverRow, feverColumns, toFever, type StoredFever } from './fever.row.ts';

/** Under which purpose the key of a person seals words about a fever. */
export const FEVER_WORDS = 'fever-words';

/** What one change of a fever may say besides. */
export interface FeverWords {
  readonly symptoms?: readonly Symptom[];
  readonly plate?: string;
  readonly result?: FeverResult;
  readonly reason?: string;
  readonly note?: string;
  readonly collectedBy?: string;
}

/** A fever as loaded. */
export interface LoadedFever {
  readonly fever: Fever;
  readonly version: number;
}

/** A fever concerns those where the person is, and those where it was noticed. */
export const seesFever = (caller: Caller, { path, atPath }: Pick<Fever, 'path' | 'atPath'>): boolean =>
  covers(caller, path) || (atPath !== undefined && covers(caller, atPath));

/** The fever, whoever asks. */
export async function findFever(work: Pick<Work, 'load'>, id: string): Promise<LoadedFever | undefined> {
  const row = await work.load(FeverRow, id, ['version', 'facts']);
  return row && { fever: toFever(row), version: row.version };
}

/** The fever, if it concerns the caller. */
export async function getFever(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedFever, 'record.not-found'>> {
  const loaded = await findFever(work, id);
  return loaded && seesFever(caller, loaded.fever) ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'fever' });
}

/** The open fever of a person, if there is one. */
export async function openFeverOf(pool: Pool, personId: string): Promise<LoadedFever | undefined> {
  const { rows } = await pool.query<{ version: number; facts: StoredFever }>(
    `select "version", "facts" from "census_screening"."fever" where "person_id" = $1 and "is_open"`,
    [personId],
  );
  const [row] = rows;
  return row && { fever: toFever(row), version: row.version };
}

/** Other open fevers of the same person: noticed at an entry that was merged with theirs. */
export async function feversBeside(pool: Pool, { id, personId }: Fever): Promise<{ readonly feverId: string; readonly no: string }[]> {
  const { rows } = await pool.query<{ feverId: string; no: string }>(
    `select "id" as "feverId", "no" from "census_screening"."fever"
     where "is_open" and "id" <> $1 and "person_id" in (${entriesOfPerson('$2')}) order by "no"`,
    [id, personId],
  );
  return rows;
}

/** What a decision writes. @param sealedWords what it says besides. */
export const feverChange = ({ fever, facts }: DecidedFever, from: number, at: Temporal.Instant, sealedWords?: Buffer): Change => ({
  table: 'fever',
  entity: 'fever',
  id: fever.id,
  area: fever.area,
  from,
  columns: feverColumns(fever),
  events: facts.map((fact) => ({ ...publishFever(fever, fact), occurredAt: at })),
  ...(sealedWords ? { also: [{ table: 'fever_words', columns: { fever_id: fever.id, version: from + 1, sealed: sealedWords } }] } : {}),
  auditDetails: { no: fever.no, status: fever.status },
});

/** Plates of the cars a person came in with others, and of those that brought them: nobody is sent to a clinic in one of these. */
export async function ownPlates(pool: Pool, keys: PersonKeys, personId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ person_id: string; sealed: Buffer; batch_plate: string | null }>(
    `select a."person_id", a."sealed", b."facts" ->> 'plate' as batch_plate from "census_screening"."arrival" a
     left join "census_screening"."escort_batch" b on b."id" = a."batch_id"
     where a."party_id" in (select "party_id" from "census_screening"."arrival" where "person_id" in (${entriesOfPerson('$1')}))`,
    [personId],
  );
  const plates = await Promise.all(
    rows.map(async ({ person_id, sealed, batch_plate }) => [
      batch_plate,
      ((await keys.open(person_id, ORIGIN, sealed)) as Origin | undefined)?.plate,
    ]),
  );
  return plates.flat().filter((plate) => typeof plate === 'string');
}

const ACCESS: Readonly<Record<FeverAction, Access>> = {
  recheck: RecheckTemperature.access,
  judge: JudgeFever.access,
  send: SendToClinic.access,
  'record-result': RecordFeverResult.access,
  close: CloseFever.access,
};

/** What an operator may do with a fever now, the next step first. */
export function feverActions(fever: Fever, caller: Caller): FeverAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  return FEVER_TABLE[fever.status].filter((action: FeverAction) => isLegal(fever, action) && mayCall(ACCESS[action], caller.roles));
}

export const feverReceipt = ({ fever, facts }: DecidedFever, from: number, caller: Caller): FeverReceipt => ({
  feverId: fever.id,
  no: fever.no,
  status: fever.status,
  version: from + facts.length,
  area: fever.area,
  allowedActions: feverActions(fever, caller),
});
