import { CampaignsPage, type CampaignRow, type OutputOf } from '@houzhai/contracts';
import { campaignStatusLabel, counted } from '@houzhai/i18n';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { openRound } from '../app/screening-actions.ts';
import { coveragePercent, coverageText } from '../commands/coverage-words.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName } from './areas.ts';

interface State {
  readonly uid: number;
  readonly listed?: OutputOf<typeof CampaignsPage>;
  readonly cursor: ListCursor;
}

/** Rounds of screening 拉网式摸排, the newest first. */
export function roundsScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, listed } = state;
  const rows = listed?.rows ?? [];
  const own = keeper<State>(uid, (next) => roundsScreen(nav, next));
  const index = indexOf((at) => rows[at]?.campaignId ?? '', rows.length, state.cursor);
  const current = rows[index];
  const load = (model: Model): Step => [
    model,
    [read(`rounds-${String(uid)}`, CampaignsPage, {}, (value, at) => still(own.set(at, { listed: value })))],
  ];
  return {
    ...own.kept(state),
    address: 'rounds',
    title: (model) => t(model, '摸排', 'Screening'),
    scopes: ['rounds', 'list'],
    load,
    onChange: (view, _, model) => (['screening-campaign', 'screening-unit', 'discrepancy'].includes(view) ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = Math.max(1, model.size.rows - 6);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: rows[moved]?.campaignId, offset } }));
      }
      switch (id) {
        case 'open':
          return current ? nav.go(model, `round ${current.no}`) : still(model);
        case 'new':
          return openRound(model, ({ no }, at) => nav.go(at, `round ${no}`));
        case 'mine':
          return nav.go(model, `doors mine=true open=true${current ? ` round=${current.no}` : ''}`);
        case 'copy':
          return (
            current &&
            still(
              openOverlay(
                model,
                copyMenu(model, {
                  row: [current.no, current.name, current.status, coverageText(current.coverage)].join('\t'),
                  id: current.no,
                  json: current,
                  line: `hz screening show ${current.no}`,
                }),
              ),
            )
          );
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () => 'hz screening list',
  };
}

/** The rounds as opened. */
export const openRounds = (nav: Navigation, uid: number): Screen => roundsScreen(nav, { uid, cursor: atTop });

function columnsOf(model: Model): readonly Column<CampaignRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
    { id: 'name', title: t(model, '名称', 'Name'), width: 14, grows: true, priority: 1, text: ({ name }) => name },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 10 : 8,
      priority: 1,
      text: ({ status }) => campaignStatusLabel(status, model.lang),
    },
    {
      id: 'coverage',
      title: t(model, '已查清', 'Accounted'),
      width: 15,
      priority: 1,
      right: true,
      text: ({ coverage }) => coverageText(coverage),
    },
    { id: 'percent', title: '%', width: 6, priority: 1, right: true, text: ({ coverage }) => coveragePercent(coverage) },
    {
      id: 'unopened',
      title: t(model, '未开门', 'Unopened'),
      width: 8,
      priority: 2,
      right: true,
      text: ({ coverage }) => String(coverage.unopened),
      tone: ({ coverage }) => (coverage.unopened > 0 ? 'watch' : 'good'),
    },
    {
      id: 'discrepancies',
      title: t(model, '待核实', 'Differ'),
      width: 6,
      priority: 2,
      right: true,
      text: ({ coverage }) => String(coverage.discrepancies),
    },
    { id: 'area', title: t(model, '范围', 'Where'), width: 12, priority: 3, text: ({ area }) => (area === 'a00' ? t(model, '全街道', 'all') : areaName(model, area)) }, // prettier-ignore
    { id: 'end', title: t(model, '到', 'Until'), width: 10, priority: 3, text: ({ end }) => end },
  ];
}

function view(model: Model, { listed, cursor }: State, index: number, width: number, height: number): Frame {
  const rows = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = Math.max(1, height - 2);
  const lines: Line[] = [
    [{ text: listed ? t(model, `${String(listed.total)} 轮摸排`, counted(listed.total, 'round of screening', 'rounds of screening')) : t(model, '正在读取…', 'Reading …'), tone: 'title' }], // prettier-ignore
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset: scrollTo(index, cursor.offset, rows.length, room), room }),
  ];
  if (listed && rows.length === 0)
    lines.push(
      [],
      [{ text: t(model, '  还没有摸排；指挥中心按 a 新开一轮', '  No round yet; the command centre opens one with a'), tone: 'dim' }],
    );
  return { lines };
}
