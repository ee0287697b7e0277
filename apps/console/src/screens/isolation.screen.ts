import { IsolationDetail, Uuid, type FeverRow, type IsolationRow, type OutputOf, type Slot } from '@houzhai/contracts';
import {
  followUpMethodLabel,
  householdLabel,
  isolationKindLabel,
  isolationReasonLabel,
  isolationStatusLabel,
  slotStatusLabel,
  supplyNeedLabel,
} from '@houzhai/i18n';
import { isolationMenu, slotText, takeIsolationAction, type LiveIsolation } from '../app/isolation-actions.ts';
import { bedOfCase } from '../app/site-actions.ts';
import { askProof } from '../app/print-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { FIELD_LABELS } from '../commands/field-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { needsOf } from './isolations.screen.ts';
import { feverLines, readFever } from './fever-line.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof IsolationDetail>;
interface State {
  readonly uid: number;
  /** Number of the case, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  readonly fever?: FeverRow | undefined;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

const keyOf = (slot: Slot | undefined): string => (slot ? `${slot.date}${slot.half}` : '');
/** The half-day that is looked at first: the next one that waits, else the last. */
const waiting = (slots: readonly Slot[]): Slot | undefined => slots.find(({ status }) => status === 'NOT_PERFORMED') ?? slots.at(-1);

/** One isolation case: its half-days, its care team, and what can be done. */
export function isolationScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => isolationScreen(nav, next));
  const slots = standing(detail);
  const cursor = state.cursor.id === undefined ? { ...state.cursor, id: keyOf(waiting(slots)) } : state.cursor;
  const index = indexOf((at) => keyOf(slots[at]), slots.length, cursor);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `isolation-${String(uid)}`,
        IsolationDetail,
        Uuid.safeParse(no).success ? { isolationId: no } : { no },
        (value, at) => [own.set(at, { detail: value }), askFever(at, value)],
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const askFever = (model: Model, { row: { isolationId } }: Detail) =>
    readFever(model, `isolation-${String(uid)}`, { isolationId }, (fever, at) => still(own.set(at, { fever })));
  const live = ({ row }: Detail): LiveIsolation => ({ row, slot: slots[index], now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `isolation ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['isolation', 'list'],
    load,
    onChange: (view, ids, model) => {
      if (view === 'fever' && detail) return [model, askFever(model, detail)];
      return view === 'isolation' && (ids?.includes(detail?.row.isolationId ?? '') ?? true) ? load(model) : still(model);
    },
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, slots.length, 8);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: keyOf(slots[moved]), offset: 0 } }));
      if (!detail) return undefined;
      switch (id) {
        case 'record':
        case 'open':
          return takeIsolationAction(model, live(detail), 'record-follow-up');
        case 'actions':
          return still(openOverlay(model, isolationMenu(model, live(detail))));
        case 'bed':
          return bedOfCase(model, detail.row);
        case 'arrival':
          return detail.arrivalId === undefined ? still(model) : nav.go(model, `arrival ${detail.arrivalId}`);
        case 'errand':
          return detail.supply === undefined
            ? still(say(model, t(model, '没有物资代办', 'No errand for supplies'), 'watch'))
            : nav.go(model, `errand ${detail.supply.errandNo}`);
        case 'person':
          return nav.go(model, `person ${detail.row.personId}`);
        case 'fever':
          return state.fever
            ? nav.go(model, `fever ${state.fever.no}`)
            : still(say(model, t(model, '没有发热记录', 'No fever on record'), 'watch'));
        case 'proof':
          return askProof(model, detail.row);
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [detail.row.no, detail.row.status, detail.row.area].join('\t'),
                id: detail.row.no,
                json: detail.row,
                line: `hz isolation show ${detail.row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, slots, index, height),
    hzLine: () => `hz isolation show ${detail?.row.no ?? no}`,
  };
}

/** The case as opened. */
export const openIsolation = (nav: Navigation, uid: number, no: string): Screen =>
  isolationScreen(nav, { uid, no, missing: false, cursor: atTop });

const standing = (detail: Detail | undefined): readonly Slot[] => detail?.slots.filter(({ status }) => status !== 'CANCELED') ?? [];

