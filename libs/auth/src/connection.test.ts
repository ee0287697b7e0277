import { describe, expect, it } from 'vitest';
import { connectionName, sessionOfConnection } from './connection.ts';

describe('the session of a connection', () => {
  const info = (part: object): string => JSON.stringify({ acc: 'TERM', id: 7, name: 'console', user: connectionName('o1', 's1'), ...part });

  it('is read from what the server wrote', () => {
    expect(sessionOfConnection(info({}))).toBe('s1');
  });

  it.each([
    ['a guest', info({ user: 'guest' })],
    ['another account', info({ acc: 'CORE' })],
    ['no user', info({ user: undefined })],
    ['a number', info({ user: 7 })],
    ['a name that looks like one', info({ user: undefined, name: '","user":"o1.s1' })],
    ['no JSON', 'user o1.s1'],
    ['null', 'null'],
    ['nothing', ''],
  ])('is none for %s', (_, text) => {
    expect(sessionOfConnection(text)).toBeUndefined();
  });
});
