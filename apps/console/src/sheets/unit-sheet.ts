import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ok, type ExportUnits, type Outcome, type OutputOf, type UnitRow } from '@houzhai/contracts';
import { writeRows } from '@houzhai/documents';
import { stratumLabel, unitStatusLabel, type Language, type Text } from '@houzhai/i18n';
import { VISIT_COLUMNS } from './visit-lines.ts';
import { onPaper } from './paper.ts';

/** One column of units as a file has them. */
interface UnitColumn {
  readonly header: Text;
  readonly value: (row: UnitRow, lang: Language, operator: (id: string) => string) => string | number;
}

/** What is known of a unit: which door, how it stands, whose it is; nobody who lives there. */
const KNOWN: readonly UnitColumn[] = [
  { header: VISIT_COLUMNS.path, value: ({ path }) => path },
  { header: { zh: '门', en: 'door' }, value: ({ zh, en }, lang) => (lang === 'zh' ? zh : en) },
  { header: { zh: '楼', en: 'house' }, value: ({ houseZh, houseEn }, lang) => (lang === 'zh' ? houseZh : houseEn) },
  { header: { zh: '村(居)', en: 'area' }, value: ({ area }) => area },
  { header: { zh: '类别', en: 'stratum' }, value: ({ stratum }, lang) => stratumLabel(stratum, lang) },
  { header: { zh: '附册', en: 'addendum' }, value: ({ addendum }, lang) => (addendum ? (lang === 'zh' ? '是' : 'yes') : '') },
  { header: { zh: '状态', en: 'status' }, value: ({ status }, lang) => unitStatusLabel(status, lang) },
  { header: { zh: '登记人数', en: 'registered' }, value: ({ registered }) => registered },
  { header: { zh: '队', en: 'team' }, value: ({ teamNo }) => teamNo ?? '' },
  { header: { zh: '次数', en: 'visits' }, value: ({ attempts }) => attempts },
  { header: { zh: '上次', en: 'last' }, value: ({ lastAt }) => (lastAt === undefined ? '' : onPaper(lastAt)) },
  { header: { zh: '须在', en: 'again' }, value: ({ otherHalf }) => otherHalf ?? '' },
  {
    header: { zh: '责任人', en: 'owner' },
    value: ({ ownerId }, _, operator) => (ownerId === undefined ? '' : operator(ownerId)),
  },
  { header: { zh: '期限', en: 'until' }, value: ({ dueAt }) => (dueAt === undefined ? '' : onPaper(dueAt)) },
];
/** Columns that stand empty for whoever goes there: the file is read back as it is. */
const toFillIn = (sheetNo: string): readonly UnitColumn[] =>
  Object.entries(VISIT_COLUMNS).flatMap(([column, header]) =>
    column === 'path' ? [] : [{ header, value: () => (column === 'sheetNo' ? sheetNo : '') }],
  );

/** Headers of an exported file that say nothing when it is read back. */
export const EXPORTED_HEADERS: readonly string[] = KNOWN.flatMap(({ header: { zh, en } }) => [zh, en]);

/** Units as a file has them, with empty columns for what is found. */
export const unitColumns = (lang: Language, operator: (id: string) => string, sheetNo = '') =>
  [...KNOWN, ...toFillIn(sheetNo)].map(({ header, value }) => ({
    header: header[lang],
    value: (row: UnitRow) => value(row, lang, operator),
  }));

/** Units of a round, as many as were asked for. */
export type Units = OutputOf<typeof ExportUnits>;

/** All units, after their first page. */
export async function allUnits(first: Units, next: (cursor: string) => Promise<Outcome<Units>>): Promise<Outcome<Units>> {
  const rows = [...first.rows];
  let { nextCursor } = first;
  while (nextCursor !== undefined) {
    const page = await next(nextCursor);
    if (!page.ok) return page;
    rows.push(...page.value.rows);
    ({ nextCursor } = page.value);
  }
  const { nextCursor: _, ...whole } = first;
  return ok({ ...whole, rows });
}

/**
 * Writes units to a file only its owner reads.
 * @throws what the file system says
 */
export async function writeUnits(
  file: string,
  format: 'csv' | 'xlsx',
  { rows, sheetNo }: Units,
  lang: Language,
  operator: (id: string) => string,
): Promise<void> {
  const columns = unitColumns(lang, operator, sheetNo);
  await pipeline(Readable.from(writeRows(rows, { format, columns })), createWriteStream(file, { mode: 0o600 }));
}
