import { AUDITS, type Service } from '@houzhai/contracts';
import type { Clock } from '@houzhai/messaging';
import type { Log } from '@houzhai/telemetry';
import type { Pool, PoolClient } from 'pg';
import { LeaderLock } from './advisory-lock.ts';
import { GENESIS, SEAL_FORMAT, chainId, leafSql, merkleRoot, sealHash, type Seal } from './audit-hash.ts';
import { auditPolicies, type AuditPolicies } from './audit-policy.ts';
import { envelopeOf, insertEvents } from './save.ts';
import { writersOf } from './settled.ts';
import { transaction } from './transaction.ts';
import { uuidv7 } from './uuid.ts';

const LEAD_RETRY_MS = 1_000;

interface Parts {
  readonly service: Service;
  readonly schema: string;
  readonly databaseUrl: string;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after a seal is committed; wakes the relay. */
  readonly sealed: () => void;
}

/** Numbers given out when somebody looked, and the transactions that may still commit one of them. */
interface Sighting {
  readonly highest: bigint;
  readonly writers: readonly string[];
}

/**
 * Seals audit rows: a Merkle root over those that are in no seal yet, chained to the seal before, published as an event.
 * One active sealer per service. Sequence numbers commit out of order, so a row is sealed because it is in no seal and not
 * because of its number; how far that has been decided for good (`covered`) moves on only when every transaction that held
 * the table when the number was seen has ended.
 */
export class AuditSealer {
  private readonly parts: Parts;
  private readonly policies: AuditPolicies;
  private readonly lock: LeaderLock;
  private sighting: Sighting | undefined;
  /** Decided up to here although no seal says so yet: the numbers between were taken back. */
  private settled = 0n;
  private stopped = false;
  private wake: (() => void) | undefined;
  private loop: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.policies = auditPolicies(parts.pool, parts.schema);
    this.lock = new LeaderLock(parts.databaseUrl, `audit ${parts.schema}`);
  }

  start(): void {
    this.loop = this.run();
  }

  /** Finishes the seal at hand and stops. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.loop;
    await this.lock.release();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      let pauseMs = LEAD_RETRY_MS;
      try {
        if (await this.lock.tryAcquire(() => undefined)) {
          const { sealSeconds, sealRows } = await this.policies.inForce(this.parts.clock.now());
          const rows = await this.seal(sealRows);
          pauseMs = rows === sealRows ? 0 : sealSeconds * 1_000;
        }
      } catch (error) {
        this.parts.log.warn({ err: error }, 'audit sealer waits');
      }
      await this.pause(pauseMs);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
      if (this.stopped) this.wake();
    });
  }

  /** Makes one seal of at most `most` rows, if there are any. @returns how many rows it has. */
  async seal(most: number): Promise<number> {
    const { pool, schema, sealed } = this.parts;
    const settled = await this.settle();
    const { count, decided } = await transaction(pool, async (client) => {
      const before = await lastSeal(client, schema);
      const from = before.covered > this.settled ? before.covered : this.settled;
      const { rows } = await client.query<{ seq: string; hash: Buffer }>({
        name: 'unsealed-audit',
        text: `select a."seq"::text as seq, ${leafSql('a')} as hash from "${schema}"."audit" a
          where a."seq" > $1 and not exists (select 1 from "${schema}"."audit_leaf" l where l."seq" = a."seq" and l."seq" > $1) order by a."seq" limit $2`,
        values: [from.toString(), most],
      });
      const last = rows.length === most ? BigInt(rows.at(-1)?.seq ?? 0) : settled;
      const covered = max(from, last < settled ? last : settled);
      if (rows.length > 0) await this.write(client, before, rows, covered);
      return { count: rows.length, decided: covered };
    });
    // Only now: a seal that was not committed has decided nothing.
    this.settled = decided;
    if (count > 0) sealed();
    return count;
  }

  private async write(client: PoolClient, before: Chained, rows: readonly { seq: string; hash: Buffer }[], covered: bigint): Promise<void> {
    const { service, schema } = this.parts;
    const now = this.parts.clock.now().round('millisecond');
    const seal: Seal = {
      no: before.no + 1,
      format: SEAL_FORMAT,
      at: now,
      count: rows.length,
      root: merkleRoot(rows.map((row) => row.hash)),
      previous: before.hash,
      covered,
    };
    const hash = sealHash(service, seal);
    await client.query(
      `with s as (insert into "${schema}"."audit_seal" ("no", "format", "at", "count", "root", "previous", "covered", "hash") values ($1, $2, $3, $4, $5, $6, $7, $8))
       insert into "${schema}"."audit_leaf" ("seq", "seal_no", "position", "hash")
       select l.seq, $1, l.nth, l.hash from unnest($9::bigint[], $10::bytea[]) with ordinality as l(seq, hash, nth)`,
      [
        seal.no,
        seal.format,
        now.toString(),
        seal.count,
        seal.root,
        seal.previous,
        covered.toString(),
        hash,
        rows.map((row) => row.seq),
        rows.map((row) => row.hash),
      ],
    );
    const record = { id: chainId(service), area: 'a00' };
    const event = { contract: AUDITS[service].sealed, data: { no: seal.no, rows: seal.count, hash: hash.toString('hex') } };
    const call = {
      caller: { kind: 'service' as const, service },
      commandId: `seal:${String(seal.no)}`,
      operation: 'AuditSealer',
      payloadHash: hash,
      traceId: uuidv7(now.epochMilliseconds).replaceAll('-', ''),
      now,
      token: undefined,
    };
    await insertEvents(client, schema, now, [
      { entity: 'audit', recordId: record.id, version: seal.no, area: record.area, ...envelopeOf(service, call, record, event, seal.no) },
    ]);
  }

  /** How far no row can come in any more. */
  private async settle(): Promise<bigint> {
    const { pool, schema } = this.parts;
    const audit = `"${schema}"."audit"`;
    const now = new Set(await writersOf(pool, audit));
    const seen = this.sighting;
    const settled = seen && !seen.writers.some((writer) => now.has(writer)) ? seen.highest : this.settled;
    if (settled !== this.settled || !seen) {
      const { rows } = await pool.query<{ highest: string }>(
        `select case when is_called then last_value else 0 end::text as highest from "${schema}"."audit_seq_seq"`,
      );
      this.sighting = { highest: BigInt(rows[0]?.highest ?? 0), writers: await writersOf(pool, audit) };
    }
    return settled;
  }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What the next seal is chained to. */
interface Chained {
  readonly no: number;
  readonly hash: Buffer;
  readonly covered: bigint;
}

async function lastSeal(client: PoolClient, schema: string): Promise<Chained> {
  const { rows } = await client.query<{ no: string; hash: Buffer; covered: string }>({
    name: 'last-seal',
    text: `select "no"::text as no, "hash", "covered"::text as covered from "${schema}"."audit_seal" s order by s."no" desc limit 1`,
  });
  const [row] = rows;
  return row ? { no: Number(row.no), hash: row.hash, covered: BigInt(row.covered) } : { no: 0, hash: GENESIS, covered: 0n };
}
