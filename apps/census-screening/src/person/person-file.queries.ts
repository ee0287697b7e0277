import { Inject, Injectable } from '@nestjs/common';
import { areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type FileLine, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { countSlots } from '../isolation/isolation.ts';
import { toSlot } from '../isolation/isolation.row.ts';
import { slotsOf } from '../isolation/isolation.store.ts';
import { familyOf } from './person-identity.store.ts';

/** A record of the person's file, and the entry it stands under. */
interface Filed {
  readonly entity: FileLine['entity'];
  readonly id: string;
  readonly no: string;
  readonly person_id: string;
  readonly person_no: string;
}
/** Half-days are told altogether, not one by one. */
const HALF_DAYS: readonly string[] = [C.FollowUpRecorded, C.FollowUpMissed, C.MissedSlotExcused, C.FindingResolved].map(({ past }) => past);

/** One person's file 一人一档. */
@Injectable()
export class PersonFileQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.PersonFile)
  file({ personId }: InputOf<typeof C.PersonFile>, call: Call) {
    return reaching(async () => {
      const { pool, looks } = this.kit;
      const { rows: entries } = await pool.query<{ id: string; no: string; path: string; version: number }>(
        `select "id", "no", "path", "version" from "census_screening"."person" where "id" in (${familyOf('$1')})`,
        [personId],
      );
      const person = entries.find(({ id }) => id === personId);
      if (!person || !covers(call.caller, person.path)) return refuse('record.not-found', { entity: 'person' });
      const records = await this.records(personId, call);
      const lines = await this.lines(personId, records, call.now);
      // Each entry has been seen, whatever becomes of the merge.
      for (const { id, path, version } of entries)
        if (covers(call.caller, path)) await looks.saw(call, { entity: 'person', recordId: id, version, area: areaOf(path) });
      return ok({ personId, no: person.no, lines, asOf: call.now.toString() });
    });
  }

  /** Records of the person and of entries merged into theirs, as far as the caller may see them. */
  private async records(personId: string, call: Call): Promise<readonly Filed[]> {
    const values: unknown[] = [personId];
    const $ = (value: unknown): string => `$${String(values.push(value))}`;
    const sees = (alias: string, ...of: readonly string[]): string =>
      `(${['', ...of].map((column) => withinScope(call.caller, $, alias, column)).join(' or ')})`;
    const own = (entity: FileLine['entity'], table: string, alias: string, where: string): string =>
      `select '${entity}' as entity, ${alias}."id", ${alias}."no", m."id" as person_id, m."no" as person_no
       from m join "census_screening"."${table}" ${alias} on ${alias}."person_id" = m."id" where ${where}`;
    const arrivals = sees('a', 'checkpoint_');
    const { rows } = await this.kit.pool.query<Filed>(
      `with m as (select p."id", p."no", p."area", p."path" from "census_screening"."person" p where p."id" in (${familyOf('$1')}))
       select 'person' as entity, m."id", m."no", m."id" as person_id, m."no" as person_no from m where ${sees('m')}
       union all ${own('arrival', 'arrival', 'a', arrivals)}
       union all ${own('isolation', 'isolation', 'i', sees('i'))}
       union all ${own('fever', 'fever', 'f', sees('f', 'at_'))}
       union all select 'escort-batch', b."id", b."no", m."id", m."no" from m join "census_screening"."arrival" a on a."person_id" = m."id"
         join "census_screening"."escort_batch" b on b."id" = a."batch_id" where ${arrivals}
       union all select 'person-link', l."id", o."no", m."id", m."no" from m join "census_screening"."person_link" l on m."id" in (l."person_id", l."other_id")
         join "census_screening"."person" o on o."id" in (l."person_id", l."other_id") and o."id" <> m."id" where ${sees('m')} and ${sees('o')}`,
      values,
    );
    return rows;
  }

  private async lines(personId: string, records: readonly Filed[], now: Temporal.Instant): Promise<FileLine[]> {
    const isolations = records.flatMap(({ entity, id }) => (entity === 'isolation' ? [id] : []));
    const slots = await slotsOf(this.kit.pool, isolations);
    // What was said of two of the entries stands under the one that is asked for.
    const ofOwnLast = records.toSorted((x, y) => Number(x.person_id === personId) - Number(y.person_id === personId));
    const byRecord = new Map(ofOwnLast.map((record) => [`${record.entity} ${record.id}`, record]));
    const { rows } = await this.kit.pool.query<{ entity: string; record_id: string; envelope: C.Envelope }>(
      `select o."entity", o."record_id", o."envelope" from "census_screening"."outbox" o
       where o."record_id" = any($1::uuid[]) and o."entity" = any($2::text[]) order by o."record_id", o."version"`,
      [records.map(({ id }) => id), [...C.FILE_ENTITIES]],
    );
    return rows
      .flatMap(({ entity, record_id, envelope }): FileLine[] => {
        const record = byRecord.get(`${entity} ${record_id}`);
        const event = envelope.type.split('.')[3] ?? '';
        if (!record || HALF_DAYS.includes(event)) return [];
        const starts = entity === 'isolation' && event === C.IsolationStarted.past;
        const { slots: all, done, missed } = countSlots((slots.get(record.id) ?? []).map(toSlot), now);
        return [
          {
            at: instantText(Temporal.Instant.from(envelope.occurredat)),
            recordedAt: instantText(Temporal.Instant.from(envelope.time)),
            entity: record.entity,
            event,
            recordId: record.id,
            no: record.no,
            ...(entity === 'person-link' ? { verdict: C.PersonsLinked.data.parse(envelope.data).verdict } : {}),
            ...(record.person_id === personId ? {} : { under: record.person_no }),
            ...(starts ? { halfDays: { slots: all, done, missed } } : {}),
            actor: envelope.actor,
          },
        ];
      })
      .toSorted((x, y) => Temporal.Instant.compare(x.at, y.at) || Temporal.Instant.compare(x.recordedAt, y.recordedAt));
  }
}
