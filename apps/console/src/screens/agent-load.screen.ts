import { AgentLoad, type OutputOf } from '@houzhai/contracts';
import { counted, money } from '@houzhai/i18n';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { nameOf } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';

type Row = OutputOf<typeof AgentLoad>['rows'][number];
/** Cells of the longest bar. */
const BAR = 24;

const columns = (model: Model, most: number): readonly Column<Row>[] => [
  { id: 'agent', title: t(model, '代办员', 'Agent'), width: 12, priority: 1, text: ({ agentId }) => nameOf(model, agentId) },
  { id: 'open', title: t(model, '在办', 'Open'), width: 6, right: true, priority: 1, text: ({ open }) => String(open) },
  { id: 'bar', title: '', width: BAR, grows: true, priority: 2, text: ({ open }) => '█'.repeat(Math.round((open * BAR) / Math.max(1, most))), tone: () => 'accent' },
  {
    id: 'overdue',
    title: t(model, '超期', 'Overdue'),
    width: 8,
    right: true,
    priority: 1,
    text: ({ overdue }) => (overdue === 0 ? '' : `‼ ${String(overdue)}`),
    tone: ({ overdue }) => (overdue > 0 ? 'alarm' : 'plain'),
  },
  { id: 'done', title: t(model, '今日办结', 'Done today'), width: 10, right: true, priority: 1, text: ({ doneToday }) => String(doneToday) },
  { id: 'cash', title: t(model, '手中现金', 'Cash in hand'), width: 13, right: true, priority: 2, text: ({ openAdvanceFen }) => (openAdvanceFen === 0 ? '' : money(openAdvanceFen)) },
]; // prettier-ignore

const listing = (most: number): Listing<Row> => ({
  scope: 'agent-load',
  noun: 'errand',
  verb: 'load',
  endless: true,
  views: ['worklist'],
  title: (model) => t(model, '代办员负荷', 'Load of agents'),
  read: (slot, { area }, got) =>
    read(slot, AgentLoad, area === undefined ? {} : { area }, ({ rows }, at) => got({ rows, total: rows.length }, at)),
  keyOf: ({ agentId }) => agentId,
  noOf: ({ agentId }) => agentId,
  placeOf: ({ agentId }) => `errands agent=${agentId} open=true`,
  copied: (row, model) => columns(model, most).map((column) => column.text(row)),
  columns: (model) => columns(model, most),
  heading: (model, { rows, total }) => {
    const open = rows.reduce((sum, row) => sum + row.open, 0);
    const overdue = rows.reduce((sum, row) => sum + row.overdue, 0);
    return [
      {
        text: t(model, `${String(total)} 名代办员，在办 ${String(open)} 件`, `${counted(total, 'agent')}, ${counted(open, 'open errand')}`),
      },
      { text: overdue > 0 ? t(model, `  ‼ 超期 ${String(overdue)}`, `  ‼ ${String(overdue)} overdue`) : '', tone: 'alarm' },
    ];
  },
  words: (model) => ({ open: t(model, '最多的在上', 'the most first') }),
  empty: (model) =>
    t(model, '没有人手里有代办；在代办单上按 g 看建议谁来办', 'Nobody has an errand in hand; g on an errand suggests who could go'),
});
/** A bar of its full length stands for so many errands. */
const MOST = 12;

/** What agents have in hand 代办员负荷, the most first. */
export const openAgentLoad = (nav: Navigation, uid: number, address: string): Screen => listScreen(listing(MOST), nav, uid, address);
