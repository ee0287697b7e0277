import { t } from '../app/model.ts';
import { box, type Line } from '../paint/styled.ts';
import { asNavigation } from '../terminal/keys.ts';
import { closeOverlay, type Overlay } from './overlay.ts';

/** Something to read that stays nowhere: Enter or Escape closes it and it has to be asked for again. */
export function sheet(title: string, bodyOf: (inner: number) => readonly Line[]): Overlay {
  return {
    kind: 'inform',
    onKey: (pressed, model) => {
      const { name } = asNavigation(pressed);
      return name === 'escape' || name === 'enter' ? [closeOverlay(model), []] : undefined;
    },
    view: (model, width) => {
      const inner = Math.min(width - 8, 68);
      const close: Line = [{ text: t(model, 'Enter 关闭', 'Enter closes'), tone: 'dim' }];
      return { lines: box(title, [...bodyOf(inner), [], close], inner + 4, 'double') };
    },
  };
}
