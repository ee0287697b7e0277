import type { MoneyAction, MoneyKind, MoneyLine, MoneySide } from '@houzhai/contracts';
import type { ErrandStatus } from '@houzhai/contracts';

/** What moved, from the side of the agent: cash that comes is above zero, cash that goes below. */
export interface Movement {
  readonly kind: MoneyKind;
  readonly side: MoneySide;
  readonly amountFen: number;
  /** Line whose amount it corrects. */
  readonly corrects?: number;
}
/** The ledger of an errand, in the order of entry; lines are added, never changed. */
export type Ledger = readonly MoneyLine[];

/** What the lines of an errand come to, fen. */
export interface Sums {
  readonly advanceFen: number;
  readonly spentFen: number;
  readonly refundFen: number;
  /** In the hands of the agent; below zero what they laid out. */
  readonly balanceFen: number;
}

const sum = (lines: Ledger, kind?: MoneyKind): number =>
  lines.reduce((total, line) => (kind === undefined || line.kind === kind ? total + line.amountFen : total), 0);

/** What a ledger comes to; corrections count with what they correct, and what agents passed on comes to nothing. */
export const sumsOf = (ledger: Ledger): Sums => ({
  advanceFen: sum(ledger, 'ADVANCE'),
  spentFen: 0 - sum(ledger, 'RECEIPT'),
  refundFen: 0 - sum(ledger, 'REFUND'),
  balanceFen: sum(ledger),
});

/** Cash for this errand in the hands of whoever has it, fen. */
export const balanceOf = (ledger: Ledger | undefined): number => sum(ledger ?? []);

/** What a line comes to with its corrections, fen; undefined where there is none. */
export function standingOf(ledger: Ledger, no: number): number | undefined {
  const line = ledger.find((one) => one.no === no);
  return line && sum(ledger.filter((one) => one.no === no || one.corrects === no));
}

/** The ledger with further lines. Movements of nothing are none. */
export const withLines = (ledger: Ledger, agentId: string, at: Temporal.Instant, movements: readonly Movement[]): Ledger => [
  ...ledger,
  ...movements
    .filter(({ amountFen }) => amountFen !== 0)
    .map((movement, nth): MoneyLine => ({ no: ledger.length + nth + 1, ...movement, agentId, at: at.toString() })),
];

/** What of an errand its ledger changes. */
interface Kept {
  readonly ledger?: Ledger;
  readonly advanceFen: number;
  readonly spentFen: number;
  readonly receiptsFen: number;
  readonly refundFen: number;
}
/** The errand with further lines, and what they come to. */
export function withMoney<E extends Kept>(errand: E, agentId: string, at: Temporal.Instant, movements: readonly Movement[]): E {
  const ledger = withLines(errand.ledger ?? [], agentId, at, movements);
  const { advanceFen, spentFen, refundFen } = sumsOf(ledger);
  return { ...errand, ledger, advanceFen, spentFen, receiptsFen: spentFen, refundFen };
}

/** The agent who goes on with an errand takes over what is in hand for it, or what was laid out. */
export function passedOn<E extends Kept>(errand: E, from: string, to: string, at: Temporal.Instant): E {
  const cash = balanceOf(errand.ledger);
  if (cash === 0) return errand;
  const given = withMoney(errand, from, at, [{ kind: 'TRANSFER', side: 'AGENT', amountFen: 0 - cash }]);
  return withMoney(given, to, at, [{ kind: 'TRANSFER', side: 'AGENT', amountFen: cash }]);
}

/** Lines that take back what was added after the first `kept`. */
export const takenBack = (ledger: Ledger, kept: number, at: Temporal.Instant): Ledger =>
  ledger
    .slice(kept)
    .reduce(
      (all, line) =>
        withLines(all, line.agentId, at, [{ kind: line.kind, side: line.side, amountFen: 0 - line.amountFen, corrects: line.no }]),
      ledger,
    );

/** Receipts of earlier that no longer count, as lines that say so. */
export const withoutReceipts = (ledger: Ledger): readonly Movement[] =>
  ledger
    .filter(({ kind, corrects }) => kind === 'RECEIPT' && corrects === undefined)
    .map(({ no, side }) => ({ kind: 'RECEIPT', side, amountFen: 0 - (standingOf(ledger, no) ?? 0), corrects: no }));

export const receiptsOf = (receipts: readonly { readonly amountFen: number }[]): readonly Movement[] =>
  receipts.map(({ amountFen }) => ({ kind: 'RECEIPT', side: 'SHOP', amountFen: 0 - amountFen }));

const UNDER_WAY: readonly ErrandStatus[] = ['IN_PROGRESS', 'ON_HOLD'];
const SETTLING: readonly ErrandStatus[] = ['DELIVERED', 'DISPUTED', 'UNABLE', 'CONFIRMED'];
/** Over, but not filed: what was in hand when it ended is still in hand. */
const ENDED: readonly ErrandStatus[] = ['CANCELLED', 'REFERRED', 'CLOSED'];

/** Whether something can be entered about the money of an errand in its state; what is archived adds up and stays. */
export const moves = (status: ErrandStatus, ledger: Ledger | undefined): boolean =>
  UNDER_WAY.includes(status) || SETTLING.includes(status) || (ENDED.includes(status) && ledger !== undefined);

/** Whether cash can still be given for what is to be bought; later only what was laid out is paid back. */
export const isUnderWay = (status: ErrandStatus): boolean => UNDER_WAY.includes(status);

/** What can be entered now, whoever does it. */
export function moneyActionsOf(status: ErrandStatus, ledger: Ledger | undefined): readonly MoneyAction[] {
  if (!moves(status, ledger)) return [];
  const balance = balanceOf(ledger);
  return [
    ...(isUnderWay(status) || balance < 0 ? (['give'] as const) : []),
    'receipts',
    ...(balance > 0 ? (['refund'] as const) : []),
    ...((ledger ?? []).some(({ corrects, kind }) => corrects === undefined && kind !== 'TRANSFER') ? (['correct'] as const) : []),
  ];
}
