import { IntegrityReview, type OutputOf, type SignalRow } from '@houzhai/contracts';
import { integrityRuleLabel, reviewVerdictLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { askVerdict, collectorText } from '../app/review-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { withWord } from './errand-filter.ts';

const LIMIT = 200;
interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof IntegrityReview>;
  readonly cursor: ListCursor;
}

/** Visits that ask for another look 请复核, for the supervisor of whoever collected them. */
export function reviewsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => reviewsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.signalId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const { values, area } = parseAddress(address);
  const reviewed = values['done'] === 'true';
  const load = (model: Model): Step => {
    const input = { reviewed, limit: LIMIT, ...(area === undefined ? {} : { area }) };
    return [model, [read(`reviews-${String(uid)}`, IntegrityReview, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const line = `hz integrity list${reviewed ? ' --reviewed' : ''}${area === undefined ? '' : ` --area ${area}`}`;
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, reviewed ? '已复核' : '复核', reviewed ? 'Looked at' : 'Review'),
    scopes: ['reviews', 'list'],
    load,
    onChange: (view, _, model) => (view === 'isolation' || view === 'screening-unit' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.signalId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `review ${current.signalId}`) : still(model);
        case 'resolve':
          return current && current.review === undefined ? askVerdict(model, current) : still(model);
        case 'all': {
          const fresh = openReviews(nav, uid, withWord(address, 'done', reviewed ? '' : 'true'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
        case 'copy':
          return current && still(openOverlay(model, copyMenu(model, { row: [current.day, collectorText(model, current), current.rule].join('\t'), id: current.signalId, json: current, line: `hz integrity list ${current.signalId}` }))); // prettier-ignore
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, reviewed, index, width, height),
    hzLine: () => line,
  };
}

/** The list as opened. */
export const openReviews = (nav: Navigation, uid: number, address: string): Screen =>
  reviewsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

const columnsOf = (model: Model, reviewed: boolean): readonly Column<SignalRow>[] => [
  { id: 'day', title: t(model, '日期', 'Day'), width: 11, priority: 1, text: ({ day }) => day },
  { id: 'who', title: t(model, '采集人', 'Collector'), width: 14, grows: true, priority: 1, text: (row) => collectorText(model, row) },
  {
    id: 'rule',
    title: t(model, '请复核', 'Another look'),
    width: model.lang === 'en' ? 26 : 14,
    priority: 1,
    text: ({ rule }) => integrityRuleLabel(rule, model.lang),
    tone: () => (reviewed ? 'dim' : 'watch'),
  },
  {
    id: 'visits',
    title: t(model, '次数', 'Visits'),
    width: 6,
    priority: 1,
    right: true,
    text: ({ visits }) => String(visits.filter(({ questioned }) => questioned).length),
  },
  {
    id: 'minutes',
    title: t(model, '至少/登记', 'Needs/said'),
    width: 10,
    priority: 2,
    right: true,
    text: ({ needsMinutes, saidMinutes }) => t(model, `${String(needsMinutes)}/${String(saidMinutes)} 分`, `${String(needsMinutes)}/${String(saidMinutes)} min`),
  },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: model.lang === 'en' ? 18 : 12, priority: 2, text: ({ area }) => areaName(model, area) },
  { id: 'team', title: t(model, '队', 'Team'), width: 4, priority: 3, right: true, text: ({ teamNo }) => (teamNo === undefined ? '' : String(teamNo)) },
  ...(reviewed
    ? [
        {
          id: 'result',
          title: t(model, '结果', 'Result'),
          width: model.lang === 'en' ? 15 : 12,
          priority: 1,
          text: ({ review }: SignalRow) => (review ? reviewVerdictLabel(review.verdict, model.lang) : ''),
        } as const,
      ]
    : []),
]; // prettier-ignore

const EMPTY = {
  zh: [
    '  没有需要复核的上门记录',
    '',
    '  这里列出按发生时间一个人来不及都走到的上门：',
    '  两处相隔太近、往返来不及、分钟数不够。',
    '  只按发生时间看，不看录入时间；同一工作单上同一分钟的各户、',
    '  体温相同，都不会列出。',
    '  只有最近的上级看得到：队长，其次值班长，再次指挥长；录入人本人看不到。',
    '  先问一问，再记下“属实”或“需要谈一谈”。',
  ],
  en: [
    '  No visit asks for another look',
    '',
    '  Here are visits that one person cannot all have made: two too close in time,',
    '  there and back too soon, or more than there were minutes for. By when they',
    '  happened; when they were entered does not count, nor do equal temperatures,',
    '  nor lines of one sheet with one minute. Only the nearest one up sees it: the',
    '  team leader, else the duty officer, else the commander; never who entered it.',
    '  Ask first, then say what it came to.',
  ],
} as const;

function view(model: Model, { listed, cursor }: State, reviewed: boolean, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model, reviewed), width - 2);
  const room = Math.max(1, height - 3);
  const what = reviewed
    ? t(model, `${String(listed?.total)} 项已复核`, `${String(listed?.total)} looked at`)
    : t(model, `${String(listed?.total)} 项请复核`, `${String(listed?.total)} to look at again`);
  const since = listed ? t(model, `，${listed.from} 起`, `, since ${listed.from}`) : '';
  const lines: Line[] = [
    [{ text: listed ? `${what}${since}` : t(model, '正在读取…', 'Reading …'), tone: 'title' }],
    [{ text: t(model, '不是指责：多半是补录时没改时间或纸上记了整点；不通知任何人，不计入考核', 'Not an accusation. Nobody is told, and it enters no assessment'), tone: 'dim' }],
  ]; // prettier-ignore
  if (listed && rows.length === 0) {
    const none = reviewed
      ? [t(model, '  这几天还没有复核过；按 A 回到待复核', '  Nothing was looked at these days; A goes back')]
      : EMPTY[model.lang];
    return { lines: [...lines, [], ...none.map((text, nth): Line => [{ text, tone: nth === 0 ? 'good' : 'dim' }])] };
  }
  lines.push(
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset: scrollTo(index, cursor.offset, rows.length, room), room }),
  );
  return { lines };
}
