import { AddPartner, ListPartners, PartnerLag, mayCall, type OutputOf, type PartnerRow, type Role } from '@houzhai/contracts';
import { clockTime, counted } from '@houzhai/i18n';
import { liveKeys } from '../commands/partner-keys.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { ask, say, still, t, type Effect, type Frame, type Model, type Msg, type Screen, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { askRevoke, openPartnerForm } from './partner.forms.ts';

type Lag = OutputOf<typeof PartnerLag>['rows'][number];
/** How often it is asked how far partners are, while somebody looks. */
const LOOK_MS = 3_000;

interface State {
  readonly uid: number;
  readonly listed?: OutputOf<typeof ListPartners>;
  readonly lag: readonly Lag[];
  readonly cursor: ListCursor;
  readonly looking: boolean;
}

/** Partners: what each may have, how far it is behind, and the keys to it. */
export function partnersScreen(state: State): Stateful<State> {
  const { uid, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper(uid, partnersScreen);
  const index = indexOf((at) => rows[at]?.partner ?? '', rows.length, state.cursor);
  const current = rows[index];
  const quietLag = ask(
    `quiet-partner-lag-${String(uid)}`,
    PartnerLag,
    {},
    (outcome) => (at) => still(outcome.ok ? own.set(at, { lag: outcome.value.rows }) : at),
    () => still,
  );
  const look: Msg = (model) =>
    own.now(model) === undefined
      ? still(model)
      : [model, [...(model.paused || model.link === 'offline' ? [] : [quietLag]), { do: 'later', ms: LOOK_MS, then: look }]];
  const load = (model: Model): Step => {
    const effects: Effect[] = [
      read(`partners-${String(uid)}`, ListPartners, {}, (value, at) => still(own.set(at, { listed: value }))),
      read(`partner-lag-${String(uid)}`, PartnerLag, {}, (value, at) => still(own.set(at, { lag: value.rows }))),
    ];
    if (own.now(model)?.looking === true) return [model, effects];
    return [own.set(model, { looking: true }), [...effects, { do: 'later', ms: LOOK_MS, then: look }]];
  };
  return {
    ...own.kept(state),
    address: 'partners',
    title: (model) => t(model, '合作单位', 'Partners'),
    scopes: ['partners', 'list'],
    load,
    onBinding: (id, model) => {
      const room = roomOf(model.size.rows - 3);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return [own.set(model, { cursor: { id: rows[moved]?.partner, offset } }), []];
      }
      switch (id) {
        case 'add':
        case 'change':
        case 'rotate':
        case 'replay':
        case 'revoke': {
          const why = whyNot(model, id === 'add' ? undefined : current);
          if (why !== undefined) return [say(model, why, 'watch'), []];
          if (id === 'add') return openPartnerForm(model, 'add', undefined);
          if (!current) return [model, []];
          return id === 'revoke' ? askRevoke(model, current, load) : openPartnerForm(model, id, current);
        }
        case 'copy':
          return current && [openOverlay(model, copyMenu(model, copied(current))), []];
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => 'hz partner list',
  };
}

/** The partners as opened. */
export const openPartners = (uid: number): Screen => partnersScreen({ uid, lag: [], cursor: atTop, looking: false });

/** Lines left for rows: title, head, an empty line and five of what the chosen one may have. */
const roomOf = (height: number): number => Math.max(1, height - 9);

/** Why a partner cannot be changed by whoever is signed in; undefined when it can. */
function whyNot(model: Model, row: PartnerRow | undefined): string | undefined {
  if (!mayCall(AddPartner.access, (model.me?.roles ?? []) as readonly Role[]))
    return t(model, '只有平台管理员可以更改合作单位', 'Only a platform administrator changes partners');
  return row?.state === 'REVOKED' ? t(model, '该合作单位已撤销', 'That partner is revoked') : undefined;
}

const copied = (row: PartnerRow) => ({
  row: [row.partner, row.purpose, row.state, row.events.join(','), row.areas.join(',')].join('\t'),
  id: row.partner,
  json: row,
  line: `hz partner lag ${row.partner}`,
});

function columnsOf(model: Model, lag: readonly Lag[]): readonly Column<PartnerRow>[] {
  const of = (row: PartnerRow): Lag | undefined => lag.find(({ partner }) => partner === row.partner);
  const when = (instant: string | undefined): string =>
    instant === undefined ? '—' : clockTime(instant, model.lang, new Date(model.now).toISOString());
  const count = (value: number | undefined): string => (value === undefined ? '' : String(value));
  return [
    { id: 'partner', title: t(model, '合作单位', 'Partner'), width: 14, priority: 1, text: ({ partner }) => partner },
    {
      id: 'state',
      title: t(model, '状态', 'Status'),
      width: 8,
      priority: 1,
      text: ({ state }) => (state === 'ACTIVE' ? t(model, '在用', 'active') : t(model, '已撤销', 'revoked')),
      tone: ({ state }) => (state === 'ACTIVE' ? 'good' : 'dim'),
    },
    { id: 'connections', title: t(model, '连接', 'Online'), width: 6, priority: 2, text: (row) => count(of(row)?.connections) },
    { id: 'waiting', title: t(model, '待取', 'Waiting'), width: 8, priority: 1, text: (row) => count(of(row)?.waiting) },
    { id: 'unconfirmed', title: t(model, '未确认', 'Unconfirmed'), width: 11, priority: 1, text: (row) => count(of(row)?.unconfirmed) },
    {
      id: 'oldest',
      title: t(model, '最早', 'Oldest'),
      width: 13,
      priority: 2,
      text: (row) => (row.state === 'ACTIVE' ? when(of(row)?.oldest) : ''),
    },
    {
      id: 'fetch',
      title: t(model, '最近取数', 'Last fetch'),
      width: 13,
      priority: 2,
      text: (row) => (row.state === 'ACTIVE' ? when(of(row)?.lastFetch) : ''),
    },
    { id: 'purpose', title: t(model, '用途', 'Purpose'), width: 16, grows: true, priority: 3, text: ({ purpose }) => purpose },
  ];
}

/** What the chosen partner may have, its keys, its last replay. */
function detailOf(model: Model, row: PartnerRow, lag: Lag | undefined): readonly Line[] {
  const when = (instant: string): string => clockTime(instant, model.lang, new Date(model.now).toISOString());
  const areas = row.areas.includes('a00') ? t(model, '全街道', 'all areas') : row.areas.map((area) => areaName(model, area)).join(' · ');
  const keys = liveKeys(row, model.now).map(({ publicKey, until }) => {
    const short = `${publicKey.slice(0, 6)}…${publicKey.slice(-4)}`;
    return until === undefined ? short : t(model, `${short} 至 ${when(until)}`, `${short} until ${when(until)}`);
  });
  const replay = lag?.replay;
  const told = (label: string, text: string): Line => [{ text: `  ${label}  `, tone: 'dim' }, { text }];
  return [
    [],
    told(t(model, '事件', 'Events'), row.events.join(' · ')),
    told(t(model, '范围', 'Areas'), areas),
    told(t(model, '密钥', 'Keys'), keys.join(' · ') || '—'),
    ...(replay
      ? [
          told(
            t(model, '重放', 'Replay'),
            replay.ended
              ? t(
                  model,
                  `自 ${when(replay.from)}，共 ${String(replay.given)} 条，已完成`,
                  `since ${when(replay.from)}, ${counted(replay.given, 'event')}, done`,
                )
              : t(
                  model,
                  `自 ${when(replay.from)}，已放 ${String(replay.given)} 条`,
                  `since ${when(replay.from)}, ${counted(replay.given, 'event')} so far`,
                ),
          ),
        ]
      : []),
  ];
}

function view(model: Model, { listed, lag, cursor }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model, lag), width - 2);
  const room = roomOf(height);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const stale = (listed?.servers ?? []).filter(({ current }) => !current).map(({ name }) => name);
  const chosen = rows[index];
  const empty = t(model, '  还没有合作单位；a 新增', '  No partner yet; a adds one');
  const lines: Line[] = [
    [
      {
        text: listed
          ? t(model, `共 ${String(rows.length)} 个合作单位`, counted(rows.length, 'partner'))
          : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      ...(stale.length === 0
        ? []
        : [
            {
              text: `   ‼ ${t(model, `nats-server 配置不是当前版本：${stale.join(' ')}`, `nats-server runs by an older configuration: ${stale.join(' ')}`)}`,
              tone: 'alarm',
            } as const,
          ]),
    ],
    headLine(laid, undefined, '  '),
    ...(listed && rows.length === 0 ? [[], [{ text: empty, tone: 'dim' } as const]] : bodyLines(laid, rows, { index, offset, room })),
    ...(chosen
      ? detailOf(
          model,
          chosen,
          lag.find(({ partner }) => partner === chosen.partner),
        )
      : []),
  ];
  return { lines };
}
