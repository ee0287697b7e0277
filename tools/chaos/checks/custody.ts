import type pg from 'pg';
import { check, type Check } from './check.ts';

/** Nobody is between two hands: what batches say of their heads is what the heads say, and who was taken over at home is isolated once. */
export async function checkCustody(db: pg.Pool): Promise<Check> {
  const { rows } = await db.query<{ what: string; id: string }>(
    `with head as (
       select b."id" as batch, b."status" as batch_status, h ->> 'arrivalId' as arrival, h ->> 'status' as status
       from "census_screening"."escort_batch" b, jsonb_array_elements(b."facts" -> 'heads') h where b."status" <> 'CANCELLED')
     select 'head and batch differ' as what, h.arrival as id from head h left join "census_screening"."arrival" a on a."id" = h.arrival::uuid
       where a."id" is null or a."custody" <> case h.status when 'ABOARD' then 'IN_BATCH' else h.status end or a."batch_id"::text is distinct from h.batch::text
     union all select 'in two batches', arrival from head group by arrival having count(*) > 1
     union all select 'closed with heads aboard', arrival from head where batch_status in ('HANDED_OVER', 'CLOSED') and status = 'ABOARD'
     union all select 'in a batch that does not have them', a."id"::text from "census_screening"."arrival" a
       where a."custody" in ('IN_BATCH', 'ACCEPTED', 'REFUSED', 'MISSING') and (a."custody" = 'IN_BATCH' or a."batch_id" is not null) and not exists (select 1 from head h where h.arrival = a."id"::text)
     union all select 'isolated ' || count(i."id") || ' times', a."id"::text
       from "census_screening"."arrival" a left join "census_screening"."isolation" i on i."facts" ->> 'arrivalId' = a."id"::text
       where a."disposition" = 'HOME_ISOLATION' group by a."id", a."custody"
       having count(i."id") <> case a."custody" when 'ACCEPTED' then 1 else 0 end`,
  );
  const counted = await db.query<{ of: number }>(`select count(*)::int as of from "census_screening"."arrival"`);
  return check(
    'custody',
    '交接不平',
    'heads between two hands',
    counted.rows[0]?.of ?? 0,
    rows.map(({ what, id }) => `${id}: ${what}`),
  );
}
