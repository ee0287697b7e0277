import type { z } from 'zod';
import { refuse, type FieldFault, type Refusal } from '@houzhai/contracts';

/** Largest body of one call, bytes. A limit of the protocol: larger things travel in chunks. */
export const MAX_BODY = 64 * 1024;
const MAX_DEPTH = 32;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

const tooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      if (++depth > MAX_DEPTH) return true;
    } else if (c === 125 || c === 93) depth--;
  }
  return false;
};

const invalid = (rule: string, path = ''): { ok: false; refusal: Refusal<'request.invalid'> } => refuse('request.invalid', { rule, path });

/** Decodes a body into a value, or says why not; never echoes what it read. */
export function decodeBody(
  bytes: Uint8Array,
): { ok: true; value: unknown } | { ok: false; refusal: Refusal<'request.invalid' | 'request.too-large'> } {
  if (bytes.length > MAX_BODY) return refuse('request.too-large', { limit: MAX_BODY });
  if (bytes.length === 0) return { ok: true, value: {} };
  let text: string;
  try {
    text = UTF_8.decode(bytes);
  } catch {
    return invalid('utf-8');
  }
  if (tooDeep(text)) return invalid('depth');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('json');
  }
  // Only escapes can write them: neither NUL nor half a character is kept by a database.
  return text.includes('\\u') && hasUnkeepable(value) ? invalid('text') : { ok: true, value };
}

const hasUnkeepable = (value: unknown): boolean => {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => hasUnkeepable(key) || hasUnkeepable(inner));
};

/** A key of a record is the caller's own text; only what looks like a field's name is named. */
const pathPart = (part: PropertyKey): string =>
  typeof part === 'number' || /^(?:[a-z](?:[a-zA-Z]|\d(?!\d{3})){0,29}|\?)$/.test(String(part)) ? String(part) : '?';

/** Parses strictly against a contract's input; faults name field and rule, never the value. */
export function parseInput<S extends z.ZodType>(
  schema: S,
  value: unknown,
): { ok: true; value: z.output<S> } | { ok: false; refusal: Refusal<'request.invalid'> } {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields: FieldFault[] = parsed.error.issues.slice(0, 20).map((issue) => ({
    path: (issue.code === 'unrecognized_keys' ? [...issue.path, '?'] : issue.path).map(pathPart).join('.'),
    rule: issue.code === 'custom' ? issue.message : issue.code === 'invalid_format' ? `format:${issue.format}` : issue.code,
  }));
  const first = fields[0] ?? { path: '', rule: 'unknown' };
  return refuse('request.invalid', first, fields);
}
