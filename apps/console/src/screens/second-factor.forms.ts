import { ConfirmSecondFactor, EnrolSecondFactor, RemoveSecondFactor, type SessionGrant } from '@houzhai/contracts';
import { say, t, type Model, type Msg, type Step } from '../app/model.ts';
import { perform } from '../app/perform.ts';
import { FIELD_LABELS } from '../commands/field-labels.ts';
import type { Flag } from '../hz/flags.ts';
import { inform } from '../overlays/inform.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Offer } from '../overlays/palette.ts';
import { field, type Field } from '../widgets/form.ts';
import { openForm } from './form.screen.ts';

const flags = (...paths: readonly string[]): readonly Flag[] =>
  paths.map((path) => ({ path, name: path, kind: 'text', required: true, repeated: false, description: '' }));
const fieldOf = (path: string, model: Model): Field => {
  const words = FIELD_LABELS[path];
  const hint = (model.lang === 'zh' ? words?.hintZh : words?.hintEn) ?? '';
  return field({ path, label: words?.[model.lang] ?? path, kind: path === 'password' ? 'secret' : 'text', required: true, hint });
};

/** Goes on once the second factor is there and the session knows it. */
type After = (grant: SessionGrant) => Msg;

/** Somebody whose role must have a second factor is led through it before anything else. */
export const mustEnrol = (model: Model, after: (grant: SessionGrant) => Step): Step =>
  openEnrolment({ ...model, stack: [] }, (grant) => () => after(grant), true);

/** First the password, then the secret for the authenticator and its first code, then the recovery codes. */
function openEnrolment(model: Model, after: After, first = false): Step {
  return openForm(
    model,
    {
      address: 'second-factor enrol',
      title: (at) => t(at, '启用动态口令', 'Enrol a second factor'),
      first,
      about: (at) => [
        ...(first ? [t(at, '您的角色须先启用动态口令，然后才能使用平台。', 'Your role needs a second factor before anything else.')] : []),
        t(
          at,
          '先输入口令；下一步把密钥录入手机上的验证器。',
          'Your password first; then a secret goes into the authenticator on your phone.',
        ),
      ],
      flags: flags('password'),
      submit: (at, input, _, self) =>
        perform(at, {
          contract: EnrolSecondFactor,
          input: input as never,
          line: 'hz second-factor enrol',
          done: (secret, next) => openConfirmation(self.close(next), secret, after, first),
          ...self.write,
        }),
      hzLine: () => 'hz second-factor enrol',
    },
    { at: 0, fields: [fieldOf('password', model)] },
  );
}

function openConfirmation(
  model: Model,
  { secret, uri }: { readonly secret: string; readonly uri: string },
  after: After,
  first: boolean,
): Step {
  return openForm(
    model,
    {
      address: 'second-factor confirm',
      title: (at) => t(at, '录入验证器并确认', 'Into the authenticator, then confirm'),
      first,
      about: (at) => [
        t(at, '密钥（手工录入）：', 'Secret, to be typed:'),
        secret,
        t(at, '或扫描 / 粘贴：', 'or to be scanned or pasted:'),
        uri,
      ],
      flags: flags('code'),
      submit: (at, input, _, self) =>
        perform(at, {
          contract: ConfirmSecondFactor,
          input: input as never,
          line: 'hz second-factor confirm',
          done: ({ recoveryCodes }, next) => {
            const closed = say(self.close(next), t(next, '✓ 动态口令已启用', '✓ The second factor is on'), 'good');
            const shown: After = (grant) => (now) => {
              const [model_, effects] = after(grant)(now);
              return [openOverlay(model_, recovery(model_, recoveryCodes)), effects];
            };
            return [closed, [{ do: 'renew', then: shown }]];
          },
          ...self.write,
        }),
      hzLine: () => 'hz second-factor confirm --code …',
    },
    { at: 0, fields: [{ ...fieldOf('code', model), hint: t(model, '六位数字', 'six digits') }] },
  );
}

const recovery = (model: Model, codes: readonly string[]) =>
  inform(
    t(model, '恢复码', 'Recovery codes'),
    [
      ...codes.map((code, index) => `${String(index + 1).padStart(2)}  ${code}`),
      t(
        model,
        '只显示这一次。抄下保存；手机不在身边时，每个可代替一次动态口令。',
        'Shown this once. Keep them; without the phone each replaces the code one time.',
      ),
    ],
    codes.join('\n'),
  );

const openRemoval = (model: Model): Step =>
  openForm(
    model,
    {
      address: 'second-factor remove',
      title: (at) => t(at, '停用动态口令', 'Remove the second factor'),
      about: (at) => [
        t(at, '之后登录只需口令；恢复码随之作废。', 'Sign-in asks for the password only then; the recovery codes end with it.'),
      ],
      flags: flags('password', 'code'),
      submit: (at, input, _, self) =>
        perform(at, {
          contract: RemoveSecondFactor,
          input: input as never,
          line: 'hz second-factor remove',
          done: (__, next) => {
            const closed = say(self.close(next), t(next, '✓ 动态口令已停用', '✓ The second factor is off'), 'good');
            return [withFactor(closed, false), []];
          },
          ...self.write,
        }),
      hzLine: () => 'hz second-factor remove',
    },
    { at: 0, fields: [fieldOf('password', model), fieldOf('code', model)] },
  );

const withFactor = (model: Model, secondFactor: boolean): Model => (model.me ? { ...model, me: { ...model.me, secondFactor } } : model);

/** What the palette offers: to enrol, or to remove. */
export const secondFactorOffers = (model: Model): readonly Offer[] =>
  model.me?.secondFactor
    ? [{ zh: '停用动态口令', en: 'remove the second factor', also: ['tydtkl'], line: 'second-factor remove', run: openRemoval }]
    : [
        {
          zh: '启用动态口令',
          en: 'enrol a second factor',
          also: ['qydtkl', 'totp'],
          line: 'second-factor enrol',
          run: (at) => openEnrolment(at, () => (now) => [withFactor(now, true), []]),
        },
      ];
