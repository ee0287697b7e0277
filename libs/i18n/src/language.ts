/** Languages of the platform: Chinese first, English complete. */
export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text in every language; a missing one does not compile. */
export type Text = Readonly<Record<Language, string>>;

/** Language of an environment: `HZ_LANG`, else `LC_ALL`/`LANG`; Chinese unless it says English. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const said = env['HZ_LANG'] ?? env['LC_ALL'] ?? env['LANG'] ?? '';
  return /^en/i.test(said) ? 'en' : 'zh';
}
