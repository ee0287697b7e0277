import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf, type Outcome, type OutputOf } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { destroyKeyStatement, envelopeOf, insertEvents, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import { familyOf } from './person-identity.store.ts';
import { openErrandsFor } from './errands.partner.ts';

interface Row {
  readonly id: string;
  readonly no: string;
  readonly path: string;
  readonly version: number;
  readonly erased_at: unknown;
  readonly kept_no: string | null;
}
type Refusals = (typeof C.ErasePerson)['refusals'][number] | 'record.not-found';

/** What a row keeps of an erased person: its number and its area. */
const EMPTIED = `"path" = $2, "document_kind" = 'NONE_YET', "document_index" = null, "phone_index" = null, "phone_tail" = null, "name_index" = '{}', "name_py" = '',
  "birth_year" = null, "sex" = 'UNKNOWN', "sealed" = '', "index_key" = null`;

@Injectable()
export class ErasureCommands {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  /** Here at once; the other services by the event, as soon as they are up. */
  @Handles(C.ErasePerson)
  async erase(input: InputOf<typeof C.ErasePerson>, call: Call): Promise<Outcome<OutputOf<typeof C.ErasePerson>, Refusals>> {
    const { client, pool, unitOfWork } = this.kit;
    const seen = await reaching(async () => (await pool.query<Row>(FAMILY, [input.personId])).rows);
    let errands = 0;
    for (const { id, path } of seen) if (covers(call.caller, path)) errands += await openErrandsFor(client, id, call);
    return unitOfWork.inTransaction<OutputOf<typeof C.ErasePerson>, Refusals>(call, async (tx) => {
      await tx.query(FAMILY_LOCK, [input.personId]);
      const { rows } = await tx.query<Row>(FAMILY, [input.personId]);
      const row = rows.find(({ id }) => id === input.personId);
      if (!row || rows.some(({ path }) => !covers(call.caller, path))) return { outcome: refuse('record.not-found', { entity: 'person' }) };
      // Somebody merged one into it between the look at the errands and the lock.
      if (rows.length !== seen.length) return { outcome: refuse('record.conflict', { version: row.version }) };
      if (row.erased_at !== null) return { outcome: refuse('person.erased', {}) };
      if (row.kept_no !== null) return { outcome: refuse('person.merged', { no: row.kept_no }) };
      if (input.confirmNo.toUpperCase() !== row.no) return { outcome: refuse('person.erasure-not-confirmed', {}) };
      if (errands > 0) return { outcome: refuse('person.has-open-errands', { errands }) };
      const ids = rows.map(({ id }) => id);
      if (await isUnderCare(tx, ids)) return { outcome: refuse('person.under-care', {}) };
      for (const one of rows) await this.destroy(tx, input.ground, one, call);
      const area = areaOf(row.path);
      const version = row.version + 1;
      return {
        outcome: ok({ personId: row.id, no: row.no, version, area, at: call.now.toString() }),
        area,
        record: { entity: 'person', id: row.id, version },
        auditDetails: { ground: input.ground, ...(ids.length > 1 ? { merged: ids.filter((id) => id !== row.id) } : {}) },
      };
    });
  }

  private async destroy(tx: PoolClient, ground: C.ErasureGround, row: Row, call: Call): Promise<void> {
    const personId = row.id;
    const area = areaOf(row.path);
    const at = call.now.toString();
    const version = row.version + 1;
    await tx.query(
      `update "census_screening"."person" set ${EMPTIED}, "version" = $3, "updated_at" = $4, "erased_at" = $4 where "id" = $1`,
      [personId, `${SUBDISTRICT}/${area}`, version, at],
    );
    await tx.query(
      `insert into "census_screening"."erasure" ("person_id", "no", "area", "at", "actor", "ground") values ($1, $2, $3, $4, $5, $6)`,
      [personId, row.no, area, at, actorOf(call.caller), ground],
    );
    const key = destroyKeyStatement('census_screening', { personId, at, actor: actorOf(call.caller), area, traceId: call.traceId });
    await tx.query(key.text, [...key.values]);
    const record = { id: personId, area };
    const event = (entity: string, contract: C.EventContract, of: number) => ({
      entity,
      recordId: personId,
      version: of,
      area,
      ...envelopeOf('census-screening', call, record, { contract, data: { ground } }, of),
    });
    await insertEvents(tx, 'census_screening', call.now, [event('person', C.PersonErased, version), event('erasure', C.ErasureOrdered, 1)]);
  }
}

/** Whether somebody still answers for the person: between checkpoint and door, in isolation, or while a fever is open. */
async function isUnderCare(tx: PoolClient, personIds: readonly string[]): Promise<boolean> {
  const { rows } = await tx.query(
    `select 1 from "census_screening"."arrival" where "person_id" = any($1::uuid[]) and "custody" = any($2::text[])
     union all select 1 from "census_screening"."isolation" where "person_id" = any($1::uuid[]) and "is_open"
     union all select 1 from "census_screening"."fever" where "person_id" = any($1::uuid[]) and "is_open" limit 1`,
    [personIds, [...C.OPEN_CUSTODIES]],
  );
  return rows.length > 0;
}

/** An entry and those merged into it, which go with it. */
const FAMILY = `select p."id", p."no", p."path", p."version", p."erased_at", k."no" as kept_no from "census_screening"."person" p
  left join "census_screening"."person" k on k."id" = p."merged_into" where p."id" in (${familyOf('$1')}) order by p."id"`;
const FAMILY_LOCK = `select 1 from "census_screening"."person" where "id" in (${familyOf('$1')}) order by "id" for update`;
