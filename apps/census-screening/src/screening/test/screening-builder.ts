import values from '../../../../../seeds/policies/assignment.1.json' with { type: 'json' };
import { AssignmentPolicyValues, type AssignmentPolicy } from '../assign-policy.ts';
import type { Assignment, OpenUnit, ScreeningTeam } from '../assign.ts';

/** The policy that ships. */
export const POLICY: AssignmentPolicy = AssignmentPolicyValues.parse(values.values);

export const team = (no: number, homeArea: string, strength = 1): ScreeningTeam => ({ id: `t${no}`, no, homeArea, strength });

/** Units of an area by the size of its houses. */
export const unitsOf = (area: string, ...houses: readonly number[]): readonly OpenUnit[] =>
  houses.flatMap((rooms, index) => {
    const house = `houzhai/${area}/c1/g1/h${String(index + 1).padStart(4, '0')}`;
    return Array.from({ length: rooms }, (_, room) => {
      const path = `${house}-r${String(room + 1).padStart(2, '0')}`;
      return { id: path, path, area, house };
    });
  });

/** So many houses of one unit. */
export const singles = (area: string, units: number): readonly OpenUnit[] => unitsOf(area, ...Array.from({ length: units }, () => 1));

/** What an assignment has to be; undefined fails the test. */
export function given(assignment: Assignment | undefined): Assignment {
  if (!assignment) throw new Error('nobody who can go');
  return assignment;
}

/** What each team has, such as `t1: 5 a01, 2 a02`. */
export const told = ({ shares }: Assignment): readonly string[] =>
  shares.map(({ teamId, parts }) => `${teamId}: ${parts.map(({ units, area }) => `${units} ${area}`).join(', ')}`);

/** Most units of each team by the policy: its percent of the mean, or its share rounded up where that leaves units over. */
export function mostOf(total: number, teams: readonly ScreeningTeam[], { mostLoadPercent }: AssignmentPolicy): ReadonlyMap<string, number> {
  const able = teams.filter(({ strength }) => strength > 0);
  const heads = able.reduce((sum, { strength }) => sum + strength, 0);
  const within = able.map(({ strength }) => Math.floor((total * strength * mostLoadPercent) / (heads * 100)));
  const enough = within.reduce((sum, most) => sum + most, 0) >= total;
  return new Map(
    able.map(({ id, strength }, index) => [
      id,
      enough ? (within[index] ?? 0) : Math.max(within[index] ?? 0, Math.ceil((total * strength) / heads)),
    ]),
  );
}
