import { covers, type Caller } from '@houzhai/auth';
import { PlanMedicineRun, mayCall, refuse, type Outcome, type RunAction, type RunReceipt } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { PoolClient } from 'pg';
import { mayActFor } from '../errand/agent.ts';
import type { DecidedRun } from './run-decision.ts';
import { publishRun } from './medicine-run.publish.ts';
import { MedicineRunRow, runColumns, toRun } from './medicine-run.row.ts';
import { RUN_TABLE, countRun, isOpen, type MedicineRun } from './medicine-run.ts';

/** A run as loaded. */
export interface LoadedRun {
  readonly run: MedicineRun;
  readonly version: number;
}

const selfOf = (caller: Caller): string | undefined => (caller.kind === 'operator' ? caller.operatorId : undefined);

/** All of its stops, not only those in the caller's places: the agent, and who is asked to take some over. */
export const seesWhole = (caller: Caller, { agentId, offer, path }: Pick<MedicineRun, 'agentId' | 'offer' | 'path'>): boolean => {
  const self = selfOf(caller);
  return covers(caller, path) || (self !== undefined && (self === agentId || self === offer?.toAgentId));
};
/** A run concerns its agent, who is asked to take stops over, and those at any stop. */
export const seesRun = (caller: Caller, run: MedicineRun): boolean =>
  seesWhole(caller, run) || run.stops.some(({ path }) => covers(caller, path));

/** The run, whoever asks. */
export async function findRun(work: Pick<Work, 'load'>, id: string): Promise<LoadedRun | undefined> {
  const row = await work.load(MedicineRunRow, id, ['version', 'facts']);
  return row && { run: toRun(row), version: row.version };
}

/** The run, or the refusal that it does not exist for this caller. */
export async function getRun(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedRun, 'record.not-found'>> {
  const loaded = await findRun(work, id);
  return loaded && seesRun(caller, loaded.run) ? { ok: true, value: loaded } : refuse('record.not-found', { entity: 'medicine-run' });
}

/** What a decision writes of the run itself; two that take the same card along meet in the index of stops. */
export const runChange = ({ run, fact }: DecidedRun, from: number, at: Temporal.Instant): Change => ({
  table: 'medicine_run',
  entity: 'medicine-run',
  id: run.id,
  area: run.area,
  from,
  columns: runColumns(run),
  events: [{ ...publishRun(run, fact), occurredAt: at }],
  meets: ['medicine_stop_open'],
  auditDetails: { no: run.no, status: run.status },
});

/** Lists the stops of runs anew, in the transaction that changes them: first all leave, then all come. */
export async function listStops(client: PoolClient, runs: readonly MedicineRun[]): Promise<void> {
  const stops = runs.flatMap((run) => run.stops.map((stop) => ({ ...stop, runId: run.id, open: isOpen(run) })));
  await client.query(`delete from "errands"."medicine_stop" where "run_id" = any($1::uuid[])`, [runs.map(({ id }) => id)]);
  await client.query(
    `insert into "errands"."medicine_stop" ("run_id", "card_id", "person_id", "area", "path", "is_open")
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::boolean[])`,
    [
      stops.map(({ runId }) => runId),
      stops.map(({ cardId }) => cardId),
      stops.map(({ personId }) => personId),
      stops.map(({ area }) => area),
      stops.map(({ path }) => path),
      stops.map(({ open }) => open),
    ],
  );
}

/** What an operator may do with a run now; the decisions themselves refuse the rest, with a reason. */
export function runActions(run: MedicineRun, caller: Caller): RunAction[] {
  if (caller.kind !== 'operator' || caller.readOnly || !mayCall(PlanMedicineRun.access, caller.roles)) return [];
  const { offer, agentId } = run;
  return RUN_TABLE[run.status].filter((action: RunAction) => {
    if (action === 'take-over') return offer?.toAgentId === caller.operatorId;
    if (action === 'withdraw' && !offer) return false;
    if (action === 'offer' && offer) return false;
    return mayActFor(agentId, { id: caller.operatorId, roles: caller.roles });
  });
}

export const runReceipt = ({ run }: Pick<DecidedRun, 'run'>, version: number, caller: Caller): RunReceipt => ({
  runId: run.id,
  no: run.no,
  status: run.status,
  agentId: run.agentId,
  ...countRun(run),
  version,
  area: run.area,
  allowedActions: runActions(run, caller),
});
