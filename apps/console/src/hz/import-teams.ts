import { ChangeTaskForce, CheckTaskForces, FormTaskForce, ListOperators, type Refusal } from '@houzhai/contracts';
import { sentenceOf } from '@houzhai/i18n';
import { TEAM_COLUMNS, teamLines } from '../sheets/team-lines.ts';
import { must, mustBeAllowed, type CallContext } from './failure.ts';
import { printResult } from './output.ts';
import type { CommonOptions } from './program.ts';
import { counting } from './progress.ts';
import { withSession } from './run.ts';
import { refuseLines, rowsOf, type SaidFault } from './sheet-file.ts';

/**
 * Forms the teams of a file, and changes those that exist to what it says. Every line is judged first, and nothing counts while one is
 * refused; a file that was carried out already changes nothing.
 */
export async function importTeams(file: string, options: CommonOptions & { readonly dryRun?: boolean }): Promise<void> {
  await withSession(options, async (context) => {
    const { client } = context.session;
    await mustBeAllowed(FormTaskForce, context);
    const { rows: operators } = await must(await client.query(ListOperators, {}), context);
    const ids = new Map(operators.map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
    const { teams, faults } = teamLines(await rowsOf(file, context.lang), (account) => ids.get(account));
    if (faults.length > 0) refuseLines(faults, context);
    const asked = teams.map(({ memberIds, ...team }) => ({ ...team, memberIds: [...memberIds] }));
    const checked = await must(await client.query(CheckTaskForces, { teams: asked }, { deadlineMs: 30_000 }), context);
    if (checked.faults.length > 0)
      refuseLines(checked.faults.map(({ line, code, params }) => saidOf(line, { code, params } as Refusal, context)), context); // prettier-ignore
    const count = (what: string): number => checked.fit.filter((one) => one.what === what).length;
    const told = { teams: teams.length, toForm: count('FORM'), toChange: count('CHANGE'), unchanged: count('SAME') };
    if (options.dryRun === true) {
      printResult(told, context.output);
      return;
    }
    const late: SaidFault[] = [];
    const progress = counting(told.toForm + told.toChange, context.lang === 'zh' ? '组建、调整队伍' : 'forming and changing teams');
    for (const { line, what, taskForceId, version, add, remove } of checked.fit) {
      const team = asked.find((one) => one.line === line);
      if (!team || what === 'SAME') continue;
      const { line: _, ...form } = team;
      const outcome =
        taskForceId === undefined
          ? await client.command(FormTaskForce, form)
          : await client.command(ChangeTaskForce, { taskForceId, expectedVersion: version, leaderId: team.leaderId, add, remove });
      if (!outcome.ok) late.push(saidOf(line, outcome.refusal, context));
      progress.step();
    }
    progress.end();
    if (late.length > 0) refuseLines(late, context, told.toForm + told.toChange - late.length);
    printResult({ ...told, done: told.toForm + told.toChange }, context.output);
  });
}

function saidOf(line: number, refusal: Refusal, { lang }: CallContext): SaidFault {
  const column = refusal.code === 'place.unknown' ? 'homeArea' : refusal.code === 'task-force.number-taken' ? 'no' : 'members';
  const words = sentenceOf(refusal, { lang, operator: (id) => id.slice(-6) });
  return { line, column: TEAM_COLUMNS[column][lang], rule: refusal.code, words };
}
