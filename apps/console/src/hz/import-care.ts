import { extname } from 'node:path';
import { CARE_CATEGORIES, CARE_TIERS, FindPersons, ListOperators, SetUpCareLinks, type OutputOf } from '@houzhai/contracts';
import { careCategoryLabel, careTierLabel, type Language } from '@houzhai/i18n';
import { careLines, writeCareTemplate, type CareLine } from '../sheets/care-lines.ts';
import { AT_ONCE, householdOf, refusedHouseholds, unknownResidents, type Household } from '../sheets/care-writes.ts';
import { HzFailure, must, mustBeAllowed, type CallContext } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { counting } from './progress.ts';
import { langOf, outputOf, withSession } from './run.ts';
import { refuseLines, rowsOf } from './sheet-file.ts';

type Told = OutputOf<typeof SetUpCareLinks>['rows'][number];

/**
 * Sets up the households of a file. Every line is decided first, and nothing counts while one is refused; a file that was carried out
 * already changes nothing.
 */
export async function importCare(
  file: string,
  options: CommonOptions & { readonly dryRun?: boolean; readonly template?: boolean },
): Promise<void> {
  if (options.template === true) return template(file, langOf(options), options);
  await withSession(options, async (context) => {
    const { lang, session } = context;
    await mustBeAllowed(SetUpCareLinks, context);
    const { rows: operators } = await must(await session.client.query(ListOperators, {}), context);
    const ids = new Map(operators.map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
    const { households: lines, faults } = careLines(await rowsOf(file, lang), (account) => ids.get(account));
    if (faults.length > 0) refuseLines(faults, context);
    const persons = await personsOf(lines, context);
    const personOf = (no: string): string | undefined => persons.get(no);
    const unknown = unknownResidents(lines, personOf, lang);
    if (unknown.length > 0) refuseLines(unknown, context);
    const links = lines.map((line) => householdOf(line, personOf));
    const dry = await carryOut(links, true, context);
    refuseRefused(lines, dry, context);
    const told = { households: links.length, toSetUp: dry.filter(({ unchanged }) => !unchanged).length };
    if (options.dryRun === true) {
      printResult({ ...told, unchanged: links.length - told.toSetUp }, context.output);
      return;
    }
    const done = await carryOut(links, false, context);
    refuseRefused(lines, done, context, done.filter(({ ok }) => ok).length);
    printResult({ ...told, unchanged: done.filter(({ unchanged }) => unchanged).length, done: told.toSetUp }, context.output);
  });
}

/** An empty file with the columns there are, and what stands in each. @throws HzFailure where it cannot be written */
async function template(file: string, lang: Language, options: CommonOptions): Promise<void> {
  const zh = lang === 'zh';
  const format = ({ '.csv': 'csv', '.xlsx': 'xlsx' } as const)[extname(file).toLowerCase()];
  if (!format) throw new HzFailure(zh ? '文件名须以 .csv 或 .xlsx 结尾' : 'The file has to end in .csv or .xlsx', 2);
  const columns = await writeCareTemplate(file, format, lang).catch((error: unknown) => {
    throw new HzFailure(zh ? `写不了 ${file}：${String(error)}` : `Cannot write ${file}: ${String(error)}`, 1);
  });
  const categories = CARE_CATEGORIES.map((one) => careCategoryLabel(one, lang)).join(' ');
  const tiers = CARE_TIERS.map((one) => careTierLabel(one, lang)).join(' ');
  process.stderr.write(
    zh
      ? `一户一行；居民编号 PE-…，一户多人用空格分开；类别：${categories}；频次：${tiers}；代办员、联户党员写账号\n`
      : `A household a line; residents PE-…, several apart by spaces; categories: ${categories}; tier: ${tiers}; agent and party member by account\n`,
  );
  printResult({ file, columns: columns.join(zh ? '、' : ', ') }, outputOf(options));
}

/** Persons of the register by the numbers a file has; those it does not know are not there. */
async function personsOf(lines: readonly CareLine[], context: CallContext): Promise<ReadonlyMap<string, string>> {
  const persons = new Map<string, string>();
  for (const no of lines.flatMap(({ residents }) => residents)) {
    const { rows } = await must(await context.session.client.query(FindPersons, { text: no, limit: 2 }), context);
    const [person, another] = rows;
    if (person && !another) persons.set(no, person.personId);
  }
  return persons;
}

async function carryOut(households: readonly Household[], dryRun: boolean, context: CallContext): Promise<readonly Told[]> {
  const rows: Told[] = [];
  const zh = context.lang === 'zh';
  const progress = counting(households.length, dryRun ? (zh ? '检查' : 'checking') : zh ? '分户到人' : 'setting up households');
  for (let from = 0; from < households.length; from += AT_ONCE) {
    const links = households.slice(from, from + AT_ONCE);
    const answer = await must(await context.session.client.command(SetUpCareLinks, { links, dryRun }, { deadlineMs: 60_000 }), context);
    rows.push(...answer.rows);
    for (const _ of links) progress.step();
  }
  progress.end();
  return rows;
}

function refuseRefused(lines: readonly CareLine[], told: readonly Told[], context: CallContext, recorded?: number): void {
  const refused = refusedHouseholds(lines, told, context.lang);
  if (refused.length > 0) refuseLines(refused, context, recorded);
}
