import { MoneyBalance, MoneyEntries, type OutputOf } from '@houzhai/contracts';
import { balanceText, counted, money, moneyKindLabel, moneySideLabel, signedMoney } from '@houzhai/i18n';
import { t, type Model, type Screen } from '../app/model.ts';
import { parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { tabling } from '../app/print-actions.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { listScreen, type Listing } from './listed.ts';
import { openMomentForm } from './moment.form.ts';
import { clock } from './record-lines.ts';

type Balance = OutputOf<typeof MoneyBalance>['rows'][number];
type Entry = OutputOf<typeof MoneyEntries>['rows'][number];

/** The words that lead to the same moment. */
const atWords = (at: string | undefined): string => (at === undefined ? '' : ` at=${at}`);
const atFlag = (at: string | undefined): string => (at === undefined ? '' : ` --at ${at}`);
const asOf = (model: Model, at: string | undefined): string =>
  at === undefined ? '' : t(model, `  截至 ${clock(model, at)}`, `  as of ${clock(model, at)}`);
const amounts = (model: Model): readonly Column<Balance>[] => [
  { id: 'balance', title: t(model, '在手', 'In hand'), width: 11, priority: 1, right: true, text: ({ balanceFen }) => balanceText(balanceFen), tone: ({ balanceFen }) => (balanceFen === 0 ? 'dim' : 'plain') }, // prettier-ignore
  { id: 'advance', title: t(model, '预付', 'Advance'), width: 10, priority: 1, right: true, text: ({ advanceFen }) => money(advanceFen) },
  { id: 'spent', title: t(model, '花费', 'Spent'), width: 10, priority: 1, right: true, text: ({ spentFen }) => money(spentFen) },
  { id: 'refund', title: t(model, '退还', 'Refund'), width: 10, priority: 1, right: true, text: ({ refundFen }) => money(refundFen) },
  { id: 'transfer', title: t(model, '移交', 'Passed on'), width: 11, priority: 1, right: true, text: ({ transferFen }) => (transferFen === 0 ? '·' : signedMoney(transferFen)) }, // prettier-ignore
];

const balanceColumns = (model: Model): readonly Column<Balance>[] => [
  { id: 'agent', title: t(model, '代办员', 'Agent'), width: 9, grows: true, priority: 1, text: ({ agentId }) => nameOf(model, agentId) },
  ...amounts(model),
  { id: 'open', title: t(model, '未结单', 'Open'), width: 6, priority: 1, right: true, text: ({ openErrands }) => (openErrands === 0 ? '·' : String(openErrands)) }, // prettier-ignore
  { id: 'since', title: t(model, '最早', 'Since'), width: 11, priority: 1, text: ({ oldestAt }) => (oldestAt === undefined ? '' : clock(model, oldestAt)) }, // prettier-ignore
];

/** Who has how much cash for errands, at a moment. */
const BALANCE = (nav: Navigation, at: string | undefined): Listing<Balance> => ({
  scope: 'money',
  noun: 'money',
  views: ['worklist'],
  plain: true,
  title: (model) => t(model, '账目', 'Money'),
  read: (slot, { area }, got) =>
    read(slot, MoneyBalance, { ...(area === undefined ? {} : { area }), ...(at === undefined ? {} : { at }) }, ({ rows }, model) =>
      got({ rows, total: rows.length }, model),
    ),
  keyOf: ({ agentId }) => agentId,
  noOf: ({ agentId }) => agentId,
  placeOf: ({ agentId }) => `money-entries agent=${agentId}${atWords(at)}`,
  copied: (row, model) => balanceColumns(model).map((column) => column.text(row)),
  columns: balanceColumns,
  heading: (model, { rows }) => {
    const sum = rows.reduce((all, { balanceFen }) => all + balanceFen, 0);
    return [
      { text: t(model, `${String(rows.length)} 名代办员 在手 ${balanceText(sum)}`, `${rows.length === 1 ? '1 agent' : `${String(rows.length)} agents`}, ${balanceText(sum)} in hand`) }, // prettier-ignore
      { text: asOf(model, at), tone: 'watch' },
    ];
  },
  empty: (model) => t(model, '没有账；代办单开始办理并收到预付后就有', 'No money yet: it begins where an errand begins with cash'),
  more: (id, model, _, __, { page }) => {
    if (id === 'moment') return openMomentForm(nav, model, (moment) => `money${atWords(moment)}`);
    if (id !== 'export' || !page) return undefined;
    return [model, [tabling(balanceColumns(model).map(({ title }) => title), page.rows.map((row) => [nameOf(model, row.agentId), ...[row.balanceFen, row.advanceFen, row.spentFen, row.refundFen, row.transferFen].map(yuan), row.openErrands, row.oldestAt ?? '']), 'money')]]; // prettier-ignore
  },
  lines: { list: () => `hz money balance${atFlag(at)}`, row: ({ agentId }) => `hz money entries --agent ${agentId}${atFlag(at)}` },
});

/** Yuan as a spreadsheet counts them. */
const yuan = (fen: number): number => fen / 100;

const entryColumns = (model: Model): readonly Column<Entry>[] => [
  { id: 'at', title: t(model, '时间', 'When'), width: 11, priority: 1, text: ({ at }) => clock(model, at) },
  { id: 'errand', title: t(model, '代办单', 'Errand'), width: 18, priority: 1, text: ({ errandNo }) => errandNo },
  { id: 'no', title: '#', width: 2, priority: 1, right: true, text: ({ no }) => String(no) },
  { id: 'kind', title: t(model, '种类', 'What'), width: 18, grows: true, priority: 1, text: (entry) => whatText(model, entry) },
  { id: 'amount', title: t(model, '金额', 'Amount'), width: 10, priority: 1, right: true, text: ({ amountFen }) => signedMoney(amountFen) },
  { id: 'balance', title: t(model, '本单在手', 'In hand'), width: 10, priority: 1, right: true, text: ({ balanceFen }) => balanceText(balanceFen) }, // prettier-ignore
  { id: 'agent', title: t(model, '代办员', 'Agent'), width: 8, priority: 2, text: ({ agentId }) => nameOf(model, agentId) },
  { id: 'by', title: t(model, '录入', 'Entered by'), width: 10, priority: 2, text: ({ recordedBy }) => (recordedBy.startsWith('service:') ? t(model, '系统', 'the platform') : nameOf(model, recordedBy)) }, // prettier-ignore
  { id: 'recorded', title: t(model, '录入时间', 'Entered'), width: 12, priority: 3, text: ({ recordedAt }) => clock(model, recordedAt) },
  { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 3, text: ({ area }) => areaName(model, area) },
];

/** What a line of a ledger says: the kind, who is on the other side, and what it corrects. */
export const whatText = (model: Model, { kind, side, corrects }: Pick<Entry, 'kind' | 'side' | 'corrects'>): string =>
  [
    moneyKindLabel(kind, model.lang),
    ...(side === 'SHOP' || side === 'AGENT' ? [] : [moneySideLabel(side, model.lang)]),
    ...(corrects === undefined ? [] : [t(model, `更正第 ${String(corrects)} 笔`, `corrects ${String(corrects)}`)]),
  ].join(' · ');

/** Lines of the ledger of an agent or an errand, the latest first. */
const ENTRIES = (of: { readonly agentId?: string; readonly errandId?: string }, at: string | undefined): Listing<Entry> => ({
  scope: 'money-entries',
  noun: 'money',
  views: ['worklist'],
  title: (model) => t(model, '账目明细', 'Ledger'),
  read: (slot, { area, everything }, got) =>
    read(
      slot,
      MoneyEntries,
      { ...of, open: !everything && of.errandId === undefined, limit: 1_000, ...(area === undefined ? {} : { area }), ...(at === undefined ? {} : { at }) },
      ({ rows, total }, model) => got({ rows, total }, model),
    ), // prettier-ignore
  keyOf: ({ errandId, no }) => `${errandId} ${String(no)}`,
  noOf: ({ errandNo }) => errandNo,
  placeOf: ({ errandNo }) => `errand ${errandNo}`,
  copied: (row, model) => entryColumns(model).map((column) => column.text(row)),
  columns: entryColumns,
  words: (model) => ({ open: of.errandId === undefined ? t(model, '未结单', 'open errands') : t(model, '全部', 'all') }),
  heading: (model, { rows, total }) => {
    const who = of.agentId === undefined ? '' : `${nameOf(model, of.agentId)} `;
    const sum = rows.reduce((all, { amountFen }) => all + amountFen, 0);
    return [
      { text: t(model, `${who}${String(total)} 笔 在手 ${balanceText(sum)}`, `${who}${counted(total, 'line')}, ${balanceText(sum)} in hand`) }, // prettier-ignore
      { text: asOf(model, at), tone: 'watch' },
    ];
  },
  empty: (model, { everything }) =>
    everything ? t(model, '没有账', 'No line') : t(model, '没有未结的账；A 看全部', 'Everything adds up; A shows all'),
  more: (id, model, _, __, { page }) => {
    if (id !== 'export' || !page) return undefined;
    const rows = page.rows.map((row) => [row.at, row.errandNo, row.no, whatText(model, row), yuan(row.amountFen), yuan(row.balanceFen), nameOf(model, row.agentId), row.recordedBy.startsWith('service:') ? '' : nameOf(model, row.recordedBy), row.recordedAt, row.area]); // prettier-ignore
    return [model, [tabling(entryColumns(model).map(({ title }) => title), rows, 'money-entries')]]; // prettier-ignore
  },
  lines: {
    list: () =>
      `hz money entries${of.errandId === undefined ? '' : ` ${of.errandId}`}${of.agentId === undefined ? '' : ` --agent ${of.agentId}`}${atFlag(at)}`,
    row: ({ errandNo }) => `hz errand show ${errandNo}`,
  },
});

/** Money 账目: who has how much cash for errands. */
export const openMoney = (nav: Navigation, uid: number, address: string): Screen =>
  listScreen(BALANCE(nav, parseAddress(address).values['at']), nav, uid, address);

/** The ledger of an agent or an errand. */
export function openMoneyEntries(nav: Navigation, uid: number, address: string): Screen {
  const { agent, errand, at } = parseAddress(address).values;
  const of = { ...(agent === undefined ? {} : { agentId: agent }), ...(errand === undefined ? {} : { errandId: errand }) };
  return listScreen(ENTRIES(of, at), nav, uid, address);
}
