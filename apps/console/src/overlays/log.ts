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
      const room = Math.max(1, Math.floor((height - 5) / 2));
      const from = Math.min(Math.max(0, at - room + 1), Math.max(0, entries.length - room));
      const body = entries.slice(from, from + room).flatMap((entry, index): Line[] => {
        const inverse = from + index === at;
        const when = clockTime(new Date(entry.at).toISOString(), model.lang, new Date(model.now).toISOString());
        return [
          fit(
            [
              { text: `${when}  `, tone: 'dim' },
              { text: entry.good ? '✓ ' : '✗ ', tone: entry.good ? 'good' : 'alarm' },
              { text: entry.result, inverse },
            ],
            inner,
          ),
          [{ text: `       ${wrap(entry.line, inner - 7)[0] ?? ''}`, tone: 'accent' }],
        ];
      });
      if (entries.length === 0) body.push([{ text: t(model, '还没有操作', 'Nothing done yet'), tone: 'dim' }]);
      body.push([{ text: t(model, 'y 复制命令行 · Esc 关闭', 'y copies the line · Esc closes'), tone: 'dim' }]);
      return {
        lines: box(t(model, `操作日志 · ${String(entries.length)} 条`, `Operation log · ${String(entries.length)}`), body, inner + 4),
      };
    },
  };
}
