import type { Model, Step } from '../app/model.ts';
import { say, t } from '../app/model.ts';
import { box, type Line } from '../paint/styled.ts';
import { asNavigation } from '../terminal/keys.ts';
import { displayWidth, padEnd } from '../terminal/width.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

/** One line of a menu. Without `run` it is dim and says why. */
export interface MenuItem {
  readonly key: string;
  readonly label: string;
  readonly why?: string;
  readonly run?: (model: Model) => Step;
}

const LETTERS = Array.from('abcdefghilmnoprstuvwxyz');
/** Gives every item a letter of its own: first what is wished for, then what is left. */
export function lettered(items: readonly (Omit<MenuItem, 'key'> & { readonly wish?: string })[]): MenuItem[] {
  const free = LETTERS.filter((letter) => !items.some(({ wish }) => wish === letter));
  return items.map(({ wish, ...item }) => ({ ...item, key: wish ?? free.shift() ?? '' }));
}

/** A menu in a frame: arrows and Enter, or the letter. Items may follow the model; their order and letters stay. */
export function menu(title: string, itemsOf: readonly MenuItem[] | ((model: Model) => readonly MenuItem[]), start?: number): Overlay {
  const items = (model: Model): readonly MenuItem[] => (typeof itemsOf === 'function' ? itemsOf(model) : itemsOf);
  const position = (list: readonly MenuItem[]): number =>
    start ??
    Math.max(
      0,
      list.findIndex(({ run }) => run),
    );
  return {
    kind: 'menu',
    onKey: (pressed, model) => {
      const key = asNavigation(pressed);
      const list = items(model);
      const at = position(list);
      const marked = (index: number): Model => replaceOverlay(model, menu(title, itemsOf, index));
      const move = (step: number): Step => [marked((at + step + list.length) % Math.max(1, list.length)), []];
      if (key.name === 'escape' || (key.name === 'char' && key.text === 'q' && !key.ctrl)) return [closeOverlay(model), []];
      if (key.name === 'down' || (key.name === 'char' && key.text === 'j')) return move(1);
      if (key.name === 'up' || (key.name === 'char' && key.text === 'k')) return move(-1);
      const chosen =
        key.name === 'enter'
          ? list[at]
          : key.name === 'char' && !key.ctrl && !key.alt
            ? list.find((item) => item.key === key.text)
            : undefined;
      if (!chosen) return undefined;
      if (!chosen.run) return [say(marked(list.indexOf(chosen)), `${chosen.label}：${chosen.why ?? ''}`, 'watch'), []];
      return chosen.run(closeOverlay(model));
    },
    view: (model, width, height) => {
      const list = items(model);
      const at = position(list);
      const labels = Math.max(8, ...list.map(({ label }) => displayWidth(label)));
      const inner = Math.min(
        width - 6,
        Math.max(
          displayWidth(title) + 6,
          labels + 4 + Math.max(...list.map(({ why }) => (why === undefined ? 0 : displayWidth(why) + 2)), 0),
        ),
      );
      const room = height - 4;
      const from = list.length <= room ? 0 : Math.min(Math.max(0, at - Math.floor(room / 2)), list.length - room);
      const body = list.slice(from, from + room).map((item, index): Line => {
        const selected = from + index === at;
        return [
          { text: ` ${item.key} `, tone: selected ? 'plain' : item.run ? 'key' : 'dim', inverse: selected },
          { text: padEnd(item.label, labels + 1), tone: item.run ? 'plain' : 'dim', inverse: selected },
          { text: padEnd(item.why ?? '', inner - labels - 4), tone: 'dim', inverse: selected },
        ];
      });
      const empty: Line[] = [[{ text: t(model, '没有可用的操作', 'Nothing to do here'), tone: 'dim' }]];
      const below = list.length - from - body.length;
      const more = below > 0 ? ` ↓ ${String(below)}` : '';
      return { lines: box(title + more, body.length === 0 ? empty : body, inner + 4) };
    },
  };
}
