import { describe, expect, test } from 'vitest';
import { COMMANDS, EVENTS, QUERIES, REFUSALS, findEvent, findOperation } from './index.ts';

const operations = [...COMMANDS, ...QUERIES];

describe('the registry', () => {
  test('every subject and type is unique and within the grammar', () => {
    const names = [...operations.map((o) => o.subject), ...EVENTS.map((e) => e.type)];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^(cmd|qry|evt)(\.[a-z0-9-]+){3}\.v\d+$/);
  });

  test.each(operations.map((o) => [o.name, o] as const))('%s: its examples parse and a typo in a field is an error', (_name, operation) => {
    expect(operation.examples.length).toBeGreaterThan(0);
    for (const example of operation.examples) {
      expect(operation.input.safeParse(example).success).toBe(true);
      expect(operation.input.safeParse({ ...(example as object), typoInField: 1 }).success).toBe(false);
    }
    for (const code of operation.refusals) expect(REFUSALS).toHaveProperty([code]);
    expect(findOperation(operation.subject)).toBe(operation);
  });

  test('names are said once', () => {
    const names = [...operations, ...EVENTS].map((contract) => contract.name);
    expect(new Set(names).size).toBe(names.length);
    for (const event of EVENTS) expect(findEvent(event.type)).toBe(event);
  });
});
