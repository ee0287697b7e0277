import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { countSlots } from '../isolation/isolation.ts';
import { toIsolation, type StoredIsolation } from '../isolation/isolation.row.ts';
import { slotsOf } from '../isolation/isolation.store.ts';
import { labelsOf } from '../person/person.store.ts';
import { linesOn, type WorkSheet } from './work-sheet.ts';
import { toSheet } from './work-sheet.row.ts';
import { findSheet, sheetsInSight, sheetsOfKind } from './work-sheet.store.ts';

/** Half-days on sheet `w` that still wait, and doors on it that nobody was at since. */
const OPEN = `((select count(*)::int from jsonb_to_recordset(w."facts" -> 'entries') as e("isolationId" uuid, "date" text, "half" text)
  join "census_screening"."follow_up_slot" s on s."isolation_id" = e."isolationId" and s."date" = e."date" and s."half" = e."half"
  where s."status" in ('NOT_PERFORMED', 'MISSED'))
  + (select count(*)::int from jsonb_array_elements_text(coalesce(w."facts" -> 'doors', '[]')) as d(id)
  join "census_screening"."screening_unit" u on u."id" = d.id::uuid
  where not exists (select 1 from jsonb_array_elements(coalesce(u."attempts", '[]')) a
    where (a ->> 'recordedAt')::timestamptz > (w."facts" ->> 'printedAt')::timestamptz)))`;

@Injectable()
export class WorkSheetQueries {
  private readonly kit: Kit;
  private readonly notices: PolicyReader<typeof C.CollectionNotice>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.notices = new PolicyReader({ pool: kit.pool, schema: 'census_screening', policy: 'notice', shape: C.CollectionNotice });
  }

  @Answers(C.SheetsPage)
  page(input: InputOf<typeof C.SheetsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [sheetsInSight(call.caller, $)];
      if (input.area !== undefined) where.push(`w."area" = ${$(input.area)}`);
      if (input.kind) where.push(sheetsOfKind(input.kind, $));
      if (input.open) where.push(`${OPEN} > 0`);
      if (input.paper) where.push(`w."status" = 'PRINTED'`);
      const from = `from "census_screening"."work_sheet" w where ${where.join(' and ')}`;
      const counted = await this.kit.pool.query<{ total: number }>(`select count(*)::int as total ${from}`, values);
      const { rows } = await this.kit.pool.query<Parameters<typeof toSheet>[0] & { version: number; open: number }>(
        `select w."version", w."facts", ${OPEN} as open ${from} order by w."id" desc limit ${$(input.limit)}`,
        values,
      );
      return ok({
        rows: rows.map((row) => rowOf(toSheet(row), row.version, row.open)),
        total: counted.rows[0]?.total ?? 0,
        asOf: C.instantText(call.now),
      });
    });
  }

  @Answers(C.WorkSheet)
  detail(input: InputOf<typeof C.WorkSheet>, call: Call) {
    return reaching(async () => {
      const found = await findSheet(this.kit.pool, input.no, call.caller);
      if (found?.sheet.kind !== 'FOLLOW_UPS') return refuse('record.not-found', { entity: 'work-sheet' });
      const { sheet, version } = found;
      await this.kit.looks.saw(call, { entity: 'work-sheet', recordId: sheet.id, version, area: sheet.area });
      const lines = await this.linesOf(sheet, call);
      const open = lines.filter(({ status }) => status === 'NOT_PERFORMED' || status === 'MISSED').length;
      return ok({ row: rowOf(sheet, version, open), lines });
    });
  }

  @Answers(C.NoticeInForce)
  notice(_: InputOf<typeof C.NoticeInForce>, call: Call) {
    return reaching(async () => {
      const { version: __, ...notice } = await this.notices.inForce(call.now);
      return ok(notice);
    });
  }

  private async linesOf({ entries }: WorkSheet, call: Call): Promise<C.SheetLine[]> {
    const { pool, personKeys, sealer } = this.kit;
    const ids = [...new Set(entries.map(({ isolationId }) => isolationId))];
    const { rows } = await pool.query<{ facts: StoredIsolation }>(
      `select i."facts" from "census_screening"."isolation" i where i."id" = any($1::uuid[])`,
      [ids],
    );
    const slots = await slotsOf(pool, ids);
    const cases = new Map(rows.map((row) => [row.facts.id, toIsolation(row, slots.get(row.facts.id) ?? [])]));
    const labels = await labelsOf(
      pool,
      personKeys,
      sealer,
      [...cases.values()].map(({ personId }) => personId),
    );
    return entries.flatMap((entry, index) => {
      const isolation = cases.get(entry.isolationId);
      const slot = isolation?.slots.find(({ date, half }) => date === entry.date && half === entry.half);
      if (!isolation || !slot) return [];
      return [
        {
          line: index + 1,
          ...entry,
          no: isolation.no,
          label: labels.get(isolation.personId) ?? '—',
          path: isolation.path,
          nth: slot.nth,
          slots: countSlots(isolation.slots, call.now).slots,
          isolation: isolation.status,
          status: slot.status,
        },
      ];
    });
  }
}

const rowOf = (sheet: WorkSheet, version: number, open: number): C.SheetRow => ({
  sheetId: sheet.id,
  no: sheet.no,
  kind: sheet.kind,
  status: sheet.status,
  version,
  area: sheet.area,
  day: sheet.day,
  half: sheet.half,
  printedAt: C.instantText(sheet.printedAt),
  printedBy: sheet.printedBy,
  lines: linesOn(sheet),
  open,
});
