/** What this library answers where the answer can be no: a value, or one reason out of a closed list. Never a sentence. */
export type Verdict<Value, Reason extends string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

/** An answer. */
export const answered = <const Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

/** No answer, and why. */
export const refused = <const Reason extends string>(reason: Reason): { readonly ok: false; readonly reason: Reason } => ({
  ok: false,
  reason,
});
