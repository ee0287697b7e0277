import { Inject, Injectable } from '@nestjs/common';
import { actorOf, areaOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf, type Outcome, type OutputOf } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { destroyKeyStatement, envelopeOf, insertEvents, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { PoolClient } from 'pg';
import { openErrandsFor } from './errands.partner.ts';

interface Row {
  readonly no: string;
  readonly path: string;
  readonly version: number;
  readonly erased_at: unknown;
}
type Refusals = (typeof C.ErasePerson)['refusals'][number] | 'record.not-found';

/** What a row keeps of an erased person: its number and its area. */
const EMPTIED = `"path" = $2, "document_kind" = 'NONE_YET', "document_index" = null, "phone_index" = null, "name_index" = '{}', "name_py" = '',
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
    const seen = await reaching(async () => (await pool.query<Row>(`${SELECT} where "id" = $1`, [input.personId])).rows[0]);
    const errands = seen && covers(call.caller, seen.path) ? await openErrandsFor(client, input.personId, call) : 0;
    return unitOfWork.inTransaction<OutputOf<typeof C.ErasePerson>, Refusals>(call, async (tx) => {
      const { rows } = await tx.query<Row>(`${SELECT} where "id" = $1 for update`, [input.personId]);
      const [row] = rows;
      if (!row || !covers(call.caller, row.path)) return { outcome: refuse('record.not-found', { entity: 'person' }) };
      if (row.erased_at !== null) return { outcome: refuse('person.erased', {}) };
      if (input.confirmNo.toUpperCase() !== row.no) return { outcome: refuse('person.erasure-not-confirmed', {}) };
      if (errands > 0) return { outcome: refuse('person.has-open-errands', { errands }) };
      if (await isUnderCare(tx, input.personId)) return { outcome: refuse('person.under-care', {}) };
      return this.destroy(tx, input, row, call);
    });
  }

  private async destroy(tx: PoolClient, { personId, ground }: InputOf<typeof C.ErasePerson>, row: Row, call: Call) {
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
    return {
      outcome: ok({ personId, no: row.no, version, area, at }),
      area,
      record: { entity: 'person', id: personId, version },
      auditDetails: { ground },
    };
  }
}

/** Whether somebody still answers for the person: between checkpoint and door, in isolation, or while a fever is open. */
async function isUnderCare(tx: PoolClient, personId: string): Promise<boolean> {
  const { rows } = await tx.query(
    `select 1 from "census_screening"."arrival" where "person_id" = $1 and "custody" = any($2::text[])
     union all select 1 from "census_screening"."isolation" where "person_id" = $1 and "is_open"
     union all select 1 from "census_screening"."fever" where "person_id" = $1 and "is_open" limit 1`,
    [personId, [...C.OPEN_CUSTODIES]],
  );
  return rows.length > 0;
}

const SELECT = `select "no", "path", "version", "erased_at" from "census_screening"."person"`;
