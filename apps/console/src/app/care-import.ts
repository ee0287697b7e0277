import { counted } from '@houzhai/i18n';
import { FindPersons, SetUpCareLinks, type OutputOf } from '@houzhai/contracts';
import type { FileRow } from '@houzhai/documents';
import { confirm } from '../overlays/confirm.ts';
import { faultsOf } from '../overlays/faults.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { FormHandle } from '../screens/form.screen.ts';
import { CARE_COLUMNS, careLines, type CareLine } from '../sheets/care-lines.ts';
import { AT_ONCE, householdOf, refusedHouseholds, unknownResidents, type Household } from '../sheets/care-writes.ts';
import type { SaidFault } from '../sheets/file-lines.ts';
import { askForFile } from './file-import.ts';
import { ask, say, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { failureText, perform, sentence } from './perform.ts';
import { whyNotDo } from './record-actions.ts';

type Told = OutputOf<typeof SetUpCareLinks>['rows'];
const titleOf = (model: Model): string => t(model, '导入联系户', 'Import households');

/** Asks for a file, judges every line of it, and sets its households up once that was seen and confirmed. */
export function importHouseholds(model: Model): Step {
  const why = whyNotDo(model, SetUpCareLinks);
  if (why !== undefined) return [say(model, `${titleOf(model)}：${why}`, 'watch'), []];
  return askForFile(model, {
    address: 'care import',
    title: titleOf,
    columns: (at) => {
      const heads = Object.values(CARE_COLUMNS).map((head) => head[at.lang]);
      return t(at, `CSV 或 XLSX，列：${heads.join('、')}；一户一行，多人多类用空格，两位联系人写账号。模板：hz care import 文件 --template`, `CSV or XLSX, columns ${heads.join(', ')}; a household a line, several with spaces between, those who look after it by account. A template: hz care import FILE --template`);
    },
    example: 'households.xlsx',
    line: 'hz care import FILE --dry-run',
    judge: judged,
  }); // prettier-ignore
}

const refused = (model: Model, self: FormHandle, faults: readonly SaidFault[]): Step => {
  const told = t(model, `${String(faults.length)} 处有误，未录入任何户；更正文件后按 Ctrl-S 再试。`, `${String(faults.length)} to correct, no household was entered; mend the file, then Ctrl-S again.`); // prettier-ignore
  return [openOverlay(self.settle(model), faultsOf(titleOf(model), told, faults)), []];
};

function judged(model: Model, rows: readonly FileRow[], self: FormHandle): Step {
  const ids = new Map([...model.colleagues.values()].map(({ account, operatorId }) => [account.toLowerCase(), operatorId]));
  const { households, faults } = careLines(rows, (account) => ids.get(account));
  if (faults.length > 0) return refused(model, self, faults);
  const numbers = households.flatMap(({ residents }) => residents);
  return find(model, households, numbers, new Map(), self);
}

/** Looks every resident up by number, one after the other. */
function find(
  model: Model,
  lines: readonly CareLine[],
  numbers: readonly string[],
  known: ReadonlyMap<string, string>,
  self: FormHandle,
): Step {
  const [no, ...rest] = numbers;
  if (no === undefined) {
    const idOf = (one: string): string | undefined => known.get(one);
    const unknown = unknownResidents(lines, idOf, model.lang);
    if (unknown.length > 0) return refused(model, self, unknown);
    const links = lines.map((line) => householdOf(line, idOf));
    return send(model, links, true, [], (at, told) => tried(at, lines, links, told, self), self);
  }
  const question = ask(
    'care-import',
    FindPersons,
    { text: no, limit: 2 },
    (outcome) => (at) => {
      if (!outcome.ok) return [say(self.settle(at), sentence(at, outcome.refusal), 'alarm', 0), []];
      const [person, another] = outcome.value.rows;
      return find(at, lines, rest, person && !another ? new Map([...known, [no, person.personId]]) : known, self);
    },
    (why) => (at) => [say(self.settle(at), failureText(at, why), 'alarm', 0), []],
  );
  return [say(model, t(model, `核对居民，还有 ${String(numbers.length)}`, `looking residents up, ${String(numbers.length)} to go`), 'dim'), [question]]; // prettier-ignore
}

/** Sends households, so many at a time; what came of all of them goes on. */
function send(
  model: Model,
  links: readonly Household[],
  dryRun: boolean,
  told: Told,
  then: (model: Model, told: Told) => Step,
  self: FormHandle,
): Step {
  if (told.length >= links.length) return then(model, told);
  const part = links.slice(told.length, told.length + AT_ONCE);
  return perform(say(model, `${String(told.length)}/${String(links.length)}`, 'dim'), {
    contract: SetUpCareLinks,
    input: { links: part, dryRun },
    line: `hz care import · ${String(told.length + 1)}–${String(told.length + part.length)}${dryRun ? ' --dry-run' : ''}`,
    done: ({ rows }, at) => send(at, links, dryRun, [...told, ...rows], then, self),
    refused: (refusal, at) => [say(self.settle(at), sentence(at, refusal), 'alarm', 0), []],
    failed: (why, _, at) => [say(self.settle(at), failureText(at, why), 'alarm', 0), []],
  });
}

function tried(model: Model, lines: readonly CareLine[], links: readonly Household[], told: Told, self: FormHandle): Step {
  const nameOf = (id: string): string => model.colleagues.get(id)?.displayName ?? id.slice(-6);
  const faults = refusedHouseholds(lines, told, model.lang, nameOf);
  if (faults.length > 0) return refused(model, self, faults);
  const unchanged = told.filter((row) => row.unchanged).length;
  const fresh = told.length - unchanged;
  if (fresh === 0)
    return [say(self.close(model), t(model, `${String(unchanged)} 户已与名单一致，无需改动`, `${counted(unchanged, 'household')} as the list says; nothing to do`), 'good'), []]; // prettier-ignore
  const question = {
    title: titleOf(model),
    text: [
      t(model, `试算：共 ${String(told.length)} 户，新设 ${String(fresh)} 户，不变 ${String(unchanged)} 户；尚未录入。`, `A trial: of ${counted(told.length, 'household')} ${String(fresh)} are set up, ${String(unchanged)} stay as they are; nothing is entered yet.`),
    ], // prettier-ignore
    ...(fresh > 20 ? { count: fresh } : {}),
    run: (at: Model): Step => send(self.busy(at), links, false, [], (now, done) => ended(now, lines, done, self), self),
  };
  return [openOverlay(self.settle(model), confirm(question)), []];
}

function ended(model: Model, lines: readonly CareLine[], done: Told, self: FormHandle): Step {
  const late = refusedHouseholds(lines, done, model.lang);
  const good = done.filter(({ ok, unchanged }) => ok && !unchanged).length;
  const said = say(self.close(model), t(model, `✓ 已分户到人 ${String(good)} 户`, `✓ ${counted(good, 'household')} set up`), late.length > 0 ? 'watch' : 'good', 12_000); // prettier-ignore
  if (late.length === 0) return reloadAll(said);
  const told = t(said, `${String(late.length)} 户未成，其余 ${String(good)} 户已生效。`, `${String(late.length)} were refused after all, the other ${String(good)} are done.`); // prettier-ignore
  return reloadAll(openOverlay(said, faultsOf(titleOf(said), told, late)));
}
