/** Ids as one partner sees them: the same person or record always the same, never the one another partner or we use. */
export type Pseudonym = (id: string) => string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Replaces every id in a value by its pseudonym, at any depth; everything else stays. */
export function pseudonymise(value: unknown, pseudonym: Pseudonym): unknown {
  if (typeof value === 'string') return UUID.test(value) ? pseudonym(value) : value;
  if (Array.isArray(value)) return value.map((item) => pseudonymise(item, pseudonym));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, pseudonymise(item, pseudonym)]));
  return value;
}
