import { say, t, type Model, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { box, type Line } from '../paint/styled.ts';
import { displayWidth, padEnd } from '../terminal/width.ts';
import { edit, emptyInput, windowOf, type TextInput } from '../widgets/text-input.ts';
import { closeOverlay, replaceOverlay, type Overlay } from './overlay.ts';

/** One line the palette offers. */
export interface Offer {
  readonly zh: string;
  readonly en: string;
  /** Other things it is found by. */
  readonly also: readonly string[];
  /** Address or command line, shown beside it. */
  readonly line: string;
  readonly run: (model: Model) => Step;
}

/** Everything the palette knows, and how it reads an address. */
export interface PaletteSource {
  readonly offers: (model: Model) => readonly Offer[];
  readonly resolve: (text: string) => string | undefined;
  readonly nav: Navigation;
}

const fits = (offer: Offer, text: string): boolean => {
  const word = text.toLowerCase();
  return (
    word === '' ||
    [offer.zh, offer.en.toLowerCase(), offer.line, ...offer.also].some(
      (name) => name.startsWith(word) || (word.length > 1 && name.includes(word)),
    )
  );
};

/** The command palette: a place, an address, or a command, by Chinese, pinyin initials or English. */
export function palette(source: PaletteSource, input: TextInput = emptyInput, at = 0): Overlay {
  const found = (model: Model): readonly Offer[] => source.offers(model).filter((offer) => fits(offer, input.text.trim()));
  return {
    kind: 'palette',
    onKey: (key, model) => {
      const offers = found(model);
      if (key.name === 'escape') return [closeOverlay(model), []];
      if (key.name === 'up' || key.name === 'down') {
        const next = Math.min(Math.max(0, at + (key.name === 'down' ? 1 : -1)), Math.max(0, offers.length - 1));
        return [replaceOverlay(model, palette(source, input, next)), []];
      }
      if (key.name === 'enter') {
        const closed = closeOverlay(model);
        const chosen = offers[at];
        if (chosen) return chosen.run(closed);
        const address = source.resolve(input.text);
        if (address !== undefined) return source.nav.go(closed, address);
        return [
          say(closed, t(model, `没有命令“${input.text.trim()}”；? 看按键`, `No command “${input.text.trim()}”; ? shows the keys`), 'watch'),
          [],
        ];
      }
      const edited = edit(input, key);
      return edited && [replaceOverlay(model, palette(source, edited)), []];
    },
    view: (model, width, height) => {
      const inner = Math.min(width - 6, 76);
      const offers = found(model);
      const room = Math.max(3, Math.min(14, height - 6));
      const from = Math.max(0, Math.min(at - Math.floor(room / 2), offers.length - room));
      const { text, x } = windowOf(input, inner - 3);
      const body: Line[] = [
        [
          { text: ': ', tone: 'key' },
          { text, bold: true },
        ],
      ];
      offers.slice(from, from + room).forEach((offer, index) => {
        const inverse = from + index === at;
        body.push([
          { text: inverse ? '▸ ' : '  ', tone: 'accent' },
          { text: padEnd(offer[model.lang], Math.min(30, inner - 30)), inverse },
          { text: ` :${offer.line}`, tone: 'dim' },
        ]);
      });
      const address = source.resolve(input.text);
      if (offers.length === 0)
        body.push([
          {
            text: address === undefined ? t(model, '  没有这样的命令', '  No such command') : `  → :${address}`,
            tone: address === undefined ? 'dim' : 'accent',
          },
        ]);
      return {
        lines: box(t(model, '命令 · 中文、首字母、英文', 'Command'), body, inner + 4),
        cursor: { x: 2 + displayWidth(': ') + x, y: 1 },
      };
    },
  };
}
