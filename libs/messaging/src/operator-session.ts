import { randomBytes } from 'node:crypto';
import { connect, errors, type Authenticator, type NatsConnection } from '@nats-io/transport-node';
import { newNkey, nkeyAuthenticator } from '@houzhai/auth';
import {
  RenewSession,
  SessionState,
  SignIn,
  SignOut,
  TEAM_ROLES,
  type Outcome,
  type OutputOf,
  type SessionGrant,
} from '@houzhai/contracts';
import { ContractClient } from './client.ts';
import { connectNats } from './connect.ts';
import { Unavailable } from './errors.ts';

/** Seconds before its expiry at which an access token is renewed. */
const RENEW_BEFORE_S = 60;

/** A session with the secret key that was made for it: what whoever goes on with it must hold. */
export type HeldSession = SessionGrant & {
  /** `SU…`: proves at every connection that the holder of the session connects. */
  readonly clientSeed: string;
};

/** How a session ended, as far as the platform says. */
export type SessionEnding = Omit<OutputOf<typeof SessionState>, 'live'>;

/** The session is over; only signing in again helps. */
export class SessionOver extends Error {
  override readonly name = 'SessionOver';
  readonly ending: SessionEnding;
  constructor(ending: SessionEnding) {
    super('The session is over; sign in again');
    this.ending = ending;
  }
}

/** A signed-in operator's connection, kept signed in until it is closed. */
export interface OperatorSession {
  readonly nc: NatsConnection;
  readonly client: ContractClient;
  grant(): HeldSession;
  /** Renews the access token now if it has run out or is about to. @throws SessionOver */
  fresh(): Promise<void>;
  /** Renews now: the roles and duties of the session have changed. @throws SessionOver */
  renew(): Promise<void>;
  /** Renews now and opens the connection anew: the session's jurisdiction has changed. @throws SessionOver */
  renewConnection(): Promise<void>;
  /** Told when the platform ended the session; the connection is closed then. */
  readonly ended: Promise<SessionEnding>;
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
  /** Of the second factor, where there is one. */
  readonly code?: string | undefined;
  readonly client: 'console' | 'hz' | 'program';
  readonly readOnly?: boolean;
}

