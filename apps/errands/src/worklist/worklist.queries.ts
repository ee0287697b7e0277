import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { Uuid, mayCall, ok, refuse, type InputOf, type WorklistRow } from '@houzhai/contracts';
import { dayOf, endOfDay, startOfDay, totalPaused } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, toInstant, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { mayActFor } from '../errand/agent.ts';
import { allowedActions } from '../errand/allowed-actions.ts';
import { acceptBy, completeBy, type Errand } from '../errand/errand.ts';
import { callsAbout } from '../call/call.store.ts';
import { toState, type ErrandRow } from '../errand/errand.row.ts';
import { balanceOf, moneyActionsOf } from '../money/ledger.ts';
import { findForm, findModule } from '../service-module/service-module.store.ts';
import { isolationsOf } from '../supply/supply-need.store.ts';
import { scopesNeeded } from '../policy/errand-policy.ts';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';

/** A row of the table as lists read it. */
export interface ErrandColumns {
  readonly id: string;
  readonly version: number;
  readonly no: string;
  readonly status: WorklistRow['status'];
  readonly kind: WorklistRow['kind'];
  readonly module_code: string;
  readonly area: string;
  readonly path: string;
  readonly beneficiary_id: string;
  readonly agent_id: string | null;
  readonly requested_at: string | Date;
  readonly updated_at: string | Date;
  readonly due_stage: 'ACCEPT' | 'COMPLETE' | null;
  readonly due_at: string | Date | null;
  readonly overdue: boolean;
  readonly escalated: boolean;
  readonly facts: ErrandRow['facts'];
}

export const WORKLIST_COLUMNS =
  '"id", "version", "no", "status", "kind", "module_code", "area", "path", "beneficiary_id", "agent_id", "requested_at", "updated_at", "due_stage", "due_at", "overdue", "escalated", "facts"';

const SORT_COLUMN = { due: 'due_at', requested: 'requested_at', updated: 'updated_at', no: 'no', area: 'area', status: 'status' } as const;

/** Turns a table row into what lists show, with what the caller may do. */
export function worklistRow(row: ErrandColumns, call: Call): WorklistRow {
  const { caller } = call;
  const actor = { id: actorOf(caller), roles: caller.kind === 'operator' && !caller.readOnly ? caller.roles : [] };
  return {
    errandId: row.id,
    no: row.no,
    version: row.version,
    status: row.status,
    kind: row.kind,
    moduleCode: row.module_code,
    area: row.area,
    beneficiaryId: row.beneficiary_id,
    ...(row.agent_id === null ? {} : { agentId: row.agent_id }),
    requestedAt: toInstant(row.requested_at).toString(),
    updatedAt: toInstant(row.updated_at).toString(),
    ...(row.due_stage === null ? {} : { dueStage: row.due_stage }),
    ...(row.due_at === null ? {} : { dueAt: toInstant(row.due_at).toString() }),
    overdue: row.overdue,
    escalated: row.escalated,
    allowedActions: allowedActions(toState(row), row.version, actor),
  };
}

