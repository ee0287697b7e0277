import { createHash } from 'node:crypto';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { HEADERS, SERVICES, denialOf, refuse, type FaultCode, type Outcome, type Reply, type Service } from '@houzhai/contracts';
import { acting, atHome, sessionOfConnection, withoutGlass, type Caller, type TokenVerifier } from '@houzhai/auth';
import { traceIdOf, type Log, type Metrics } from '@houzhai/telemetry';
import type { Call, Clock } from './call.ts';
import { decodeBody, parseInput } from './decode.ts';
import { Unavailable } from './errors.ts';
import type { FoundOperation } from './handlers.ts';
import type { RevokedSessions } from './revoked-sessions.ts';

const RETRY_AFTER_MS = 500;
/** A query is answered anew each time: nobody compares what it asked. */
const NOTHING = Buffer.alloc(0);

interface Parts {
  readonly nc: NatsConnection;
  readonly service: Service;
  readonly verifier: TokenVerifier;
  readonly revoked: Pick<RevokedSessions, 'has'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Keeps a command as a proposal where the policy asks for a second person; undefined when it is to be carried out now. */
  readonly secondPerson?: (contract: FoundOperation['contract'], body: unknown, call: Call) => Promise<Outcome<unknown> | undefined>;
  /** What the refusal of a command comes to in the end; the same id may have been carried out before, or still be under way elsewhere. */
  readonly refused?: <O extends Outcome<unknown>>(call: Call, outcome: O) => Promise<O>;
  /** Puts a call by broken glass on record, before it is answered. */
  readonly byBrokenGlass?: (call: Call, glassId: string) => Promise<void>;
}

/**
 * Serves the operations of one service in one fixed order:
 * decode, verify token, authorise, parse strictly, run, reply, measure. "Answered before?" is part of running
 * (the unit of work knows). Nothing of an exception goes on the wire: a code and a trace id do.
 * A call whose answer nobody waits for, or that would go anywhere but to who asks, is not carried out.
 */
export class ContractServer {
  private readonly parts: Parts;
  private readonly subscriptions: Subscription[] = [];
  private readonly running = new Set<Promise<void>>();
  /** Commands being worked on here: a retry that comes meanwhile waits for the same answer instead of working twice. */
  private readonly inFlight = new Map<string, Promise<CarriedOut>>();
  private draining = false;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Subscribes to every operation in the queue group of the service; resolves when the server knows. */
  async serve(operations: readonly FoundOperation[]): Promise<void> {
    const { nc, service } = this.parts;
    const bySubject = new Map(operations.map((operation) => [operation.contract.subject, operation]));
    for (const kind of ['cmd', 'qry']) {
      this.subscriptions.push(
        nc.subscribe(`${kind}.${service}.>`, {
          queue: service,
          callback: (error, message) => {
            if (error) return;
            const operation = bySubject.get(message.subject);
            if (!operation) {
              // A call to another version of an operation deserves an answer, not silence.
              this.answerUnknown(operations, message);
              return;
            }
            const work = this.answer(operation, message).finally(() => this.running.delete(work));
            this.running.add(work);
          },
        }),
      );
    }
    await nc.flush();
  }

