import type { MoneyAction, MoneyKind, MoneySide, RefusalCode } from '@houzhai/contracts';
import { statusLabel } from './errand-labels.ts';
import { money } from './formats.ts';
import type { Language, Text } from './language.ts';
import type { Sentences } from './sentence.ts';

const text = (zh: string, en: string): Text => ({ zh, en });

const KIND: Readonly<Record<MoneyKind, Text>> = {
  ADVANCE: text('预付', 'Advance'),
  RECEIPT: text('票据', 'Receipt'),
  REFUND: text('退还', 'Refund'),
  TRANSFER: text('移交', 'Passed on'),
};
const SIDE: Readonly<Record<MoneySide, Text>> = {
  RESIDENT: text('居民', 'resident'),
  TILL: text('备用金', 'till'),
  SHOP: text('商家', 'shop'),
  AGENT: text('代办员', 'agent'),
};
const ACTION: Readonly<Record<MoneyAction, Text>> = {
  give: text('收到预付', 'Cash received'),
  receipts: text('登记票据', 'Enter receipts'),
  refund: text('退还', 'Give back'),
  correct: text('更正一笔', 'Correct a line'),
};

const look = (table: Readonly<Record<string, Text>>, key: string, lang: Language): string => table[key]?.[lang] ?? key;

export const moneyKindLabel = (kind: string, lang: Language): string => look(KIND, kind, lang);
export const moneySideLabel = (side: string, lang: Language): string => look(SIDE, side, lang);
export const moneyActionLabel = (action: string, lang: Language): string => look(ACTION, action, lang);

/** Fen with their sign: +¥50.00, -¥4.60. */
export const signedMoney = (fen: number): string => `${fen < 0 ? '-' : '+'}${money(Math.abs(fen))}`;
/** A balance: ¥50.00, -¥4.60 where somebody laid it out. */
export const balanceText = (fen: number): string => (fen < 0 ? signedMoney(fen) : money(fen));

interface Sums {
  readonly advance: number;
  readonly spent: number;
  readonly refund: number;
  readonly receipts: number;
}

/** What does not add up: by how much, and what to do about it. */
export function gapText({ advance, spent, refund, receipts }: Sums, lang: Language): string {
  const zh = lang === 'zh';
  if (receipts !== spent) {
    const by = money(Math.abs(spent - receipts));
    return zh
      ? `账目不平，差 ${by}：花费 ${money(spent)}，票据合计 ${money(receipts)}；请补登票据或改正花费`
      : `The money does not add up by ${by}: spent ${money(spent)}, receipts ${money(receipts)}; enter what is missing or correct what was spent`;
  }
  const left = advance - spent - refund;
  const by = money(Math.abs(left));
  const said = zh
    ? `预付 ${money(advance)}，花费 ${money(spent)}，退还 ${money(refund)}`
    : `advance ${money(advance)}, spent ${money(spent)}, refund ${money(refund)}`;
  if (left > 0)
    return zh
      ? `账目不平，差 ${by}：${said}；还在代办员手里，退还居民或交回备用金，或由他人更正一笔，再归档`
      : `The money does not add up by ${by}: ${said}; it is still in the agent’s hands, give it back to the resident or the till, or have a line corrected, then archive`;
  return zh
    ? `账目不平，差 ${by}：${said}；居民补付的登记为预付，退多了或票据有误的由他人更正一笔，再归档`
    : `The money does not add up by ${by}: ${said}; enter what the resident paid for it as an advance, or have a wrong line corrected, then archive`;
}

/** Refusals about the money of an errand as sentences. */
export const MONEY_SENTENCES: Sentences<Extract<RefusalCode, `money.${string}`>> = {
  'money.not-allowed-now': {
    zh: ({ action, status }) =>
      `“${statusLabel(status, 'zh')}”状态下不能“${look(ACTION, action, 'zh')}”；办理后才有账，办完只补付垫款，归档后账目不再变动`,
    en: ({ action, status }) =>
      `Cannot ${look(ACTION, action, 'en').toLowerCase()} while ${statusLabel(status, 'en').toLowerCase()}: money is entered once work has begun, later only what was laid out is paid back, and nothing after it is archived`,
  },
  'money.not-in-hand': {
    zh: ({ inHand }) => `代办员手里只有 ${money(inHand)}；请核对金额，或先更正有误的一笔`,
    en: ({ inHand }) => `Only ${money(inHand)} is in hand; check the amount, or have a wrong line corrected first`,
  },
  'money.line-unknown': {
    zh: ({ line }) => `没有第 ${String(line)} 笔；请看代办单上的账目`,
    en: ({ line }) => `There is no line ${String(line)}; see the ledger on the errand`,
  },
  'money.line-unfit': {
    zh: ({ line }) => `第 ${String(line)} 笔是更正或移交，不能再更正；请更正原来那一笔`,
    en: ({ line }) => `Line ${String(line)} is a correction or was passed on; correct the line it is about`,
  },
  'money.nothing-changed': { zh: () => '金额与现在相同，无须更正', en: () => 'That is the amount it has; there is nothing to correct' },
  'money.corrector-is-agent': {
    zh: () => '经手现金的人不能自己更正；请值班长或社区工作人员办理',
    en: () => 'Whoever has the cash cannot correct its ledger; the duty officer or the community desk does',
  },
};
