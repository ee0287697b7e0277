import { AddOperator, DisableOperator, ListOperators, ResetOperator, type OperatorRow } from '@houzhai/contracts';
import { roleLabel } from '@houzhai/i18n';
import { entryOf } from '../app/errand-actions.ts';
import { ask, say, t, withScreen, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { perform, queryFailed, sentence } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import type { Line } from '../paint/styled.ts';
import { headLine, layout, rowLine, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { openForm } from './form.screen.ts';

interface State {
  readonly uid: number;
  readonly rows: readonly OperatorRow[];
  readonly read: boolean;
  readonly cursor: ListCursor;
}
type OperatorsScreen = Screen & { readonly state: State };

/** Accounts: who may sign in, in which roles and where. */
export function operatorsScreen(nav: Navigation, state: State): OperatorsScreen {
  const { uid, rows } = state;
  const set = (model: Model, change: Partial<State>): Model =>
    withScreen<OperatorsScreen>(model, uid, (screen) => operatorsScreen(nav, { ...screen.state, ...change }));
  const index = indexOf((at) => rows[at]?.operatorId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [
      ask(
        `operators-${String(uid)}`,
        ListOperators,
        {},
        (outcome) => (at) =>
          outcome.ok ? [set(at, { rows: outcome.value.rows, read: true }), []] : [say(at, sentence(at, outcome.refusal), 'alarm'), []],
        queryFailed,
      ),
    ],
  ];
  const reloaded = (model: Model): Step => model.stack.at(-1)?.load(model) ?? [model, []];
  const oneTime = (at: Model, account: string, password: string): Model =>
    say(
      at,
      t(at, `${account} 的一次性口令（只显示这一次）：${password}`, `One-time password of ${account}, shown once: ${password}`),
      'watch',
      0,
    );

  const command = (model: Model, verb: 'add' | 'disable' | 'reset', row: OperatorRow | undefined): Step => {
    const fixed: Record<string, unknown> = row ? { operatorId: row.operatorId } : {};
    const flags = formFlags(entryOf('operator', verb).input, fixed);
    const title = {
      add: t(model, '新增账号', 'Add an account'),
      disable: t(model, `停用 ${row?.account ?? ''}`, `Disable ${row?.account ?? ''}`),
      reset: t(model, `重置 ${row?.account ?? ''} 的口令`, `Reset ${row?.account ?? ''}`),
    }[verb];
    const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('operator', verb, flags, form, row?.account ?? '');
    return openForm(
      nav,
      model,
      {
        address: `operator ${verb}`,
        title: () => title,
        about: (at) => (verb === 'add' ? [] : [t(at, '其全部登录立即失效。', 'All their sessions end at once.')]),
        flags,
        submit: (at, input, form, self) => {
          const common = {
            commandId: self.commandId,
            line: line(form),
            refused: self.refused,
            failed: (why: Parameters<typeof self.failed>[0], _: string, after: Model) => self.failed(why, after),
          };
          const all = { ...fixed, ...input } as never;
          if (verb === 'disable')
            return perform(at, {
              contract: DisableOperator,
              input: all,
              ...common,
              done: (__, after) => reloaded(say(self.close(after), t(after, '✓ 已停用', '✓ Disabled'), 'good')),
            });
          if (verb === 'reset')
            return perform(at, {
              contract: ResetOperator,
              input: all,
              ...common,
              done: (value, after) => reloaded(oneTime(self.close(after), row?.account ?? '', value.oneTimePassword)),
            });
          return perform(at, {
            contract: AddOperator,
            input: all,
            ...common,
            done: (value, after) => reloaded(oneTime(self.close(after), value.account, value.oneTimePassword)),
          });
        },
        hzLine: line,
      },
      formOf(flags, model.lang),
    );
  };

  return {
    state,
    uid,
    address: 'operators',
    title: (model) => t(model, '账号', 'Operators'),
    scopes: ['operators', 'list'],
    load,
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, rows.length, Math.max(1, model.size.rows - 8));
      if (moved !== undefined)
        return [
          set(model, {
            cursor: { id: rows[moved]?.operatorId, offset: scrollTo(moved, state.cursor.offset, rows.length, model.size.rows - 6) },
          }),
          [],
        ];
      if (id === 'add') return command(model, 'add', undefined);
      if ((id === 'disable' || id === 'reset') && current) return command(model, id, current);
      return undefined;
    },
    view: (model, width, height) => {
      const columns: readonly Column<OperatorRow>[] = [
        { id: 'account', title: t(model, '账号', 'Account'), width: 16, priority: 1, text: ({ account }) => account },
        { id: 'name', title: t(model, '显示名', 'Name'), width: 14, priority: 1, text: ({ displayName }) => displayName },
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
          width: 20,
          grows: true,
          priority: 1,
          text: ({ roles }) => roles.map((role) => roleLabel(role, model.lang)).join('、'),
        },
        {
          id: 'scope',
          title: t(model, '辖区', 'Jurisdiction'),
          width: 18,
          grows: true,
          priority: 2,
          text: ({ scope }) => scope.join(', '),
        },
      ];
      const laid = layout(columns, width - 2);
      const room = Math.max(1, height - 2);
      const offset = scrollTo(index, state.cursor.offset, rows.length, room);
      const lines: Line[] = [
        [{ text: t(model, `共 ${String(rows.length)} 个账号`, `${String(rows.length)} accounts`), tone: 'title' }],
        headLine(laid, undefined, '  '),
        ...rows
          .slice(offset, offset + room)
          .map((row, at) =>
            rowLine(laid, row, { selected: offset + at === index, lead: { text: offset + at === index ? '▸ ' : '  ', tone: 'accent' } }),
          ),
      ];
      if (rows.length === 0)
        lines.push([{ text: state.read ? t(model, '  没有账号', '  No accounts') : t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]);
      return { lines };
    },
    hzLine: () => 'hz operator list',
  };
}

/** The accounts as opened. */
export const openOperators = (nav: Navigation, uid: number): Screen => operatorsScreen(nav, { uid, rows: [], read: false, cursor: atTop });
