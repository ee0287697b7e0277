import { Inject, Injectable } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { nkeyAuthenticator } from '@houzhai/auth';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import { z } from 'zod';

const ASK_MS = 2_000;
const STALL_MS = 250;

const Server = z.object({ id: z.string(), name: z.string(), ver: z.string() });
const Connections = z.object({
  server: Server,
  data: z.object({ connections: z.array(z.object({ cid: z.int(), authorized_user: z.string().optional() })).nullish() }),
});
const Variables = z.object({
  server: Server,
  data: z.object({ metadata: z.record(z.string(), z.string()).nullish(), config_digest: z.string().default('') }),
});
const Reloaded = z.object({ error: z.object({ description: z.string() }).optional() });

/** A connection as its server knows it. */
export interface ServerConnection {
  readonly server: string;
  readonly id: number;
  /** The `name` it was let in by. */
  readonly user: string;
}

/** A server with what it says of its configuration. */
export interface ServerState {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Contracts its configuration was made from. */
  readonly contracts: string | undefined;
  readonly digest: string;
}

/** Asks every nats-server for its connections and its configuration, as the system user. */
@Injectable()
export class NatsSystem implements BackgroundTask {
  private readonly kit: Pick<Kit, 'log' | 'settings'>;
  private readonly settings: { readonly HZ_NATS_URL: string; readonly HZ_SYSTEM_SEED: string };
  private nc: NatsConnection | undefined;
  private stopped = false;

  constructor(@Inject(KIT) kit: Pick<Kit, 'log' | 'settings'>) {
    this.kit = kit;
    this.settings = kit.settings(['HZ_NATS_URL', 'HZ_SYSTEM_SEED']);
  }

  /** Does not wait: without it tokens of sessions and keys of partners are refused all the same. */
  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.nc?.close().catch(() => undefined);
  }

  /** Connections of an account, of one user where given. */
  async connections(account: string, user?: string): Promise<readonly ServerConnection[]> {
    const filter = { auth: true, acc: account, limit: 1024, ...(user === undefined ? {} : { user }) };
    const found: ServerConnection[] = [];
    for (const answer of await this.ask('CONNZ', filter)) {
      const { server, data } = Connections.parse(answer);
      for (const { cid, authorized_user: name = '' } of data.connections ?? []) found.push({ server: server.id, id: cid, user: name });
    }
    return found;
  }

  /** Closes a connection. */
  async close({ server, id }: ServerConnection): Promise<void> {
    await this.nc?.request(`$SYS.REQ.SERVER.${server}.KICK`, JSON.stringify({ cid: id }), { timeout: ASK_MS });
  }

  /** Every server that answers. */
  async servers(): Promise<readonly ServerState[]> {
    return (await this.ask('VARZ', {})).map((answer) => {
      const { server, data } = Variables.parse(answer);
      return { id: server.id, name: server.name, version: server.ver, contracts: data.metadata?.['contracts'], digest: data.config_digest };
    });
  }

  /** Has a server read its configuration again. @returns what it does not like about it; it then goes on as before. */
  async reload(server: string): Promise<string | undefined> {
    const answer = await this.nc?.request(`$SYS.REQ.SERVER.${server}.RELOAD`, '', { timeout: ASK_MS });
    return answer && Reloaded.parse(answer.json()).error?.description;
  }

  private async ask(what: string, body: object): Promise<readonly unknown[]> {
    const { nc } = this;
    if (!nc) return [];
    const answers = await nc.requestMany(`$SYS.REQ.SERVER.PING.${what}`, JSON.stringify(body), {
      strategy: 'stall',
      stall: STALL_MS,
      maxWait: ASK_MS,
    });
    const all: unknown[] = [];
    for await (const answer of answers) all.push(answer.json());
    return all;
  }

  private async connect(): Promise<void> {
    try {
      const nc = await connect({
        servers: this.settings.HZ_NATS_URL.split(','),
        name: 'command-center system',
        authenticator: nkeyAuthenticator(this.settings.HZ_SYSTEM_SEED),
        inboxPrefix: '_INBOX.command-center-system',
        maxReconnectAttempts: -1,
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 250,
        waitOnFirstConnect: true,
      });
      if (this.stopped) await nc.close();
      else this.nc = nc;
    } catch (error) {
      this.kit.log.warn({ err: error }, 'connections cannot be closed');
    }
  }
}
