import { expect, test } from 'vitest';
import fc from 'fast-check';
import { KeyDecoder, asNavigation, isChinese } from './keys.ts';

const decode = (text: string): string[] => {
  const decoder = new KeyDecoder();
  return [...decoder.push(Buffer.from(text)), ...decoder.flush()].map(show);
};
const show = (key: { name: string; text: string; ctrl: boolean; alt: boolean; shift: boolean }): string =>
  `${key.ctrl ? 'C-' : ''}${key.alt ? 'A-' : ''}${key.shift ? 'S-' : ''}${key.name === 'char' || key.name === 'paste' ? `${key.name === 'paste' ? 'paste ' : ''}${key.text}` : key.name}`;

test.each([
  ['jjj', ['j', 'j', 'j']],
  ['降压药', ['降压药']],
  ['a降b', ['a', '降', 'b']],
  ['\u001b[A\u001b[B', ['up', 'down']],
  ['\u001b', ['escape']],
  ['\u001b\u001b[A', ['escape', 'up']],
  ['\u001bx', ['escape', 'x']],
  ['\u001b/药', ['escape', '/', '药']],
  ['\u001bO', ['escape', 'O']],
  ['\u001b[', ['escape', '[']],
  ['\u001bOj', ['escape', 'O', 'j']],
  ['\u001b]', ['escape', ']']],
  ['\u001b\r', ['escape', 'enter']],
  ['\u001b\u007f', ['escape', 'backspace']],
  ['\u001b[Z', ['S-tab']],
  ['\u001bOP\u001b[15~\u001b[21~', ['f1', 'f5', 'f10']],
  ['\u0008\u0009\u000a\u000d\u007f', ['backspace', 'tab', 'enter', 'enter', 'backspace']],
  ['\u0013\u0003', ['C-s', 'C-c']],
  ['\u001b[200~行一\n行二\u001b[201~', ['paste 行一 行二']],
  ['\u001b[<0;10;10M\u001b[I', []],
  ['\u001b]11;rgb:0/0/0\u0007q', ['q']],
  ['\u001b[1;5C', ['C-right']],
])('%j', (bytes, keys) => {
  expect(decode(bytes)).toEqual(keys);
});

test('any split of any bytes gives the same keys, input-method runs apart', () => {
  const piece = fc.constantFrom('j', '\u001b[A', '\u001b[200~x\u001b[201~', '\u001b[15~', '\r', '\u0003', 'Z', '药');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 6 }), (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const decoder = new KeyDecoder();
      const keys: string[] = [];
      let from = 0;
      for (const cut of [...cuts].sort((a, b) => a - b)) {
        const to = Math.min(Math.max(from, cut), bytes.length);
        keys.push(...decoder.push(bytes.subarray(from, to)).map(show));
        from = to;
      }
      keys.push(...decoder.push(bytes.subarray(from)).map(show), ...decoder.flush().map(show));
      expect(keys.join('')).toBe(decode(bytes.toString()).join(''));
    }),
  );
});

test('full-width marks are keys in navigation, Chinese opens the search', () => {
  expect(asNavigation({ name: 'char', text: '：', ctrl: false, alt: false, shift: false }).text).toBe(':');
  expect(isChinese('hcs')).toBe(false);
  expect(isChinese('胡')).toBe(true);
});
