import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  CALLOUT_SUBJECT,
  areaOf,
  areasOf,
  connectionName,
  decodeCalloutRequest,
  encodeCalloutRefusal,
  encodeCalloutResponse,
  nkeyAuthenticator,
  nkeyOfSeed,
  type CalloutGrant,
  type CalloutRequest,
  type Deployed,
  type Nkey,
  type SubjectPermissions,
} from '@houzhai/auth';
import { SessionState, SignIn, liveViewsFor, subjectsFor, viewSubject, type Role } from '@houzhai/contracts';
import { partnerAccount, partnerPermissions } from '@houzhai/messaging';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { letsIn, partnerConnection } from '../partner/partner.ts';
import { listPartners } from '../partner/partner.store.ts';
import { openGlass, widened } from '../break-glass/broken-glass.store.ts';
import { postingOf } from '../task-force/posting.store.ts';
import { liveSession, touchSession, type LiveSession } from '../session/session.store.ts';

/** Subjects of a role in its jurisdiction: the operations it may call, the live views of its areas, its own inbox. */
export function operatorPermissions(
  roles: readonly Role[],
  scope: readonly string[],
  sessionId: string,
  deployed?: Deployed,
): SubjectPermissions {
  const areas = areasOf(scope);
  const views = liveViewsFor(roles).flatMap(({ service, view }) =>
    areas === 'all' ? [viewSubject(service, view, '*')] : [...areas, 'a00'].map((area) => viewSubject(service, view, area)),
  );
  const there = deployed && areas !== 'all' && !areas.includes(areaOf(deployed.path)) ? liveViewsFor([deployed.role]) : [];
  const elsewhere = there.map(({ service, view }) => viewSubject(service, view, areaOf(deployed?.path ?? '')));
  return { publish: subjectsFor(roles), subscribe: [`_INBOX.${sessionId}.>`, ...views, ...elsewhere] };
}

/** Seconds a guest connection lives: long enough to sign in. */
const GUEST_SECONDS = 120;

/** A guest may sign in or ask what became of a session, and hear the answer on an inbox only it knows; nothing else. */
const guestPermissions = (nonce: string): SubjectPermissions => ({
  publish: [SignIn.subject, SessionState.subject],
  subscribe: [`_INBOX.${nonce}.>`],
});

/** Answers nats-server's question who a connection is: the holder of a session's refresh token and key, a partner, a guest, or nobody. */
@Injectable()
export class AuthCallout implements BackgroundTask {
  private readonly kit: Kit;
  private readonly issuer: Nkey;
  private readonly settings: { HZ_CALLOUT_SEED: string; HZ_ISSUER_SEED: string; HZ_NATS_URL: string };
  private nc: NatsConnection | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.settings = kit.settings(['HZ_CALLOUT_SEED', 'HZ_ISSUER_SEED', 'HZ_NATS_URL']);
    this.issuer = nkeyOfSeed(this.settings.HZ_ISSUER_SEED);
  }

  async start(): Promise<void> {
    this.nc = await connect({
      servers: this.settings.HZ_NATS_URL.split(','),
      name: 'command-center callout',
      authenticator: nkeyAuthenticator(this.settings.HZ_CALLOUT_SEED),
      maxReconnectAttempts: -1,
      // Back before the terminals are: whoever comes earlier waits for an answer until nats-server gives up.
      reconnectTimeWait: 20,
      reconnectJitter: 20,
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
    const partner = await this.partnerOf(request);
    if (partner) return encodeCalloutResponse(request, partner, this.issuer, now);
    const session = await this.sessionOf(request);
    if (!session) return encodeCalloutRefusal(request, 'no session', this.issuer, now);
    const { operator, sessionId, ends } = session;
    const glass = await openGlass(this.kit.pool, sessionId, this.kit.clock.now());
    const jurisdiction = glass && widened(operator.scope, glass);
    const deployed = await postingOf(this.kit.pool, operator.id);
    const permissions = operatorPermissions(operator.roles, jurisdiction?.scope ?? operator.scope, sessionId, deployed);
    const name = connectionName(operator.id, sessionId);
    return encodeCalloutResponse(
      request,
      { account: 'TERM', name, permissions, expires: Math.min(ends, jurisdiction?.glass.until ?? ends) },
      this.issuer,
      now,
    );
  }

  /** What a partner that holds one of its keys may do in its own account. */
  private async partnerOf({ token, provenKey }: CalloutRequest): Promise<CalloutGrant | undefined> {
    if (token !== undefined || provenKey === undefined) return undefined;
    const now = this.kit.clock.now();
    for (const partner of await listPartners(this.kit.pool)) {
      const until = letsIn(partner, provenKey, now);
      if (until === undefined) continue;
      return {
        account: partnerAccount(partner.place),
        name: partnerConnection(partner.name, provenKey),
        permissions: partnerPermissions(partner.place),
        ...(until === 'always' ? {} : { expires: Math.ceil(until.epochMilliseconds / 1000) }),
      };
    }
    return undefined;
  }

  /** The open session of a refresh token, when whoever connects holds its key: neither is worth anything without the other. */
  private async sessionOf({ token, provenKey }: CalloutRequest): Promise<LiveSession | undefined> {
    if (token === undefined || provenKey === undefined) return undefined;
    const now = this.kit.clock.now();
    const session = await liveSession(this.kit.pool, createHash('sha256').update(token).digest(), now);
    if (session?.clientKey !== provenKey) return undefined;
    touchSession(this.kit.pool, session.sessionId, now).catch((error: unknown) => {
      this.kit.log.warn({ err: error }, 'session not marked as seen');
    });
    return session;
  }

  private nowSeconds(): number {
    return Math.floor(this.kit.clock.now().epochMilliseconds / 1000);
  }
}