  /** Stops taking work, then waits for what is running, at most `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.draining = true;
    await Promise.allSettled(this.subscriptions.map((subscription) => subscription.drain()));
    await Promise.race([
      Promise.allSettled([...this.running]),
      new Promise((done) => {
        setTimeout(done, limitMs).unref();
      }),
    ]);
  }

  private answerUnknown(operations: readonly FoundOperation[], message: Msg): void {
    if (!answerable(message)) return;
    const stem = message.subject.replace(/\.v\d+$/, '');
    const supported = operations.filter((o) => o.contract.subject.startsWith(`${stem}.v`)).map((o) => `v${String(o.contract.version)}`);
    respond(message, refuse('request.unsupported-version', { supported: supported.join(' ') }));
  }

  private async answer(operation: FoundOperation, message: Msg): Promise<void> {
    const started = performance.now();
    const { log, metrics } = this.parts;
    if (!answerable(message)) {
      metrics.operations.observe({ operation: operation.contract.name, outcome: 'unanswerable' }, 0);
      return;
    }
    let traceId = '';
    let reply: Reply;
    try {
      if (!hasReadableHeaders(message)) {
        respond(message, refuse('request.invalid', { rule: 'headers' }));
        return;
      }
      traceId = traceIdOf(header(message, HEADERS.trace));
      reply = this.draining ? fault('unavailable', traceId) : await this.run(operation, message, traceId);
    } catch (error) {
      const away = error instanceof Unavailable;
      log[away ? 'warn' : 'error']({ err: error, operation: operation.contract.name, traceId }, away ? 'backend away' : 'operation failed');
      reply = fault(away ? 'unavailable' : 'internal', traceId);
    }
    respond(message, reply);
    const outcome = reply.ok ? 'ok' : 'refusal' in reply ? reply.refusal.code : reply.fault.code;
    metrics.operations.observe({ operation: operation.contract.name, outcome }, (performance.now() - started) / 1000);
  }

  private async run(operation: FoundOperation, message: Msg, traceId: string): Promise<Reply> {
    const { contract } = operation;
    const decoded = decodeBody(message.data);
    if (!decoded.ok) return decoded;
    const token = header(message, HEADERS.session);
    const origin = originOf(message);
    const now = this.parts.clock.now();
    const known = await this.callerOf(message, token, origin, now);
    if (!known) return refuse('access.unauthenticated', {});
    const denied = denialOf(contract, known);
    if (denied) return refuse(denied.code, denied.code === 'access.forbidden' ? { operation: contract.name } : {});
    const caller = known.kind === 'operator' ? acting(known, contract.access) : known;
    const parsed = parseInput(contract.input, decoded.value);
    if (!parsed.ok) return parsed;
    const commandId = header(message, HEADERS.commandId) ?? '';
    if (contract.kind === 'command' && !/^[A-Za-z0-9:_-]{8,100}$/.test(commandId)) {
      return refuse('request.invalid', { rule: 'command-id', path: HEADERS.commandId });
    }
    const call: Call = {
      caller,
      commandId,
      operation: contract.name,
      payloadHash: contract.kind === 'command' ? createHash('sha256').update(contract.subject).update(message.data).digest() : NOTHING,
      traceId,
      now,
      token,
      connectionSession: origin.session,
      ...(header(message, HEADERS.again) === undefined ? {} : { again: true }),
    };
    if (caller.kind === 'operator' && caller.glass) await this.parts.byBrokenGlass?.(call, caller.glass.id);
    if (contract.kind === 'query') return operation.invoke(parsed.value, call);
    const key = `${callerKey(caller)} ${commandId} ${call.payloadHash.toString('base64')}`;
    let work = this.inFlight.get(key);
    if (!work) {
      work = this.carryOut(operation, parsed.value, decoded.value, call).finally(() => this.inFlight.delete(key));
      this.inFlight.set(key, work);
    }
    const { outcome, isProposal } = await work;
    // Each delivery for itself: one that only waited may be the one that says that others are under way elsewhere.
    if (outcome.ok || isProposal || caller.kind === 'guest') return outcome;
    return (await this.parts.refused?.(call, outcome)) ?? outcome;
  }

  private async carryOut(operation: FoundOperation, input: unknown, body: unknown, call: Call): Promise<CarriedOut> {
    const proposed = await this.parts.secondPerson?.(operation.contract, body, call);
    return proposed ? { outcome: proposed, isProposal: true } : { outcome: await operation.invoke(input, call), isProposal: false };
  }

  /**
   * Operator by token, on a connection of the very session; from inside CORE a service hands the token on that it has checked itself. A service by its
   * word, from inside CORE only.
   */
  private async callerOf(message: Msg, token: string | undefined, origin: Origin, now: Temporal.Instant): Promise<Caller | undefined> {
    if (token !== undefined) {
      const operator = await this.parts.verifier.verify(token, Math.floor(now.epochMilliseconds / 1000));
      if (!operator || (origin.outside && origin.session !== operator.sessionId)) return undefined;
      if (this.parts.revoked.has(operator.sessionId)) return undefined;
      const mended = operator.glass && this.parts.revoked.has(operator.glass.id) ? withoutGlass(operator) : operator;
      return mended.deployed && this.parts.revoked.has(mended.deployed.id) ? atHome(mended) : mended;
    }
    const claimed = SERVICES.find((service) => service === header(message, 'Hz-Service'));
    return claimed && !origin.outside ? { kind: 'service', service: claimed } : { kind: 'guest' };
  }
}

/** What became of a command: what was decided, or that it waits for a second person. */
interface CarriedOut {
  readonly outcome: Outcome<unknown>;
  readonly isProposal: boolean;
}

/** Where a call came from: outside CORE the server writes which connection it was. */
interface Origin {
  readonly outside: boolean;
  readonly session: string | undefined;
}

/** A second header of the name would be a client's own: then nobody's word counts. */
function originOf(message: Msg): Origin {
  const infos = message.headers?.values('Nats-Request-Info') ?? [];
  const [info] = infos;
  return { outside: infos.length > 0, session: info !== undefined && infos.length === 1 ? sessionOfConnection(info) : undefined };
}

/** Reading them throws when a client writes lines that are no headers. */
function hasReadableHeaders(message: Msg): boolean {
  try {
    return message.headers === undefined || message.headers.code >= 0;
  } catch {
    return false;
  }
}

/**
 * Whether an answer would go to who asks: back through the account it came from (a subject only the server makes), or to the inbox of the service
 * it names itself. A service may publish what another may not: it is not to be led to do so by a reply subject.
 */
function answerable(message: Msg): boolean {
  const { reply = '' } = message;
  if (reply.startsWith('_R_.')) return true;
  if (!reply.startsWith('_INBOX.') || !hasReadableHeaders(message)) return false;
  const claimed = header(message, 'Hz-Service');
  return claimed === undefined || reply.startsWith(`_INBOX.${claimed}.`);
}

const callerKey = (caller: Caller): string =>
  caller.kind === 'operator' ? caller.sessionId : caller.kind === 'service' ? caller.service : 'guest';

const header = (message: Msg, name: string): string | undefined => {
  const value = message.headers?.get(name);
  return value === undefined || value === '' ? undefined : value;
};

const fault = (code: FaultCode, traceId: string): Reply => ({
  ok: false,
  fault: { code, traceId, ...(code === 'unavailable' ? { retryAfterMs: RETRY_AFTER_MS } : {}) },
});

function respond(message: Msg, reply: Reply): void {
  message.respond(JSON.stringify(reply));
}
