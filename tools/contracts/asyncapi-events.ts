import { EVENTS, partnerSubject, type EventContract } from '@houzhai/contracts';
import { envelopeSchema, eventPart } from './event-schemas.ts';
import { ref, withNames } from './named-schemas.ts';
import { wireSchema, type JsonSchema } from './wire-schema.ts';

/** Parts of an AsyncAPI document that say one thing; merged by the document. */
export interface Parts {
  readonly channels: Readonly<Record<string, object>>;
  readonly operations: Readonly<Record<string, object>>;
  readonly messages: Readonly<Record<string, object>>;
  readonly schemas: Readonly<Record<string, object>>;
}

const CONTENT = 'application/cloudevents+json';
const AREA = { description: '村(居)代码 · Area, a01 … a32; a00 is the whole subdistrict', examples: ['a07'] };
const unique = (values: readonly string[]): string[] => [...new Set(values)];
const versionsOf = (events: readonly EventContract[]): string[] => unique(events.map(({ version }) => String(version)));
const headers = {
  type: 'object',
  properties: { 'Nats-Msg-Id': { type: 'string', format: 'uuid', description: 'The event id; the stream drops a repeat' } },
};

const messageOf = (event: EventContract, part: JsonSchema, reader: 'service' | 'partner'): object => ({
  name: event.name,
  title: event.name,
  summary: event.summary,
  contentType: CONTENT,
  ...(reader === 'service' ? { headers } : {}),
  payload: {
    allOf: [
      ref(`components/schemas/${reader === 'service' ? 'CloudEvent' : 'PartnerCloudEvent'}`),
      { ...part, properties: { ...part.properties, data: ref(`components/schemas/${event.name}`) } },
    ],
  },
});

/** Events by aggregate: one channel, one operation and a message per event. */
export function eventParts(): Parts {
  const aggregates = unique(EVENTS.map(({ service, entity }) => `${service}.${entity}`)).sort();
  const channels: Record<string, object> = {};
  const operations: Record<string, object> = {};
  for (const aggregate of aggregates) {
    const [service = '', entity = ''] = aggregate.split('.');
    const own = EVENTS.filter((event) => event.service === service && event.entity === entity);
    const channel = `evt.${aggregate}`;
    channels[channel] = {
      address: `evt.${aggregate}.{id}.{past}.v{version}.{area}`,
      title: `${entity} 的事件 · Events of ${entity}`,
      description: `事件流 EVT_${service.toUpperCase().replaceAll('-', '_')},保留 14 天 · In the JetStream stream of the service, kept for 14 days; the service's ledger has them all.`,
      servers: [ref('servers/platform')],
      parameters: {
        id: { description: '记录编号 · Id of the record' },
        past: { enum: unique(own.map(({ past }) => past)), description: '发生了什么 · What happened' },
        version: { enum: versionsOf(own), description: '契约版本 · Version of the contract' },
        area: AREA,
      },
      messages: Object.fromEntries(own.map(({ name }) => [name, ref(`components/messages/${name}`)])),
    };
    operations[channel] = {
      action: 'send',
      channel: ref(`channels/${channel}`),
      summary: `${service} publishes what happened to ${entity}; in order per record, each at least once.`,
      messages: own.map(({ name }) => ref(`channels/${channel}/messages/${name}`)),
    };
  }
  const messages = Object.fromEntries(
    EVENTS.map((event) => [event.name, messageOf(event, eventPart(event, 'draft-07', 'service'), 'service')]),
  );
  const data = Object.fromEntries(EVENTS.map((event) => [event.name, withNames(wireSchema(event.data, 'draft-07')) as object]));
  return { channels, operations, messages, schemas: { CloudEvent: cloudEvent('service'), ...data } };
}

/** The feed of a partner: what is published for it, and how it asks for the next events. */
export function partnerParts(): Parts {
  const own = EVENTS.filter(({ partner }) => partner);
  const [first] = own;
  const named = own.map((event) => [event, `Partner${event.name}`] as const);
  const refs = Object.fromEntries(named.map(([, name]) => [name, ref(`components/messages/${name}`)]));
  const listed = (channel: string): object[] => named.map(([, name]) => ref(`channels/${channel}/messages/${name}`));
  return {
    channels: {
      partnerFeed: {
        address: 'pub.{partner}.{service}.{entity}.{past}.v{version}.{area}',
        title: '合作单位数据流 · Partner feed',
        description:
          '保留 30 天;编号为该单位专用的假名 · Kept for 30 days. Ids are pseudonyms of this one partner; no actor, no trace, no personal data.' +
          (first ? ` E.g. ${partnerSubject('demo', first, 'a07')}` : ''),
        parameters: {
          partner: { description: '合作单位 · The partner', examples: ['demo'] },
          service: { enum: unique(own.map(({ service }) => service)) },
          entity: { enum: unique(own.map(({ entity }) => entity)) },
          past: { enum: unique(own.map(({ past }) => past)), description: '发生了什么 · What happened' },
          version: { enum: versionsOf(own), description: '契约版本 · Version of the contract' },
          area: AREA,
        },
        messages: refs,
      },
      feedNext: {
        address: 'feed.next',
        title: '取下一批 · Ask for the next events',
        servers: [ref('servers/partner')],
        messages: { FeedRequest: ref('components/messages/FeedRequest') },
      },
      feedInbox: {
        address: null,
        title: '合作单位的收件主题 · Inbox of the partner',
        servers: [ref('servers/partner')],
        messages: refs,
      },
    },
    operations: {
      publishToPartner: {
        action: 'send',
        channel: ref('channels/partnerFeed'),
        summary: 'The command centre hands partners every event they may have, minimised.',
        messages: listed('partnerFeed'),
      },
      feedNext: {
        action: 'receive',
        channel: ref('channels/feedNext'),
        title: '取下一批 · Next events',
        summary: 'Answers with up to `batch` events, each to be confirmed by an empty message to its own reply subject.',
        description:
          '未确认的 30 秒后再送 · What is not confirmed within 30 seconds comes again. A message with a Status header ends a request.',
        messages: [ref('channels/feedNext/messages/FeedRequest')],
        reply: {
          address: { location: '$message.header#/reply', description: '收件主题 · The inbox named in the request' },
          channel: ref('channels/feedInbox'),
          messages: listed('feedInbox'),
        },
        'x-access': { who: 'PARTNER' },
      },
    },
    messages: {
      ...Object.fromEntries(named.map(([event, name]) => [name, messageOf(event, eventPart(event, 'draft-07', 'partner'), 'partner')])),
      FeedRequest: {
        name: 'FeedRequest',
        summary: 'A pull request of JetStream.',
        contentType: 'application/json',
        payload: {
          type: 'object',
          properties: {
            batch: { type: 'integer', minimum: 1, description: 'Events at most' },
            expires: { type: 'integer', description: 'Nanoseconds to wait for them' },
          },
          required: ['batch', 'expires'],
        },
        examples: [{ payload: { batch: 50, expires: 20_000_000_000 } }],
      },
    },
    schemas: { PartnerCloudEvent: cloudEvent('partner') },
  };
}

const cloudEvent = (reader: 'service' | 'partner'): object => ({
  description:
    reader === 'service'
      ? 'CloudEvents 1.0, structured JSON mode, with the platform’s extensions'
      : 'CloudEvents 1.0 as partners receive it: pseudonyms for ids, no actor and no trace',
  ...envelopeSchema('draft-07', reader),
});
