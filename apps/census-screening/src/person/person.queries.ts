import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { checkPhone } from '@houzhai/identity-numbers';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { linksShown, withMerges } from './person-identity.store.ts';
import { PERSON_COLUMNS, isPhoneTail, maskedRows, personById, searchIndexes } from './person.store.ts';

type Rows = Parameters<typeof maskedRows>[2];

/** People of a household that are shown at most. */
const MEMBERS = 20;
/** Whether a path leads to a dwelling and not only to the area or the grid around it. */
const isDwelling = (path: string): boolean => path.split('/').length === 5;

@Injectable()
export class PersonQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.FindPersons)
  find(input: InputOf<typeof C.FindPersons>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer } = this.kit;
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [withinScope(call.caller, $), `"merged_into" is null`];
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      // What matches a merged entry leads to the one that is kept; looked for once, not for every entry.
      if (input.text !== '')
        where.push(
          `"id" = any(array(select coalesce("merged_into", "id") from "census_screening"."person" where ${this.matches(input.text, $)}))`,
        );
      const counted = await pool.query<{ total: number }>(
        `select count(*)::int as total from "census_screening"."person" where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        if (!C.Uuid.safeParse(input.cursor).success) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`"id" > ${$(input.cursor)}`);
      }
      const { rows } = await pool.query<Rows[number]>(
        `select ${PERSON_COLUMNS} from "census_screening"."person" where ${where.join(' and ')} order by "id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: await withMerges(pool, await maskedRows(personKeys, sealer, page)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: last.id } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  /** Number, document, phone or its last digits, name or its beginning, pinyin initials: whatever the text can be. */
  private matches(text: string, $: (value: unknown) => string): string {
    const compact = text.replaceAll(/\s/g, '');
    const phone = checkPhone(compact);
    const hashes = searchIndexes(this.kit.sealer, compact);
    const parts = [`"name_index" && ${$(hashes.name)}::bytea[]`, `"document_index" = any(${$(hashes.document)}::bytea[])`];
    if (phone.ok) parts.push(`"phone_index" = any(${$(searchIndexes(this.kit.sealer, phone.value.number).phone)}::bytea[])`);
    if (isPhoneTail(compact)) parts.push(`"phone_tail" = any(${$(hashes.phoneTail)}::bytea[])`);
    if (/^[a-z]{1,10}$/i.test(compact)) parts.push(`"name_py" like ${$(`${compact.toLowerCase()}%`)}`);
    // A number ends with its check digit behind a dash; nothing else is looked for through every one of them.
    if (/^(pe-?)?[\d-]{2,}-\d$/i.test(compact)) parts.push(`"no" like ${$(`%${compact.toUpperCase()}`)}`);
    return `(${parts.join(' or ')})`;
  }

  @Answers(C.PersonLabels)
  labels(input: InputOf<typeof C.PersonLabels>, call: Call) {
    return reaching(async () => {
      const rows = await this.byIds(input.ids, call);
      return ok({
        labels: (await maskedRows(this.kit.personKeys, this.kit.sealer, rows)).map(({ personId, no, label, initials, area, erased }) => ({
          personId,
          no,
          label,
          initials,
          area,
          ...(erased ? { erased } : {}),
        })),
      });
    });
  }

  @Answers(C.PersonPlace)
  place(input: InputOf<typeof C.PersonPlace>, call: Call) {
    return reaching(async () => {
      const [row] = await this.byIds([input.personId], call);
      if (!row) return refuse('record.not-found', { entity: 'person' });
      const keptNo = (await personById(this.kit.pool, row.id))?.keptNo ?? undefined;
      if (keptNo !== undefined) return refuse('person.merged', { no: keptNo });
      if (!(await this.kit.personKeys.find([row.id])).has(row.id)) return refuse('person.erased', {});
      return ok({ personId: row.id, area: row.area, path: row.path });
    });
  }

  @Answers(C.PersonDetail)
  detail(input: InputOf<typeof C.PersonDetail>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer } = this.kit;
      if (input.personId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'personId' });
      const rows =
        input.personId === undefined
          ? (
              await pool.query<Rows[number]>(
                `select ${PERSON_COLUMNS} from "census_screening"."person" where "no" like $1 order by "id" desc limit 20`,
                [`%${(input.no ?? '').toUpperCase().replaceAll(/[\\%_]/g, '\\$&')}`],
              )
            ).rows
          : await this.byIds([input.personId], call);
      const found = rows.find((row) => covers(call.caller, row.path));
      if (!found) return refuse('record.not-found', { entity: 'person' });
      const [row] = await withMerges(pool, await maskedRows(personKeys, sealer, [found]));
      if (!row) return refuse('record.not-found', { entity: 'person' });
      await this.kit.looks.saw(call, { entity: 'person', recordId: row.personId, version: row.version, area: row.area });
      const events = await pool.query<{ version: number; envelope: C.Envelope }>(
        `select "version", "envelope" from "census_screening"."outbox" where "entity" = 'person' and "record_id" = $1 order by "version"`,
        [row.personId],
      );
      const links = await linksShown(pool, row.personId, call.caller);
      return ok({
        row,
        ...(links.length === 0 ? {} : { links }),
        history: events.rows.map(({ version, envelope }) => ({
          version,
          event: envelope.type.split('.')[3] ?? '',
          at: envelope.time,
          actor: envelope.actor,
        })),
      });
    });
  }

  @Answers(C.PersonHousehold)
  household(input: InputOf<typeof C.PersonHousehold>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, sealer, looks } = this.kit;
      const [found] = await this.byIds([input.personId], call);
      if (!found) return refuse('record.not-found', { entity: 'person' });
      const { rows } = isDwelling(found.path)
        ? await pool.query<Rows[number] & { total: number }>({
            name: 'person-household',
            text: `select ${PERSON_COLUMNS}, count(*) over ()::int as total from "census_screening"."person"
              where "path" = $1 and "id" <> $2 and "merged_into" is null and "erased_at" is null order by "birth_year", "id" limit ${String(MEMBERS)}`,
            values: [found.path, found.id],
          })
        : { rows: [] };
      const [row, ...members] = await withMerges(pool, await maskedRows(personKeys, sealer, [found, ...rows]));
      if (!row || row.erased === true) return refuse('person.erased', {});
      if (row.mergedInto) return refuse('person.merged', { no: row.mergedInto.no });
      await looks.saw(call, { entity: 'person', recordId: row.personId, version: row.version, area: row.area });
      return ok({ row, members, total: rows[0]?.total ?? 0 });
    });
  }

  private async byIds(ids: readonly string[], call: Call): Promise<Rows> {
    const values: unknown[] = [ids];
    const scope = withinScope(call.caller, (value) => `$${String(values.push(value))}`);
    const { rows } = await this.kit.pool.query<Rows[number]>(
      `select ${PERSON_COLUMNS} from "census_screening"."person" where "id" = any($1::uuid[]) and ${scope}`,
      values,
    );
    return rows;
  }
}
