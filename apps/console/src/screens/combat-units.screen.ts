import { CombatUnitsPage, type CombatUnitRow, type OutputOf } from '@houzhai/contracts';
import { counted, combatUnitKindLabel } from '@houzhai/i18n';
import { formUnit, takeUnitAction, unitMenu, type LiveUnit } from '../app/combat-unit-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';

interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof CombatUnitsPage>;
  readonly cursor: ListCursor;
}

/** Combat units 作战单元: who answers for which place, how many are linked, how far the duties are. */
export function combatUnitsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const { mine, area } = filterOf(address);
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => combatUnitsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.combatUnitId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => {
    const me = model.me?.operatorId;
    const input = { ...(mine && me !== undefined ? { headId: me } : {}), ...(area === undefined ? {} : { area }) };
    return [model, [read(`combat-units-${String(uid)}`, CombatUnitsPage, input, (value, at) => still(own.set(at, { listed: value })))]];
  };
  const live = (row: CombatUnitRow): LiveUnit => ({
    row,
    now: (at) => own.now(at)?.listed?.rows.find(({ combatUnitId }) => combatUnitId === row.combatUnitId),
  });
  return {
    ...own.kept(state),
    address,
    title: (model) => t(model, '作战单元', 'Combat units'),
    scopes: ['combat-units', 'list'],
    load,
    onChange: (view, _, model) => (view === 'combat-unit' ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.combatUnitId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `combat-unit ${current.code}`) : still(model);
        case 'actions':
          return current && still(openOverlay(model, unitMenu(model, live(current))));
        case 'report':
          return current && takeUnitAction(model, live(current), 'report-duty');
        case 'new':
          return formUnit(model, area);
        case 'mine': {
          const fresh = openCombatUnits(nav, uid, withWord(address, 'mine', mine ? '' : 'true'));
          return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
        }
        case 'copy':
          return current && still(openOverlay(model, unitCopy(model, current)));
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => ['hz combat-unit list', ...(area === undefined ? [] : [`--area ${area}`])].join(' '),
  };
}

function filterOf(address: string): { readonly mine: boolean; readonly area: string | undefined } {
  const { values, area } = parseAddress(address);
  return { mine: values['mine'] === 'true', area };
}

/** The units as opened. */
export const openCombatUnits = (nav: Navigation, uid: number, address: string): Screen =>
  combatUnitsScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** What of a unit can be copied. */
export const unitCopy = (model: Model, row: CombatUnitRow) =>
  copyMenu(model, {
    row: [row.code, row.name, row.status, String(row.done)].join('\t'),
    id: row.code,
    json: row,
    line: `hz combat-unit show ${row.code}`,
  });

const columnsOf = (model: Model): readonly Column<CombatUnitRow>[] => [
  { id: 'code', title: t(model, '代号', 'Code'), width: 9, priority: 1, text: ({ code }) => code },
  { id: 'name', title: t(model, '名称', 'Name'), width: 12, grows: true, priority: 1, text: ({ name }) => name },
  {
    id: 'kind',
    title: t(model, '类别', 'Kind'),
    width: model.lang === 'en' ? 10 : 7,
    priority: 2,
    text: ({ kind }) => combatUnitKindLabel(kind, model.lang),
  },
  { id: 'head', title: t(model, '单元长', 'Head'), width: 12, grows: true, priority: 1, text: ({ headId }) => nameOf(model, headId) },
  {
    id: 'linked',
    title: t(model, '党员/联户人', 'Linked'),
    width: 11,
    priority: 1,
    right: true,
    text: ({ partyMembers, persons }) => `${String(partyMembers)}/${String(persons)}`,
  },
  { id: 'duties', title: t(model, '任务', 'Duties'), width: 6, priority: 2, right: true, text: ({ duties }) => String(duties) },
  {
    id: 'done',
    title: t(model, '进度', 'Done'),
    width: 5,
    priority: 1,
    right: true,
    text: ({ done, duties }) => (duties === 0 ? '' : `${String(done)}%`),
    tone: ({ done, overdue }) => (overdue > 0 ? 'alarm' : done === 100 ? 'good' : 'plain'),
  },
  {
    id: 'overdue',
    title: t(model, '逾期', 'Late'),
    width: 5,
    priority: 1,
    right: true,
    text: ({ overdue }) => (overdue === 0 ? '' : `‼${String(overdue)}`),
    tone: () => 'alarm',
  },
  {
    id: 'area',
    title: t(model, '村(居)', 'Area'),
    width: model.lang === 'en' ? 18 : 12,
    priority: 3,
    text: ({ area }) => areaName(model, area),
  },
];

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const { mine, area } = filterOf(address);
  const linked = rows.reduce((sum, { persons }) => sum + persons, 0);
  const late = rows.reduce((sum, { overdue }) => sum + overdue, 0);
  const filters = [...(mine ? [t(model, '我的', 'mine')] : []), ...(area === undefined ? [] : [`${area} ${areaName(model, area)}`])];
  const heading = t(
    model,
    `${String(rows.length)} 个作战单元 · 联户 ${String(linked)} 人`,
    `${counted(rows.length, 'unit')} · ${counted(linked, 'person', 'people')} linked`,
  );
  const lines: Line[] = [
    [
      { text: listed ? heading : t(model, '正在读取…', 'Reading …'), tone: 'title' },
      { text: filters.length > 0 ? `  ${filters.join(' · ')}` : '', tone: 'accent' },
      { text: late > 0 ? t(model, `  ‼ 逾期任务 ${String(late)}`, `  ‼ ${String(late)} duties late`) : '', tone: 'alarm' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && rows.length === 0)
    lines.push([], [{ text: t(model, '  没有作战单元；n 成立', '  No combat unit; n sets one up'), tone: 'dim' }]);
  return { lines };
}
