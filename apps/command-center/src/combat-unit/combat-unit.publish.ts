import {
  CombatUnitClosed,
  CombatUnitFormed,
  CombatUnitHeadSet,
  PartyMemberLinked,
  PartyMemberUnlinked,
  UnitDutyReported,
  UnitDutySet,
  type EventContract,
} from '@houzhai/contracts';
import { doneOf, personsOf, type CombatUnit } from './combat-unit.ts';

const FACTS = {
  formed: CombatUnitFormed,
  'head-set': CombatUnitHeadSet,
  'member-linked': PartyMemberLinked,
  'member-unlinked': PartyMemberUnlinked,
  'duty-set': UnitDutySet,
  'duty-reported': UnitDutyReported,
  closed: CombatUnitClosed,
} as const;
export type CombatUnitFact = keyof typeof FACTS;

/** Turns a fact into the contract's event: numbers of the unit, nobody's name and no words. */
export const publishCombatUnit = (
  unit: CombatUnit,
  fact: CombatUnitFact,
): { readonly contract: EventContract; readonly data: unknown } => ({
  contract: FACTS[fact],
  data: {
    code: unit.code,
    kind: unit.kind,
    status: unit.status,
    path: unit.path,
    headId: unit.headId,
    partyMembers: unit.members.length,
    persons: personsOf(unit),
    duties: unit.duties.length,
    done: doneOf(unit),
  },
});
