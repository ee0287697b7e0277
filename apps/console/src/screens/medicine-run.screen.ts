import { PersonLabels, RunDetail, Uuid, type OutputOf, type RunLine, type RunStop } from '@houzhai/contracts';
import { counted, lineStatusLabel, runStatusLabel, stopCardLabel } from '@houzhai/i18n';
import { cardItems, takeCardAction, type LiveCard } from '../app/card-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { printRun, runMenu, takeNextRunStep, takeRunAction, type LiveRun } from '../app/medicine-actions.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Span, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { medicinePlaceName } from './medicine-places.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof RunDetail>;
interface State {
  readonly uid: number;
  /** Number of the run, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly labels: ReadonlyMap<string, string>;
  readonly missing: boolean;
  readonly cursor: ListCursor;
  /** Cards of the stops that are marked. */
  readonly marks: ReadonlySet<string>;
}

/** One line of the screen: a stop, or a line of it. */
interface Entry {
  readonly id: string;
  readonly stop: RunStop;
  readonly line?: RunLine;
}
const entriesOf = ({ stops, lines }: Pick<Detail, 'stops' | 'lines'>): readonly Entry[] =>
  stops.flatMap((stop) => [
    { id: stop.cardId, stop },
    ...lines.filter(({ cardId }) => cardId === stop.cardId).map((line) => ({ id: line.lineId, stop, line })),
  ]);

/** One medicine run: its stops in order with card and lines, and what can be done. */
export function medicineRunScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail, marks } = state;
  const own = keeper<State>(uid, (next) => medicineRunScreen(nav, next));
  const entries = detail ? entriesOf(detail) : [];
  const index = indexOf((at) => entries[at]?.id ?? '', entries.length, state.cursor);
  const current = entries[index];
  const load = (model: Model): Step => [
    model,
    [
      read(
        `medicine-run-${String(uid)}`,
        RunDetail,
        Uuid.safeParse(no).success ? { runId: no } : { no },
        (value, at) => {
          const there = new Set(value.stops.map(({ cardId }) => cardId));
          const kept = [...(own.now(at)?.marks ?? [])].filter((cardId) => there.has(cardId));
          const next = own.set(at, { detail: value, marks: new Set(kept) });
          const ids = value.stops.map(({ personId }) => personId).filter((id) => !state.labels.has(id));
          if (ids.length === 0) return still(next);
          const labels = read(`medicine-run-${String(uid)}-labels`, PersonLabels, { ids }, (found, later) =>
            still(own.set(later, { labels: new Map(found.labels.map(({ personId, label }) => [personId, label])) })),
          );
          return [next, [labels]];
        },
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row, stops, lines }: Detail): LiveRun => {
    const marked = stops.filter(({ cardId }) => marks.has(cardId));
    return {
      row,
      stops: marked.length > 0 ? marked : current ? [current.stop] : [],
      lines,
      line: current?.line,
      ofStop: current ? lines.filter(({ cardId }) => cardId === current.stop.cardId) : [],
      now: (at) => own.now(at)?.detail?.row,
    };
  };
  const card = (model: Model): LiveCard | undefined =>
    current && detail ? liveCard(state, current.stop, (at) => own.now(at)?.detail ?? detail, model) : undefined;
  const select = (model: Model, to: number): Model => own.set(model, { cursor: { id: entries[to]?.id, offset: 0 } });
  return {
    state,
    uid,
    address: `medicine-run ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['medicine-run', 'list'],
    load,
    onChange: (view, ids, model) => {
      const mine = new Set([detail?.row.runId, ...(detail?.stops ?? []).map(({ cardId }) => cardId)]);
      const concerns = (view === 'medicine-run' || view === 'insurance-card') && (ids?.some((id) => mine.has(id)) ?? true);
      return concerns ? load(model) : still(model);
    },
    onEscape: (model) => (marks.size > 0 ? still(own.set(model, { marks: new Set() })) : undefined),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, entries.length, 8);
      if (moved !== undefined) return still(select(model, moved));
      if (!detail) return undefined;
      const held = card(model);
      switch (id) {
        case 'next':
          return takeNextRunStep(model, live(detail));
        case 'actions':
          return still(
            openOverlay(
              model,
              runMenu(model, live(detail), (at) => (held ? cardItems(at, held) : [])),
            ),
          );
        case 'collect':
          return held ? takeCardAction(model, held, 'collect') : still(model);
        case 'return':
          return held ? takeCardAction(model, held, 'return') : still(model);
        case 'fetch':
          return takeRunAction(model, live(detail), 'fetch');
        case 'deliver':
          return takeRunAction(model, live(detail), 'deliver');
        case 'offer':
          return takeRunAction(model, live(detail), 'offer');
        case 'custody':
        case 'open':
          return current ? nav.go(model, `card ${current.stop.cardNo}`) : still(model);
        case 'errand': {
          const errandNo = current?.line?.errandNo ?? live(detail).ofStop[0]?.errandNo;
          return errandNo === undefined ? still(model) : nav.go(model, `errand ${errandNo}`);
        }
        case 'mark': {
          if (!current) return still(model);
          const next = new Set(marks);
          if (!next.delete(current.stop.cardId)) next.add(current.stop.cardId);
          const after = entries.findIndex(({ stop, line }) => !line && stop.nth > current.stop.nth);
          return still(select(own.set(model, { marks: next }), after === -1 ? index : after));
        }
        case 'mark-all':
          return still(own.set(model, { marks: new Set(marks.size > 0 ? [] : detail.stops.map(({ cardId }) => cardId)) }));
        case 'print':
          return still(
            openOverlay(
              model,
              menu(t(model, '打印', 'Print'), [
                { key: 'r', label: t(model, '路线单（按户）', 'Route sheet, by stop'), run: (at) => [at, [printRun(detail.row, 'ROUTE')]] },
                {
                  key: 'p',
                  label: t(model, '取药单（按药房）', 'Pick list, by pharmacy'),
                  run: (at) => [at, [printRun(detail.row, 'PICK')]],
                },
              ]),
            ),
          );
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [detail.row.no, detail.row.status, detail.row.areas.join(','), String(detail.row.stops)].join('\t'),
                id: detail.row.no,
                json: detail.row,
                line: `hz medicine-run show ${detail.row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, entries, index, width, height),
    hzLine: () => `hz medicine-run show ${detail?.row.no ?? no}`,
  };
}

