import type { Binding } from '../widgets/keymap.ts';

/** One line of the table of keys. @param keys with spaces between @param priority which hints stay longest on a narrow screen; 1 is first */
export const bind = (scope: string, id: string, keys: string, zh: string, en: string, priority = 5): Binding => ({
  id,
  keys: keys.split(' '),
  scope,
  label: { zh, en },
  priority,
});
