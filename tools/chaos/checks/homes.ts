import type pg from 'pg';
import { check, type Check } from './check.ts';

/**
 * Nobody is isolated and forgotten: each need has its errand, linked from both sides, and what the errand came to is what the case says;
 * nobody is in two beds, no room is taken twice, and whose case ended has left theirs.
 */
export async function checkHomes(db: pg.Pool): Promise<Check> {
  const { rows } = await db.query<{ what: string; id: string }>(
    `with need as (
       select i."id", i."raised", i."ended", n."status", n."answered", n."errand_id" from "errands"."isolated" i left join "errands"."supply_need" n using ("id")),
     open as (select "id", "status", "is_open", "facts" from "census_screening"."isolation")
     select 'raised and not answered' as what, "id"::text as id from need where "raised" > coalesce("answered", 0) and "status" is distinct from 'TAKEN'
     union all select 'taken without an errand', n."id"::text from need n left join "errands"."errand" e on e."id" = n."errand_id"
       where n."status" in ('TAKEN', 'MET', 'UNMET') and e."id" is null
     union all select 'the errand ended and the need does not say so', n."id"::text from need n join "errands"."errand" e on e."id" = n."errand_id"
       where n."status" = 'TAKEN' and e."status" in ('CONFIRMED', 'ARCHIVED', 'DUPLICATE', 'DECLINED', 'REFERRED', 'CANCELLED', 'CLOSED')
     union all select 'the case has another errand, or says otherwise', n."id"::text from need n
       left join "census_screening"."isolation_supply" s using ("id")
       where n."status" in ('TAKEN', 'MET', 'UNMET') and (s."id" is null or s."errand_id" <> n."errand_id" or s."status" <> n."status")
     union all select 'met, and the case does not know', o."id"::text from open o join need n using ("id")
       where o."is_open" and n."status" = 'MET' and n."answered" = n."raised" and (o."facts" ->> 'supplyEnsured')::bool is not true
     union all select 'two errands on their way', e."facts" ->> 'supplyOf' from "errands"."errand" e
       where e."facts" ? 'supplyOf' and e."status" in ('REQUESTED', 'ACCEPTED', 'IN_PROGRESS', 'ON_HOLD', 'DELIVERED')
       group by 2 having count(*) > 1
     union all select 'announced and not heard of', o."id"::text from open o left join "errands"."isolated" i using ("id") where i."id" is null and o."status" <> 'ORDERED'
     union all select 'in two beds', b."person_id"::text from "census_screening"."bed" b where b."until" is null group by b."person_id" having count(*) > 1
     union all select 'two in a room', b."site_id"::text || ' ' || b."room" from "census_screening"."bed" b where b."until" is null group by b."site_id", b."room" having count(*) > 1
     union all select 'in a bed, and the case is over', b."isolation_id"::text from "census_screening"."bed" b join open o on o."id" = b."isolation_id"
       where b."until" is null and not o."is_open"`,
  );
  const { rows: counted } = await db.query<{ of: number }>(
    `select (select count(*) from "errands"."supply_need")::int + (select count(*) from "census_screening"."bed")::int as of`,
  );
  return check(
    'homes',
    '隔离的人无人照应',
    'isolated and not looked after',
    counted[0]?.of ?? 0,
    rows.map(({ what, id }) => `${id}: ${what}`),
  );
}
