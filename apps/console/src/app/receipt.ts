import { z } from 'zod';

const Standing = z.object({ status: z.string(), version: z.number(), allowedActions: z.array(z.string()) });

/** What a command answers about a record: what it is now, and what its caller may do next. */
export interface Receipt extends z.output<typeof Standing> {
  /** Which record, as its rows say it: `isolationId` and the like. */
  readonly key: string;
  readonly id: string;
}

/** The receipt in an answer; undefined where it is none. Its own id stands first in it. */
export function receiptOf(answer: unknown): Receipt | undefined {
  const standing = Standing.safeParse(answer);
  if (!standing.success) return undefined;
  const [key, id] = Object.entries(answer as object).find(([name]) => name.endsWith('Id')) ?? [];
  return key !== undefined && typeof id === 'string' ? { ...standing.data, key, id } : undefined;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What a screen holds, with every older row of the record as the receipt says it is; the same where it holds none. */
export function withReceipt<T>(held: T, receipt: Receipt): T;
export function withReceipt(held: unknown, receipt: Receipt): unknown {
  if (Array.isArray(held)) {
    const rows: readonly unknown[] = held;
    const next = rows.map((one) => withReceipt(one, receipt));
    return next.some((one, at) => one !== rows[at]) ? next : rows;
  }
  if (!isPlain(held)) return held;
  const { key, id, status, version, allowedActions } = receipt;
  const isRow = held[key] === id && typeof held['version'] === 'number' && 'allowedActions' in held;
  if (isRow) return (held['version'] as number) < version ? { ...held, status, version, allowedActions } : held;
  const changed = Object.entries(held).flatMap(([name, value]) => {
    const next = withReceipt(value, receipt);
    return next === value ? [] : [[name, next] as const];
  });
  return changed.length === 0 ? held : { ...held, ...Object.fromEntries(changed) };
}
