import { FindPersons, WorklistPage, type PersonRow, type WorklistRow } from '@houzhai/contracts';
import { kindLabel, statusLabel } from '@houzhai/i18n';
import { t, type Model, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { box, type Line } from '../paint/styled.ts';
import { displayWidth, padEnd } from '../terminal/width.ts';
import { edit, inputOf, windowOf, type TextInput } from '../widgets/text-input.ts';
import { closeOverlay, replaceOverlay, updateOverlay, type Overlay } from './overlay.ts';

interface Found {
  readonly text: string;
  readonly persons: readonly PersonRow[];
  readonly errands: readonly WorklistRow[];
}
/** The overlay with what was typed and found, so that an answer adds to it and types nothing back. */
interface Search extends Overlay {
  readonly input: TextInput;
  readonly found: Found;
}
const nothing: Found = { text: '', persons: [], errands: [] };

/** Opens the search with a text: a Chinese character typed anywhere lands here. */
export function openSearch(nav: Navigation, model: Model, text: string): Step {
  const opened = { ...model, overlays: [...model.overlays, search(nav, inputOf(text), nothing, 0)] };
  return lookUp(nav, opened, text);
}

/** One text, everything it may be: a resident by number, name, initials, phone; an errand by its number. */
function search(nav: Navigation, input: TextInput, found: Found, at: number): Search {
  const hits = [
    ...found.persons.map((row) => ({ open: (model: Model): Step => nav.go(model, `person ${row.no}`) })),
    ...found.errands.map((row) => ({ open: (model: Model): Step => nav.go(model, `errand ${row.no}`) })),
  ];
  return {
    input,
    found,
    kind: 'search',
    onKey: (key, model) => {
      if (key.name === 'escape') return [closeOverlay(model), []];
      if (key.name === 'up' || key.name === 'down') {
        const next = Math.min(Math.max(0, at + (key.name === 'down' ? 1 : -1)), Math.max(0, hits.length - 1));
        return [replaceOverlay(model, search(nav, input, found, next)), []];
      }
      if (key.name === 'enter') return hits[at]?.open(closeOverlay(model));
      const edited = edit(input, key);
      if (!edited) return undefined;
      const next = replaceOverlay(model, search(nav, edited, found, 0));
      return edited.text.trim() === input.text.trim() ? [next, []] : lookUp(nav, next, edited.text.trim());
    },
    view: (model, width) => {
      const inner = Math.min(width - 6, 78);
      const prompt = t(model, '查找：', 'Find: ');
      const { text, x } = windowOf(input, inner - displayWidth(prompt));
      const body: Line[] = [
        [
          { text: prompt, tone: 'key' },
          { text, bold: true },
        ],
      ];
      const area = (code: string): string => model.areas.get(code)?.[model.lang] ?? code;
      found.persons.forEach((row, index) => {
        const inverse = index === at;
        body.push([
          { text: padEnd(index === 0 ? t(model, '居民', 'Resident') : '', 9), tone: 'dim' },
          { text: `${padEnd(row.label, 8)} ${padEnd(row.phoneMasked ?? '—', 13)} ${padEnd(area(row.area), 12)} ${row.no}`, inverse },
        ]);
      });
      found.errands.forEach((row, index) => {
        const inverse = found.persons.length + index === at;
        body.push([
          { text: padEnd(index === 0 ? t(model, '代办', 'Errand') : '', 9), tone: 'dim' },
          {
            text: `${row.no} ${padEnd(kindLabel(row.kind, model.lang), 9)} ${padEnd(statusLabel(row.status, model.lang), 10)} ${area(row.area)}`,
            inverse,
          },
        ]);
      });
      if (hits.length === 0) {
        const done = found.text === input.text.trim();
        body.push([
          {
            text:
              input.text.trim() === ''
                ? t(model, '编号、姓名、首字母、电话', 'Number, name, initials, phone')
                : done
                  ? t(model, '没有找到；4 后按 a 可登记新居民的代办', 'Nothing found; 4 then a registers an errand for somebody new')
                  : t(model, '正在查找…', 'Looking …'),
            tone: 'dim',
          },
        ]);
      }
      return {
        lines: box(t(model, '查找 · Enter 打开 · Esc 关闭', 'Search · Enter opens · Esc closes'), body, inner + 4),
        cursor: { x: 2 + displayWidth(prompt) + x, y: 1 },
      };
    },
  };
}

function lookUp(nav: Navigation, model: Model, text: string): Step {
  if (text === '') return [updateOverlay(model, 'search', () => search(nav, inputOf(''), nothing, 0)), []];
  const put = (at: Model, change: Partial<Found>): Step => [
    updateOverlay(at, 'search', (overlay) => {
      const { input, found } = overlay as Search;
      if (input.text.trim() !== text) return overlay;
      return search(nav, input, { ...(found.text === text ? found : { ...nothing, text }), ...change }, 0);
    }),
    [],
  ];
  const errandLike = /^[eE]?[rR]?-?\d/.test(text);
  return [
    model,
    [
      read('search-persons', FindPersons, { text, limit: 8 }, ({ rows }, at) => put(at, { persons: rows })),
      ...(errandLike
        ? [read('search-errands', WorklistPage, { no: text.toUpperCase(), limit: 5 }, ({ rows }, at) => put(at, { errands: rows }))]
        : []),
    ],
  ];
}
