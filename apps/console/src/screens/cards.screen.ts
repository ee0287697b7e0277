import { CardsPage, PersonLabels, type CardRow, type OutputOf } from '@houzhai/contracts';
import { counted, cardContentLabel, cardStatusLabel } from '@houzhai/i18n';
import { cardMenu, type LiveCard } from '../app/card-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

const LIMIT = 200;
type Labels = ReadonlyMap<string, string>;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof CardsPage>;
  readonly labels: Labels;
  readonly cursor: ListCursor;
}

interface Filter {
  readonly mine: boolean;
  readonly everything: boolean;
  readonly late: boolean;
  readonly area: string | undefined;
}
const filterOf = (address: string): Filter => {
  const { values, area } = parseAddress(address);
  return { mine: values['mine'] === 'true', everything: values['out'] === 'all', late: values['late'] === 'true', area };
};

/** A card of a list or of its own screen, as something can be done about it. */
export const liveCardOf = (row: CardRow, label: string, now: (model: Model) => CardRow | undefined): LiveCard => ({
  cardId: row.cardId,
  no: row.no,
  label,
  area: row.area,
  bearer: row.status === 'LOST' ? row.ownerId : row.holderId,
  now: (model) => now(model) ?? row,
});

/** Who holds a card, in words. */
export const holderText = (model: Model, { status, holderId, ownerId }: Pick<CardRow, 'status' | 'holderId' | 'ownerId'>): string =>
  holderId !== undefined
    ? nameOf(model, holderId)
    : status !== 'LOST'
      ? t(model, '本人', 'its owner')
      : ownerId === undefined
        ? t(model, '‼ 无人负责', '‼ nobody')
        : t(model, `${nameOf(model, ownerId)} 负责`, `${nameOf(model, ownerId)} sees to it`);

/** Insurance cards 医保卡 that are out, the longest first: who holds each, since when, by when it has to be back. */
export function cardsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed, labels } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => cardsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.cardId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { mine, everything, late, area } = filterOf(address);
  const load = (model: Model): Step => {
    const input = {
      mine,
      limit: LIMIT,
      ...(everything ? {} : { out: true }),
      ...(late ? { late } : {}),
      ...(area === undefined ? {} : { area }),
    };
    return [
      model,
      [
        read(`cards-${String(uid)}`, CardsPage, input, (value, at) => {
          const next = own.set(at, { listed: value });
          const ids = [...new Set(value.rows.map(({ personId }) => personId))].slice(0, LIMIT);
          if (ids.length === 0) return still(next);
          const named = read(`cards-${String(uid)}-labels`, PersonLabels, { ids }, (found, later) =>
            still(own.set(later, { labels: new Map(found.labels.map(({ personId, label }) => [personId, label])) })),
          );
          return [next, [named]];
        }),
      ],
    ];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openCards(nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    state,
    uid,
    address,
    title: (model) => t(model, '医保卡', 'Insurance cards'),
    scopes: ['cards', 'list'],
    load,
    onChange: (view, _, model) => (view === 'insurance-card' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined)
        return still(
          own.set(model, { cursor: { id: rows[moved]?.cardId, offset: scrollTo(moved, state.cursor.offset, rows.length, room) } }),
        );
      switch (id) {
        case 'open':
          return current ? nav.go(model, `card ${current.no}`) : still(model);
        case 'actions':
          return (
            current &&
            still(
              openOverlay(
                model,
                cardMenu(
                  liveCardOf(current, labels.get(current.personId) ?? '', (at) =>
                    own.now(at)?.listed?.rows.find(({ cardId }) => cardId === current.cardId),
                  ),
                ),
              ),
            )
          );
        case 'run':
          return current?.runNo === undefined ? still(model) : nav.go(model, `medicine-run ${current.runNo}`);
        case 'mine':
          return readdress(model, withWord(address, 'mine', mine ? '' : 'true'));
        case 'late':
          return readdress(model, withWord(address, 'late', late ? '' : 'true'));
        case 'all':
          return readdress(model, withWord(address, 'out', everything ? '' : 'all'));
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: columnsOf(model, labels)
                    .map((column) => column.text(current))
                    .join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz card show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () =>
      [
        'hz card list',
        ...(everything ? [] : ['--out']),
        ...(late ? ['--late'] : []),
        ...(mine ? ['--mine'] : []),
        ...(area === undefined ? [] : [`--area ${area}`]),
      ].join(' '),
  };
}

/** The cards as opened. */
export const openCards = (nav: Navigation, uid: number, address: string): Screen =>
  cardsScreen(nav, { uid, address: formatAddress(parseAddress(address)), labels: new Map(), cursor: atTop });

function columnsOf(model: Model, labels: Labels): readonly Column<CardRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '信封', 'Envelope'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'who', title: t(model, '居民', 'Resident'), width: 9, priority: 1, text: ({ personId }) => labels.get(personId) ?? '' },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 18 : 12,
      priority: 1,
      text: ({ status, late }) => `${late ? t(model, '‼超时 ', '‼LATE ') : ''}${cardStatusLabel(status, model.lang)}`,
      tone: ({ status, late }) => (late || status === 'LOST' ? 'alarm' : 'plain'),
    },
    { id: 'holder', title: t(model, '在谁手里', 'With'), width: en ? 12 : 10, priority: 1, text: (row) => holderText(model, row) },
    { id: 'since', title: t(model, '自', 'Since'), width: 11, priority: 1, text: ({ since }) => clock(model, since) },
    {
      id: 'due',
      title: t(model, '须还', 'Due'),
      width: 11,
      priority: 2,
      text: ({ dueBy }) => (dueBy === undefined ? '' : clock(model, dueBy)),
    },
    {
      id: 'contents',
      title: t(model, '内容', 'Contents'),
      width: en ? 24 : 14,
      priority: 3,
      text: ({ contents }) => contents.map((content) => cardContentLabel(content, model.lang)).join(t(model, '、', ', ')),
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 8, grows: true, priority: 2, text: ({ area }) => areaName(model, area) },
  ];
}

function view(model: Model, { listed, cursor, address, labels }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model, labels), width - 2);
  const room = Math.max(1, height - 2);
  const { mine, everything, late, area } = filterOf(address);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const overdue = rows.filter((row) => row.late).length;
  const filters = [
    everything ? t(model, '全部', 'all') : t(model, '在外', 'out'),
    ...(late ? [t(model, '超时', 'too long')] : []),
    ...(mine ? [t(model, '我经手的', 'mine')] : []),
    ...(area === undefined ? [] : [`${area} ${areaName(model, area)}`]),
  ];
  const lines: Line[] = [
    [
      {
        text: listed ? t(model, `${String(listed.total)} 张医保卡`, counted(listed.total, 'card')) : t(model, '正在读取…', 'Reading …'),
        tone: 'title',
      },
      { text: `  ${filters.join(' · ')}`, tone: 'accent' },
      {
        text: overdue > 0 ? t(model, `  ‼ 离户超时 ${String(overdue)}`, `  ‼ ${String(overdue)} out too long`) : '',
        tone: 'alarm',
      },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push(
      [],
      [
        {
          text: t(model, '  没有在外的医保卡；收卡在配药批次里办（:py），A 看全部', '  No card is out; they are collected in a medicine run (:py), A shows all'), // prettier-ignore
          tone: 'good',
        },
      ],
    );
  return { lines };
}
