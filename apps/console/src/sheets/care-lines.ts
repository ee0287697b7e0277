import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CARE_CATEGORIES, CARE_TIERS, type CareCategory, type CareTier } from '@houzhai/contracts';
import { writeRows, type FileRow } from '@houzhai/documents';
import { LANGUAGES, careCategoryLabel, careTierLabel, type Language, type Text } from '@houzhai/i18n';
import { SEVERAL, choiceOf, fileLines, type LineFault } from './file-lines.ts';

/** Columns of a list of households. */
export const CARE_COLUMNS = {
  residents: { zh: '居民编号', en: 'residents' },
  categories: { zh: '类别', en: 'categories' },
  tier: { zh: '频次', en: 'tier' },
  agent: { zh: '代办员', en: 'agent' },
  partyMember: { zh: '联户党员', en: 'party member' },
} as const satisfies Readonly<Record<string, Text>>;

/** A household as a file has it. */
export interface CareLine {
  readonly line: number;
  /** Numbers of those who live there. */
  readonly residents: readonly string[];
  readonly categories: readonly CareCategory[];
  readonly tier: CareTier;
  readonly agentId: string;
  readonly partyMemberId: string;
}

const RESIDENT = /^PE-\d{8}-\d{4,}-\d$/;

/**
 * Reads a list of households, one a line, residents by their numbers and the two who look after them by their accounts; no resident
 * stands there twice.
 * @param idOf the operator of an account
 */
export function careLines(
  rows: readonly FileRow[],
  idOf: (account: string) => string | undefined,
): { readonly households: readonly CareLine[]; readonly faults: readonly LineFault[] } {
  const { lines, faults: headers } = fileLines(rows, CARE_COLUMNS);
  const faults: LineFault[] = [...headers];
  const seen = new Set<string>();
  const households = lines.flatMap(({ line, cell, head }) => {
    const before = faults.length;
    const fault = (column: keyof typeof CARE_COLUMNS, rule: string): undefined => {
      faults.push({ line, column: head(column), rule: cell(column) === '' ? 'required' : rule });
      return undefined;
    };
    const several = (column: 'residents' | 'categories'): readonly string[] => {
      const words = cell(column).split(SEVERAL).filter((word) => word !== ''); // prettier-ignore
      if (words.length === 0) fault(column, 'required');
      return words;
    };
    const residents = several('residents').map((word) => word.toUpperCase());
    for (const no of residents) {
      if (!RESIDENT.test(no)) fault('residents', 'invalid_value');
      if (seen.has(no)) fault('residents', 'twice');
      seen.add(no);
    }
    const categories = several('categories').flatMap(
      (word) =>
        choiceOf(word, CARE_CATEGORIES, (one) => LANGUAGES.map((lang) => careCategoryLabel(one, lang))) ??
        fault('categories', 'invalid_value') ??
        [],
    );
    const tier =
      choiceOf(cell('tier'), CARE_TIERS, (one) => LANGUAGES.map((lang) => careTierLabel(one, lang))) ?? fault('tier', 'invalid_value');
    const agentId = idOf(cell('agent').toLowerCase()) ?? fault('agent', 'account');
    const partyMemberId = idOf(cell('partyMember').toLowerCase()) ?? fault('partyMember', 'account');
    return faults.length > before || !tier || agentId === undefined || partyMemberId === undefined
      ? []
      : [{ line, residents, categories, tier, agentId, partyMemberId }];
  });
  return { households, faults };
}

/** Writes a file with the columns of a list of households and nothing below them. @throws what the file system says */
export async function writeCareTemplate(file: string, format: 'csv' | 'xlsx', lang: Language): Promise<readonly string[]> {
  const columns = Object.values(CARE_COLUMNS).map((head) => ({ header: head[lang], value: () => '' }));
  await pipeline(Readable.from(writeRows([], { format, columns })), createWriteStream(file));
  return columns.map(({ header }) => header);
}
