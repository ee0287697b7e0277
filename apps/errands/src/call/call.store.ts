import { actorOf, covers, type Caller } from '@houzhai/auth';
import { TakeCallBack, instantText, mayCall, refuse, type CallAction, type CallReceipt, type Outcome } from '@houzhai/contracts';
import { destroyKeyStatement, toInstant, type Change, type PersonKeys, type Work } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { CALL_TABLE, keyOf, type Call, type DecidedCall } from './call.ts';
import { publishCall } from './call.publish.ts';
import { CALL_COLUMNS, callColumns, toCall, type CallColumns } from './call.row.ts';

/** A call as loaded. */
export interface LoadedCall {
  readonly call: Call;
  readonly version: number;
  readonly sealed: Buffer | null;
}
/** What is sealed of a call. */
export interface CallWords {
  readonly note?: string | undefined;
  readonly phone?: string | undefined;
  readonly collectedBy?: string | undefined;
}

/** Under which purpose a key seals what was said. */
const CALL_WORDS = 'call-words';

/** The call, or the refusal that it does not exist for this caller. */
export async function getCall(pool: Pool, id: string, caller: Caller): Promise<Outcome<LoadedCall, 'record.not-found'>> {
  const { rows } = await pool.query<CallColumns>(`select ${CALL_COLUMNS} from "errands"."call" where "id" = $1`, [id]);
  const [row] = rows;
  if (!row || !covers(caller, row.path)) return refuse('record.not-found', { entity: 'call' });
  return { ok: true, value: { call: toCall(row), version: row.version, sealed: row.sealed } };
}

/** What was said in a new call, sealed; null where nothing was. */
export async function sealCallWords(keys: PersonKeys, call: Call, words: CallWords): Promise<Buffer | null> {
  const spoken = Object.entries(words).filter(([, value]) => value !== undefined);
  return spoken.length === 0 ? null : keys.seal(keyOf(call), CALL_WORDS, Object.fromEntries(spoken));
}

/** What was said, where its key is still there. */
export const openCallWords = async (keys: PersonKeys, call: Call, sealed: Buffer | null): Promise<CallWords | undefined> =>
  sealed === null ? undefined : ((await keys.open(keyOf(call), CALL_WORDS, sealed)) as CallWords | undefined);

/** What a decision writes. */
export const callChange = ({ call, fact, forget }: DecidedCall, from: number, sealed: Buffer | null): Change => ({
  table: 'call',
  entity: 'call',
  id: call.id,
  area: call.area,
  from,
  columns: callColumns(call, forget === true ? null : sealed),
  events: [{ ...publishCall(call, fact), ...(from === 0 ? { occurredAt: call.at } : {}) }],
  auditDetails: { no: call.no, outcome: call.outcome, ...(call.errandNo === undefined ? {} : { errand: call.errandNo }) },
});

/** Saves a decision; the key of somebody the register does not know goes with the last reason to keep it. */
export function saveCall(
  work: Work,
  decided: DecidedCall,
  from: number,
  sealed: Buffer | null,
): Promise<{ readonly ok: true; readonly value: CallReceipt }> {
  const { call, forget } = decided;
  const receipt = callReceipt(call, from + 1, work.call.caller);
  const change = callChange(decided, from, sealed);
  if (forget !== true) return work.save(change, receipt);
  const { traceId, caller } = work.call;
  const gone = { personId: call.id, at: instantText(work.now), actor: actorOf(caller), area: call.area, traceId };
  return work.saveTogether([change], receipt, async (client: PoolClient) => {
    const { text, values } = destroyKeyStatement('errands', gone);
    await client.query(text, [...values]);
  });
}

/** What an operator may do about a call now; the decisions themselves refuse the rest, with a reason. */
export function callActions({ promised }: Call, caller: Caller): CallAction[] {
  if (!promised || caller.kind !== 'operator' || caller.readOnly || !mayCall(TakeCallBack.access, caller.roles)) return [];
  const isOthers = promised.status === 'TAKEN' && promised.takenBy !== caller.operatorId;
  return isOthers && !caller.roles.some((role) => role === 'COMMANDER' || role === 'DUTY_OFFICER') ? [] : [...CALL_TABLE[promised.status]];
}

export const callReceipt = (call: Call, version: number, caller: Caller): CallReceipt => ({
  callId: call.id,
  no: call.no,
  outcome: call.outcome,
  version,
  area: call.area,
  ...(call.promised ? { status: call.promised.status, dueAt: instantText(call.promised.dueAt) } : {}),
  allowedActions: callActions(call, caller),
});

/** How often somebody phoned about an errand, and when last. */
export async function callsAbout(pool: Pool, errandId: string): Promise<{ readonly count: number; readonly lastAt: string } | undefined> {
  const { rows } = await pool.query<{ count: number; last_at: string | Date | null }>({
    name: 'calls-about',
    text: `select count(*)::int as count, max("at") as last_at from "errands"."call" where "errand_id" = $1`,
    values: [errandId],
  });
  const [row] = rows;
  return row && row.last_at !== null ? { count: row.count, lastAt: instantText(toInstant(row.last_at)) } : undefined;
}
