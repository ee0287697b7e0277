import type { Caller } from '@houzhai/auth';
import { withinScope, type Change, type PersonKeys, type Work } from '@houzhai/persistence';
import { uuidNamed } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { publishPrescription } from './medicine-run.publish.ts';
import type { DecidedPrescription, Prescription } from './prescription.ts';
import { PrescriptionRow, prescriptionColumns, toPrescription, type StoredPrescription } from './prescription.row.ts';

/** A prescription as loaded. */
export interface LoadedPrescription {
  readonly prescription: Prescription;
  readonly version: number;
  readonly sealed: Buffer;
}

/** What is sealed of a prescription: each drug by the line it was written down with. */
export interface Drugs {
  readonly drugs: Readonly<
    Record<string, { readonly drug: string; readonly code?: string | undefined; readonly prescriptionNo?: string | undefined }>
  >;
  readonly referredTo?: string | undefined;
}

/** Under which purposes the key of a person seals what they take, and words about it. */
const DRUGS = 'prescription';
const WORDS = 'prescription-words';

/** The one prescription of an errand. */
export const prescriptionIdOf = (errandId: string): string => uuidNamed(`prescription:${errandId}`);

/** The prescription of an errand, whoever asks. */
export async function findPrescription(work: Pick<Work, 'load'>, errandId: string): Promise<LoadedPrescription | undefined> {
  const row = await work.load(PrescriptionRow, prescriptionIdOf(errandId), ['version', 'facts', 'sealed']);
  return row && { prescription: toPrescription(row), version: row.version, sealed: Buffer.from(row.sealed) };
}

/** Errands whose prescriptions wait for a hospital, within the caller's jurisdiction; the longest wait first. */
export async function waitingFor(
  pool: Pool,
  by: { readonly hospital: string; readonly area?: string | undefined; readonly errandIds?: readonly string[] | undefined },
  caller: Caller,
): Promise<readonly string[]> {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const where = [`"waiting" > 0 and "hospital" = ${$(by.hospital)}`, withinScope(caller, $)];
  if (by.area !== undefined) where.push(`"area" = ${$(by.area)}`);
  if (by.errandIds) where.push(`"errand_id" = any(${$(by.errandIds)}::uuid[])`);
  const { rows } = await pool.query<{ errand_id: string }>(
    `select "errand_id" from "errands"."prescription" where ${where.join(' and ')} order by "recorded_at", "id" limit 500`,
    values,
  );
  return rows.map((row) => row.errand_id);
}

export const sealDrugs = (keys: PersonKeys, personId: string, drugs: Drugs): Promise<Buffer> => keys.seal(personId, DRUGS, drugs);
/** What is taken, by line; undefined once the person was erased. */
export const openDrugs = async (keys: PersonKeys, personId: string, sealed: Buffer): Promise<Drugs | undefined> =>
  (await keys.open(personId, DRUGS, sealed)) as Drugs | undefined;

/** What a decision writes; `words` sealed under the key of whose medicine it is. */
export async function prescriptionChange(
  keys: PersonKeys,
  { prescription, fact }: DecidedPrescription,
  from: { readonly version: number; readonly sealed: Buffer },
  at: Temporal.Instant,
  words: Readonly<Record<string, unknown>> = {},
): Promise<Change> {
  const spoken = Object.entries(words).filter(([, value]) => value !== undefined);
  const sealed = spoken.length === 0 ? undefined : await keys.seal(prescription.personId, WORDS, Object.fromEntries(spoken));
  return {
    table: 'prescription',
    entity: 'prescription',
    id: prescription.id,
    area: prescription.area,
    from: from.version,
    columns: { ...prescriptionColumns(prescription), sealed: from.sealed },
    events: [{ ...publishPrescription(prescription, fact), occurredAt: at }],
    ...(sealed
      ? { also: [{ table: 'prescription_words', columns: { prescription_id: prescription.id, version: from.version + 1, sealed } }] }
      : {}),
    auditDetails: { errand: prescription.no },
  };
}

/** Which drugs lines of a run are, by line; without those of people who were erased. */
export async function drugsOf(
  pool: Pool,
  keys: PersonKeys,
  lines: readonly { readonly errandId: string }[],
): Promise<ReadonlyMap<string, Drugs['drugs'][string]>> {
  const { rows } = await pool.query<{ facts: StoredPrescription; sealed: Buffer }>(
    `select "facts", "sealed" from "errands"."prescription" where "errand_id" = any($1::uuid[])`,
    [[...new Set(lines.map(({ errandId }) => errandId))]],
  );
  const known = await Promise.all(
    rows.map(async ({ facts, sealed }) => {
      const opened = await openDrugs(keys, facts.personId, sealed);
      return facts.lines.flatMap(({ lineId, drugOf }) => {
        const drug = opened?.drugs[drugOf];
        return drug ? [[lineId, drug] as const] : [];
      });
    }),
  );
  return new Map(known.flat());
}

/** Reasons and proofs that were written with the steps of a prescription, by version. */
export async function wordsOf(pool: Pool, keys: PersonKeys, id: string, personId: string): Promise<ReadonlyMap<number, string>> {
  const { rows } = await pool.query<{ version: number; sealed: Buffer }>(
    `select "version", "sealed" from "errands"."prescription_words" where "prescription_id" = $1`,
    [id],
  );
  const opened = await Promise.all(
    rows.map(async ({ version, sealed }) => {
      const said = (await keys.open(personId, WORDS, sealed)) as Readonly<Record<string, string>> | undefined;
      return [version, Object.values(said ?? {}).join(' · ')] as const;
    }),
  );
  return new Map(opened.filter(([, said]) => said !== ''));
}
