import type { AUDITS, AuditLine, OutputOf, Service } from '@houzhai/contracts';
import { counted, clockTime } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import { SERVICE_NAMES, findingText } from '../commands/audit-words.ts';
import { COMMAND_ENTRIES } from '../commands/registry.ts';
import type { Line, Span } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { scrollTo } from '../widgets/list-cursor.ts';
import type { TextInput } from '../widgets/text-input.ts';
import { withFilterLine } from './filter-line.ts';

export type AuditState = OutputOf<(typeof AUDITS)['errands']['state']>;

/** What the auditor's screen shows. */
export interface AuditShown {
  readonly service: Service;
  readonly who?: string;
  readonly states: ReadonlyMap<Service, AuditState>;
  /** How far a verification that runs now has come, by service. */
  readonly verifying: ReadonlyMap<Service, string>;
  readonly rows: readonly AuditLine[];
  readonly read: boolean;
  readonly more: boolean;
  readonly words: string;
  readonly typing?: TextInput;
}

/** Lines above the rows: a state per service, a count, the headings. */
export const HEAD_LINES = 5;

/** An operation in words, where it is one that operators use. */
export function operationName(model: Model, operation: string): string {
  const entry = COMMAND_ENTRIES.find(({ contract }) => contract === operation || operation.startsWith(`${contract}-`));
  if (entry) return entry.title[model.lang];
  const own: Readonly<Record<string, readonly [string, string]>> = {
    AuditPage: ['查询审计', 'Asked the record'],
    WhoSaw: ['查询谁看过', 'Asked who saw'],
    VerifyAudit: ['核对审计', 'Verified the record'],
    DestroyPersonKey: ['销毁密钥', 'Destroyed a key'],
    ErrandTimer: ['期限到点', 'A deadline passed'],
  };
  const [zh, en] = own[operation.split('-')[0] ?? ''] ?? [operation, operation];
  return t(model, zh, en);
}

/** Whoever acted, by name. */
export const actorName = (model: Model, actor: string): string =>
  model.colleagues.get(actor)?.displayName ?? (actor.startsWith('service:') ? t(model, '系统', 'the platform') : actor.slice(-6));

/** Why, or what else the row says. */
export function remark(model: Model, { reason, reasonErased, details }: AuditLine): string {
  const said = reason ?? (reasonErased ? t(model, '（理由已销毁）', '(reason destroyed)') : '');
  const field = details?.['field'] ?? details?.['fields'] ?? details?.['no'];
  const what = typeof field === 'string' ? field : Array.isArray(field) ? field.join(',') : '';
  return [said, what].filter((part) => part !== '').join(' · ');
}

const columnsOf = (model: Model): readonly Column<AuditLine>[] => [
  { id: 'at', title: t(model, '时间', 'At'), width: 11, priority: 1, text: ({ at }) => clockTime(at, model.lang, new Date(model.now).toISOString()) },
  { id: 'who', title: t(model, '谁', 'Who'), width: 12, priority: 1, text: ({ actor }) => actorName(model, actor) },
  { id: 'operation', title: t(model, '操作', 'Operation'), width: 20, priority: 1, text: ({ operation }) => operationName(model, operation) },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 6, priority: 1, text: ({ area }) => (area === 'a00' ? '—' : area) },
  { id: 'record', title: t(model, '对象', 'Record'), width: 10, priority: 2, text: ({ recordId }) => (recordId === undefined ? '' : `…${recordId.slice(-8)}`) },
  { id: 'why', title: t(model, '理由与细节', 'Reason, details'), width: 14, grows: true, priority: 1, text: (row) => remark(model, row) },
  { id: 'seal', title: t(model, '封', 'Seal'), width: 5, right: true, priority: 2, text: ({ seal }) => (seal === undefined ? '…' : String(seal)) },
]; // prettier-ignore

