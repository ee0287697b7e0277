import type { Model, Step } from '../app/model.ts';
import type { Frame } from '../app/model.ts';
import type { Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import { displayWidth } from '../terminal/width.ts';
import { edit, windowOf, type TextInput } from '../widgets/text-input.ts';

/** Puts the line at the foot of a list, where a filter or a search is typed; closed it says what is filtered. */
export function withFilterLine(
  lines: readonly Line[],
  size: { readonly width: number; readonly height: number },
  words: { readonly prompt: string; readonly typing: TextInput | undefined; readonly closed: string; readonly hint: string },
): Frame {
  const { width, height } = size;
  const body = Array.from({ length: height - 1 }, (_, index): Line => lines[index] ?? []);
  const { prompt, typing, closed, hint } = words;
  if (!typing)
    return {
      lines: [
        ...body,
        closed === ''
          ? []
          : [
              { text: `${prompt}${closed}`, tone: 'accent' },
              { text: `   ${hint}`, tone: 'dim' },
            ],
      ],
    };
  const { text, x } = windowOf(typing, width - displayWidth(prompt) - 2);
  const foot: Line = [
    { text: prompt, tone: 'accent' },
    { text, bold: true },
    { text: `   ${hint}`, tone: 'dim' },
  ];
  return { lines: [...body, foot], cursor: { x: displayWidth(prompt) + x, y: height - 1 } };
}

/** A key while the filter is typed: Enter ends the typing, everything else edits. */
export function typeFilter(
  typing: TextInput,
  key: Key,
  model: Model,
  take: { readonly done: (model: Model) => Model; readonly edited: (model: Model, next: TextInput) => Step },
): Step | undefined {
  if (key.name === 'enter') return [take.done(model), []];
  const next = edit(typing, key);
  return next && take.edited(model, next);
}