/** Does something on a guest's connection. @throws Unavailable when there is none. */
async function asGuest<T>(server: string, work: (client: ContractClient) => Promise<T>): Promise<T> {
  const nonce = randomBytes(16).toString('hex');
  let guest: NatsConnection;
  try {
    guest = await connect({
      servers: server.split(','),
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
    return await work(new ContractClient(guest, {}));
  } finally {
    await guest.close();
  }
}

/**
 * Signs in over a guest connection with a key made for this session.
 * @returns the session or the refusal (wrong password with tries left, locked, code wanted). @throws Unavailable when nobody answers.
 */
export async function signIn(options: SignInOptions): Promise<Outcome<HeldSession, (typeof SignIn)['refusals'][number]>> {
  const { server, account, password, code, client, readOnly = false } = options;
  const key = newNkey('user');
  const input = { account, password, client, readOnly, clientKey: key.publicKey, ...(code === undefined ? {} : { code }) };
  const outcome = await asGuest(server, (guest) => guest.command(SignIn, input));
  return outcome.ok ? { ok: true, value: { ...outcome.value, clientSeed: key.seed } } : outcome;
}

async function reconnected(nc: NatsConnection): Promise<void> {
  for await (const { type } of nc.status()) if (type === 'reconnect') return;
}

/** Whether a session still lives; undefined while nobody says. */
const stateOf = (server: string, refreshToken: string): Promise<OutputOf<typeof SessionState> | undefined> =>
  asGuest(server, (guest) => guest.query(SessionState, { refreshToken })).then(
    (answer) => (answer.ok ? answer.value : undefined),
    () => undefined,
  );

/** Logs in with the refresh token and the signed nonce of the connection, together. */
export function sessionAuthenticator({ refreshToken, clientSeed }: Pick<HeldSession, 'refreshToken' | 'clientSeed'>): Authenticator {
  const sign = nkeyAuthenticator(clientSeed);
  return (nonce) => ({ auth_token: refreshToken, ...sign(nonce) });
}

/**
 * Opens the connection of a session and keeps its token fresh.
 * @param renewed told of every new grant, so that a command line can keep it.
 * @throws Unavailable when the server cannot be reached; SessionOver.
 */
export async function openSession(
  server: string,
  first: HeldSession,
  options: { readonly name: string; readonly renewed?: (grant: HeldSession) => void },
): Promise<OperatorSession> {
  let grant = first;
  let nc: NatsConnection;
  try {
    nc = await connectNats({
      servers: server,
      name: options.name,
      inboxPrefix: grant.inbox,
      waitOnFirstConnect: false,
      authenticator: sessionAuthenticator(grant),
      extra: { timeout: 6_000, ignoreAuthErrorAbort: true },
    });
  } catch (error) {
    if (error instanceof errors.AuthorizationError) {
      const state = await stateOf(server, grant.refreshToken);
      if (state?.live === false) throw new SessionOver(state);
    }
    throw new Unavailable('The platform cannot be reached', { cause: error });
  }
  const client = new ContractClient(nc, { token: () => grant.token });
  let over: SessionEnding | undefined;
  let tell: (ending: SessionEnding) => void = () => undefined;
  const ended = new Promise<SessionEnding>((done) => {
    tell = done;
  });
  let timer: NodeJS.Timeout | undefined;
  const end = (ending: SessionEnding): void => {
    over = ending;
    clearTimeout(timer);
    void nc.close();
    tell(ending);
  };
  // Not let in: the session is over, or whoever answers that is away for a moment.
  let asking = false;
  const askWhetherOver = async (): Promise<void> => {
    if (asking || over) return;
    asking = true;
    const state = await stateOf(server, grant.refreshToken);
    asking = false;
    if (state?.live === false && !nc.isClosed()) end(state);
  };
  const watch = async (): Promise<void> => {
    for await (const status of nc.status()) {
      if (status.type === 'error' && status.error instanceof errors.AuthorizationError) void askWhetherOver();
      // Those of a team are connected anew when it is sent elsewhere or called back: their token is to say so too.
      if (status.type === 'reconnect' && grant.operator.roles.some((role) => TEAM_ROLES.includes(role)))
        void renewNow().catch(() => undefined);
    }
  };
  void watch();
  const renewal = new ContractClient(nc, {});
  const renew = async (): Promise<void> => {
    try {
      const renewed = await renewal.command(RenewSession, { refreshToken: grant.refreshToken }, { deadlineMs: 20_000 });
      if (renewed.ok) {
        grant = { ...renewed.value, clientSeed: grant.clientSeed };
        options.renewed?.(grant);
        schedule();
      } else end((await stateOf(server, grant.refreshToken)) ?? {});
    } catch {
      if (!nc.isClosed()) timer = setTimeout(() => void renew(), 5_000);
    }
  };
  const secondsLeft = (): number => Temporal.Instant.from(grant.expiresAt).since(Temporal.Now.instant()).total('seconds');
  const schedule = (): void => {
    timer = setTimeout(() => void renew(), Math.max(1, secondsLeft() - RENEW_BEFORE_S) * 1_000);
    timer.unref();
  };
  schedule();
  const renewNow = async (): Promise<void> => {
    clearTimeout(timer);
    await renew();
    if (over) throw new SessionOver(over);
  };
  return {
    nc,
    client,
    grant: () => grant,
    fresh: async () => {
      if (secondsLeft() < RENEW_BEFORE_S) await renewNow();
    },
    renew: renewNow,
    renewConnection: async () => {
      await renewNow();
      const back = reconnected(nc);
      await nc.reconnect();
      await back;
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
