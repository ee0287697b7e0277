import { COMMANDS, HEADERS, QUERIES, REFUSALS, SHARED_REFUSALS, type Command, type Query, type RefusalCode } from '@houzhai/contracts';
import { COMMAND_ENTRIES } from '../../apps/console/src/commands/registry.ts';
import type { Parts } from './asyncapi-events.ts';
import { ref } from './named-schemas.ts';
import { wireSchema } from './wire-schema.ts';

const OPERATIONS: readonly (Command | Query)[] = [...COMMANDS, ...QUERIES];

const titleOf = ({ name }: Command | Query): string => {
  const entry = COMMAND_ENTRIES.find(
    ({ contract, everyService }) => contract === name || (everyService && name.startsWith(`${contract}-`)),
  );
  return entry ? `${entry.title.zh} · ${entry.title.en}` : name;
};

const text = (description: string): object => ({ type: 'string', description });
const queryHeaders = {
  type: 'object',
  properties: {
    [HEADERS.session]: text('Session token of the operator; absent before sign-in'),
    [HEADERS.trace]: text('W3C trace context'),
  },
};
const commandHeaders = {
  type: 'object',
  properties: {
    ...queryHeaders.properties,
    [HEADERS.commandId]: {
      type: 'string',
      pattern: '^[A-Za-z0-9:_-]{8,100}$',
      description: 'Identifies the command: the same id with the same payload has one effect and one answer',
    },
  },
  required: [HEADERS.commandId],
};

const refusalSchema = (code: RefusalCode): object => ({
  type: 'object',
  properties: { code: { type: 'string', const: code }, params: wireSchema(REFUSALS[code], 'draft-07') },
  required: ['code', 'params'],
});

const faultReply = {
  type: 'object',
  description: '故障,不是拒绝 · Something broke or is away; nothing is known to be refused',
  properties: {
    ok: { const: false },
    fault: {
      type: 'object',
      properties: {
        code: { type: 'string', enum: ['unavailable', 'internal', 'outcome-unknown'] },
        traceId: { type: 'string' },
        retryAfterMs: { type: 'integer' },
      },
      required: ['code', 'traceId'],
    },
  },
  required: ['ok', 'fault'],
};

const sharedRefusal = {
  description: '任何操作都可能的拒绝 · Refusals any operation may answer',
  oneOf: SHARED_REFUSALS.map((code) => ref(`components/schemas/refusal.${code}`)),
};

const replyPayload = (operation: Command | Query): object => ({
  oneOf: [
    { type: 'object', properties: { ok: { const: true }, value: wireSchema(operation.output, 'draft-07') }, required: ['ok', 'value'] },
    {
      type: 'object',
      properties: {
        ok: { const: false },
        refusal: {
          oneOf: [
            ref('components/schemas/sharedRefusal'),
            ...[...new Set(operation.refusals)].map((code) => ref(`components/schemas/refusal.${code}`)),
          ],
        },
      },
      required: ['ok', 'refusal'],
    },
    ref('components/schemas/faultReply'),
  ],
});

/** Commands and queries: a channel each, request and reply, with who may call it. */
export function operationParts(): Parts {
  const channels: Record<string, object> = {};
  const operations: Record<string, object> = {};
  const messages: Record<string, object> = {};
  const replies: Record<string, object> = {};
  for (const operation of OPERATIONS) {
    const { name, subject, kind, summary, service, access } = operation;
    const reply = `${name}Reply`;
    channels[subject] = {
      address: subject,
      title: titleOf(operation),
      servers: [ref('servers/platform'), ref('servers/operator')],
      messages: { [name]: ref(`components/messages/${name}`) },
    };
    messages[name] = {
      name,
      title: titleOf(operation),
      summary,
      contentType: 'application/json',
      headers: ref(`components/schemas/${kind}Headers`),
      payload: wireSchema(operation.input, 'draft-07'),
      examples: operation.examples.map((payload) => ({ payload })),
    };
    messages[reply] = {
      name: reply,
      summary: `Answer to ${name}.`,
      contentType: 'application/json',
      payload: replyPayload(operation),
    };
    replies[reply] = ref(`components/messages/${reply}`);
    operations[name] = {
      action: 'receive',
      channel: ref(`channels/${subject}`),
      title: titleOf(operation),
      summary,
      tags: [{ name: service }, { name: kind }],
      bindings: { nats: { queue: service, bindingVersion: '0.1.0' } },
      messages: [ref(`channels/${subject}/messages/${name}`)],
      reply: {
        address: { location: '$message.header#/reply', description: '收件主题 · Inbox the caller names' },
        channel: ref('channels/inbox'),
        messages: [ref(`channels/inbox/messages/${reply}`)],
      },
      'x-access': access,
      'x-refusals': [...new Set(operation.refusals)],
    };
  }
  channels['inbox'] = {
    address: null,
    title: '调用方的收件主题 · Inbox of the caller',
    servers: [ref('servers/platform'), ref('servers/operator')],
    messages: replies,
  };
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  const refusals = Object.fromEntries(codes.map((code) => [`refusal.${code}`, refusalSchema(code)]));
  return { channels, operations, messages, schemas: { commandHeaders, queryHeaders, ...refusals, sharedRefusal, faultReply } };
}
