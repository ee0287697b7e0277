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
/** Gives every item a letter of its own, its wish first. */
export function lettered(items: readonly (Omit<MenuItem, 'key'> & { readonly wish?: string })[]): MenuItem[] {
  const taken = new Set<string>();
  return items.map(({ wish, ...item }) => {
    const key = [...Array.from(wish ?? ''), ...LETTERS].find((letter) => !taken.has(letter)) ?? '';
    taken.add(key);
    return { ...item, key };
  });
}

/** A menu in a frame: arrows and Enter, or the letter. */
export function menu(
  title: string,
  items: readonly MenuItem[],
  at = Math.max(
    0,
    items.findIndex(({ run }) => run),
  ),
): Overlay {
  return {
    kind: 'menu',
    onKey: (pressed, model) => {
      const key = asNavigation(pressed);
      const move = (step: number): Step => [
        replaceOverlay(model, menu(title, items, (at + step + items.length) % Math.max(1, items.length))),
        [],
      ];
      if (key.name === 'escape' || (key.name === 'char' && key.text === 'q' && !key.ctrl)) return [closeOverlay(model), []];
      if (key.name === 'down' || (key.name === 'char' && key.text === 'j')) return move(1);
      if (key.name === 'up' || (key.name === 'char' && key.text === 'k')) return move(-1);
      const chosen =
        key.name === 'enter'
          ? items[at]
          : key.name === 'char' && !key.ctrl && !key.alt
            ? items.find((item) => item.key === key.text)
            : undefined;
      if (!chosen) return undefined;
      if (!chosen.run)
        return [say(replaceOverlay(model, menu(title, items, items.indexOf(chosen))), `${chosen.label}：${chosen.why ?? ''}`, 'watch'), []];
      return chosen.run(closeOverlay(model));
    },
    view: (model, width, height) => {
      const labels = Math.max(8, ...items.map(({ label }) => displayWidth(label)));
      const inner = Math.min(
        width - 6,
        Math.max(
          displayWidth(title) + 2,
          labels + 4 + Math.max(...items.map(({ why }) => (why === undefined ? 0 : displayWidth(why) + 2)), 0),
        ),
      );
      const room = height - 4;
      const from = items.length <= room ? 0 : Math.min(Math.max(0, at - Math.floor(room / 2)), items.length - room);
      const body = items.slice(from, from + room).map((item, index): Line => {
        const selected = from + index === at;
        return [
          { text: ` ${item.key} `, tone: item.run ? 'key' : 'dim', inverse: selected },
          { text: padEnd(item.label, labels + 1), tone: item.run ? 'plain' : 'dim', inverse: selected },
          { text: item.why ?? '', tone: 'dim', inverse: selected },
        ];
      });
      const empty: Line[] = [[{ text: t(model, '没有可用的操作', 'Nothing to do here'), tone: 'dim' }]];
      return { lines: box(title, body.length === 0 ? empty : body, inner + 4) };
    },
  };
}
