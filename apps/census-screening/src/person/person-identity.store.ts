import { covers, type Caller } from '@houzhai/auth';
import { OPEN_CUSTODIES, type LinkVerdict, type OutputOf, type PersonDetail, type PersonRow as PersonLine } from '@houzhai/contracts';
import type { Pool, PoolClient } from 'pg';
import type { IdentityEntry } from './person-identity.decide.ts';

/** An entry as merging sees it, with where it belongs. */
export interface LoadedEntry extends IdentityEntry {
  readonly path: string;
  readonly version: number;
}

interface Row {
  readonly id: string;
  readonly no: string;
  readonly path: string;
  readonly version: number;
  readonly erased: boolean;
  readonly kept_id: string | null;
  readonly kept_no: string | null;
  readonly merges: number;
  readonly isolation: string | null;
  readonly on_the_way: string | null;
}

/** Entries by id; what of them is open counts for the whole person, merged entries along. */
export async function entriesOf(db: Pool | PoolClient, ids: readonly string[]): Promise<ReadonlyMap<string, LoadedEntry>> {
  const { rows } = await db.query<Row>(
    `select p."id", p."no", p."path", p."version", p."erased_at" is not null as erased, k."id" as kept_id, k."no" as kept_no,
       (select count(*)::int from "census_screening"."person" m where m."merged_into" = p."id") as merges,
       (select min(i."no") from "census_screening"."isolation" i where i."is_open" and i."person_id" in (${familyOf('p."id"')})) as isolation,
       (select min(a."no") from "census_screening"."arrival" a where a."custody" = any($2::text[]) and a."person_id" in (${familyOf('p."id"')})) as on_the_way
     from "census_screening"."person" p left join "census_screening"."person" k on k."id" = p."merged_into" where p."id" = any($1::uuid[])`,
    [ids, [...OPEN_CUSTODIES]],
  );
  return new Map(
    rows.map(({ id, no, path, version, erased, kept_id, kept_no, merges, isolation, on_the_way }) => [
      id,
      {
        id,
        no,
        path,
        version,
        erased,
        merges,
        isolation: isolation ?? undefined,
        onTheWay: on_the_way ?? undefined,
        mergedInto: kept_id === null || kept_no === null ? undefined : { id: kept_id, no: kept_no },
      },
    ]),
  );
}

/** Subquery: an entry and those merged into it. @param id SQL of the entry's id. */
export const familyOf = (id: string): string =>
  `select m."id" from "census_screening"."person" m where m."id" = ${id} or m."merged_into" = ${id}`;

/** Subquery: every entry of the person an entry is of, whichever of them it is. @param id SQL of the entry's id. */
export const entriesOfPerson = (id: string): string =>
  familyOf(`(select coalesce(x."merged_into", x."id") from "census_screening"."person" x where x."id" = ${id})`);

/** Nobody changes these entries until the transaction ends; always taken in the order of ids. */
export async function lockEntries(tx: PoolClient, ids: readonly string[]): Promise<void> {
  await tx.query(`select 1 from "census_screening"."person" where "id" = any($1::uuid[]) order by "id" for update`, [ids]);
}

/** Marks an entry as merged or as standing for itself, and counts the change on both. */
export async function setMergedInto(tx: PoolClient, id: string, keptId: string, into: string | null): Promise<void> {
  await tx.query(
    `update "census_screening"."person" set "version" = "version" + 1, "merged_into" = case "id" when $1 then $3::uuid else "merged_into" end
     where "id" = any(array[$1, $2]::uuid[])`,
    [id, keptId, into],
  );
}

/** The pair as its row has it: the lower id first. */
export const pairOf = (one: string, other: string): readonly [string, string] => (one < other ? [one, other] : [other, one]);

/** What was said of two entries. */
export interface Link {
  readonly id: string;
  readonly version: number;
  readonly personId: string;
  readonly otherId: string;
  readonly verdict: LinkVerdict;
}

/** What was said of entries, each with whomever. */
export async function linksOf(pool: Pool, ids: readonly string[]): Promise<readonly Link[]> {
  const { rows } = await pool.query<Link>(
    `select "id", "version", "person_id" as "personId", "other_id" as "otherId", "verdict" from "census_screening"."person_link"
     where "person_id" = any($1::uuid[]) or "other_id" = any($1::uuid[]) order by "id"`,
    [ids],
  );
  return rows;
}

/** What was said of an entry and others, as far as the caller may see those. */
export async function linksShown(
  pool: Pool,
  personId: string,
  caller: Caller,
): Promise<NonNullable<OutputOf<typeof PersonDetail>['links']>> {
  const { rows } = await pool.query<{ id: string; no: string; path: string; verdict: LinkVerdict }>(
    `select o."id", o."no", o."path", l."verdict" from "census_screening"."person_link" l
     join "census_screening"."person" o on o."id" in (l."person_id", l."other_id") and o."id" <> $1
     where $1 in (l."person_id", l."other_id") order by l."decided_at"`,
    [personId],
  );
  return rows.flatMap(({ id, no, path, verdict }) => (covers(caller, path) ? [{ personId: id, no, verdict }] : []));
}

/** Rows with which entry is kept in their place, or which were merged into them. */
export async function withMerges(pool: Pool, lines: readonly PersonLine[]): Promise<PersonLine[]> {
  const { rows } = await pool.query<{ id: string; no: string; kept_id: string; kept_no: string }>(
    `select m."id", m."no", k."id" as kept_id, k."no" as kept_no from "census_screening"."person" m
     join "census_screening"."person" k on k."id" = m."merged_into"
     where m."merged_into" = any($1::uuid[]) or (m."id" = any($1::uuid[]) and m."merged_into" is not null) order by m."id"`,
    [lines.map(({ personId }) => personId)],
  );
  return lines.map((line) => {
    const into = rows.find(({ id }) => id === line.personId);
    const merged = rows.filter(({ kept_id }) => kept_id === line.personId);
    return {
      ...line,
      ...(into ? { mergedInto: { personId: into.kept_id, no: into.kept_no } } : {}),
      ...(merged.length > 0 ? { merged: merged.map(({ id, no }) => ({ personId: id, no })) } : {}),
    };
  });
}
