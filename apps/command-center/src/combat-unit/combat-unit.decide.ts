import { ok, refuse, type Outcome, type RefusalCode } from '@houzhai/contracts';
import type { CombatUnitPolicy } from './combat-unit-policy.ts';
import type { CombatUnitFact } from './combat-unit.publish.ts';
import type { CombatUnit, Duty, LinkedMember } from './combat-unit.ts';

/** The unit after a decision, and what happened. */
export interface DecidedUnit {
  readonly unit: CombatUnit;
  readonly fact: CombatUnitFact;
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedUnit, R | 'combat-unit.closed'>;

/** A party member as a command names them. */
export interface MemberName {
  readonly operatorId?: string | undefined;
  readonly memberNo?: string | undefined;
}

const CLOSED = refuse('combat-unit.closed', {});
const decided = (unit: CombatUnit, fact: CombatUnitFact): { readonly ok: true; readonly value: DecidedUnit } => ok({ unit, fact });
const isOpen = ({ status }: CombatUnit): boolean => status === 'OPEN';
const within = (path: string, unit: string): boolean => path.startsWith(`${unit}/`);
const isOne = (member: LinkedMember, { operatorId, memberNo }: MemberName): boolean =>
  operatorId === undefined ? member.memberNo === memberNo : member.operatorId === operatorId;

/** A new unit. Whether its head is fit is for the store to say. */
export const formUnit = (unit: Omit<CombatUnit, 'status' | 'members' | 'duties'>): DecidedUnit => ({
  unit: { ...unit, status: 'OPEN', members: [], duties: [] },
  fact: 'formed',
});

/** Another head. */
export function setHead(unit: CombatUnit, headId: string): Decision<'combat-unit.nothing-changed'> {
  if (!isOpen(unit)) return CLOSED;
  return headId === unit.headId ? refuse('combat-unit.nothing-changed', {}) : decided({ ...unit, headId }, 'head-set');
}

/** Households of the unit for which one party member answers, and nobody else; not for more people than the policy says. */
export function linkMember(
  unit: CombatUnit,
  { operatorId, memberNo, paths, persons }: MemberName & { readonly paths: readonly string[]; readonly persons: number },
  policy: CombatUnitPolicy,
): Decision<'combat-unit.member-unnamed' | 'combat-unit.too-many-persons' | 'combat-unit.outside' | 'combat-unit.household-linked'> {
  if (!isOpen(unit)) return CLOSED;
  if ((operatorId === undefined) === (memberNo === undefined)) return refuse('combat-unit.member-unnamed', {});
  if (persons > policy.mostPersons) return refuse('combat-unit.too-many-persons', { most: policy.mostPersons });
  const stray = paths.find((path) => !within(path, unit.path));
  if (stray !== undefined) return refuse('combat-unit.outside', { path: stray });
  const others = unit.members.filter((member) => !isOne(member, { operatorId, memberNo }));
  const taken = paths.find((path) => others.some((member) => member.paths.includes(path)));
  if (taken !== undefined) return refuse('combat-unit.household-linked', { path: taken });
  const name = operatorId === undefined ? { memberNo: memberNo ?? '' } : { operatorId };
  return decided({ ...unit, members: [...others, { ...name, paths: [...new Set(paths)], persons }] }, 'member-linked');
}

/** A party member no longer answers for anything here. */
export function unlinkMember(unit: CombatUnit, name: MemberName): Decision<'combat-unit.not-linked'> {
  if (!isOpen(unit)) return CLOSED;
  const members = unit.members.filter((member) => !isOne(member, name));
  return members.length === unit.members.length ? refuse('combat-unit.not-linked', {}) : decided({ ...unit, members }, 'member-unlinked');
}

/** A duty, or another wording or deadline of one; how far it is stays. */
export function setDuty(
  unit: CombatUnit,
  { duty, what, dueAt }: { readonly duty: string; readonly what: string; readonly dueAt?: Temporal.Instant | undefined },
  policy: CombatUnitPolicy,
): Decision<'combat-unit.too-many-duties'> {
  if (!isOpen(unit)) return CLOSED;
  const due = dueAt ? { dueAt } : {};
  const known = unit.duties.find((one) => one.duty === duty);
  if (!known && unit.duties.length >= policy.mostDuties) return refuse('combat-unit.too-many-duties', { most: policy.mostDuties });
  const duties = known
    ? unit.duties.map((one): Duty => (one === known ? { ...without(one), what, ...due } : one))
    : [...unit.duties, { duty, what, done: 0, ...due }];
  return decided({ ...unit, duties }, 'duty-set');
}
const without = ({ dueAt: _, ...duty }: Duty): Duty => duty;

/** How far a duty is, as somebody says now. */
export function reportDuty(
  unit: CombatUnit,
  { duty, done }: { readonly duty: string; readonly done: number },
  by: string,
  now: Temporal.Instant,
): Decision<'combat-unit.no-such-duty'> {
  if (!isOpen(unit)) return CLOSED;
  if (!unit.duties.some((one) => one.duty === duty))
    return refuse('combat-unit.no-such-duty', { known: unit.duties.map((one) => one.duty).join(', ') });
  const duties = unit.duties.map((one): Duty => (one.duty === duty ? { ...one, done, reportedAt: now, reportedBy: by } : one));
  return decided({ ...unit, duties }, 'duty-reported');
}

/** The unit ends. */
export const closeUnit = (unit: CombatUnit): Decision => (isOpen(unit) ? decided({ ...unit, status: 'CLOSED' }, 'closed') : CLOSED);
