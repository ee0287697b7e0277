import { Inject, Injectable } from '@nestjs/common';
import { covers, withoutGlass, type Operator } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type EventContract, type InputOf, type Outcome, type OutputOf } from '@houzhai/contracts';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { accessPolicies, reaching, uuidv7, violatedUnique, type AccessPolicies, type Work } from '@houzhai/persistence';
import { KIT, REASON, type Kit } from '@houzhai/service';
import { SessionEnding } from '../session/session-ending.partner.ts';
import { columnsOf, findGlass, lastOf, listGlass, openGlass, type BrokenGlass, type ListedGlass } from './broken-glass.store.ts';

type Broken = OutputOf<typeof C.BreakGlass>;
type Refusals<K extends 'BreakGlass' | 'MendGlass' | 'AcknowledgeBrokenGlass'> = (typeof C)[K]['refusals'][number];

/** A jurisdiction widened in an emergency: opened by its operator, seen by the command centre, ended by itself. */
@Injectable()
export class BreakGlassCommands {
  private readonly kit: Kit;
  private readonly ending: SessionEnding;
  private readonly policies: AccessPolicies;

  constructor(@Inject(KIT) kit: Kit, @Inject(SessionEnding) ending: SessionEnding) {
    this.kit = kit;
    this.ending = ending;
    this.policies = accessPolicies(kit.pool, 'command_center');
  }

  @Handles(C.BreakGlass)
  async breakGlass(input: InputOf<typeof C.BreakGlass>, call: Call): Promise<Outcome<Broken, Refusals<'BreakGlass'>>> {
    const { caller, now } = call;
    if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
    const work = this.kit.unitOfWork.run<Broken, Refusals<'BreakGlass'>>(call, (tx) => this.widen(tx, input, caller, call));
    return work.catch(async (error: unknown) => {
      if (violatedUnique(error) !== 'broken_glass_follows') throw error;
      const open = await openGlass(this.kit.pool, caller.sessionId, now);
      return refuse('break-glass.is-open', { until: (open?.until ?? now).toString() });
    });
  }

  @Handles(C.MendGlass)
  async mendGlass(_input: InputOf<typeof C.MendGlass>, call: Call) {
    const { caller } = call;
    if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
    const { sessionId, operatorId } = caller;
    const outcome = await this.kit.unitOfWork.run<{ glassId: string }, Refusals<'MendGlass'>>(call, async (work) => {
      const open = await openGlass(work.pool, sessionId, call.now);
      if (!open) return refuse('break-glass.not-open', {});
      return save(work, { ...open, mendedAt: call.now }, { contract: C.GlassMended, data: {} }, undefined, { glassId: open.id });
    });
    if (outcome.ok) this.ending.mended(outcome.value.glassId, { sessionId, operatorId });
    return outcome;
  }

