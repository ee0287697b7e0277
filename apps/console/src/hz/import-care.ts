import { FindPersons, ListOperators, SetUpCareLinks, type InputOf, type OutputOf, type Refusal } from '@houzhai/contracts';
import { sentenceOf } from '@houzhai/i18n';
import { CARE_COLUMNS, careLines, type CareLine } from '../sheets/care-lines.ts';
import type { SaidFault } from '../sheets/file-lines.ts';
import { must, mustBeAllowed, type CallContext } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './program.ts';
import { counting } from './progress.ts';
import { withSession } from './run.ts';
import { refuseLines, rowsOf } from './sheet-file.ts';

/** Households one request has at most; each of their people and carers is asked for. */
const AT_ONCE = 20;

type Household = InputOf<typeof SetUpCareLinks>['links'][number];
type Told = OutputOf<typeof SetUpCareLinks>['rows'][number];
interface Planned {
  readonly line: CareLine;
  readonly household: Household;
}

/**
 * Sets up the households of a file. Every line is decided first, and nothing counts while one is refused; a file that was carried out
 * already changes nothing.
 */
export async function importCare(file: string, options: CommonOptions & { readonly dryRun?: boolean }): Promise<void> {
  await withSession(options, async (context) => {
    const { lang, session } = context;
    await mustBeAllowed(SetUpCareLinks, context);
    const { rows: operators } = await must(await session.client.query(ListOperators, {}), context);
    const ids = new Map(operators.map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
    const { households, faults } = careLines(await rowsOf(file, lang), (account) => ids.get(account));
    if (faults.length > 0) refuseLines(faults, context);
    const planned = await withPersons(households, context);
    const dry = await carryOut(planned, true, context);
    refuseRefused(planned, dry, context);
    const told = { households: planned.length, toSetUp: dry.filter(({ unchanged }) => !unchanged).length };
    if (options.dryRun === true) {
      printResult({ ...told, unchanged: planned.length - told.toSetUp }, context.output);
      return;
    }
    const done = await carryOut(planned, false, context);
    refuseRefused(planned, done, context, done.filter(({ ok }) => ok).length);
    printResult({ ...told, unchanged: done.filter(({ unchanged }) => unchanged).length, done: told.toSetUp }, context.output);
  });
}

/** The people of every line by their numbers. @throws where one is not in the register */
async function withPersons(households: readonly CareLine[], context: CallContext): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  const unknown: SaidFault[] = [];
  for (const line of households) {
    const personIds: string[] = [];
    for (const no of line.residents) {
      const { rows } = await must(await context.session.client.query(FindPersons, { text: no, limit: 2 }), context);
      const [person, another] = rows;
      if (person && !another) personIds.push(person.personId);
      else unknown.push({ line: line.line, column: CARE_COLUMNS.residents[context.lang], rule: 'record.not-found', ...saying('record.not-found', { entity: 'person' }, context) }); // prettier-ignore
    }
    const { categories, tier, agentId, partyMemberId } = line;
    planned.push({ line, household: { personIds, categories: [...categories], tier, agentId, partyMemberId } });
  }
  if (unknown.length > 0) refuseLines(unknown, context);
  return planned;
}

async function carryOut(planned: readonly Planned[], dryRun: boolean, context: CallContext): Promise<readonly Told[]> {
  const rows: Told[] = [];
  const zh = context.lang === 'zh';
  const progress = counting(planned.length, dryRun ? (zh ? '检查' : 'checking') : zh ? '分户到人' : 'setting up households');
  for (let from = 0; from < planned.length; from += AT_ONCE) {
    const links = planned.slice(from, from + AT_ONCE).map(({ household }) => household);
    const answer = await must(await context.session.client.command(SetUpCareLinks, { links, dryRun }, { deadlineMs: 60_000 }), context);
    rows.push(...answer.rows);
    for (const _ of links) progress.step();
  }
  progress.end();
  return rows;
}

function refuseRefused(planned: readonly Planned[], told: readonly Told[], context: CallContext, recorded?: number): void {
  const refused = told.flatMap(({ refusal }, nth): SaidFault[] => {
    const line = planned[nth]?.line.line ?? 0;
    return refusal ? [{ line, column: columnOf(refusal.code)[context.lang], rule: refusal.code, ...saying(refusal.code, refusal.params, context) }] : [];
  }); // prettier-ignore
  if (refused.length > 0) refuseLines(refused, context, recorded);
}

const columnOf = (code: string): (typeof CARE_COLUMNS)[keyof typeof CARE_COLUMNS] =>
  code.startsWith('errand.')
    ? CARE_COLUMNS.agent
    : /same-person|member-unfit/.test(code)
      ? CARE_COLUMNS.partyMember
      : CARE_COLUMNS.residents;

const saying = (code: string, params: object, { lang }: CallContext): { readonly words: string } => ({
  words: sentenceOf({ code, params } as Refusal, { lang, operator: (id) => id.slice(-6) }),
});
