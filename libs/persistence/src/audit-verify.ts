import type { AuditFinding, Service } from '@houzhai/contracts';
import type { Pool } from 'pg';
import { GENESIS, SEAL_FORMAT, leafSql, merkleRoot, sealHash, type Seal } from './audit-hash.ts';
import { toInstant } from './instants.ts';

/** Rows of one part of a verification, about; a part holds at least one seal. */
const ROWS_AT_ONCE = 10_000;
const SEALS_AT_ONCE = 500;

/** A seal as it is kept. */
interface StoredSeal extends Seal {
  readonly hash: Buffer;
}

/** Where a verification of the chain is: after this seal, whose hash was this. */
export interface ChainPosition {
  readonly no: number;
  readonly hash: string;
}
export const CHAIN_START: ChainPosition = { no: 0, hash: GENESIS.toString('hex') };

interface SealRow {
  readonly no: string;
  readonly format: number;
  readonly at: string | Date;
  readonly count: number;
  readonly root: Buffer;
  readonly previous: Buffer;
  readonly covered: string;
  readonly hash: Buffer;
}

const SEAL_COLUMNS = `s."no"::text as no, s."format", s."at", s."count", s."root", s."previous", s."covered"::text as covered, s."hash"`;

const sealOf = (row: SealRow): StoredSeal => ({
  ...row,
  no: Number(row.no),
  at: toInstant(row.at),
  covered: BigInt(row.covered),
});

/** The newest seal, if there is one. */
export async function newestSeal(pool: Pool, schema: string): Promise<StoredSeal | undefined> {
  const { rows } = await pool.query<SealRow>(`select ${SEAL_COLUMNS} from "${schema}"."audit_seal" s order by s."no" desc limit 1`);
  return rows[0] && sealOf(rows[0]);
}

/** Hash of a seal; undefined where there is none of this number. */
export async function sealHashOf(pool: Pool, schema: string, no: number): Promise<string | undefined> {
  const { rows } = await pool.query<{ hash: Buffer }>(`select "hash" from "${schema}"."audit_seal" where "no" = $1`, [no]);
  return rows[0]?.hash.toString('hex');
}

/** Copies of seal hashes that somebody outside keeps, by number of the seal; those after `after`, in order. */
export type Anchors = (after: number, limit: number) => Promise<readonly { readonly no: number; readonly hash: string }[]>;

/** What checking one part of the chain came to. */
export interface ChainPart {
  readonly position: ChainPosition;
  readonly rows: number;
  readonly end: boolean;
  readonly finding?: AuditFinding;
}

/**
 * Checks the seals after a position with the rows in them: that every row is as it was sealed, that the roots and links are
 * what they are made from, and that copies outside say the same. Names the first thing that is wrong.
 */
export async function checkChain(
  parts: { readonly pool: Pool; readonly schema: string; readonly service: Service; readonly anchors: Anchors },
  from: ChainPosition,
): Promise<ChainPart> {
  const { pool, schema, anchors } = parts;
  // Copies first: every one of them is of a seal that is there by the time seals are read.
  const kept = Map.groupBy(await anchors(from.no, SEALS_AT_ONCE), ({ no }) => no);
  const { rows: found } = await pool.query<SealRow>(
    `select ${SEAL_COLUMNS} from "${schema}"."audit_seal" s where s."no" > $1 order by s."no" limit ${String(SEALS_AT_ONCE)}`,
    [from.no],
  );
  const seals = atOnce(found.map(sealOf));
  const leaves = await leavesOf(pool, schema, seals);
  let position = from;
  let rows = 0;
  for (const seal of seals) {
    const finding =
      checkLink(parts.service, seal, position) ??
      checkRows(seal, leaves.get(seal.no) ?? []) ??
      ((kept.get(seal.no) ?? []).some(({ hash }) => hash !== seal.hash.toString('hex'))
        ? { fault: 'anchor-differs' as const, seal: seal.no }
        : undefined);
    if (finding) return { position, rows, end: true, finding };
    rows += seal.count;
    position = { no: seal.no, hash: seal.hash.toString('hex') };
  }
  const end = seals.length === found.length && found.length < SEALS_AT_ONCE;
  const beyond = end ? [...kept.keys()].find((no) => no > position.no) : undefined;
  return { position, rows, end, ...(beyond === undefined ? {} : { finding: { fault: 'anchor-differs', seal: beyond } }) };
}

