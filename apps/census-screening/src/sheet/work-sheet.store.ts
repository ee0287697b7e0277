import type { Caller } from '@houzhai/auth';
import {
  SHEET_KINDS,
  UnitsPage,
  WorkSheetDestroyed,
  WorkSheetPrinted,
  isolationReaders,
  mayCall,
  type Half,
  type SheetKind,
  type SheetReceipt,
} from '@houzhai/contracts';
import { endingIn, withinScope, type Change } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { linesOn, type SheetEntry, type WorkSheet } from './work-sheet.ts';
import { sheetColumns, toSheet } from './work-sheet.row.ts';

type Stored = Parameters<typeof toSheet>[0];

/** A sheet as loaded. */
export interface LoadedSheet {
  readonly sheet: WorkSheet;
  readonly version: number;
}

const KIND = `coalesce(w."facts" ->> 'kind', 'FOLLOW_UPS')`;
const READERS = { FOLLOW_UPS: isolationReaders, DOORS: UnitsPage.access } as const satisfies Record<SheetKind, unknown>;

/** Sheets of the caller's places, and their own, of the kinds that are theirs to read. */
export const sheetsInSight = (caller: Caller, $: (value: unknown) => string): string => {
  const scope = withinScope(caller, $, 'w');
  if (caller.kind !== 'operator') return scope;
  const kinds = SHEET_KINDS.filter((kind) => mayCall(READERS[kind], caller.roles));
  return `(${scope} or w."printed_by" = ${$(caller.operatorId)}::uuid) and ${KIND} = any(${$(kinds)}::text[])`;
};
/** Sheets of one kind. */
export const sheetsOfKind = (kind: SheetKind, $: (value: unknown) => string): string => `${KIND} = ${$(kind)}`;

/** The newest sheet the caller may see whose number is this or ends so. */
export async function findSheet(pool: Pool, no: string, caller: Caller): Promise<LoadedSheet | undefined> {
  const values: unknown[] = [endingIn(no)];
  const seen = sheetsInSight(caller, (value) => `$${String(values.push(value))}`);
  const { rows } = await pool.query<Stored & { version: number }>(
    `select w."version", w."facts" from "census_screening"."work_sheet" w where w."no" like $1 and ${seen} order by w."id" desc limit 1`,
    values,
  );
  const [row] = rows;
  return row && { sheet: toSheet(row), version: row.version };
}

/** Half-days of an area that wait to be recorded, in the order somebody walks: by path. */
export async function halfDaysToDo(
  pool: Pool,
  caller: Caller,
  of: { readonly area: string; readonly day: string; readonly half: Half; readonly mine: boolean },
): Promise<readonly (SheetEntry & { readonly path: string })[]> {
  const values: unknown[] = [of.area, of.day, of.half];
  const $ = (value: unknown): string => `$${String(values.push(value))}`;
  const mine = of.mine && caller.kind === 'operator' ? `and ${$(caller.operatorId)}::uuid = any(i."team")` : '';
  const { rows } = await pool.query<{ isolation_id: string; date: string; half: Half; path: string }>(
    `select s."isolation_id", s."date", s."half", i."path"
     from "census_screening"."follow_up_slot" s join "census_screening"."isolation" i on i."id" = s."isolation_id"
     where i."area" = $1 and s."date" = $2 and s."half" = $3 and s."status" = 'NOT_PERFORMED' and i."status" in ('ACTIVE', 'REDUCTION_REQUESTED')
       and ${withinScope(caller, $, 'i')} ${mine} order by i."path", i."id"`,
    values,
  );
  return rows.map(({ isolation_id, ...rest }) => ({ isolationId: isolation_id, ...rest }));
}

/** What a change of a sheet writes. */
export function sheetChange(sheet: WorkSheet, from: number, at: Temporal.Instant): Change {
  const { no, path, day, half } = sheet;
  const lines = linesOn(sheet);
  return {
    table: 'work_sheet',
    entity: 'work-sheet',
    id: sheet.id,
    area: sheet.area,
    from,
    columns: sheetColumns(sheet),
    events: [
      {
        contract: sheet.status === 'PRINTED' ? WorkSheetPrinted : WorkSheetDestroyed,
        data: { no, path, day, half, lines },
        occurredAt: at,
      },
    ],
    auditDetails: { no, lines },
  };
}

export const sheetReceipt = (sheet: WorkSheet, from: number): SheetReceipt => ({
  sheetId: sheet.id,
  no: sheet.no,
  status: sheet.status,
  version: from + 1,
  area: sheet.area,
  lines: linesOn(sheet),
});
