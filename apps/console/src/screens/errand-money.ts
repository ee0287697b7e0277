import type { ErrandDetail, OutputOf } from '@houzhai/contracts';
import { balanceText, money, signedMoney } from '@houzhai/i18n';
import { t, type Model } from '../app/model.ts';
import type { Line } from '../paint/styled.ts';
import { padEnd, padStart } from '../terminal/width.ts';
import { nameOf } from './areas.ts';
import { whatText } from './money.screen.ts';
import { clock } from './record-lines.ts';

/** The money of an errand: what it comes to, who has what is left, and every line of it. */
export function moneyLines(model: Model, detail: OutputOf<typeof ErrandDetail>): Line[] {
  const { advanceFen, spentFen, refundFen, receipts, balanceFen = 0, ledger = [], row } = detail;
  if (ledger.length === 0)
    return advanceFen > 0
      ? [
          [
            {
              text: t(
                model,
                `  钱款  预收 ${money(advanceFen)}（开始办理时收）`,
                `  Money  ${money(advanceFen)} to be received when it starts`,
              ),
            },
          ],
          [],
        ]
      : [];
  const several = new Set(ledger.map(({ agentId }) => agentId)).size > 1;
  const references = receipts.map(({ reference, amountFen }) => `${reference} ${money(amountFen)}`).join('、');
  return [
    [
      { text: t(model, '  账目', '  Money'), tone: 'title' },
      {
        text: t(
          model,
          `  预付 ${money(advanceFen)}  花费 ${money(spentFen)}  退还 ${money(refundFen)}`,
          `  advance ${money(advanceFen)}  spent ${money(spentFen)}  refund ${money(refundFen)}`,
        ),
      },
      {
        text: balanceFen === 0 ? t(model, '  ✓ 已平', '  ✓ adds up') : t(model, `  在手 ${balanceText(balanceFen)}`, `  in hand ${balanceText(balanceFen)}`),
        tone: balanceFen === 0 ? 'good' : row.status === 'CONFIRMED' || balanceFen < 0 ? 'alarm' : 'watch',
      },
    ],
    ...ledger.map((line): Line => [
      { text: `    ${padStart(String(line.no), 2)} ${padEnd(clock(model, line.at), 12)}`, tone: 'dim' },
      { text: padEnd(whatText(model, line), 24) },
      { text: padStart(signedMoney(line.amountFen), 12), tone: line.amountFen < 0 ? 'plain' : 'accent' },
      { text: several ? `  ${nameOf(model, line.agentId)}` : '', tone: 'dim' },
    ]),
    ...(references === '' ? [] : [[{ text: `    ${references}`, tone: 'dim' as const }]]),
    [],
  ]; // prettier-ignore
}
