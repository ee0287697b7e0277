import { callBackStatusLabel, callOutcomeLabel, counted, distance, kindLabel, statusLabel } from '@houzhai/i18n';
import { t, type Frame, type Model } from '../app/model.ts';
import { careWords } from '../commands/care-words.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { wrap, type Line } from '../paint/styled.ts';
import { displayWidth } from '../terminal/width.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { scrollTo } from '../widgets/list-cursor.ts';
import { windowOf } from '../widgets/text-input.ts';
import { areaName, nameOf } from './areas.ts';
import type { Card, DeskState, Found } from './desk.screen.ts';
import { clock, pair } from './record-lines.ts';

type FoundRow = Found['rows'][number];
type OpenErrand = Card['errands'][number];

/** The desk as it is painted: the line for the number on top, below it who that is. */
export function deskView(model: Model, state: DeskState, width: number, height: number): Frame {
  const { typing, text, found, card, readBack } = state;
  const prompt = t(model, '  来电 ', '  Caller ');
  const window = typing ? windowOf(typing, width - displayWidth(prompt) - 2) : undefined;
  const head: Line[] = [
    [
      { text: prompt, tone: 'accent' },
      { text: window ? window.text : card ? card.person.no : text, bold: true },
      ...(window
        ? []
        : [
            { text: t(model, '   直接输号码即下一个来电 · / 改', '   a number begins the next call · / changes it'), tone: 'dim' as const },
          ]),
    ],
    ...(readBack === undefined
      ? []
      : [
          [
            { text: t(model, '  ★ 请复述编号：', '  ★ Read back: '), tone: 'good' as const },
            { text: readBack, tone: 'title' as const, bold: true },
          ],
        ]),
    [],
  ];
  const room = height - head.length;
  const body = card
    ? cardLines(model, state, card, width)
    : state.searching || state.whom !== undefined
      ? [[{ text: t(model, '  正在查找…', '  Looking …'), tone: 'dim' as const }]]
      : found
        ? foundLines(model, found, state.at, width, room)
        : hintLines(model);
  return {
    lines: [...head, ...body].slice(0, height),
    ...(window ? { cursor: { x: displayWidth(prompt) + window.x, y: 0 } } : {}),
  };
}

const hintLines = (model: Model): Line[] =>
  [
    t(model, '输入或粘贴来电号码：手机号输完即查，其他按 Enter', 'Type or paste the number: a mobile number is looked up at once, anything else with Enter'),
    t(model, '只听清尾号：四位数字；也可用姓名、首字母、身份证号、居民编号', 'Only the last four digits heard; or name, initials, identity number, number of the resident'),
    t(model, '查到后：n 新登记 · s 同一件 · i 询问 · f 替别人 · b 约回电', 'Once found: n new · s the same · i asked · f for somebody else · b call back'),
  ].map((text): Line => [{ text: `  ${text}`, tone: 'dim' }]); // prettier-ignore

function foundLines(model: Model, { rows, total }: Found, at: number, width: number, room: number): Line[] {
  if (rows.length === 0)
    return [
      [{ text: t(model, '  没有查到。', '  Nobody was found.'), tone: 'watch' }],
      [],
      [{ text: t(model, '  n 登记来电人并登记代办（姓名、电话、村(居)）', '  n registers them with what they need (name, phone, area)') }],
      [{ text: t(model, '  b 不登记，只约回电', '  b only promises to call back') }],
      [{ text: t(model, '  / 改号码再查', '  / changes the number') }],
    ];
  const laid = layout(foundColumns(model), width - 2);
  const space = Math.max(1, room - 2);
  return [
    [
      { text: t(model, `  ${String(total)} 人`, `  ${counted(total, 'person', 'people')}`), tone: 'title' },
      { text: t(model, '  Enter 选定', '  Enter chooses'), tone: 'dim' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index: at, offset: scrollTo(at, 0, rows.length, space), room: space }),
  ];
}

const foundColumns = (model: Model): readonly Column<FoundRow>[] => [
  { id: 'label', title: t(model, '姓名', 'Name'), width: 9, priority: 1, text: ({ person }) => person.label },
  { id: 'phone', title: t(model, '电话', 'Phone'), width: 13, priority: 1, text: ({ person }) => person.phoneMasked ?? '—' },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 10, priority: 1, text: ({ person }) => areaName(model, person.area) },
  {
    id: 'born',
    title: t(model, '出生年', 'Born'),
    width: 6,
    priority: 2,
    text: ({ person }) => (person.birthYear === undefined ? '' : String(person.birthYear)),
  },
  {
    id: 'open',
    title: t(model, '未办结', 'Open'),
    width: 8,
    priority: 1,
    text: ({ open, overdue }) => (open === 0 ? '' : `${String(open)}${overdue > 0 ? ` ‼${String(overdue)}` : ''}`),
    tone: ({ overdue }) => (overdue > 0 ? 'alarm' : 'plain'),
  },
  {
    id: 'last',
    title: t(model, '上次来电', 'Last call'),
    width: 12,
    priority: 2,
    text: ({ lastCallAt }) => (lastCallAt === undefined ? '' : clock(model, lastCallAt)),
  },
  { id: 'no', title: t(model, '编号', 'No.'), width: 18, grows: true, priority: 2, text: ({ person }) => person.no },
];