/** The run as opened. */
export const openMedicineRun = (nav: Navigation, uid: number, no: string): Screen =>
  medicineRunScreen(nav, { uid, no, labels: new Map(), missing: false, cursor: atTop, marks: new Set() });

/** The card of a stop, as far as the run says how it stands. */
function liveCard(state: State, stop: RunStop, now: (model: Model) => Detail, model: Model): LiveCard {
  const { row } = now(model);
  const mayAct = row.allowedActions.length > 0;
  return {
    cardId: stop.cardId,
    no: stop.cardNo,
    label: state.labels.get(stop.personId) ?? '',
    area: stop.area,
    bearer: row.agentId,
    now: (at) => {
      const { row: run, stops } = now(at);
      const card = stops.find(({ cardId }) => cardId === stop.cardId)?.card;
      switch (card) {
        case 'WITH_OWNER':
          return { status: 'WITH_OWNER', allowedActions: mayAct && run.status === 'COLLECTING' ? ['collect'] : [] };
        case 'OUT':
          return { status: 'COLLECTED', allowedActions: mayAct ? ['return', 'report-lost'] : [] };
        case 'LOST':
          return { status: 'LOST', allowedActions: mayAct ? ['return', 'pass-on'] : [] };
        default:
          return card && { status: 'RETURNED', allowedActions: [] };
      }
    },
  };
}

