/** Whether Chinese comes first; English does when HZ_LANG or the locale says so. */
const chineseFirst = (env: NodeJS.ProcessEnv): boolean =>
  !/^en/i.test(env['HZ_LANG'] ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '');

/** One line in both languages, the reader's first. */
export const bilingual = (zh: string, en: string, env: NodeJS.ProcessEnv = process.env): string =>
  chineseFirst(env) ? `${zh} / ${en}` : `${en} / ${zh}`;

/** Prints one line in both languages to standard error. */
export const say = (zh: string, en: string): void => {
  process.stderr.write(`${bilingual(zh, en)}\n`);
};

/** A step of the start: named in both languages, its duration told when it is done. */
export type Progress = <T>(zh: string, en: string, step: () => Promise<T>) => Promise<T>;

/** Prints each finished step with its seconds. */
export const printedProgress: Progress = async (zh, en, step) => {
  const began = performance.now();
  const result = await step();
  process.stderr.write(`  ${bilingual(zh, en)}  ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
  return result;
};

/** Runs each step and says nothing. */
export const quietProgress: Progress = (_zh, _en, step) => step();
