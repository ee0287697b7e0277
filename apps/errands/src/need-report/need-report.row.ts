import { defineEntity, p } from '@mikro-orm/core';
import { instantText, type NeedEnd, type NeedStatus } from '@houzhai/contracts';
import { toInstant } from '@houzhai/persistence';
import type { NeedReport } from './need-report.ts';

/** Reports of needs that fit nowhere; those put together have the id of the one that stands for them. */
export const NeedReportRow = defineEntity({
  name: 'NeedReportRow',
  tableName: 'need_report',
  comment: 'Needs that fit nowhere 需求上报, by topic; words and answers are sealed',
  indexes: [
    { name: 'need_report_lead', properties: ['leadId'] },
    { name: 'need_report_area', properties: ['area', 'reportedAt', 'id'] },
    { name: 'need_report_reporter', properties: ['reporterId', 'reportedAt', 'id'] },
    { name: 'need_report_about', properties: ['aboutId'], where: 'about_id is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('need_report_no'),
    topic: p.text(),
    area: p.text(),
    path: p.text(),
    reporterId: p.uuid(),
    reportedAt: p.datetime(),
    aboutId: p.uuid().nullable(),
    status: p.text(),
    leadId: p.uuid(),
    ownerId: p.uuid().nullable(),
    end: p.text().nullable(),
    moduleCode: p.text().nullable(),
    helps: p.boolean().nullable(),
    /** What is needed and the words to find alike ones by, under the key of whose household it is about, else of the report. */
    sealed: p.blob(),
    /** Answer, agreement and reason, under the key of the report that stands for it. */
    answered: p.blob().nullable(),
  },
});

/** A row as statements read it. */
export interface NeedColumns {
  readonly id: string;
  readonly version: number;
  readonly no: string;
  readonly topic: string;
  readonly area: string;
  readonly path: string;
  readonly reporter_id: string;
  readonly reported_at: string | Date;
  readonly about_id: string | null;
  readonly status: NeedStatus;
  readonly lead_id: string;
  readonly owner_id: string | null;
  readonly end: NeedEnd | null;
  readonly module_code: string | null;
  readonly helps: boolean | null;
  readonly sealed: Buffer;
  readonly answered: Buffer | null;
}
/** Names of the columns, each behind an alias. */
export const needColumnsOf = (alias: string): string =>
  'id version no topic area path reporter_id reported_at about_id status lead_id owner_id end module_code helps sealed answered'
    .split(' ')
    .map((name) => `${alias}."${name}"`)
    .join(', ');

/** Column values of a state. */
export function needColumns(report: NeedReport, sealed: Buffer, answered: Buffer | null): Omit<NeedColumns, 'id' | 'version'> {
  return {
    no: report.no,
    topic: report.topic,
    area: report.area,
    path: report.path,
    reporter_id: report.reporterId,
    reported_at: instantText(report.reportedAt),
    about_id: report.aboutId ?? null,
    status: report.status,
    lead_id: report.leadId,
    owner_id: report.ownerId ?? null,
    end: report.end ?? null,
    module_code: report.moduleCode ?? null,
    helps: report.helps ?? null,
    sealed,
    answered,
  };
}

/** State of a loaded row. */
export const toNeedReport = (row: NeedColumns): NeedReport => ({
  id: row.id,
  no: row.no,
  topic: row.topic,
  area: row.area,
  path: row.path,
  reporterId: row.reporter_id,
  reportedAt: toInstant(row.reported_at),
  ...(row.about_id === null ? {} : { aboutId: row.about_id }),
  status: row.status,
  leadId: row.lead_id,
  ...(row.owner_id === null ? {} : { ownerId: row.owner_id }),
  ...(row.end === null ? {} : { end: row.end }),
  ...(row.module_code === null ? {} : { moduleCode: row.module_code }),
  ...(row.helps === null ? {} : { helps: row.helps }),
});
