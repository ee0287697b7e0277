import { counted } from '@houzhai/i18n';
import { CheckTaskForces, FormTaskForce, type OutputOf, type Refusal } from '@houzhai/contracts';
import type { FileRow } from '@houzhai/documents';
import { confirm } from '../overlays/confirm.ts';
import { faultsOf } from '../overlays/faults.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { FormHandle } from '../screens/form.screen.ts';
import type { SaidFault } from '../sheets/file-lines.ts';
import { TEAM_COLUMNS, teamLines, type TeamLine } from '../sheets/team-lines.ts';
import { refusedTeam, teamWrites, teamsAsked, teamsTold, type TeamWrite } from '../sheets/team-writes.ts';
import { askForFile } from './file-import.ts';
import { ask, say, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { failureText, perform, sentence } from './perform.ts';
import { whyNotDo } from './record-actions.ts';

const titleOf = (model: Model): string => t(model, '导入突击队名单', 'Import a list of teams');

/** Asks for a file, judges every line of it, and does what it says once that was seen and confirmed. */
export function importTeamList(model: Model): Step {
  const why = whyNotDo(model, FormTaskForce);
  if (why !== undefined) return [say(model, `${titleOf(model)}：${why}`, 'watch'), []];
  return askForFile(model, {
    address: 'task-force import',
    title: titleOf,
    columns: (at) => {
      const heads = Object.values(TEAM_COLUMNS).map((head) => head[at.lang]);
      return t(at, `CSV 或 XLSX，列：${heads.join('、')}；人写账号，队员间用空格。`, `CSV or XLSX, columns ${heads.join(', ')}; people by their accounts, members with spaces between.`);
    },
    example: 'teams.xlsx',
    line: 'hz task-force import FILE --dry-run',
    judge: judged,
  }); // prettier-ignore
}

const refused = (model: Model, self: FormHandle, faults: readonly SaidFault[]): Step => {
  const told = t(model, `${String(faults.length)} 处有误，未改动任何队伍；更正文件后按 Ctrl-S 再试。`, `${String(faults.length)} to correct, no team was touched; mend the file, then Ctrl-S again.`); // prettier-ignore
  return [openOverlay(self.settle(model), faultsOf(titleOf(model), told, faults)), []];
};

function judged(model: Model, rows: readonly FileRow[], self: FormHandle): Step {
  const ids = new Map([...model.colleagues.values()].map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
  const { teams, faults } = teamLines(rows, (account) => ids.get(account));
  if (faults.length > 0) return refused(model, self, faults);
  const question = ask(
    'task-force-import',
    CheckTaskForces,
    { teams: teamsAsked(teams) },
    (outcome) => (at) =>
      outcome.ok ? tried(at, teams, outcome.value, self) : [say(self.settle(at), sentence(at, outcome.refusal), 'alarm', 0), []],
    (why) => (at) => [say(self.settle(at), failureText(at, why), 'alarm', 0), []],
  );
  return [model, [question]];
}

function tried(model: Model, teams: readonly TeamLine[], checked: OutputOf<typeof CheckTaskForces>, self: FormHandle): Step {
  const nameOf = (id: string): string => model.colleagues.get(id)?.displayName ?? id.slice(-6);
  if (checked.faults.length > 0)
    return refused(model, self, checked.faults.map(({ line, code, params }) => refusedTeam(line, { code, params } as Refusal, model.lang, nameOf))); // prettier-ignore
  const { toForm, toChange, unchanged } = teamsTold(checked);
  if (toForm + toChange === 0)
    return [say(self.close(model), t(model, `${String(unchanged)} 支队伍已与名单一致，无需改动`, `${counted(unchanged, 'team')} as the list says; nothing to do`), 'good'), []]; // prettier-ignore
  const writes = teamWrites(teams, checked);
  const question = {
    title: titleOf(model),
    text: [
      t(model, `试算：共 ${String(teams.length)} 支，组建 ${String(toForm)}，调整 ${String(toChange)}，不变 ${String(unchanged)}。`, `A trial: of ${counted(teams.length, 'team')} ${String(toForm)} are formed, ${String(toChange)} changed, ${String(unchanged)} stay as they are.`),
      t(model, `组建或调整：${writes.map(({ no }) => String(no)).join('、')} 队。`, `Formed or changed: ${writes.map(({ no }) => String(no)).join(', ')}.`),
    ], // prettier-ignore
    run: (at: Model): Step => carryOut(self.busy(at), writes, 0, [], self),
  };
  return [openOverlay(self.settle(model), confirm(question)), []];
}

/** One command after the other; what is refused after all is told at the end. */
function carryOut(model: Model, writes: readonly TeamWrite[], nth: number, late: readonly SaidFault[], self: FormHandle): Step {
  const write = writes[nth];
  if (!write) return ended(model, writes.length, late, self);
  const { line, no } = write;
  const next = (at: Model, faults: readonly SaidFault[]): Step =>
    carryOut(say(at, `${String(nth + 1)}/${String(writes.length)}`, 'dim'), writes, nth + 1, faults, self);
  return perform<typeof write.contract>(model, {
    contract: write.contract,
    input: write.input,
    line: `hz task-force import · ${String(no)}`,
    done: (_, at) => next(at, late),
    refused: (refusal, at) => next(at, [...late, refusedTeam(line, refusal, at.lang)]),
    failed: (why, _, at) => [say(self.settle(at), failureText(at, why), 'alarm', 0), []],
  });
}

function ended(model: Model, count: number, late: readonly SaidFault[], self: FormHandle): Step {
  const good = count - late.length;
  const closed = self.close(model);
  const said = say(closed, t(closed, `✓ 已组建、调整 ${String(good)} 支`, `✓ ${counted(good, 'team')} formed or changed`), late.length > 0 ? 'watch' : 'good', 12_000); // prettier-ignore
  if (late.length === 0) return reloadAll(said);
  const told = t(said, `${String(late.length)} 支未成，其余 ${String(good)} 支已生效。`, `${String(late.length)} were refused after all, the other ${String(good)} are done.`); // prettier-ignore
  return reloadAll(openOverlay(said, faultsOf(titleOf(said), told, late)));
}
