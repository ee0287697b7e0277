import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, toInstant } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { accountOf, today, type Account, type CareLink, type Try } from './care-link.ts';
import { careRowOf, type CareRow } from './care-list.queries.ts';
import { seenCare, seesCare } from './care-link.store.ts';
import type { CareWords, ContactWords } from './care-link.row.ts';

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

  @Answers(C.CareLinkDetail)
  detail(input: InputOf<typeof C.CareLinkDetail>, call: Call) {
    return reaching(async () => {
      if (input.linkId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'linkId' });
      const { pool, personKeys } = this.kit;
      const wanted =
        input.linkId === undefined
          ? { clause: '"no" like $1', value: endingIn(input.no ?? '') }
          : { clause: '"id" = $1', value: input.linkId };
      const { rows } = await pool.query<CareRow & { sealed_for: string; sealed: Buffer }>(
        `select "facts", "version", "due_on" as "dueOn", "sealed_for", "sealed" from "errands"."care_link" where ${wanted.clause} order by "no" desc limit 20`,
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
        row: careRowOf(row, today(call.now), call.caller),
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
