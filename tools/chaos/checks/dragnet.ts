import type pg from 'pg';
import { check, type Check } from './check.ts';

/**
 * Every door stands as its visits say and is counted once; the wall chart has the same coverage; no team is in two places, and each was
 * sent as often as it is told.
 */
export async function checkDragnet(db: pg.Pool): Promise<Check> {
  const { rows } = await db.query<{ what: string; id: string }>(
    `with unit as (
       select u."id", u."campaign_id", u."area", u."addendum", u."status", u."status" in ('COMPLETED', 'VACANT_CONFIRMED', 'NOT_EXIST') as accounted,
         coalesce(jsonb_array_length(u."attempts"), 0) as attempts
       from "census_screening"."screening_unit" u),
     told as (
       select "record_id" as id, count(*) filter (where "envelope" ->> 'type' ~ '\\.(visited|visit-corrected)\\.')::int as attempts,
         (array_agg("envelope" -> 'data' ->> 'accounted' order by "version" desc))[1]::bool as accounted
       from "census_screening"."outbox" where "entity" = 'screening-unit' group by 1),
     chart as (select d."campaign_id", d."area", d."addendum", sum(d."units")::int as units from "command_center"."board_dwellings" d group by 1, 2, 3),
     counted as (select "campaign_id", "area", "addendum", count(*)::int as units from unit group by 1, 2, 3)
     select 'visits and events differ' as what, u."id"::text as id from unit u left join told t using ("id") where u.attempts <> coalesce(t.attempts, 0)
     union all select 'told as accounted for, or not, and is otherwise', u."id"::text from unit u join told t using ("id") where t.accounted <> u.accounted
     union all select 'rank and status differ', u."id"::text from "census_screening"."screening_unit" u
       where (u."rank" >= 7) <> (u."status" in ('COMPLETED', 'VACANT_CONFIRMED', 'NOT_EXIST'))
     union all select 'another on the wall chart', coalesce(u."id", b."id")::text
       from (select u.* from unit u join told t using ("id")) u full join "command_center"."board_door" b using ("id")
       where u."id" is null or b."id" is null or b."accounted" <> u.accounted or b."area" <> u."area" or b."addendum" <> u."addendum"
     union all select 'so many on the wall chart', coalesce(n."area", c."area") from counted n full join chart c using ("campaign_id", "area", "addendum")
       where n.units is distinct from c.units
     union all select 'in two places at once', a."task_force_id"::text from "command_center"."deployment" a join "command_center"."deployment" b
       on a."task_force_id" = b."task_force_id" and a."id" < b."id" and coalesce(a."ended_at", 'infinity') > b."from_at" and coalesce(b."ended_at", 'infinity') > a."from_at"
     union all select 'sent ' || count(*) || ' times, told otherwise', d."task_force_id"::text from "command_center"."deployment" d group by d."task_force_id"
       having count(*) <> (select count(*) from "command_center"."outbox" o where o."record_id" = d."task_force_id" and o."envelope" ->> 'type' like '%.task-force.deployed.%')`,
  );
  const { rows: counted } = await db.query<{ of: number }>(
    `select (select count(*) from "census_screening"."outbox" where "entity" = 'screening-unit')::int + (select count(*) from "command_center"."deployment")::int as of`,
  );
  return check(
    'dragnet',
    '摸排与调度不平',
    'doors and teams that do not add up',
    counted[0]?.of ?? 0,
    rows.map(({ what, id }) => `${id}: ${what}`),
  );
}
