import { FindPersons, ListOperators, WorklistPage, type Refusal, type Role } from '@houzhai/contracts';
import { kindLabel, statusLabel } from '@houzhai/i18n';
import type { Flag } from '../hz/flags.ts';
import { ask, say, screenOf, t, withScreen, type Effect, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { failureText, queryFailed, sentence, whyNoWrites } from '../app/perform.ts';
import { inputFrom } from '../commands/command-form.ts';
import { ruleText } from '../commands/field-labels.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { wrap, type Line } from '../paint/styled.ts';
import type { Key } from '../terminal/keys.ts';
import {
  atLastField,
  currentField,
  formLines,
  isDirty,
  moveFocus,
  press,
  takeOption,
  withErrors,
  withOptions,
  type Form,
  type Option,
} from '../widgets/form.ts';

/** What a form is for. */
export interface FormSpec {
  readonly address: string;
  readonly title: (model: Model) => string;
  /** What stands above the fields. */
  readonly about: (model: Model) => readonly string[];
  readonly flags: readonly Flag[];
  /** Narrows who can be picked. */
  readonly people?: { readonly area?: string; readonly role?: Role };
  /** Further choices of a lookup, such as entering somebody new. */
  readonly more?: (path: string, text: string, model: Model) => readonly Option[];
  /** Lets the form change after a field did. */
  readonly react?: (form: Form, model: Model) => Form;
  readonly submit: (model: Model, input: Record<string, unknown>, form: Form, self: FormHandle) => Step;
  readonly hzLine: (form: Form) => string;
}

/** How a submission talks back to its form. */
export interface FormHandle {
  /** Id to send under: the same one as long as nothing was answered. */
  readonly commandId: string;
  /** It worked: leave the form. */
  readonly close: (model: Model) => Model;
  /** It was refused: say so and mark the fields it is about. */
  readonly refused: (refusal: Refusal, model: Model) => Step;
  /** No answer: the form stays as it is. */
  readonly failed: (why: Parameters<typeof failureText>[1], model: Model) => Step;
}

interface State {
  readonly uid: number;
  readonly spec: FormSpec;
  readonly form: Form;
  readonly sending: boolean;
  readonly commandId?: string;
}
type FormScreen = Screen & { readonly state: State };

/** A form as a screen: it keeps what was typed until it is sent or left. */
export function formScreen(nav: Navigation, state: State): FormScreen {
  const { uid, spec, form } = state;
  const set = (model: Model, change: Partial<State>): Model =>
    withScreen<FormScreen>(model, uid, (screen) => formScreen(nav, { ...screen.state, ...change }));
  const react = (model: Model, next: Form): Form => spec.react?.(next, model) ?? next;

  const submit = (model: Model): Step => {
    if (state.sending) return [model, []];
    const blocked = whyNoWrites(model);
    if (blocked !== undefined) return [say(model, blocked, 'watch'), []];
    const settledForm = react(model, takeOption(form));
    const { input, errors } = inputFrom(spec.flags, settledForm, model.now, model.lang);
    if (errors.size > 0) return showErrors(model, settledForm, errors);
    const commandId = state.commandId ?? model.newId();
    const self: FormHandle = {
      commandId,
      close: (at) => ({ ...at, stack: at.stack.filter((screen) => screen.uid !== uid) }),
      refused: (refusal, at) => {
        const now = screenOf<FormScreen>(at, uid)?.state.form ?? settledForm;
        const faults = new Map(
          (refusal.fields ?? []).map(({ path, rule }) => [path.replace(/\.\d+(\..*)?$/, ''), ruleText(rule, at.lang)]),
        );
        const { form: marked } = withErrors(now, faults);
        // A refusal is an answer: what is sent next is another command.
        return [
          say(
            withScreen<FormScreen>(at, uid, (screen) => formScreen(nav, again({ ...screen.state, form: marked, sending: false }))),
            sentence(at, refusal),
            'alarm',
            0,
          ),
          [],
        ];
      },
      failed: (why, at) => [say(set(at, { sending: false, commandId }), failureText(at, why), 'alarm', 0), []],
    };
    return spec.submit(set(model, { form: settledForm, sending: true, commandId }), input, settledForm, self);
  };
  const showErrors = (model: Model, at: Form, errors: ReadonlyMap<string, string>): Step => {
    const { form: marked, others } = withErrors(at, errors);
    const count = String(errors.size);
    const text = t(model, `${count} 处需要更正，已跳到第一处`, `${count} to correct; this is the first`);
    return [say(set(model, { form: marked }), [text, ...others].join('；'), 'alarm'), []];
  };

  const onKey = (key: Key, model: Model): Step | undefined => {
    const current = currentField(form);
    const open = current?.kind === 'lookup' && current.options.length > 0 && !current.picked;
    if (open && (key.name === 'up' || key.name === 'down')) {
      const moved = press(form, key);
      if (moved) return [set(model, { form: moved.form }), []];
    }
    if (key.name === 'enter') {
      if (atLastField(form) && !open) return submit(model);
      return [set(model, { form: moveFocus(react(model, takeOption(form)), 1) }), []];
    }
    const pressed = press(form, key);
    if (!pressed) return undefined;
    const next = set(model, { form: react(model, pressed.form) });
    return pressed.lookup === undefined || !current ? [next, []] : lookUp(next, uid, nav, spec, current.path, pressed.lookup);
  };

  return {
    state,
    uid,
    address: spec.address,
    title: spec.title,
    scopes: ['form'],
    typing: true,
    load: (model) => [model, []],
    onKey,
    onBinding: (id, model) => {
      const current = currentField(form);
      const choosing = current?.kind === 'lookup' && current.options.length > 0 && !current.picked;
      if (id === 'submit') return submit(model);
      if (id === 'next-field' && !choosing) return [set(model, { form: moveFocus(react(model, takeOption(form)), 1) }), []];
      if (id === 'previous-field' && !choosing) return [set(model, { form: moveFocus(form, -1) }), []];
      return undefined;
    },
    onEscape: (model) => {
      if (!isDirty(form)) return undefined;
      const question = {
        title: t(model, '离开', 'Leave'),
        text: [t(model, '填写的内容尚未提交，离开后不保留。', 'What you typed has not been sent and will be gone.')],
        run: (at: Model): Step => nav.leave(at),
      };
      return [openOverlay(model, confirm(question)), []];
    },
    view: (model, width, height) => view(model, state, width, height),
    hzLine: () => spec.hzLine(form),
  };
}

/** A form as it is opened. */
export const openForm = (nav: Navigation, model: Model, spec: FormSpec, form: Form): Step => {
  const screen = formScreen(nav, { uid: model.nextUid, spec, form, sending: false });
  return [{ ...model, nextUid: model.nextUid + 1, stack: [...model.stack, screen], overlays: [] }, []];
};

const again = ({ commandId: _, ...state }: State): State => state;

function view(model: Model, { spec, form, sending }: State, width: number, height: number): Frame {
  const about = spec
    .about(model)
    .flatMap((text) => wrap(text, width - 4))
    .map((text): Line => [{ text: `  ${text}`, tone: 'dim' }]);
  const head: Line[] = [[{ text: `  ${spec.title(model)}`, tone: 'title' }], ...about, [{ text: '' }]];
  const { lines, cursor } = formLines(form, width - 4, Math.max(3, height - head.length - 2));
  const foot: Line = sending
    ? [{ text: t(model, '  正在提交…', '  Sending …'), tone: 'watch' }]
    : [
        { text: '  [ ' },
        { text: t(model, '提交 Ctrl-S', 'Submit Ctrl-S'), inverse: true },
        { text: ' ]   [ Esc ' },
        { text: t(model, '离开', 'leave') },
        { text: ' ]' },
        { text: t(model, '   * 必填', '   * required'), tone: 'dim' },
      ];
  return {
    lines: [...head, ...lines.map((spans): Line => [{ text: '  ' }, ...spans]), [{ text: '' }], foot],
    ...(cursor ? { cursor: { x: cursor.x + 2, y: cursor.y + head.length } } : {}),
  };
}

/** Asks for what fits the text of a lookup field. */
function lookUp(model: Model, uid: number, nav: Navigation, spec: FormSpec, path: string, text: string): Step {
  const answer =
    (options: readonly Option[]) =>
    (at: Model): Step => [
      withScreen<FormScreen>(at, uid, (screen) =>
        formScreen(nav, {
          ...screen.state,
          form: withOptions(screen.state.form, path, text, [...options, ...(spec.more?.(path, text, at) ?? [])]),
        }),
      ),
      [],
    ];
  if (text === '') return [model, []];
  const slot = `lookup-${String(uid)}-${path}`;
  const flag = spec.flags.find((one) => one.path === path);
  if (path.endsWith('path')) return answer(areaOptions(model, text))(model);
  const effect: Effect =
    flag?.kind === 'operator'
      ? ask(
          slot,
          ListOperators,
          { text: text.toLowerCase(), activeOnly: true, ...(spec.people ?? {}) },
          (outcome) =>
            answer(
              outcome.ok
                ? outcome.value.rows.slice(0, 8).map((row) => ({ value: row.operatorId, label: `${row.displayName}  ${row.account}` }))
                : [],
            ),
          queryFailed,
        )
      : flag?.kind === 'errand'
        ? ask(
            slot,
            WorklistPage,
            { no: text.toUpperCase(), limit: 8 },
            (outcome) =>
              answer(
                outcome.ok
                  ? outcome.value.rows.map((row) => ({
                      value: row.errandId,
                      label: `${row.no}  ${kindLabel(row.kind, model.lang)}  ${statusLabel(row.status, model.lang)}`,
                    }))
                  : [],
              ),
            queryFailed,
          )
        : ask(
            slot,
            FindPersons,
            { text, limit: 6 },
            (outcome) =>
              answer(
                outcome.ok
                  ? outcome.value.rows.map((row) => ({
                      value: row.personId,
                      label: `${row.label}  ${row.phoneMasked ?? '—'}  ${areaName(model, row.area)}  ${row.no}`,
                    }))
                  : [],
              ),
            queryFailed,
          );
  return [model, [effect]];
}

/** An area in words. */
export const areaName = (model: Model, area: string): string => model.areas.get(area)?.[model.lang] ?? area;

/** Areas by code, name or its beginning. */
export function areaOptions(model: Model, text: string): Option[] {
  const word = text.toLowerCase();
  return [...model.areas]
    .filter(
      ([code, names]) =>
        code.includes(word) || names.zh.includes(text) || names.en.toLowerCase().replaceAll(' ', '').includes(word.replaceAll(' ', '')),
    )
    .slice(0, 8)
    .map(([code, names]) => ({ value: `houzhai/${code}`, label: `${code} ${names[model.lang]}` }));
}
