import { t } from '../app/model.ts';
import { box, wrap, type Line } from '../paint/styled.ts';
import { asNavigation } from '../terminal/keys.ts';
import { closeOverlay, type Overlay } from './overlay.ts';

/** Something that is shown once and must not go away by itself; `y` copies what matters. */
export function inform(title: string, text: readonly string[], secret: string): Overlay {
  return {
    kind: 'inform',
    onKey: (pressed, model) => {
      const key = asNavigation(pressed);
      if (key.name === 'escape' || key.name === 'enter') return [closeOverlay(model), []];
      if (key.name === 'char' && !key.ctrl && !key.alt && key.text === 'y') return [model, [{ do: 'copy', text: secret }]];
      return undefined;
    },
    view: (model, width) => {
      const inner = Math.min(width - 8, 64);
      const body: Line[] = [
        [{ text: secret, tone: 'title' }],
        [],
        ...text.flatMap((one) => wrap(one, inner)).map((part): Line => [{ text: part }]),
        [],
        [{ text: t(model, 'y 复制 · Enter 关闭', 'y copies · Enter closes'), tone: 'dim' }],
      ];
      return { lines: box(title, body, inner + 4, 'double') };
    },
  };
}
