import { FeverReadings, FeverShow, Uuid, type OutputOf } from '@houzhai/contracts';
import {
  feverEndingLabel,
  feverJudgementLabel,
  feverMeansLabel,
  feverPlaceLabel,
  feverResultLabel,
  feverStatusLabel,
  followUpMethodLabel,
  instrumentLabel,
  symptomLabel,
} from '@houzhai/i18n';
import { feverMenu, takeNextFeverStep, type LiveFever } from '../app/fever-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { sheet } from '../overlays/sheet.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { areaName } from './areas.ts';
import { nextStepText } from './fevers.screen.ts';
import { clock, historyLines, mayAsk, pair } from './record-lines.ts';

type Detail = OutputOf<typeof FeverShow>;
type Readings = OutputOf<typeof FeverReadings>;
interface State {
  readonly uid: number;
  /** Number of the fever, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly missing: boolean;
}

/** One fever on its way to its result. How warm, and what came of it, is looked at on its own. */
export function feverScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => feverScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `fever-${String(uid)}`,
        FeverShow,
        Uuid.safeParse(no).success ? { feverId: no } : { no },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveFever => ({ row, now: (at) => own.now(at)?.detail?.row });
  const readings = (model: Model, { feverId, label }: Detail['row']): Step => {
    if (!mayAsk(model, FeverReadings)) {
      const text = t(
        model,
        '体温与结果只给卡口、社区和责任医生看',
        'Temperatures and results are for the checkpoint, the community and the doctor',
      );
      return still(say(model, text, 'watch'));
    }
    const asked = read(`fever-${String(uid)}-readings`, FeverReadings, { feverId }, (value, at) =>
      still(
        openOverlay(
          at,
          sheet(t(at, `体温与结果 · ${label}`, `Temperatures and result · ${label}`), (inner) => readingLines(at, value, inner)),
        ),
      ),
    );
    return [model, [asked]];
  };
  const elsewhere = (model: Model, place: string, id: string | undefined, zh: string, en: string): Step =>
    id === undefined ? still(say(model, t(model, zh, en), 'watch')) : nav.go(model, `${place} ${id}`);
  return {
    ...own.kept(state),
    address: `fever ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['fever'],
    load,
    onChange: (view, ids, model) => (view === 'fever' && (ids?.includes(detail?.row.feverId ?? '') ?? true) ? load(model) : still(model)),
    onBinding: (id, model) => {
      if (!detail) return undefined;
      const { row } = detail;
      switch (id) {
        case 'next':
          return takeNextFeverStep(model, live(detail));
        case 'actions':
          return still(openOverlay(model, feverMenu(model, live(detail))));
        case 'readings':
          return readings(model, row);
        case 'isolation':
          return elsewhere(model, 'isolation', row.isolationId, '此人不在隔离', 'Not in isolation');
        case 'arrival':
          return elsewhere(model, 'arrival', row.arrivalId, '没有来(返)义登记', 'No arrival registered');
        case 'person':
          return nav.go(model, `person ${row.personId}`);
        case 'copy': {
          const what = { row: [row.no, row.status, row.area].join('\t'), id: row.no, json: row };
          return still(openOverlay(model, copyMenu(model, { ...what, line: `hz fever show ${row.no}` })));
        }
        default:
          return undefined;
      }
    },
    view: (model) => view(model, state),
    hzLine: () => `hz fever show ${detail?.row.no ?? no}`,
  };
}

/** The fever as opened. */
export const openFever = (nav: Navigation, uid: number, no: string): Screen => feverScreen(nav, { uid, no, missing: false });

function view(model: Model, { no, detail, missing }: State): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到发热记录 ${no}，或不在您的辖区。Esc 返回`, `  No fever ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, judgement, means, slots, history, beside = [] } = detail;
  const open = row.status !== 'RESOLVED';
  const halves = slots.map(({ date, half }) => `${date} ${valueLabel('half', half, model.lang)}`);
  return {
    lines: [
      [
        { text: `  ${row.no}  `, tone: 'title' },
        { text: row.label, bold: true },
        { text: `  ${feverStatusLabel(row.status, model.lang)}`, bold: true, tone: open ? 'alarm' : 'good' },
      ],
      [],
      ...(open
        ? [pair(model, t(model, '下一步', 'Next'), `${nextStepText(model, row)}${t(model, '（a 办理）', ' (a does it)')}`, row.overdue ? 'alarm' : 'watch')] // prettier-ignore
        : []),
      ...(beside.length === 0
        ? []
        : [pair(model, t(model, '同一人另有', 'Same person'), t(model, `${beside.map(({ no }) => no).join('、')} 未办结，也须办结`, `${beside.map(({ no }) => no).join(', ')} is open too, and has to be walked to its end`), 'watch')]), // prettier-ignore
      pair(model, t(model, '发现', 'Noticed'), [clock(model, row.since), feverPlaceLabel(row, model.lang), ...halves].join(' · ')),
      pair(model, t(model, '地点', 'Where'), `${row.area} ${areaName(model, row.area)}`),
      ...(judgement === undefined ? [] : [pair(model, t(model, '研判', 'Judgement'), feverJudgementLabel(judgement, model.lang))]),
      ...(means === undefined ? [] : [pair(model, t(model, '送医', 'Sent by'), feverMeansLabel(means, model.lang))]),
      pair(model, t(model, '体温', 'Temperature'), t(model, '按 o 看体温、症状与结果；查看记入审计', 'o shows temperature, symptoms and result; the look is on record')), // prettier-ignore
      [],
      ...historyLines(model, 'fever', history),
    ],
  };
}

/** How warm, which symptoms, in which car and with what result; shown until it is closed. */
function readingLines(model: Model, { readings, symptoms, plate, ending, result, convert }: Readings, inner: number): readonly Line[] {
  const felt = symptoms.map((one) => symptomLabel(one, model.lang)).join('、');
  const taken = readings.map(({ at, temperature, instrument, method }): Line => [
    { text: `${clock(model, at)}  `, tone: 'dim' },
    { text: `${temperature.toFixed(1)} ℃`, bold: true },
    { text: `  ${instrumentLabel(instrument, model.lang)}${method === undefined ? '' : ` · ${followUpMethodLabel(method, model.lang)}`}` },
  ]);
  const why = t(model, '只用于防疫；这次查看已记入审计。', 'For the epidemic only; that you looked is on record.');
  const todo = t(model, '确诊：隔离记录尚未转病例，按 w 打开后办理“转病例”。', 'Confirmed: the isolation is not converted yet; w opens it, then choose “Became a patient”.'); // prettier-ignore
  return [
    ...(taken.length === 0 ? [[{ text: t(model, '没有测温', 'No temperature was taken'), tone: 'dim' as const }]] : taken),
    [],
    pair(model, t(model, '症状', 'Symptoms'), felt === '' ? t(model, '无', 'none') : felt),
    ...(plate === undefined ? [] : [pair(model, t(model, '车牌', 'Plate'), plate)]),
    ...(ending === undefined ? [] : [pair(model, t(model, '结果', 'Result'), result === undefined ? feverEndingLabel(ending, model.lang) : feverResultLabel(result, model.lang), result === 'CONFIRMED' ? 'alarm' : 'plain')]), // prettier-ignore
    ...(convert ? [[], ...wrap(todo, inner).map((text): Line => [{ text, tone: 'alarm', bold: true }])] : []),
    [],
    ...wrap(why, inner).map((text): Line => [{ text, tone: 'dim' }]),
  ];
}
