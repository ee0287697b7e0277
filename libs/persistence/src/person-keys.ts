import type { Pool, PoolClient } from 'pg';
import type { Sealer } from '@houzhai/auth';

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

  /** The wrapped key of a person, made when there is none yet. */
  async ensure(personId: string, client: Pool | PoolClient = this.db): Promise<Buffer> {
    const found = await this.find([personId], client);
    const key = found.get(personId);
    if (key) return key;
    await client.query(`insert into "${this.schema}"."person_key" ("person_id", "wrapped") values ($1, $2) on conflict do nothing`, [
      personId,
      this.sealer.newWrappedKey(personId),
    ]);
    const again = (await this.find([personId], client)).get(personId);
    if (!again) throw new Error('The key of a person vanished');
    return again;
  }

  /** Wrapped keys of those persons that have one. */
  async find(personIds: readonly string[], client: Pool | PoolClient = this.db): Promise<Map<string, Buffer>> {
    const { rows } = await client.query<{ person_id: string; wrapped: Buffer }>({
      name: 'person-keys',
      text: `select "person_id", "wrapped" from "${this.schema}"."person_key" where "person_id" = any($1::uuid[])`,
      values: [personIds],
    });
    return new Map(rows.map((row) => [row.person_id, row.wrapped]));
  }

  /** Encrypts a JSON value under a person's key. */
  async seal(personId: string, purpose: string, value: unknown): Promise<Buffer> {
    return this.sealer.seal(await this.ensure(personId), personId, purpose, JSON.stringify(value));
  }

  /** Opens what `seal` made; undefined when the person's key was destroyed. */
  async open(personId: string, purpose: string, sealed: Buffer): Promise<unknown> {
    const wrapped = (await this.find([personId])).get(personId);
    return wrapped === undefined ? undefined : (JSON.parse(this.sealer.open(wrapped, personId, purpose, sealed)) as unknown);
  }
}
