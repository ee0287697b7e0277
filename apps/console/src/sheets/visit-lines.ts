import { createHash } from 'node:crypto';
import { parseWhen } from '@houzhai/calendar';
import { Path, VISIT_OUTCOMES, VacancyEvidence, type VisitOutcome } from '@houzhai/contracts';
import type { FileRow } from '@houzhai/documents';
import { parseBusinessNumber } from '@houzhai/identity-numbers';
import { evidenceLabel, visitOutcomeLabel, type Language, type Text } from '@houzhai/i18n';
import { SEVERAL, choiceOf, fileLines, type FileLine, type LineFault } from './file-lines.ts';

/** Columns somebody fills in who was at a door. */
export const VISIT_COLUMNS = {
  path: { zh: '位置', en: 'path' },
  outcome: { zh: '结果', en: 'outcome' },
  time: { zh: '上门时间', en: 'time' },
  asRegistered: { zh: '与登记相符', en: 'as registered' },
  found: { zh: '查到的人', en: 'found' },
  unknown: { zh: '登记外人数', en: 'not in the register' },
  evidence: { zh: '空置依据', en: 'evidence' },
  evidenceNo: { zh: '依据编号', en: 'evidence no' },
  note: { zh: '备注', en: 'note' },
  sheetNo: { zh: '工作单', en: 'sheet' },
  collectedBy: { zh: '上门人', en: 'visited by' },
} as const satisfies Readonly<Record<string, Text>>;
type Column = keyof typeof VISIT_COLUMNS;

/** A visit as a file has it. */
export interface VisitLine {
  readonly line: number;
  readonly path: string;
  readonly outcome: VisitOutcome;
  readonly asRegistered: boolean;
  /** Numbers of persons of the register. */
  readonly foundNos?: readonly string[];
  readonly unknown: number;
  readonly evidence?: VacancyEvidence;
  readonly evidenceNo?: string;
  readonly note?: string;
  readonly sheetNo?: string;
  readonly collectedBy?: string;
  readonly occurredAt: string;
}

/** What a door may come to, as somebody writes it on paper. */
export const OUTCOME_WORDS: Readonly<Record<VisitOutcome, Text>> = {
  COMPLETED: { zh: '查清', en: 'complete' },
  NOBODY_HOME: { zh: '无人', en: 'nobody' },
  PARTIAL: { zh: '未查全', en: 'partial' },
  VACANT_CONFIRMED: { zh: '空置', en: 'vacant' },
  REFUSED: { zh: '拒绝', en: 'refused' },
  INACCESSIBLE: { zh: '到不了', en: 'blocked' },
  NOT_EXIST: { zh: '无此处', en: 'no such' },
};

const LANGUAGES: readonly Language[] = ['zh', 'en'];
const labelsIn =
  <T>(label: (value: T, lang: Language) => string) =>
  (value: T) =>
    LANGUAGES.map((lang) => label(value, lang));
const outcomeWords = (outcome: VisitOutcome): readonly string[] =>
  LANGUAGES.flatMap((lang) => [visitOutcomeLabel(outcome, lang), OUTCOME_WORDS[outcome][lang]]);
/** Most characters of a text, as the contract has them. */
const TEXTS = { evidenceNo: 60, note: 300, sheetNo: 30, collectedBy: 60 } as const;

/**
 * Reads visits that were written down elsewhere. A line that says neither what was found nor when is a door nobody was at yet.
 * @param ignored headers of columns that may stand there as they were exported
 */
export function visitLines(
  rows: readonly FileRow[],
  now: Temporal.Instant,
  ignored: readonly string[] = [],
): { readonly visits: readonly VisitLine[]; readonly empty: number; readonly faults: readonly LineFault[] } {
  const { lines, faults: headers } = fileLines(rows, VISIT_COLUMNS, ignored);
  const filled = lines.filter(({ cell }) => cell('outcome') !== '' || cell('time') !== '');
  const read = filled.map((line) => visitOf(line, now));
  return {
    visits: read.flatMap((one) => ('visit' in one ? [one.visit] : [])),
    empty: lines.length - filled.length,
    faults: [...headers, ...read.flatMap((one) => ('faults' in one ? one.faults : []))],
  };
}

