import { CampaignDetail, CheckVisits, RecordVisit, VISITS_AT_ONCE, type Refusal, type RefusalCode } from '@houzhai/contracts';
import { counted, sentenceOf } from '@houzhai/i18n';
import type { SaidFault } from '../sheets/file-lines.ts';
import { EXPORTED_HEADERS } from '../sheets/unit-sheet.ts';
import { VISIT_COLUMNS, visitIds, visitLines, type VisitLine } from '../sheets/visit-lines.ts';
import { must, mustBeAllowed, type CallContext } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { counting } from './progress.ts';
import { withSession } from './run.ts';
import { refuseLines, rowsOf } from './sheet-file.ts';

/** Doors recorded at the same time; the visits of one door follow each other. */
const LANES = 6;
/** The column that a refusal is about. */
const ABOUT: Readonly<Partial<Record<RefusalCode, keyof typeof VISIT_COLUMNS>>> = {
  'screening.no-such-person': 'found',
  'screening.persons-missing': 'unknown',
  'screening.persons-unfit': 'unknown',
  'screening.evidence-missing': 'evidence',
  'screening.other-half-needed': 'time',
  'record.happened-in-future': 'time',
  'record.not-found': 'path',
};

/** Which unit a line is about, and whom of the register it found. */
interface Fit {
  readonly unitId: string;
  readonly foundIds: string[];
}

interface Visit extends VisitLine {
  readonly commandId: string;
}

/**
 * Records visits of a file: every line is judged first, and nothing counts while one is refused; then one command per visit, under an id
 * made from what it says, so that the same file twice is the same visits once.
 */
export async function importVisits(
  file: string,
  options: CommonOptions & { readonly dryRun?: boolean; readonly round?: string },
): Promise<void> {
  await withSession(options, async (context) => {
    const { session, lang } = context;
    const zh = lang === 'zh';
    await mustBeAllowed(RecordVisit, context);
    const read = visitLines(await rowsOf(file, lang), Temporal.Now.instant(), EXPORTED_HEADERS);
    if (read.faults.length > 0) refuseLines(read.faults, context);
    const asked = options.round === undefined ? {} : { no: options.round };
    const { campaignId, no } = (await must(await session.client.query(CampaignDetail, asked), context)).row;
    const ids = visitIds(no, read.visits);
    const visits = read.visits.map((visit, index): Visit => ({ ...visit, commandId: ids[index] ?? '' }));
    const { fit, done, faults } = await judged(visits, campaignId, context);
    if (faults.length > 0) refuseLines(faults, context);
    const told = { round: no, visits: visits.length, recordedBefore: done, empty: read.empty };
    if (options.dryRun === true) {
      printResult({ ...told, toRecord: fit.size, recorded: 0 }, context.output);
      return;
    }
    const late = await recorded(visits, fit, context);
    if (late.length > 0) refuseLines(late, context, fit.size - late.length);
    printResult({ ...told, recorded: fit.size }, context.output);
    process.stderr.write(zh ? `已登记 ${String(fit.size)} 次上门\n` : `${counted(fit.size, 'visit')} recorded\n`);
  });
}

/** What the platform says of the visits, before any counts: the unit of each that fits, and why not of the others. */
async function judged(visits: readonly Visit[], campaignId: string, context: CallContext) {
  const fit = new Map<number, Fit>();
  const faults: SaidFault[] = [];
  let done = 0;
  // The visits of one door are judged together, in the order of the file.
  const byDoor = [...Map.groupBy(visits, ({ path }) => path).values()].flat();
  for (let at = 0; at < byDoor.length; at += VISITS_AT_ONCE) {
    const part = byDoor.slice(at, at + VISITS_AT_ONCE).map(({ line, path, outcome, asRegistered, foundNos = [], unknown, evidence, occurredAt, commandId }) => ({ line, path, outcome, asRegistered, foundNos: [...foundNos], unknown, evidence, occurredAt, commandId })); // prettier-ignore
    const answer = await must(
      await context.session.client.query(CheckVisits, { campaignId, visits: part }, { deadlineMs: 60_000 }),
      context,
    );
    done += answer.done.length;
    for (const { line, unitId, foundIds } of answer.fit) fit.set(line, { unitId, foundIds });
    for (const { line, code, params } of answer.faults) faults.push(saidOf(line, { code, params } as Refusal, context));
  }
  return { fit, done, faults };
}

function saidOf(line: number, refusal: Refusal, { lang }: CallContext): SaidFault {
  const column = VISIT_COLUMNS[ABOUT[refusal.code] ?? 'outcome'][lang];
  return { line, column, rule: refusal.code, words: sentenceOf(refusal, { lang, operator: (id) => id.slice(-6) }) };
}

/** Records what fits. @returns what was refused after all: somebody else was there in between */
async function recorded(visits: readonly Visit[], fit: ReadonlyMap<number, Fit>, context: CallContext): Promise<readonly SaidFault[]> {
  const late: SaidFault[] = [];
  const progress = counting(fit.size, context.lang === 'zh' ? '登记上门' : 'recording visits');
  const doors = [...Map.groupBy(visits, ({ path }) => path).values()].values();
  const lane = async (): Promise<void> => {
    for (const door of doors)
      for (const { line, path: _, foundNos: __, commandId, ...said } of door) {
        const fits = fit.get(line);
        if (!fits) continue;
        const outcome = await context.session.client.command(RecordVisit, { ...fits, ...said }, { commandId, deadlineMs: 60_000 });
        if (!outcome.ok) late.push(saidOf(line, outcome.refusal, context));
        progress.step();
      }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  progress.end();
  return late;
}
