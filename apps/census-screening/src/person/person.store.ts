import { areaOf, covers, type Caller, type OpenedKey, type Sealer } from '@houzhai/auth';
import { instantText, refuse, type DocumentKind, type Outcome, type PersonRow as PersonLine } from '@houzhai/contracts';
import { maskDocumentNumber, maskName, maskPhone } from '@houzhai/identity-numbers';
import type { Change, PersonKeys } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { nameInitials } from './name-initials.ts';
import type { Person } from './person.ts';

/** What is sealed of a person. */
interface Secrets {
  readonly name?: string;
  readonly documentNo?: string;
  readonly phone?: string;
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly no: string;
  readonly area: string;
  readonly path: string;
  readonly document_kind: DocumentKind;
  readonly name_py: string;
  readonly birth_year: number | null;
  readonly sex: Person['sex'];
  readonly sealed: Buffer;
}

/** A person as loaded. */
export interface LoadedPerson {
  readonly id: string;
  readonly no: string;
  readonly version: number;
  readonly person: Person;
  /** Number of the entry that is kept in its place. */
  readonly keptNo?: string;
}

const secretsOf = ({ name, documentNo, phone }: Person): Secrets => ({
  ...(name === undefined ? {} : { name }),
  ...(documentNo === undefined ? {} : { documentNo }),
  ...(phone === undefined ? {} : { phone }),
});

/** Keyed hash of every beginning of a name, so that a name can be found by how it begins. */
const nameIndexes = (sealer: Sealer, name: string | undefined): Buffer[] => {
  const characters = name === undefined ? [] : Array.from(name.normalize('NFC'));
  return characters.map((_, index) => sealer.blindIndex('name', characters.slice(0, index + 1).join('')));
};

/** Digits by which a number is known that was not heard in full. */
const TAIL_DIGITS = 4;
const tailOf = (phone: string): string => phone.slice(-TAIL_DIGITS);
/** Whether a text can be the end of a phone number as people say it. */
export const isPhoneTail = (text: string): boolean => text.length === TAIL_DIGITS && /^\d+$/.test(text);

/** Keyed hashes to search by, one per index key. */
export const searchIndexes = (
  sealer: Sealer,
  text: string,
): {
  readonly name: readonly Buffer[];
  readonly phone: readonly Buffer[];
  readonly phoneTail: readonly Buffer[];
  readonly document: readonly Buffer[];
} => ({
  name: sealer.blindIndexes('name', text.normalize('NFC')),
  phone: sealer.blindIndexes('phone', text),
  phoneTail: sealer.blindIndexes('phone-tail', text),
  document: sealer.blindIndexes('document', text.toUpperCase()),
});

/** What is sealed of a person, opened. */
export const openSecrets = (sealer: Sealer, wrapped: Buffer, id: string, sealed: Buffer): Secrets =>
  JSON.parse(sealer.open(wrapped, id, 'person', sealed)) as Secrets;

/** Column values to search a person by, and the key they were made with. */
export const indexColumns = (sealer: Sealer, { name, documentNo, phone }: Secrets): Record<string, unknown> => ({
  document_index: documentNo === undefined ? null : sealer.blindIndex('document', documentNo),
  phone_index: phone === undefined ? null : sealer.blindIndex('phone', phone),
  phone_tail: phone === undefined ? null : sealer.blindIndex('phone-tail', tailOf(phone)),
  name_index: nameIndexes(sealer, name),
  index_key: sealer.indexKeyId,
});

/** Column values of a person under a key of theirs. */
export function personColumns(sealer: Sealer, key: OpenedKey, no: string, person: Person, now: Temporal.Instant): Record<string, unknown> {
  return {
    no,
    area: areaOf(person.path),
    path: person.path,
    document_kind: person.documentKind,
    ...indexColumns(sealer, person),
    name_py: person.name === undefined ? '' : nameInitials(person.name),
    birth_year: person.birthYear ?? null,
    sex: person.sex,
    sealed: key.seal('person', JSON.stringify(secretsOf(person))),
    updated_at: instantText(now),
  };
}

export const PERSON_COLUMNS = '"id", "version", "no", "area", "path", "document_kind", "name_py", "birth_year", "sex", "sealed"';

/** What stands for the name of somebody who was erased, in lists of any language. */
const ERASED_LABEL = '已删除 erased';

