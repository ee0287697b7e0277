import { Migration } from '@mikro-orm/migrations';

/** When something last happened to an errand, by what its events say. */
const happened = (past: string): string =>
  `(select (o."envelope" ->> 'occurredat')::timestamptz from "errands"."outbox" o where o."entity" = 'errand' and o."record_id" = e."id"
    and o."envelope" ->> 'type' = 'evt.errands.errand.${past}.v1' order by o."version" desc limit 1)`;
const fen = (key: string): string => `(e."facts" ->> '${key}')::int`;
/** Lines of errands that are under way or done; what those that ended otherwise had in hand was not kept. */
const lines = (kind: string, side: string, amount: string, at: string, statuses: string): string =>
  `select e."id" as errand_id, '${kind}' as kind, '${side}' as side, ${amount} as amount, coalesce(${at}, e."updated_at") as at
   from "errands"."errand" e where e."agent_id" is not null and e."status" in (${statuses}) and ${amount} <> 0`;
const DONE = `'DELIVERED', 'DISPUTED', 'CONFIRMED', 'ARCHIVED'`;

export class M0033_money extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."money_entry" ("errand_id" uuid not null, "no" int not null, "errand_no" text not null, "area" text not null, "path" text not null, "agent_id" uuid not null, "kind" text not null, "side" text not null, "amount_fen" int not null, "corrects" int null, "at" timestamptz not null, "recorded_at" timestamptz not null, "recorded_by" text not null, primary key ("errand_id", "no"));',
    );
    this.addSql('comment on table "errands"."money_entry" is \'Cash for errands, line by line; a correction is another line\';');
    this.addSql('create index "money_entry_agent" on "errands"."money_entry" ("agent_id", "at");');
    this.addSql(
      `insert into "errands"."money_entry" ("errand_id", "no", "errand_no", "area", "path", "agent_id", "kind", "side", "amount_fen", "at", "recorded_at", "recorded_by")
       select e."id", row_number() over (partition by e."id" order by l.kind), e."no", e."area", e."path", e."agent_id", l.kind, l.side, l.amount, l.at, now(), 'service:errands'
       from (${lines('ADVANCE', 'RESIDENT', fen('advanceFen'), happened('started'), `'IN_PROGRESS', 'ON_HOLD', 'UNABLE', ${DONE}`)}
         union all ${lines('RECEIPT', 'SHOP', `-${fen('spentFen')}`, happened('delivered'), `'IN_PROGRESS', 'ON_HOLD', 'UNABLE', ${DONE}`)}
         union all ${lines('REFUND', 'RESIDENT', `-${fen('refundFen')}`, happened('archived'), `'ARCHIVED'`)}) l
       join "errands"."errand" e on e."id" = l.errand_id;`,
    );
    // Residents paid what agents had laid out, and nobody wrote it down: what is archived adds up.
    this.addSql(
      `insert into "errands"."money_entry" ("errand_id", "no", "errand_no", "area", "path", "agent_id", "kind", "side", "amount_fen", "at", "recorded_at", "recorded_by")
       select m."errand_id", max(m."no") + 1, m."errand_no", m."area", m."path", m."agent_id", 'ADVANCE', 'RESIDENT', -sum(m."amount_fen"), max(m."at"), now(), 'service:errands'
       from "errands"."money_entry" m join "errands"."errand" e on e."id" = m."errand_id" where e."status" = 'ARCHIVED'
       group by m."errand_id", m."errand_no", m."area", m."path", m."agent_id" having sum(m."amount_fen") < 0;`,
    );
    this.addSql(
      `update "errands"."errand" e set "open_advance_fen" = greatest(0, l.balance), "facts" = e."facts" || jsonb_build_object('ledger', l.ledger)
       from (select m."errand_id", sum(m."amount_fen")::int as balance,
           jsonb_agg(jsonb_build_object('no', m."no", 'kind', m."kind", 'side', m."side", 'amountFen', m."amount_fen", 'agentId', m."agent_id",
             'at', to_char(m."at" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by m."no") as ledger
         from "errands"."money_entry" m group by m."errand_id") l
       where l."errand_id" = e."id";`,
    );
  }
}
