import { t, type Model, type Step } from '../app/model.ts';
import { menu } from './menu.ts';
import type { Overlay } from './overlay.ts';

/** Ways to take the current row out of the terminal. */
export function copyMenu(
  model: Model,
  what: { readonly row: string; readonly id: string; readonly json: unknown; readonly line: string },
): Overlay {
  const item = (key: string, zh: string, en: string, text: string) => ({
    key,
    label: t(model, zh, en),
    run: (at: Model): Step => [at, [{ do: 'copy' as const, text }]],
  });
  return menu(t(model, '复制', 'Copy'), [
    item('y', '整行（制表符分隔）', 'row (tab separated)', what.row),
    item('i', '编号', 'number', what.id),
    item('j', 'JSON', 'JSON', JSON.stringify(what.json)),
    item('l', '命令行', 'command line', what.line),
  ]);
}
