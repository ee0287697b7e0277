import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { actorOf, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type CareLinkRow, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { Pool } from 'pg';
import { cardIsCurrent, nextOn, standingOn, tierOf, today, triesOn, type CareLink, type Day } from './care-link.ts';
import { seenCare } from './care-link.store.ts';

/** A household as lists read it. */
export interface CareRow {
  readonly facts: CareLink;
  readonly version: number;
  readonly dueOn: string | null;
}
type Ranked = CareRow & { readonly rank: number; readonly total: number };
type Asked = Pick<InputOf<typeof C.CareLinks>, 'area' | 'mine' | 'operatorId' | 'ids' | 'cursor' | 'limit'>;
/** Where a page ended. */
interface After {
  readonly rank: number;
  readonly no: string;
}

/** Lists of households. */
@Injectable()
export class CareListQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CareToday)
  today(input: InputOf<typeof C.CareToday>, call: Call) {
    return this.page(input, call, (after) => todayRows(this.kit.pool, input, call.caller, today(call.now), after));
  }

  @Answers(C.CareLinks)
  links(input: InputOf<typeof C.CareLinks>, call: Call) {
    return this.page(input, call, (after) => linkRows(this.kit.pool, input, call.caller, after));
  }

  private page(input: Asked, call: Call, read: (after: After | undefined) => Promise<readonly Ranked[]>) {
    return reaching(async () => {
      const day = today(call.now);
      const after = input.cursor === undefined ? undefined : cursorOf(input.cursor);
      if (after === null) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
      const rows = await read(after);
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        day,
        rows: page.map((row) => careRowOf(row, day, call.caller)),
        total: rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: Buffer.from(JSON.stringify([last.rank, last.facts.no])).toString('base64url') }
          : {}),
        asOf: C.instantText(call.now),
      });
    });
  }
}

/** Households to ask after on a day, as far as somebody sees them, what is most pressing first; one row more than a page has. */
export function todayRows(
  pool: Pool,
  input: Omit<InputOf<typeof C.CareToday>, 'cursor'>,
  caller: Caller,
  day: Day,
  after?: After,
): Promise<readonly Ranked[]> {
  const values: unknown[] = [day];
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const where = [...conditions(input, caller, $), `"status" = 'ACTIVE'`];
  if (!input.all) where.push(`("due_on" <= $1 or "last_reached" = $1 or "door_due_since" is not null)`);
  if (input.door) where.push('"door_due_since" is not null');
  if (input.missing) where.push(`${RANK} < 4`);
  return ranked(pool, RANK, where, values, input.limit, $, after);
}

/** Households by area and number; those that are over last. */
function linkRows(pool: Pool, input: InputOf<typeof C.CareLinks>, caller: Caller, after?: After): Promise<readonly Ranked[]> {
  const values: unknown[] = [];
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const where = conditions(input, caller, $);
  if (input.open) where.push(`"status" = 'ACTIVE'`);
  if (input.tier !== undefined) where.push(`"tier" = ${$(input.tier)}`);
  if (input.standIns) where.push('("agent_for" is not null or "party_member_for" is not null)');
  if (input.noCard) where.push(`${NO_CARD} and "status" = 'ACTIVE'`);
  return ranked(pool, `case when "status" = 'ACTIVE' then substr("area", 2)::int else 100 end`, where, values, input.limit, $, after);
}

/** Under a name, so that every connection plans a text once. */
async function ranked(
  pool: Pool,
  rank: string,
  where: readonly string[],
  values: unknown[],
  limit: number,
  $: (value: unknown) => string,
  after: After | undefined,
): Promise<readonly Ranked[]> {
  const beyond = after ? `where ("rank", "no") > (${$(after.rank)}, ${$(after.no)})` : '';
  const text = `select "facts", "version", "due_on" as "dueOn", "rank", "total" from (
    select "no", "facts", "version", "due_on", ${rank} as "rank", (count(*) over ())::int as "total" from "errands"."care_link" where ${where.join(' and ')}
  ) l ${beyond} order by "rank", "no" limit ${$(limit + 1)}`;
  const { rows } = await pool.query<Ranked>({ name: `care-${createHash('sha1').update(text).digest('base64url')}`, text, values });
  return rows;
}

/** What every list of households can be asked for. */
function conditions({ area, mine, operatorId, ids }: Omit<Asked, 'limit' | 'cursor'>, caller: Caller, $: (value: unknown) => string) {
  const has = (operator: string): string => `${operator}::uuid in ("agent_id", "party_member_id")`;
  const where = [seenCare(caller, $)];
  if (area !== undefined) where.push(`"area" = ${$(area)}`);
  if (mine) where.push(has($(caller.kind === 'operator' ? caller.operatorId : null)));
  if (operatorId !== undefined) where.push(has($(operatorId)));
  if (ids) where.push(`"id" = any(${$(ids)}::uuid[])`);
  return where;
}

/** The door, those whom the other one could not reach, nobody tried, both tried, done; `$1` is the day. */
const RANK = `case when "door_due_since" is not null then 0 when "last_reached" = $1 then 4
  when exists (select 1 from jsonb_array_elements("facts" -> 'gaps') g where g ->> 'from' <= $1 and g ->> 'until' >= $1) then 4
  when "tried_on" = $1 then case "turn" when 'NOBODY' then 4 when 'BOTH' then 3 when 'AGENT' then 1 when 'MEMBER' then 1 else 2 end else 2 end`;

/** No contact card, or one that names somebody else. */
const NO_CARD = `("facts" #>> '{card,agentId}' is distinct from "agent_id"::text or "facts" #>> '{card,partyMemberId}' is distinct from "party_member_id"::text)`;

/** A household as lists show it to somebody on a day. */
export function careRowOf({ facts: link, version, dueOn }: CareRow, day: Day, caller: Caller): CareLinkRow {
  const { next, by } = nextOn(link, day);
  const me = actorOf(caller);
  const tries = triesOn(link, day);
  const own = link.agent.id === me ? 'AGENT' : link.partyMember.id === me ? 'MEMBER' : undefined;
  return {
    linkId: link.id,
    no: link.no,
    version,
    status: link.status,
    area: link.area,
    path: link.path,
    personIds: [...link.personIds],
    tier: tierOf(link),
    agentId: link.agent.id,
    partyMemberId: link.partyMember.id,
    ...(link.agent.standsInFor === undefined ? {} : { agentFor: link.agent.standsInFor }),
    ...(link.partyMember.standsInFor === undefined ? {} : { partyMemberFor: link.partyMember.standsInFor }),
    standing: standingOn(link, tries, day),
    next,
    ...(by ? { nextBy: by } : {}),
    own: own !== undefined && tries.some((one) => one.as === own && one.outcome === 'REACHED'),
    ...(link.lastReached === undefined ? {} : { lastReachedOn: link.lastReached }),
    ...(dueOn === null ? {} : { dueOn }),
    ...(link.card ? { contactCard: { issuedAt: link.card.at, current: cardIsCurrent(link) } } : {}),
    ...(link.doorDueSince === undefined ? {} : { doorDueSince: link.doorDueSince }),
  };
}

/** Where a page ended; null for a cursor that is not one of ours. */
function cursorOf(cursor: string): After | null {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [rank, no] = parsed as unknown[];
    return Number.isInteger(rank) && Math.abs(rank as number) <= 100 && typeof no === 'string' ? { rank: rank as number, no } : null;
  } catch {
    return null;
  }
}
