import { createHash, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { base32, fromBase32 } from './base32.ts';
import { privateKeyOf, publicHalf, publicKeyOf } from './token.ts';

/** What a NATS key names: a user `U…`, an account `A…`, a server `N…`. */
export type NkeyKind = 'user' | 'account' | 'server';

/** An Ed25519 key in the dress NATS gives it. */
export interface Nkey {
  readonly kind: NkeyKind;
  /** `SU…` or `SA…`: the secret. */
  readonly seed: string;
  /** `U…` or `A…`: the name. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

const PREFIX: Readonly<Record<NkeyKind, number>> = { user: 20 << 3, account: 0, server: 13 << 3 };
const SEED = 18 << 3;

/** A new random key. */
export const newNkey = (kind: NkeyKind): Nkey => fromSecret(kind, randomBytes(32));

/** The key that 32 secret bytes make, the same every time. */
export const nkeyOfSecret = (kind: NkeyKind, secret: Buffer): Nkey => fromSecret(kind, secret.subarray(0, 32));

/** Reads a seed. @throws when it is none. */
export function nkeyOfSeed(seed: string): Nkey {
  const bytes = unchecked(seed);
  const [first = 0, second = 0] = bytes;
  const kind = kindOf(((first & 7) << 5) | (second >> 3));
  if (bytes.length !== 34 || (first & 0xf8) !== SEED || kind === undefined) throw new Error('Not an nkey seed');
  return fromSecret(kind, bytes.subarray(2));
}

/** Reads a public key's text. @throws when it is none. */
export function publicKeyOfNkey(text: string): { readonly kind: NkeyKind; readonly key: KeyObject } {
  const bytes = unchecked(text);
  const kind = kindOf(bytes[0] ?? -1);
  if (bytes.length !== 33 || kind === undefined) throw new Error('Not a public nkey');
  return { kind, key: publicKeyOf(bytes.subarray(1).toString('base64url')) };
}

/** Signs a server's nonce, base64url. */
export const signNonce = (nkey: Nkey, nonce: string): string => sign(null, Buffer.from(nonce), nkey.privateKey).toString('base64url');

/** Whether a nonce was signed by the holder of a user key; false for anything that is no such key or signature. */
export function isSignedBy(publicKey: string, nonce: string, signature: string): boolean {
  try {
    const { kind, key } = publicKeyOfNkey(publicKey);
    return kind === 'user' && verify(null, Buffer.from(nonce), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** The `authenticator` option of a NATS connection: logs in with a seed, in native code. */
export function nkeyAuthenticator(seed: string): (nonce?: string) => { nkey: string; sig: string } {
  const nkey = nkeyOfSeed(seed);
  return (nonce = '') => ({ nkey: nkey.publicKey, sig: signNonce(nkey, nonce) });
}

/** Claims of a NATS JWT, before `jti`, `iat` and `iss` are filled in. */
export interface NatsClaims {
  readonly sub: string;
  readonly aud?: string;
  readonly name?: string;
  /** Epoch seconds. */
  readonly exp?: number;
  readonly nats: Readonly<Record<string, unknown>>;
}

/** Encodes a NATS JWT signed by `issuer`, issued at `issuedAt` (epoch seconds). */
export function encodeNatsJwt(claims: NatsClaims, issuer: Nkey, issuedAt: number): string {
  const body = { ...claims, iat: issuedAt, iss: issuer.publicKey };
  const jti = base32(createHash('sha512-256').update(JSON.stringify(body)).digest());
  const signed = `${part({ typ: 'JWT', alg: 'ed25519-nkey' })}.${part({ jti, ...body })}`;
  return `${signed}.${sign(null, Buffer.from(signed), issuer.privateKey).toString('base64url')}`;
}

/** The claims of a NATS JWT whose signature fits its own issuer; undefined otherwise. Who the issuer may be is the caller's question. */
export function decodeNatsJwt(jwt: string): (NatsClaims & { readonly iss: string }) | undefined {
  const [head, body, signature, ...more] = jwt.split('.');
  if (head === undefined || body === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg?: unknown };
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as NatsClaims & { iss: string };
    if (alg !== 'ed25519-nkey' || typeof claims.sub !== 'string' || typeof claims.nats !== 'object') return undefined;
    const { key } = publicKeyOfNkey(claims.iss);
    return verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')) ? claims : undefined;
  } catch {
    return undefined;
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function fromSecret(kind: NkeyKind, secret: Buffer): Nkey {
  const privateKey = privateKeyOf(secret.toString('base64url'));
  const prefix = PREFIX[kind];
  const publicBytes = Buffer.from(publicHalf(privateKey), 'base64url');
  return {
    kind,
    seed: checked(Buffer.concat([Buffer.from([SEED | (prefix >> 5), (prefix & 31) << 3]), secret])),
    publicKey: checked(Buffer.concat([Buffer.from([prefix]), publicBytes])),
    privateKey,
  };
}

const kindOf = (prefix: number): NkeyKind | undefined => (Object.keys(PREFIX) as NkeyKind[]).find((kind) => PREFIX[kind] === prefix);

function checked(bytes: Buffer): string {
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(bytes));
  return base32(Buffer.concat([bytes, sum]));
}

function unchecked(text: string): Buffer {
  const bytes = fromBase32(text);
  const body = bytes.subarray(0, -2);
  if (bytes.length < 3 || bytes.readUInt16LE(bytes.length - 2) !== crc16(body)) throw new Error('Not an nkey: the check sum does not fit');
  return body;
}

/** CRC-16/XMODEM. */
function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
