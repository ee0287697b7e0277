import type {
  ArrivalRow,
  ArrivalsPage,
  BatchRow,
  BatchesPage,
  CheckpointRow,
  CustodyLedger,
  ListCheckpoints,
  OutputOf,
} from '@houzhai/contracts';
import {
  batchStatusLabel,
  checkpointStatusLabel,
  clockTime,
  custodyLabel,
  dispositionLabel,
  escortModeLabel,
  type Language,
} from '@houzhai/i18n';

/** Names of operators by id. */
export type Names = ReadonlyMap<string, string>;
/** Rows as they are printed for people. */
export type PrintedRows = Record<string, unknown>[];

export const nameIn = (names: Names, id: string | undefined): string => (id === undefined ? '' : (names.get(id) ?? id.slice(-6)));

/** Checkpoints as people want to read them. */
const checkpointRow = (row: CheckpointRow, names: Names, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  const { shift } = row;
  return {
    [zh ? '代号' : 'code']: row.code,
    [zh ? '名称' : 'name']: row.name,
    [zh ? '状态' : 'status']: checkpointStatusLabel(row.status, lang),
    [zh ? '当班' : 'on duty']: shift ? `${nameIn(names, shift.leaderId)} ${zh ? '至' : 'until'} ${clockTime(shift.until, lang)}` : '',
    [zh ? '今日' : 'today']: row.arrivalsToday,
    [zh ? '等候' : 'waiting']: row.waiting,
    [zh ? '途中' : 'under way']: row.underWay,
    [zh ? '未了' : 'open duties']: row.openDuties,
    [zh ? '由谁负责' : 'answers']: nameIn(names, row.answersFor),
  };
};

const arrivalRow = (row: ArrivalRow, names: Names, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  return {
    [zh ? '编号' : 'no']: row.no,
    [zh ? '姓名' : 'name']: row.label,
    [zh ? '处置' : 'disposition']: dispositionLabel(row.disposition, lang),
    [zh ? '交接' : 'custody']: custodyLabel(row.custody, lang),
    [zh ? '由谁负责' : 'answers']: nameIn(names, row.answersFor),
    [zh ? '去向' : 'bound for']: row.area,
    [zh ? '卡口' : 'checkpoint']: row.checkpointCode,
    [zh ? '到达' : 'arrived']: clockTime(row.arrivedAt, lang),
  };
};

const batchRow = (row: BatchRow, names: Names, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  return {
    [zh ? '批次' : 'no']: row.no,
    [zh ? '状态' : 'status']: `${row.late ? '‼ ' : ''}${batchStatusLabel(row.status, lang)}`,
    [zh ? '护送人' : 'lead']: nameIn(names, row.leadId),
    [zh ? '方式' : 'mode']: escortModeLabel(row.mode, lang),
    [zh ? '人数' : 'heads']: row.heads,
    [zh ? '接收' : 'taken over']: row.accepted,
    [zh ? '未接收' : 'refused']: row.refused,
    [zh ? '未到' : 'missing']: row.missing,
    [zh ? '待确认' : 'to confirm']: row.toConfirm,
    [zh ? '去向' : 'bound for']: row.areas.join(','),
    [zh ? '集结' : 'assembled']: clockTime(row.assembledAt, lang),
  };
};

/** The account of a day, a line per number, and whoever is not with a receiver with who answers. */
export function ledgerRows(
  ledger: OutputOf<typeof CustodyLedger>,
  names: Names,
  lang: Language,
): { readonly account: PrintedRows; readonly open: PrintedRows } {
  const zh = lang === 'zh';
  const { day, needed, accepted, refused, missing, settled, waiting, underWay, toConfirm, balanced } = ledger;
  const account = {
    [zh ? '日期' : 'day']: day,
    [zh ? '应交接' : 'needed']: needed,
    [zh ? '接收' : 'taken over']: accepted,
    [zh ? '未接收' : 'refused']: refused,
    [zh ? '未到' : 'missing']: missing,
    [zh ? '处置' : 'settled']: settled,
    [zh ? '等候' : 'waiting']: waiting,
    [zh ? '途中' : 'under way']: underWay,
    [zh ? '待确认' : 'to confirm']: toConfirm,
    [zh ? '平' : 'balances']: balanced ? '✓' : zh ? '! 未平' : '! not yet',
  };
  return { account: [account], open: ledger.open.map((row) => arrivalRow(row, names, lang)) };
}

/** Lists of checkpoints, arrivals and batches with names and words where they hold ids and codes; undefined for any other list. */
export function checkpointRows(contract: string, value: unknown, names: Names, lang: Language): PrintedRows | undefined {
  switch (contract) {
    case 'ListCheckpoints':
      return (value as OutputOf<typeof ListCheckpoints>).rows.map((row) => checkpointRow(row, names, lang));
    case 'ArrivalsPage':
      return (value as OutputOf<typeof ArrivalsPage>).rows.map((row) => arrivalRow(row, names, lang));
    case 'BatchesPage':
      return (value as OutputOf<typeof BatchesPage>).rows.map((row) => batchRow(row, names, lang));
    default:
      return undefined;
  }
}
/** Lists that `checkpointRows` knows. */
export const CHECKPOINT_LISTS: readonly string[] = ['ListCheckpoints', 'ArrivalsPage', 'BatchesPage'];
