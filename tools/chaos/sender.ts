import { setTimeout as pause } from 'node:timers/promises';
import { headers } from '@nats-io/transport-node';
import { HEADERS, type Command, type Reply } from '@houzhai/contracts';
import { newTraceparent } from '@houzhai/telemetry';
import type { BenchOperator } from '../bench/throwaway-stack.ts';

const ATTEMPT_MS = 3_000;
/** A command nobody answers for so long has failed. */
const PATIENCE_MS = 240_000;

/** A command that was answered, or given up. */
export interface Outcome {
  readonly commandId: string;
  readonly actor: string;
  readonly contract: Command;
  readonly answer: { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly code: string };
  /** How often it was sent until the answer came. */
  readonly attempts: number;
}

/** What was sent and answered in a run. */
export class Ledger {
  readonly outcomes: Outcome[] = [];
  /** Replies to a repeat that are not the first reply. */
  readonly differentRepeats: string[] = [];
  /** Ids that were accepted for another payload. */
  readonly acceptedReuses: string[] = [];
  /** Faults by code: what a service answers when it does not know. */
  readonly faults = new Map<string, number>();
  repeats = 0;
  reuses = 0;
  resent = 0;
  longestGapMs = 0;
  /** Commands answered when the longest gap ended. */
  longestGapAt = 0;
  private acknowledgedAt = performance.now();

  add(outcome: Outcome): void {
    this.outcomes.push(outcome);
    this.resent += outcome.attempts - 1;
    if (!outcome.answer.ok) return;
    const now = performance.now();
    if (now - this.acknowledgedAt > this.longestGapMs) {
      this.longestGapMs = now - this.acknowledgedAt;
      this.longestGapAt = this.outcomes.length;
    }
    this.acknowledgedAt = now;
  }

  /** The time before the first command does not count. */
  begin(): void {
    this.acknowledgedAt = performance.now();
  }

  fault(code: string): void {
    this.faults.set(code, (this.faults.get(code) ?? 0) + 1);
  }

  get acknowledged(): readonly Outcome[] {
    return this.outcomes.filter(({ answer }) => answer.ok);
  }
}

/** Sends a command under its id until it is answered: a value or a refusal. */
export async function send(
  ledger: Ledger,
  operator: BenchOperator,
  contract: Command,
  input: unknown,
  commandId: string,
): Promise<Outcome> {
  const head = headers();
  head.set(HEADERS.session, operator.token);
  head.set(HEADERS.commandId, commandId);
  head.set(HEADERS.trace, newTraceparent());
  const body = JSON.stringify(input);
  const base = { commandId, actor: operator.operatorId, contract };
  const end = performance.now() + PATIENCE_MS;
  for (let attempts = 1; ; attempts++) {
    const reply = await operator.nc.request(contract.subject, body, { timeout: ATTEMPT_MS, headers: head }).then(
      (message) => message.json<Reply>(),
      () => undefined,
    );
    if (reply?.ok === true) return { ...base, attempts, answer: { ok: true, value: reply.value } };
    if (reply && 'refusal' in reply) return { ...base, attempts, answer: { ok: false, code: reply.refusal.code } };
    if (reply) ledger.fault(reply.fault.code);
    head.set(HEADERS.again, '1');
    if (performance.now() > end) return { ...base, attempts, answer: { ok: false, code: 'unanswered' } };
    await pause(reply ? (reply.fault.retryAfterMs ?? 500) : 100);
  }
}
