import { describe, expect, test } from 'vitest';
import { breakingChanges } from './compatibility.ts';
import { currentSnapshot, type Snapshot } from './snapshot.ts';
import type { JsonSchema } from './wire-schema.ts';

const SUBJECT = 'cmd.errands.errand.accept.v1';
const TYPE = 'evt.errands.errand.accepted.v1';

const strict = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const open = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({ type: 'object', properties, required });
const text: JsonSchema = { type: 'string' };
const int: JsonSchema = { type: 'integer' };
const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values });
const many = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

const empty: Snapshot = { operations: {}, events: {}, refusals: {}, envelopes: { service: open({}), partner: open({}) } };
const withInput = (input: JsonSchema): Snapshot => ({
  ...empty,
  operations: { [SUBJECT]: { name: 'AcceptErrand', input, output: open({}) } },
});
const withOutput = (output: JsonSchema): Snapshot => ({
  ...empty,
  operations: { [SUBJECT]: { name: 'AcceptErrand', input: strict({}), output } },
});
const withData = (data: JsonSchema, partner = true): Snapshot => ({
  ...empty,
  events: { [TYPE]: { name: 'ErrandAccepted', partner, data } },
});

type Case = readonly [title: string, before: JsonSchema, now: JsonSchema, what: string, at: string];

/** What is found, as `kind place`. */
const found = (before: Snapshot, now: Snapshot): string[] =>
  breakingChanges(before, now).map(({ what, sentence }) => `${what} ${/^\S+ \w+ ?(\S*):/.exec(sentence)?.[1] ?? ''}`.trim());

describe('what callers send', () => {
  const breaking: readonly Case[] = [
    ['a required field is added', strict({ a: text }, ['a']), strict({ a: text, b: text }, ['a', 'b']), 'required-added', 'b'],
    ['an optional field becomes required', strict({ a: text }), strict({ a: text }, ['a']), 'required-added', 'a'],
    ['a field is removed', strict({ a: text, b: text }), strict({ a: text }), 'field-removed', 'b'],
    ['a field of an open object is removed', open({ a: text, b: text }), open({ a: text }), 'field-removed', 'b'],
    ['a value is removed', strict({ a: oneOf('X', 'Y') }), strict({ a: oneOf('X') }), 'values', 'a'],
    ['any text becomes one of a few', strict({ a: text }), strict({ a: oneOf('X') }), 'values', 'a'],
    ['a type changes', strict({ a: text }), strict({ a: int }), 'type', 'a'],
    ['a number becomes an integer', strict({ a: { type: 'number' } }), strict({ a: int }), 'type', 'a'],
    ['a limit gets narrower', strict({ a: { ...text, maxLength: 80 } }), strict({ a: { ...text, maxLength: 60 } }), 'bounds', 'a'],
    ['a limit appears', strict({ a: many(text) }), strict({ a: { ...many(text), maxItems: 5 } }), 'bounds', 'a'],
    ['a form is asked for', strict({ a: text }), strict({ a: { ...text, pattern: '^x' } }), 'form', 'a'],
    [
      'an alternative is gone',
      strict({ a: { anyOf: [text, int] } }),
      strict({ a: { anyOf: [int, { type: 'null' }] } }),
      'alternatives',
      'a',
    ],
    [
      'deep inside a list',
      strict({ a: many(strict({ b: text })) }),
      strict({ a: many(strict({ b: text, c: int }, ['c'])) }),
      'required-added',
      'a[].c',
    ],
    ['an open object is closed', open({ a: text }), strict({ a: text }), 'field-added-to-closed', ''],
    [
      'keys of a record are restricted',
      { type: 'object', propertyNames: text },
      { type: 'object', propertyNames: oneOf('X') },
      'values',
      '*',
    ],
    [
      'values of a record change',
      { type: 'object', additionalProperties: text },
      { type: 'object', additionalProperties: int },
      'type',
      '*',
    ],
    ['a keyword nobody knows', strict({ a: int }), strict({ a: { ...int, multipleOf: 5 } }), 'form', 'a'],
  ];
  test.each(breaking)('breaks: %s', (_title, before, now, what, at) => {
    expect(found(withInput(before), withInput(now))).toEqual([`${what} ${at}`.trim()]);
  });

  const compatible: readonly (readonly [string, JsonSchema, JsonSchema])[] = [
    ['an optional field is added', strict({ a: text }), strict({ a: text, b: int })],
    ['a required field becomes optional', strict({ a: text }, ['a']), strict({ a: text })],
    ['a value is added', strict({ a: oneOf('X') }), strict({ a: oneOf('X', 'Y') })],
    ['a limit gets wider', strict({ a: { ...int, maximum: 5, minimum: 2 } }), strict({ a: { ...int, maximum: 9 } })],
    ['an integer becomes any number', strict({ a: int }), strict({ a: { type: 'number' } })],
    ['an alternative is added', strict({ a: text }), strict({ a: { anyOf: [text, int] } })],
    ['a closed object is opened', strict({ a: text }), open({ a: text })],
    ['words and defaults change', strict({ a: text }), strict({ a: { ...text, description: 'new', default: 'x' } })],
  ];
  test.each(compatible)('fits: %s', (_title, before, now) => {
    expect(breakingChanges(withInput(before), withInput(now))).toEqual([]);
  });
});

