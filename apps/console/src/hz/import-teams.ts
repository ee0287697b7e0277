import { CheckTaskForces, FormTaskForce, ListOperators, type Refusal } from '@houzhai/contracts';
import type { SaidFault } from '../sheets/file-lines.ts';
import { teamLines } from '../sheets/team-lines.ts';
import { refusedTeam, teamWrites, teamsAsked, teamsTold } from '../sheets/team-writes.ts';
import { must, mustBeAllowed } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './common-options.ts';
import { counting } from './progress.ts';
import { withSession } from './run.ts';
import { refuseLines, rowsOf } from './sheet-file.ts';

/**
 * Forms the teams of a file, and changes those that exist to what it says. Every line is judged first, and nothing counts while one is
 * refused; a file that was carried out already changes nothing.
 */
export async function importTeams(file: string, options: CommonOptions & { readonly dryRun?: boolean }): Promise<void> {
  await withSession(options, async (context) => {
    const { lang, session } = context;
    const { client } = session;
    await mustBeAllowed(FormTaskForce, context);
    const { rows: operators } = await must(await client.query(ListOperators, {}), context);
    const ids = new Map(operators.map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
    const { teams, faults } = teamLines(await rowsOf(file, lang), (account) => ids.get(account));
    if (faults.length > 0) refuseLines(faults, context);
    const checked = await must(await client.query(CheckTaskForces, { teams: teamsAsked(teams) }, { deadlineMs: 30_000 }), context);
    if (checked.faults.length > 0)
      refuseLines(checked.faults.map(({ line, code, params }) => refusedTeam(line, { code, params } as Refusal, lang)), context); // prettier-ignore
    const told = { teams: teams.length, ...teamsTold(checked) };
    if (options.dryRun === true) {
      printResult(told, context.output);
      return;
    }
    const late: SaidFault[] = [];
    const writes = teamWrites(teams, checked);
    const progress = counting(writes.length, lang === 'zh' ? '组建、调整队伍' : 'forming and changing teams');
    for (const { line, contract, input } of writes) {
      const outcome = await client.command(contract, input);
      if (!outcome.ok) late.push(refusedTeam(line, outcome.refusal, lang));
      progress.step();
    }
    progress.end();
    if (late.length > 0) refuseLines(late, context, writes.length - late.length);
    printResult({ ...told, done: writes.length }, context.output);
  });
}
