import fc from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth, graphemes } from '../terminal/width.ts';
import { keyOf, typed } from './test/keys.ts';
import { edit, emptyInput, inputOf, windowOf, type TextInput } from './text-input.ts';

const press = (input: TextInput, ...keys: ReturnType<typeof keyOf>[]): TextInput => keys.reduce((at, key) => edit(at, key) ?? at, input);

test('types, moves and deletes by characters as people count them', () => {
  const input = press(emptyInput, ...typed('降压药'), keyOf('left'), keyOf('backspace'), ...typed('糖'));
  expect(input).toEqual({ text: '降糖药', at: 2 });
  expect(press(input, keyOf('home'), keyOf('delete'))).toEqual({ text: '糖药', at: 0 });
  expect(press(inputOf('ab cd'), keyOf('w', { ctrl: true })).text).toBe('ab ');
  expect(press(inputOf('ab cd'), keyOf('u', { ctrl: true })).text).toBe('');
});

test('an input method commits a whole string at once', () => {
  expect(press(inputOf('买'), { name: 'char', text: '感冒灵', ctrl: false, alt: false, shift: false }).text).toBe('买感冒灵');
});

test('the cursor is always inside the window and the window inside its width', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '药', '1', '，') });
  fc.assert(
    fc.property(text, fc.nat(40), fc.integer({ min: 3, max: 20 }), (value, at, width) => {
      const input = { text: value, at: Math.min(at, graphemes(value).length) };
      const { text: shown, x } = windowOf(input, width);
      expect(displayWidth(shown)).toBeLessThanOrEqual(width);
      expect(x).toBeLessThan(width);
      expect(x).toBeLessThanOrEqual(displayWidth(shown));
    }),
  );
});

test('keys that edit nothing are left to others', () => {
  expect(edit(emptyInput, keyOf('enter'))).toBeUndefined();
  expect(edit(emptyInput, keyOf('escape'))).toBeUndefined();
  expect(edit(emptyInput, keyOf('s', { ctrl: true }))).toBeUndefined();
});
