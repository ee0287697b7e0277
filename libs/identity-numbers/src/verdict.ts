/** What every check of this library answers: the normalised value, or the one reason it was refused. Never a sentence. */
export type Verdict<Value, Reason extends string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

/** An accepted value. */
export const accepted = <const Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

/** A refusal with its reason. */
export const refused = <const Reason extends string>(reason: Reason): { readonly ok: false; readonly reason: Reason } => ({
  ok: false,
  reason,
});
