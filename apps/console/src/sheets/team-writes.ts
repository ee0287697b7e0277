import { ChangeTaskForce, FormTaskForce, type CheckTaskForces, type InputOf, type OutputOf, type Refusal } from '@houzhai/contracts';
import { sentenceOf, type Language } from '@houzhai/i18n';
import type { z } from 'zod';
import type { SaidFault } from './file-lines.ts';
import { TEAM_COLUMNS, type TeamLine } from './team-lines.ts';

/** What a list of teams asks for, as it is judged. */
export const teamsAsked = (teams: readonly TeamLine[]): InputOf<typeof CheckTaskForces>['teams'] =>
  teams.map(({ memberIds, ...team }) => ({ ...team, memberIds: [...memberIds] }));

/** One command of a list of teams, with the line it comes from. */
export type TeamWrite = { readonly line: number; readonly no: number } & (
  | { readonly contract: typeof FormTaskForce; readonly input: z.input<(typeof FormTaskForce)['input']> }
  | { readonly contract: typeof ChangeTaskForce; readonly input: z.input<(typeof ChangeTaskForce)['input']> }
);

/** Commands that make teams what a list says; none for those that are so. */
export const teamWrites = (teams: readonly TeamLine[], { fit }: OutputOf<typeof CheckTaskForces>): readonly TeamWrite[] =>
  fit.flatMap(({ line, what, taskForceId, version, add, remove }): readonly TeamWrite[] => {
    const team = teams.find((one) => one.line === line);
    if (!team || what === 'SAME') return [];
    const { line: _, memberIds, ...form } = team;
    if (taskForceId === undefined) return [{ line, no: team.no, contract: FormTaskForce, input: { ...form, memberIds: [...memberIds] } }];
    const input = { taskForceId, expectedVersion: version, leaderId: team.leaderId, add, remove };
    return [{ line, no: team.no, contract: ChangeTaskForce, input }];
  });

/** How many teams a list forms, changes and leaves as they are. */
export const teamsTold = ({ fit }: OutputOf<typeof CheckTaskForces>) => {
  const count = (what: string): number => fit.filter((one) => one.what === what).length;
  return { toForm: count('FORM'), toChange: count('CHANGE'), unchanged: count('SAME') };
};

/** A refusal of a line, in words and at the column it is about. */
export function refusedTeam(line: number, refusal: Refusal, lang: Language, operator = (id: string): string => id.slice(-6)): SaidFault {
  const column = refusal.code === 'place.unknown' ? 'homeArea' : refusal.code === 'task-force.number-taken' ? 'no' : 'members';
  return { line, column: TEAM_COLUMNS[column][lang], rule: refusal.code, words: sentenceOf(refusal, { lang, operator }) };
}
