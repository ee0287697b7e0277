import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { COMMANDS, QUERIES, SESSIONS_ENDED, type Command, type Query } from '@houzhai/contracts';
import { CANARY, nearlyValidTree, rawBody, validTree, written, type Known } from './fuzz-values.ts';

/** What stands in the place of a good token. */
export type TokenKind = 'good' | 'none' | 'replayed' | { readonly forged: (parts: TokenParts) => string };

/** A good token taken apart, with what a forger can know. */
export interface TokenParts {
  readonly head: string;
  readonly payload: string;
  readonly signature: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly publicKey: string;
}

/** Where the answer of a call is to go, when not to its sender: a subject, made from the inbox of somebody else. */
export type ReplyKind = 'nobody' | ((otherInbox: string) => string);

/** What is wrong with a call, or nothing; the table of a run counts by it. */
export const KINDS = [
  'valid',
  'nearly valid',
  'raw bytes',
  'token',
  'headers',
  'command id',
  'reply subject',
  'no reply',
  'unknown operation',
] as const;
export type FuzzKind = (typeof KINDS)[number];

/** One call to an operation, before it is sent. */
export interface FuzzCall {
  readonly kind: FuzzKind;
  /** Absent: that of the operation. */
  readonly subject?: string;
  /** Absent: an inbox of the sender. */
  readonly reply?: ReplyKind;
  readonly body: Uint8Array;
  readonly token: TokenKind;
  /** Absent: a fresh one. */
  readonly commandId?: string;
  readonly headers: readonly (readonly [string, string])[];
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const foreign = createPrivateKey(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
const signed = (head: unknown, payload: string): string => {
  const text = `${part(head)}.${payload}`;
  return `${text}.${sign(null, Buffer.from(text), foreign).toString('base64url')}`;
};
const FORGERIES: readonly ((parts: TokenParts) => string)[] = [
  ({ payload }) => `${part({ alg: 'none' })}.${payload}.`,
  ({ payload, signature }) => `${part({ alg: 'none', typ: 'JWT' })}.${payload}.${signature}`,
  ({ head, payload }) => `${head}.${payload}.`,
  ({ head, payload }) => `${head}.${payload}`,
  ({ payload }) => signed({ alg: 'EdDSA' }, payload),
  ({ payload }) => signed({ alg: 'EdDSA', kid: `../../${CANARY}` }, payload),
  ({ payload }) => signed({ alg: 'EdDSA', kid: '__proto__' }, payload),
  ({ payload }) => signed({ alg: 'EdDSA', jku: 'http://127.0.0.1/keys', jwk: foreign.export({ format: 'jwk' }) }, payload),
  ({ payload, publicKey }) => {
    const text = `${part({ alg: 'HS256' })}.${payload}`;
    return `${text}.${createHash('sha256').update(publicKey).update(text).digest('base64url')}`;
  },
  ({ head, claims, signature }) => `${head}.${part({ ...claims, exp: 4_000_000_000 })}.${signature}`,
  ({ head, claims, signature }) => `${head}.${part({ ...claims, iss: CANARY })}.${signature}`,
  ({ head, claims, signature }) => `${head}.${part({ ...claims, roles: ['PLATFORM_ADMIN'], scope: ['houzhai'] })}.${signature}`,
  ({ head, payload, signature }) => `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
  ({ head, payload, signature }) => `${head}.${payload}.${signature}.${signature}`,
  () => Buffer.from(CANARY).toString('base64'),
  () => 'a'.repeat(20_000),
  () => '.'.repeat(1_000),
  () => `rt_${'a'.repeat(43)}`,
];

const HEADERS_OF_HOSTS: readonly (readonly (readonly [string, string])[])[] = [
  [['X-Long', 'x'.repeat(65_536)]],
  Array.from({ length: 2_000 }, (_, index) => [`X-${String(index)}`, 'y'] as const),
  Array.from({ length: 500 }, () => ['X-Same', 'z'] as const),
  [['traceparent', 'x'.repeat(500)]],
  [['traceparent', '00-00000000000000000000000000000000-0000000000000000-ff']],
  [['traceparent', `<${Buffer.from(CANARY).toString('hex')}>`]],
  [['Hz-Deadline', '-1']],
  [['Hz-Deadline', '1e999']],
  [['Hz-Service', 'command-center']],
  [['Hz-Service', '__proto__']],
  [['Hz-Version', '99']],
  [['Hz-Contract', `v99 ${Buffer.from(CANARY).toString('hex')}`]],
  [['Content-Type', 'application/x-www-form-urlencoded; version=99']],
  [['Nats-Expected-Stream', 'EVT_errands']],
  [
    ['Nats-Msg-Id', 'x'],
    ['Nats-Rollup', 'all'],
  ],
  [
    ['Status', '503'],
    ['Description', 'No Responders'],
  ],
];
const COMMAND_IDS = [
  '',
  'short',
  'with blanks in it',
  'x'.repeat(101),
  "'; drop table--",
  '../../etc/passwd',
  '____proto__!',
  'a b c d e f g h',
];

/** Not those of the sender: another's inbox, what services say and hear, what the server makes itself. */
const REPLIES: readonly ReplyKind[] = [
  (otherInbox) => otherInbox,
  (otherInbox) => otherInbox,
  () => 'view.errands.worklist.a07.v1',
  () => 'evt.errands.errand.1.accepted.v1.a07',
  () => 'evt.command-center.operator.1.enabled.v1.a00',
  () => SESSIONS_ENDED,
  () => 'int.errands.anything.v1',
  () => 'pub.p1.errands.errand.accepted.v1.a07',
  () => 'feed.next',
  () => 'cmd.errands.errand.accept.v1',
  () => 'qry.command-center.board.wall-chart.v1',
  () => '_INBOX.command-center.1',
  () => '_INBOX.platform.1',
  () => '_R_.aaaaaa.1',
  () => '$JS.ACK.EVT_ERRANDS.command-center--board.1.1.1.1.0',
  () => '$JS.API.STREAM.PURGE.EVT_ERRANDS',
  () => '$JS.API.STREAM.DELETE.EVT_COMMAND_CENTER',
  () => '$SYS.REQ.SERVER.PING.VARZ',
];

/** Subjects that are nearly those of an operation: versions and verbs nobody serves. */
const SERVED = new Set([...COMMANDS, ...QUERIES].map(({ subject }) => subject));
const UNKNOWN: readonly ((subject: string) => string)[] = [
  ...['v0', 'v2', 'v01', 'v99', 'v1.v1', 'V1', 'v-1', `v${'9'.repeat(300)}`, '*'].map(
    (version) => (subject: string) => subject.replace(/v\d+$/, version),
  ),
  ...['erase-everything', '__proto__', 'constructor', 'x'.repeat(400)].map(
    (verb) => (subject: string) => subject.replace(/[^.]+(?=\.v\d+$)/, verb),
  ),
  (subject) => subject.replace(/\.v\d+$/, ''),
  (subject) => `${subject}.${Buffer.from(CANARY).toString('hex')}`,
  (subject) => subject.toUpperCase(),
];

/** Calls to an operation: some it can carry out, most it must refuse. */
export function callOf(contract: Command | Query, known: Known): fc.Arbitrary<FuzzCall> {
  const good = { kind: 'valid' as const, token: 'good' as const, headers: [] };
  const valid = validTree(contract.input, known).map((tree) => Buffer.from(written(tree)));
  const nearly = nearlyValidTree(contract.input, known).map((tree) => Buffer.from(written(tree)));
  const token: fc.Arbitrary<TokenKind> = fc.oneof(
    fc.constant('none' as const),
    fc.constant('replayed' as const),
    fc.constantFrom(...FORGERIES).map((forged) => ({ forged })),
  );
  const hosts = fc.constantFrom(...HEADERS_OF_HOSTS);
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((body) => ({ ...good, body })) },
    { weight: 12, arbitrary: nearly.map((body) => ({ ...good, kind: 'nearly valid' as const, body })) },
    { weight: 3, arbitrary: rawBody.map((body) => ({ ...good, kind: 'raw bytes' as const, body })) },
    { weight: 3, arbitrary: fc.tuple(valid, token).map(([body, of]) => ({ ...good, kind: 'token' as const, body, token: of })) },
    { weight: 2, arbitrary: fc.tuple(valid, hosts).map(([body, headers]) => ({ ...good, kind: 'headers' as const, body, headers })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...COMMAND_IDS))
        .map(([body, commandId]) => ({ ...good, kind: 'command id' as const, body, commandId })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...REPLIES))
        .map(([body, reply]) => ({ ...good, kind: 'reply subject' as const, body, reply })),
    },
    { weight: 1, arbitrary: valid.map((body) => ({ ...good, kind: 'no reply' as const, body, reply: 'nobody' as const })) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(valid, fc.constantFrom(...UNKNOWN))
        .map(([body, of]) => ({ ...good, kind: 'unknown operation' as const, body, subject: of(contract.subject) }))
        // An older version of it may be served beside.
        .filter(({ subject }) => !SERVED.has(subject)),
    },
  );
}
