import { covers, isWithin, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { mayCall, refuse, type CombatUnitAction, type CombatUnitReceipt, type Outcome } from '@houzhai/contracts';
import type { Change, Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { findOperator } from '../operator/operator.store.ts';
import { looksAfter } from '../task-force/task-force.store.ts';
import type { DecidedUnit } from './combat-unit.decide.ts';
import { publishCombatUnit } from './combat-unit.publish.ts';
import { CombatUnitRow, toUnit, unitColumns } from './combat-unit.row.ts';
import { actionsOf, type CombatUnit } from './combat-unit.ts';

/** A unit as loaded. */
export interface LoadedUnit {
  readonly unit: CombatUnit;
  readonly version: number;
}

/** The unit, if it lies in the caller's jurisdiction. */
export async function getUnit(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedUnit, 'record.not-found'>> {
  const row = await work.load(CombatUnitRow, id, ['version', 'facts']);
  const unit = row && toUnit(row);
  if (!unit || !covers(caller, unit.path)) return refuse('record.not-found', { entity: 'combat-unit' });
  return { ok: true, value: { unit, version: row.version } };
}

/** What a decision writes. */
export const unitChange = ({ unit, fact }: DecidedUnit, from: number, sealedReason?: Buffer): Change => ({
  table: 'combat_unit',
  entity: 'combat-unit',
  id: unit.id,
  area: unit.area,
  from,
  columns: unitColumns(unit),
  events: [publishCombatUnit(unit, fact)],
  auditDetails: { code: unit.code, status: unit.status, ...(sealedReason ? { sealedReason: sealedReason.toString('base64') } : {}) },
});

const NEEDS: Readonly<Record<CombatUnitAction, C.Access>> = {
  'report-duty': C.ReportUnitDuty.access,
  'set-duty': C.SetUnitDuty.access,
  'link-member': C.LinkPartyMember.access,
  'unlink-member': C.UnlinkPartyMember.access,
  'set-head': C.SetUnitHead.access,
  close: C.CloseCombatUnit.access,
};

/** Whether a unit is the caller's to keep: the command centre keeps all of its jurisdiction, a head their own. */
export const keeps = (unit: Pick<CombatUnit, 'headId'>, caller: Caller): boolean =>
  looksAfter(caller) || (caller.kind === 'operator' && unit.headId === caller.operatorId);

/** What an operator may do with a unit now. */
export const unitActions = (unit: CombatUnit, caller: Caller): CombatUnitAction[] =>
  caller.kind === 'operator' && !caller.readOnly && keeps(unit, caller)
    ? actionsOf(unit).filter((action) => mayCall(NEEDS[action], caller.roles))
    : [];

export const unitReceipt = ({ unit }: DecidedUnit, from: number, caller: Caller): CombatUnitReceipt => ({
  combatUnitId: unit.id,
  code: unit.code,
  status: unit.status,
  version: from + 1,
  area: unit.area,
  allowedActions: unitActions(unit, caller),
});

/** Whether somebody may be given something of a place: they are active, hold the role and see it. */
export async function isFit(pool: Pool, operatorId: string, role: C.Role, path: string): Promise<boolean> {
  const operator = await findOperator(pool, { id: operatorId });
  return operator?.active === true && operator.roles.includes(role) && operator.scope.some((own) => isWithin(path, own));
}