/** Numbers of the register as they are written; undefined where one of them can be none. */
function personNos(text: string): readonly string[] | undefined {
  const typed = text.split(SEVERAL).filter((no) => no !== '');
  const read = typed.flatMap((no) => {
    const one = parseBusinessNumber(no, 'PE');
    return one.ok ? [one.value.number] : [];
  });
  return read.length === typed.length ? read : undefined;
}

function visitOf(
  { line, cell, head }: FileLine<Column>,
  now: Temporal.Instant,
): { readonly visit: VisitLine } | { readonly faults: readonly LineFault[] } {
  const faults: LineFault[] = [];
  const fault = (column: Column, rule: string): undefined => {
    faults.push({ line, column: head(column), rule: cell(column) === '' ? 'required' : rule });
    return undefined;
  };
  const path = Path.safeParse(cell('path').toLowerCase()).data ?? fault('path', 'path');
  const outcome = choiceOf(cell('outcome'), VISIT_OUTCOMES, outcomeWords) ?? fault('outcome', 'invalid_value');
  const occurredAt = instantOf(cell('time'), now) ?? fault('time', 'full-time');
  const asRegistered = yesOrNo(cell('asRegistered')) ?? fault('asRegistered', 'yes-no');
  const foundNos = personNos(cell('found')) ?? fault('found', 'person-no');
  const unknown = /^\d{0,3}$/.test(cell('unknown')) ? Number(cell('unknown')) : fault('unknown', 'number');
  const evidence =
    cell('evidence') === ''
      ? undefined
      : (choiceOf(cell('evidence'), VacancyEvidence.options, labelsIn(evidenceLabel)) ?? fault('evidence', 'invalid_value'));
  const texts = Object.fromEntries(
    (Object.entries(TEXTS) as [keyof typeof TEXTS, number][]).flatMap(([column, most]) => {
      const text = cell(column);
      if (text.length > most) fault(column, 'too_big');
      else if (/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text)) fault(column, 'text');
      return text === '' ? [] : [[column, text]];
    }),
  );
  if (faults.length > 0 || !path || !outcome || !occurredAt || asRegistered === undefined || !foundNos || unknown === undefined)
    return { faults };
  const named = foundNos.length === 0 ? {} : { foundNos };
  return { visit: { line, path, outcome, asRegistered, ...named, unknown, ...(evidence ? { evidence } : {}), ...texts, occurredAt } };
}

/** The instant a cell says with day and time; undefined where one of them is left to guess. */
function instantOf(text: string, now: Temporal.Instant): string | undefined {
  // A spreadsheet's own time has seconds.
  const typed = text.replace(/(\d{1,2}:\d{2}):\d{2}$/, '$1');
  const readings = [parseWhen(typed, now, '00:00'), parseWhen(typed, now, '23:59'), parseWhen(typed, now.add({ hours: 24 }), '00:00')].map(
    (one) => (one.ok ? one.value.toString() : ''),
  );
  const [first] = readings;
  return first !== '' && readings.every((one) => one === first) ? first : undefined;
}

function yesOrNo(word: string): boolean | undefined {
  const said = word.normalize('NFKC').toLowerCase();
  if (['', '否', '不', 'no', 'n', '0', 'false'].includes(said)) return false;
  return ['是', '相符', '√', '✓', 'yes', 'y', '1', 'true'].includes(said) ? true : undefined;
}

/**
 * Ids under which visits are recorded, in their order: made from what a visit says and the round, so that the same line is the same
 * visit whatever was put right around it and whatever the file is called.
 */
export function visitIds(round: string, visits: readonly VisitLine[]): readonly string[] {
  const seen = new Map<string, number>();
  return visits.map(({ line: _, ...said }) => {
    const hash = createHash('sha256').update(JSON.stringify([round, said])).digest('hex').slice(0, 40); // prettier-ignore
    const nth = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, nth);
    return `visit-${hash}-${String(nth)}`;
  });
}
