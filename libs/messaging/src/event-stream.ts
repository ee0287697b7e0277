import { JetStreamApiError, jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamOf, type Service } from '@houzhai/contracts';
import { durablesOf, ensureDurable, eventStreamConfig } from './provision.ts';
import type { StreamMessage } from './publish-together.ts';

const TIMEOUT_MS = 5_000;
const WRONG_LAST_SEQUENCE = 10071;
const NO_MESSAGE = 10037;
const NO_STREAM = 10059;
/** Answers of the server that no retry mends: bad request, message too large for the stream. */
const HOPELESS = new Set([10003, 10054]);
/** The stream is full: it has no room for any event, so none of them is at fault. */
const FULL = new Set([10023, 10047, 10077]);
const SERVER_ERROR = 500;

/** What a stream holds. */
export interface StreamState {
  readonly name: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly events: number;
  readonly bytes: number;
  /** Older events have been let go by age. */
  readonly keptSince: Temporal.Instant;
}

/** What became of a publish. */
export type Published =
  | { readonly is: 'stored'; readonly sequence: number }
  /** The record's last event in the stream is not the one before this. */
  | { readonly is: 'fenced' }
  | { readonly is: 'refused'; readonly reason: string; readonly hopeless: boolean };

/** The event stream of one service, as its owner sees it. */
export class EventStream {
  private readonly js: JetStreamClient;
  private readonly nc: NatsConnection;
  private readonly service: Service;
  private readonly name: string;

  constructor(nc: NatsConnection, service: Service) {
    this.nc = nc;
    this.service = service;
    this.name = streamOf(service);
    this.js = jetstream(nc);
  }

  /** What the stream holds. @throws JetStreamApiError where there is none. */
  async state(): Promise<StreamState> {
    const { state, config } = await (await this.manager()).streams.info(this.name);
    return {
      name: this.name,
      firstSequence: state.first_seq,
      lastSequence: state.last_seq,
      events: state.messages,
      bytes: state.bytes,
      keptSince: Temporal.Now.instant().subtract({ milliseconds: Math.floor(config.max_age / 1_000_000) || 0 }),
    };
  }

  /** Makes the stream and its durables where they are gone; what is there stays as it is. */
  async ensure(): Promise<StreamState & { readonly made: boolean }> {
    const manager = await this.manager();
    const found = await this.state().catch((error: unknown) => {
      if (error instanceof JetStreamApiError && error.code === NO_STREAM) return undefined;
      throw error;
    });
    if (!found) await manager.streams.add(eventStreamConfig(this.service));
    for (const durable of durablesOf(this.service)) await ensureDurable(manager, durable);
    return { ...(found ?? (await this.state())), made: !found };
  }

  /** Publishes one event behind its fence. @throws when the server is away or full: it may be stored, and its id keeps a repeat out. */
  async publish({ subject, body, id, fence }: StreamMessage): Promise<Published> {
    try {
      const ack = await this.js.publish(subject, body, {
        msgID: id,
        timeout: TIMEOUT_MS,
        ...(fence
          ? {
              expect: {
                streamName: fence.stream,
                lastSubjectSequence: fence.previous,
                lastSubjectSequenceSubject: fence.subjects,
              },
            }
          : {}),
      });
      return { is: 'stored', sequence: ack.seq };
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      if (error.code === WRONG_LAST_SEQUENCE) return { is: 'fenced' };
      if (error.status >= SERVER_ERROR || FULL.has(error.code)) throw error;
      return { is: 'refused', reason: error.message, hopeless: HOPELESS.has(error.code) };
    }
  }

  /** The last message over these subjects, if there is one. */
  async lastOf(subjects: string): Promise<{ readonly sequence: number; readonly id: string; readonly version: number } | undefined> {
    const message = await this.orNone((manager) => manager.streams.getMessage(this.name, { last_by_subj: subjects }));
    if (!message) return undefined;
    const { aggregateversion = 0 } = JSON.parse(message.string()) as { aggregateversion?: number };
    return { sequence: message.seq, id: message.header.get('Nats-Msg-Id'), version: aggregateversion };
  }

  /** Sequence of the event with this id among those of a record, looked for one by one from a sequence on; undefined where it is not there. */
  async placeOf(id: string, subjects: string, from: number): Promise<number | undefined> {
    for (let next = from; ;) {
      const asked = { seq: next, next_by_subj: subjects };
      const message = await this.orNone((manager) => manager.streams.getMessage(this.name, asked));
      if (!message) return undefined;
      if (message.header.get('Nats-Msg-Id') === id) return message.seq;
      next = message.seq + 1;
    }
  }

  /** Id of the message at a sequence, if there is one. */
  async idAt(sequence: number): Promise<string | undefined> {
    const message = await this.orNone((manager) => manager.streams.getMessage(this.name, { seq: sequence }));
    return message?.header.get('Nats-Msg-Id');
  }

  private manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.nc, { checkAPI: false });
  }

  private async orNone<T>(ask: (manager: JetStreamManager) => Promise<T>): Promise<T | null> {
    try {
      return await ask(await this.manager());
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return null;
      throw error;
    }
  }
}
