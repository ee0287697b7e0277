import { BINDINGS } from '../app/bindings.ts';
import { SCOPE_TITLES } from '../app/scope-titles.ts';
import { padEnd } from '../terminal/width.ts';

/** The keys of the console, from the table the console itself reads. */
export function keyTable(form: 'text' | 'json' | 'md', lang: 'zh' | 'en'): string {
  if (form === 'json') {
    const data = BINDINGS.map(({ scope, id, keys, label }) => ({ scope, id, keys, zh: label.zh, en: label.en }));
    return `${JSON.stringify({ data, meta: { total: data.length, truncated: false } }, null, 2)}\n`;
  }
  return [...new Set(BINDINGS.map(({ scope }) => scope))]
    .map((scope) => {
      const title = SCOPE_TITLES[scope]?.[lang] ?? scope;
      const lines = BINDINGS.filter((binding) => binding.scope === scope).map(({ keys, label }) =>
        form === 'md'
          ? `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${label[lang]} |`
          : `  ${padEnd(keys.join(' '), 24)}${label[lang]}`,
      );
      return form === 'md' ? `## ${title}\n\n| | |\n| --- | --- |\n${lines.join('\n')}\n` : `${title}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}
