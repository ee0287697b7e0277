import { AreaCode, TaskForceNo } from '@houzhai/contracts';
import type { FileRow } from '@houzhai/documents';
import type { Text } from '@houzhai/i18n';
import { SEVERAL, fileLines, type LineFault } from './file-lines.ts';

/** Columns of a list of teams. */
export const TEAM_COLUMNS = {
  no: { zh: '队号', en: 'team' },
  homeArea: { zh: '村(居)', en: 'area' },
  leader: { zh: '队长', en: 'leader' },
  members: { zh: '队员', en: 'members' },
} as const satisfies Readonly<Record<string, Text>>;

/** A team as a file has it. */
export interface TeamLine {
  readonly line: number;
  readonly no: number;
  readonly homeArea: string;
  readonly leaderId: string;
  /** The others. */
  readonly memberIds: readonly string[];
}

/**
 * Reads a list of teams, one a line, people by their accounts; nobody and no number stands there twice.
 * @param idOf the operator of an account
 */
export function teamLines(
  rows: readonly FileRow[],
  idOf: (account: string) => string | undefined,
): { readonly teams: readonly TeamLine[]; readonly faults: readonly LineFault[] } {
  const { lines, faults: headers } = fileLines(rows, TEAM_COLUMNS);
  const faults: LineFault[] = [...headers];
  const seen = new Set<string>();
  const teams = lines.flatMap(({ line, cell, head }) => {
    const before = faults.length;
    const fault = (column: keyof typeof TEAM_COLUMNS, rule: string): undefined => {
      faults.push({ line, column: head(column), rule: cell(column) === '' ? 'required' : rule });
      return undefined;
    };
    const once = (column: keyof typeof TEAM_COLUMNS, what: string): void => {
      if (seen.has(what)) fault(column, 'twice');
      seen.add(what);
    };
    const person = (column: 'leader' | 'members', account: string): string | undefined => {
      once(column, account);
      return idOf(account) ?? fault(column, 'account');
    };
    const no = TaskForceNo.safeParse(Number(cell('no') || Number.NaN)).data ?? fault('no', 'number');
    if (no !== undefined) once('no', String(no));
    const homeArea = AreaCode.safeParse(cell('homeArea').toLowerCase()).data ?? fault('homeArea', 'invalid_value');
    const leaderId = cell('leader') === '' ? fault('leader', 'required') : person('leader', cell('leader').toLowerCase());
    const accounts = cell('members').toLowerCase().split(SEVERAL).filter((account) => account !== ''); // prettier-ignore
    const memberIds = accounts.flatMap((account) => person('members', account) ?? []);
    return faults.length > before || no === undefined || !homeArea || !leaderId ? [] : [{ line, no, homeArea, leaderId, memberIds }];
  });
  return { teams, faults };
}
