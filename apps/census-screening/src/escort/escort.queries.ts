import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { endOfDay, startOfDay } from '@houzhai/calendar';
import { maskVehiclePlate } from '@houzhai/identity-numbers';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { labelsOf } from '../person/person.store.ts';
import { countHeads, toConfirm, type EscortBatch, type Head } from './escort-batch.ts';
import { toBatch, type StoredBatch } from './escort-batch.row.ts';
import { batchActions, mayMeasure, seesBatch, seesWhole } from './escort-batch.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredBatch;
}
const TABLE = '"census_screening"."escort_batch" b';

@Injectable()
export class EscortQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.BatchesPage)
  page(input: InputOf<typeof C.BatchesPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const self = call.caller.kind === 'operator' ? $(call.caller.operatorId) : 'null';
      const where = [
        `(${withinScope(call.caller, $, 'b')} or b."lead_id" = ${self}::uuid or exists (
          select 1 from "census_screening"."arrival" a where a."batch_id" = b."id" and ${withinScope(call.caller, $, 'a')}))`,
      ];
      if (input.open !== undefined) where.push(input.open ? 'b."is_open"' : 'not b."is_open"');
      if (input.checkpointId !== undefined) where.push(`b."checkpoint_id" = ${$(input.checkpointId)}`);
      if (input.mine) where.push(`(b."lead_id" = ${self}::uuid or ${self}::uuid = any(b."confirmers"))`);
      if (input.ids) where.push(`b."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`b."no" like ${$(endingIn(input.no))}`);
      if (input.day !== undefined) {
        const day = Temporal.PlainDate.from(input.day);
        where.push(`b."assembled_at" >= ${$(startOfDay(day).toString())} and b."assembled_at" < ${$(endOfDay(day).toString())}`);
      }
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from ${TABLE} where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [open, at, id] = input.cursor.split('|');
        if (!/^[01]$/.test(open ?? '') || !C.Uuid.safeParse(id).success || !C.InstantText.safeParse(at).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(b."is_open", b."assembled_at", b."id") < (${$(open === '1')}::boolean, ${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row & { is_open: boolean }>(
        `select b."id", b."version", b."facts", b."is_open" from ${TABLE} where ${where.join(' and ')}
         order by b."is_open" desc, b."assembled_at" desc, b."id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => rowOf(row, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: `${last.is_open ? '1' : '0'}|${last.facts.assembledAt ?? ''}|${last.id}` }
          : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.BatchDetail)
  detail(input: InputOf<typeof C.BatchDetail>, call: Call) {
    return reaching(async () => {
      if (input.batchId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'batchId' });
      const { rows } = await this.kit.pool.query<Row>(
        input.batchId === undefined
          ? {
              text: `select b."id", b."version", b."facts" from ${TABLE} where b."no" like $1 order by b."id" desc limit 20`,
              values: [endingIn(input.no ?? '')],
            }
          : { text: `select b."id", b."version", b."facts" from ${TABLE} where b."id" = $1`, values: [input.batchId] },
      );
      const row = rows.find((one) => seesBatch(call.caller, toBatch(one)));
      if (!row) return refuse('record.not-found', { entity: 'escort-batch' });
      const batch = toBatch(row);
      await this.kit.looks.saw(call, { entity: 'escort-batch', recordId: row.id, version: row.version, area: batch.area });
      return ok({
        row: rowOf(row, call),
        ...(batch.seats === undefined ? {} : { seats: batch.seats }),
        ...(batch.plate === undefined ? {} : { plateMasked: maskVehiclePlate(batch.plate) }),
        heads: await this.heads(seenHeads(batch, call)),
        history: await historyOf(this.kit.pool, 'census_screening', 'escort-batch', row.id),
      });
    });
  }

  private async heads(heads: readonly Head[]): Promise<C.OutputOf<typeof C.BatchDetail>['heads']> {
    const { pool, personKeys, sealer } = this.kit;
    const labels = await labelsOf(
      pool,
      personKeys,
      sealer,
      heads.map(({ personId }) => personId),
    );
    return heads.map(({ personId, at, ...head }) => ({
      ...head,
      label: labels.get(personId) ?? '—',
      ...(at ? { at: C.instantText(at) } : {}),
    }));
  }
}

/** Heads the caller may know of: all of them at the checkpoint and for the lead, else those bound for their own places. */
const seenHeads = (batch: EscortBatch, call: Call): readonly Head[] =>
  seesWhole(call.caller, batch) ? batch.heads : batch.heads.filter(({ destination }) => covers(call.caller, destination));

function rowOf(row: Row, call: Call): C.BatchRow {
  const batch = toBatch(row);
  const heads = seenHeads(batch, call);
  return {
    batchId: batch.id,
    no: batch.no,
    version: row.version,
    status: batch.status,
    mode: batch.mode,
    checkpointId: batch.checkpointId,
    checkpointCode: batch.checkpointCode,
    leadId: batch.leadId,
    ...countHeads(heads),
    toConfirm: toConfirm({ heads }).length,
    assembledAt: C.instantText(batch.assembledAt),
    ...(batch.departedAt ? { departedAt: C.instantText(batch.departedAt) } : {}),
    ...(batch.arrivedAt ? { arrivedAt: C.instantText(batch.arrivedAt) } : {}),
    areas: [...new Set(heads.map(({ area }) => area))].sort(),
    late: batch.status === 'ARRIVED' && batch.late,
    allowedActions: batchActions(batch, call.caller),
    mayMeasure: mayMeasure(batch, call.caller),
  };
}
