import type { MoneyLine } from '@houzhai/contracts';
import type { Errand } from '../errand/errand.ts';

/** Column values of the lines that an errand has beyond the first `kept`. */
export const moneyRows = (
  errand: Errand,
  kept: number,
  recorded: { readonly at: Temporal.Instant; readonly by: string },
): Readonly<Record<string, unknown>>[] =>
  (errand.ledger ?? []).slice(kept).map((line: MoneyLine) => ({
    errand_id: errand.id,
    no: line.no,
    errand_no: errand.no,
    area: errand.area,
    path: errand.path,
    agent_id: line.agentId,
    kind: line.kind,
    side: line.side,
    amount_fen: line.amountFen,
    corrects: line.corrects ?? null,
    at: line.at,
    recorded_at: recorded.at.toString(),
    recorded_by: recorded.by,
  }));
