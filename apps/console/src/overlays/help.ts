import { BINDINGS } from '../app/bindings.ts';
import { SCOPE_TITLES } from '../app/scope-titles.ts';
import { t, type Model, type Step } from '../app/model.ts';
import { box, type Line } from '../paint/styled.ts';
import { displayWidth, padEnd } from '../terminal/width.ts';
import type { Binding } from '../widgets/keymap.ts';
import { scrollTo } from '../widgets/list-cursor.ts';
import { edit, emptyInput, windowOf, type TextInput } from '../widgets/text-input.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

/** Keys of the given scopes, innermost first; typing filters, Enter does what the line says. */
export function help(
  scopes: readonly string[],
  run: (binding: Binding, model: Model) => Step,
  input: TextInput = emptyInput,
  at = 0,
): Overlay {
  const found = (model: Model): readonly Binding[] => {
    const word = input.text.trim().toLowerCase();
    return scopes
      .flatMap((scope) => BINDINGS.filter((binding) => binding.scope === scope))
      .filter(
        ({ label, keys }) =>
          word === '' || label[model.lang].toLowerCase().includes(word) || keys.some((key) => key.toLowerCase() === word),
      );
  };
  return {
    kind: 'help',
    onKey: (key, model) => {
      const list = found(model);
      if (key.name === 'escape' || key.name === 'f1') return [closeOverlay(model), []];
      if (key.name === 'down' || key.name === 'up') {
        const next = Math.min(Math.max(0, at + (key.name === 'down' ? 1 : -1)), Math.max(0, list.length - 1));
        return [replaceOverlay(model, help(scopes, run, input, next)), []];
      }
      if (key.name === 'enter') {
        const chosen = list[at];
        return chosen ? run(chosen, closeOverlay(model)) : undefined;
      }
      const edited = edit(input, key);
      return edited && [replaceOverlay(model, help(scopes, run, edited)), []];
    },
    view: (model, width, height) => {
      const inner = Math.min(width - 6, 66);
      const list = found(model);
      const rows = list.map((binding, index): { readonly line: Line; readonly scope: string } => ({
        scope: binding.scope,
        line: [
          { text: `  ${padEnd(binding.keys.join(' '), 22)}`, tone: index === at ? 'plain' : 'key', inverse: index === at },
          { text: padEnd(binding.label[model.lang], inner - 24), inverse: index === at },
        ],
      }));
      const lines: Line[] = [];
      let marked = 0;
      rows.forEach((row, index) => {
        if (rows[index - 1]?.scope !== row.scope) lines.push([{ text: SCOPE_TITLES[row.scope]?.[model.lang] ?? row.scope, tone: 'title' }]);
        if (index === at) marked = lines.length;
        lines.push(row.line);
      });
      if (rows.length === 0) lines.push([{ text: t(model, '没有这样的键', 'No such key'), tone: 'dim' }]);
      const room = Math.max(3, height - 5);
      const offset = scrollTo(marked, Math.max(0, marked - Math.floor(room / 2)), lines.length, room);
      const prompt = t(model, '筛选：', 'Filter: ');
      const { text, x } = windowOf(input, inner - displayWidth(prompt));
      const body: Line[] = [[{ text: prompt, tone: 'dim' }, { text }], ...lines.slice(offset, offset + room)];
      return {
        lines: box(t(model, '帮助 · Enter 执行 · Esc 关闭', 'Help · Enter runs · Esc closes'), body, inner + 4),
        cursor: { x: 2 + displayWidth(prompt) + x, y: 1 },
      };
    },
  };
}