function view(model: Model, state: State, entries: readonly Entry[], index: number, width: number, height: number): Frame {
  const { no, detail, missing, marks } = state;
  if (missing)
    return { lines: [[{ text: t(model, `  找不到配药批次 ${no}，或不在您的辖区。Esc 返回`, `  No medicine run ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, history } = detail;
  const times = [
    t(model, `编批 ${clock(model, row.plannedAt)}`, `planned ${clock(model, row.plannedAt)}`),
    ...(row.departedAt === undefined ? [] : [t(model, `出发 ${clock(model, row.departedAt)}`, `left ${clock(model, row.departedAt)}`)]),
    ...(row.returnedAt === undefined
      ? []
      : [t(model, `结清 ${clock(model, row.returnedAt)}`, `reconciled ${clock(model, row.returnedAt)}`)]),
  ];
  const head: Line[] = [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: runStatusLabel(row.status, model.lang), bold: true },
      { text: `  ${t(model, `${String(row.stops)} 户`, counted(row.stops, 'stop'))}` },
      {
        text: row.cardsOut > 0 ? t(model, `  ! 卡在外 ${String(row.cardsOut)}`, `  ! ${counted(row.cardsOut, 'card')} out`) : '',
        tone: 'watch',
      },
      { text: marks.size > 0 ? t(model, `  ◆ 已标记 ${String(marks.size)}`, `  ◆ ${String(marks.size)} marked`) : '', tone: 'watch' },
    ],
    pair(
      model,
      t(model, '代办员', 'Agent'),
      `${nameOf(model, row.agentId)} · ${t(model, '医院', 'hospital')} ${medicinePlaceName(model, row.hospital)} · ${times.join(' · ')}`,
    ),
    pair(
      model,
      t(model, '药品', 'Lines'),
      t(
        model,
        `待取 ${String(row.toFetch)} · 待送 ${String(row.toDeliver)} · 已送达 ${String(row.delivered)}`,
        `${String(row.toFetch)} to fetch · ${String(row.toDeliver)} to deliver · ${String(row.delivered)} delivered`,
      ),
    ),
    ...(row.offered > 0
      ? [
          pair(
            model,
            t(model, '交接', 'Offer'),
            t(model, `${String(row.offered)} 户等 ${nameOf(model, row.offeredTo)} 签收`, `${counted(row.offered, 'stop')} waiting for ${nameOf(model, row.offeredTo)} to sign`), // prettier-ignore
            'watch',
          ),
        ]
      : []),
    [],
  ];
  const body = entries.map((entry, position) => entryLine(model, state, entry, position === index));
  const all = [...head, ...body, [], ...historyLines(model, 'medicine-run', history)];
  const line = head.length + index;
  const wanted = index === entries.length - 1 ? line - 3 : line - height + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

const CARD_TONE: Readonly<Record<RunStop['card'], Tone>> = { WITH_OWNER: 'plain', OUT: 'watch', RETURNED: 'good', LOST: 'alarm' };
const LINE_TONE: Readonly<Record<RunLine['status'], Tone>> = { TO_FETCH: 'plain', FETCHED: 'watch', DELIVERED: 'good', POSTPONED: 'dim' };

function entryLine(model: Model, { labels, marks }: State, { stop, line }: Entry, inverse: boolean): Line {
  const span = (text: string, own: Tone = 'plain'): Span => ({ text, tone: inverse ? 'plain' : own, inverse });
  if (line)
    return [
      span(inverse ? '     ▸ ' : '       '),
      span(padEnd(line.drug ?? t(model, '（药名不显示）', '(not shown)'), 18)),
      span(padEnd(t(model, `${String(line.qtyDays)} 天`, counted(line.qtyDays, 'day')), 9)),
      span(padEnd(medicinePlaceName(model, line.pharmacy), 14), 'dim'),
      span(lineStatusLabel(line.status, model.lang), LINE_TONE[line.status]),
      span(line.at === undefined ? '' : ` ${clock(model, line.at)}`, 'dim'),
    ];
  const mark = stop.card === 'LOST' ? '‼ ' : stop.card === 'RETURNED' ? '✓ ' : '';
  const owner =
    stop.ownerId === undefined
      ? stop.card === 'LOST'
        ? t(model, ' 无人负责', ' nobody sees to it')
        : ''
      : ` ${nameOf(model, stop.ownerId)}`;
  const [, , ...door] = stop.path.split('/');
  return [
    span(marks.has(stop.cardId) ? ' ◆ ' : inverse ? ' ▸ ' : '   ', 'watch'),
    span(padEnd(String(stop.nth), 4), 'dim'),
    span(padEnd(labels.get(stop.personId) ?? '—', 9)),
    span(padEnd(stop.cardNo, 20), 'dim'),
    span(padEnd(`${mark}${stopCardLabel(stop.card, model.lang)}${owner}`, model.lang === 'zh' ? 18 : 24), CARD_TONE[stop.card]),
    span(stop.offered ? t(model, '待签收 ', 'offered ') : '', 'watch'),
    span([areaName(model, stop.area), ...door].join('/'), 'dim'),
  ];
}
