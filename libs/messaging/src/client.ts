import { randomUUID } from 'node:crypto';
import { errors, headers, type NatsConnection } from '@nats-io/transport-node';
import { HEADERS, type Command, type Outcome, type OutputOf, type Query, type Reply, type Service } from '@houzhai/contracts';
import { newTraceparent } from '@houzhai/telemetry';
import type { z } from 'zod';
import { parseInput } from './decode.ts';
import { Cancelled, ContractViolation, OutcomeUnknown, ServiceFault, Unavailable } from './errors.ts';

/** How a call is made. */
export interface CallOptions {
  /** Identifies a command across retries; a new one by default. */
  readonly commandId?: string;
  /** Milliseconds until the caller gives up altogether. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly traceparent?: string;
  /** Session token to speak for; the client's own by default. */
  readonly token?: string | undefined;
}

type Input<C extends Command | Query> = z.input<C['input']>;
type Answer<C extends Command | Query> = Outcome<OutputOf<C>, C['refusals'][number]>;

const ATTEMPT_MS = 3_000;
/** Commands with an unknown outcome that are remembered at most. */
const MOST_UNKNOWN = 100;

/** Calls operations of services by their contract: deadlines, retries of the same id, cancellation. */
export class ContractClient {
  private readonly nc: NatsConnection;
  /** Ids of commands that may have been carried out: whoever sends them once more sends them again. */
  private readonly unknown = new Set<string>();
  private readonly identity: { readonly token?: () => string | undefined; readonly service?: Service };

  /** @param identity `token` for operators; `service` when a service asks on its own behalf. */
  constructor(nc: NatsConnection, identity: { readonly token?: () => string | undefined; readonly service?: Service }) {
    this.nc = nc;
    this.identity = identity;
  }

  /**
   * Sends a command. Retries with the same command id while the service is away.
   * @returns the value or a refusal. @throws Unavailable, OutcomeUnknown, ServiceFault, ContractViolation, Cancelled.
   */
  command<C extends Command>(contract: C, input: Input<C>, options: CallOptions = {}): Promise<Answer<C>> {
    return this.call(contract, input, { deadlineMs: 10_000, ...options, commandId: options.commandId ?? randomUUID() });
  }

  /** Asks a query. @throws as `command`, but never OutcomeUnknown. */
  query<C extends Query>(contract: C, input: Input<C>, options: CallOptions = {}): Promise<Answer<C>> {
    return this.call(contract, input, { deadlineMs: 5_000, ...options });
  }

  private async call<C extends Command | Query>(
    contract: C,
    input: Input<C>,
    options: CallOptions & { deadlineMs: number },
  ): Promise<Answer<C>> {
    const checked = parseInput(contract.input, input);
    if (!checked.ok) return checked as Answer<C>;
    const body = JSON.stringify(input);
    const head = headers();
    const token = 'token' in options ? options.token : this.identity.token?.();
    if (token !== undefined) head.set(HEADERS.session, token);
    else if (this.identity.service) head.set('Hz-Service', this.identity.service);
    if (options.commandId !== undefined) head.set(HEADERS.commandId, options.commandId);
    head.set(HEADERS.trace, options.traceparent ?? newTraceparent());

    const { answerWithinMs = ATTEMPT_MS } = contract;
    // Long work is waited for at least as long as one answer may take.
    const end =
      performance.now() + (contract.answerWithinMs === undefined ? options.deadlineMs : Math.max(options.deadlineMs, answerWithinMs));
    let sent = false;
    const again = (): void => {
      if (contract.kind === 'command') head.set(HEADERS.again, '1');
    };
    if (this.unknown.delete(options.commandId ?? '')) again();
    for (let attempt = 0; ; attempt++) {
      const left = end - performance.now();
      const patience = async (ms: number, cause: unknown): Promise<void> => {
        if (performance.now() + ms >= end) {
          throw sent && contract.kind === 'command'
            ? this.outcomeUnknown(options, cause)
            : new Unavailable(`${contract.service} is away`, { cause });
        }
        await pause(ms, options.signal);
      };
      try {
        const message = await cancellable(
          this.nc.request(contract.subject, body, { timeout: Math.max(1, Math.min(answerWithinMs, left)), headers: head }),
          options.signal,
        );
        const reply = message.json<Reply>();
        if (reply.ok) return { ok: true, value: parseOutput(contract, reply.value) } as Answer<C>;
        if ('refusal' in reply) return { ok: false, refusal: reply.refusal } as Answer<C>;
        if (reply.fault.code !== 'unavailable') throw new ServiceFault(reply.fault.traceId);
        again();
        await patience(reply.fault.retryAfterMs ?? 500, undefined);
      } catch (error) {
        const noResponders = error instanceof errors.NoRespondersError || (error instanceof errors.RequestError && error.isNoResponders());
        const timedOut = error instanceof errors.TimeoutError;
        if (timedOut) {
          sent = true;
          again();
        } else if (error instanceof errors.ClosedConnectionError || error instanceof errors.DrainingConnectionError)
          throw new Unavailable('The connection is closed', { cause: error });
        else if (!noResponders) {
          // The connection ended with the call under way: it may have been carried out.
          if (!(error instanceof errors.RequestError) || error.cause instanceof errors.PermissionViolationError) throw error;
          throw contract.kind === 'command'
            ? this.outcomeUnknown(options, error)
            : new Unavailable('The connection was closed', { cause: error });
        }
        await patience(timedOut ? 0 : Math.min(100 * 2 ** attempt, 1_000), error);
      }
    }
  }

  private outcomeUnknown({ commandId = '' }: CallOptions, cause: unknown): OutcomeUnknown {
    const [oldest] = this.unknown;
    if (this.unknown.size >= MOST_UNKNOWN && oldest !== undefined) this.unknown.delete(oldest);
    this.unknown.add(commandId);
    return new OutcomeUnknown(commandId, { cause });
  }
}

function parseOutput(contract: Command | Query, value: unknown): unknown {
  const parsed = contract.output.safeParse(value);
  if (!parsed.success)
    throw new ContractViolation(`The reply of ${contract.name} does not fit: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  return parsed.data;
}

const cancellable = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
  signal === undefined
    ? work
    : new Promise((done, fail) => {
        const abort = (): void => {
          fail(new Cancelled());
        };
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort, { once: true });
        work.then(done, fail).finally(() => {
          signal.removeEventListener('abort', abort);
        });
      });

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  cancellable(
    new Promise((done) => {
      setTimeout(done, ms);
    }),
    signal,
  );
