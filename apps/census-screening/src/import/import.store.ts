import type { PlaceLevel } from '@houzhai/contracts';
import type { PoolClient } from 'pg';

/** Every place with its level, by path. */
export async function existingPlaces(client: PoolClient): Promise<Map<string, PlaceLevel>> {
  const { rows } = await client.query<{ path: string; level: PlaceLevel }>(`select "path", "level" from "census_screening"."place"`);
  return new Map(rows.map((row) => [row.path, row.level]));
}

/** Keyed hashes (base64) of every document number of the register. */
export async function existingDocuments(client: PoolClient): Promise<Set<string>> {
  const { rows } = await client.query<{ hash: string }>(
    `select encode("document_index", 'base64') as hash from "census_screening"."person" where "document_index" is not null`,
  );
  return new Set(rows.map((row) => row.hash.replaceAll('\n', '')));
}