/** Rows as lists show them: every personal field masked, and nothing of those who were erased. */
export async function maskedRows(keys: PersonKeys, sealer: Sealer, rows: readonly Row[]): Promise<PersonLine[]> {
  const wrapped = await keys.find(rows.map((row) => row.id));
  return rows.map((row) => {
    const key = wrapped.get(row.id);
    const { id: personId, no, version, area, path, sex } = row;
    if (!key) return { personId, no, version, label: ERASED_LABEL, initials: '', documentKind: 'NONE_YET', sex, area, path, erased: true };
    const secrets = openSecrets(sealer, key, row.id, row.sealed);
    return {
      personId: row.id,
      no: row.no,
      version: row.version,
      label: secrets.name === undefined ? '—' : maskName(secrets.name),
      initials: row.name_py,
      ...(secrets.phone === undefined ? {} : { phoneMasked: maskPhone(secrets.phone) }),
      documentKind: row.document_kind,
      ...(secrets.documentNo === undefined ? {} : { documentMasked: maskDocumentNumber(secrets.documentNo) }),
      ...(row.birth_year === null ? {} : { birthYear: row.birth_year }),
      sex: row.sex,
      area: row.area,
      path: row.path,
    };
  });
}

/** Masked names of persons by id, whoever asks; for rows that were found within the caller's sight. */
export async function labelsOf(pool: Pool, keys: PersonKeys, sealer: Sealer, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<Row>(`select ${PERSON_COLUMNS} from "census_screening"."person" where "id" = any($1::uuid[])`, [
    [...new Set(ids)],
  ]);
  return new Map((await maskedRows(keys, sealer, rows)).map(({ personId, label }) => [personId, label]));
}

/** The person in clear, for decisions and audited reveals; scoped by who asks. */
export async function getPerson(
  pool: Pool,
  keys: PersonKeys,
  sealer: Sealer,
  id: string,
  caller: Caller,
): Promise<Outcome<LoadedPerson, 'record.not-found' | 'person.erased'>> {
  const { rows } = await pool.query<Row & { readonly kept_no: string | null }>(
    `select ${PERSON_COLUMNS}, (select k."no" from "census_screening"."person" k where k."id" = p."merged_into") as kept_no
     from "census_screening"."person" p where "id" = $1`,
    [id],
  );
  const [row] = rows;
  if (!row || !covers(caller, row.path)) return refuse('record.not-found', { entity: 'person' });
  const wrapped = (await keys.find([id])).get(id);
  if (!wrapped) return refuse('person.erased', {});
  const secrets = openSecrets(sealer, wrapped, id, row.sealed);
  const person: Person = {
    ...secrets,
    documentKind: row.document_kind,
    sex: row.sex,
    path: row.path,
    ...(row.birth_year === null ? {} : { birthYear: row.birth_year }),
  };
  return { ok: true, value: { id, no: row.no, version: row.version, person, ...(row.kept_no === null ? {} : { keptNo: row.kept_no }) } };
}

/** What the register knows of somebody without opening anything. */
export interface Known {
  readonly id: string;
  readonly no: string;
  readonly path: string;
  readonly version: number;
  /** Number of the entry that is kept in its place. */
  readonly keptNo: string | null;
}
const KNOWN = `select p."id", p."no", p."path", p."version", k."no" as "keptNo" from "census_screening"."person" p
  left join "census_screening"."person" k on k."id" = p."merged_into"`;

/** Somebody of the register by id, whoever asks. */
export async function personById(pool: Pool, id: string): Promise<Known | undefined> {
  const { rows } = await pool.query<Known>(`${KNOWN} where p."id" = $1`, [id]);
  return rows[0];
}

/** An entry as it was read: what is saved with it is saved only while it was neither corrected nor merged. */
export const holding = ({ id, version }: Pick<Known, 'id' | 'version'>): Change['holds'] => ({ table: 'person', id, version });

/** Whether a place of the register has this path. */
export async function placeExists(pool: Pool, path: string): Promise<boolean> {
  const { rows } = await pool.query(`select 1 from "census_screening"."place" where "path" = $1`, [path]);
  return rows.length > 0;
}

/** Ids of the records about a person besides the person's own, for who saw what of them. */
export async function recordsOfPerson(pool: Pool, personId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    [
      ...['arrival', 'isolation', 'fever'].map((table) => `select "id" from "census_screening"."${table}" where "person_id" = $1`),
      `select distinct "site_id" from "census_screening"."bed" where "person_id" = $1`,
      `select distinct "unit_id" from "census_screening"."screening_found" where "person_id" = $1`,
    ].join(' union all '),
    [personId],
  );
  return rows.map(({ id }) => id);
}