describe('what we send', () => {
  const breaking: readonly Case[] = [
    ['a field is removed', open({ a: text, b: text }, ['a', 'b']), open({ a: text }, ['a']), 'field-removed', 'b'],
    ['an optional field is removed', open({ a: text, b: text }, ['a']), open({ a: text }, ['a']), 'field-removed', 'b'],
    ['a field may now be absent', open({ a: text }, ['a']), open({ a: text }), 'required-added', 'a'],
    ['a value is added', open({ a: oneOf('X') }), open({ a: oneOf('X', 'Y') }), 'values', 'a'],
    ['a constant changes', open({ a: { const: 'X' } }), open({ a: { const: 'Y' } }), 'values', 'a'],
    ['a type changes', open({ a: text }), open({ a: many(text) }), 'type', 'a'],
    ['a limit gets wider', open({ a: { ...int, maximum: 5 } }), open({ a: { ...int, maximum: 9 } }), 'bounds', 'a'],
    ['a form is given up', open({ a: { ...text, format: 'uuid' } }), open({ a: text }), 'form', 'a'],
    ['an alternative is added', open({ a: text }), open({ a: { anyOf: [text, int] } }), 'type', 'a'],
    [
      'a strict object grows',
      open({ a: many(strict({ b: text })) }),
      open({ a: many(strict({ b: text, c: int })) }),
      'field-added-to-closed',
      'a[].c',
    ],
    ['removed inside a list', open({ a: many(open({ b: text, c: int })) }), open({ a: many(open({ b: text })) }), 'field-removed', 'a[].c'],
  ];
  test.each(breaking)('breaks readers of a reply and of an event: %s', (_title, before, now, what, at) => {
    expect(found(withOutput(before), withOutput(now))).toEqual([`${what} ${at}`]);
    expect(found(withData(before), withData(now))).toEqual([`${what} ${at}`]);
  });

  const compatible: readonly (readonly [string, JsonSchema, JsonSchema])[] = [
    ['a field is added', open({ a: text }, ['a']), open({ a: text, b: text }, ['a', 'b'])],
    ['an optional field is always there', open({ a: text }), open({ a: text }, ['a'])],
    ['a value is no longer sent', open({ a: oneOf('X', 'Y') }), open({ a: oneOf('X') })],
    ['a limit gets narrower', open({ a: { ...text, maxLength: 80 } }), open({ a: { ...text, maxLength: 60 } })],
    ['an alternative is no longer sent', open({ a: { anyOf: [text, int] } }), open({ a: int })],
    ['texts become one of a few', open({ a: text }), open({ a: oneOf('X') })],
  ];
  test.each(compatible)('fits: %s', (_title, before, now) => {
    expect(breakingChanges(withOutput(before), withOutput(now))).toEqual([]);
    expect(breakingChanges(withData(before), withData(now))).toEqual([]);
  });
});

describe('whole contracts', () => {
  const now = currentSnapshot();
  const { [SUBJECT]: accept, ...otherOperations } = now.operations;
  const { [TYPE]: accepted, ...otherEvents } = now.events;

  test('the same contracts break nothing, and neither do new ones', () => {
    expect(breakingChanges(now, currentSnapshot())).toEqual([]);
    expect(breakingChanges({ ...now, operations: otherOperations, events: otherEvents }, now)).toEqual([]);
  });

  test('an operation that is gone', () => {
    const [gone, ...others] = breakingChanges(now, { ...now, operations: otherOperations });
    expect(others).toEqual([]);
    expect(gone).toMatchObject({ contract: SUBJECT, part: 'whole', what: 'removed' });
    expect(gone?.sentence).toContain('Declare it again');
  });

  test('a version that is gone although a newer one is there', () => {
    const newer = { ...otherOperations, 'cmd.errands.errand.accept.v2': accept! };
    const [gone, ...others] = breakingChanges(now, { ...now, operations: newer });
    expect(others).toEqual([]);
    expect(gone?.sentence).toContain('cmd.errands.errand.accept.v2 does not replace it');
    expect(gone?.sentence).toContain('delete its entry from snapshot.json');
  });

  test('an event that is gone, or that partners no longer get', () => {
    expect(found(now, { ...now, events: otherEvents })).toEqual(['removed']);
    const withdrawn = { ...now, events: { ...otherEvents, [TYPE]: { ...accepted!, partner: false } } };
    expect(found(now, withdrawn)).toEqual(['withdrawn-from-partners']);
    expect(found(withdrawn, now)).toEqual([]);
  });

  test('refusals come and go; one that stays keeps what its sentence needs', () => {
    const { 'record.conflict': _gone, ...left } = now.refusals;
    const unlike = (params: JsonSchema): Snapshot => ({ ...now, refusals: { ...left, 'record.conflict': params } });
    expect(breakingChanges(now, { ...now, refusals: left })).toEqual([]);
    expect(breakingChanges({ ...now, refusals: left }, now)).toEqual([]);
    expect(breakingChanges(now, unlike(strict({ version: int, by: text }, ['version', 'by'])))).toEqual([]);
    expect(found(now, unlike(strict({})))).toEqual(['field-removed version']);
  });

  test('the envelope counts as every event', () => {
    const { area: _area, ...properties } = now.envelopes.partner.properties!;
    const partner = { ...now.envelopes.partner, properties, required: [] };
    const breaks = breakingChanges(now, { ...now, envelopes: { ...now.envelopes, partner } });
    expect(breaks.every(({ part }) => part === 'envelope')).toBe(true);
    expect(breaks.some(({ what, sentence }) => what === 'field-removed' && sentence.includes(' area:'))).toBe(true);
  });

  test('every break says what to do instead', () => {
    const [one] = breakingChanges(withInput(strict({ a: text })), withInput(strict({})));
    expect(one?.sentence).toBe(
      `${SUBJECT} input a: callers still send it; leave it in the input. If the change is meant, publish cmd.errands.errand.accept.v2 beside it.`,
    );
  });
});
