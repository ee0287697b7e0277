import { PersonLabels } from '@houzhai/contracts';
import type { ContractClient } from '@houzhai/messaging';

/** Names the register tells at once. */
const AT_ONCE = 200;

/** Masked names of residents by id; those the register does not tell are not there. */
export async function residentNames(ids: readonly string[], client: ContractClient): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const told = await client.query(PersonLabels, { ids: ids.slice(from, from + AT_ONCE) });
    for (const { personId, label } of told.ok ? told.value.labels : []) names.set(personId, label);
  }
  return names;
}

/** Residents whose names an answer about households needs. */
export function residentsIn(value: unknown): readonly string[] {
  const {
    rows = [],
    names = [],
    row,
  } = value as {
    readonly rows?: readonly { readonly personIds?: readonly string[] }[];
    readonly names?: readonly { readonly personIds: readonly string[] }[];
    readonly row?: { readonly personIds?: readonly string[] };
  };
  return [...new Set([...rows, ...names, ...(row ? [row] : [])].flatMap(({ personIds = [] }) => personIds))];
}
