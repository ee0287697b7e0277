import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { counting, withProgress } from './progress.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An answer after so long, and what was said until then. */
async function said(ms: number, isTTY: boolean, lang: 'zh' | 'en' = 'zh'): Promise<readonly string[]> {
  const lines: string[] = [];
  const work = new Promise((done) => setTimeout(done, ms, 'answer'));
  const answered = withProgress(work, lang === 'zh' ? '重建投影' : 'Rebuild a projection', lang, {
    isTTY,
    write: (text) => lines.push(text),
  });
  await vi.advanceTimersByTimeAsync(ms);
  expect(await answered).toBe('answer');
  await vi.advanceTimersByTimeAsync(5_000);
  return lines;
}

test('waiting is said every second, and the line is gone when the answer comes', async () => {
  expect(await said(2_500, true)).toEqual(['\r\u001b[K… 重建投影，已等 1 秒', '\r\u001b[K… 重建投影，已等 2 秒', '\r\u001b[K']);
  expect((await said(1_500, true, 'en'))[0]).toContain('… Rebuild a projection, 1 s');
});

test('what is answered at once, or for a program, is not commented', async () => {
  expect(await said(900, true)).toEqual([]);
  expect(await said(2_500, false)).toEqual([]);
});

test('the line goes too when there is no answer', async () => {
  const lines: string[] = [];
  const work = new Promise((_, fail) => setTimeout(() => fail(new Error('lost')), 1_500));
  const answered = expect(withProgress(work, '核对投影', 'zh', { isTTY: true, write: (text) => lines.push(text) })).rejects.toThrow('lost');
  await vi.advanceTimersByTimeAsync(1_500);
  await answered;
  expect(lines.at(-1)).toBe('\r\u001b[K');
});

test('many things are counted on one line that goes, and not at all for a program', () => {
  const lines: string[] = [];
  const count = (isTTY: boolean): void => {
    const progress = counting(2, '登记上门', { isTTY, write: (text) => lines.push(text) });
    progress.step();
    progress.step();
    progress.end();
  };
  count(false);
  expect(lines).toEqual([]);
  count(true);
  expect(lines).toEqual(['\r\u001b[K… 登记上门 1/2', '\r\u001b[K… 登记上门 2/2', '\r\u001b[K']);
});
