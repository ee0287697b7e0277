import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Sealer } from './sealing.ts';

const key = (): string => randomBytes(32).toString('base64url');
const [first, second, index, otherIndex] = [key(), key(), key(), key()];
const person = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const before = new Sealer(first, index);
const during = new Sealer(`${second},${first}`, index);
const after = new Sealer(second, index);

describe('a master key that is changed', () => {
  const wrapped = before.newKey(person).wrapped;
  const sealed = before.seal(wrapped, person, 'person', '欧阳');

  test('opens what the old one wrapped, wraps anew, and lets the old one go', () => {
    expect(during.open(wrapped, person, 'person', sealed)).toBe('欧阳');
    expect(() => after.open(wrapped, person, 'person', sealed)).toThrow('No master key');
    const again = during.rewrapped(wrapped, person)!;
    expect(during.rewrapped(again, person)).toBeUndefined();
    expect(after.open(again, person, 'person', sealed)).toBe('欧阳');
    expect(() => before.open(again, person, 'person', sealed)).toThrow('No master key');
    expect(again.subarray(0, 4).toString('hex')).toBe(after.masterKeyIds[0]);
    expect(during.masterKeyIds).toEqual([...after.masterKeyIds, ...before.masterKeyIds]);
  });

  test('opens and names what was wrapped before keys had names', () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(first, 'base64url'), nonce);
    cipher.setAAD(Buffer.from(person));
    const body = Buffer.concat([cipher.update(randomBytes(32)), cipher.final()]);
    const nameless = Buffer.concat([nonce, cipher.getAuthTag(), body]);
    const text = before.seal(nameless, person, 'person', '司徒');
    expect(during.open(nameless, person, 'person', text)).toBe('司徒');
    expect(after.open(during.rewrapped(nameless, person)!, person, 'person', text)).toBe('司徒');
    expect(before.open(before.rewrapped(nameless, person)!, person, 'person', text)).toBe('司徒');
    expect(() => after.open(nameless, person, 'person', text)).toThrow();
  });

  test('does not open another person’s, another column’s, or a changed byte', () => {
    const other = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b38';
    expect(() => during.open(wrapped, other, 'person', sealed)).toThrow();
    expect(() => during.open(wrapped, person, 'errand', sealed)).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => during.open(wrapped, person, 'person', changed)).toThrow();
    }
  });
});

describe('an index key that is changed', () => {
  const changing = new Sealer(first, `${otherIndex},${index}`);
  test('indexes by the newest and is searched by all', () => {
    expect(changing.blindIndexes('phone', '1')).toEqual([
      new Sealer(first, otherIndex).blindIndex('phone', '1'),
      before.blindIndex('phone', '1'),
    ]);
    expect(changing.blindIndex('phone', '1')).toEqual(changing.blindIndexes('phone', '1')[0]);
    expect(changing.indexKeyId).not.toBe(before.indexKeyId);
    expect(changing.indexKeyIds).toContain(before.indexKeyId);
  });
});

test('keys that are none are refused, without being said', () => {
  for (const bad of ['', 'short', `${first},`, `${first},short`, `${first}${second}`]) {
    const attempt = (): Sealer => new Sealer(bad, index);
    expect(attempt).toThrow('32 bytes each');
    expect(attempt).not.toThrow(first);
  }
});