@Injectable()
export class WorklistQueries {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
  }

  @Answers(C.WorklistPage)
  page(input: InputOf<typeof C.WorklistPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = await this.conditions(input, call, $);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from "errands"."errand" where ${where}`,
        values,
      );
      const column = SORT_COLUMN[input.sort];
      const direction = input.descending ? 'desc' : 'asc';
      const after = cursorCondition(input.cursor, column, input.descending, $);
      if (after === undefined) return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
      const { rows } = await this.kit.pool.query<ErrandColumns & { sort_key: string | null }>(
        `select ${WORKLIST_COLUMNS}, "${column}"::text as sort_key from "errands"."errand" where ${where} and ${after}
         order by "${column}" ${direction} nulls last, "id" ${direction} limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => worklistRow(row, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last
          ? { nextCursor: Buffer.from(JSON.stringify([last.sort_key, last.id])).toString('base64url') }
          : {}),
        asOf: call.now.toString(),
      });
    });
  }

  private async conditions(input: InputOf<typeof C.WorklistPage>, call: Call, $: (value: unknown) => string): Promise<string> {
    const parts = [withinScope(call.caller, $)];
    if (input.status) parts.push(`"status" = any(${$(input.status)}::text[])`);
    if (input.open !== undefined) parts.push(input.open ? '"is_open"' : 'not "is_open"');
    if (input.area !== undefined) parts.push(`"area" = ${$(input.area)}`);
    if (input.agentId !== undefined) parts.push(`"agent_id" = ${$(input.agentId)}`);
    if (input.mine) parts.push(`"agent_id" = ${$(call.caller.kind === 'operator' ? call.caller.operatorId : null)}::uuid`);
    if (input.unassigned) parts.push('"agent_id" is null');
    if (input.kind !== undefined) parts.push(`"kind" = ${$(input.kind)}`);
    if (input.moduleCode !== undefined) parts.push(`"module_code" = ${$(input.moduleCode)}`);
    if (input.beneficiaryId !== undefined) parts.push(`"beneficiary_id" = ${$(input.beneficiaryId)}`);
    if (input.ids) parts.push(`"id" = any(${$(input.ids)}::uuid[])`);
    if (input.no !== undefined && input.no !== '') {
      const typed = input.no.toUpperCase().replaceAll(/[\\%_]/g, '\\$&');
      parts.push(`("no" like ${$(`${typed}%`)} or "no" like ${$(`%${typed}`)})`);
    }
    if (input.doneOn !== undefined) {
      const day = Temporal.PlainDate.from(input.doneOn);
      parts.push(`"done_at" >= ${$(startOfDay(day).toString())} and "done_at" < ${$(endOfDay(day).toString())}`);
    }
    if (input.due === 'overdue') parts.push('"overdue"');
    if (input.due === 'soon') {
      const { soonMinutes } = await this.policies.inForce(call.now);
      parts.push(`not "overdue" and "due_at" <= ${$(call.now.add({ minutes: soonMinutes }).toString())}`);
    }
    if (input.due === 'today') parts.push(`"due_at" < ${$(endOfDay(dayOf(call.now)).toString())}`);
    return parts.join(' and ');
  }

  @Answers(C.ErrandDetail)
  detail(input: InputOf<typeof C.ErrandDetail>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys } = this.kit;
      const wanted =
        input.errandId === undefined
          ? { clause: '"no" like $1', value: `%${(input.no ?? '').toUpperCase().replaceAll(/[\\%_]/g, '\\$&')}` }
          : { clause: '"id" = $1', value: input.errandId };
      if (input.errandId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'errandId' });
      const { rows } = await pool.query<ErrandColumns & { sealed: Buffer }>(
        `select ${WORKLIST_COLUMNS}, "sealed" from "errands"."errand" where ${wanted.clause} order by "requested_at" desc limit 20`,
        [wanted.value],
      );
      const row = rows.find((candidate) => covers(call.caller, candidate.path));
      if (!row) return refuse('record.not-found', { entity: 'errand' });
      const errand = toState(row);
      const sees = seesItems(errand.agentId, call);
      const policy = await this.policies.inForce(call.now);
      const history = await this.history(row, sees);
      const isolated = await isolationsOf(pool, errand);
      const calls = await callsAbout(pool, errand.id);
      const opened = sees ? ((await personKeys.open(errand.beneficiaryId, 'errand', row.sealed)) as Sensitive | undefined) : undefined;
      if (opened) await this.kit.looks.saw(call, { entity: 'errand', recordId: row.id, version: row.version, area: row.area });
      const delivered = history.findLast((line) => line.event === 'delivered');
      const words = delivered?.own;
      const actor = actorOf(call.caller);
      return ok({
        row: worklistRow(row, call),
        ...(await moduleOf(pool, errand)),
        source: errand.source,
        ...(errand.requesterId === undefined ? {} : { requesterId: errand.requesterId }),
        acceptBy: acceptBy(errand, call.now).toString(),
        completeBy: completeBy(errand, call.now).toString(),
        ...(errand.wantedBy ? { wantedBy: errand.wantedBy.toString() } : {}),
        policyVersion: errand.policyVersion,
        pausedSeconds: Math.round(totalPaused(errand.completeClock, call.now).total('seconds')),
        reopened: errand.reopened,
        ...(errand.authorisationId === undefined ? {} : { authorisationId: errand.authorisationId }),
        authorisationNeeded: [...scopesNeeded(policy, errand.kind, errand.advanceFen)],
        advanceFen: errand.advanceFen,
        spentFen: errand.spentFen,
        refundFen: errand.refundFen,
        receipts: history
          .filter((line) => line === delivered || line.event === 'money-entered')
          .flatMap(({ own }) => (own?.['receipts'] as C.OutputOf<typeof C.ErrandDetail>['receipts'] | undefined) ?? []),
        balanceFen: balanceOf(errand.ledger),
        ledger: [...(errand.ledger ?? [])],
        moneyActions: moneyActions(errand, call),
        ...('proof' in errand
          ? { proof: { ...errand.proof, reference: sees ? ((words?.['proof'] as string | undefined) ?? '') : '' } }
          : {}),
        ...(isolated.open ? { contactFree: true } : {}),
        ...(isolated.shown && sees ? { isolation: isolated.shown } : {}),
        ...(calls ? { calls } : {}),
        ...(errand.status === 'DUPLICATE' ? { duplicateOfId: errand.duplicateOfId } : {}),
        ...(errand.status === 'ARCHIVED' && errand.rating !== undefined ? { rating: errand.rating } : {}),
        ...(opened ? { sensitive: opened } : sees ? { erased: true } : {}),
        history: history.map(({ own, ...line }) => ({ ...line, ...(own ? { words: sentence(own) } : {}) })),
        ...(errand.undo?.version === row.version && errand.undo.actor === actor
          ? { undo: { action: errand.undo.action, version: errand.undo.version } }
          : {}),
      });
    });
  }

  /** What led to the row as it was read: an event that came since is not in it. */
  private async history(row: ErrandColumns, sees: boolean) {
    const { pool, personKeys } = this.kit;
    const events = await pool.query<{ version: number; envelope: C.Envelope<Record<string, unknown>> }>(
      `select "version", "envelope" from "errands"."outbox" where "entity" = 'errand' and "record_id" = $1 and "version" <= $2 order by "version"`,
      [row.id, row.version],
    );
    const words = new Map<number, Record<string, unknown>>();
    if (sees) {
      const sealed = await pool.query<{ version: number; sealed: Buffer }>(
        `select "version", "sealed" from "errands"."errand_words" where "errand_id" = $1`,
        [row.id],
      );
      for (const line of sealed.rows) {
        const opened = await personKeys.open(row.beneficiary_id, 'errand-words', line.sealed);
        if (opened) words.set(line.version, opened as Record<string, unknown>);
      }
    }
    return events.rows.map(({ version, envelope }) => {
      const { standing: _standing, ...details } = envelope.data;
      return {
        version,
        event: envelope.type.split('.')[3] ?? '',
        at: envelope.occurredat,
        recordedAt: envelope.time,
        actor: envelope.actor,
        details,
        own: words.get(version),
      };
    });
  }

  @Answers(C.AgentLoad)
  load(input: InputOf<typeof C.AgentLoad>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [startOfDay(dayOf(call.now)).toString()];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const area = input.area === undefined ? 'true' : `"area" = ${$(input.area)}`;
      const { rows } = await this.kit.pool.query<{
        agent_id: string;
        open: number;
        overdue: number;
        done_today: number;
        open_advance_fen: number;
      }>(
        `select "agent_id", count(*) filter (where "is_open")::int as open, count(*) filter (where "overdue")::int as overdue,
           count(*) filter (where "done_at" >= $1)::int as done_today, coalesce(sum("open_advance_fen"), 0)::int as open_advance_fen
         from "errands"."errand" where "agent_id" is not null and ("is_open" or "done_at" >= $1 or "open_advance_fen" > 0) and ${area} and ${withinScope(call.caller, $)}
         group by "agent_id" order by open desc`,
        values,
      );
      return ok({
        rows: rows.map((row) => ({
          agentId: row.agent_id,
          open: row.open,
          overdue: row.overdue,
          doneToday: row.done_today,
          openAdvanceFen: row.open_advance_fen,
        })),
        asOf: call.now.toString(),
      });
    });
  }
}

