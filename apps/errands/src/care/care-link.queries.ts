import { Inject, Injectable } from '@nestjs/common';
import { actorOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { Uuid, ok, refuse, type CareLinkRow, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { accountOf, nextOn, standingOn, tierOf, today, triesOn, type Account, type CareLink, type Day, type Try } from './care-link.ts';
import { seenCare, seesCare } from './care-link.store.ts';
import type { CareWords, ContactWords } from './care-link.row.ts';

interface Row {
  readonly facts: CareLink;
  readonly version: number;
}
interface Contact {
  readonly id: string;
  readonly day: string;
  readonly at: string | Date;
  readonly by: string;
  readonly as: C.CareRole;
  readonly method: C.CareMethod;
  readonly outcome: C.CareOutcome;
  readonly sealed_for: string;
  readonly sealed: Buffer;
}

/** Names of the missing one answer holds. */
const NAMES = 1_000;
/** Contacts a household's card shows. */
const CONTACTS = 100;

@Injectable()
export class CareLinkQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CareToday)
  today(input: InputOf<typeof C.CareToday>, call: Call) {
    return reaching(async () => {
      const day = today(call.now);
      const values: unknown[] = [day];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [seenCare(call.caller, $), `"status" = 'ACTIVE'`];
      if (!input.all) where.push(`("due_on" <= $1 or "last_reached" = $1 or "door_due_since" is not null)`);
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      if (input.mine) where.push(has($(call.caller.kind === 'operator' ? call.caller.operatorId : null)));
      if (input.operatorId !== undefined) where.push(has($(input.operatorId)));
      if (input.ids) where.push(`"id" = any(${$(input.ids)}::uuid[])`);
      const after = input.cursor === undefined ? undefined : cursorOf(input.cursor);
      if (after === null) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
      const beyond = after ? `where ("rank", "id") > (${$(after.rank)}, ${$(after.id)}::uuid)` : '';
      const { rows } = await this.kit.pool.query<Row & { rank: number; total: number }>(
        `select "facts", "version", "rank", "total" from (
           select "id", "facts", "version", ${RANK} as "rank", (count(*) over ())::int as "total" from "errands"."care_link" where ${where.join(' and ')}
         ) l ${beyond} order by "rank", "id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        day,
        rows: page.map((row) => rowOf(row, day, call)),
        total: rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: Buffer.from(JSON.stringify([last.rank, last.facts.id])).toString('base64url') }
          : {}),
        asOf: C.instantText(call.now),
      });
    });
  }

  @Answers(C.CareLinkDetail)
  detail(input: InputOf<typeof C.CareLinkDetail>, call: Call) {
    return reaching(async () => {
      if (input.linkId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'linkId' });
      const { pool, personKeys } = this.kit;
      const wanted =
        input.linkId === undefined
          ? { clause: '"no" like $1', value: endingIn(input.no ?? '') }
          : { clause: '"id" = $1', value: input.linkId };
      const { rows } = await pool.query<Row & { sealed_for: string; sealed: Buffer }>(
        `select "facts", "version", "sealed_for", "sealed" from "errands"."care_link" where ${wanted.clause} order by "no" desc limit 20`,
        [wanted.value],
      );
      const row = rows.find(({ facts }) => seesCare(call.caller, facts));
      if (!row) return refuse('record.not-found', { entity: 'care-link' });
      const { id, area, personIds, tiers, gaps } = row.facts;
      await this.kit.looks.saw(call, { entity: 'care-link', recordId: id, version: row.version, area });
      const why = (await personKeys.open(row.sealed_for, 'care-link', row.sealed)) as { readonly categories: C.CareCategory[] } | undefined;
      const words = await this.words(id);
      const lines = await historyOf(pool, 'errands', 'care-link', id);
      const isolated = await pool.query(`select 1 from "errands"."isolated" where "person_id" = any($1::uuid[]) and not "ended" limit 1`, [
        personIds,
      ]);
      return ok({
        row: rowOf(row, today(call.now), call),
        ...(why ? { categories: why.categories } : {}),
        contactFree: isolated.rows.length > 0,
        contacts: await this.contacts(id),
        gaps: [...gaps],
        tiers: [...tiers],
        history: lines
          .filter(({ version }) => version <= row.version)
          .map((line) => {
            const { cause, reason } = words.get(line.version) ?? {};
            return { ...line, ...(cause ? { cause } : {}), ...(reason === undefined ? {} : { reason }) };
          }),
      });
    });
  }

  private async words(linkId: string): Promise<ReadonlyMap<number, CareWords>> {
    const { rows } = await this.kit.pool.query<{ version: number; sealed_for: string; sealed: Buffer }>(
      `select "version", "sealed_for", "sealed" from "errands"."care_words" where "link_id" = $1`,
      [linkId],
    );
    const words = new Map<number, CareWords>();
    for (const { version, sealed_for, sealed } of rows) {
      const opened = (await this.kit.personKeys.open(sealed_for, 'care-words', sealed)) as CareWords | undefined;
      if (opened) words.set(version, opened);
    }
    return words;
  }

  private async contacts(linkId: string) {
    const { rows } = await this.kit.pool.query<Contact>(
      `select "id", "day", "at", "by", "as", "method", "outcome", "sealed_for", "sealed" from "errands"."care_contact"
       where "link_id" = $1 order by "at" desc, "id" desc limit ${String(CONTACTS)}`,
      [linkId],
    );
    return Promise.all(
      rows.map(async ({ id, day, at, by, as, method, outcome, sealed_for, sealed }) => {
        const said = (await this.kit.personKeys.open(sealed_for, 'care-contact', sealed)) as ContactWords | undefined;
        return {
          contactId: id,
          day,
          at: C.instantText(toInstant(at)),
          by,
          as,
          method,
          outcome,
          ...(said ? { needs: [...said.needs] } : {}),
          ...(said?.words === undefined ? {} : { words: said.words }),
        };
      }),
    );
  }

  @Answers(C.CareCoverage)
  coverage(input: InputOf<typeof C.CareCoverage>, call: Call) {
    return reaching(async () => {
      const day = input.day ?? today(call.now);
      const values: unknown[] = [day];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [seenCare(call.caller, $), `"facts" ->> 'since' <= $1`];
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      const { rows: links } = await this.kit.pool.query<{ facts: CareLink }>(
        `select "facts" from "errands"."care_link" where ${where.join(' and ')} order by "area", "no"`,
        values,
      );
      const { rows: contacts } = await this.kit.pool.query<{ link_id: string } & Pick<Try, 'as' | 'outcome'>>(
        `select "link_id", "as", "outcome" from "errands"."care_contact" where "day" = $1`,
        [day],
      );
      const tries = Map.groupBy(contacts, ({ link_id }) => link_id);
      const facts = links.map((row) => row.facts);
      const account = (of: readonly CareLink[]) => accountOf(of, (id) => tries.get(id) ?? [], day);
      const { missed, ...whole } = account(facts);
      return ok({
        day,
        ...whole,
        areas: [...Map.groupBy(facts, ({ area }) => area)]
          .map(([area, own]) => ({ area, ...figures(account(own)) }))
          .filter(({ due }) => due > 0),
        names: missed.slice(0, NAMES).map(({ id, no, area, personIds, agent, partyMember }) => ({
          linkId: id,
          no,
          area,
          personIds: [...personIds],
          agentId: agent.id,
          partyMemberId: partyMember.id,
        })),
        asOf: C.instantText(call.now),
      });
    });
  }
}

const figures = ({ missed: _, ...account }: Account & { readonly missed: unknown }): Account => account;

const has = (operator: string): string => `${operator}::uuid in ("agent_id", "party_member_id")`;

/** The door, those whom the other one could not reach, nobody tried, both tried, done; `$1` is the day. */
const RANK = `case when "door_due_since" is not null then 0 when "last_reached" = $1 then 4
  when exists (select 1 from jsonb_array_elements("facts" -> 'gaps') g where g ->> 'from' <= $1 and g ->> 'until' >= $1) then 4
  when "tried_on" = $1 then case "turn" when 'NOBODY' then 4 when 'BOTH' then 3 when 'AGENT' then 1 when 'MEMBER' then 1 else 2 end else 2 end`;

function rowOf({ facts: link, version }: Row, day: Day, call: Call): CareLinkRow {
  const { next, by } = nextOn(link, day);
  const me = actorOf(call.caller);
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
    ...(link.doorDueSince === undefined ? {} : { doorDueSince: link.doorDueSince }),
  };
}

/** Where a page ended; null for a cursor that is not one of ours. */
function cursorOf(cursor: string): { readonly rank: number; readonly id: string } | null {
  try {
    const parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [rank, id] = parsed as unknown[];
    return Number.isInteger(rank) && Math.abs(rank as number) < 10 && Uuid.safeParse(id).success
      ? { rank: rank as number, id: id as string }
      : null;
  } catch {
    return null;
  }
}
