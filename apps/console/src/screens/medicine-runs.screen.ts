import { RunsPage, type RunRow } from '@houzhai/contracts';
import { counted, runStatusLabel } from '@houzhai/i18n';
import { runMenu, takeNextRunStep, type LiveRun } from '../app/medicine-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { planRun } from '../app/plan-run.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Listing, type LiveRow } from './listed.ts';
import { medicinePlaceName } from './medicine-places.ts';
import { clock } from './record-lines.ts';

function columnsOf(model: Model): readonly Column<RunRow>[] {
  const count = (value: number): string => (value === 0 ? '' : String(value));
  return [
    { id: 'no', title: t(model, '批次', 'Run'), width: 18, priority: 1, text: ({ no }) => no },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: model.lang === 'en' ? 15 : 8,
      priority: 1,
      text: ({ status }) => runStatusLabel(status, model.lang),
    },
    { id: 'agent', title: t(model, '代办员', 'Agent'), width: 8, priority: 1, text: ({ agentId }) => nameOf(model, agentId) },
    { id: 'stops', title: t(model, '户', 'Stops'), width: 5, priority: 1, text: ({ stops }) => String(stops) },
    {
      id: 'cards',
      title: t(model, '卡在外', 'Cards out'),
      width: model.lang === 'en' ? 9 : 6,
      priority: 1,
      text: ({ cardsOut }) => (cardsOut === 0 ? '' : `! ${String(cardsOut)}`),
      tone: ({ cardsOut }) => (cardsOut > 0 ? 'watch' : 'plain'),
    },
    {
      id: 'lines',
      title: t(model, '取/送/达', 'Get/bring/done'),
      width: 14,
      priority: 1,
      text: ({ toFetch, toDeliver, delivered }) => `${String(toFetch)}/${String(toDeliver)}/${String(delivered)}`,
    },
    {
      id: 'offered',
      title: t(model, '待签收', 'Offered'),
      width: 9,
      priority: 2,
      text: ({ offered, offeredTo }) => (offered === 0 ? '' : `${nameOf(model, offeredTo)} ${count(offered)}`),
      tone: () => 'watch',
    },
    {
      id: 'areas',
      title: t(model, '村(居)', 'Areas'),
      width: 8,
      grows: true,
      priority: 2,
      text: ({ areas }) => areas.map((area) => areaName(model, area)).join('、'),
    },
    {
      id: 'hospital',
      title: t(model, '医院', 'Hospital'),
      width: 14,
      priority: 3,
      text: ({ hospital }) => medicinePlaceName(model, hospital),
    },
    { id: 'planned', title: t(model, '编批', 'Planned'), width: 11, priority: 3, text: ({ plannedAt }) => clock(model, plannedAt) },
  ];
}

/** A run of the list: its stops and lines are on its own screen. */
const live = ({ row, now }: LiveRow<RunRow>): LiveRun => ({ row, stops: [], lines: [], line: undefined, ofStop: [], now });

const RUNS: Listing<RunRow> = {
  scope: 'medicine-runs',
  noun: 'medicine-run',
  views: ['medicine-run'],
  title: (model) => t(model, '配药批次', 'Medicine runs'),
  read: (slot, { mine, everything }, got) => read(slot, RunsPage, { mine, limit: 200, ...(everything ? {} : { open: true }) }, got),
  keyOf: ({ runId }) => runId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `medicine-run ${no}`,
  copied: (row, model) => columnsOf(model).map((column) => column.text(row)),
  columns: columnsOf,
  heading: (model, { total, rows }) => {
    const out = rows.reduce((sum, { cardsOut }) => sum + cardsOut, 0);
    return [
      { text: t(model, `${String(total)} 个批次`, counted(total, 'run')) },
      { text: out > 0 ? t(model, `  医保卡在外 ${String(out)}`, `  ${counted(out, 'card')} out`) : '', tone: 'watch' },
    ];
  },
  words: (model) => ({ open: t(model, '在办', 'open') }),
  empty: (model) =>
    t(
      model,
      '没有在办的配药批次；在配药代办单上按 p 登记处方，再按 n 编批；A 看全部',
      'No open run; p on a medicine errand writes a prescription down, n plans a run of what waits; A shows all',
    ),
  menu: (model, row) => runMenu(model, live(row)),
  next: (model, row) => takeNextRunStep(model, live(row)),
  more: (id, model, _, nav) => (id === 'plan' ? planRun(nav, model) : id === 'cards' ? nav.go(model, 'cards') : undefined),
};

/** Medicine runs 配药代办批次, the open ones first: how far each is, and which cards are out with it. */
export const openMedicineRuns = (nav: Navigation, uid: number, address: string): Screen => listScreen(RUNS, nav, uid, address);
