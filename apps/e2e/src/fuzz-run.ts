import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type pg from 'pg';
import { COMMANDS, HEADERS, QUERIES, SERVICES, type Command, type Query, type Role, type Service } from '@houzhai/contracts';
import { callOf, type FuzzCall, type FuzzKind, type TokenParts } from './fuzz-calls.ts';
import { NOT_PERMITTED, UNHEARD, judge } from './fuzz-judge.ts';
import type { Known } from './fuzz-values.ts';

/** An operator's own connection with the token that belongs to it. */
export interface Sender {
  readonly operatorId: string;
  readonly token: string;
  readonly nc: NatsConnection;
}

/** The platform under fire. */
export interface FuzzTarget {
  readonly natsUrl: string;
  /** As the role that owns the schemas. */
  readonly db: pg.Pool;
  readonly tokenPublicKey: string;
  readonly known: Known;
  operator(roles: readonly Role[]): Promise<Sender>;
  /** A connection of a service, inside CORE. */
  inside(service: Service): Promise<NatsConnection>;
}

/** How often each code was the answer. */
export type Tally<K> = ReadonlyMap<K, ReadonlyMap<string, number>>;

/** What came of a run: nothing is found when all is well. */
export interface FuzzReport {
  readonly calls: number;
  /** Answers by operation and code. */
  readonly answers: Tally<string>;
  /** Answers by what was wrong with the call. */
  readonly kinds: Tally<FuzzKind>;
  readonly findings: readonly string[];
  /** How often a connection dropped while calls were under way: nats-server ends one that breaks its protocol. */
  readonly dropped: number;
}

/** Roles that together may send everything an operator may. */
export const ALL_ROLES = [
  'COMMANDER',
  'DUTY_OFFICER',
  'COMMUNITY_WORKER',
  'COMMUNITY_DOCTOR',
  'AGENT',
  'PLATFORM_ADMIN',
  'AUDITOR',
] as const satisfies readonly Role[];
const OPERATIONS: readonly (Command | Query)[] = [...COMMANDS, ...QUERIES];
/** Calls to one operation made from one seed. */
const PER_SAMPLE = 10;
const TIMEOUT_MS = 60_000;
const ATTEMPTS = 5;
/** Events that tell of a refusal: a second person is asked, an account is locked out. */
const RECORDS_OF_REFUSALS = String.raw`\.(approval\.made|operator\.locked-out)\.`;

const servicesOnly = ({ access }: Command | Query): boolean => access.who === 'ROLES' && access.roles.length === 0;
/** What acts on the session that sends it: sent by an operator who is replaced when it has ended. */
const actsOnSession = ({ access, kind }: Command | Query): boolean => access.who === 'SIGNED_IN' && kind === 'command';

