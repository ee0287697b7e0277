import { Inject, Injectable } from '@nestjs/common';
import { dayOf, endOfDay } from '@houzhai/calendar';
import * as C from '@houzhai/contracts';
import { OPEN_ISOLATION_STATUSES, ok, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { NO_BED } from './isolation.store.ts';

interface Row {
  readonly area: string;
  readonly last_day: string;
  readonly cases: number;
  readonly overdue: number;
  readonly due: number;
  readonly findings: number;
  readonly no_bed: number;
}

/** Isolation by area and day: who has how many, and until when. */
@Injectable()
export class IsolationBoardQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.IsolationBoard)
  board(input: InputOf<typeof C.IsolationBoard>, call: Call) {
    return reaching(async () => {
      const today = dayOf(call.now);
      const first = input.from === undefined ? today : Temporal.PlainDate.from(input.from);
      const days = Array.from({ length: input.days }, (_, index) => first.add({ days: index }).toString());
      const values: unknown[] = [OPEN_ISOLATION_STATUSES, call.now.toString(), endOfDay(today).toString()];
      const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`, 'i');
      const { rows } = await this.kit.pool.query<Row>(
        `with slot as (
           select s."isolation_id", count(*) filter (where s."status" = 'NOT_PERFORMED' and s."due_at" <= $2)::int as overdue,
             count(*) filter (where s."status" = 'NOT_PERFORMED' and s."due_at" > $2 and s."due_at" <= $3)::int as due,
             count(*) filter (where s."status" = 'SEEN_NOT_OK' and not (s."facts" ->> 'resolved')::boolean)::int as findings
           from "census_screening"."follow_up_slot" s join "census_screening"."isolation" i on i."id" = s."isolation_id"
           where i."status" = any($1::text[]) and ${scope} group by s."isolation_id")
         select i."area", i."last_day", count(*)::int as cases, coalesce(sum(overdue), 0)::int as overdue, coalesce(sum(due), 0)::int as due,
           coalesce(sum(findings), 0)::int as findings, (count(*) filter (where ${NO_BED}))::int as no_bed
         from "census_screening"."isolation" i left join slot on slot."isolation_id" = i."id"
         where i."status" = any($1::text[]) and ${scope} group by i."area", i."last_day" order by i."area", i."last_day"`,
        values,
      );
      const sum = (some: readonly Row[], of: 'cases' | 'overdue' | 'due' | 'findings' | 'no_bed'): number =>
        some.reduce((all, row) => all + row[of], 0);
      return ok({
        days,
        rows: [...Map.groupBy(rows, ({ area }) => area)].map(([area, own]) => ({
          area,
          overdue: sum(own, 'overdue'),
          due: sum(own, 'due'),
          findings: sum(own, 'findings'),
          noBed: sum(own, 'no_bed'),
          cells: days.map((day) => ({
            day,
            isolated: sum(
              own.filter(({ last_day }) => last_day >= day),
              'cases',
            ),
            ends: sum(
              own.filter(({ last_day }) => last_day === day),
              'cases',
            ),
          })),
        })),
        total: sum(rows, 'cases'),
        asOf: C.instantText(call.now),
      });
    });
  }
}
