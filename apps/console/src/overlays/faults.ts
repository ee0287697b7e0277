import { ruleText } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import { box, wrap, type Line } from '../paint/styled.ts';
import type { SaidFault } from '../sheets/file-lines.ts';
import { asNavigation } from '../terminal/keys.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

const wordsOf = (model: Model, { line, column, rule, words = ruleText(rule, model.lang) }: SaidFault): string =>
  t(model, `第 ${String(line)} 行 ${column}：${words}`, `line ${String(line)}, ${column}: ${words}`);

/** Lines of a file that are refused, in its order, each with what is wrong. @param told what that means for the file */
export function faultsOf(title: string, told: string, faults: readonly SaidFault[], from = 0): Overlay {
  const sorted = faults.toSorted((a, b) => a.line - b.line);
  return {
    kind: 'inform',
    onKey: (pressed, model) => {
      const key = asNavigation(pressed);
      const char = key.name === 'char' && !key.ctrl && !key.alt ? key.text : '';
      if (key.name === 'escape' || key.name === 'enter' || char === 'q') return [closeOverlay(model), []];
      const move = (step: number) =>
        [replaceOverlay(model, faultsOf(title, told, faults, Math.min(Math.max(0, from + step), sorted.length - 1))), []] as const;
      if (key.name === 'down' || char === 'j') return move(1);
      if (key.name === 'up' || char === 'k') return move(-1);
      if (char === 'y') return [closeOverlay(model), [{ do: 'copy', text: sorted.map((one) => wordsOf(model, one)).join('\n') }]];
      return undefined;
    },
    view: (model, width, height) => {
      const inner = Math.min(width - 6, 96);
      const body = sorted.slice(from).flatMap((one) => wrap(wordsOf(model, one), inner).map((text): Line => [{ text }]));
      const room = Math.max(2, height - 6);
      const keys = t(model, 'j k 上下 · y 复制 · Esc 关闭', 'j k up and down · y copies · Esc closes');
      const head = wrap(told, inner).map((text): Line => [{ text, tone: 'watch' }]);
      return { lines: box(title, [...head, [], ...body.slice(0, room), [{ text: keys, tone: 'dim' }]], inner + 4) };
    },
  };
}
