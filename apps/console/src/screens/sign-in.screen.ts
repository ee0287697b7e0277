import { ChangePassword, type SessionGrant } from '@houzhai/contracts';
import { ruleText } from '@houzhai/i18n';
import { say, t, type Effect, type Failure, type Model, type Screen, type Step } from '../app/model.ts';
import { sentence } from '../app/perform.ts';
import { FIELD_LABELS } from '../commands/field-labels.ts';
import { box, lineWidth, type Line } from '../paint/styled.ts';
import { atLastField, entered, field, formLines, moveFocus, press, withErrors, withField, type Form } from '../widgets/form.ts';
import { newPasswordFaults, newPasswordFields } from './password.form.ts';
import { emptyInput } from '../widgets/text-input.ts';

interface State {
  readonly uid: number;
  readonly form: Form;
  readonly busy: boolean;
  /** The first password must be replaced before anything else. */
  readonly changing: boolean;
}

/** What the sign-in asks of the world around it. */
export interface SignInHooks {
  /** The session is open: connect, load names, open the first screen. */
  readonly opened: (grant: SessionGrant, readOnly: boolean) => (model: Model) => Step;
}

const YES_NO = (model: Pick<Model, 'lang'>) => [
  { value: '', label: t(model, '否', 'no'), also: 'n' },
  { value: 'true', label: t(model, '是', 'yes'), also: 'y' },
];

/** Where the code stands among the fields. */
const CODE_AT = 2;

function startForm(model: Pick<Model, 'lang'>, account: string): Form {
  const { lang } = model;
  return {
    at: account === '' ? 0 : 1,
    fields: [
      field({
        path: 'account',
        label: FIELD_LABELS['account']?.[lang] ?? '',
        kind: 'text',
        required: true,
        ...(account === '' ? {} : { input: { text: account, at: account.length } }),
      }),
      field({ path: 'password', label: FIELD_LABELS['password']?.[lang] ?? '', kind: 'secret', required: true }),
      field({ path: 'code', label: FIELD_LABELS['code']?.[lang] ?? '', kind: 'text', required: true, hidden: true }),
      ...newPasswordFields(model).map((one) => ({ ...one, hidden: true })),
      field({
        path: 'lang',
        label: t(model, '语言 Language', 'Language 语言'),
        kind: 'choice',
        options: [
          { value: 'zh', label: '中文', also: 'z' },
          { value: 'en', label: 'English', also: 'e' },
        ],
        optionAt: lang === 'zh' ? 0 : 1,
      }),
      field({
        path: 'readOnly',
        label: t(model, '只读进入', 'Read only'),
        kind: 'boolean',
        options: YES_NO(model),
        hint: t(model, '所有写操作禁用', 'nothing can be changed'),
      }),
    ],
  };
}

