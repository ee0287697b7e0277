import { randomBytes } from 'node:crypto';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import { RenewSession, SignIn, SignOut, type Outcome, type SessionGrant } from '@houzhai/contracts';
import { ContractClient } from './client.ts';
import { connectNats } from './connect.ts';
import { Unavailable } from './errors.ts';

/** Seconds before its expiry at which an access token is renewed. */
const RENEW_BEFORE_S = 60;

/** A signed-in operator's connection, kept signed in until it is closed. */
export interface OperatorSession {
  readonly nc: NatsConnection;
  readonly client: ContractClient;
  grant(): SessionGrant;
  /** Renews the access token now if it has run out or is about to. */
  fresh(): Promise<void>;
  /** Told when the platform ended the session; the connection is closed then. */
  readonly ended: Promise<void>;
  /** Closes the connection; the session stays and can be resumed with its grant. */
  close(): Promise<void>;
  /** Ends the session on the platform, then closes. */
  signOut(): Promise<void>;
}

/** How an operator comes in. */
export interface SignInOptions {
  readonly server: string;
  readonly account: string;
  readonly password: string;
  readonly client: 'console' | 'hz' | 'program';
  readonly readOnly?: boolean;
}

/**
 * Signs in over a guest connection, then opens the operator's own.
 * @returns the session or the refusal (wrong password with tries left, locked). @throws Unavailable when nobody answers.
 */
export async function signIn(options: SignInOptions): Promise<Outcome<SessionGrant, (typeof SignIn)['refusals'][number]>> {
  const nonce = randomBytes(16).toString('hex');
  let guest: NatsConnection;
  try {
    guest = await connect({
      servers: options.server.split(','),
      user: 'guest',
      pass: nonce,
      inboxPrefix: `_INBOX.${nonce}`,
      name: 'sign-in',
      timeout: 4_000,
      reconnect: false,
    });
  } catch (error) {
    throw new Unavailable('The platform cannot be reached', { cause: error });
  }
  try {
    const { account, password, client, readOnly = false } = options;
    return await new ContractClient(guest, {}).command(SignIn, { account, password, client, readOnly });
  } finally {
    await guest.close();
  }
}

/**
 * Opens the connection of a session and keeps its token fresh.
 * @param renewed told of every new grant, so that a command line can keep it.
 * @throws Unavailable when the server cannot be reached; errors.AuthorizationError (as cause) when the session is over.
 */
export async function openSession(
  server: string,
  first: SessionGrant,
  options: { readonly name: string; readonly renewed?: (grant: SessionGrant) => void },
): Promise<OperatorSession> {
  let grant = first;
  let nc: NatsConnection;
  try {
    nc = await connectNats({
      servers: server,
      name: options.name,
      inboxPrefix: grant.inbox,
      waitOnFirstConnect: false,
      extra: { authenticator: () => ({ auth_token: grant.refreshToken }), timeout: 6_000, ignoreAuthErrorAbort: true },
    });
  } catch (error) {
    throw new Unavailable('The platform cannot be reached', { cause: error });
  }
  const client = new ContractClient(nc, { token: () => grant.token });
  let end: () => void = () => undefined;
  const ended = new Promise<void>((done) => {
    end = done;
  });
  let timer: NodeJS.Timeout | undefined;
  const renewal = new ContractClient(nc, {});
  const renew = async (): Promise<void> => {
    try {
      const renewed = await renewal.command(RenewSession, { refreshToken: grant.refreshToken }, { deadlineMs: 20_000 });
      if (renewed.ok) {
        grant = renewed.value;
        options.renewed?.(grant);
        schedule();
      } else end();
    } catch {
      if (!nc.isClosed()) timer = setTimeout(() => void renew(), 5_000);
    }
  };
  const schedule = (): void => {
    const left = Temporal.Instant.from(grant.expiresAt).epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
    timer = setTimeout(() => void renew(), Math.max(1_000, left - RENEW_BEFORE_S * 1_000));
    timer.unref();
  };
  schedule();
  return {
    nc,
    client,
    grant: () => grant,
    fresh: async () => {
      const left = Temporal.Instant.from(grant.expiresAt).epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
      if (left < RENEW_BEFORE_S * 1_000) {
        clearTimeout(timer);
        await renew();
      }
    },
    ended,
    close: async () => {
      clearTimeout(timer);
      await nc.close();
    },
    signOut: async () => {
      clearTimeout(timer);
      await client.command(SignOut, {}, { deadlineMs: 3_000 }).catch(() => undefined);
      await nc.close();
    },
  };
}

/** Whether a failure to connect means that the session is over, not that the server is away. */
export const isSessionOver = (error: unknown): boolean => error instanceof Unavailable && error.cause instanceof errors.AuthorizationError;
