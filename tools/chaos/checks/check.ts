/** One thing that must hold: how many cases were looked at, and those that do not hold. */
export interface Check {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** How many cases there were; nothing to look at is nothing seen. */
  readonly of: number;
  /** Cases that do not hold, by what identifies them. */
  readonly wrong: readonly string[];
}

export const check = (name: string, zh: string, en: string, of: number, wrong: Iterable<string>): Check => ({
  name,
  zh,
  en,
  of,
  wrong: [...wrong],
});
