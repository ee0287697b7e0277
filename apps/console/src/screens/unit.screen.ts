import { counted } from '@houzhai/i18n';
import { UnitDetail, type Attempt, type DiscrepancyRow, type OutputOf } from '@houzhai/contracts';
import {
  discrepancyKindLabel,
  discrepancySourceLabel,
  discrepancyStatusLabel,
  discrepancyTruthLabel,
  evidenceLabel,
  stratumLabel,
  visitOutcomeLabel,
} from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { OUTCOME_KEYS, askCorrection, askTruth, askVisit, takeOutcome, unitMenu, type LiveUnit } from '../app/unit-actions.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { nameOf } from './areas.ts';
import { placeText } from './dwellings.ts';
import { clock, historyLines, pair } from './record-lines.ts';
import { standingText, standingTone } from './units.screen.ts';

type Detail = OutputOf<typeof UnitDetail>;
interface State {
  readonly uid: number;
  readonly unitId: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}
/** What can be chosen: a visit, or something that differs. */
type Entry = { readonly id: string; readonly attempt: Attempt } | { readonly id: string; readonly differs: DiscrepancyRow };

const entriesOf = (detail: Detail | undefined): readonly Entry[] => [
  ...(detail?.discrepancies.map((differs) => ({ id: differs.discrepancyId, differs })) ?? []),
  ...(detail?.attempts.toReversed().map((attempt) => ({ id: String(attempt.nth), attempt })) ?? []),
];

