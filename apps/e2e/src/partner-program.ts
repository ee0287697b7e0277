import { connect, type NatsConnection } from '@nats-io/transport-node';
import { nkeyAuthenticator } from '@houzhai/auth';
import { AcceptErrand, AssignErrand, RequestErrand } from '@houzhai/contracts';
import type { TestOperator } from './platform.ts';
import { seedPerson, valueOf } from './seed.ts';

/** What a test looks at of an event. */
export interface Heard {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly area: string;
  readonly aggregateversion: number;
}

/** A connected program of a partner. */
export interface PartnerProgram {
  readonly nc: NatsConnection;
  /** How often its connection was cut. */
  readonly cuts: () => number;
}

/** Connects as whoever holds a seed, as a program that comes back by itself. */
export async function enterAs(natsUrl: string, seed: string): Promise<PartnerProgram> {
  const nc = await connect({
    servers: natsUrl,
    authenticator: nkeyAuthenticator(seed),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
    ignoreAuthErrorAbort: true,
  });
  let cuts = 0;
  void (async () => {
    for await (const { type } of nc.status()) if (type === 'disconnect') cuts++;
  })();
  return { nc, cuts: () => cuts };
}

/** Takes and confirms everything that waits. */
export async function take(nc: NatsConnection): Promise<readonly Heard[]> {
  const heard: Heard[] = [];
  for (;;) {
    let last = true;
    const asked = { batch: 100, expires: 500_000_000 };
    for await (const message of await nc.requestMany('feed.next', JSON.stringify(asked), {
      strategy: 'count',
      maxMessages: 100,
      maxWait: 1_500,
      noMux: true,
    })) {
      if (message.headers?.code) break;
      heard.push(message.json<Heard>());
      message.respond();
      last = false;
    }
    if (last) return heard;
  }
}

/** An errand that is requested, assigned and accepted in a07. */
export async function acceptedErrand({ desk, agent }: { readonly desk: TestOperator; readonly agent: TestOperator }): Promise<void> {
  const beneficiaryId = await seedPerson(desk, 'a07');
  const need = { beneficiaryId, moduleCode: 'standing-2', kind: 'MEDICINE' as const, items: [{ name: '药' }], despiteDuplicate: true };
  const { errandId } = valueOf(await desk.client.command(RequestErrand, need));
  valueOf(await desk.client.command(AssignErrand, { errandId, agentId: agent.operatorId }));
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
}
