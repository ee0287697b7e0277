import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type MoneyLine, type Role } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';

/** Who sees the money of everybody in their jurisdiction; all others see their own. */
const OF_ALL: readonly Role[] = ['COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'AUDITOR'];

interface Asked {
  readonly agentId?: string | undefined;
  readonly errandId?: string | undefined;
  readonly area?: string | undefined;
}
interface BalanceRow {
  readonly agent_id: string;
  readonly balance: number;
  readonly advance: number;
  readonly spent: number;
  readonly refund: number;
  readonly transfer: number;
  readonly open: number;
  readonly since: string | Date | null;
}
interface EntryRow {
  readonly errand_id: string;
  readonly errand_no: string;
  readonly no: number;
  readonly area: string;
  readonly agent_id: string;
  readonly kind: MoneyLine['kind'];
  readonly side: MoneyLine['side'];
  readonly amount_fen: number;
  readonly corrects: number | null;
  readonly at: string | Date;
  readonly recorded_at: string | Date;
  readonly recorded_by: string;
  readonly balance: number;
  readonly total: number;
}

@Injectable()
export class MoneyQueries {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
  }

  @Answers(C.MoneyBalance)
  balance(input: InputOf<typeof C.MoneyBalance>, call: Call) {
    return reaching(async () => {
      const at = momentOf(input.at, call);
      if (!at) return refuse('errand.happened-in-future', {});
      const values: unknown[] = [];
      const where = conditions(input, at, call.caller, values);
      const { rows } = await this.kit.pool.query<BalanceRow>(
        `select "agent_id", sum(balance)::int as balance, sum(advance)::int as advance, sum(spent)::int as spent, sum(refund)::int as refund, sum(transfer)::int as transfer,
           (count(*) filter (where balance <> 0))::int as open, min(since) filter (where balance <> 0) as since
         from (select "agent_id", "errand_id", sum("amount_fen") as balance, min("at") as since,
             coalesce(sum("amount_fen") filter (where "kind" = 'ADVANCE'), 0) as advance,
             coalesce(-sum("amount_fen") filter (where "kind" = 'RECEIPT'), 0) as spent,
             coalesce(-sum("amount_fen") filter (where "kind" = 'REFUND'), 0) as refund,
             coalesce(sum("amount_fen") filter (where "kind" = 'TRANSFER'), 0) as transfer
           from "errands"."money_entry" where ${where} group by "agent_id", "errand_id") errands
         group by "agent_id" order by sum(balance) desc, "agent_id"`,
        values,
      );
      const { openAdvanceCeilingFen: ceilingFen } = await this.policies.inForce(call.now);
      return ok({
        rows: rows.map((row) => ({
          agentId: row.agent_id,
          balanceFen: row.balance,
          advanceFen: row.advance,
          spentFen: row.spent,
          refundFen: row.refund,
          transferFen: row.transfer,
          openErrands: row.open,
          ...(row.since === null ? {} : { oldestAt: toInstant(row.since).toString() }),
        })),
        totalFen: rows.reduce((sum, row) => sum + row.balance, 0),
        ceilingFen,
        at: at.toString(),
      });
    });
  }

  @Answers(C.MoneyEntries)
  entries(input: InputOf<typeof C.MoneyEntries>, call: Call) {
    return reaching(async () => {
      const at = momentOf(input.at, call);
      if (!at) return refuse('errand.happened-in-future', {});
      const values: unknown[] = [];
      const where = conditions(input, at, call.caller, values);
      values.push(input.open, input.limit);
      const { rows } = await this.kit.pool.query<EntryRow>(
        `select lines.*, (count(*) over ())::int as total
         from (select "errand_id", "errand_no", "no", "area", "agent_id", "kind", "side", "amount_fen", "corrects", "at", "recorded_at", "recorded_by",
             (sum("amount_fen") over (partition by "errand_id", "agent_id" order by "no"))::int as balance,
             sum("amount_fen") over (partition by "errand_id", "agent_id") as rest
           from "errands"."money_entry" where ${where}) lines
         where rest <> 0 or not $${String(values.length - 1)}
         order by "at" desc, "errand_no" desc, "no" desc limit $${String(values.length)}`,
        values,
      );
      return ok({
        rows: rows.map((row) => ({
          errandId: row.errand_id,
          errandNo: row.errand_no,
          no: row.no,
          area: row.area,
          kind: row.kind,
          side: row.side,
          amountFen: row.amount_fen,
          agentId: row.agent_id,
          at: toInstant(row.at).toString(),
          recordedAt: toInstant(row.recorded_at).toString(),
          recordedBy: row.recorded_by,
          balanceFen: row.balance,
          ...(row.corrects === null ? {} : { corrects: row.corrects }),
        })),
        total: rows[0]?.total ?? 0,
        at: at.toString(),
      });
    });
  }
}

/** The moment asked for; undefined where it has not come yet. */
function momentOf(at: string | undefined, { now }: Call): Temporal.Instant | undefined {
  const moment = at === undefined ? now : Temporal.Instant.from(at);
  return Temporal.Instant.compare(moment, now) > 0 ? undefined : moment;
}

function conditions({ agentId, errandId, area }: Asked, at: Temporal.Instant, caller: Caller, values: unknown[]): string {
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const parts = [`"at" <= ${$(at.toString())}`, withinScope(caller, $)];
  if (agentId !== undefined) parts.push(`"agent_id" = ${$(agentId)}`);
  if (errandId !== undefined) parts.push(`"errand_id" = ${$(errandId)}`);
  if (area !== undefined) parts.push(`"area" = ${$(area)}`);
  if (caller.kind === 'operator' && !caller.roles.some((role) => OF_ALL.includes(role))) parts.push(`"agent_id" = ${$(caller.operatorId)}`);
  return parts.join(' and ');
}
