import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import type { CombatUnit, Duty } from './combat-unit.ts';

/** Combat units: what lists filter by as columns, the rest as one document. */
export const CombatUnitRow = defineEntity({
  name: 'CombatUnitRow',
  tableName: 'combat_unit',
  comment: 'Combat units 作战单元; households by path, nobody by name',
  indexes: [{ name: 'combat_unit_area', properties: ['area', 'code'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    code: p.text().unique('combat_unit_code'),
    kind: p.text(),
    status: p.text(),
    area: p.text(),
    path: p.text(),
    headId: p.uuid(),
    facts: p.json<StoredUnit>(),
  },
});

type StoredDuty = Omit<Duty, 'dueAt' | 'reportedAt'> & { readonly dueAt?: string; readonly reportedAt?: string };
export type StoredUnit = Omit<CombatUnit, 'duties'> & { readonly duties: readonly StoredDuty[] };

/** Column values of a state. */
export const unitColumns = (unit: CombatUnit): Record<string, unknown> => {
  const facts: StoredUnit = {
    ...unit,
    duties: unit.duties.map(({ dueAt, reportedAt, ...duty }) => ({
      ...duty,
      ...(dueAt ? { dueAt: instantText(dueAt) } : {}),
      ...(reportedAt ? { reportedAt: instantText(reportedAt) } : {}),
    })),
  };
  return { code: unit.code, kind: unit.kind, status: unit.status, area: unit.area, path: unit.path, head_id: unit.headId, facts };
};

/** State of a loaded row. */
export const toUnit = ({ facts }: { readonly facts: StoredUnit }): CombatUnit => ({
  ...facts,
  duties: facts.duties.map(({ dueAt, reportedAt, ...duty }) => ({
    ...duty,
    ...(dueAt === undefined ? {} : { dueAt: instantOf(dueAt) }),
    ...(reportedAt === undefined ? {} : { reportedAt: instantOf(reportedAt) }),
  })),
});
