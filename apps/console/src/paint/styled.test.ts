import fc from 'fast-check';
import { expect, test } from 'vitest';
import { box, fit, lineWidth, overlay, spread, toAnsi, wrap } from './styled.ts';

const piece = fc.record({ text: fc.string({ unit: fc.constantFrom('a', '药', '—', ' ', 'é', '7') }), inverse: fc.boolean() });
const spans = fc.array(piece, { maxLength: 6 });

test('a line fitted to a width takes exactly that many cells', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 0, max: 60 }), (line, width) => {
      expect(lineWidth(fit(line, width))).toBe(width);
    }),
  );
});

test('a line spread to a width takes exactly that many cells', () => {
  fc.assert(
    fc.property(spans, spans, fc.integer({ min: 0, max: 60 }), (left, right, width) => {
      expect(lineWidth(spread(left, right, width))).toBe(width);
    }),
  );
});

test('an overlay keeps every line as wide as it was, whatever characters it cuts', () => {
  fc.assert(
    fc.property(fc.array(spans, { minLength: 3, maxLength: 6 }), fc.nat(20), fc.nat(2), (lines, x, y) => {
      const under = lines.map((line) => fit(line, 40));
      for (const line of overlay(under, box('标题', [[{ text: '内容' }]], 12), x, y, 40)) expect(lineWidth(line)).toBe(40);
    }),
  );
});

test('wrapped text loses no character and no line is too wide', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '药', ' ', '，') }), fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) if (!/[a-b]{2}/.test(line)) expect(lineWidth([{ text: line }])).toBeLessThanOrEqual(width);
    }),
  );
});

test('without colours nothing but bold, dim and inverse is written', () => {
  const text = toAnsi(
    [
      { text: '超期', tone: 'alarm' },
      { text: '已办', tone: 'good', inverse: true },
    ],
    false,
  );
  expect(text).toBe('\u001b[1m超期\u001b[0m\u001b[7m已办\u001b[0m');
  expect(toAnsi([{ text: 'x\u001b[31my\u202e' }], true)).toBe('x [31my ');
});
