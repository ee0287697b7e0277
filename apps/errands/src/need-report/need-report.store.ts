import { covers, type Caller } from '@houzhai/auth';
import {
  RateNeedAnswer,
  TakeNeed,
  mayCall,
  refuse,
  type NeedAction,
  type NeedReceipt,
  type Agreement,
  type Outcome,
} from '@houzhai/contracts';
import type { Change, PersonKeys, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import type { Changed, DecidedNeed } from './need-report.decide.ts';
import { publishNeed } from './need-report.publish.ts';
import { needColumns, needColumnsOf, toNeedReport, type NeedColumns } from './need-report.row.ts';
import { NEED_TABLE, extentOf, keyOf, type Need, type NeedReport } from './need-report.ts';

/** A need as loaded, with the rows of its reports. */
export interface LoadedNeed {
  readonly need: Need;
  readonly rows: ReadonlyMap<string, NeedColumns>;
}
/** What is sealed of a report. */
export interface NeedWords {
  readonly words: string;
  readonly keywords: readonly string[];
}
/** What is sealed of an answer. */
export interface AnswerWords {
  readonly answer?: string | undefined;
  readonly agreement?: Agreement | undefined;
  readonly reason?: string | undefined;
}

export const NEED_WORDS = 'need-words';
const ANSWER = 'need-answer';

/** Whether a caller may see a report: their own, or one of their places. */
export const seesReport = (caller: Caller, { path, reporterId }: Pick<NeedReport, 'path' | 'reporterId'>): boolean =>
  caller.kind === 'service' ||
  (caller.kind === 'operator' && (caller.operatorId === reporterId || (isDesk(caller) && covers(caller, path))));

/** Whether somebody is of those who answer, or audits them; others see what they reported. */
export const isDesk = (caller: Caller): boolean =>
  caller.kind === 'operator' && (mayCall(TakeNeed.access, caller.roles) || caller.roles.includes('AUDITOR'));

/** The need a report is part of, with all its reports, if the caller may see that report. */
export async function getNeed(pool: Pool, reportId: string, caller: Caller): Promise<Outcome<LoadedNeed, 'record.not-found'>> {
  const { rows } = await pool.query<NeedColumns>(
    `select ${needColumnsOf('m')} from "errands"."need_report" m
     where m."lead_id" = (select "lead_id" from "errands"."need_report" where "id" = $1) order by m."reported_at", m."id"`,
    [reportId],
  );
  const own = rows.find(({ id }) => id === reportId);
  const loaded = needOf(rows);
  return own && loaded && seesReport(caller, toNeedReport(own))
    ? { ok: true, value: { need: loaded, rows: new Map(rows.map((row) => [row.id, row])) } }
    : refuse('record.not-found', { entity: 'need-report' });
}

function needOf(rows: readonly NeedColumns[]): Need | undefined {
  const reports = rows.map(toNeedReport);
  const lead = reports.find(({ id, leadId }) => id === leadId);
  return lead && { lead, joined: reports.filter(({ id }) => id !== lead.id) };
}

export const sealNeedWords = (keys: PersonKeys, report: Pick<NeedReport, 'id' | 'aboutId'>, words: NeedWords): Promise<Buffer> =>
  keys.seal(keyOf(report), NEED_WORDS, words);
export const sealAnswer = (keys: PersonKeys, leadId: string, words: AnswerWords): Promise<Buffer> => keys.seal(leadId, ANSWER, words);
export const openAnswer = async (keys: PersonKeys, leadId: string, answered: Buffer | null): Promise<AnswerWords | undefined> =>
  answered === null ? undefined : ((await keys.open(leadId, ANSWER, answered)) as AnswerWords | undefined);

/** Saves what a decision changes: every report of it, all or none. @param sealed of a new report @param answered of an answer */
export function saveNeed(
  work: Work,
  { changes, need }: DecidedNeed,
  rows: ReadonlyMap<string, NeedColumns>,
  words: { readonly sealed?: Buffer; readonly answered?: Buffer } = {},
): Promise<{ readonly ok: true; readonly value: NeedReceipt }> {
  const change = ({ report, fact }: Changed): Change => {
    const row = rows.get(report.id);
    const sealed = words.sealed ?? row?.sealed ?? Buffer.alloc(0);
    const answered = report.id === need.lead.id ? (words.answered ?? row?.answered ?? null) : null;
    return {
      table: 'need_report',
      entity: 'need-report',
      id: report.id,
      area: report.area,
      from: row?.version ?? 0,
      columns: { ...needColumns(report, sealed, answered) },
      events: [publishNeed(report, fact)],
      auditDetails: { no: report.no, status: report.status },
    };
  };
  const [{ report }] = changes;
  const version = (rows.get(report.id)?.version ?? 0) + 1;
  const [only, ...rest] = changes.map(change);
  const receipt = needReceipt(report, need, version, work.call.caller);
  return only && rest.length === 0 ? work.save(only, receipt) : work.saveTogether(changes.map(change), receipt);
}

/** What an operator may do about a report now; the decisions themselves refuse the rest, with a reason. */
export function needActions(
  report: Pick<NeedReport, 'status' | 'reporterId'>,
  lead: Pick<NeedReport, 'status' | 'ownerId'>,
  caller: Caller,
): NeedAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  const isOwn =
    lead.ownerId === undefined ||
    lead.ownerId === caller.operatorId ||
    caller.roles.some((role) => role === 'COMMANDER' || role === 'DUTY_OFFICER');
  const mayOwn = mayCall(TakeNeed.access, caller.roles) && isOwn;
  const mayRate = mayCall(RateNeedAnswer.access, caller.roles) && report.reporterId === caller.operatorId;
  const actions: readonly NeedAction[] =
    report.status === 'JOINED' ? [...NEED_TABLE.JOINED, ...NEED_TABLE[lead.status]] : NEED_TABLE[lead.status];
  return [...new Set(actions)].filter((action) =>
    action === 'rate' ? mayRate : mayOwn && (report.status !== 'JOINED' || action === 'take-apart'),
  );
}

const needReceipt = (report: NeedReport, need: Need, version: number, caller: Caller): NeedReceipt => ({
  reportId: report.id,
  no: report.no,
  status: need.lead.status,
  version,
  area: report.area,
  ...extentOf(need),
  allowedActions: needActions(report, need.lead, caller),
});
