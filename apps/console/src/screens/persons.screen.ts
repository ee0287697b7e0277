import { FindPersons, type PersonRow } from '@houzhai/contracts';
import { ask, say, screenOf, t, withScreen, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { queryFailed, sentence } from '../app/perform.ts';
import { valueLabel } from '../commands/field-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { displayWidth } from '../terminal/width.ts';
import { headLine, layout, rowLine, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { edit, inputOf, windowOf, type TextInput } from '../widgets/text-input.ts';
import { areaName } from './form.screen.ts';
import { openRegisterForm } from './person.forms.ts';
import { openRequestForm } from './request.form.ts';

const PAGE = 100;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly rows: readonly PersonRow[];
  readonly total: number;
  readonly nextCursor?: string;
  readonly read: boolean;
  readonly cursor: ListCursor;
  readonly typing?: TextInput;
}
type PersonsScreen = Screen & { readonly state: State };

/** Residents of the register, found by number, name, initials or phone; lists show them masked. */
export function personsScreen(nav: Navigation, state: State): PersonsScreen {
  const { uid, rows } = state;
  const set = (model: Model, change: Partial<State>): Model =>
    withScreen<PersonsScreen>(model, uid, (screen) => personsScreen(nav, { ...screen.state, ...change }));
  const index = indexOf((at) => rows[at]?.personId ?? '', rows.length, state.cursor);
  const current = rows[index];

  const page = (model: Model, cursor?: string): Step => {
    const { text, area } = parseAddress((screenOf<PersonsScreen>(model, uid)?.state ?? state).address);
    return [
      model,
      [
        ask(
          `persons-${String(uid)}`,
          FindPersons,
          { text, limit: PAGE, ...(area === undefined ? {} : { area }), ...(cursor === undefined ? {} : { cursor }) },
          (outcome) => (at) => {
            if (!outcome.ok) return [say(at, sentence(at, outcome.refusal), 'alarm'), []];
            const { value } = outcome;
            return [
              withScreen<PersonsScreen>(at, uid, (screen) => {
                const { nextCursor: _, ...rest } = screen.state;
                const all = cursor === undefined ? value.rows : [...rest.rows, ...value.rows];
                return personsScreen(nav, {
                  ...rest,
                  rows: all,
                  total: value.total,
                  read: true,
                  ...(value.nextCursor === undefined ? {} : { nextCursor: value.nextCursor }),
                });
              }),
              [],
            ];
          },
          queryFailed,
        ),
      ],
    ];
  };
  const search = (model: Model, text: string): Step => {
    const address = formatAddress({ ...parseAddress(state.address), text: text.trim() });
    return page(set(model, { address, cursor: atTop }));
  };
  const select = (model: Model, to: number): Step => {
    const moved = set(model, {
      cursor: { id: rows[to]?.personId, offset: scrollTo(to, state.cursor.offset, rows.length, model.size.rows - 7) },
    });
    return to > rows.length - 30 && state.nextCursor !== undefined ? page(moved, state.nextCursor) : [moved, []];
  };
  const stopTyping = (model: Model): Model =>
    withScreen<PersonsScreen>(model, uid, (screen) => {
      const { typing: _, ...rest } = screen.state;
      return personsScreen(nav, rest);
    });

  return {
    state,
    uid,
    address: state.address,
    title: (model) => t(model, '居民', 'Residents'),
    scopes: ['persons', 'list'],
    typing: state.typing !== undefined,
    load: (model) => page(model),
    ...(state.typing === undefined
      ? {}
      : {
          onKey: (key, model) => {
            if (key.name === 'enter') return [stopTyping(model), []];
            const edited = edit(state.typing ?? inputOf(''), key);
            return edited && search(set(model, { typing: edited }), edited.text);
          },
        }),
    onEscape: (model) => {
      if (state.typing !== undefined) return [stopTyping(model), []];
      return parseAddress(state.address).text === '' ? undefined : search(model, '');
    },
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, rows.length, Math.max(1, model.size.rows - 8));
      if (moved !== undefined) return select(model, moved);
      switch (id) {
        case 'open':
          return current ? nav.go(model, `person ${current.no}`) : [model, []];
        case 'filter':
          return [set(model, { typing: inputOf(parseAddress(state.address).text) }), []];
        case 'register':
          return openRegisterForm(nav, model);
        case 'request':
          return openRequestForm(nav, model, current);
        case 'copy':
          return (
            current && [
              openOverlay(
                model,
                copyMenu(model, {
                  row: `${current.no}\t${current.label}\t${current.area}`,
                  id: current.no,
                  json: current,
                  line: hzFind(state.address),
                }),
              ),
              [],
            ]
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => hzFind(state.address),
  };
}

const hzFind = (address: string): string => {
  const { text, area } = parseAddress(address);
  return ['hz person find', text, ...(area === undefined ? [] : [`--area ${area}`])].filter((word) => word !== '').join(' ');
};

/** The register as it is opened. */
export const openPersons = (nav: Navigation, uid: number, address: string): Screen =>
  personsScreen(nav, { uid, address: formatAddress(parseAddress(address)), rows: [], total: 0, read: false, cursor: atTop });

function view(model: Model, state: State, index: number, width: number, height: number): Frame {
  const columns: readonly Column<PersonRow>[] = [
    { id: 'no', title: t(model, '编号', 'No'), width: 19, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 10, priority: 1, text: ({ label }) => label },
    { id: 'initials', title: t(model, '首字母', 'Initials'), width: 8, priority: 2, text: ({ initials }) => initials },
    { id: 'phone', title: t(model, '电话', 'Phone'), width: 14, priority: 1, text: ({ phoneMasked }) => phoneMasked ?? '—' },
    { id: 'document', title: t(model, '证件', 'Document'), width: 20, priority: 3, text: ({ documentMasked }) => documentMasked ?? '—' },
    { id: 'sex', title: t(model, '性别', 'Sex'), width: 8, priority: 3, text: ({ sex }) => valueLabel('sex', sex, model.lang) },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 16, grows: true, priority: 1, text: ({ area }) => areaName(model, area) },
  ];
  const laid = layout(columns, width - 2);
  const { text, area } = parseAddress(state.address);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, state.cursor.offset, state.rows.length, room);
  const lines: Line[] = [
    [
      { text: t(model, `共 ${String(state.total)} 人`, `${String(state.total)} residents`), tone: 'title' },
      {
        text:
          state.nextCursor === undefined
            ? ''
            : t(model, `（已载入 ${String(state.rows.length)}）`, ` (${String(state.rows.length)} loaded)`),
        tone: 'dim',
      },
      { text: area === undefined ? '' : `  ${area} ${areaName(model, area)}`, tone: 'accent' },
    ],
    headLine(laid, undefined, '  '),
    ...state.rows
      .slice(offset, offset + room)
      .map((row, at) =>
        rowLine(laid, row, { selected: offset + at === index, lead: { text: offset + at === index ? '▸ ' : '  ', tone: 'accent' } }),
      ),
  ];
  if (state.rows.length === 0)
    lines.push(
      [],
      [
        {
          text: !state.read
            ? t(model, '  正在读取…', '  Reading …')
            : text === ''
              ? t(model, '  这里还没有登记居民；a 登记', '  Nobody is registered here; a registers')
              : t(model, `  没有找到“${text}”；a 登记新居民`, `  Nobody found for “${text}”; a registers`),
          tone: 'dim',
        },
      ],
    );
  while (lines.length < height - 1) lines.push([]);
  const prompt = t(model, '/ 查找：', '/ find: ');
  if (state.typing === undefined)
    return { lines: [...lines.slice(0, height - 1), text === '' ? [] : [{ text: `${prompt}${text}`, tone: 'accent' }]] };
  const shown = windowOf(state.typing, width - 12);
  return {
    lines: [
      ...lines.slice(0, height - 1),
      [
        { text: prompt, tone: 'accent' },
        { text: shown.text, bold: true },
      ],
    ],
    cursor: { x: displayWidth(prompt) + shown.x, y: height - 1 },
  };
}
