import type { Language } from '@houzhai/i18n';

/** Shorter waits are not worth a word. */
const FIRST_MS = 1_000;

/** Where waiting is said. */
export interface ProgressTerminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Says what is waited for and for how many seconds, on one line that goes when the answer comes; nothing where nobody looks. */
export async function withProgress<T>(work: Promise<T>, what: string, lang: Language, on: ProgressTerminal = process.stderr): Promise<T> {
  if (on.isTTY !== true) return work;
  const began = performance.now();
  const timer = setInterval(() => {
    const seconds = String(Math.round((performance.now() - began) / 1_000));
    on.write(`\r\u001b[K… ${lang === 'zh' ? `${what}，已等 ${seconds} 秒` : `${what}, ${seconds} s`}`);
  }, FIRST_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (performance.now() - began >= FIRST_MS) on.write('\r\u001b[K');
  }
}

/** Says how far something is, on one line that goes when it is done; nothing where nobody looks. */
export function counting(total: number, what: string, on: ProgressTerminal = process.stderr) {
  let done = 0;
  return {
    step: (): void => {
      done += 1;
      if (on.isTTY === true) on.write(`\r\u001b[K… ${what} ${String(done)}/${String(total)}`);
    },
    end: (): void => {
      if (on.isTTY === true) on.write('\r\u001b[K');
    },
  };
}
