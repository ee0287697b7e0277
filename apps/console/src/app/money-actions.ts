import {
  CorrectMoney,
  GiveAdvance,
  MONEY_ACTIONS,
  RecordReceipts,
  RefundAdvance,
  type Command,
  type ErrandDetail,
  type MoneyAction,
  type MoneyReceipt,
  type OutputOf,
} from '@houzhai/contracts';
import { balanceText, money, moneyActionLabel, statusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { say, t, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { deedItem, takeDeed } from './record-actions.ts';

type Detail = OutputOf<typeof ErrandDetail>;
/** An errand whose money is looked at, and how to look at it again. */
export interface LiveMoney {
  readonly detail: Detail;
  readonly now: (model: Model) => Detail | undefined;
}

const CONTRACT = {
  give: GiveAdvance,
  receipts: RecordReceipts,
  refund: RefundAdvance,
  correct: CorrectMoney,
} as const satisfies Record<MoneyAction, Command>;
const KEYS: Readonly<Record<MoneyAction, string>> = { give: 'a', receipts: 'r', refund: 'f', correct: 'c' };

function whyNot(model: Model, { detail, now }: LiveMoney, action: MoneyAction): string | undefined {
  const { row, moneyActions = [], balanceFen = 0, ledger = [] } = now(model) ?? detail;
  if (moneyActions.includes(action)) return undefined;
  const status = statusLabel(row.status, model.lang);
  if (row.status === 'ARCHIVED') return t(model, '已归档，账目不再变动', 'archived: its money stays as it is');
  if (row.status === 'REQUESTED' || row.status === 'ACCEPTED') return t(model, '开始办理后才有账', 'once work has begun');
  if (action === 'refund' && balanceFen <= 0) return t(model, '代办员手里没有余款', 'nothing is left in hand');
  if (action === 'correct' && ledger.length === 0) return t(model, '还没有账', 'there is no line yet');
  if (action === 'correct' && row.agentId === model.me?.operatorId) return t(model, '经手人不能自己更正', 'never by whoever has the cash');
  if (action === 'give' && moneyActions.length > 0) return t(model, '办完只补付垫款', 'later only what was laid out is paid back');
  return t(model, `“${status}”时不能，或由他人负责`, `not while ${status.toLowerCase()}, or somebody else’s`);
}

/** Everything that can be entered about the money of an errand; what cannot is dim with the reason. */
export const moneyMenu = (nav: Navigation, live: LiveMoney) =>
  menu(live.detail.row.no, (at: Model): readonly MenuItem[] => [
    ...MONEY_ACTIONS.map((action) =>
      deedItem(at, KEYS[action], moneyActionLabel(action, at.lang), CONTRACT[action], whyNot(at, live, action), (now) =>
        takeMoneyAction(now, live, action),
      ),
    ),
    {
      key: 'l',
      label: t(at, '账目明细', 'Its ledger'),
      run: (now): Step => nav.go(now, `money-entries errand=${live.detail.row.errandId}`),
    },
  ]);

/** Enters something about the money of an errand. */
export function takeMoneyAction(model: Model, live: LiveMoney, action: MoneyAction): Step {
  const why = whyNot(model, live, action);
  if (why !== undefined) return [say(model, `${moneyActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const { row } = live.detail;
  const now = (at: Model): Detail => live.now(at) ?? live.detail;
  const contract: Command = CONTRACT[action];
  return takeDeed(model, {
    contract,
    noun: 'money',
    verb: action,
    subject: row.no,
    title: (at) => `${moneyActionLabel(action, at.lang)} · ${row.no}`,
    about: (at) => {
      const { advanceFen, spentFen, refundFen, balanceFen = 0 } = now(at);
      return [
        t(
          at,
          `预付 ${money(advanceFen)} · 花费 ${money(spentFen)} · 退还 ${money(refundFen)} · 在手 ${balanceText(balanceFen)}`,
          `advance ${money(advanceFen)} · spent ${money(spentFen)} · refund ${money(refundFen)} · in hand ${balanceText(balanceFen)}`,
        ),
        ...(action === 'correct' ? [t(at, '写上正确的金额；原来那一笔不变，另记一笔差额。', 'Give the right amount; the line stays, and another says by how much.')] : []),
      ];
    },
    fixed: (at) => ({ errandId: row.errandId, expectedVersion: now(at).row.version }),
    ...(action === 'give' || action === 'refund'
      ? {
          preset: { [action === 'give' ? 'payer' : 'payee']: 'RESIDENT' },
          fields: { reference: { label: t(model, '收据号', 'Slip no.'), hint: t(model, '加密保存；可不填', 'kept encrypted; or empty') } },
        }
      : {}),
    done: (value, at) => {
      const { balanceFen } = value as MoneyReceipt;
      return t(at, `✓ ${row.no} 已记账，在手 ${balanceText(balanceFen)}`, `✓ ${row.no} entered, in hand ${balanceText(balanceFen)}`);
    },
  }); // prettier-ignore
}