/** One unit: every visit to its door, what other sources say, and what can be done. */
export function unitScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, unitId, detail } = state;
  const own = keeper<State>(uid, (next) => unitScreen(nav, next));
  const entries = entriesOf(detail);
  const index = indexOf((at) => entries[at]?.id ?? '', entries.length, state.cursor);
  const current = entries[index];
  const nth = current && 'attempt' in current && !current.attempt.corrected ? current.attempt.nth : undefined;
  const load = (model: Model): Step => [
    model,
    [
      read(
        `unit-${String(uid)}`,
        UnitDetail,
        { unitId },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveUnit => ({ row, now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `door ${unitId}`,
    title: (model) => (detail ? t(model, detail.row.zh, detail.row.en) : unitId.slice(-6)),
    scopes: ['unit', 'list'],
    load,
    onChange: (view, ids, model) =>
      (view === 'screening-unit' && (ids?.includes(unitId) ?? true)) || view === 'discrepancy' || view === 'screening-campaign'
        ? load(model)
        : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, entries.length, 8);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: entries[moved]?.id, offset: 0 } }));
      if (!detail) return undefined;
      if (id in OUTCOME_KEYS) return takeOutcome(model, live(detail), id);
      switch (id) {
        case 'open':
          if (!current) return askVisit(model, live(detail));
          if ('differs' in current) return askTruth(model, current.differs, differsText(model, current.differs));
          return nth === undefined ? still(model) : askCorrection(model, live(detail), nth);
        case 'record':
          return askVisit(model, live(detail));
        case 'correct':
          return nth === undefined ? still(model) : askCorrection(model, live(detail), nth);
        case 'actions':
          return still(openOverlay(model, unitMenu(model, live(detail), nth)));
        case 'person': {
          const personId = (current && 'differs' in current ? current.differs.personId : undefined) ?? detail.residents[0]?.personId;
          return personId === undefined ? still(model) : nav.go(model, `person ${personId}`);
        }
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [detail.row.path, detail.row.status, detail.row.area].join('\t'),
                id: unitId,
                json: detail.row,
                line: `hz screening unit ${unitId}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, entries, index, height),
    hzLine: () => `hz screening unit ${unitId}`,
  };
}

/** The unit as opened. */
export const openUnit = (nav: Navigation, uid: number, unitId: string): Screen =>
  unitScreen(nav, { uid, unitId, missing: false, cursor: atTop });

/** Where two sources differ, in words. */
export const differsText = (model: Model, { source, kind, label, people }: DiscrepancyRow): string => {
  const who = label ?? (people > 1 ? t(model, `${String(people)} 人`, counted(people, 'person', 'people')) : '');
  return `${discrepancySourceLabel(source, model.lang)}${t(model, '：', ': ')}${discrepancyKindLabel(kind, model.lang)}${who === '' ? '' : ` · ${who}`}`;
};

function view(model: Model, { detail, missing }: State, entries: readonly Entry[], index: number, height: number): Frame {
  if (missing)
    return { lines: [[{ text: t(model, '  找不到这个单元：不在您的辖区，也不属于您的队。Esc 返回', '  No such unit: neither in your area nor of your team. Esc goes back'), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, residents, campaignName, campaignNo, discrepancies, attempts, history } = detail;
  const owner =
    row.ownerId === undefined
      ? t(model, '无', 'nobody')
      : `${nameOf(model, row.ownerId)}${row.dueAt === undefined ? '' : t(model, `，期限 ${clock(model, row.dueAt)}`, `, until ${clock(model, row.dueAt)}`)}`;
  const head: Line[] = [
    [
      { text: `  ${placeText(model, row)}`, tone: 'title' },
      { text: `  ${standingText(model, row)}`, bold: true, tone: standingTone(row) },
    ],
    pair(model, t(model, '位置', 'Where'), `${row.path} · ${stratumLabel(row.stratum, model.lang)}${row.addendum ? t(model, ' · 附册', ' · addendum') : ''}`),
    pair(model, t(model, '轮次', 'Round'), `${campaignNo} ${campaignName}`),
    pair(model, t(model, '队', 'Team'), row.teamNo === undefined ? t(model, '没有队伍', 'no team yet') : t(model, `${String(row.teamNo)} 队`, `team ${String(row.teamNo)}`)),
    pair(model, t(model, '责任人', 'Answers'), owner, row.overdue ? 'alarm' : 'plain'),
    pair(
      model,
      t(model, '登记人员', 'Registered'),
      residents.length === 0 ? t(model, '登记簿里没有人', 'the register has nobody there') : residents.map(({ label }) => label).join('、'),
    ),
    [],
  ]; // prettier-ignore
  const chosen = entries[index]?.id;
  const differ: Line[] =
    discrepancies.length === 0
      ? []
      : [
          [{ text: t(model, '  不一致（只提请核实，不扣分）', '  What sources say differently; proposals only'), tone: 'title' }],
          ...discrepancies.map((one): Line => differsLine(model, one, one.discrepancyId === chosen)),
          [],
        ];
  const visits: Line[] = [
    [{ text: t(model, '  上门记录', '  Visits'), tone: 'title' }],
    ...(attempts.length === 0
      ? [[{ text: t(model, '  还没有上门：f 查清 · n 无人 · a 全部填写', '  Nobody was there yet: f found · n nobody home · a everything'), tone: 'dim' as const }]]
      : attempts.toReversed().map((one): Line => attemptLine(model, one, String(one.nth) === chosen))),
    [],
  ]; // prettier-ignore
  const all = [...head, ...differ, ...visits, ...historyLines(model, 'screening-unit', history)];
  const line = head.length + (index < discrepancies.length ? 1 + index : differ.length + 1 + index - discrepancies.length);
  const skip = Math.max(0, Math.min(line - height + 3, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

function differsLine(model: Model, one: DiscrepancyRow, inverse: boolean): Line {
  const state =
    one.truth === undefined
      ? discrepancyStatusLabel(one.status, model.lang)
      : `${discrepancyStatusLabel(one.status, model.lang)}${t(model, '：', ': ')}${discrepancyTruthLabel(one.truth, model.lang)}`;
  return [
    { text: inverse ? '  ▸ ' : '    ', tone: 'accent', inverse },
    { text: `${one.status === 'OPEN' ? '!' : '✓'} ${differsText(model, one)}`, tone: inverse ? 'plain' : one.status === 'OPEN' ? 'watch' : 'dim', inverse }, // prettier-ignore
    { text: `  ${state}`, tone: inverse ? 'plain' : 'dim', inverse },
  ];
}

function attemptLine(model: Model, attempt: Attempt, inverse: boolean): Line {
  const { nth, at, half, outcome, found, unknown, evidence, corrected, corrects, by, collected, sheetNo } = attempt;
  const people = [
    ...(found > 0 ? [t(model, `登记 ${String(found)} 人`, `${String(found)} registered`)] : []),
    ...(unknown > 0 ? [t(model, `登记以外 ${String(unknown)} 人`, `${String(unknown)} others`)] : []),
    ...(evidence === undefined ? [] : [evidenceLabel(evidence, model.lang)]),
    ...(sheetNo === undefined ? [] : [t(model, `工作单 ${sheetNo}`, `sheet ${sheetNo}`)]),
    ...(corrects === undefined ? [] : [t(model, `更正第 ${String(corrects)} 次`, `corrects ${String(corrects)}`)]),
    ...(corrected ? [t(model, '已更正', 'corrected')] : []),
    nameOf(model, by),
    ...(collected ? [t(model, '他人上门', 'somebody else went')] : []),
  ];
  return [
    { text: inverse ? '  ▸ ' : '    ', tone: 'accent', inverse },
    { text: padEnd(`${String(nth)}. ${clock(model, at)} ${valueLabel('half', half, model.lang)}`, 22), inverse },
    { text: padEnd(visitOutcomeLabel(outcome, model.lang), 16), tone: inverse ? 'plain' : corrected ? 'dim' : 'plain', inverse },
    { text: people.join(' · '), tone: inverse ? 'plain' : 'dim', inverse },
  ];
}
