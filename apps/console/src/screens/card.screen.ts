import { CardCustody, PersonLabels, Uuid, type CardHolding, type OutputOf } from '@houzhai/contracts';
import { cardContentLabel, cardStatusLabel, holderMethodLabel, money, pastLabel, signatureMethodLabel, signedByLabel } from '@houzhai/i18n';
import { cardMenu, takeCardAction } from '../app/card-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { holderText, liveCardOf } from './cards.screen.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Custody = OutputOf<typeof CardCustody>;
interface State {
  readonly uid: number;
  /** Number of the envelope, or its id. */
  readonly no: string;
  readonly custody?: Custody;
  readonly label: string;
  readonly missing: boolean;
  readonly offset: number;
}

/** One card: who holds it, since when, and who before that. */
export function cardScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, custody } = state;
  const own = keeper<State>(uid, (next) => cardScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `card-${String(uid)}`,
        CardCustody,
        Uuid.safeParse(no).success ? { cardId: no } : { no },
        (value, at) => {
          const named = read(`card-${String(uid)}-label`, PersonLabels, { ids: [value.row.personId] }, ({ labels }, later) =>
            still(own.set(later, { label: labels[0]?.label ?? '' })),
          );
          return [own.set(at, { custody: value }), state.label === '' ? [named] : []];
        },
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Custody) => liveCardOf(row, state.label, (at) => own.now(at)?.custody?.row);
  return {
    state,
    uid,
    address: `card ${custody?.row.no ?? no}`,
    title: () => custody?.row.no ?? no,
    scopes: ['card', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'insurance-card' && (ids === undefined || (custody !== undefined && ids.includes(custody.row.cardId)))
        ? load(model)
        : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, state.offset, 200, Math.max(1, model.size.rows - 6));
      if (moved !== undefined) return still(own.set(model, { offset: moved }));
      if (!custody) return undefined;
      switch (id) {
        case 'actions':
          return still(openOverlay(model, cardMenu(live(custody))));
        case 'return':
          return takeCardAction(model, live(custody), 'return');
        case 'run':
          return custody.row.runNo === undefined ? still(model) : nav.go(model, `medicine-run ${custody.row.runNo}`);
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [custody.row.no, custody.row.status, custody.row.area].join('\t'),
                id: custody.row.no,
                json: custody.row,
                line: `hz card show ${custody.row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, height),
    hzLine: () => `hz card show ${custody?.row.no ?? no}`,
  };
}

/** The card as opened. */
export const openCard = (nav: Navigation, uid: number, no: string): Screen =>
  cardScreen(nav, { uid, no, label: '', missing: false, offset: 0 });

/** One time in somebody's hands: when, who, how it came about, who signed. */
function holdingLines(model: Model, one: CardHolding): readonly Line[] {
  const until = one.until === undefined ? t(model, '至今', 'to this day') : `— ${clock(model, one.until)}`;
  const signed = [
    ...(one.by === undefined || one.method === undefined
      ? []
      : [`${signedByLabel(one.by, model.lang)} ${signatureMethodLabel(one.method, model.lang)}`]),
    ...(one.holderMethod === undefined
      ? []
      : [t(model, `代办员 ${holderMethodLabel(one.holderMethod, 'zh')}`, `agent ${holderMethodLabel(one.holderMethod, 'en')}`)]),
  ].join(' · ');
  return [
    [
      { text: `  ${padEnd(`${clock(model, one.since)} ${until}`, 28)}`, tone: 'dim' },
      { text: padEnd(holderText(model, one), 14), bold: one.until === undefined },
      { text: pastLabel('insurance-card', one.event, model.lang), tone: one.status === 'LOST' ? 'alarm' : 'accent' },
      { text: t(model, `  ${nameOf(model, one.recordedBy)} 登记`, `  entered by ${nameOf(model, one.recordedBy)}`), tone: 'dim' },
    ],
    ...[signed, one.words ?? ''].filter((text) => text !== '').map((text): Line => [{ text: `  ${' '.repeat(28)}${text}`, tone: 'dim' }]),
  ];
}

function view(model: Model, { no, custody, label, missing, offset }: State, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到医保卡 ${no}，或不在您的辖区。Esc 返回`, `  No card ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!custody) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, cashFen, sealed, holdings, history } = custody;
  const contents = [
    ...row.contents.map((content) => cardContentLabel(content, model.lang)),
    ...(cashFen > 0 ? [money(cashFen)] : []),
    ...(sealed ? [t(model, '已封口', 'sealed')] : []),
  ];
  const all: Line[] = [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: label },
      { text: `  ${cardStatusLabel(row.status, model.lang)}`, bold: true, tone: row.status === 'LOST' ? 'alarm' : 'plain' },
      { text: row.late ? t(model, '  ‼ 离户超时', '  ‼ out too long') : '', tone: 'alarm' },
    ],
    pair(model, t(model, '在谁手里', 'With'), `${holderText(model, row)} · ${t(model, '自', 'since')} ${clock(model, row.since)}`),
    ...(contents.length === 0 ? [] : [pair(model, t(model, '内容', 'Contents'), contents.join(t(model, '、', ', ')))]),
    ...(row.dueBy === undefined ? [] : [pair(model, t(model, '须还', 'Due back'), clock(model, row.dueBy), row.late ? 'alarm' : 'plain')]),
    ...(row.runNo === undefined ? [] : [pair(model, t(model, '批次', 'Run'), row.runNo)]),
    pair(model, t(model, '村(居)', 'Area'), [areaName(model, row.area), ...row.path.split('/').slice(2)].join('/')),
    [],
    [{ text: t(model, '  在谁手里（最近的在上）', '  Who held it, latest first'), tone: 'title' }],
    ...holdings.flatMap((one) => holdingLines(model, one)),
    [],
    ...historyLines(model, 'insurance-card', history),
  ];
  const skip = Math.max(0, Math.min(offset, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}
