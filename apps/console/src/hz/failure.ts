import { ListOperators, mayCall, refuse, type Command, type Query, type Refusal, type RefusalCode } from '@houzhai/contracts';
import { exitCodeOf, sentenceOf, type Language } from '@houzhai/i18n';
import type { OperatorSession } from '@houzhai/messaging';
import type { OutputOptions } from './output.ts';

/** The command line did not get what it asked for; `code` is the exit code. */
export class HzFailure extends Error {
  override readonly name = 'HzFailure';
  readonly code: number;
  readonly refusal: Refusal | undefined;
  constructor(message: string, code: number, refusal?: Refusal) {
    super(message);
    this.code = code;
    this.refusal = refusal;
  }
}

/** What a call needs besides its words. */
export interface CallContext {
  readonly session: OperatorSession;
  readonly lang: Language;
  readonly output: OutputOptions;
  readonly idempotencyKey: string | undefined;
  readonly askSecret: (field: string) => Promise<string>;
  /** File to set the answer on paper in. */
  readonly pdf?: string | undefined;
  /** File to write all rows to. */
  readonly file?: string | undefined;
  /** File that says what the operation is told. */
  readonly from?: string | undefined;
}

/** Names of operators by id, so that sentences name people and not ids. */
export async function operatorNames(session: OperatorSession): Promise<ReadonlyMap<string, string>> {
  const listed = await session.client.query(ListOperators, {}).catch(() => undefined);
  return new Map(listed?.ok ? listed.value.rows.map((row) => [row.operatorId, row.displayName]) : []);
}

/** A refusal as the failure of the command line, with its sentence. */
export async function failureOf(refusal: Refusal, context: Pick<CallContext, 'session' | 'lang'>): Promise<HzFailure> {
  const names = await operatorNames(context.session);
  const sentence = sentenceOf(refusal, { lang: context.lang, operator: (id) => names.get(id) ?? id.slice(-6) });
  const fields = (refusal.fields ?? []).map(({ path, rule }) => `\n  ${path}: ${rule}`).join('');
  return new HzFailure(`${sentence}${fields}\n(${refusal.code})`, exitCodeOf(refusal.code), refusal);
}

/** The connection of a role cannot even ask for what it may not: that is no silence of the platform. @throws HzFailure where it may not */
export async function mustBeAllowed({ access, name }: Command | Query, context: CallContext): Promise<void> {
  if (!mayCall(access, context.session.grant().operator.roles))
    throw await failureOf(refuse('access.forbidden', { operation: name }).refusal, context);
}

/** The value of an answer. @throws HzFailure with the sentence of a refusal */
export async function must<T, R extends RefusalCode>(
  outcome: { ok: true; value: T } | { ok: false; refusal: Refusal<R> },
  context: CallContext,
): Promise<T> {
  if (outcome.ok) return outcome.value;
  throw await failureOf(outcome.refusal as unknown as Refusal, context);
}
