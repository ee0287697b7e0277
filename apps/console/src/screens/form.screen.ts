import type { Command, Refusal } from '@houzhai/contracts';
import { ruleText } from '@houzhai/i18n';
import { BINDINGS } from '../app/bindings.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, t, type Frame, type Model, type Step } from '../app/model.ts';
import { failureText, sentence, waits, whyNoWrites, type Performance } from '../app/perform.ts';
import type { Flag } from '../hz/flags.ts';
import { inputFrom } from '../commands/command-form.ts';
import { confirm, type Question } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { wrap, type Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import {
  atLastField,
  currentField,
  formLines,
  isChoosing,
  isDirty,
  moveFocus,
  pooled,
  press,
  takeOption,
  withErrors,
  withField,
  withOptions,
  type Form,
  type Option,
} from '../widgets/form.ts';
import { areaCodePool, areaCodes, areaPool, everyArea, everyAreaCode, scopePool } from './areas.ts';
import { hospitalPool, pharmacyPool } from './medicine-places.ts';
import { lookUp, type People } from './lookup.ts';
import { faultsOf } from './refused-fields.ts';

type Pools = Readonly<Record<string, (at: Model) => readonly Option[]>>;

/** What a form is for. */
export interface FormSpec {
  readonly address: string;
  readonly title: (model: Model) => string;
  /** What stands above the fields. */
  readonly about: (model: Model) => readonly string[];
  /** What stands above everything and must be seen, such as the answer to what was sent before. */
  readonly head?: (model: Model, width: number) => readonly Line[];
  /** Keys of a scope of its own, and what each makes of the form. */
  readonly keys?: {
    readonly scope: string;
    readonly run: (id: string, form: Form, model: Model) => { readonly spec: FormSpec; readonly form: Form } | string;
  };
  readonly flags: readonly Flag[];
  /** Narrows who can be picked. */
  readonly people?: People;
  /** What can be picked without asking, where that differs from what fields of the name usually have. */
  readonly pools?: Pools;
  /** Further choices of a lookup, such as entering somebody new. */
  readonly more?: (path: string, text: string, model: Model) => readonly Option[];
  /** What is wrong besides what the contract says, by field. */
  readonly check?: (form: Form, model: Model) => ReadonlyMap<string, string>;
  /** Lets the form change after a field did. */
  readonly react?: (form: Form, model: Model) => Form;
  readonly submit: (model: Model, input: Record<string, unknown>, form: Form, self: FormHandle) => Step;
  readonly hzLine: (form: Form) => string;
  /** Nothing else is there until this is done: it cannot be left. */
  readonly first?: boolean;
}

/** How a submission talks back to its form. */
export interface FormHandle {
  /** What the form adds to a write: its id, and what becomes of a refusal or no answer. */
  readonly write: Required<Pick<Performance<Command>, 'commandId' | 'refused' | 'failed'>>;
  /** It worked: leave the form. */
  readonly close: (model: Model) => Model;
  /** Something is asked before it goes on: the form can be used again. */
  readonly settle: (model: Model) => Model;
  /** It goes on: the form waits. */
  readonly busy: (model: Model) => Model;
  /** It worked, and the same is asked of the next one. */
  readonly next: (model: Model, spec: FormSpec, form: Form) => Model;
}

interface State {
  readonly uid: number;
  readonly spec: FormSpec;
  readonly form: Form;
  readonly sending: boolean;
  /** The same one as long as nothing was answered. */
  readonly commandId?: string;
}

/** A form as a screen: it keeps what was typed until it is sent or left. */
export function formScreen(state: State): Stateful<State> {
  const { uid, spec, form } = state;
  const own = keeper(uid, formScreen);
  const react = (model: Model, next: Form): Form => spec.react?.(next, model) ?? next;
  const show = (model: Model, next: Form): Step => [own.set(model, { form: react(model, next) }), []];
  const close = ({ notice: _, ...model }: Model): Model => ({
    ...model,
    overlays: [],
    stack: model.stack.filter((screen) => screen.uid !== uid),
  });
  /** An answer came: what is sent next is another command. */
  const settle = (model: Model): Model => own.without(own.set(model, { sending: false }), 'commandId');

  const submit = (model: Model): Step => {
    if (state.sending) return [model, []];
    const blocked = whyNoWrites(model);
    if (blocked !== undefined) return [say(model, blocked, 'watch'), []];
    const settledForm = react(model, takeOption(form));
    const { input, errors } = inputFrom(spec.flags, settledForm, model.now, model.lang);
    const wrong = new Map([...errors, ...(spec.check?.(settledForm, model) ?? [])]);
    if (wrong.size > 0) return showErrors(model, settledForm, wrong);
    const commandId = state.commandId ?? model.newId();
    const refused = (refusal: Refusal, at: Model): Step => {
      if (waits(refusal)) return [say(close(at), sentence(at, refusal), 'watch', 0), []];
      const now = own.now(at)?.form ?? settledForm;
      const faults = faultsOf(refusal, now, at);
      if (faults.size === 0) return [say(settle(at), sentence(at, refusal), 'alarm', 0), []];
      return showErrors(settle(at), now, faults);
    };
    const self: FormHandle = {
      close,
      settle,
      busy: (at) => own.set(at, { sending: true }),
      next: (at, after, fresh) => own.set(settle(at), { spec: after, form: withAreas(fresh, at, after.pools) }),
      write: {
        commandId,
        refused,
        failed: (why, _, at) => [say(own.set(at, { sending: false, commandId }), failureText(at, why), 'alarm', 0), []],
      },
    };
    return spec.submit(own.set(model, { form: settledForm, sending: true, commandId }), input, settledForm, self);
  };
  const showErrors = (model: Model, at: Form, errors: ReadonlyMap<string, string>): Step => {
    const { form: marked, others } = withErrors(at, errors);
    const count = String(errors.size);
    const text = t(model, `${count} 处需要更正，已跳到第一处`, `${count} to correct; this is the first`);
    return [say(own.set(model, { form: marked }), [text, ...others].join('；'), 'alarm'), []];
  };

  const ownKey = (model: Model, keys: NonNullable<FormSpec['keys']>, id: string): Step => {
    const made = keys.run(id, takeOption(form), model);
    return typeof made === 'string' ? [say(model, made, 'watch'), []] : [own.set(model, made), []];
  };

  const onKey = (key: Key, model: Model): Step | undefined => {
    if (state.sending) return undefined;
    const current = currentField(form);
    const marked = isChoosing(current) && (current?.optionAt ?? -1) >= 0;
    if (key.name === 'enter') {
      if (marked) {
        const taken = takeOption(form);
        return show(model, current?.picks ? taken : moveFocus(react(model, taken), 1));
      }
      if (isChoosing(current) && current?.input.text.trim() !== '') return [say(model, ruleText('pick', model.lang), 'watch'), []];
      return atLastField(form) ? submit(model) : show(model, moveFocus(form, 1));
    }
    const pressed = press(form, key);
    if (!pressed) return key.name === 'down' || key.name === 'up' ? show(model, moveFocus(form, key.name === 'down' ? 1 : -1)) : undefined;
    const next = own.set(model, { form: react(model, pressed.form) });
    const { lookup } = pressed;
    if (lookup === undefined || lookup === '' || !current) return [next, []];
    const { path } = current;
    const kind = spec.flags.find((flag) => flag.path === path)?.kind;
    const found = (options: readonly Option[], at: Model): Step => {
      const now = own.now(at);
      if (!now) return [at, []];
      const all = [...options, ...(spec.more?.(path, lookup, at) ?? [])];
      const answered = withOptions(now.form, path, lookup, all, ruleText('pick', at.lang));
      return show(at, kind === 'stay' && isGuess(lookup, all) ? withField(answered, path, { optionAt: -1 }) : answered);
    };
    return [next, [lookUp(`lookup-${String(uid)}-${path}`, kind, lookup, spec.people ?? {}, found)]];
  };

  return {
    ...own.kept(state),
    address: spec.address,
    title: spec.title,
    scopes: [...(spec.keys ? [spec.keys.scope] : []), 'form'],
    typing: true,
    load: (model) => [model, []],
    onKey,
    onBinding: (id, model) => {
      if (id === 'submit') return submit(model);
      if (state.sending) return undefined;
      if (id === 'next-field') return show(model, moveFocus(react(model, takeOption(form)), 1));
      if (id === 'previous-field') return show(model, moveFocus(form, -1));
      if (BINDINGS.some((one) => one.id === id && one.scope === spec.keys?.scope)) return spec.keys && ownKey(model, spec.keys, id);
      return undefined;
    },
    onNews: (model) => show(model, withAreas(own.now(model)?.form ?? form, model, spec.pools)),
    ...(isDirty(form) ? { unsent: () => formScreen({ ...state, sending: false }) } : {}),
    onEscape: (model) => {
      if (state.sending) return [say(model, t(model, '正在提交，请等回音', 'Being sent; wait for the answer'), 'watch'), []];
      if (spec.first)
        return [say(model, t(model, '须先完成这一步；按两次 Ctrl-C 退出', 'This comes first; Ctrl-C twice quits'), 'watch'), []];
      if (!isDirty(form)) return undefined;
      const question = {
        title: t(model, '放弃并离开', 'Discard and leave'),
        text: [t(model, '填写的内容尚未提交，离开后不保留。', 'What you typed has not been sent and will be gone.')],
        run: (at: Model): Step => [close(at), []],
      };
      return [openOverlay(model, confirm(question)), []];
    },
    view: (model, width, height) => view(model, state, width, height),
    hzLine: () => spec.hzLine(form),
  };
}

/** Asks before a form is sent; left alone, it can be used again. */
export const askFirst = (model: Model, self: FormHandle, { run, ...question }: Question): Step => [
  openOverlay(self.settle(model), confirm({ ...question, run: (at) => run(whyNoWrites(at) === undefined ? self.busy(at) : at) })),
  [],
];

/** Several divisions have the same initials, and where somebody comes from decides: none of them is marked before somebody does. */
const isGuess = (text: string, options: readonly Option[]): boolean => options.length > 1 && /^[a-z]+$/i.test(text);

/** A form as it is opened. */
export const openForm = (model: Model, spec: FormSpec, form: Form): Step => {
  const { notice: _, ...quiet } = model;
  const screen = formScreen({ uid: model.nextUid, spec, form: withAreas(form, model, spec.pools), sending: false });
  return [{ ...quiet, nextUid: model.nextUid + 1, stack: [...model.stack, screen], overlays: [] }, []];
};

/** Another purpose for a form that is open, such as when what it asks became known; what was typed stays. */
export function respec(model: Model, uid: number, spec: FormSpec): Model {
  const own = keeper(uid, formScreen);
  const form = own.now(model)?.form;
  return form ? own.set(model, { spec, form: spec.react?.(form, model) ?? form }) : model;
}

const POOLS: Pools = {
  path: areaPool,
  destination: everyArea,
  homeArea: areaCodes,
  toArea: everyAreaCode,
  scope: scopePool,
  areas: areaCodePool,
  hospital: hospitalPool,
  pharmacy: pharmacyPool,
};

/** The form with the areas that can be picked, as far as they are known; they may come later than what is typed. */
function withAreas(form: Form, model: Model, own: Pools = {}): Form {
  const pools = { ...POOLS, ...own };
  return form.fields.reduce((at: Form, one) => {
    const pool = one.kind === 'lookup' ? pools[one.path]?.(model) : undefined;
    if (!pool) return at;
    const named = one.picks?.map((pick) => pool.find(({ value }) => value === pick.value) ?? pick);
    const next = pooled(one, pool, named);
    const known = { ...at, fields: at.fields.map((old) => (old === one ? next : old)) };
    return one.picks ? known : withOptions(known, one.path, one.input.text.trim(), next.options, ruleText('pick', model.lang));
  }, form);
}

function view(model: Model, { spec, form, sending }: State, width: number, height: number): Frame {
  const about = spec
    .about(model)
    .flatMap((text) => wrap(text, width - 4))
    .map((text): Line => [{ text: `  ${text}`, tone: 'dim' }]);
  const before = spec.head?.(model, width - 4).map((spans): Line => [{ text: '  ' }, ...spans]) ?? [];
  const head: Line[] = [...before, [{ text: `  ${spec.title(model)}`, tone: 'title' }], ...about, [{ text: '' }]];
  const { lines, cursor } = formLines(form, width - 4, Math.max(3, height - head.length - 2));
  const foot: Line = sending
    ? [{ text: t(model, '  正在提交…', '  Sending …'), tone: 'watch' }]
    : [
        { text: '  [ ' },
        { text: t(model, '提交 Ctrl-S', 'Submit Ctrl-S'), inverse: true },
        {
          text: spec.first
            ? t(model, ' ]   [ 退出 Ctrl-C 两次 ]', ' ]   [ Quit: Ctrl-C twice ]')
            : t(model, ' ]   [ Esc 离开 ]', ' ]   [ Esc leave ]'),
        },
        { text: t(model, '   * 必填', '   * required'), tone: 'dim' },
      ];
  return {
    lines: [...head, ...lines.map((spans): Line => [{ text: '  ' }, ...spans]), [{ text: '' }], foot],
    ...(cursor ? { cursor: { x: cursor.x + 2, y: cursor.y + head.length } } : {}),
  };
}
