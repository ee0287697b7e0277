import { ListOperators, mayCall, type OperatorRow, type Role } from '@houzhai/contracts';
import { roleLabel } from '@houzhai/i18n';
import { entryOf } from '../app/errand-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import { contractOf } from '../commands/manifest.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { haystackOf, matches, parseQuery } from '../widgets/matcher.ts';
import { inputOf, type TextInput } from '../widgets/text-input.ts';
import { scopeName } from './areas.ts';
import { typeFilter, withFilterLine } from './filter-line.ts';
import { openOperatorForm, type OperatorVerb } from './operator.forms.ts';

interface State {
  readonly uid: number;
  readonly all: readonly OperatorRow[];
  readonly read: boolean;
  readonly cursor: ListCursor;
  readonly words: string;
  readonly typing?: TextInput;
}

/** Accounts: who may sign in, in which roles and where. */
export function operatorsScreen(state: State): Stateful<State> {
  const { uid, typing } = state;
  const own = keeper(uid, operatorsScreen);
  const found = (model: Model): readonly OperatorRow[] => matching(model, state);
  const place = (model: Model) => {
    const rows = found(model);
    const index = indexOf((at) => rows[at]?.operatorId ?? '', rows.length, state.cursor);
    return { rows, index, current: rows[index] };
  };
  const load = (model: Model): Step => [
    model,
    [read(`operators-${String(uid)}`, ListOperators, {}, ({ rows }, at) => [own.set(at, { all: rows, read: true }), []])],
  ];
  const stopTyping = (model: Model): Model => own.without(model, 'typing');

  const change = (model: Model, verb: OperatorVerb, row: OperatorRow | undefined): Step => {
    const why = whyNotChange(model, verb, row);
    return why === undefined ? openOperatorForm(model, verb, row) : [say(model, why, 'watch'), []];
  };

  return {
    ...own.kept(state),
    address: 'operators',
    title: (model) => t(model, '账号', 'Operators'),
    scopes: typing ? ['filter'] : ['operators', 'list'],
    typing: typing !== undefined,
    load,
    ...(typing
      ? {
          onKey: (key: Key, model: Model) =>
            typeFilter(typing, key, model, {
              done: stopTyping,
              edited: (at, next) => [own.set(at, { typing: next, words: next.text, cursor: atTop }), []],
            }),
        }
      : {}),
    onEscape: (model) => {
      if (typing) return [stopTyping(model), []];
      return state.words === '' ? undefined : [own.set(model, { words: '' }), []];
    },
    onBinding: (id, model) => {
      const { rows, index, current } = place(model);
      const moved = moveCursor(id, index, rows.length, listRoom(model));
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, listRoom(model));
        return [own.set(model, { cursor: { id: rows[moved]?.operatorId, offset } }), []];
      }
      switch (id) {
        case 'add':
          return change(model, 'add', undefined);
        case 'disable':
        case 'reset':
          return current ? change(model, id, current) : [model, []];
        case 'second-factor':
          return current ? change(model, 'reset-second-factor', current) : [model, []];
        case 'filter':
          return [own.set(model, { typing: inputOf(state.words) }), []];
        case 'copy':
          return current && [openOverlay(model, copyMenu(model, copied(current))), []];
        default:
          return undefined;
      }
    },
    view: (model, width, height) => {
      const { rows, index } = place(model);
      return view(model, state, rows, index, width, height);
    },
    hzLine: () => 'hz operator list',
  };
}

/** The accounts as opened. */
export const openOperators = (uid: number): Screen => operatorsScreen({ uid, all: [], read: false, cursor: atTop, words: '' });

const listRoom = (model: Model): number => Math.max(1, model.size.rows - 7);

