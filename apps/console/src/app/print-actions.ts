import {
  DestroySheet,
  ExportUnits,
  IsolationProof,
  PrintDoorSheet,
  PrintFollowUpSheet,
  WorkSheet,
  mayCall,
  type Command,
  type IsolationRow,
  type InputOf,
  type OutputOf,
  type Query,
  type Role,
  type SheetKind,
} from '@houzhai/contracts';
import { counted, isolationStatusLabel } from '@houzhai/i18n';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { openForm } from '../screens/form.screen.ts';
import { entryOf } from './errand-actions.ts';
import { say, still, t, type Effect, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { failureText, sentence } from './perform.ts';
import { takeDeed } from './record-actions.ts';

/** Sets the answer of a question on paper; where the file is, or why there is none, is said. */
export const printing = (contract: Query, input: unknown, fileName: string): Effect => ({
  do: 'print',
  contract,
  input,
  ...toFile(fileName),
});

/** Sets what a command has answered on paper. */
export const printedAnswer = ({ name }: Command, answer: unknown, fileName: string): Effect => ({
  do: 'typeset',
  operation: name,
  answer,
  ...toFile(fileName),
});

/** Writes units to a table that can be filled in; where it is, is said. */
const exporting = (input: UnitFilter, fileName: string): Effect => ({
  do: 'export',
  input: { limit: 500, mine: false, ...input },
  ...toFile(fileName),
});

/** Writes what a list shows as a CSV file; where it is, is said. */
export const tabling = (columns: readonly string[], rows: Extract<Effect, { do: 'table' }>['rows'], fileName: string): Effect => ({
  do: 'table',
  columns,
  rows,
  ...toFile(fileName),
});

const toFile = (fileName: string): Pick<Extract<Effect, { do: 'print' }>, 'fileName' | 'done' | 'refused' | 'failed'> => ({
  fileName,
  done: (file) => (at) => [say(at, t(at, `✓ 已写入 ${file}`, `✓ Written to ${file}`), 'good', 0), []],
  refused: (refusal) => (at) => [say(at, sentence(at, refusal), 'alarm', 0), []],
  failed: (why) => (at) => [say(at, whyNoPaper(at, why), 'alarm', 0), []],
});

function whyNoPaper(model: Model, why: Parameters<Extract<Effect, { do: 'print' }>['failed']>[0]): string {
  if (why === 'not-installed')
    return t(model, '缺少排版组件，请联系平台管理员重新安装', 'The typesetter is not installed; tell the administrator');
  if (why === 'no-file') return t(model, '文件写不进去，请检查磁盘空间与权限', 'The file cannot be written: check space and permissions');
  return failureText(model, why);
}

/** Asks why the proof of release is wanted, and sets it on paper. */
export function askProof(model: Model, { isolationId, no, label, status }: IsolationRow): Step {
  const title = (at: Model): string => t(at, `解除隔离证明 · ${label}`, `Proof of release · ${label}`);
  if (!mayCall(IsolationProof.access, (model.me?.roles ?? []) as readonly Role[]))
    return [
      say(model, `${title(model)}：${t(model, '由社区工作人员或责任医生出具', 'issued by a community worker or doctor')}`, 'watch'),
      [],
    ];
  if (status !== 'RELEASED') {
    const now = isolationStatusLabel(status, model.lang);
    return [say(model, t(model, `“${now}”，两方签字解除后才能出具`, `${now}: it exists once both have signed`), 'watch'), []];
  }
  const flags = formFlags(entryOf('isolation', 'proof').input, { isolationId });
  return openForm(
    model,
    {
      address: 'isolation proof',
      title,
      about: (at) => [
        t(
          at,
          '证明写明姓名与每次体温，谁因何出具会留痕。',
          'It names the person and every temperature; who asked and why is put on record.',
        ),
      ],
      flags,
      submit: (at, input, _, self) => [self.close(at), [printing(IsolationProof, { isolationId, ...input }, no)]],
      hzLine: (form) => `${hzLineOf('isolation', 'proof', flags, form, no)} --pdf ${no}.pdf`,
    },
    formOf(flags, model.lang),
  );
}

/** Prints a sheet of follow-ups and opens it. */
export const takeNewSheet = (nav: Navigation, model: Model): Step =>
  takeDeed(model, {
    contract: PrintFollowUpSheet,
    noun: 'sheet',
    verb: 'print',
    subject: '',
    title: (at) => t(at, '打印随访工作单', 'Print a work sheet of follow-ups'),
    fixed: () => ({}),
    done: (value, at) => {
      const { no, lines } = value;
      return t(at, `✓ ${no}：${String(lines)} 行`, `✓ ${no}: ${counted(lines, 'line')}`);
    },
    then: (value, at) => {
      const { no } = value;
      const [next, effects] = nav.go(at, `sheet ${no}`);
      return [next, [...effects, printSheet(no)]];
    },
  });

/** Sets a sheet on paper again. */
export const printSheet = (no: string, kind: SheetKind = 'FOLLOW_UPS'): Effect =>
  kind === 'DOORS' ? printing(ExportUnits, { sheet: no }, no) : printing(WorkSheet, { no }, no);

/** Which doors a screen shows, as the lists of doors ask for them. */
export type UnitFilter = Partial<InputOf<typeof ExportUnits>>;

/** Numbers doors as a sheet, and prints it: its paper stands among the work sheets until it is destroyed. */
export const takeDoorSheet = (model: Model, filter: UnitFilter, what: string): Step => {
  const { status: _, owned: __, sheet, limit: ___, ...asked } = filter;
  if (sheet !== undefined) return [model, [printSheet(sheet, 'DOORS')]];
  return takeDeed(model, {
    contract: PrintDoorSheet,
    noun: 'screening',
    verb: 'sheet',
    subject: '',
    title: (at) => t(at, `打印上门工作单 · ${what}`, `Print a sheet of doors · ${what}`),
    about: (at) => [t(at, '编号后打印；用毕销毁，并在工作单登记。', 'It is numbered; destroy it after use, and say so under work sheets.')],
    fixed: () => asked,
    without: Object.keys(PrintDoorSheet.input.shape).filter((path) => path !== 'day' && path !== 'half'),
    done: ({ no, lines }, at) => t(at, `✓ ${no}：${String(lines)} 户（间）`, `✓ ${no}: ${counted(lines, 'door')}`),
    then: ({ no }, at) => [at, [printSheet(no, 'DOORS')]],
  });
};

/** Writes the same doors to a table, to be filled in and read back. */
export const exportDoors = (model: Model, filter: UnitFilter, round: string): Step =>
  mayCall(ExportUnits.access, (model.me?.roles ?? []) as readonly Role[])
    ? [model, [exporting(filter, `${round}-${new Date(model.now).toISOString().slice(0, 19).replaceAll(/[:T]/g, '')}`)]]
    : still(model);

/** Records that the paper of a sheet was destroyed. */
export const takeDestroyed = (model: Model, no: string): Step =>
  takeDeed(model, {
    contract: DestroySheet,
    noun: 'sheet',
    verb: 'destroy',
    subject: no,
    title: (at) => t(at, `${no} 登记销毁`, `${no} was destroyed`),
    about: (at) => [t(at, '纸张须已销毁；登记后不能撤回。', 'The paper must be gone; this cannot be taken back.')],
    fixed: () => ({ no }),
    done: (value: OutputOf<typeof DestroySheet>, at) => t(at, `✓ ${value.no} 已登记销毁`, `✓ ${value.no} was destroyed`),
  });