/** Account, password, language; a one-time password is replaced here before anything else. */
export function signInScreen(hooks: SignInHooks, state: State): Screen {
  const { uid, form, changing } = state;
  const put = (model: Model, change: Partial<State>): Model => ({
    ...model,
    stack: model.stack.map((screen) => (screen.uid === uid ? signInScreen(hooks, { ...state, ...change }) : screen)),
  });
  const later = (model: Model, change: (at: State) => Partial<State>): Model => ({
    ...model,
    stack: model.stack.map((screen) =>
      screen.uid === uid ? signInScreen(hooks, { ...stateOf(screen), ...change(stateOf(screen)) }) : screen,
    ),
  });
  const failed =
    (why: Failure) =>
    (model: Model): Step => [
      say(
        later(model, () => ({ busy: false })),
        why === 'unavailable'
          ? t(
              model,
              `连不上 ${model.server}；检查平台是否已启动，再试一次`,
              `${model.server} cannot be reached; check that the platform runs, then try again`,
            )
          : t(model, '登录服务没有回应，请再试', 'The sign-in service does not answer; try again'),
        'alarm',
        0,
      ),
      [],
    ];
  const readOnly = form.fields.some((one) => one.path === 'readOnly' && one.options[one.optionAt]?.value === 'true');

  const submit = (model: Model): Step => {
    if (state.busy) return [model, []];
    const account = entered(form, 'account').toLowerCase();
    const missing = new Map(
      form.fields
        .filter((one) => one.required && one.hidden !== true && one.input.text === '')
        .map(({ path }) => [path, ruleText('required', model.lang)]),
    );
    if (changing) for (const [path, text] of newPasswordFaults(form, model)) missing.set(path, text);
    if (missing.size > 0) return [put(model, { form: withErrors(form, missing).form }), []];
    const password = form.fields.find(({ path }) => path === 'password')?.input.text ?? '';
    const newPassword = form.fields.find(({ path }) => path === 'newPassword')?.input.text ?? '';
    const { notice: _, ...quiet } = put(model, { busy: true });
    return [quiet, [changing ? choosePassword(model, password, newPassword) : signIn(account, password)]];
  };
  const signIn = (account: string, password: string): Effect => ({
    do: 'sign-in',
    account,
    password,
    code: entered(form, 'code') || undefined,
    readOnly,
    failed,
    then: (outcome) => (at) => {
      if (outcome.ok) return outcome.value.operator.mustChangePassword ? askForOwn(at) : hooks.opened(outcome.value, readOnly)(at);
      const text = sentence(at, outcome.refusal);
      const { code } = outcome.refusal;
      if (code === 'session.second-factor-required' || code === 'session.wrong-code') {
        const asked = later(at, (now) => ({
          busy: false,
          form: { ...withField(now.form, 'code', { input: emptyInput, hidden: false }), at: CODE_AT },
        }));
        return [say(asked, text, code === 'session.wrong-code' ? 'alarm' : 'watch', 0), [{ do: 'bell' }]];
      }
      const cleared = later(at, (now) => ({ busy: false, form: { ...withField(now.form, 'password', { input: emptyInput }), at: 1 } }));
      return [say(cleared, text, 'alarm', 0), [{ do: 'bell' }]];
    },
  });
  /** The session is open and lets them do nothing but choose a password. */
  const askForOwn = (model: Model): Step => {
    const shown = later(model, (now) => {
      const fields = now.form.fields.map((one) => ({ ...one, hidden: !['newPassword', 'again', 'lang'].includes(one.path) }));
      return { busy: false, changing: true, form: { fields, at: CODE_AT + 1 } };
    });
    return [say(shown, t(model, '首次登录请设置自己的口令', 'Choose a password of your own first'), 'watch', 0), []];
  };
  const choosePassword = (model: Model, oldPassword: string, newPassword: string): Effect => ({
    do: 'command',
    contract: ChangePassword,
    input: { oldPassword, newPassword },
    commandId: model.newId(),
    failed,
    then: (outcome) => (at) => {
      if (outcome.ok) return [at, [{ do: 'renew', then: (grant) => hooks.opened(grant, readOnly) }]];
      const again = later(at, () => ({ busy: false }));
      return [say(again, sentence(at, outcome.refusal), 'alarm', 0), []];
    },
  });

  const screen: Screen & { readonly state: State } = {
    state,
    uid,
    address: 'sign-in',
    title: (model) => t(model, '登录', 'Sign in'),
    scopes: ['form'],
    typing: true,
    load: (model) => [model, []],
    onBinding: (id, model) => {
      if (id === 'next-field') return [put(model, { form: moveFocus(form, 1) }), []];
      if (id === 'previous-field') return [put(model, { form: moveFocus(form, -1) }), []];
      return id === 'submit' ? submit(model) : undefined;
    },
    onKey: (key, model) => {
      // From the password on, Enter signs in: language and read-only are there for those who want them.
      const here = form.fields[form.at]?.path;
      const ready = changing ? here === 'again' : here !== 'account';
      if (key.name === 'enter') return ready || atLastField(form) ? submit(model) : [put(model, { form: moveFocus(form, 1) }), []];
      if (key.name === 'down' || key.name === 'up') return [put(model, { form: moveFocus(form, key.name === 'down' ? 1 : -1) }), []];
      const pressed = press(form, key);
      if (!pressed) return undefined;
      const lang = entered(pressed.form, 'lang') === 'en' ? 'en' : 'zh';
      const next = put(model, { form: pressed.form });
      if (lang === model.lang) return [next, []];
      const words = startForm({ lang }, '');
      const fields = pressed.form.fields.map((one) => {
        const said = words.fields.find(({ path }) => path === one.path);
        return said ? { ...one, label: said.label, hint: said.hint, ...(one.path === 'readOnly' ? { options: said.options } : {}) } : one;
      });
      return [{ ...put(next, { form: { ...pressed.form, fields } }), lang }, []];
    },
    view: (model, width, height) => {
      const inner = Math.min(width - 4, 64);
      const { lines, cursor } = formLines(form, inner - 4, 12);
      const busy: Line = state.busy
        ? [{ text: t(model, '正在登录…', 'Signing in …'), tone: 'watch' }]
        : [{ text: t(model, '[ 登录 Enter ]   [ 退出 Ctrl-C 两次 ]', '[ Sign in: Enter ]   [ Quit: Ctrl-C twice ]'), tone: 'dim' }];
      const body: Line[] = [
        [{ text: t(model, '后宅街道 应急运行平台', 'Houzhai Subdistrict · emergency platform'), tone: 'title' }],
        [{ text: `${t(model, '服务器', 'Server')}  ${model.server}`, tone: 'dim' }],
        [],
        ...lines,
        [],
        busy,
      ];
      const framed = box(t(model, '登录', 'Sign in'), body, inner);
      const x = Math.max(0, Math.floor((width - inner) / 2));
      const y = Math.max(0, Math.floor((height - framed.length) / 3));
      const placed: Line[] = [
        ...Array.from({ length: y }, (): Line => []),
        ...framed.map((spans): Line => [{ text: ' '.repeat(x) }, ...spans]),
      ];
      const wide = Math.max(...placed.map(lineWidth), 0);
      return { lines: placed, ...(cursor && wide > 0 ? { cursor: { x: x + 2 + cursor.x, y: y + 4 + cursor.y } } : {}) };
    },
    hzLine: () => 'hz sign-in',
  };
  return screen;
}

const stateOf = (screen: Screen): State => (screen as Screen & { readonly state: State }).state;

/** The sign-in as the console begins, or after a session ended. */
export const openSignIn = (hooks: SignInHooks, model: Pick<Model, 'lang' | 'nextUid'>, account = ''): Screen =>
  signInScreen(hooks, { uid: model.nextUid, form: startForm(model, account), busy: false, changing: false });