/** Sends so many calls to all operations in turn and looks at every answer. Same seed and platform, same calls. */
export async function fuzz(
  target: FuzzTarget,
  options: { calls: number; seed: number; inFlight?: number; from?: number },
): Promise<FuzzReport> {
  const { calls, seed, inFlight = 24, from = 0 } = options;
  const run = await Run.start(target);
  try {
    let sent = 0;
    const work = async (): Promise<void> => {
      for (let at = from + sent; sent < calls; at = from + sent) {
        sent += PER_SAMPLE;
        await run.sample(seed, Math.floor(at / PER_SAMPLE));
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    await run.looksAfterwards();
    return { calls: sent, answers: run.answers, kinds: run.kinds, findings: run.findings, dropped: run.dropped };
  } finally {
    await run.stop();
  }
}

class Run {
  readonly answers = new Map<string, Map<string, number>>();
  readonly kinds = new Map<FuzzKind, Map<string, number>>();
  readonly findings: string[] = [];
  private readonly target: FuzzTarget;
  private readonly main: Sender;
  private readonly other: Sender;
  private readonly guest: NatsConnection;
  private readonly inside: NatsConnection;
  private expendable: Promise<Sender>;
  /** Those that act on the session wait for each other: what one ends the next cannot use. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly refusedIds: string[] = [];
  /** Those who wait for what arrives in somebody else's inbox. */
  private readonly strays = new Map<string, (text: string) => void>();
  private readonly otherInbox: string;
  private readonly drops = new Map<NatsConnection, Promise<undefined>>();
  /** How often a connection dropped while calls were under way. */
  dropped = 0;

  private constructor(target: FuzzTarget, parts: { main: Sender; other: Sender; guest: NatsConnection; inside: NatsConnection }) {
    this.target = target;
    this.main = parts.main;
    this.other = parts.other;
    this.guest = parts.guest;
    this.inside = parts.inside;
    this.expendable = target.operator(ALL_ROLES);
    this.otherInbox = `_INBOX.${String(partsOf(parts.other.token, target.tokenPublicKey).claims['sid'])}.fuzz`;
    this.other.nc.subscribe(`${this.otherInbox}.>`, {
      callback: (error, message) => {
        if (!error) this.strays.get(message.subject)?.(message.string());
      },
    });
  }

  static async start(target: FuzzTarget): Promise<Run> {
    const nonce = randomBytes(16).toString('hex');
    const [main, other, guest, inside] = await Promise.all([
      target.operator(ALL_ROLES),
      target.operator(ALL_ROLES),
      connect({ servers: target.natsUrl, user: 'guest', pass: nonce, inboxPrefix: `_INBOX.${nonce}` }),
      target.inside('errands'),
    ]);
    return new Run(target, { main, other, guest, inside });
  }

  async stop(): Promise<void> {
    await this.guest.close();
  }

  /** The `nth` sample of calls, to the operation whose turn it is. */
  async sample(seed: number, nth: number): Promise<void> {
    const contract = OPERATIONS[nth % OPERATIONS.length];
    if (!contract) return;
    const sampleSeed = (seed * 1_000_003 + nth) | 0;
    for (const [index, call] of fc.sample(callOf(contract, this.target.known), { seed: sampleSeed, numRuns: PER_SAMPLE }).entries()) {
      const where = `${contract.name}, seed ${String(seed)}, call ${String(nth * PER_SAMPLE + index)}`;
      if (actsOnSession(contract)) await (this.turn = this.turn.then(() => this.onExpendable(contract, call, where)));
      else await this.one(contract, call, this.senderOf(contract), where);
    }
  }

  /** Every service answers, nothing refused has left a trace, nothing waits for somebody. */
  async looksAfterwards(): Promise<void> {
    const sender = await this.target.operator(ALL_ROLES);
    for (const service of SERVICES) {
      const question = QUERIES.find((query) => query.name === `DeliveryState-${service}`);
      const reply = await this.ask(sender.nc, question?.subject ?? '', Buffer.from('{}'), withToken(sender.token));
      if (!reply.includes('"ok":true')) this.findings.push(`${service} does not answer afterwards: ${reply.slice(0, 300)}`);
      const schema = service.replaceAll('-', '_');
      const left = await this.target.db.query<{ what: string }>(
        `select 'answer ' || "command_id" as what from "${schema}"."command_log" where "command_id" = any($1)
         union all select "envelope"->>'type' from "${schema}"."outbox" where "envelope"->>'causationid' = any($1) and "envelope"->>'type' !~ $2`,
        [this.refusedIds, RECORDS_OF_REFUSALS],
      );
      if (left.rows.length > 0) this.findings.push(`${service}: refused commands left ${left.rows.map(({ what }) => what).join(', ')}`);
      const stuck = await this.target.db.query<{ n: number }>(
        `select ((select count(*) from "${schema}"."dead_letter") + (select count(*) from "${schema}"."outbox" where "parked_at" is not null))::int as n`,
      );
      if (stuck.rows[0]?.n !== 0) this.findings.push(`${service}: ${String(stuck.rows[0]?.n)} events parked or set aside`);
    }
  }

  private senderOf(contract: Command | Query): { nc: NatsConnection; token?: string; service?: Service } {
    if (servicesOnly(contract)) return { nc: this.inside, service: 'errands' };
    if (contract.access.who !== 'GUEST') return this.main;
    // a session is renewed on its own connection
    return { nc: contract.name === 'RenewSession' ? this.main.nc : this.guest };
  }

  private async onExpendable(contract: Command | Query, call: FuzzCall, where: string): Promise<void> {
    const sender = await this.expendable;
    const found = this.findings.length;
    await this.one(contract, call, sender, where);
    const { rows } = await this.target.db.query(
      `select 1 from "command_center"."session" s join "command_center"."operator" o on o."id" = s."operator_id"
       where o."id" = $1 and s."ended_at" is null and o."active" and not o."must_change_password"`,
      [sender.operatorId],
    );
    if (rows.length > 0 && !sender.nc.isClosed()) return;
    // A call whose answer nobody waits for may have ended the session while this one was under way.
    if (this.findings.at(found)?.includes('answered no answer: ')) this.findings.length = found;
    await sender.nc.close();
    this.expendable = this.target.operator(ALL_ROLES);
  }

  private async one(
    contract: Command | Query,
    call: FuzzCall,
    sender: { nc: NatsConnection; token?: string; service?: Service },
    where: string,
  ): Promise<void> {
    const head = headers();
    for (const [name, value] of call.headers) head.append(name, value);
    const token = sender.token === undefined ? undefined : this.tokenFor(call, sender.token);
    if (token !== undefined) head.set(HEADERS.session, token);
    if (sender.service) head.set('Hz-Service', sender.service);
    const commandId = call.commandId ?? randomUUID();
    if (commandId !== '') head.set(HEADERS.commandId, commandId);
    const text = await this.send(contract, call, sender, head);
    const { code, faults } = judge(contract, call, text, sender.token !== undefined && call.token !== 'good');
    count(this.answers, contract.name, code);
    count(this.kinds, call.kind, code);
    if (call.commandId === undefined && !mayBeCarriedOut(code, call, sender.service)) this.refusedIds.push(commandId);
    for (const fault of faults)
      this.findings.push(
        `${where}: ${fault}; sent ${Buffer.from(call.body).toString('utf8').slice(0, 400)}; answered ${text.slice(0, 400)}`,
      );
  }

  /** Sends a call and waits for its answer, wherever that is sent. */
  private async send(
    contract: Command | Query,
    call: FuzzCall,
    { nc, service }: { nc: NatsConnection; service?: Service },
    head: MsgHdrs,
  ): Promise<string> {
    const { subject = contract.subject, body, reply: kind } = call;
    if (kind === undefined)
      return this.ask(nc, subject, body, head).catch((error: unknown) =>
        /Permissions? Violation/i.test(String(error)) ? NOT_PERMITTED : `no answer: ${String(error)}`,
      );
    const inbox = `${this.otherInbox}.${randomUUID()}`;
    const reply = kind === 'nobody' ? undefined : kind(inbox);
    const arrived = new Promise<string>((done) => this.strays.set(inbox, done));
    nc.publish(subject, body, { headers: head, ...(reply === undefined ? {} : { reply }) });
    await nc.flush();
    const text =
      reply === inbox && service === undefined ? await Promise.race([arrived, pause(TIMEOUT_MS, 'no answer: none came')]) : UNHEARD;
    this.strays.delete(inbox);
    return text;
  }

  private tokenFor(call: FuzzCall, token: string): string | undefined {
    if (call.token === 'good') return token;
    if (call.token === 'none') return undefined;
    if (call.token === 'replayed') return this.other.token;
    return call.token.forged(partsOf(token, this.target.tokenPublicKey));
  }

  /** An answer that was under way when the connection dropped is lost: the same call is sent again then, as a console does. */
  private async ask(nc: NatsConnection, subject: string, body: Uint8Array, head: MsgHdrs): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const drop = this.dropOf(nc);
      const answer = nc.request(subject, body, { headers: head, timeout: TIMEOUT_MS }).then(
        (message) => message.string(),
        // The library may say so before it says how the connection is.
        (error: unknown) => (/connection disconnected/i.test(String(error)) ? undefined : Promise.reject(error as Error)),
      );
      const first = await Promise.race([answer, drop]);
      if (typeof first === 'string') return first;
      answer.catch(() => undefined);
      if (attempt === ATTEMPTS) return `no answer: the connection dropped ${String(attempt)} times`;
      await nc.flush().catch(() => pause(500)); // it may drop once more meanwhile
    }
  }

  /** Resolves, with nothing, when the connection drops next. */
  private dropOf(nc: NatsConnection): Promise<undefined> {
    const known = this.drops.get(nc);
    if (known) return known;
    const next = (async (): Promise<undefined> => {
      for await (const { type } of nc.status()) if (type === 'disconnect') break;
      this.drops.delete(nc);
      this.dropped += 1;
      return undefined;
    })();
    this.drops.set(nc, next);
    return next;
  }
}

/** Only the operator's own call may have been carried out when nobody heard so. */
const mayBeCarriedOut = (code: string, { reply, token }: FuzzCall, service: Service | undefined): boolean =>
  code === 'ok' || (code === UNHEARD && reply !== 'nobody' && token === 'good' && service === undefined);

function count<K>(tally: Map<K, Map<string, number>>, of: K, code: string): void {
  const counts = tally.get(of) ?? new Map<string, number>();
  tally.set(of, counts.set(code, (counts.get(code) ?? 0) + 1));
}

const withToken = (token: string): MsgHdrs => {
  const head = headers();
  head.set(HEADERS.session, token);
  return head;
};

function partsOf(token: string, publicKey: string): TokenParts {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  return { head, payload, signature, claims, publicKey };
}
