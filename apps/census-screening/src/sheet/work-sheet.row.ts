import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import type { WorkSheet } from './work-sheet.ts';

/** Sheets from before there were doors on any say nothing of them. */
type StoredSheet = Omit<WorkSheet, 'printedAt' | 'kind' | 'doors'> &
  Partial<Pick<WorkSheet, 'kind' | 'doors'>> & { readonly printedAt: string };

/** Work sheets: which half-days or doors stand on which line of which paper. */
export const WorkSheetRow = defineEntity({
  name: 'WorkSheetRow',
  tableName: 'work_sheet',
  comment: 'Work sheets 工作单 on paper: half-days by line; nobody by name',
  indexes: [{ name: 'work_sheet_area', properties: ['area', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('work_sheet_no'),
    area: p.text(),
    path: p.text(),
    status: p.text(),
    printedBy: p.uuid(),
    facts: p.json<StoredSheet>(),
  },
});

/** Column values of a sheet. */
export const sheetColumns = (sheet: WorkSheet): Record<string, unknown> => ({
  no: sheet.no,
  area: sheet.area,
  path: sheet.path,
  status: sheet.status,
  printed_by: sheet.printedBy,
  facts: { ...sheet, printedAt: instantText(sheet.printedAt) } satisfies StoredSheet,
});

/** A sheet as loaded. */
export const toSheet = ({ facts }: { readonly facts: StoredSheet }): WorkSheet => ({
  kind: 'FOLLOW_UPS',
  doors: [],
  ...facts,
  printedAt: instantOf(facts.printedAt),
});
