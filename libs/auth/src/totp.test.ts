import { describe, expect, it } from 'vitest';
import { fromBase32 } from './base32.ts';
import { newTotpSecret, otpauthUri, totpCode, totpStepOf } from './totp.ts';

describe('codes of a second factor', () => {
  const secret = Buffer.from('12345678901234567890');

  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %d seconds', (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code);
    expect(totpStepOf(secret, code, seconds)).toBe(Math.floor(seconds / 30));
  });

  it('are good one step early and one step late, and no further', () => {
    const now = 1_600_000_020;
    const step = Math.floor(now / 30);
    for (const away of [-1, 0, 1]) expect(totpStepOf(secret, totpCode(secret, step + away), now)).toBe(step + away);
    for (const away of [-3, -2, 2, 3]) expect(totpStepOf(secret, totpCode(secret, step + away), now)).toBeUndefined();
  });

  it.each(['', '12345', '1234567', 'abcdef', '２８７０８２'])('are nothing else: %s', (code) => {
    expect(totpStepOf(secret, code, 59)).toBeUndefined();
  });

  it('come from secrets that differ, written as an app reads them', () => {
    const one = newTotpSecret();
    expect(one.secret).toHaveLength(20);
    expect(fromBase32(one.text)).toEqual(one.secret);
    expect(newTotpSecret().text).not.toBe(one.text);
    const uri = new URL(otpauthUri(one.text, 'duty'));
    expect([uri.protocol, uri.host, uri.searchParams.get('secret'), uri.searchParams.get('digits')]).toEqual([
      'otpauth:',
      'totp',
      one.text,
      '6',
    ]);
  });
});
