import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Operator } from './caller.ts';
import { TokenVerifier, publicHalf, publicKeysOf, signToken } from './token.ts';

const operator: Operator = {
  kind: 'operator',
  operatorId: '01912f4e-8c3a-4b5e-9d21-0a4c6e8f1b99',
  sessionId: '01912f4e-8c3a-4b5e-9d21-0a4c6e8f1b37',
  roles: ['DUTY_OFFICER'],
  scope: ['houzhai'],
  readOnly: false,
  mustChangePassword: false,
  mustEnrol: false,
};
const newKey = () => generateKeyPairSync('ed25519').privateKey;
const [old, next, foreign] = [newKey(), newKey(), newKey()];
const verifier = (...keys: (typeof old)[]) => new TokenVerifier(publicKeysOf(keys.map(publicHalf).join(' , ')), () => 1_000);

describe('session tokens', () => {
  it('are accepted from every key in use, and from no other', async () => {
    const [byOld, byNext, byForeign] = await Promise.all([old, next, foreign].map((key) => signToken(operator, key, 2_000)));
    const both = verifier(next, old);
    expect(await both.verify(byOld ?? '')).toEqual(operator);
    expect(await both.verify(byNext ?? '')).toEqual(operator);
    expect(await both.verify(byForeign ?? '')).toBeUndefined();
    expect(await verifier(next).verify(byOld ?? '')).toBeUndefined();
  });

  it('end when they say', async () => {
    expect(await verifier(old).verify(await signToken(operator, old, 1_000))).toBeUndefined();
    expect(await verifier(old).verify(await signToken(operator, old, 1_001))).toEqual(operator);
  });

  it('name a key of ours but were signed by another: nothing', async () => {
    const [head] = (await signToken(operator, old, 2_000)).split('.');
    const [, ...rest] = (await signToken(operator, foreign, 2_000)).split('.');
    expect(await verifier(old).verify([head, ...rest].join('.'))).toBeUndefined();
  });

  it('keys that are none are refused when the settings are read', () => {
    expect(() => publicKeysOf(`${publicHalf(old)},short`)).toThrow();
  });
});
