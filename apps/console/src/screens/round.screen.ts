import { CampaignDetail, Uuid, type Assigned, type Coverage, type OutputOf, type TeamShare } from '@houzhai/contracts';
import { counted, campaignStatusLabel, stratumLabel } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { exportDoors, takeDoorSheet, type UnitFilter } from '../app/print-actions.ts';
import { applyTrial, roundMenu, type LiveRound } from '../app/screening-actions.ts';
import { coveragePercent, coverageText } from '../commands/coverage-words.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';
import { pair } from './record-lines.ts';
import { filterOf } from './units.screen.ts';

type Detail = OutputOf<typeof CampaignDetail>;
type By = 'area' | 'team' | 'stratum' | 'trial';
interface State {
  readonly uid: number;
  /** Number of the round, or its id. */
  readonly no: string;
  readonly by: By;
  readonly detail?: Detail;
  readonly tried?: Assigned;
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** A line of the table: some units of the round, how they stand, and where their doors are listed. */
interface Group extends Coverage {
  readonly key: string;
  readonly label: string;
  readonly drill: string;
}

/** One round: coverage by area, team or stratum, down to the doors; who would go where, before it is so. */
export function roundScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, by, detail, tried } = state;
  const own = keeper<State>(uid, (next) => roundScreen(nav, next));
  const keys = by === 'trial' ? (tried?.shares.map(({ teamId }) => teamId) ?? []) : groupKeys(detail, by);
  const index = indexOf((at) => keys[at] ?? '', keys.length, state.cursor);
  const load = (model: Model): Step => [
    model,
    [
      read(
        `round-${String(uid)}`,
        CampaignDetail,
        Uuid.safeParse(no).success ? { campaignId: no } : { no },
        (value, at) => still(own.set(at, { detail: value })),
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = (row: Detail['row']): LiveRound => ({
    row,
    now: (at) => own.now(at)?.detail?.row,
    tried: (value, at) => still(own.set(at, { tried: value, by: 'trial', cursor: atTop })),
  });
  const show = (model: Model, next: By): Step => still(own.set(model, { by: next, cursor: atTop }));
  return {
    ...own.kept(state),
    address: `round ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['round', 'list'],
    load,
    onChange: (view, _, model) => (['screening-campaign', 'screening-unit', 'discrepancy'].includes(view) ? load(model) : still(model)),
    onEscape: (model) => (by === 'trial' ? show(own.without(model, 'tried'), 'area') : undefined),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 12);
      const moved = moveCursor(id, index, keys.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, keys.length, room);
        return still(own.set(model, { cursor: { id: keys[moved], offset } }));
      }
      if (!detail) return undefined;
      const { row } = detail;
      const group = by === 'trial' ? undefined : groupsOf(model, detail, by)[index];
      const share = by === 'trial' ? tried?.shares[index] : undefined;
      switch (id) {
        case 'open':
          if (share) return still(openOverlay(model, reasonsOf(model, share)));
          return group ? nav.go(model, `doors round=${row.no} ${group.drill}`) : still(model);
        case 'unopened':
          return group ? nav.go(model, `doors round=${row.no} unopened=true ${group.drill}`) : still(model);
        case 'print':
          return group ? takeDoorSheet(model, openDoors(row.no, group), group.label) : still(model);
        case 'export':
          return group ? exportDoors(model, openDoors(row.no, group), row.no) : still(model);
        case 'apply':
          return tried && by === 'trial' ? applyTrial(own.set(model, { by: 'area' }), row, tried) : still(model);
        case 'by':
          return show(own.without(model, 'tried'), by === 'area' ? 'team' : by === 'team' ? 'stratum' : 'area');
        case 'mine':
          return nav.go(model, `doors round=${row.no} mine=true open=true`);
        case 'differ':
          return nav.go(model, `discrepancies round=${row.campaignId}`);
        case 'actions':
          return still(openOverlay(model, roundMenu(model, live(row))));
        case 'explain':
          return still(openOverlay(model, inform(t(model, '各项含义', 'What the numbers mean'), detail.definitions.map((one) => one[model.lang]), row.no))); // prettier-ignore
        case 'copy':
          return still(
            openOverlay(
              model,
              copyMenu(model, {
                row: [row.no, row.name, row.status, coverageText(row.coverage)].join('\t'),
                id: row.no,
                json: row,
                line: `hz screening show ${row.no}`,
              }),
            ),
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => `hz screening show ${detail?.row.no ?? no}`,
  };
}

/** The round as opened. */
export const openRound = (nav: Navigation, uid: number, no: string): Screen =>
  roundScreen(nav, { uid, no, by: 'area', missing: false, cursor: atTop });

/** What of a group is still to be opened or found out. */
const openDoors = (no: string, { drill }: Group): UnitFilter => filterOf(`doors round=${no} open=true ${drill}`);

const groupKeys = (detail: Detail | undefined, by: Exclude<By, 'trial'>): readonly string[] =>
  !detail
    ? []
    : by === 'area'
      ? detail.byArea.map(({ area }) => area)
      : by === 'team'
        ? detail.byTeam.map(({ teamId }) => teamId)
        : detail.byStratum.map(({ stratum }) => stratum);

function groupsOf(model: Model, { byArea, byTeam, byStratum }: Detail, by: Exclude<By, 'trial'>): readonly Group[] {
  if (by === 'area')
    return byArea.map((one) => ({ ...one, key: one.area, label: `${one.area} ${areaName(model, one.area)}`, drill: `@${one.area}` }));
  if (by === 'team')
    return byTeam.map((one) => ({
      ...one,
      key: one.teamId,
      label: one.teamNo === undefined ? one.teamId.slice(-6) : t(model, `${String(one.teamNo)} 队`, `Team ${String(one.teamNo)}`),
      drill: `team=${one.teamId}`,
    }));
  return byStratum.map((one) => ({
    ...one,
    key: one.stratum,
    label: stratumLabel(one.stratum, model.lang),
    drill: `stratum=${one.stratum}`,
  }));
}

/** Why a team would have what it has, area by area. */
const reasonsOf = (model: Model, { no, units, parts }: TeamShare) =>
  inform(
    t(model, `${String(no)} 队 · ${String(units)} 户（间）`, `Team ${String(no)} · ${counted(units, 'unit')}`),
    parts.map(({ reason }) => reason[model.lang]),
    parts.map(({ area, units: many }) => `${area} ${String(many)}`).join(', '),
  );

const number = <R>(id: string, title: string, of: (row: R) => number, alarm = false): Column<R> => ({
  id,
  title,
  width: 8,
  priority: 2,
  right: true,
  text: (row) => (of(row) === 0 ? '·' : String(of(row))),
  tone: (row) => (alarm && of(row) > 0 ? 'alarm' : 'plain'),
});

function columnsOf(model: Model, by: By): readonly Column<Group>[] {
  const title = by === 'team' ? t(model, '队', 'Team') : by === 'stratum' ? t(model, '类别', 'Stratum') : t(model, '村(居)', 'Area');
  return [
    { id: 'label', title, width: 16, grows: true, priority: 1, text: ({ label }) => label },
    { id: 'coverage', title: t(model, '已查清', 'Accounted'), width: 15, priority: 1, right: true, text: coverageText },
    { id: 'percent', title: '%', width: 6, priority: 1, right: true, text: coveragePercent },
    { ...number<Group>('unopened', t(model, '未开门', 'Unopened'), ({ unopened }) => unopened), priority: 1 },
    { ...number<Group>('escalated', t(model, '两次无人', 'Escal.'), ({ escalated }) => escalated), priority: 1 },
    number('incomplete', t(model, '未查全', 'Partial'), ({ incomplete }) => incomplete),
    number('unassigned', t(model, '无队伍', 'No team'), ({ unassigned }) => unassigned, true),
    number('owned', t(model, '有责任人', 'Owned'), ({ owned }) => owned),
    number('overdue', t(model, '逾期', 'Overdue'), ({ overdue }) => overdue, true),
    number('discrepancies', t(model, '待核实', 'Differ'), ({ discrepancies }) => discrepancies),
  ];
}

function shareColumns(model: Model): readonly Column<TeamShare>[] {
  const lent = (share: TeamShare): number => share.parts.reduce((sum, part) => sum + (part.nearness === 'LOAN' ? part.units : 0), 0);
  return [
    { id: 'no', title: t(model, '队', 'Team'), width: 5, priority: 1, right: true, text: ({ no }) => String(no) },
    { id: 'at', title: t(model, '驻地', 'At'), width: 12, priority: 1, text: ({ at }) => areaName(model, at) },
    number('strength', t(model, '人手', 'People'), ({ strength }) => strength),
    { ...number<TeamShare>('units', t(model, '户（间）', 'Units'), ({ units }) => units), priority: 1 },
    { id: 'load', title: t(model, '负担', 'Load'), width: 6, priority: 1, right: true, text: ({ load }) => load.toFixed(2) },
    number('lent', t(model, '借调', 'Lent'), lent),
    {
      id: 'parts',
      title: t(model, '去向', 'Where'),
      width: 16,
      grows: true,
      priority: 1,
      text: ({ parts }) => parts.map(({ area, units }) => `${area} ${String(units)}`).join('  '),
    },
  ];
}

function view(model: Model, state: State, index: number, width: number, height: number): Frame {
  const { no, detail, missing, by, tried, cursor } = state;
  if (missing)
    return { lines: [[{ text: t(model, `  找不到第 ${no} 轮，或与您无关。Esc 返回`, `  No round ${no}, or it does not concern you. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const head = by === 'trial' && tried ? trialHead(model, tried) : roundHead(model, detail);
  const room = Math.max(1, height - head.length - 1);
  const window = (count: number) => ({ index, offset: scrollTo(index, cursor.offset, count, room), room });
  if (by === 'trial' && tried) {
    const laid = layout(shareColumns(model), width - 2);
    return { lines: [...head, headLine(laid, undefined, '  '), ...bodyLines(laid, tried.shares, window(tried.shares.length))] };
  }
  const groups = by === 'trial' ? [] : groupsOf(model, detail, by);
  const laid = layout(columnsOf(model, by), width - 2);
  const lines = [...head, headLine(laid, undefined, '  '), ...bodyLines(laid, groups, window(groups.length))];
  if (groups.length === 0)
    lines.push([
      {
        text:
          detail.row.status === 'DRAFT'
            ? t(model, '  还没有底数：按 x 选“确定底数”', '  No denominator yet: press x and choose Freeze')
            : by === 'team'
              ? t(model, '  还没有分派：按 x 选“分派”，先试算', '  Not shared out yet: press x and choose Share out; it is tried first')
              : t(model, '  您的辖区没有属于本轮的户（间）', '  No unit of this round in your area'),
        tone: 'dim',
      },
    ]);
  return { lines };
}

function roundHead(model: Model, { row, denominator }: Detail): Line[] {
  const { coverage } = row;
  return [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: row.name, bold: true },
      { text: `  ${campaignStatusLabel(row.status, model.lang)}`, bold: true },
      { text: `  ${row.start} – ${row.end}`, tone: 'dim' },
    ],
    [
      { text: `  ${t(model, '已查清', 'Accounted for')} `, tone: 'dim' },
      { text: `${coverageText(coverage)}  ${coveragePercent(coverage)}`, tone: 'accent', bold: true },
      { text: t(model, `   未开门 ${String(coverage.unopened)}`, `   unopened ${String(coverage.unopened)}`) },
      {
        text:
          coverage.unassigned > 0
            ? t(model, `   ! 无队伍 ${String(coverage.unassigned)}`, `   ! no team ${String(coverage.unassigned)}`)
            : '',
        tone: 'watch',
      },
      {
        text: coverage.overdue > 0 ? t(model, `   ‼ 逾期 ${String(coverage.overdue)}`, `   ‼ overdue ${String(coverage.overdue)}`) : '',
        tone: 'alarm',
      },
    ],
    ...(denominator
      ? [
          pair(
            model,
            t(model, '底数', 'Denominator'),
            `${String(denominator.units)} = ${denominator.byStratum.map(({ stratum, units }) => `${stratumLabel(stratum, model.lang)} ${String(units)}`).join(' + ')} · ${denominator.hash.slice(0, 12)}`,
          ),
        ]
      : []),
    [],
  ];
}

function trialHead(model: Model, tried: Assigned): Line[] {
  const load = tried.mostLoad.toFixed(2);
  const local = (tried.local * 100).toFixed(1);
  return [
    [
      { text: t(model, '  试算，尚未生效  ', '  A trial, nothing is done yet  '), tone: 'watch', bold: true },
      { text: t(model, 'Y 按此分派 · Enter 为何 · Esc 不用', 'Y shares out like this · Enter why · Esc drops it'), tone: 'dim' },
    ],
    [
      {
        text: t(
          model,
          `  ${String(tried.units)} 户（间）：新分 ${String(tried.fresh)}，换队 ${String(tried.moved)}`,
          `  ${counted(tried.units, 'unit')}: ${String(tried.fresh)} new, ${String(tried.moved)} change their team`,
        ),
      },
      { text: t(model, `   最高负担 ${load}`, `   most load ${load}`), tone: tried.balanced ? 'good' : 'alarm' },
      { text: t(model, `   本村或邻村 ${local}%`, `   at home or beside ${local}%`), tone: tried.near ? 'good' : 'alarm' },
    ],
    ...(tried.neighboursPlaceholder
      ? [
          [
            {
              text: t(model, '  ! 村界相邻关系为占位数据，待街道填写', '  ! Which areas are beside each other is a placeholder'),
              tone: 'watch' as const,
            },
          ],
        ]
      : []),
    [],
  ];
}