/** A service's line: how far it is sealed, what waits, how the last verification ended. */
function stateLine(model: Model, shown: AuditShown, service: Service): Line {
  const state = shown.states.get(service);
  const now = new Date(model.now).toISOString();
  const active = service === shown.service;
  const name: Span = {
    text: `${active ? '▸ ' : '  '}${padEnd(SERVICE_NAMES[service][model.lang], 16)}`,
    tone: active ? 'accent' : 'plain',
  };
  const running = shown.verifying.get(service);
  if (running !== undefined) return [name, { text: running, tone: 'watch' }];
  if (!state) return [name, { text: t(model, '正在读取…', 'reading …'), tone: 'dim' }];
  const { lastSeal, unsealed, overdue, lastVerified } = state;
  const sealed = lastSeal
    ? t(
        model,
        `第 ${String(lastSeal.no)} 封 ${clockTime(lastSeal.at, 'zh', now)}`,
        `seal ${String(lastSeal.no)} ${clockTime(lastSeal.at, 'en', now)}`,
      )
    : t(model, '尚未封存', 'not sealed yet');
  const waiting = t(
    model,
    ` · 待封 ${String(unsealed)}${overdue ? ' ‼ 超时' : ''}`,
    ` · ${String(unsealed)} wait${overdue ? ' ‼ too long' : ''}`,
  );
  const verdict: Span = !lastVerified
    ? { text: t(model, ' · 未核对过，v 核对', ' · never verified, v verifies'), tone: 'dim' }
    : lastVerified.finding
      ? { text: ` · ‼ ${findingText(lastVerified.finding, model.lang)}`, tone: 'alarm' }
      : {
          text: t(model, ` · ✓ 已核对 ${clockTime(lastVerified.at, 'zh', now)}`, ` · ✓ verified ${clockTime(lastVerified.at, 'en', now)}`),
          tone: 'good',
        };
  return [name, { text: sealed }, { text: waiting, tone: overdue ? 'alarm' : 'plain' }, verdict];
}

/** The whole screen. */
export function auditFrame(
  model: Model,
  shown: AuditShown,
  at: { readonly index: number; readonly offset: number },
  size: { readonly width: number; readonly height: number },
): Frame {
  const { rows, words, more, who } = shown;
  const laid = layout(columnsOf(model), size.width - 2);
  const room = Math.max(1, size.height - HEAD_LINES - 1);
  const offset = scrollTo(at.index, at.offset, rows.length, room);
  const count = t(
    model,
    `${String(rows.length)} 条${more ? '，m 更多' : ''}`,
    `${counted(rows.length, 'row')}${more ? ', m for more' : ''}`,
  );
  const about =
    who === undefined
      ? t(model, '谁做过、看过什么', 'Who did or saw what')
      : t(model, '谁看过或改过此人的信息', 'Who saw or changed this person’s data');
  const empty = shown.read
    ? t(model, '  没有符合条件的记录；Esc 清除筛选，s 换服务', '  Nothing matches; Esc clears the filter, s changes the service')
    : t(model, '  正在读取…', '  Reading …');
  const lines: Line[] = [
    ...(['census-screening', 'errands', 'command-center'] as const).map((service) => stateLine(model, shown, service)),
    [
      { text: `${about} · ${SERVICE_NAMES[shown.service][model.lang]}  `, tone: 'title' },
      { text: shown.read ? count : '', tone: 'dim' },
    ],
    headLine(laid, undefined, '  '),
    ...(rows.length === 0 ? [[{ text: empty, tone: 'dim' } as const]] : bodyLines(laid, rows, { index: at.index, offset, room })),
  ];
  const prompt = t(model, '/ 筛选：', '/ filter: ');
  const hint = shown.typing
    ? t(model, '账号、操作名、a07；Enter 查询', 'account, operation, a07; Enter asks')
    : t(model, 'Esc 清除', 'Esc clears');
  return withFilterLine(lines, size, { prompt, typing: shown.typing, closed: words, hint });
}
