import { EndSession, ListSessions, type OutputOf } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { parseAddress } from '../app/navigation.ts';
import { perform, read } from '../app/perform.ts';
import { confirm } from '../overlays/confirm.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';

type Row = OutputOf<typeof ListSessions>['rows'][number];
interface State {
  readonly uid: number;
  /** Those of the accounts one looks after, or only one's own. */
  readonly all: boolean;
  readonly rows?: readonly Row[];
  readonly cursor: ListCursor;
}

/** Open sessions: where somebody is signed in, since when, and the way to end it. */
export function sessionsScreen(state: State): Stateful<State> {
  const { uid, all, rows = [] } = state;
  const own = keeper(uid, sessionsScreen);
  const index = indexOf((at) => rows[at]?.sessionId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [
      read(`sessions-${String(uid)}`, ListSessions, { all: own.now(model)?.all ?? all }, (value, at) => [
        own.set(at, { rows: value.rows }),
        [],
      ]),
    ],
  ];
  const end = (model: Model, row: Row): Step => {
    const who = `${row.account} · ${clientName(model, row)}`;
    const text = row.current
      ? t(model, '这是您正在用的会话：将回到登录页。', 'This is the session you are using: it leads back to the sign-in.')
      : t(model, `${who}：立即断开，未提交的内容留在对方屏幕。`, `${who}: closed at once; what is not sent stays on that screen.`);
    const run = (at: Model): Step =>
      perform(at, {
        contract: EndSession,
        input: { sessionId: row.sessionId },
        line: `hz session end ${row.sessionId}`,
        done: (_, after) => load(say(after, t(after, `✓ 已结束 ${who}`, `✓ Ended ${who}`), 'good')),
      });
    return [openOverlay(model, confirm({ title: t(model, '结束会话', 'End the session'), text: [text], run })), []];
  };

  return {
    ...own.kept(state),
    address: all ? 'sessions all=true' : 'sessions',
    title: (model) => (all ? t(model, '全部会话', 'All sessions') : t(model, '我的会话', 'My sessions')),
    scopes: ['sessions', 'list'],
    load,
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 7);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return [own.set(model, { cursor: { id: rows[moved]?.sessionId, offset } }), []];
      }
      switch (id) {
        case 'end':
          return current ? end(model, current) : [model, []];
        case 'all':
          if (!isAdmin(model))
            return [
              say(model, t(model, '只有平台管理员可看他人的会话', 'Only a platform administrator sees those of others'), 'watch'),
              [],
            ];
          return load(own.set(model, { all: !all, cursor: atTop }));
        case 'copy':
          return current && [openOverlay(model, copyMenu(model, copied(current))), []];
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => (all ? 'hz session list --all' : 'hz session list'),
  };
}

const isAdmin = (model: Model): boolean => model.me?.roles.includes('PLATFORM_ADMIN') === true;

/** The sessions as opened: one's own, or with `all=true` those an administrator looks after. */
export const openSessions = (uid: number, address: string, model: Model): Screen =>
  sessionsScreen({ uid, all: parseAddress(address).values['all'] === 'true' && isAdmin(model), cursor: atTop });

const clientName = (model: Model, { client }: Row): string =>
  ({ console: t(model, '控制台', 'console'), hz: 'hz', program: t(model, '程序', 'program') })[client];

const copied = (row: Row) => ({
  row: [row.account, row.displayName, row.client, row.startedAt, row.lastSeenAt].join('\t'),
  id: row.sessionId,
  json: row,
  line: `hz session end ${row.sessionId}`,
});

function columnsOf(model: Model): readonly Column<Row>[] {
  const when = (instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());
  return [
    { id: 'account', title: t(model, '账号', 'Account'), width: 14, priority: 1, text: ({ account }) => account },
    { id: 'name', title: t(model, '显示名', 'Name'), width: 16, grows: true, priority: 2, text: ({ displayName }) => displayName },
    { id: 'client', title: t(model, '用什么', 'Client'), width: 9, priority: 1, text: (row) => clientName(model, row) },
    { id: 'started', title: t(model, '登录', 'Signed in'), width: 13, priority: 1, text: ({ startedAt }) => when(startedAt) },
    { id: 'seen', title: t(model, '最近', 'Last seen'), width: 13, priority: 1, text: ({ lastSeenAt }) => when(lastSeenAt) },
    {
      id: 'current',
      title: '',
      width: 10,
      priority: 1,
      text: ({ current, readOnly }) =>
        [current ? t(model, '● 本会话', '● this one') : '', readOnly ? t(model, '只读', 'read-only') : ''].filter(Boolean).join(' '),
      tone: () => 'good',
    },
  ];
}

function view(model: Model, { rows, all }: State, index: number, width: number, height: number): Frame {
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 3);
  const shown = rows ?? [];
  const offset = scrollTo(index, 0, shown.length, room);
  const hint = all ? t(model, 'A 只看本人', 'A shows only mine') : isAdmin(model) ? t(model, 'A 看全部账号', 'A shows all accounts') : '';
  const count = t(model, `共 ${String(shown.length)} 个会话`, `${String(shown.length)} sessions`);
  const lines: Line[] = [
    [
      { text: rows ? count : t(model, '正在读取…', 'Reading …'), tone: 'title' },
      { text: `   ${hint}`, tone: 'dim' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, shown, { index, offset, room }),
  ];
  return { lines };
}
