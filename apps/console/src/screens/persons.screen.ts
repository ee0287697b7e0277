import { FindPersons, type PersonRow } from '@houzhai/contracts';
import { counted } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { inputOf, type TextInput } from '../widgets/text-input.ts';
import { areaName } from './areas.ts';
import { typeFilter, withFilterLine } from './filter-line.ts';
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

/** Residents of the register, found by number, name, initials or phone; lists show them masked. */
export function personsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, rows, typing } = state;
  const own = keeper<State>(uid, (next) => personsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.personId ?? '', rows.length, state.cursor);
  const current = rows[index];

  const page = (model: Model, cursor?: string): Step => {
    const { text, area } = parseAddress((own.now(model) ?? state).address);
    const input = { text, limit: PAGE, ...(area === undefined ? {} : { area }), ...(cursor === undefined ? {} : { cursor }) };
    const found = read(`persons-${String(uid)}`, FindPersons, input, ({ rows: more, total, nextCursor }, at) => {
      const all = cursor === undefined ? more : [...(own.now(at)?.rows ?? []), ...more];
      const next = { rows: all, total, read: true, ...(nextCursor === undefined ? {} : { nextCursor }) };
      return [own.set(own.without(at, 'nextCursor'), next), []];
    });
    return [model, [found]];
  };
  const search = (model: Model, text: string): Step => {
    const address = formatAddress({ ...parseAddress(state.address), text: text.trim() });
    return page(own.set(model, { address, cursor: atTop }));
  };
  const select = (model: Model, to: number): Step => {
    const moved = own.set(model, {
      cursor: { id: rows[to]?.personId, offset: scrollTo(to, state.cursor.offset, rows.length, model.size.rows - 7) },
    });
    return to > rows.length - 30 && state.nextCursor !== undefined ? page(moved, state.nextCursor) : [moved, []];
  };
  const stopTyping = (model: Model): Model => own.without(model, 'typing');

  return {
    ...own.kept(state),
    address: state.address,
    title: (model) => t(model, '居民', 'Residents'),
    scopes: typing ? ['filter'] : ['persons', 'list'],
    typing: typing !== undefined,
    load: (model) => page(model),
    ...(typing
      ? {
          onKey: (key: Key, model: Model) =>
            typeFilter(typing, key, model, {
              done: stopTyping,
              edited: (at, next) => search(own.set(at, { typing: next }), next.text),
            }),
        }
      : {}),
    onEscape: (model) => {
      if (typing) return [stopTyping(model), []];
      return parseAddress(state.address).text === '' ? undefined : search(model, '');
    },
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, rows.length, Math.max(1, model.size.rows - 8));
      if (moved !== undefined) return select(model, moved);
      switch (id) {
        case 'open':
          return current ? nav.go(model, `person ${current.no}`) : [model, []];
        case 'filter':
          return [own.set(model, { typing: inputOf(parseAddress(state.address).text) }), []];
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

/** A masked name, and how many entries of the same person were merged into this one. */
const labelOf = ({ label, merged = [] }: PersonRow): string => (merged.length === 0 ? label : `${label} +${String(merged.length)}`);

/** That a number which was searched for is of an entry that was merged. */
function mergedText(model: Model, rows: readonly PersonRow[], text: string): string {
  const found = rows.flatMap(({ no, merged = [] }) =>
    merged.flatMap((one) => (one.no.endsWith(text.toUpperCase()) ? [{ no, of: one.no }] : [])),
  );
  return text === '' ? '' : found.map(({ no, of }) => t(model, `  ${of} 已并入 ${no}`, `  ${of} is merged into ${no}`)).join('');
}

function view(model: Model, state: State, index: number, width: number, height: number): Frame {
  const columns: readonly Column<PersonRow>[] = [
    { id: 'no', title: t(model, '编号', 'No'), width: 19, priority: 1, text: ({ no }) => no },
    { id: 'label', title: t(model, '姓名', 'Name'), width: 10, priority: 1, text: labelOf },
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
      { text: t(model, `共 ${String(state.total)} 人`, counted(state.total, 'resident')), tone: 'title' },
      {
        text:
          state.nextCursor === undefined
            ? ''
            : t(model, `（已载入 ${String(state.rows.length)}）`, ` (${String(state.rows.length)} loaded)`),
        tone: 'dim',
      },
      { text: area === undefined ? '' : `  ${area} ${areaName(model, area)}`, tone: 'accent' },
      { text: mergedText(model, state.rows, text), tone: 'watch' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, state.rows, { index, offset, room }),
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
  const prompt = t(model, '/ 查找：', '/ find: ');
  const hint = state.typing ? t(model, '编号、姓名、首字母、电话', 'number, name, initials, phone') : t(model, 'Esc 清除', 'Esc clears');
  return withFilterLine(lines, { width, height }, { prompt, typing: state.typing, closed: text, hint });
}
