import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HEARTBEAT_MS, ViewPosition } from './view-position.ts';

const change = (epoch: string, rev: number) => ({ epoch, rev, isChange: true });
const heartbeat = (epoch: string, rev: number) => ({ epoch, rev, isChange: false });

describe('a follower of a view', () => {
  test('begins wherever its first message is', () => {
    expect(new ViewPosition().misses('a07', change('one', 41), 0)).toBe(false);
  });

  test('misses nothing while revisions follow each other, on every subject by itself', () => {
    const position = new ViewPosition();
    position.misses('a07', change('one', 1), 0);
    expect(position.misses('a07', change('one', 2), 1)).toBe(false);
    expect(position.misses('a01', change('one', 1), 2)).toBe(false);
    expect(position.misses('a07', heartbeat('one', 2), 3)).toBe(false);
    expect(position.misses('a07', change('one', 4), 4)).toBe(true);
    expect(position.misses('a07', change('one', 5), 5)).toBe(false);
    expect(position.misses('a07', heartbeat('one', 6), 6)).toBe(true);
  });

  test('reads again once when another publisher takes over, and not for each of two that go on side by side', () => {
    const position = new ViewPosition();
    position.misses('a07', change('one', 1), 0);
    expect(position.misses('a00', heartbeat('two', 0), 10)).toBe(true);
    for (let beat = 1; beat < 50; beat++) {
      expect(position.misses('a07', heartbeat('one', 1), beat * HEARTBEAT_MS)).toBe(false);
      expect(position.misses('a07', change('two', beat), beat * HEARTBEAT_MS + 1)).toBe(false);
    }
  });

  test('knows that a subject began without it once its publisher must have told the revision', () => {
    const position = new ViewPosition();
    position.misses('a00', heartbeat('one', 0), 0);
    expect(position.misses('a07', change('one', 6), HEARTBEAT_MS)).toBe(false);
    expect(position.misses('a08', change('one', 6), 3 * HEARTBEAT_MS)).toBe(true);
    expect(position.misses('a09', change('one', 1), 3 * HEARTBEAT_MS)).toBe(false);
  });

  test('finds every loss of a change at the latest with the next message of its subject', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 60 }), (arrives) => {
        const position = new ViewPosition();
        position.misses('a07', heartbeat('one', 0), 0);
        let lost = false;
        for (const [index, came] of arrives.entries()) {
          if (!came) {
            lost = true;
            continue;
          }
          expect(position.misses('a07', change('one', index + 1), index)).toBe(lost);
          lost = false;
        }
      }),
    );
  });
});
