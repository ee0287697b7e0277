import { BatchesPage, type BatchRow } from '@houzhai/contracts';
import { counted, batchStatusLabel, escortModeLabel } from '@houzhai/i18n';
import { batchMenu } from '../app/escort-actions.ts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { clock } from './record-lines.ts';

/** How a batch stands; what is late says so. */
export const statusText = (model: Model, { status, late }: BatchRow): string =>
  `${late ? t(model, '‼超时 ', '‼LATE ') : ''}${batchStatusLabel(status, model.lang)}`;

/** Since when it stands so. */
const since = ({ arrivedAt, departedAt, assembledAt }: BatchRow): string => arrivedAt ?? departedAt ?? assembledAt;

/** Heads taken over, refused, missing, of all. */
const headsShort = (model: Model, { heads, accepted, refused, missing }: BatchRow): string => {
  const some = (count: number, zh: string, en: string): string =>
    count === 0 ? '' : t(model, `${zh}${String(count)}`, ` ${String(count)}${en}`);
  return `${t(model, '接', '')}${String(accepted)}${some(refused, '拒', 'r')}${some(missing, '缺', 'm')}${t(model, `/${String(heads)}人`, ` of ${String(heads)}`)}`;
};

function columnsOf(model: Model): readonly Column<BatchRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'no', title: t(model, '批次', 'Batch'), width: 18, priority: 1, text: ({ no }) => no },
    {
      id: 'status',
      title: t(model, '状态', 'Status'),
      width: en ? 14 : 10,
      priority: 1,
      text: (row) => statusText(model, row),
      tone: ({ late, status }) => (late ? 'alarm' : status === 'DIVERTED' ? 'watch' : 'plain'),
    },
    {
      id: 'heads',
      title: t(model, '人员', 'Heads'),
      width: 14,
      priority: 1,
      text: (row) => headsShort(model, row),
      tone: ({ refused, missing }) => (refused + missing > 0 ? 'alarm' : 'plain'),
    },
    { id: 'lead', title: t(model, '护送人', 'Lead'), width: 7, priority: 1, text: (row) => nameOf(model, row.leadId) },
    {
      id: 'to',
      title: t(model, '去向', 'Bound for'),
      width: 8,
      grows: true,
      priority: 1,
      text: ({ areas }) => areas.map((area) => areaName(model, area)).join('、'),
    },
    { id: 'since', title: t(model, '自', 'Since'), width: 11, priority: 1, text: (row) => clock(model, since(row)) },
    { id: 'mode', title: t(model, '方式', 'Mode'), width: 5, priority: 2, text: ({ mode }) => escortModeLabel(mode, model.lang) },
    {
      id: 'confirm',
      title: t(model, '待确认', 'To confirm'),
      width: 10,
      priority: 2,
      text: ({ toConfirm }) => (toConfirm === 0 ? '' : `! ${String(toConfirm)}`),
    },
    { id: 'from', title: t(model, '卡口', 'From'), width: 10, priority: 3, text: ({ checkpointCode }) => checkpointCode },
  ];
}

const ESCORTS: Listing<BatchRow> = {
  scope: 'escorts',
  noun: 'escort',
  views: ['escort-batch', 'arrival'],
  title: (model) => t(model, '护送', 'Escorts'),
  // There are never more open ones at a time.
  read: (slot, { mine, everything, day }, got) =>
    read(slot, BatchesPage, { mine, limit: 200, ...(everything ? {} : { open: true }), ...(day === undefined ? {} : { day }) }, got),
  keyOf: ({ batchId }) => batchId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `escort ${no}`,
  copied: (row, model) => columnsOf(model).map((column) => column.text(row)),
  columns: columnsOf,
  heading: (model, { total, rows }) => {
    const late = rows.filter((row) => row.late).length;
    return [
      { text: t(model, `${String(total)} 个批次`, counted(total, 'batch', 'batches')) },
      {
        text: late > 0 ? t(model, `  ‼ 到达后未按时交接 ${String(late)}`, `  ‼ ${String(late)} arrived and not handed over in time`) : '',
        tone: 'alarm',
      },
    ];
  },
  words: (model) => ({ open: t(model, '在办', 'open'), mine: t(model, '我带的或待我确认的', 'led by me or for me to confirm') }),
  empty: (model) =>
    t(model, '没有在办的批次；在卡口的名单里按 b 编批次，A 看全部', 'No open batch; b in the list of a checkpoint makes one, A shows all'),
  menu: (model, { row, now }) => batchMenu(model, { row, chosen: [], heads: [], now }),
};

/** Escort batches 护送批次, the open ones first: where each stands and who is not accounted for. */
export const openEscorts = (nav: Navigation, uid: number, address: string): Screen => listScreen(ESCORTS, nav, uid, address);
