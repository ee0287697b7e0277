import { violatedUnique } from '@houzhai/persistence';

const ATTEMPTS = 3;

/** Does something where there may be only one of a kind; when somebody else came first, the next look finds them. */
export async function lookingAgain<T>(uniques: readonly string[], task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await task();
    } catch (error) {
      const again = uniques.includes(violatedUnique(error) ?? '');
      if (!again || attempt === ATTEMPTS) throw error;
    }
}
