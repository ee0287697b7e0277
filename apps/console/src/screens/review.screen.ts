import { IntegrityReview, type SignalRow, type SignalVisit } from '@houzhai/contracts';
import { counted, doorVisitLabel, integrityRuleLabel, reviewVerdictLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { askVerdict, collectorText } from '../app/review-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { clock, pair } from './record-lines.ts';

interface State {
  readonly uid: number;
  readonly signalId: string;
  readonly row?: SignalRow;
  readonly policyVersion?: string;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** One collector's visits that ask for another look: which, when, what the policy allows, and what it came to. */
export function reviewScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, signalId, row } = state;
  const visits = row?.visits ?? [];
  const own = keeper<State>(uid, (next) => reviewScreen(nav, next));
  const first = visits.findIndex(({ questioned }) => questioned);
  const index = indexOf(
    String,
    visits.length,
    state.cursor.id === undefined ? { id: String(Math.max(0, first)), offset: 0 } : state.cursor,
  );
  const current = visits[index];
  const load = (model: Model): Step => [
    model,
    [
      read(`review-${String(uid)}`, IntegrityReview, { signalId }, ({ rows, policyVersion }, at) =>
        still(own.set(at, rows[0] ? { row: rows[0], policyVersion, missing: false } : { missing: true })),
      ),
    ],
  ];
  return {
    ...own.kept(state),
    address: `review ${signalId}`,
    title: (model) => t(model, '请复核', 'Another look'),
    scopes: ['review', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' || view === 'screening-unit' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, visits.length, 10);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: String(moved), offset: 0 } }));
      switch (id) {
        case 'open':
          if (current?.unitId !== undefined) return nav.go(model, `door ${current.unitId}`);
          return current?.isolationNo === undefined ? still(model) : nav.go(model, `isolation ${current.isolationNo}`);
        case 'resolve':
          return row && row.review === undefined ? askVerdict(model, row) : still(model);
        case 'copy':
          return row && still(openOverlay(model, copyMenu(model, { row: [row.day, collectorText(model, row), row.rule].join('\t'), id: signalId, json: row, line: `hz integrity list ${signalId}` }))); // prettier-ignore
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, index, height),
    hzLine: () => `hz integrity list ${signalId}`,
  };
}

/** The signal as opened. */
export const openReview = (nav: Navigation, uid: number, signalId: string): Screen =>
  reviewScreen(nav, { uid, signalId, missing: false, cursor: atTop });

/** Why not all of it can have been, in words. */
function whyText(model: Model, { rule, visits, from, to, needsMinutes, saidMinutes }: SignalRow): readonly string[] {
  const [a, b] = [visits[from], visits[to]];
  if (!a || !b) return [];
  const areaOf = ({ path }: SignalVisit): string => path.split('/')[1] ?? '';
  const shown = visits.slice(from, to + 1);
  const apart = new Set(shown.map(areaOf)).size > 1;
  const place = (visit: SignalVisit): string => (apart ? areaName(model, areaOf(visit)) : visit[model.lang]);
  const between = to - from + 1;
  return rule === 'TOO_MANY'
    ? [
        t(model, `${clock(model, a.at)} 到 ${clock(model, b.at)} 登记了 ${String(between)} 次上门`, `${counted(between, 'visit')} from ${clock(model, a.at)} to ${clock(model, b.at)}`),
        t(model, `至少需要 ${String(needsMinutes)} 分钟，登记相隔 ${String(saidMinutes)} 分钟`, `needs ${counted(needsMinutes, 'minute')} at least, said: ${String(saidMinutes)}`),
      ]
    : [
        shown.map((visit) => `${clock(model, visit.at)} ${place(visit)}`).join(' → '),
        t(model, `最快也要 ${String(needsMinutes)} 分钟，登记相隔 ${String(saidMinutes)} 分钟`, `${counted(needsMinutes, 'minute')} at the fastest, said: ${String(saidMinutes)}`),
      ]; // prettier-ignore
}

function view(model: Model, { row, policyVersion = '', missing }: State, index: number, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, '  现在没有这一项：记录已更正或补全，或不归您复核。Esc 返回', '  Not there now: a visit was put right meanwhile, or it is not yours to look at. Esc goes back'), tone: 'watch' }]] }; // prettier-ignore
  if (!row) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { review } = row;
  const [why = '', needs = ''] = whyText(model, row);
  const head: Line[] = [
    [
      { text: `  ${t(model, '请复核', 'Please look again')}`, tone: 'title' },
      { text: `  ${integrityRuleLabel(row.rule, model.lang)}`, bold: true, tone: review ? 'dim' : 'watch' },
    ],
    pair(model, t(model, '采集人', 'Collector'), `${collectorText(model, row)} · ${row.day}${row.teamNo === undefined ? '' : t(model, ` · ${String(row.teamNo)} 队`, ` · team ${String(row.teamNo)}`)} · ${areaName(model, row.area)}`),
    pair(model, t(model, '登记的是', 'Said'), why),
    pair(model, t(model, '政策', 'Policy'), `${needs}${t(model, `（第 ${policyVersion} 版）`, ` (version ${policyVersion})`)}`),
    pair(model, t(model, '结果', 'Result'), review
      ? `${reviewVerdictLabel(review.verdict, model.lang)} · ${nameOf(model, review.by)} ${clock(model, review.at)}${review.note === undefined ? '' : ` · ${review.note}`}`
      : t(model, '待复核：先问一问，再按 f 记下', 'waits: ask first, then f says what it came to'), review ? 'good' : 'watch'),
    [],
    [{ text: t(model, '  上门（按发生时间；● 放不进同一人的一天，○ 前后的上门）', '  Visits as they happened; ● does not fit with the others, ○ before and after'), tone: 'title' }],
  ]; // prettier-ignore
  const room = Math.max(1, height - head.length - 2);
  const skip = Math.max(0, Math.min(index - Math.floor(room / 2), row.visits.length - room));
  const foot: Line = [
    {
      text: t(
        model,
        '  常见原因：回来补录没改时间、纸上只记整点、两人用一个账号、门牌选错',
        '  Often: times not changed when entered later, one account for two, a wrong door',
      ),
      tone: 'dim',
    },
  ];
  const lines = row.visits.slice(skip, skip + room).map((visit, nth) => visitLine(model, visit, skip + nth === index));
  return { lines: [...head, ...lines, [], foot] };
}

const visitLine = (model: Model, visit: SignalVisit, inverse: boolean): Line => [
  { text: `${inverse ? '▸' : ' '} ${visit.questioned ? '●' : '○'} ${padEnd(clock(model, visit.at), 12)}`, inverse, tone: visit.questioned ? 'watch' : 'plain' },
  { text: padEnd(doorVisitLabel(visit.kind, model.lang), model.lang === 'zh' ? 14 : 20), inverse },
  { text: `${visit[model.lang]} · ${visit.path.split('/').slice(1).join('/')}`, inverse },
  { text: visit.sheetNo === undefined ? '' : ` · ${visit.sheetNo}`, inverse, tone: 'dim' },
]; // prettier-ignore