function cardLines(model: Model, state: DeskState, card: Card, width: number): Line[] {
  const { person, household, others, errands } = card;
  const comma = t(model, '、', ', ');
  const revealed = state.revealed && state.revealed.until > model.now ? state.revealed.text : undefined;
  const born = person.birthYear === undefined ? [] : [t(model, `${String(person.birthYear)} 年生`, `born ${String(person.birthYear)}`)];
  const home = household.map(({ label, birthYear }) => (birthYear === undefined ? label : `${label} ${String(birthYear)}`));
  const more = others > household.length ? t(model, ` 等 ${String(others)} 人`, ` of ${String(others)}`) : '';
  const last = card.calls[0]?.row;
  const laid = layout(errandColumns(model), width - 2);
  return [
    [
      { text: `  ${person.label}  `, tone: 'title' },
      { text: [valueLabel('sex', person.sex, model.lang), ...born, areaName(model, person.area)].join(' · ') },
      { text: `  ${revealed ?? person.phoneMasked ?? t(model, '未登记电话', 'no phone')}`, tone: revealed === undefined ? 'dim' : 'watch' },
    ],
    ...(card.contactFree
      ? [
          pair(
            model,
            t(model, '隔离', 'Isolation'),
            [t(model, '‼ 该户有人隔离，无接触：门口放置', '‼ isolated home, contact-free: at the door'), card.isolation?.no ?? '']
              .join('  ')
              .trimEnd(),
            'alarm',
          ),
        ]
      : []),
    pair(
      model,
      t(model, '同户', 'Household'),
      household.length === 0 ? t(model, '没有登记其他人', 'nobody else is registered') : `${home.join(comma)}${more}`,
    ),
    pair(
      model,
      t(model, '上次来电', 'Last call'),
      last === undefined
        ? t(model, '没有来电记录', 'no call on record')
        : `${clock(model, last.at)} · ${nameOf(model, last.by)} · ${valueLabel('channel', last.channel, model.lang)} · ${callOutcomeLabel(last.outcome, model.lang)}${last.errandNo === undefined ? '' : ` ${last.errandNo}`}`,
    ),
    ...(card.care ? careLines(model, card.care) : []),
    [],
    [
      { text: t(model, `  未办结 ${String(card.openTotal)} 单`, `  ${counted(card.openTotal, 'open errand')}`), tone: 'title' },
      {
        text:
          errands.length === 0
            ? t(model, '  n 登记新的', '  n registers something')
            : t(model, '  s 同一件 · i 询问进度 · n 新登记 · f 替别人', '  s the same · i asked · n new · f for somebody else'),
        tone: 'dim',
      },
    ],
    ...(errands.length === 0 ? [] : [headLine(laid, undefined, '  ')]),
    ...bodyLines(laid, errands, { index: Math.min(state.at, errands.length - 1), offset: 0, room: errands.length }),
    [],
    ...contactLines(model, card, width),
  ];
}

/** Who looks after the household, what is to be done today, and who asked after it last. */
function careLines(model: Model, care: NonNullable<Card['care']>): Line[] {
  const { looked, asked, isDue } = careWords(care, (id) => nameOf(model, id), model.lang, model.now);
  return [
    pair(model, t(model, '分户到人', 'Looked after'), looked, isDue ? 'alarm' : 'plain'),
    pair(model, t(model, '上次联系', 'Last contact'), asked),
  ];
}

const errandColumns = (model: Model): readonly Column<OpenErrand>[] => [
  { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ row }) => row.no },
  {
    id: 'what',
    title: t(model, '事项', 'What'),
    width: 16,
    grows: true,
    priority: 1,
    text: ({ row, items, forSomebodyElse }) =>
      [
        forSomebodyElse ? t(model, '替别人', 'for another') : '',
        kindLabel(row.kind, model.lang),
        items.map(({ name, quantity }) => (quantity === undefined ? name : `${name}×${quantity}`)).join(t(model, '、', ', ')),
      ]
        .filter((text) => text !== '')
        .join(' '),
  },
  { id: 'status', title: t(model, '状态', 'Status'), width: model.lang === 'zh' ? 7 : 11, priority: 1, text: ({ row }) => statusLabel(row.status, model.lang) },
  {
    id: 'due',
    title: t(model, '期限', 'Due'),
    width: 12,
    priority: 1,
    text: ({ row }) => (row.dueAt === undefined ? '' : `${row.overdue ? '‼ ' : ''}${distance(row.dueAt, model.now, model.lang)}`),
    tone: ({ row }) => (row.overdue ? 'alarm' : 'plain'),
  },
  { id: 'agent', title: t(model, '代办员', 'Agent'), width: 8, priority: 2, text: ({ row }) => (row.agentId === undefined ? '' : nameOf(model, row.agentId)) },
  { id: 'calls', title: t(model, '来电', 'Calls'), width: 5, priority: 2, text: ({ calls }) => (calls === 0 ? '' : String(calls)) },
]; // prettier-ignore

/** The last contacts and what was said, the latest first. */
function contactLines(model: Model, { calls, callsTotal }: Card, width: number): Line[] {
  if (calls.length === 0) return [];
  return [
    [{ text: t(model, `  来电 ${String(callsTotal)} 次（最近的在上）`, `  ${counted(callsTotal, 'call')}, latest first`), tone: 'title' }],
    ...calls.flatMap(({ row, note }): Line[] => [
      [
        { text: `  ${clock(model, row.at)}  `, tone: 'dim' },
        { text: callOutcomeLabel(row.outcome, model.lang), tone: row.callBack?.overdue ? 'alarm' : 'plain' },
        { text: row.errandNo === undefined ? '' : `  ${row.errandNo}` },
        {
          text:
            row.callBack === undefined
              ? ''
              : `  ${callBackStatusLabel(row.callBack.status, model.lang)} ${clock(model, row.callBack.dueAt)}`,
          tone: row.callBack?.overdue ? 'alarm' : 'watch',
        },
        { text: `  ${nameOf(model, row.by)}`, tone: 'accent' },
      ],
      ...(note === undefined ? [] : wrap(note, width - 8).map((text): Line => [{ text: `      “${text}”`, tone: 'dim' }])),
    ]),
  ];
}
