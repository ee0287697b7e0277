import { CombatUnitDetail, Uuid, type LinkedMember, type OutputOf, type UnitDuty } from '@houzhai/contracts';
import { counted, combatUnitKindLabel } from '@houzhai/i18n';
import { takeUnitAction, unitMenu, type LiveUnit } from '../app/combat-unit-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { read } from '../app/perform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd, padStart } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { unitCopy } from './combat-units.screen.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof CombatUnitDetail>;
interface State {
  readonly uid: number;
  /** Code of the unit, or its id. */
  readonly code: string;
  readonly detail?: Detail;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** One combat unit: who is responsible for what, and how far it is. */
export function combatUnitScreen(state: State): Stateful<State> {
  const { uid, code, detail } = state;
  const own = keeper<State>(uid, combatUnitScreen);
  const duties = detail?.duties ?? [];
  const index = indexOf((at) => duties[at]?.duty ?? '', duties.length, state.cursor);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `combat-unit-${String(uid)}`,
        CombatUnitDetail,
        Uuid.safeParse(code).success ? { combatUnitId: code } : { code },
        (value, at) => still(own.set(at, { detail: value, missing: false })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row }: Detail): LiveUnit => ({ row, duty: duties[index], now: (at) => own.now(at)?.detail?.row });
  return {
    ...own.kept(state),
    address: `combat-unit ${detail?.row.code ?? code}`,
    title: () => detail?.row.name ?? code,
    scopes: ['combat-unit', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'combat-unit' && (ids?.includes(detail?.row.combatUnitId ?? '') ?? true) ? load(model) : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, duties.length, 8);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: duties[moved]?.duty, offset: 0 } }));
      if (!detail) return undefined;
      switch (id) {
        case 'actions':
          return still(openOverlay(model, unitMenu(model, live(detail))));
        case 'report':
          return takeUnitAction(model, live(detail), 'report-duty');
        case 'copy':
          return still(openOverlay(model, unitCopy(model, detail.row)));
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, index, height),
    hzLine: () => `hz combat-unit show ${detail?.row.code ?? code}`,
  };
}

/** The unit as opened. */
export const openCombatUnit = (uid: number, code: string): Screen => combatUnitScreen({ uid, code, missing: false, cursor: atTop });

function view(model: Model, { code, detail, missing }: State, index: number, height: number): Frame {
  if (missing) return { lines: [[{ text: t(model, `  没有作战单元 ${code}，或不在您的辖区。Esc 返回`, `  No unit ${code}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, members, duties, history } = detail;
  const closed = row.status === 'CLOSED' ? t(model, ' · 已撤销', ' · closed') : '';
  const linked = t(
    model,
    `${String(row.partyMembers)} 名党员 · ${String(row.households)} 户 · ${String(row.persons)} 人`,
    `${counted(row.partyMembers, 'party member')} · ${counted(row.households, 'household')} · ${counted(row.persons, 'person', 'people')}`,
  );
  const head: Line[] = [
    [
      { text: `  ${row.code}  `, tone: 'title' },
      { text: row.name, bold: true },
      { text: `  ${combatUnitKindLabel(row.kind, model.lang)}${closed}`, tone: 'dim' },
    ],
    pair(model, t(model, '位置', 'Where'), `${row.area} ${areaName(model, row.area)} · ${row.path}`),
    pair(model, t(model, '单元长', 'Head'), nameOf(model, row.headId)),
    pair(model, t(model, '联户', 'Linked'), linked),
    [],
    [
      { text: t(model, '  任务', '  Duties'), tone: 'title' },
      { text: row.duties === 0 ? '' : `  ${String(row.done)}%`, tone: 'dim' },
    ],
  ];
  const none = t(model, '  还没有任务：按 x 选“下达任务”', '  No duty yet: press x and choose Give a duty');
  const all = [
    ...head,
    ...(duties.length === 0 ? [[{ text: none, tone: 'dim' as const }]] : duties.map((duty, at) => dutyLine(model, duty, at === index))),
    ...(members.length > 0 ? [[], [{ text: t(model, '  联户党员', '  Party members'), tone: 'title' as const }], ...members.map((one) => memberLine(model, one))] : []), // prettier-ignore
    [],
    ...historyLines(model, 'combat-unit', history),
  ];
  const line = head.length + index;
  const wanted = index === duties.length - 1 ? line - 3 : line - height + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

/** A duty: what, how far, by when, and who said so last. */
function dutyLine(model: Model, { duty, what, done, dueAt, overdue, reportedAt, reportedBy }: UnitDuty, chosen: boolean): Line {
  const told = [
    ...(dueAt === undefined
      ? []
      : [t(model, `${overdue ? '‼ ' : ''}${clock(model, dueAt)} 前`, `${overdue ? '‼ ' : ''}by ${clock(model, dueAt)}`)]),
    ...(reportedAt === undefined ? [t(model, '未报告', 'not reported')] : [`${clock(model, reportedAt)} ${nameOf(model, reportedBy)}`]),
  ];
  return [
    { text: chosen ? '  ▸ ' : '    ', tone: 'accent', inverse: chosen },
    { text: padEnd(`${what} (${duty})`, 30), inverse: chosen },
    { text: `${padStart(`${String(done)}%`, 5)}  `, tone: chosen ? 'plain' : overdue ? 'alarm' : done === 100 ? 'good' : 'plain', inverse: chosen }, // prettier-ignore
    { text: told.join(' · '), tone: chosen ? 'plain' : overdue ? 'alarm' : 'dim', inverse: chosen },
  ];
}

const memberLine = (model: Model, { operatorId, memberNo = '', paths, persons }: LinkedMember): Line => [
  { text: `    ${padEnd(operatorId === undefined ? memberNo : nameOf(model, operatorId), 20)}` },
  {
    text: padEnd(
      t(model, `${String(paths.length)} 户 ${String(persons)} 人`, `${counted(paths.length, 'household')}, ${String(persons)}`),
      18,
    ),
  },
  { text: paths.join(' '), tone: 'dim' },
];
