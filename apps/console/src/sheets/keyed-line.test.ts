import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { happenedAt, keyedLine, numberedLine } from './keyed-line.ts';

describe('a line keyed from paper', () => {
  test.each([
    ['365', { temperature: 36.5, method: 'DOOR', symptoms: [] }],
    ['36.5', { temperature: 36.5, method: 'DOOR', symptoms: [] }],
    ['365 0930', { temperature: 36.5, time: { hour: 9, minute: 30 }, method: 'DOOR', symptoms: [] }],
    ['372 9:05 电', { temperature: 37.2, time: { hour: 9, minute: 5 }, method: 'PHONE', symptoms: [] }],
    ['373 1405 v 咳 咽', { temperature: 37.3, time: { hour: 14, minute: 5 }, method: 'VIDEO', symptoms: ['COUGH', 'SORE_THROAT'] }],
    ['- 930 s', { time: { hour: 9, minute: 30 }, method: 'SELF_REPORT', symptoms: [] }],
    ['- d fatigue', { method: 'DOOR', symptoms: ['FATIGUE'] }],
  ])('%s', (text, value) => {
    expect(keyedLine(text)).toEqual({ ok: true, value });
  });

  test.each(['', '   ', '3650', 'x', '-', '365 2560', '365 0960', '365 好', '365 咳嗽很厉害', '365 f'])(
    '“%s” is refused in both languages',
    (text) => {
      const keyed = keyedLine(text);
      expect(keyed).toMatchObject({ ok: false });
      expect(!keyed.ok && keyed.why.zh.length > 3 && keyed.why.en.length > 3).toBe(true);
    },
  );

  test('with its number', () => {
    expect(numberedLine('12 365 0930')).toMatchObject({ ok: true, value: { line: 12, temperature: 36.5 } });
    expect(numberedLine('365')).toMatchObject({ ok: false });
    expect(numberedLine('x 365')).toMatchObject({ ok: false });
  });

  test('whatever is typed is read or refused, and what is read lies where people and days are', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789 .:-dpvs咳门') })), (text) => {
        const keyed = numberedLine(text);
        if (!keyed.ok) return;
        const { temperature = 0, time = { hour: 0, minute: 0 } } = keyed.value;
        expect(temperature).toBeLessThan(100);
        expect(time.hour).toBeLessThan(24);
        expect(time.minute).toBeLessThan(60);
      }),
    );
  });

  test('happens on the day of the sheet in Shanghai, or when it is recorded', () => {
    expect(happenedAt({ hour: 9, minute: 30 }, '2020-01-25')).toBe('2020-01-25T01:30:00Z');
    expect(happenedAt(undefined, '2020-01-25')).toBeUndefined();
  });
});