function matching(model: Model, { all, words }: State): readonly OperatorRow[] {
  const query = parseQuery(words);
  if (query.terms.length === 0) return all;
  const haystack = (row: OperatorRow): string =>
    haystackOf(
      row.account,
      row.displayName,
      '',
      ...row.roles.flatMap((role) => [role, roleLabel(role, 'zh'), roleLabel(role, 'en')]),
      ...row.scope.map((path) => scopeName(model, path)),
      row.active ? '可用 active' : '停用 disabled',
    );
  return all.filter((row) => matches(query, row, { haystack }));
}

/** Why an account cannot be changed by whoever is signed in; undefined when it can. */
function whyNotChange(model: Model, verb: OperatorVerb, row: OperatorRow | undefined): string | undefined {
  const { access } = contractOf(entryOf('operator', verb).contract);
  if (!mayCall(access, (model.me?.roles ?? []) as readonly Role[]))
    return t(model, '只有平台管理员可以更改账号', 'Only a platform administrator changes accounts');
  if (row && row.operatorId === model.me?.operatorId)
    return verb === 'disable'
      ? t(model, '不能停用自己的账号', 'Your own account cannot be disabled by you')
      : t(model, '这是您自己的账号；用 : 更改口令或动态口令', 'This is your own account; : change my password, or the second factor');
  return verb === 'disable' && row?.active === false ? t(model, '该账号已停用', 'The account is disabled already') : undefined;
}

const copied = (row: OperatorRow) => ({
  row: [row.account, row.displayName, row.roles.join(','), row.scope.join(','), row.active ? 'active' : 'disabled'].join('\t'),
  id: row.account,
  json: row,
  line: 'hz operator list',
});

const columnsOf = (model: Model): readonly Column<OperatorRow>[] => [
  { id: 'account', title: t(model, '账号', 'Account'), width: 14, priority: 1, text: ({ account }) => account },
  { id: 'name', title: t(model, '显示名', 'Name'), width: 18, priority: 1, text: ({ displayName }) => displayName },
  {
    id: 'active',
    title: t(model, '状态', 'Status'),
    width: 8,
    priority: 1,
    text: ({ active }) => (active ? t(model, '可用', 'active') : t(model, '停用', 'disabled')),
    tone: ({ active }) => (active ? 'good' : 'dim'),
  },
  {
    id: 'roles',
    title: t(model, '角色', 'Roles'),
    width: 16,
    grows: true,
    priority: 1,
    text: ({ roles }) => roles.map((role) => roleLabel(role, model.lang)).join(' · '),
  },
  {
    id: 'scope',
    title: t(model, '辖区', 'Jurisdiction'),
    width: 14,
    grows: true,
    priority: 1,
    text: ({ scope }) => scope.map((path) => scopeName(model, path)).join(' · '),
  },
];

function view(model: Model, state: State, rows: readonly OperatorRow[], index: number, width: number, height: number): Frame {
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 3);
  const offset = scrollTo(index, state.cursor.offset, rows.length, room);
  const count = String(state.all.length);
  const match = state.words === '' ? '' : t(model, ` · 筛选后 ${String(rows.length)}`, ` · ${String(rows.length)} match`);
  const empty = !state.read
    ? t(model, '  正在读取…', '  Reading …')
    : t(model, '  没有符合筛选的账号；Esc 清除筛选', '  No account matches the filter; Esc clears it');
  const lines: Line[] = [
    [{ text: state.read ? t(model, `共 ${count} 个账号${match}`, `${count} accounts${match}`) : '', tone: 'title' }],
    headLine(laid, undefined, '  '),
    ...(rows.length === 0 ? [[], [{ text: empty, tone: 'dim' } as const]] : bodyLines(laid, rows, { index, offset, room })),
  ];
  const prompt = t(model, '/ 筛选：', '/ filter: ');
  const hint = state.typing ? t(model, '账号、姓名、角色、辖区', 'account, name, role, area') : t(model, 'Esc 清除', 'Esc clears');
  return withFilterLine(lines, { width, height }, { prompt, typing: state.typing, closed: state.words, hint });
}
