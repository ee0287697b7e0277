import { ChangePassword } from '@houzhai/contracts';
import { say, t, type Model, type Step } from '../app/model.ts';
import { perform } from '../app/perform.ts';
import { FIELD_LABELS } from '../commands/field-labels.ts';
import { entered, field, type Field, type Form } from '../widgets/form.ts';
import { openForm } from './form.screen.ts';

const secret = (path: 'oldPassword' | 'newPassword' | 'again', model: Pick<Model, 'lang'>): Field => {
  const words = FIELD_LABELS[path];
  const hint = model.lang === 'zh' ? words?.hintZh : words?.hintEn;
  return field({ path, label: words?.[model.lang] ?? path, kind: 'secret', required: true, hint: hint ?? '' });
};

/** The new password twice, as the sign-in and the change of a password ask for it. */
export const newPasswordFields = (model: Pick<Model, 'lang'>): readonly Field[] => [secret('newPassword', model), secret('again', model)];

/** What the new password written twice lacks. */
export const newPasswordFaults = (form: Form, model: Pick<Model, 'lang'>): ReadonlyMap<string, string> =>
  entered(form, 'newPassword') === entered(form, 'again') ? new Map() : new Map([['again', t(model, '两次输入不同', 'the two differ')]]);

/** Lets operators choose another password of their own. */
export const openPasswordForm = (model: Model): Step =>
  openForm(
    model,
    {
      address: 'session change-password',
      title: (at) => t(at, '更改口令', 'Change my password'),
      about: (at) => [t(at, '本账号在别处的登录会结束，这里继续。', 'Sessions of this account elsewhere end; this one goes on.')],
      flags: ['oldPassword', 'newPassword'].map((path) => ({
        path,
        name: path,
        kind: 'text',
        required: true,
        repeated: false,
        description: '',
      })),
      check: newPasswordFaults,
      submit: (at, input, _, self) =>
        perform(at, {
          contract: ChangePassword,
          input: input as never,
          line: 'hz session change-password',
          done: (__, after) => [say(self.close(after), t(after, '✓ 口令已更改', '✓ The password is changed'), 'good'), []],
          ...self.write,
        }),
      hzLine: () => 'hz session change-password',
    },
    { at: 0, fields: [secret('oldPassword', model), ...newPasswordFields(model)] },
  );
