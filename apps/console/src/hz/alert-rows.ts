import type { AlertRow, AlertsPage, FeverRow, FeversPage, OutputOf } from '@houzhai/contracts';
import {
  alertSeverityLabel,
  alertStatusLabel,
  clockTime,
  feverActionLabel,
  feverPlaceLabel,
  feverStatusLabel,
  type Language,
} from '@houzhai/i18n';

type Rows = Record<string, unknown>[];

const feverRow = (row: FeverRow, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  const [next] = row.allowedActions;
  return {
    [zh ? '编号' : 'no']: row.no,
    [zh ? '姓名' : 'name']: row.label,
    [zh ? '状态' : 'status']: feverStatusLabel(row.status, lang),
    [zh ? '下一步' : 'next']: next === undefined ? '' : feverActionLabel(next, lang),
    [zh ? '期限' : 'due']: row.dueAt === undefined ? '' : `${row.overdue ? '‼ ' : ''}${clockTime(row.dueAt, lang)}`,
    [zh ? '发现于' : 'noticed']: feverPlaceLabel(row, lang),
    [zh ? '时间' : 'since']: clockTime(row.since, lang),
    [zh ? '村(居)' : 'area']: row.area,
  };
};

const alertRow = (row: AlertRow, names: ReadonlyMap<string, string>, lang: Language): Record<string, unknown> => {
  const zh = lang === 'zh';
  const holder = row.assigneeId ?? row.acknowledgedBy;
  return {
    [zh ? '编号' : 'no']: row.no,
    [zh ? '级别' : 'grade']: alertSeverityLabel(row.severity, lang),
    [zh ? '警报' : 'alert']: row[lang],
    [zh ? '对象' : 'about']: row.subject.no ?? '',
    [zh ? '状态' : 'status']: `${row.escalated && row.status === 'RAISED' ? '‼ ' : ''}${alertStatusLabel(row.status, lang)}`,
    [zh ? '由谁' : 'by']: holder === undefined ? '' : (names.get(holder) ?? holder.slice(-6)),
    [zh ? '时间' : 'raised']: clockTime(row.raisedAt, lang),
    [zh ? '村(居)' : 'area']: row.area,
  };
};

/** Lists of fevers and alerts in words; undefined for any other list. */
export function alertRows(contract: string, value: unknown, names: ReadonlyMap<string, string>, lang: Language): Rows | undefined {
  switch (contract) {
    case 'FeversPage':
      return (value as OutputOf<typeof FeversPage>).rows.map((row) => feverRow(row, lang));
    case 'AlertsPage':
      return (value as OutputOf<typeof AlertsPage>).rows.map((row) => alertRow(row, names, lang));
    default:
      return undefined;
  }
}
/** Lists that `alertRows` knows. */
export const ALERT_LISTS: readonly string[] = ['FeversPage', 'AlertsPage'];
