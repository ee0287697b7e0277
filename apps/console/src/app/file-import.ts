import type { FileRow } from '@houzhai/documents';
import { openForm, type FormHandle } from '../screens/form.screen.ts';
import { field } from '../widgets/form.ts';
import { say, t, type Model, type Step } from './model.ts';

const FILE = { path: 'file', name: 'file', kind: 'text', required: true, repeated: false, description: '' } as const;

/** A list that is read from a file. */
export interface FileList {
  /** Of the form. */
  readonly address: string;
  readonly title: (model: Model) => string;
  /** Its columns, and what else has to be known of it. */
  readonly columns: (model: Model) => string;
  /** A file name of the kind. */
  readonly example: string;
  readonly line: string;
  readonly judge: (model: Model, rows: readonly FileRow[], self: FormHandle) => Step;
}

/** Asks for a file and has its rows judged; the form stays until they are carried out. */
export const askForFile = (model: Model, { address, title, columns, example, line, judge }: FileList): Step =>
  openForm(
    model,
    {
      address,
      title,
      about: (at) => [
        columns(at),
        t(at, '先逐行检查并试算，确认后才生效；一行有误则全部不生效。', 'Every line is judged first; nothing is done before you have seen what, and nothing while one line is refused.'),
      ], // prettier-ignore
      flags: [FILE],
      submit: (at, { file }, _, self) => [
        at,
        [
          {
            do: 'read-file',
            path: String(file),
            then: (rows) => (now) => judge(now, rows, self),
            failed: (text) => (now) => [say(self.settle(now), text, 'alarm', 0), []],
          },
        ],
      ],
      hzLine: () => line,
    },
    {
      at: 0,
      fields: [
        field({ path: FILE.path, kind: 'text', required: true, label: t(model, '文件', 'File'), hint: t(model, `本机路径，如 ~/${example}`, `a path on this machine, such as ~/${example}`) }), // prettier-ignore
      ],
    },
  );