/** As many of the seals as make one part. */
function atOnce(seals: readonly StoredSeal[]): readonly StoredSeal[] {
  let rows = 0;
  return seals.filter((seal, index) => {
    rows += seal.count;
    return index === 0 || rows <= ROWS_AT_ONCE;
  });
}

function checkLink(service: Service, seal: StoredSeal, before: ChainPosition): AuditFinding | undefined {
  if (seal.no !== before.no + 1) return { fault: 'seal-broken', seal: before.no + 1 };
  const whole = seal.format === SEAL_FORMAT && seal.previous.toString('hex') === before.hash && sealHash(service, seal).equals(seal.hash);
  return whole ? undefined : { fault: 'seal-broken', seal: seal.no };
}

/** A leaf as it was sealed, and the same of the row as it is now; undefined where the row is gone. */
interface Leaf {
  readonly seq: string;
  readonly hash: Buffer;
  readonly now: Buffer | null;
}

async function leavesOf(pool: Pool, schema: string, seals: readonly StoredSeal[]): Promise<ReadonlyMap<number, readonly Leaf[]>> {
  const [first, last] = [seals[0], seals.at(-1)];
  if (!first || !last) return new Map();
  const { rows } = await pool.query<Leaf & { seal_no: string }>(
    `select l."seq"::text as seq, l."seal_no"::text as seal_no, l."hash", case when a."seq" is not null then ${leafSql('a')} end as now
     from "${schema}"."audit_leaf" l left join "${schema}"."audit" a using ("seq")
     where l."seal_no" between $1 and $2 order by l."seal_no", l."position"`,
    [first.no, last.no],
  );
  return Map.groupBy(rows, (row) => Number(row.seal_no));
}

function checkRows(seal: StoredSeal, leaves: readonly Leaf[]): AuditFinding | undefined {
  const asSealed = leaves.length === seal.count && merkleRoot(leaves.map(({ hash }) => hash)).equals(seal.root);
  if (!asSealed) return { fault: 'seal-broken', seal: seal.no };
  const bad = leaves.find(({ hash, now }) => !now?.equals(hash));
  return bad && { fault: bad.now ? 'content-changed' : 'row-missing', seq: bad.seq, seal: seal.no };
}

/** Looks for rows that came in where everything was sealed already. @returns where it got to; undefined at the end. */
export async function checkNoneAdded(
  pool: Pool,
  schema: string,
  after: string,
  covered: bigint,
): Promise<{ readonly next?: string; readonly finding?: AuditFinding }> {
  const { rows } = await pool.query<{ last: string | null; count: number; added: string | null }>(
    `with page as (select "seq" from "${schema}"."audit" where "seq" > $1 and "seq" <= $2 order by "seq" limit ${String(ROWS_AT_ONCE)})
     select max(p."seq")::text as last, count(*)::int as count,
       min(p."seq") filter (where l."seq" is null)::text as added
     from page p left join "${schema}"."audit_leaf" l using ("seq")`,
    [after, covered.toString()],
  );
  const [row] = rows;
  if (typeof row?.added === 'string') return { finding: { fault: 'row-added', seq: row.added } };
  return typeof row?.last === 'string' && row.count === ROWS_AT_ONCE ? { next: row.last } : {};
}

/** Most waiting rows that are counted. */
const COUNTED = 10_000;

/** Rows that wait for a seal, counted to 10,000, and the oldest of them recorded before an instant. */
export async function waitingRows(
  pool: Pool,
  schema: string,
  overdueBefore: Temporal.Instant,
): Promise<{ readonly waiting: number; readonly overdue?: string }> {
  const { rows } = await pool.query<{ waiting: number; overdue: string | null }>(
    `with c as (select coalesce((select s."covered" from "${schema}"."audit_seal" s order by s."no" desc limit 1), 0) as covered),
       w as (select a."seq", a."at" from "${schema}"."audit" a, c where a."seq" > c.covered
         and not exists (select 1 from "${schema}"."audit_leaf" l where l."seq" = a."seq" and l."seq" > c.covered) order by a."seq" limit ${String(COUNTED)})
     select count(*)::int as waiting, (min("seq") filter (where "at" < $1))::text as overdue from w`,
    [overdueBefore.toString()],
  );
  return { waiting: rows[0]?.waiting ?? 0, ...(typeof rows[0]?.overdue === 'string' ? { overdue: rows[0].overdue } : {}) };
}
