import type { FollowUpsDue, IsolationBoard, IsolationsPage, OutputOf, SheetsPage, WorkSheet } from '@houzhai/contracts';
import { clockTime, isolationKindLabel, isolationStatusLabel, slotStatusLabel, type Language } from '@houzhai/i18n';

type Rows = Record<string, unknown>[];
type Listed = Readonly<Record<string, (value: unknown, zh: boolean, lang: Language) => Rows>>;

const halfName = (half: string, zh: boolean): string => (half === 'AM' ? (zh ? '上午' : 'a.m.') : zh ? '下午' : 'p.m.');

const LISTS: Listed = {
  IsolationsPage: (value, zh, lang) =>
    (value as OutputOf<typeof IsolationsPage>).rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '姓名' : 'name']: row.label,
      [zh ? '状态' : 'status']: isolationStatusLabel(row.status, lang),
      [zh ? '第几天' : 'day']: row.status === 'ORDERED' ? '' : row.day,
      [zh ? '随访' : 'done']: `${String(row.done)}/${String(row.slots)}`,
      [zh ? '逾期' : 'overdue']: row.overdue > 0 ? `‼ ${String(row.overdue)}` : '',
      [zh ? '漏访' : 'missed']: row.missed > 0 ? `! ${String(row.missed)}` : '',
      [zh ? '待研判' : 'to judge']: row.findings > 0 ? `‼ ${String(row.findings)}` : '',
      [zh ? '床位' : 'bed']: row.needsBed === true ? (zh ? '! 无床位' : '! none') : (row.site ?? ''),
      [zh ? '到' : 'until']: row.lastDay,
      [zh ? '方式' : 'kind']: isolationKindLabel(row.kind, lang),
      [zh ? '地址' : 'where']: row.path,
    })),
  FollowUpsDue: (value, zh, lang) =>
    (value as OutputOf<typeof FollowUpsDue>).rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '姓名' : 'name']: row.label,
      [zh ? '半天' : 'half-day']: `${row.date} ${halfName(row.half, zh)}`,
      [zh ? '第几天' : 'day']: row.day,
      [zh ? '截止' : 'due']: `${row.overdue ? '‼ ' : ''}${clockTime(row.dueAt, lang)}`,
      [zh ? '地址' : 'where']: row.path,
    })),
  IsolationBoard: (value, zh) =>
    (value as OutputOf<typeof IsolationBoard>).rows.map((row) => ({
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '逾期' : 'overdue']: row.overdue > 0 ? `‼ ${String(row.overdue)}` : '',
      [zh ? '今日待访' : 'due today']: row.due,
      [zh ? '待研判' : 'to judge']: row.findings > 0 ? `‼ ${String(row.findings)}` : '',
      [zh ? '无床位' : 'no bed']: row.noBed === undefined || row.noBed === 0 ? '' : `! ${String(row.noBed)}`,
      ...Object.fromEntries(
        row.cells.map(({ day, isolated, ends }) => [day.slice(5), ends > 0 ? `${String(isolated)}-${String(ends)}` : isolated]),
      ),
    })),
  SheetsPage: (value, zh, lang) =>
    (value as OutputOf<typeof SheetsPage>).rows.map((row) => ({
      [zh ? '编号' : 'no']: row.no,
      [zh ? '内容' : 'what']: row.kind === 'DOORS' ? (zh ? '上门' : 'doors') : zh ? '随访' : 'follow-ups',
      [zh ? '村(居)' : 'area']: row.area,
      [zh ? '半天' : 'half-day']: `${row.day} ${halfName(row.half, zh)}`,
      [zh ? '待回录' : 'to key']: `${String(row.open)}/${String(row.lines)}`,
      [zh ? '纸张' : 'paper']: row.status === 'DESTROYED' ? (zh ? '已销毁' : 'destroyed') : zh ? '在外' : 'about',
      [zh ? '打印' : 'printed']: clockTime(row.printedAt, lang),
    })),
  WorkSheet: (value, zh, lang) =>
    (value as OutputOf<typeof WorkSheet>).lines.map((line) => ({
      [zh ? '行' : 'line']: line.line,
      [zh ? '编号' : 'no']: line.no,
      [zh ? '姓名' : 'name']: line.label,
      [zh ? '第几次' : 'nth']: `${String(line.nth)}/${String(line.slots)}`,
      [zh ? '状态' : 'status']: slotStatusLabel(line.status, lang),
      [zh ? '地址' : 'where']: line.path,
    })),
};

/** Isolations, follow-ups and work sheets as people want to read them; undefined for any other list. */
export const isolationRows = (contract: string, value: unknown, lang: Language): Rows | undefined =>
  LISTS[contract]?.(value, lang === 'zh', lang);
