import type { DeadLetterRow, DeliveryState, ParkedEvent, Service } from '@houzhai/contracts';
import { SERVICES } from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import { SERVICE_NAMES } from '../commands/audit-words.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd, padStart } from '../terminal/width.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { scrollTo } from '../widgets/list-cursor.ts';

/** Something that needs somebody: an event that cannot be published, or a message that could not be applied. */
export type Stuck = { readonly service: Service; readonly id: string } & (
  { readonly kind: 'parked'; readonly row: ParkedEvent } | { readonly kind: 'dead'; readonly row: DeadLetterRow }
);

/** What the delivery page shows. */
export interface DeliveryShown {
  readonly states: ReadonlyMap<Service, DeliveryState>;
}

/** Lines above the rows: headings, a line per service, a count, the headings. */
export const HEAD_LINES = 6;

/** Everything that needs somebody, the services in their order. */
export const stuckOf = ({ states }: DeliveryShown): readonly Stuck[] =>
  SERVICES.flatMap((service): Stuck[] => [
    ...(states.get(service)?.parked ?? []).map((row) => ({ service, kind: 'parked' as const, id: `p${row.position}`, row })),
    ...(states.get(service)?.deadLetters ?? []).map((row) => ({ service, kind: 'dead' as const, id: row.id, row })),
  ]);

export const reasonOf = (one: Stuck): string => (one.kind === 'parked' ? one.row.reason : one.row.cause).replaceAll(/\p{Cc}/gu, ' ');

const columnsOf = (model: Model): readonly Column<Stuck>[] => [
  { id: 'service', title: t(model, '服务', 'Service'), width: model.lang === 'zh' ? 8 : 14, priority: 1, text: ({ service }) => SERVICE_NAMES[service][model.lang] },
  {
    id: 'kind',
    title: t(model, '何事', 'What'),
    width: model.lang === 'zh' ? 4 : 11,
    priority: 1,
    text: ({ kind }) => (kind === 'parked' ? t(model, '搁置', 'parked') : t(model, '死信', 'dead letter')),
    tone: () => 'alarm',
  },
  { id: 'at', title: t(model, '自', 'Since'), width: 11, priority: 2, text: ({ kind, row }) => clockTime(kind === 'parked' ? (row).parkedAt : (row).at, model.lang, new Date(model.now).toISOString()) },
  { id: 'record', title: t(model, '对象', 'Record'), width: 22, priority: 1, text: ({ row }) => `${row.entity ?? '?'} …${(row.recordId ?? '').slice(-6)} v${String(row.version ?? '?')}` },
  { id: 'waiting', title: t(model, '其后', 'Behind'), width: 6, right: true, priority: 2, text: (one) => (one.kind === 'parked' ? String(one.row.waiting) : '') },
  { id: 'why', title: t(model, '原因', 'Why'), width: model.lang === 'zh' ? 36 : 18, grows: true, priority: 1, text: reasonOf },
]; // prettier-ignore

const NUMBERS = [8, 10, 6, 6, 16] as const;

function headings(model: Model): Line {
  const names = [t(model, '待发', 'Pending'), t(model, '最久(秒)', 'Oldest (s)'), t(model, '搁置', 'Parked'), t(model, '死信', 'Dead'), t(model, '流中事件', 'In the stream')]; // prettier-ignore
  const numbers = names.map((name, index) => padStart(name, NUMBERS[index] ?? 8)).join(' ');
  return [{ text: `  ${padEnd(t(model, '服务', 'Service'), 15)}${numbers}  ${t(model, '读者未读', 'Readers behind')}`, tone: 'dim' }];
}

