import { AddOperator, DisableOperator, ResetOperator, ResetSecondFactor, type OperatorRow } from '@houzhai/contracts';
import { entryOf } from '../app/errand-actions.ts';
import { say, t, type Model, type Step } from '../app/model.ts';
import { perform } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { entered } from '../widgets/form.ts';
import { openForm } from './form.screen.ts';

/** What can be done to an account. */
export type OperatorVerb = 'add' | 'disable' | 'reset' | 'reset-second-factor';

const CONTRACT = { add: AddOperator, disable: DisableOperator, reset: ResetOperator, 'reset-second-factor': ResetSecondFactor };

/** Adds, disables or resets an account; a one-time password is shown once, until it is closed. */
export function openOperatorForm(model: Model, verb: OperatorVerb, row: OperatorRow | undefined): Step {
  const { account = '', displayName = '' } = row ?? {};
  const fixed: Record<string, unknown> = row ? { operatorId: row.operatorId } : {};
  const flags = formFlags(entryOf('operator', verb).input, fixed);
  const line = (form: Parameters<typeof hzLineOf>[3]): string =>
    hzLineOf(
      'operator',
      verb,
      flags.filter(({ path }) => path !== 'account'),
      form,
      account === '' ? entered(form, 'account') : account,
    );
  const words = {
    add: {
      zh: '新增账号',
      en: 'Add an account',
      done: { zh: '✓ 已新增', en: '✓ Added' },
      about: { zh: '提交后显示一次性口令，首次登录时更换。', en: 'A one-time password is shown; it is changed at the first sign-in.' },
    },
    disable: {
      zh: `停用 ${account} ${displayName}`,
      en: `Disable ${account} ${displayName}`,
      done: { zh: `✓ ${account} 已停用`, en: `✓ ${account} is disabled` },
      about: {
        zh: '从现在起不能再登录；已打开的控制台立即断开。重置口令可恢复。',
        en: 'Nobody signs in as them from now on; consoles that are open are closed at once. A reset enables them again.',
      },
    },
    reset: {
      zh: `重置 ${account} ${displayName} 的口令`,
      en: `Reset ${account} ${displayName}`,
      done: { zh: `✓ ${account} 的口令已重置`, en: `✓ ${account} has a new password` },
      about: {
        zh: '旧口令失效，用新的一次性口令登录；停用或锁定的账号恢复可用。',
        en: 'The old password ends, a new one-time password is shown; a disabled or locked account works again.',
      },
    },
    'reset-second-factor': {
      zh: `重置 ${account} ${displayName} 的动态口令`,
      en: `Take the second factor of ${account} ${displayName} away`,
      done: { zh: `✓ ${account} 的动态口令已重置`, en: `✓ ${account} has no second factor any more` },
      about: {
        zh: '当面核实本人后使用：手机遗失时，其登录会立即结束，之后登录只需口令。',
        en: 'For a lost phone, after you made sure who asks: their sessions end at once, sign-in asks for the password only.',
      },
    },
  }[verb];
  return openForm(
    model,
    {
      address: `operator ${verb}${account === '' ? '' : ` ${account}`}`,
      title: (at) => words[at.lang],
      about: (at) => [words.about[at.lang]],
      flags,
      submit: (at, input, form, self) =>
        perform(at, {
          contract: CONTRACT[verb] as typeof AddOperator,
          input: { ...fixed, ...input } as never,
          line: line(form),
          ...self.write,
          done: (value: { readonly account?: string; readonly oneTimePassword?: string }, after) => {
            const closed = say(self.close(after), words.done[after.lang], 'good');
            const [shown, effects] = closed.stack.at(-1)?.load(closed) ?? [closed, []];
            const { oneTimePassword: secret } = value;
            if (secret === undefined) return [shown, effects];
            const title = t(after, `${value.account ?? account} 的一次性口令`, `One-time password of ${value.account ?? account}`);
            const text = [
              t(
                after,
                '只显示这一次。当面或电话告知本人，首次登录时更换。',
                'Shown this once. Tell them in person or by phone; it is changed at the first sign-in.',
              ),
            ];
            return [openOverlay(shown, inform(title, text, secret)), effects];
          },
        }),
      hzLine: line,
    },
    formOf(flags, model.lang),
  );
}
