import { ArrivalDetail, ArrivalOrigin, Uuid, type FeverRow, type OutputOf } from '@houzhai/contracts';
import { custodyLabel, dispositionLabel, healthCodeLabel, instrumentLabel, nextStepLabel, riskLabel, symptomLabel } from '@houzhai/i18n';
import { dutyMenu } from '../app/duty-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { sheet } from '../overlays/sheet.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { custodyTone, dispositionTone } from './arrivals-view.ts';
import { feverLines, readFever } from './fever-line.ts';
import { clock, historyLines, mayAsk, pair } from './record-lines.ts';

type Detail = OutputOf<typeof ArrivalDetail>;
type Origin = OutputOf<typeof ArrivalOrigin>;
interface State {
  readonly uid: number;
  readonly no: string;
  readonly detail?: Detail;
  readonly fever?: FeverRow | undefined;
  readonly missing: boolean;
  /** First line that is seen. */
  readonly offset: number;
}

/** One head who arrived: what was decided and why, who has them, what happened since. Where from is looked at on its own. */
export function arrivalScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => arrivalScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `arrival-${String(uid)}`,
        ArrivalDetail,
        Uuid.safeParse(no).success ? { arrivalId: no } : { no },
        (value, at) => [own.set(at, { detail: value }), askFever(at, value)],
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const askFever = (model: Model, { row: { arrivalId } }: Detail) =>
    readFever(model, `arrival-${String(uid)}`, { arrivalId }, (fever, at) => still(own.set(at, { fever })));
  const origin = (model: Model, { arrivalId, label }: Detail['row']): Step => {
    if (!mayAsk(model, ArrivalOrigin)) {
      const text = t(
        model,
        '行程与体温只给卡口、社区和责任医生看',
        'Origin and temperature are for the checkpoint, the community and the doctor',
      );
      return still(say(model, text, 'watch'));
    }
    const asked = read(`arrival-${String(uid)}-origin`, ArrivalOrigin, { arrivalId }, (value, at) =>
      still(
        openOverlay(
          at,
          sheet(t(at, `行程与体温 · ${label}`, `Origin · ${label}`), (inner) => originLines(at, value, inner)),
        ),
      ),
    );
    return [model, [asked]];
  };
  return {
    ...own.kept(state),
    address: `arrival ${no}`,
    title: () => detail?.row.label ?? no,
    scopes: ['arrival', 'list'],
    load,
    onChange: (view, ids, model) => {
      if (view === 'fever' && detail) return [model, askFever(model, detail)];
      const mine = ids === undefined || (detail !== undefined && ids.includes(detail.row.arrivalId));
      return view === 'arrival' && mine ? load(model) : still(model);
    },
    onBinding: (id, model) => {
      const moved = moveCursor(id, state.offset, 10_000, Math.max(1, model.size.rows - 6));
      if (moved !== undefined) return still(own.set(model, { offset: moved }));
      if (!detail) return undefined;
      const { row } = detail;
      switch (id) {
        case 'actions':
          return still(openOverlay(model, dutyMenu(row)));
        case 'origin':
          return origin(model, row);
        case 'batch':
          return row.batchId === undefined
            ? still(say(model, t(model, '此人不在任何批次中', 'This head is in no batch'), 'watch'))
            : nav.go(model, `escort ${row.batchId}`);
        case 'fever':
          return state.fever
            ? nav.go(model, `fever ${state.fever.no}`)
            : still(say(model, t(model, '没有发热记录', 'No fever on record'), 'watch'));
        case 'party':
          return nav.go(model, `arrivals party=${row.partyId} day=all`);
        case 'person':
          return row.personNo === '' ? still(model) : nav.go(model, `person ${row.personNo}`);
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [row.no, row.disposition, row.custody, row.area].join('\t'),
                id: row.no,
                json: row,
                line: `hz arrival show ${row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, width, height),
    hzLine: () => `hz arrival show ${no}`,
  };
}

/** The arrival as opened. */
export const openArrival = (nav: Navigation, uid: number, no: string): Screen => arrivalScreen(nav, { uid, no, missing: false, offset: 0 });

function view(model: Model, { no, detail, fever, missing, offset }: State, width: number, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到登记 ${no}，或不在您的辖区。Esc 返回`, `  No arrival ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, why, policyVersion, healthCode, history } = detail;
  const answers = nameOf(model, row.answersFor);
  const lines: Line[] = [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: row.label, bold: true },
      { text: `  ${dispositionLabel(row.disposition, model.lang)}`, bold: true, tone: dispositionTone(row) },
      { text: `  ${custodyLabel(row.custody, model.lang)}`, tone: custodyTone(row) },
    ],
    [],
    ...wrap(why[model.lang], width - 18).map((text, index) => pair(model, index === 0 ? t(model, '依据', 'Why') : '', text)),
    ...(row.custody === 'NONE' || row.custody === 'WAITING'
      ? [pair(model, t(model, '下一步', 'Next'), nextStepLabel(row.disposition, row.custody, model.lang))]
      : []),
    ...feverLines(model, fever),
    pair(
      model,
      t(model, '由谁负责', 'Who answers'),
      answers === '' ? '—' : answers,
      row.custody === 'REFUSED' || row.custody === 'MISSING' ? 'alarm' : 'plain',
    ),
    pair(model, t(model, '到达', 'Arrived'), `${clock(model, row.arrivedAt)} · ${row.checkpointCode}`),
    pair(model, t(model, '去向', 'Bound for'), `${row.area} ${areaName(model, row.area)}`),
    pair(model, t(model, '车牌', 'Plate'), row.plateMasked ?? '—'),
    pair(model, t(model, '风险', 'Risk'), riskLabel(row.risk, model.lang)),
    ...(healthCode === undefined ? [] : [pair(model, t(model, '健康码', 'Health code'), healthCodeLabel(healthCode, model.lang))]),
    pair(model, t(model, '所依政策', 'Policy'), policyVersion),
    [],
    ...historyLines(model, 'arrival', history),
  ];
  const from = Math.min(offset, Math.max(0, lines.length - height));
  return { lines: lines.slice(from, from + height) };
}

/** Where somebody stayed, how warm they were, what they felt; shown until it is closed. */
function originLines(model: Model, { stays, temperature, instrument, symptoms, plate }: Origin, inner: number): readonly Line[] {
  const felt = symptoms.map((one) => symptomLabel(one, model.lang)).join('、');
  return [
    ...stays.map(({ full, from, to, risk }): Line => [
      { text: `${from.slice(5)} – ${to.slice(5)}  `, tone: 'dim' },
      { text: full, bold: true },
      { text: `  ${t(model, '风险', 'risk')} ${riskLabel(risk, model.lang)}`, tone: risk === 'HIGH' ? 'watch' : 'dim' },
    ]),
    [],
    pair(
      model,
      t(model, '体温', 'Temperature'),
      temperature === undefined
        ? t(model, '未测到', 'not taken')
        : `${temperature.toFixed(1)} ℃ ${instrumentLabel(instrument, model.lang)}`,
    ),
    pair(model, t(model, '症状', 'Symptoms'), felt === '' ? t(model, '无', 'none') : felt),
    pair(model, t(model, '车牌', 'Plate'), plate ?? '—'),
    [],
    ...wrap(t(model, '只用于防疫；这次查看已记入审计。', 'For the epidemic only; that you looked is on record.'), inner).map(
      (text): Line => [{ text, tone: 'dim' }],
    ),
  ];
}
