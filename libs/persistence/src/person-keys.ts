import type { Pool, PoolClient } from 'pg';
import type { Sealer } from '@houzhai/auth';

/** What was to be sealed belongs to a person who was erased. */
export class PersonErasedError extends Error {
  override readonly name = 'PersonErasedError';
}

/** Seals and opens texts under the keys of persons as one service keeps them. */
export class PersonKeys {
  private readonly db: Pool;
  private readonly schema: string;
  private readonly sealer: Sealer;

  constructor(db: Pool, schema: string, sealer: Sealer) {
    this.db = db;
    this.schema = schema;
    this.sealer = sealer;
  }

  /** The wrapped key of a person, made when there is none yet. @throws PersonErasedError when it was destroyed. */
  async ensure(personId: string, client: Pool | PoolClient = this.db): Promise<Buffer> {
    const found = await this.find([personId], client);
    const key = found.get(personId);
    if (key) return key;
    // A destroyed key leaves its row: this does nothing then, whoever of the two comes first.
    await client.query(`insert into "${this.schema}"."person_key" ("person_id", "wrapped") values ($1, $2) on conflict do nothing`, [
      personId,
      this.sealer.newKey(personId).wrapped,
    ]);
    const again = (await this.find([personId], client)).get(personId);
    if (!again) throw new PersonErasedError('The key of a person was destroyed');
    return again;
  }

  /** Wrapped keys of those persons that have one. */
  async find(personIds: readonly string[], client: Pool | PoolClient = this.db): Promise<Map<string, Buffer>> {
    const { rows } = await client.query<{ person_id: string; wrapped: Buffer }>({
      name: 'person-keys',
      text: `select "person_id", "wrapped" from "${this.schema}"."person_key" where "person_id" = any($1::uuid[]) and "destroyed_at" is null`,
      values: [personIds],
    });
    return new Map(rows.map((row) => [row.person_id, row.wrapped]));
  }

  /** Encrypts a JSON value under a person's key. @throws PersonErasedError */
  async seal(personId: string, purpose: string, value: unknown): Promise<Buffer> {
    return this.sealer.seal(await this.ensure(personId), personId, purpose, JSON.stringify(value));
  }

  /** Opens what `seal` made; undefined when the person's key was destroyed. */
  async open(personId: string, purpose: string, sealed: Buffer): Promise<unknown> {
    const wrapped = (await this.find([personId])).get(personId);
    return wrapped === undefined ? undefined : (JSON.parse(this.sealer.open(wrapped, personId, purpose, sealed)) as unknown);
  }
}

/**
 * The statement that destroys a person's key and records it; repeated it does nothing. Its row stays, empty, with the
 * fingerprint of what it was, so that no key is made for this person again.
 */
export function destroyKeyStatement(
  schema: string,
  by: { readonly personId: string; readonly at: string; readonly actor: string; readonly area: string; readonly traceId: string },
): { readonly text: string; readonly values: readonly unknown[] } {
  return {
    text: `with k as (insert into "${schema}"."person_key" as k ("person_id", "wrapped", "destroyed_at") values ($1, '', $2)
        on conflict ("person_id") do update set "wrapped" = '', "destroyed_at" = $2, "fingerprint" = sha256(k."wrapped") where k."destroyed_at" is null
        returning "person_id")
      insert into "${schema}"."audit" ("at", "actor", "operation", "entity", "record_id", "area", "trace_id", "details")
      select $2, $3, 'DestroyPersonKey', 'person', k."person_id", $4, $5, null from k`,
    values: [by.personId, by.at, by.actor, by.area, by.traceId],
  };
}

/** What became of a person's key when it was destroyed; undefined while it is there or never was. */
export async function destroyedKey(
  db: Pool,
  schema: string,
  personId: string,
): Promise<{ readonly at: Date | string; readonly fingerprint: string | null; readonly auditSeq: string | null } | undefined> {
  const { rows } = await db.query<{ at: Date | string; fingerprint: string | null; audit_seq: string | null }>(
    `select k."destroyed_at" as at, encode(k."fingerprint", 'hex') as fingerprint,
       (select max(a."seq")::text from "${schema}"."audit" a where a."record_id" = k."person_id" and a."operation" = 'DestroyPersonKey') as audit_seq
     from "${schema}"."person_key" k where k."person_id" = $1 and k."destroyed_at" is not null`,
    [personId],
  );
  const [row] = rows;
  return row && { at: row.at, fingerprint: row.fingerprint, auditSeq: row.audit_seq };
}
