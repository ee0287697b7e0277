import { createHash } from 'node:crypto';
import type { Service } from '@houzhai/contracts';

/** How leaves and seals are hashed; part of every seal, so that another way can follow. */
export const SEAL_FORMAT = 1;

/** Columns of an audit row that a seal covers: all of them. */
export const SEALED_COLUMNS = ['seq', 'at', 'actor', 'operation', 'entity', 'record_id', 'version', 'area', 'trace_id', 'details'] as const;

/**
 * SQL of an audit row's leaf: SHA-256 over 0x00 and the row as a JSON array, as PostgreSQL writes jsonb; the time as seconds
 * since 1970 with all its digits. Made where the rows are, so that sealing moves 32 bytes per row and not the row.
 */
export const leafSql = (row: string): string => {
  const values = SEALED_COLUMNS.map((column) => (column === 'at' ? `extract(epoch from ${row}."at")::text` : `${row}."${column}"`));
  return `sha256('\\x00'::bytea || convert_to(jsonb_build_array(${values.join(', ')})::text, 'UTF8'))`;
};

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const NODE = Buffer.from([1]);
const SEAL = Buffer.from([2]);

/** Root of the Merkle tree over leaves in their order (RFC 6962: left subtrees are as large as a power of two can be). */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  let level = leaves;
  if (level.length === 0) return sha256();
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at] as Buffer, level[at + 1]];
      above.push(right === undefined ? left : sha256(NODE, left, right));
    }
    level = above;
  }
  return level[0] as Buffer;
}

/** A link of the chain: what it covers and the link before it. */
export interface Seal {
  readonly no: number;
  readonly format: number;
  /** When it was made; to the millisecond. */
  readonly at: Temporal.Instant;
  readonly count: number;
  readonly root: Buffer;
  /** Hash of seal `no - 1`; 32 zeros for the first. */
  readonly previous: Buffer;
  /** Every audit row up to this sequence number was in a seal by now. */
  readonly covered: bigint;
}

/** What comes before the first seal. */
export const GENESIS = Buffer.alloc(32);

/** Hash of a seal: over everything in it and the service it belongs to. */
export const sealHash = (service: Service, { no, format, at, count, root, previous, covered }: Seal): Buffer =>
  sha256(
    SEAL,
    JSON.stringify([format, service, no, at.epochMilliseconds, count, root.toString('hex'), previous.toString('hex'), String(covered)]),
  );

/** Id under which a service's seals are published: one chain per service. */
export function chainId(service: Service): string {
  const bytes = sha256(`houzhai audit chain of ${service}`).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