function stateLine(model: Model, shown: DeliveryShown, service: Service): Line {
  const name = `  ${padEnd(SERVICE_NAMES[service][model.lang], 15)}`;
  const state = shown.states.get(service);
  if (!state) return [{ text: name }, { text: t(model, '正在读取…', 'reading …'), tone: 'dim' }];
  const { pending, oldestSeconds, parked, deadLetters, stream, readers } = state;
  const behind = readers.reduce((sum, { lag, unconfirmed }) => sum + lag + unconfirmed, 0);
  const gone = readers.filter(({ exists }) => !exists).length;
  const cell = (value: number | string, at: number): string => `${padStart(String(value), NUMBERS[at] ?? 8)} `;
  return [
    { text: name },
    { text: cell(pending, 0) },
    { text: cell(oldestSeconds, 1), tone: oldestSeconds > 60 ? 'alarm' : 'plain' },
    { text: cell(parked.length, 2), tone: parked.length > 0 ? 'alarm' : 'plain' },
    { text: cell(deadLetters.length, 3), tone: deadLetters.length > 0 ? 'alarm' : 'plain' },
    { text: cell(stream.exists ? stream.events : t(model, '无此流', 'no stream'), 4), tone: stream.exists ? 'plain' : 'alarm' },
    { text: ` ${String(behind)}`, tone: behind > 0 ? 'watch' : 'plain' },
    { text: gone > 0 ? t(model, ` ‼ ${String(gone)} 个读者不在`, ` ‼ ${String(gone)} readers gone`) : '', tone: 'alarm' },
  ];
}

/** The page: how far events have travelled, and below what needs somebody. */
export function deliveryFrame(model: Model, shown: DeliveryShown, index: number, size: { width: number; height: number }): Frame {
  const rows = stuckOf(shown);
  const laid = layout(columnsOf(model), size.width - 2);
  const room = Math.max(1, size.height - HEAD_LINES);
  const read = shown.states.size === SERVICES.length;
  const title =
    rows.length > 0
      ? t(model, `  ‼ 需要处理 ${String(rows.length)}`, `  ‼ ${String(rows.length)} need somebody`)
      : read
        ? t(model, '  ✓ 没有搁置，没有死信；i 各项含义', '  ✓ Nothing parked, no dead letters; i tells what the numbers mean')
        : t(model, '  正在读取…', '  Reading …');
  const lines: Line[] = [
    headings(model),
    ...SERVICES.map((service) => stateLine(model, shown, service)),
    [{ text: title, tone: rows.length > 0 ? 'alarm' : read ? 'good' : 'dim' }],
    ...(rows.length > 0
      ? [headLine(laid, undefined, '  '), ...bodyLines(laid, rows, { index, offset: scrollTo(index, 0, rows.length, room), room })]
      : []),
  ];
  return { lines };
}

/** What each number means and what to do about it. */
export const meanings = (model: Model): readonly string[] =>
  model.lang === 'zh'
    ? [
        '待发：已入库、还没进事件流的事件；通常几秒内归零。',
        '最久：其中最早一条已等多少秒；超过 60 秒报警。',
        '搁置：事件流不收的事件，同一对象的后续事件在其后等候。t 重发；放弃则以空事件代替，后续得以继续。',
        '死信：读者处理不了的消息，同一对象的后续消息也在旁等候。t 按顺序重试；放弃则该消息不再生效。',
        '流中事件：事件流现存条数；流丢失时 S 从台账补发。',
        '读者未读：已在流中、读者尚未处理完的事件。',
        'v 核对挂图与台账，R 从头重建挂图。',
      ]
    : [
        'Pending: events in the ledger that are not in the stream yet; usually gone within seconds.',
        'Oldest: seconds the oldest of them has waited; more than 60 raises an alarm.',
        'Parked: events the stream will not take; later ones of the record wait behind. t publishes again; given up, an empty event stands in its place and the later ones follow.',
        'Dead: messages a reader could not apply, with those of the same record after them. t applies them in order; given up, one takes no effect.',
        'In the stream: events it holds now; when it is lost, S publishes them again from the ledger.',
        'Readers behind: events in the stream that readers have not finished.',
        'v compares the wall chart with the ledgers, R builds it anew.',
      ];
