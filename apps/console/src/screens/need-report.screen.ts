import { NeedReportDetail, Uuid, type NeedAction, type OutputOf } from '@houzhai/contracts';
import { counted, needEndLabel } from '@houzhai/i18n';
import { needMenu, takeNeedAction, topicText, type LiveNeed } from '../app/need-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { standingText } from './need-reports.screen.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof NeedReportDetail>;
interface State {
  readonly uid: number;
  /** Number of the report, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly offset: number;
}
/** Keys of the card for what is done about it. */
const DEEDS: readonly NeedAction[] = ['take', 'answer', 'settle', 'put-together', 'take-apart', 'give-back', 'rate'];

/** One reported need: what it is, those that stand with it, those that are alike and why, the answer. */
export function needReportScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => needReportScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `need-report-${String(uid)}`,
        NeedReportDetail,
        Uuid.safeParse(no).success ? { reportId: no } : { no },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row, alike }: Detail): LiveNeed => ({ row, alike, now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `need-report ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['need-report', 'list'],
    load,
    onChange: (view, _, model) => (view === 'need-report' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const moved = moveCursor(id, state.offset, 200, Math.max(1, model.size.rows - 6));
      if (moved !== undefined) return still(own.set(model, { offset: moved }));
      if (!detail) return undefined;
      if ((DEEDS as readonly string[]).includes(id)) return takeNeedAction(model, live(detail), id as NeedAction);
      switch (id) {
        case 'actions':
          return still(openOverlay(model, needMenu(live(detail))));
        case 'lead':
          return detail.row.leadNo === detail.row.no ? still(model) : nav.go(model, `need-report ${detail.row.leadNo}`);
        case 'copy': {
          const { row } = detail;
          const what = { row: [row.no, row.topic, row.status, row.area].join('\t'), id: row.no, json: row };
          return still(openOverlay(model, copyMenu(model, { ...what, line: `hz need-report show ${row.no}` })));
        }
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, width, height),
    hzLine: () => `hz need-report show ${detail?.row.no ?? no}`,
  };
}

/** The need as opened. */
export const openNeedReport = (nav: Navigation, uid: number, no: string): Screen =>
  needReportScreen(nav, { uid, no, missing: false, offset: 0 });

function view(model: Model, { no, detail, missing, offset }: State, width: number, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到需求 ${no}，或不是您上报、不在您的辖区。Esc 返回`, `  No need ${no}, or it is neither yours nor of your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const lines = detailLines(model, detail, width);
  const skip = Math.max(0, Math.min(offset, lines.length - height));
  return { lines: lines.slice(skip, skip + height) };
}

function detailLines(model: Model, detail: Detail, width: number): Line[] {
  const { row, together, alike, answer, settled, history, keywords } = detail;
  const comma = t(model, '、', ', ');
  const others = row.reports - together.length;
  const quoted = (text: string): Line[] => wrap(text, width - 6).map((part): Line => [{ text: `    ${part}` }]);
  const agreement = settled?.agreement;
  return [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: topicText(model, row), bold: true },
      { text: `  ${standingText(model, row)}`, tone: row.status === 'RAISED' ? 'alarm' : 'accent' },
      { text: row.leadNo === row.no ? '' : t(model, `  并入 ${row.leadNo}`, `  stands with ${row.leadNo}`), tone: 'watch' },
    ],
    [],
    pair(
      model,
      t(model, '上报', 'Reported'),
      `${clock(model, row.reportedAt)} · ${nameOf(model, row.reporterId)} · ${areaName(model, row.area)}`,
    ),
    pair(model, t(model, '负责', 'Owner'), row.ownerId === undefined ? t(model, '待认领', 'nobody yet') : nameOf(model, row.ownerId)),
    ...(keywords.length > 0 ? [pair(model, t(model, '关键词', 'Keywords'), keywords.join(comma))] : []),
    ...(detail.words === undefined ? [] : [[], ...quoted(detail.words)]),
    [],
    ...(answer === undefined
      ? [[{ text: t(model, '  尚未答复', '  Not answered yet'), tone: 'dim' as const }]]
      : [[{ text: t(model, '  答复', '  Answer'), tone: 'title' as const }], ...quoted(answer)]),
    ...(settled
      ? [
          pair(
            model,
            t(model, '结果', 'End'),
            [
              needEndLabel(settled.end, model.lang),
              settled.moduleCode ?? '',
              agreement ? `${agreement.name} · ${t(model, `${agreement.from} 起`, `from ${agreement.from}`)}` : '',
              agreement?.note ?? '',
              settled.reason ?? '',
            ]
              .filter((text) => text !== '')
              .join(' · '),
            'good',
          ),
        ]
      : []),
    ...(row.helps + row.helpsNot > 0
      ? [pair(model, t(model, '有用', 'Helps'), `${String(row.helps)} / ${String(row.helps + row.helpsNot)}`)]
      : row.allowedActions.includes('rate')
        ? [[{ text: t(model, '  h 说是否有用', '  h says whether it helps'), tone: 'watch' as const }]]
        : []),
    [],
    [
      {
        text: t(
          model,
          `  合在一起 ${String(row.reports)} 条，${String(row.areas)} 个村(居)`,
          `  ${counted(row.reports, 'report')} of ${counted(row.areas, 'area')} together`,
        ),
        tone: 'title',
      },
    ],
    ...together.map((one): Line => [
      { text: `  ${padEnd(one.no, 19)}` },
      { text: padEnd(areaName(model, one.area), 12) },
      { text: padEnd(nameOf(model, one.reporterId), 10), tone: 'accent' },
      { text: clock(model, one.reportedAt), tone: 'dim' },
      {
        text: one.rated === undefined ? '' : one.rated ? t(model, '  有用', '  helps') : t(model, '  没用', '  does not help'),
        tone: one.rated === true ? 'good' : 'watch',
      },
    ]),
    ...(others > 0
      ? [
          [
            {
              text: t(model, `  另有 ${String(others)} 条不在您的范围`, `  ${String(others)} more are not for you to see`),
              tone: 'dim' as const,
            },
          ],
        ]
      : []),
    ...(alike.length === 0
      ? []
      : [
          [],
          [
            { text: t(model, '  相似的', '  Alike'), tone: 'title' as const },
            {
              text: t(model, '  b 合并（由人决定，可拆出）', '  b puts them together (somebody decides, and it can be undone)'),
              tone: 'dim' as const,
            },
          ],
          ...alike.map((one): Line => [
            { text: `  ${padEnd(one.no, 19)}` },
            { text: padEnd(areaName(model, one.area), 12) },
            {
              text: [
                one.sameTopic ? t(model, '同主题', 'same topic') : '',
                one.keywords.length > 0 ? t(model, `同词：${one.keywords.join('、')}`, `words: ${one.keywords.join(', ')}`) : '',
              ]
                .filter((text) => text !== '')
                .join(' · '),
              tone: 'accent',
            },
          ]),
        ]),
    [],
    ...historyLines(model, 'need-report', history),
  ];
}