  @Handles(C.AcknowledgeBrokenGlass)
  acknowledge({ glassId }: InputOf<typeof C.AcknowledgeBrokenGlass>, call: Call) {
    return this.kit.unitOfWork.run<{ acknowledged: boolean }, Refusals<'AcknowledgeBrokenGlass'>>(call, async (work) => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      const glass = await findGlass(work.pool, glassId);
      const listed = glass && (await this.visible(call, 'all')).some(({ id }) => id === glassId);
      if (!glass || !listed) return refuse('record.not-found', { entity: 'broken-glass' });
      if (glass.operatorId === caller.operatorId) return refuse('break-glass.own', {});
      if (glass.acknowledgedAt) return refuse('break-glass.acknowledged', {});
      const seen = { ...glass, acknowledgedBy: caller.operatorId, acknowledgedAt: call.now };
      return save(work, seen, { contract: C.GlassAcknowledged, data: {} }, undefined, { acknowledged: true });
    });
  }

  @Answers(C.ListBrokenGlass)
  list({ open, limit }: InputOf<typeof C.ListBrokenGlass>, call: Call) {
    return reaching(async () => {
      const found = (await this.visible(call, open ? 'open' : 'all')).slice(0, limit);
      if (found.length > 0) await this.kit.looks.saw(call, { entity: 'broken-glass-list', area: 'a00' });
      return ok({ rows: await Promise.all(found.map((glass) => this.rowOf(glass))) });
    });
  }

  private async widen(
    work: Work,
    input: InputOf<typeof C.BreakGlass>,
    caller: Operator,
    { now }: Call,
  ): Promise<Outcome<Broken, Refusals<'BreakGlass'>>> {
    const { breakGlass } = await this.policies.inForce(now);
    if (!breakGlass.roles.some((role) => caller.roles.includes(role))) return refuse('break-glass.not-for-your-role', {});
    const { minutes = breakGlass.minutes } = input;
    if (minutes > breakGlass.minutes) return refuse('break-glass.too-long', { minutes: breakGlass.minutes });
    // Before looking whether one is open: one that comes in between is either seen there or follows the same.
    const follows = await lastOf(work.pool, caller.sessionId);
    const open = await openGlass(work.pool, caller.sessionId, now);
    if (open) return refuse('break-glass.is-open', { until: open.until.toString() });
    const { rows } = await work.pool.query<{ area: string }>(`select "area" from "command_center"."board_area"`);
    const known = new Set(rows.map(({ area }) => area));
    const stray = input.areas.find((area) => !known.has(area));
    if (stray !== undefined) return refuse('place.unknown', { path: `${SUBDISTRICT}/${stray}` });
    const own = withoutGlass(caller);
    const areas = [...new Set(input.areas)].filter((area) => !covers(own, `${SUBDISTRICT}/${area}`)).sort();
    if (areas.length === 0) return refuse('break-glass.nothing-to-widen', {});
    const id = uuidv7(now.epochMilliseconds);
    const reason = await this.kit.personKeys.seal(id, REASON, input.reason);
    const glass: BrokenGlass = {
      id,
      version: 0,
      sessionId: caller.sessionId,
      follows,
      operatorId: caller.operatorId,
      areas,
      reason,
      brokenAt: now,
      until: now.add({ minutes }),
      mendedAt: undefined,
      acknowledgedBy: undefined,
      acknowledgedAt: undefined,
    };
    const until = glass.until.toString();
    const details = { areas, until, sealedReason: reason.toString('base64') };
    return save(work, glass, { contract: C.GlassBroken, data: { areas, until } }, details, { glassId: id, areas, until });
  }

  /** Those that concern the caller's own jurisdiction: where somebody went, or whose it is. */
  private async visible({ caller, now }: Call, only: 'open' | 'all'): Promise<readonly ListedGlass[]> {
    if (caller.kind !== 'operator') return [];
    const own = withoutGlass(caller);
    const all = await listGlass(this.kit.pool, only, now, 200);
    return all.filter(({ areas, scope }) => [...areas.map((area) => `${SUBDISTRICT}/${area}`), ...scope].some((path) => covers(own, path)));
  }

  private async rowOf(glass: ListedGlass): Promise<C.BrokenGlassRow> {
    const { id, operatorId, account, displayName, areas, brokenAt, endedAt, open, calls, acknowledgedBy, acknowledgedAt } = glass;
    const reason = await this.kit.personKeys.open(id, REASON, glass.reason);
    return {
      glassId: id,
      operatorId,
      account,
      displayName,
      areas: [...areas],
      brokenAt: brokenAt.toString(),
      until: endedAt.toString(),
      open,
      ...(typeof reason === 'string' ? { reason } : {}),
      calls,
      ...(acknowledgedBy === undefined ? {} : { acknowledgedBy }),
      ...(acknowledgedAt === undefined ? {} : { acknowledgedAt: acknowledgedAt.toString() }),
    };
  }
}

const save = <T>(work: Work, glass: BrokenGlass, event: { contract: EventContract; data: unknown }, auditDetails: unknown, value: T) =>
  work.save(
    {
      table: 'broken_glass',
      entity: 'broken-glass',
      id: glass.id,
      area: 'a00',
      from: glass.version,
      columns: columnsOf(glass),
      events: [event],
      ...(auditDetails === undefined ? {} : { auditDetails }),
    },
    value,
  );
