import { Inject, Injectable } from '@nestjs/common';
import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { toUnit, type StoredUnit } from './combat-unit.row.ts';
import { unitActions } from './combat-unit.store.ts';
import { doneOf, isOverdue, personsOf, type CombatUnit } from './combat-unit.ts';

interface Row {
  readonly version: number;
  readonly facts: StoredUnit;
}

@Injectable()
export class CombatUnitQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CombatUnitsPage)
  page(input: InputOf<typeof C.CombatUnitsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [withinScope(call.caller, $, 'u')];
      if (input.area !== undefined) where.push(`u."area" = ${$(input.area)}`);
      if (input.kind !== undefined) where.push(`u."kind" = ${$(input.kind)}`);
      if (input.headId !== undefined) where.push(`u."head_id" = ${$(input.headId)}`);
      if (input.ids !== undefined) where.push(`u."id" = any(${$(input.ids)}::uuid[])`);
      if (!input.closed) where.push(`u."status" = 'OPEN'`);
      const { rows } = await this.kit.pool.query<Row>(
        `select u."version", u."facts" from "command_center"."combat_unit" u where ${where.join(' and ')} order by u."area", u."code"`,
        values,
      );
      return ok({
        rows: rows.map((row) => rowOf(toUnit(row), row.version, call.caller, call.now)),
        total: rows.length,
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.CombatUnitDetail)
  detail({ combatUnitId, code }: InputOf<typeof C.CombatUnitDetail>, call: Call) {
    return reaching(async () => {
      const { rows } = await this.kit.pool.query<Row>(
        `select "version", "facts" from "command_center"."combat_unit" where "id" = $1 or ($1::uuid is null and "code" = $2)`,
        [combatUnitId ?? null, code ?? null],
      );
      const [found] = rows;
      const unit = found && toUnit(found);
      if (!unit || !covers(call.caller, unit.path)) return refuse('record.not-found', { entity: 'combat-unit' });
      return ok({
        row: rowOf(unit, found.version, call.caller, call.now),
        members: unit.members.map((member) => ({ ...member, paths: [...member.paths] })),
        duties: unit.duties.map(({ dueAt, reportedAt, ...duty }) => ({
          ...duty,
          overdue: isOverdue({ ...duty, ...(dueAt ? { dueAt } : {}) }, call.now),
          ...(dueAt ? { dueAt: instantText(dueAt) } : {}),
          ...(reportedAt ? { reportedAt: instantText(reportedAt) } : {}),
        })),
        history: await historyOf(this.kit.pool, 'command_center', 'combat-unit', unit.id),
      });
    });
  }
}

const rowOf = (unit: CombatUnit, version: number, caller: Caller, now: Temporal.Instant): C.CombatUnitRow => ({
  combatUnitId: unit.id,
  code: unit.code,
  kind: unit.kind,
  name: unit.name,
  version,
  status: unit.status,
  area: unit.area,
  path: unit.path,
  headId: unit.headId,
  partyMembers: unit.members.length,
  households: unit.members.reduce((sum, { paths }) => sum + paths.length, 0),
  persons: personsOf(unit),
  duties: unit.duties.length,
  done: doneOf(unit),
  overdue: unit.duties.filter((duty) => isOverdue(duty, now)).length,
  allowedActions: unitActions(unit, caller),
});
