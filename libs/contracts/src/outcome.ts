import type { Refusal, RefusalCode, RefusalParams, SharedRefusal, FieldFault } from './refusals.ts';

/** Result of an operation: a value, or a refusal that is an answer and not an error. */
export type Outcome<T, R extends RefusalCode = RefusalCode> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal<R | SharedRefusal> };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** Builds a refusal; `params` is checked against the code at compile time. */
export function refuse<C extends RefusalCode>(
  code: C,
  params: RefusalParams<C>,
  fields?: readonly FieldFault[],
): { readonly ok: false; readonly refusal: Refusal<C> } {
  const refusal = { code, params, ...(fields ? { fields } : {}) } as unknown as Refusal<C>;
  return { ok: false, refusal };
}

/** Codes of faults: something broke or is away; nothing is known to be refused. */
export type FaultCode = 'unavailable' | 'internal' | 'outcome-unknown';

/** What a service replies on the wire. */
export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly ok: false; readonly fault: { readonly code: FaultCode; readonly traceId: string; readonly retryAfterMs?: number } };
