import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { instantText, ok, type InputOf } from '@houzhai/contracts';
import { Answers, type Call as Asked } from '@houzhai/messaging';
import { PolicyReader, reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { today } from '../care/care-link.ts';
import { seesCare } from '../care/care-link.store.ts';
import { careRowOf, type CareRow } from '../care/care-list.queries.ts';
import { Neighbours } from '../errand/neighbours.partner.ts';
import { WORKLIST_COLUMNS, worklistRow, type ErrandColumns } from '../worklist/worklist.queries.ts';
import { CallPolicyValues } from './call-policy.ts';
import { callRow } from './call.queries.ts';
import { CALL_COLUMNS, toCall, type CallColumns } from './call.row.ts';
import { openCallWords } from './call.store.ts';

type Card = C.OutputOf<typeof C.CallerCard>;
/** Open errands on the card of a caller; more are on the list of errands. */
const ERRANDS = 20;

/** Who is on the phone, and what is known of them: the register is asked on the caller's behalf, the rest is our own. */
@Injectable()
export class CallerQueries {
  private readonly kit: Kit;
  private readonly neighbours: Neighbours;
  private readonly policies: PolicyReader<typeof CallPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.neighbours = new Neighbours(kit.client);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'errands', policy: 'call', shape: CallPolicyValues });
  }

  @Answers(C.FindCaller)
  find({ text, limit }: InputOf<typeof C.FindCaller>, call: Asked) {
    return reaching(async () => {
      const { rows, total } = await this.neighbours.findPersons(text, limit, call);
      const ids = rows.map(({ personId }) => personId);
      const [open, last] = await Promise.all([this.openOf(ids, call), this.lastCallOf(ids, call)]);
      return ok({
        rows: rows.map((person) => {
          const lastCallAt = last.get(person.personId);
          const { open: count, overdue } = open.get(person.personId) ?? { open: 0, overdue: 0 };
          return { person, open: count, overdue, ...(lastCallAt === undefined ? {} : { lastCallAt }) };
        }),
        total,
      });
    });
  }

  @Answers(C.CallerCard)
  card({ personId }: InputOf<typeof C.CallerCard>, call: Asked) {
    return reaching(async () => {
      const known = await this.neighbours.household(personId, call);
      if (!known.ok) return known;
      const { row: person, members, total: others } = known.value;
      const [errands, contacts, isolated, usual, care] = await Promise.all([
        this.errandsOf(personId, call),
        this.callsOf(personId, call),
        this.isolatedAt(personId, person.path),
        this.usualOf(personId),
        this.careAt(personId, call),
      ]);
      const own = isolated.find((one) => one.person_id === personId);
      const mayKnow = call.caller.kind === 'operator' && C.mayCall(C.IsolationsPage.access, call.caller.roles);
      return ok({
        person,
        household: members,
        others,
        contactFree: isolated.length > 0,
        ...(own && mayKnow ? { isolation: { isolationId: own.id, no: own.no } } : {}),
        errands: errands.rows,
        openTotal: errands.total,
        calls: contacts.rows,
        callsTotal: contacts.total,
        ...(care ? { care } : {}),
        ...(usual ? { usual } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  private async openOf(ids: readonly string[], call: Asked): Promise<ReadonlyMap<string, { open: number; overdue: number }>> {
    const values: unknown[] = [ids];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await this.kit.pool.query<{ id: string; open: number; overdue: number }>(
      `select "beneficiary_id" as id, count(*)::int as open, count(*) filter (where "overdue")::int as overdue
       from "errands"."errand" where "is_open" and "beneficiary_id" = any($1::uuid[]) and ${scope} group by 1`,
      values,
    );
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }

  private async lastCallOf(ids: readonly string[], call: Asked): Promise<ReadonlyMap<string, string>> {
    const values: unknown[] = [ids];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await this.kit.pool.query<{ id: string; at: string | Date }>(
      `select "caller_id" as id, max("at") as at from "errands"."call" where "caller_id" = any($1::uuid[]) and ${scope} group by 1`,
      values,
    );
    return new Map(rows.map(({ id, at }) => [id, instantText(toInstant(at))]));
  }

  /** What is open by or for somebody, the most pressing first, with what for: each look at that is on record. */
  private async errandsOf(personId: string, call: Asked): Promise<{ readonly rows: Card['errands']; readonly total: number }> {
    const { pool, personKeys, looks } = this.kit;
    const values: unknown[] = [personId];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await pool.query<ErrandColumns & { sealed: Buffer; calls: number; total: number }>(
      `select ${WORKLIST_COLUMNS}, "sealed", count(*) over ()::int as total,
         (select count(*)::int from "errands"."call" c where c."errand_id" = e."id") as calls
       from "errands"."errand" e where "is_open" and ("beneficiary_id" = $1::uuid or "facts" ->> 'requesterId' = $1::text) and ${scope}
       order by "due_at" nulls last, "id" limit ${String(ERRANDS)}`,
      values,
    );
    const shown = await Promise.all(
      rows.map(async (row) => {
        const opened = (await personKeys.open(row.beneficiary_id, 'errand', row.sealed)) as
          { readonly items: Card['errands'][number]['items'] } | undefined;
        if (opened) await looks.saw(call, { entity: 'errand', recordId: row.id, version: row.version, area: row.area });
        const forSomebodyElse = row.beneficiary_id !== personId;
        return { row: worklistRow(row, call), items: opened?.items ?? [], forSomebodyElse, calls: row.calls };
      }),
    );
    return { rows: shown, total: rows[0]?.total ?? 0 };
  }

  /** The last times somebody phoned or was phoned for, with what was said. */
  private async callsOf(personId: string, call: Asked): Promise<{ readonly rows: Card['calls']; readonly total: number }> {
    const { pool, personKeys, looks } = this.kit;
    const { contactsShown } = await this.policies.inForce(call.now);
    const values: unknown[] = [personId, contactsShown];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await pool.query<CallColumns & { total: number }>(
      `select ${CALL_COLUMNS}, count(*) over ()::int as total from "errands"."call"
       where ("caller_id" = $1 or "beneficiary_id" = $1) and ${scope} order by "at" desc, "id" desc limit $2`,
      values,
    );
    const shown = await Promise.all(
      rows.map(async (row) => {
        const one = toCall(row);
        const note = (await openCallWords(personKeys, one, row.sealed))?.note;
        if (note !== undefined) await looks.saw(call, { entity: 'call', recordId: row.id, version: row.version, area: row.area });
        return { row: callRow(one, row.version, call), ...(note === undefined ? {} : { note }) };
      }),
    );
    return { rows: shown, total: rows[0]?.total ?? 0 };
  }

  /** Isolations that are open where somebody lives, or their own. */
  private async isolatedAt(personId: string, path: string): Promise<{ id: string; no: string; person_id: string }[]> {
    const { rows } = await this.kit.pool.query<{ id: string; no: string; person_id: string }>({
      name: 'isolated-at',
      text: `select "id", "no", "person_id" from "errands"."isolated"
        where not "ended" and ("person_id" = $1 or ("path" = $2 and cardinality(string_to_array($2, '/')) = 5)) order by "no" desc`,
      values: [personId, path],
    });
    return rows;
  }

  /** The household they live in as it is looked after today, and who asked after it last. */
  private async careAt(personId: string, call: Asked): Promise<Card['care']> {
    const { rows } = await this.kit.pool.query<CareRow & { last: C.CareContact | null }>({
      name: 'care-at',
      text: `select l."facts", l."version", l."due_on" as "dueOn",
          (select to_jsonb(c) from (select "at", "by", "as", "method", "outcome" from "errands"."care_contact"
             where "link_id" = l."id" order by "at" desc, "id" desc limit 1) c) as last
        from "errands"."care_member" m join "errands"."care_link" l on l."id" = m."link_id" where m."person_id" = $1`,
      values: [personId],
    });
    const [row] = rows;
    if (!row || !seesCare(call.caller, row.facts)) return undefined;
    const { last } = row;
    return {
      row: careRowOf(row, today(call.now), call.caller),
      ...(last ? { last: { ...last, at: instantText(toInstant(last.at)) } } : {}),
    };
  }

  private async usualOf(personId: string): Promise<Card['usual']> {
    const { rows } = await this.kit.pool.query<NonNullable<Card['usual']>>({
      name: 'usual-errand',
      text: `select "module_code" as "moduleCode", "kind" from "errands"."errand" where "beneficiary_id" = $1 order by "requested_at" desc limit 1`,
      values: [personId],
    });
    return rows[0];
  }
}
