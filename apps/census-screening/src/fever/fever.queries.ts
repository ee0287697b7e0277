import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { OPEN_ISOLATION_STATUSES, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { labelsOf } from '../person/person.store.ts';
import { READING, type SealedReading } from '../readings.store.ts';
import type { Fever } from './fever.ts';
import { toFever, type StoredFever } from './fever.row.ts';
import { FEVER_WORDS, feverActions, feversBeside, seesFever, type FeverWords } from './fever.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredFever;
}
const TABLE = '"census_screening"."fever" f';

@Injectable()
export class FeverQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.FeversPage)
  page(input: InputOf<typeof C.FeversPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [`(${withinScope(call.caller, $, 'f')} or ${withinScope(call.caller, $, 'f', 'at_')})`];
      if (input.open !== undefined) where.push(input.open ? 'f."is_open"' : 'not f."is_open"');
      if (input.status) where.push(`f."status" = any(${$(input.status)}::text[])`);
      if (input.area !== undefined) where.push(`f."area" = ${$(input.area)}`);
      if (input.personId !== undefined) where.push(`f."person_id" = ${$(input.personId)}`);
      if (input.arrivalId !== undefined) where.push(`f."facts" ->> 'arrivalId' = ${$(input.arrivalId)}`);
      if (input.isolationId !== undefined) where.push(`f."facts" ->> 'isolationId' = ${$(input.isolationId)}`);
      if (input.ids) where.push(`f."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`f."no" like ${$(endingIn(input.no))}`);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [open, since, id] = input.cursor.split('|');
        if (!/^[01]$/.test(open ?? '') || !C.InstantText.safeParse(since).success || !C.Uuid.safeParse(id).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(f."is_open", f."since", f."id") < (${$(open === '1')}::boolean, ${$(since)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `select f."id", f."version", f."facts" from ${TABLE} where ${where.join(' and ')}
         order by f."is_open" desc, f."since" desc, f."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: await this.shown(page, call),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: `${last.facts.status === 'RESOLVED' ? '0' : '1'}|${last.facts.since}|${last.id}` }
          : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.FeverShow)
  show(input: InputOf<typeof C.FeverShow>, call: Call) {
    return reaching(async () => {
      if (input.feverId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'feverId' });
      const found = await this.find(input, call);
      const [row] = found ? await this.shown([found], call) : [];
      if (!found || !row) return refuse('record.not-found', { entity: 'fever' });
      await this.saw(found, call);
      const { judgement, means, slots } = found.facts;
      const beside = await feversBeside(this.kit.pool, toFever(found));
      return ok({
        row,
        ...(beside.length === 0 ? {} : { beside }),
        ...(judgement === undefined ? {} : { judgement }),
        ...(means === undefined ? {} : { means }),
        slots: [...slots],
        history: await historyOf(this.kit.pool, 'census_screening', 'fever', found.id),
      });
    });
  }

  /** How warm, and with what result, is asked for on its own, and every look is on record. */
  @Answers(C.FeverReadings)
  readings(input: InputOf<typeof C.FeverReadings>, call: Call) {
    return reaching(async () => {
      const found = await this.find(input, call);
      if (!found) return refuse('record.not-found', { entity: 'fever' });
      const fever = toFever(found);
      if (!(await this.kit.personKeys.find([fever.personId])).has(fever.personId)) return refuse('person.erased', {});
      await this.saw(found, call);
      const words = await this.wordsOf(fever);
      const { plate, result } = Object.assign({}, ...words) as FeverWords;
      return ok({
        feverId: fever.id,
        readings: await this.taken(fever),
        symptoms: [...new Set(words.flatMap(({ symptoms = [] }) => symptoms))],
        ...(plate === undefined ? {} : { plate }),
        ...(fever.ending === undefined ? {} : { ending: fever.ending }),
        ...(result === undefined ? {} : { result }),
        convert: result === 'CONFIRMED' && (await this.isIsolated(fever.isolationId)),
      });
    });
  }

  private async taken({ personId, readingIds }: Fever): Promise<C.OutputOf<typeof C.FeverReadings>['readings']> {
    const { rows } = await this.kit.pool.query<{
      at: Date | string;
      instrument: C.Instrument;
      method: C.FollowUpMethod | null;
      sealed: Buffer;
    }>(`select "at", "instrument", "method", "sealed" from "census_screening"."reading" where "id" = any($1::uuid[]) order by "at", "id"`, [
      readingIds,
    ]);
    return Promise.all(
      rows.map(async ({ at, instrument, method, sealed }) => {
        const { celsius } = (await this.kit.personKeys.open(personId, READING, sealed)) as SealedReading;
        return { at: C.instantText(toInstant(at)), temperature: celsius, instrument, ...(method === null ? {} : { method }) };
      }),
    );
  }

  private async wordsOf({ id, personId }: Fever): Promise<readonly FeverWords[]> {
    const { rows } = await this.kit.pool.query<{ sealed: Buffer }>(
      `select "sealed" from "census_screening"."fever_words" where "fever_id" = $1 order by "version"`,
      [id],
    );
    return Promise.all(rows.map(async ({ sealed }) => (await this.kit.personKeys.open(personId, FEVER_WORDS, sealed)) as FeverWords));
  }

  private async isIsolated(isolationId: string | undefined): Promise<boolean> {
    if (isolationId === undefined) return false;
    const { rows } = await this.kit.pool.query(
      `select 1 from "census_screening"."isolation" where "id" = $1 and "status" = any($2::text[])`,
      [isolationId, [...OPEN_ISOLATION_STATUSES]],
    );
    return rows.length > 0;
  }

  private saw({ id, version, facts }: Row, call: Call): Promise<void> {
    return this.kit.looks.saw(call, { entity: 'fever', recordId: id, version, area: facts.area });
  }

  private async find(
    wanted: { readonly feverId?: string | undefined; readonly no?: string | undefined },
    call: Call,
  ): Promise<Row | undefined> {
    const { rows } = await this.kit.pool.query<Row>(
      wanted.feverId === undefined
        ? {
            text: `select f."id", f."version", f."facts" from ${TABLE} where f."no" like $1 order by f."id" desc limit 20`,
            values: [endingIn(wanted.no ?? '')],
          }
        : { text: `select f."id", f."version", f."facts" from ${TABLE} where f."id" = $1`, values: [wanted.feverId] },
    );
    return rows.find(({ facts }) => seesFever(call.caller, facts));
  }

  private async shown(rows: readonly Row[], call: Call): Promise<C.FeverRow[]> {
    const { pool, personKeys, sealer } = this.kit;
    const ids = rows.map(({ facts }) => facts.personId);
    const labels = await labelsOf(pool, personKeys, sealer, ids);
    return rows.map((row) => rowOf(toFever(row), row.version, labels.get(row.facts.personId) ?? '—', call));
  }
}

function rowOf(fever: Fever, version: number, label: string, call: Call): C.FeverRow {
  const { id, no, personId, place, onTheWay, area, path, status, since, dueAt, arrivalId, partyId, batchId, isolationId } = fever;
  return {
    feverId: id,
    no,
    version,
    personId,
    label,
    place,
    ...(onTheWay ? { onTheWay } : {}),
    area,
    path,
    status,
    since: C.instantText(since),
    ...(dueAt ? { dueAt: C.instantText(dueAt) } : {}),
    overdue: dueAt !== undefined && Temporal.Instant.compare(dueAt, call.now) <= 0,
    ...(arrivalId === undefined ? {} : { arrivalId }),
    ...(partyId === undefined ? {} : { partyId }),
    ...(batchId === undefined ? {} : { batchId }),
    ...(isolationId === undefined ? {} : { isolationId }),
    allowedActions: feverActions(fever, call.caller),
  };
}
