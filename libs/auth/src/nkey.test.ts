import { describe, expect, it } from 'vitest';
import { fromPublic, fromSeed } from '@nats-io/nkeys';
import { decodeNatsJwt, encodeNatsJwt, newNkey, nkeyAuthenticator, nkeyOfSeed, publicKeyOfNkey, signNonce } from './nkey.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('nkeys', () => {
  it('come back from their seed', () => {
    for (const kind of ['user', 'account'] as const) {
      const made = newNkey(kind);
      const read = nkeyOfSeed(made.seed);
      expect(read.kind).toBe(kind);
      expect(read.publicKey).toBe(made.publicKey);
      expect(made.publicKey).toMatch(kind === 'user' ? /^U[A-Z2-7]{55}$/ : /^A[A-Z2-7]{55}$/);
      expect(made.seed).toMatch(kind === 'user' ? /^SU[A-Z2-7]{56}$/ : /^SA[A-Z2-7]{56}$/);
    }
  });

  it('are the ones the NATS library reads, and sign as it verifies', () => {
    const made = newNkey('user');
    const theirs = fromSeed(bytes(made.seed));
    expect(theirs.getPublicKey()).toBe(made.publicKey);
    expect(fromPublic(made.publicKey).verify(bytes('nonce'), Buffer.from(signNonce(made, 'nonce'), 'base64url'))).toBe(true);
  });

  it('read the key printed in the NATS documentation', () => {
    expect(nkeyOfSeed('SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY').publicKey).toBe(
      'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4',
    );
  });

  it('refuse a changed letter, a public key as a seed and the reverse', () => {
    const { seed, publicKey } = newNkey('user');
    const changed = seed.slice(0, 20) + (seed[20] === 'A' ? 'B' : 'A') + seed.slice(21);
    expect(() => nkeyOfSeed(changed)).toThrow('check sum');
    expect(() => nkeyOfSeed(publicKey)).toThrow('Not an nkey seed');
    expect(() => publicKeyOfNkey(seed)).toThrow('Not a public nkey');
    expect(() => nkeyOfSeed('su!')).toThrow('base32');
  });

  it('log in with the nonce the server gave', () => {
    const made = newNkey('user');
    expect(nkeyAuthenticator(made.seed)('abc')).toEqual({ nkey: made.publicKey, sig: signNonce(made, 'abc') });
  });
});

describe('NATS JWTs', () => {
  const issuer = newNkey('account');
  const claims = { sub: newNkey('user').publicKey, name: '胡', nats: { type: 'user', version: 2 } };

  it('decode to what was encoded, Chinese names included', () => {
    expect(decodeNatsJwt(encodeNatsJwt(claims, issuer, 1_000))).toMatchObject({ ...claims, iss: issuer.publicKey, iat: 1_000 });
  });

  it('do not decode when forged', () => {
    const [head, , signature] = encodeNatsJwt(claims, issuer, 1_000).split('.') as [string, string, string];
    const other = Buffer.from(JSON.stringify({ ...claims, iss: issuer.publicKey })).toString('base64url');
    expect(decodeNatsJwt(`${head}.${other}.${signature}`)).toBeUndefined();
    expect(decodeNatsJwt('a.b')).toBeUndefined();
    expect(decodeNatsJwt('')).toBeUndefined();
  });
});
