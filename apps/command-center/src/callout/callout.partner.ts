import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  CALLOUT_SUBJECT,
  TokenVerifier,
  areasOf,
  decodeCalloutRequest,
  encodeCalloutRefusal,
  encodeCalloutResponse,
  nkeyAuthenticator,
  nkeyOfSeed,
  publicKeyOf,
  type Nkey,
  type SubjectPermissions,
} from '@houzhai/auth';
import { COMMANDS, QUERIES, SignIn, mayCall, viewSubject, type Role } from '@houzhai/contracts';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { findOperator } from '../operator/operator.store.ts';

/** Live views operators may follow. */
const VIEWS = [
  ['errands', 'worklist'],
  ['errands', 'service-module'],
  ['command-center', 'board'],
] as const;

/** Subjects of a role in its jurisdiction: the operations it may call, the live views of its areas, its own inbox. */
export function operatorPermissions(roles: readonly Role[], scope: readonly string[], sessionId: string): SubjectPermissions {
  const areas = areasOf(scope);
  const views = VIEWS.flatMap(([service, view]) =>
    areas === 'all' ? [viewSubject(service, view, '*')] : [...areas, 'a00'].map((area) => viewSubject(service, view, area)),
  );
  const operations = [...COMMANDS, ...QUERIES].filter(({ access }) => (access.who === 'ROLES' ? mayCall(access, roles) : true));
  return { publish: operations.map((operation) => operation.subject), subscribe: [`_INBOX.${sessionId}.>`, ...views] };
}

/** Seconds a guest connection lives: long enough to sign in. */
const GUEST_SECONDS = 120;

/** A guest may sign in, and hear the answer on an inbox only it knows; nothing else. */
const guestPermissions = (nonce: string): SubjectPermissions => ({ publish: [SignIn.subject], subscribe: [`_INBOX.${nonce}.>`] });

/** Answers nats-server's question who a connection is: the session's token or its refresh token opens it, nothing else. */
@Injectable()
export class AuthCallout implements BackgroundTask {
  private readonly kit: Kit;
  private readonly issuer: Nkey;
  private readonly verifier: TokenVerifier;
  private readonly settings: { HZ_CALLOUT_SEED: string; HZ_ISSUER_SEED: string; HZ_NATS_URL: string; HZ_TOKEN_PUBLIC_KEY: string };
  private nc: NatsConnection | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.settings = kit.settings(['HZ_CALLOUT_SEED', 'HZ_ISSUER_SEED', 'HZ_NATS_URL', 'HZ_TOKEN_PUBLIC_KEY']);
    this.issuer = nkeyOfSeed(this.settings.HZ_ISSUER_SEED);
    this.verifier = new TokenVerifier(publicKeyOf(this.settings.HZ_TOKEN_PUBLIC_KEY), () => this.nowSeconds());
  }

  async start(): Promise<void> {
    this.nc = await connect({
      servers: this.settings.HZ_NATS_URL.split(','),
      name: 'command-center callout',
      authenticator: nkeyAuthenticator(this.settings.HZ_CALLOUT_SEED),
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      waitOnFirstConnect: true,
    });
    this.nc.subscribe(CALLOUT_SUBJECT, {
      queue: 'command-center',
      callback: (error, message) => {
        if (error) return;
        this.answer(message.string()).then(
          (answer) => {
            if (answer !== undefined) message.respond(answer);
          },
          (failure: unknown) => {
            this.kit.log.warn({ err: failure }, 'callout not answered');
          },
        );
      },
    });
    await this.nc.flush();
  }

  async stop(): Promise<void> {
    await this.nc?.drain().catch(() => undefined);
  }

  private async answer(payload: string): Promise<string | undefined> {
    const request = decodeCalloutRequest(payload);
    if (!request) return undefined;
    const now = this.nowSeconds();
    if (request.user === 'guest' && /^\w{16,64}$/.test(request.password ?? '')) {
      return encodeCalloutResponse(
        request,
        { account: 'TERM', name: 'guest', permissions: guestPermissions(request.password ?? ''), expires: now + GUEST_SECONDS },
        this.issuer,
        now,
      );
    }
    const session = request.token === undefined ? undefined : await this.sessionOf(request.token);
    if (!session) return encodeCalloutRefusal(request, 'no session', this.issuer, now);
    const permissions = operatorPermissions(session.roles, session.scope, session.sessionId);
    return encodeCalloutResponse(
      request,
      { account: 'TERM', name: session.operatorId, permissions, expires: session.expires },
      this.issuer,
      now,
    );
  }

  /** The live session a token or refresh token belongs to. */
  private async sessionOf(
    token: string,
  ): Promise<{ operatorId: string; sessionId: string; roles: readonly Role[]; scope: readonly string[]; expires: number } | undefined> {
    const verified = token.startsWith('rt_') ? undefined : await this.verifier.verify(token);
    const hash = createHash('sha256').update(token).digest();
    const { rows } = await this.kit.pool.query<{ id: string; operator_id: string; ends: number }>(
      `select "id", "operator_id", extract(epoch from "ends_at")::int as ends from "command_center"."session"
       where ("id" = $1 or "refresh_hash" = $2) and "ended_at" is null and "ends_at" > $3 and "idle_until" > $3`,
      [verified?.sessionId ?? null, hash, this.kit.clock.now().toString()],
    );
    const [row] = rows;
    const operator = row && (await findOperator(this.kit.pool, { id: row.operator_id }));
    if (!row || !operator?.active) return undefined;
    return { operatorId: operator.id, sessionId: row.id, roles: operator.roles, scope: operator.scope, expires: row.ends };
  }

  private nowSeconds(): number {
    return Math.floor(this.kit.clock.now().epochMilliseconds / 1000);
  }
}
