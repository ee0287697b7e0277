import { t, type Model, type Step } from '../app/model.ts';
import { box, wrap, type Line } from '../paint/styled.ts';
import { displayWidth } from '../terminal/width.ts';
import { edit, emptyInput, type TextInput } from '../widgets/text-input.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

/** What is to be confirmed. */
export interface Question {
  readonly title: string;
  /** What will happen, to how many, and who is told. */
  readonly text: readonly string[];
  /** Number that has to be typed where it cannot be taken back or concerns many. */
  readonly count?: number;
  readonly run: (model: Model) => Step;
}

/** Asks before something happens: `y` confirms, never Enter alone; many rows need their number typed. */
export function confirm(question: Question, input: TextInput = emptyInput): Overlay {
  const { count } = question;
  const accept = (model: Model): Step => question.run(closeOverlay(model));
  return {
    kind: 'confirm',
    onKey: (key, model) => {
      if (key.name === 'escape') return [closeOverlay(model), []];
      if (count === undefined) {
        if (key.name === 'char' && !key.ctrl && !key.alt && key.text === 'y') return accept(model);
        if (key.name === 'char' && (key.text === 'n' || key.text === 'q')) return [closeOverlay(model), []];
        return undefined;
      }
      if (key.name === 'enter') return input.text.trim() === String(count) ? accept(model) : undefined;
      const edited = edit(input, key);
      return edited && [replaceOverlay(model, confirm(question, edited)), []];
    },
    view: (model, width) => {
      const inner = Math.min(width - 8, 64);
      const body: Line[] = question.text.flatMap((text) => wrap(text, inner).map((part): Line => [{ text: part }]));
      body.push([{ text: '' }]);
      if (count === undefined) {
        body.push([
          { text: '[ Esc ', tone: 'key' },
          { text: t(model, '取消', 'cancel'), inverse: true },
          { text: ' ]   [ y ', tone: 'key' },
          { text: question.title, tone: 'plain' },
          { text: ' ]', tone: 'key' },
        ]);
        return { lines: box(question.title, body, inner + 4, 'double') };
      }
      const prompt = t(model, `输入数量 ${String(count)} 再按 Enter：`, `Type the number ${String(count)}, then Enter: `);
      body.push([{ text: prompt }, { text: input.text, bold: true }]);
      return {
        lines: box(question.title, body, inner + 4, 'double'),
        cursor: { x: 2 + displayWidth(prompt) + displayWidth(input.text), y: body.length },
      };
    },
  };
}
