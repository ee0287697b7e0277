import {
  DestroySheet,
  IsolationProof,
  PrintFollowUpSheet,
  WorkSheet,
  mayCall,
  type IsolationRow,
  type OutputOf,
  type Query,
  type Role,
} from '@houzhai/contracts';
import { isolationStatusLabel } from '@houzhai/i18n';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { openForm } from '../screens/form.screen.ts';
import { entryOf } from './errand-actions.ts';
import { say, t, type Effect, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { failureText, sentence } from './perform.ts';
import { takeDeed } from './record-actions.ts';

/** Sets the answer of a question on paper; where the file is, or why there is none, is said. */
export const printing = (contract: Query, input: unknown, fileName: string): Effect => ({
  do: 'print',
  contract,
  input,
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
      return t(at, `✓ ${no}：${String(lines)} 行`, `✓ ${no}: ${String(lines)} lines`);
    },
    then: (value, at) => {
      const { no } = value;
      const [next, effects] = nav.go(at, `sheet ${no}`);
      return [next, [...effects, printSheet(no)]];
    },
  });

/** Sets a sheet on paper again. */
export const printSheet = (no: string): Effect => printing(WorkSheet, { no }, no);

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