/** What the caller may enter about the money of an errand; a correction is never by the agent who has it. */
function moneyActions(errand: Errand, { caller }: Call): C.MoneyAction[] {
  if (caller.kind !== 'operator' || caller.readOnly) return [];
  const actor = { id: caller.operatorId, roles: caller.roles };
  return moneyActionsOf(errand.status, errand.ledger).filter((action) =>
    action === 'correct' ? mayCall(C.CorrectMoney.access, actor.roles) && errand.agentId !== actor.id : mayActFor(errand.agentId, actor),
  );
}

/** The form an errand was made with, as it was then; where that is not kept its names are today's. */
async function moduleOf(
  pool: Kit['pool'],
  { moduleCode, formVersion }: Errand,
): Promise<Pick<C.OutputOf<typeof C.ErrandDetail>, 'module'>> {
  const current = await findModule(pool, moduleCode);
  if (!current) return {};
  const form = formVersion === current.formVersion ? current : await findForm(pool, moduleCode, formVersion);
  const { zh, en } = form ?? current;
  return { module: { zh, en, formVersion, current: current.formVersion, fields: form?.fields ?? [] } };
}

type Sensitive = NonNullable<C.OutputOf<typeof C.ErrandDetail>['sensitive']>;

/** Items, notes and words are for the agent and the desk; auditors and supervisors see that they exist, not what they say. */
const seesItems = (agentId: string | undefined, { caller }: Call): boolean =>
  caller.kind === 'operator' &&
  (caller.operatorId === agentId ||
    caller.roles.some((role) => role === 'COMMANDER' || role === 'DUTY_OFFICER' || role === 'COMMUNITY_WORKER' || role === 'AGENT'));

const sentence = (own: Record<string, unknown>): string =>
  Object.entries(own)
    .filter(([key, value]) => typeof value === 'string' && key !== 'channel')
    .map(([, value]) => String(value))
    .join(' · ');

/** Rows after the cursor, in the order asked for; undefined when the cursor is not one of ours. */
function cursorCondition(
  cursor: string | undefined,
  column: string,
  descending: boolean,
  $: (value: unknown) => string,
): string | undefined {
  if (cursor === undefined) return 'true';
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
  const [key, id] = parsed as unknown[];
  if ((key !== null && typeof key !== 'string') || !Uuid.safeParse(id).success) return undefined;
  const compare = descending ? '<' : '>';
  const cast = column.endsWith('_at') ? 'timestamptz' : 'text';
  if (cast === 'timestamptz' && key !== null && !isInstant(key)) return undefined;
  return key === null
    ? `("${column}" is null and "id" ${compare} ${$(id)})`
    : `(("${column}", "id") ${compare} (${$(key)}::${cast}, ${$(id)}::uuid) or "${column}" is null)`;
}

const isInstant = (text: string): boolean => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds > 0;
  } catch {
    return false;
  }
};
