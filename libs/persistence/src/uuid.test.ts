import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { uuidNamed, uuidv7 } from './uuid.ts';

it('is a UUIDv7 that says its millisecond and sorts by it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 2 }), (ms) => {
      const id = uuidv7(ms);
      expect(z.uuid({ version: 'v7' }).safeParse(id).success).toBe(true);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(ms);
      expect(uuidv7(ms + 1).slice(0, 13) > id.slice(0, 13)).toBe(true);
    }),
  );
  expect(uuidv7(1)).not.toBe(uuidv7(1));
});

it('of a name is the same whenever it is made, another for another name, and a UUIDv8', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(z.uuid().safeParse(uuidNamed(one)).success).toBe(true);
      expect(uuidNamed(one).charAt(14)).toBe('8');
      expect(uuidNamed(one)).toBe(uuidNamed(one));
      expect(uuidNamed(one) === uuidNamed(other)).toBe(one === other);
    }),
  );
});