function view(model: Model, { no, detail, fever, missing }: State, slots: readonly Slot[], index: number, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, `  找不到隔离对象 ${no}，或不在您的辖区。Esc 返回`, `  No case ${no}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, careTeam, household, noticeNo, supplyEnsured, supply, history } = detail;
  const team = Object.entries(careTeam).flatMap(([role, id]) =>
    id === undefined ? [] : [`${FIELD_LABELS[`careTeam.${role}`]?.[model.lang] ?? role} ${nameOf(model, id)}`],
  );
  const home = [
    ...(household === undefined ? [] : [householdLabel(household, model.lang)]),
    ...(supplyEnsured === undefined
      ? []
      : [supplyEnsured ? t(model, '物资有保障', 'supplies ensured') : t(model, '! 物资需要保障', '! supplies needed')]),
    ...(supply === undefined ? [] : [`${supply.errandNo} ${supplyNeedLabel(supply.status, model.lang)}`]),
    ...(noticeNo === undefined ? [] : [t(model, `通知书 ${noticeNo}`, `notice ${noticeNo}`)]),
  ];
  const needs = needsOf(model, row);
  // Who it is and how it stands is seen however far down one is.
  const title: Line = [
    { text: `  ${row.no}  `, tone: 'title' },
    { text: row.label, bold: true },
    { text: `  ${isolationStatusLabel(row.status, model.lang)}`, bold: true },
    { text: needs === '' ? '' : `  ${needs}`, tone: 'alarm' },
  ];
  const head: Line[] = [
    pair(
      model,
      t(model, '隔离', 'Isolation'),
      `${isolationKindLabel(row.kind, model.lang)} · ${isolationReasonLabel(row.reason, model.lang)} · ${areaName(model, row.area)}`,
    ),
    pair(
      model,
      t(model, '期限', 'Term'),
      t(
        model,
        `${row.dayZero} 起，到 ${row.lastDay} 止 · 今天第 ${String(row.day)} 天`,
        `from ${row.dayZero} to ${row.lastDay} · today is day ${String(row.day)}`,
      ),
    ),
    pair(model, t(model, '照护小组', 'Care team'), team.length === 0 ? t(model, '尚未指定', 'not named yet') : team.join(' · ')),
    ...(row.kind === 'CENTRALIZED' ? [bedLine(model, row)] : []),
    ...feverLines(model, fever),
    ...(home.length === 0 ? [] : [pair(model, t(model, '在家', 'At home'), home.join(' · '))]),
    [],
    [
      { text: t(model, '  随访（上/下午）', '  Half-days'), tone: 'title' },
      { text: `  ${String(row.done)}/${String(row.slots)}`, tone: 'dim' },
    ],
  ];
  const none = t(model, '  尚未开始：按 x 选“开始隔离”', '  Not started: press x and choose Start');
  const body = slots.length === 0 ? [[{ text: none, tone: 'dim' as const }]] : slots.map((slot, at) => slotLine(model, slot, at === index));
  const all = [...head, ...body, [], ...historyLines(model, 'isolation', history)];
  const line = head.length + index;
  const rows = height - 1;
  const wanted = index === slots.length - 1 ? line - 3 : line - rows + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - rows));
  return { lines: [title, ...all.slice(skip, skip + rows)] };
}

/** At which site somebody is; which room is on the card of the site, for those who work there. */
const bedLine = (model: Model, { site, inBed, needsBed }: IsolationRow): Line => {
  const where = site === undefined ? t(model, '未指定隔离点', 'no site named') : site;
  const told =
    inBed === true ? t(model, '有床位', 'has a bed') : needsBed === true ? t(model, '! 无床位：b 安排', '! no bed: b gives one') : '';
  return pair(
    model,
    t(model, '隔离点', 'Site'),
    [where, told].filter((part) => part !== '').join(' · '),
    needsBed === true ? 'alarm' : 'plain',
  );
};

const TONE: Readonly<Record<Slot['status'], Tone>> = {
  NOT_PERFORMED: 'plain',
  SEEN_OK: 'good',
  SEEN_NOT_OK: 'alarm',
  MISSED: 'watch',
  CANCELED: 'dim',
};
const MARK: Readonly<Record<Slot['status'], string>> = { NOT_PERFORMED: '·', SEEN_OK: '✓', SEEN_NOT_OK: '‼', MISSED: '!', CANCELED: ' ' };

/** A half-day: how it stands, by which way, when, and who wrote it down. */
function slotLine(model: Model, slot: Slot, chosen: boolean): Line {
  const tone: Tone = slot.overdue ? 'alarm' : TONE[slot.status];
  const what = slot.overdue
    ? t(model, '逾期未访', 'overdue')
    : slot.status === 'SEEN_NOT_OK' && slot.resolved
      ? t(model, '异常，已研判', 'not well, judged')
      : slot.status === 'MISSED' && slot.hasReason
        ? t(model, '漏访，已说明', 'missed, explained')
        : slotStatusLabel(slot.status, model.lang);
  const how = [
    ...(slot.method === undefined ? [] : [followUpMethodLabel(slot.method, model.lang)]),
    ...(slot.occurredAt === undefined ? [] : [clock(model, slot.occurredAt)]),
    ...(slot.recordedBy === undefined ? [] : [nameOf(model, slot.recordedBy)]),
    ...(slot.sheetNo === undefined ? [] : [t(model, `工作单 ${slot.sheetNo}`, `sheet ${slot.sheetNo}`)]),
  ];
  return [
    { text: chosen ? '  ▸ ' : '    ', tone: 'accent', inverse: chosen },
    { text: padEnd(slotText(model, slot), 19), inverse: chosen },
    { text: padEnd(`${slot.overdue ? '‼' : MARK[slot.status]} ${what}`, 20), tone: chosen ? 'plain' : tone, inverse: chosen },
    { text: how.join(' · '), tone: chosen ? 'plain' : 'dim', inverse: chosen },
  ];
}
