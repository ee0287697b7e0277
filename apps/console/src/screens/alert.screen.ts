import { AlertShow, Uuid, type OutputOf } from '@houzhai/contracts';
import { alertSeverityLabel } from '@houzhai/i18n';
import { alertMenu, placeOfSubject, takeNextAlertStep, type LiveAlert } from '../app/alert-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { alertStateText, alertTone, holderOf } from './alert-words.ts';
import { areaName, nameOf } from './areas.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof AlertShow>;
interface State {
  readonly uid: number;
  /** Number of the alert, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
}

/** One alert: what happened, who has it, what was done about it. */
export function alertScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => alertScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `alert-${String(uid)}`,
        AlertShow,
        Uuid.safeParse(no).success ? { alertId: no } : { no },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveAlert => ({ row, now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `alert ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['alert'],
    load,
    onChange: (view, ids, model) => (view === 'alert' && (ids?.includes(detail?.row.alertId ?? '') ?? true) ? load(model) : still(model)),
    onBinding: (id, model) => {
      if (!detail) return undefined;
      const { row } = detail;
      switch (id) {
        case 'next':
          return takeNextAlertStep(model, live(detail));
        case 'actions':
          return still(openOverlay(model, alertMenu(live(detail))));
        case 'record': {
          const place = placeOfSubject(row);
          return place === undefined ? still(model) : nav.go(model, place);
        }
        case 'copy': {
          const what = { row: [row.no, row.rule, row.status, row.area].join('\t'), id: row.no, json: row };
          return still(openOverlay(model, copyMenu(model, { ...what, line: `hz alert show ${row.no}` })));
        }
        default:
          return undefined;
      }
    },
    view: (model, width) => view(model, state, width),
    hzLine: () => `hz alert show ${detail?.row.no ?? no}`,
  };
}

/** The alert as opened. */
export const openAlert = (nav: Navigation, uid: number, no: string): Screen => alertScreen(nav, { uid, no, missing: false });

function view(model: Model, { no, detail, missing }: State, width: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到警报 ${no}，或与您无关。Esc 返回`, `  No alert ${no}, or none of yours. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, reason, note, history } = detail;
  const holder = holderOf(model, row);
  const said = (name: string, words: string | undefined): Line[] =>
    words === undefined ? [] : wrap(words, width - 18).map((text, index) => pair(model, index === 0 ? name : '', text));
  return {
    lines: [
      [
        { text: `  ${row[model.lang]}  `, bold: true, tone: alertTone(row) },
        { text: `${alertSeverityLabel(row.severity, model.lang)}  `, tone: alertTone(row) },
        { text: alertStateText(model, row), bold: true },
      ],
      [],
      pair(model, t(model, '对象', 'About'), `${row.subject.no ?? row.subject.kind}${t(model, '（o 打开）', ' (o opens it)')}`),
      pair(model, t(model, '地点', 'Where'), `${row.area} ${areaName(model, row.area)}`),
      pair(model, t(model, '发出', 'Raised'), clock(model, row.raisedAt)),
      ...(row.status === 'RAISED'
        ? [pair(model, t(model, '签收期限', 'Acknowledge by'), clock(model, row.dueBy), row.escalated ? 'alarm' : 'plain')]
        : []),
      pair(model, t(model, '由谁处理', 'Who has it'), holder === '' ? t(model, '尚无人签收：按 a', 'nobody yet: press a') : holder),
      ...(row.resolvedBy === undefined ? [] : [pair(model, t(model, '解除人', 'Resolved by'), nameOf(model, row.resolvedBy))]),
      ...(row.endedBy === undefined ? [] : [pair(model, t(model, '解除', 'Resolved'), t(model, '起因已了结，自行解除', 'by itself: what caused it is over'))]), // prettier-ignore
      ...said(t(model, '理由', 'Why'), reason),
      ...said(t(model, '复盘', 'Review'), note),
      [],
      ...historyLines(model, 'alert', history),
    ],
  };
}
