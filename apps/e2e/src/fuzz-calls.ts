import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import type { Command, Query } from '@houzhai/contracts';
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

/** One call to an operation, before it is sent. */
export interface FuzzCall {
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

/** Calls to an operation: some it can carry out, most it must refuse. */
export function callOf(contract: Command | Query, known: Known): fc.Arbitrary<FuzzCall> {
  const good = { token: 'good' as const, headers: [] };
  const valid = validTree(contract.input, known).map((tree) => Buffer.from(written(tree)));
  const nearly = nearlyValidTree(contract.input, known).map((tree) => Buffer.from(written(tree)));
  const token: fc.Arbitrary<TokenKind> = fc.oneof(
    fc.constant('none' as const),
    fc.constant('replayed' as const),
    fc.constantFrom(...FORGERIES).map((forged) => ({ forged })),
  );
  return fc.oneof(
    { weight: 6, arbitrary: valid.map((body) => ({ ...good, body })) },
    { weight: 12, arbitrary: nearly.map((body) => ({ ...good, body })) },
    { weight: 3, arbitrary: rawBody.map((body) => ({ ...good, body })) },
    { weight: 3, arbitrary: fc.tuple(valid, token).map(([body, of]) => ({ ...good, body, token: of })) },
    { weight: 2, arbitrary: fc.tuple(valid, fc.constantFrom(...HEADERS_OF_HOSTS)).map(([body, headers]) => ({ ...good, body, headers })) },
    { weight: 1, arbitrary: fc.tuple(valid, fc.constantFrom(...COMMAND_IDS)).map(([body, commandId]) => ({ ...good, body, commandId })) },
  );
}
