import { clockTime } from '@houzhai/i18n';
import { t } from '../app/model.ts';
import { box, fit, wrap, type Line } from '../paint/styled.ts';
import { asNavigation } from '../terminal/keys.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

/** What this operator did, each write as a line for a shell. */
export function operationLog(at = 0): Overlay {
  return {
    kind: 'log',
    onKey: (pressed, model) => {
      const key = asNavigation(pressed);
      const char = key.name === 'char' && !key.ctrl && !key.alt ? key.text : '';
      if (key.name === 'escape' || char === 'q' || char === '@') return [closeOverlay(model), []];
      const move = (step: number) =>
        [replaceOverlay(model, operationLog(Math.min(Math.max(0, at + step), Math.max(0, model.log.length - 1)))), []] as const;
      if (key.name === 'down' || char === 'j') return move(1);
      if (key.name === 'up' || char === 'k') return move(-1);
      const entry = model.log[model.log.length - 1 - at];
      if (char === 'y' && entry) return [closeOverlay(model), [{ do: 'copy', text: entry.line }]];
      return undefined;
    },
    view: (model, width, height) => {
      const inner = Math.min(width - 6, 110);
      const entries = [...model.log].reverse();
      const lines = entries.map((entry, index): Line[] => {
        const when = clockTime(new Date(entry.at).toISOString(), model.lang, new Date(model.now).toISOString());
        const [first = '', ...rest] = wrap(entry.line, inner - 9);
        // The chosen one is read whole, the others on one line.
        const shown = index === at ? [first, ...rest] : [rest.length > 0 ? `${first} …` : first];
        const head: Line = [
          { text: `${when}  `, tone: 'dim' },
          { text: entry.good ? '✓ ' : '✗ ', tone: entry.good ? 'good' : 'alarm' },
          { text: entry.result, inverse: index === at },
        ];
        return [fit(head, inner), ...shown.map((text): Line => [{ text: `       ${text}`, tone: 'accent' }])];
      });
      const room = Math.max(2, height - 4);
      const top = lines.slice(0, at).reduce((sum, some) => sum + some.length, 0);
      const bottom = top + (lines[at]?.length ?? 0);
      const all = lines.flat();
      const from = bottom <= room ? 0 : Math.min(top, bottom - room);
      const body = all.slice(from, from + room);
      if (entries.length === 0) body.push([{ text: t(model, '还没有操作', 'Nothing done yet'), tone: 'dim' }]);
      body.push([{ text: t(model, 'y 复制命令行 · Esc 关闭', 'y copies the line · Esc closes'), tone: 'dim' }]);
      return {
        lines: box(t(model, `操作日志 · ${String(entries.length)} 条`, `Operation log · ${String(entries.length)}`), body, inner + 4),
      };
    },
  };
}
