import { defineEntity, p } from '@mikro-orm/core';
import { instantText, type CallBackResult, type CallBackStatus, type CallOutcome, type Channel } from '@houzhai/contracts';
import { toInstant } from '@houzhai/persistence';
import type { Call, Promised } from './call.ts';

/** Calls at the phone desk. */
export const CallRow = defineEntity({
  name: 'CallRow',
  tableName: 'call',
  comment: 'Calls 来电 at the phone desk and promises to call back; who phoned by id only, what was said is sealed',
  indexes: [
    { name: 'call_at', properties: ['at', 'id'] },
    { name: 'call_area', properties: ['area', 'at', 'id'] },
    { name: 'call_caller', properties: ['callerId', 'at'], where: 'caller_id is not null' },
    { name: 'call_beneficiary', properties: ['beneficiaryId', 'at'], where: 'beneficiary_id is not null' },
    { name: 'call_errand', properties: ['errandId', 'at'], where: 'errand_id is not null' },
    { name: 'call_due', properties: ['dueAt', 'id'], where: 'is_open' },
    { name: 'call_kept', properties: ['closedAt', 'id'], where: 'closed_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('call_no'),
    area: p.text(),
    path: p.text(),
    at: p.datetime(),
    outcome: p.text(),
    channel: p.text(),
    callerId: p.uuid().nullable(),
    beneficiaryId: p.uuid().nullable(),
    errandId: p.uuid().nullable(),
    errandNo: p.text().nullable(),
    answeredBy: p.text(),
    /** Somebody has still to be called back. */
    isOpen: p.boolean(),
    status: p.text().nullable(),
    dueAt: p.datetime().nullable(),
    takenBy: p.text().nullable(),
    closedAt: p.datetime().nullable(),
    result: p.text().nullable(),
    /** Number and words, under the key of who phoned, of whom it was about, or of the call itself. */
    sealed: p.blob().nullable(),
  },
});

/** A row as statements read it. */
export interface CallColumns {
  readonly id: string;
  readonly version: number;
  readonly no: string;
  readonly area: string;
  readonly path: string;
  readonly at: string | Date;
  readonly outcome: CallOutcome;
  readonly channel: Channel;
  readonly caller_id: string | null;
  readonly beneficiary_id: string | null;
  readonly errand_id: string | null;
  readonly errand_no: string | null;
  readonly answered_by: string;
  readonly status: CallBackStatus | null;
  readonly due_at: string | Date | null;
  readonly taken_by: string | null;
  readonly closed_at: string | Date | null;
  readonly result: CallBackResult | null;
  readonly sealed: Buffer | null;
}
export const CALL_COLUMNS =
  '"id", "version", "no", "area", "path", "at", "outcome", "channel", "caller_id", "beneficiary_id", "errand_id", "errand_no", "answered_by", "status", "due_at", "taken_by", "closed_at", "result", "sealed"';

/** Column values of a state. */
export function callColumns(call: Call, sealed: Buffer | null): Omit<CallColumns, 'id' | 'version'> & { readonly is_open: boolean } {
  const { promised } = call;
  const taken = promised && 'takenBy' in promised ? promised.takenBy : null;
  const done = promised?.status === 'DONE' ? promised : undefined;
  return {
    no: call.no,
    area: call.area,
    path: call.path,
    at: instantText(call.at),
    outcome: call.outcome,
    channel: call.channel,
    caller_id: call.callerId ?? null,
    beneficiary_id: call.beneficiaryId ?? null,
    errand_id: call.errandId ?? null,
    errand_no: call.errandNo ?? null,
    answered_by: call.by,
    is_open: promised !== undefined && !done,
    status: promised?.status ?? null,
    due_at: promised ? instantText(promised.dueAt) : null,
    taken_by: taken,
    closed_at: done ? instantText(done.closedAt) : null,
    result: done?.result ?? null,
    sealed,
  };
}

function promisedOf({ status, due_at, taken_by, closed_at, result }: CallColumns): Promised | undefined {
  if (status === null || due_at === null) return undefined;
  const dueAt = toInstant(due_at);
  if (status === 'WAITING') return { status, dueAt };
  const takenBy = taken_by ?? '';
  if (status === 'TAKEN' || closed_at === null || result === null) return { status: 'TAKEN', dueAt, takenBy };
  return { status, dueAt, takenBy, closedAt: toInstant(closed_at), result };
}

/** State of a loaded row. */
export function toCall(row: CallColumns): Call {
  const promised = promisedOf(row);
  return {
    id: row.id,
    no: row.no,
    area: row.area,
    path: row.path,
    at: toInstant(row.at),
    outcome: row.outcome,
    channel: row.channel,
    ...(row.caller_id === null ? {} : { callerId: row.caller_id }),
    ...(row.beneficiary_id === null ? {} : { beneficiaryId: row.beneficiary_id }),
    ...(row.errand_id === null ? {} : { errandId: row.errand_id }),
    ...(row.errand_no === null ? {} : { errandNo: row.errand_no }),
    by: row.answered_by,
    ...(promised ? { promised } : {}),
  };
}
