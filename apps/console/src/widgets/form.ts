import type { Key } from '../terminal/keys.ts';
import { displayWidth, padStart, truncate } from '../terminal/width.ts';
import type { Line } from '../paint/styled.ts';
import { edit, emptyInput, inputOf, windowOf, type TextInput } from './text-input.ts';

/** One thing that can be picked. */
export interface Option {
  readonly value: string;
  readonly label: string;
  /** What it is also found by: initials, a code. */
  readonly also?: string;
}

export type FieldKind = 'text' | 'secret' | 'choice' | 'boolean' | 'lookup';

/** One field of a form with what has been entered. */
export interface Field {
  readonly path: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** What may be written, shown while the field is empty. */
  readonly hint: string;
  readonly input: TextInput;
  /** Choices; for a lookup what was found for the text, for a text what it may stand for. */
  readonly options: readonly Option[];
  /** Which of them is marked; -1 for none. */
  readonly optionAt: number;
  /** Everything a lookup can find, where that is known without asking. */
  readonly pool?: readonly Option[];
  /** What was picked. */
  readonly picked?: Option;
  /** What was picked where several may be; absent where only one. */
  readonly picks?: readonly Option[];
  readonly error?: string;
  readonly touched: boolean;
  /** Not shown and not sent. */
  readonly hidden?: boolean;
}

/** A form: fields and where the cursor is. */
export interface Form {
  readonly fields: readonly Field[];
  readonly at: number;
}

/** A field with nothing entered. */
export const field = (spec: Pick<Field, 'path' | 'label' | 'kind'> & Partial<Field>): Field => ({
  required: false,
  hint: '',
  input: emptyInput,
  options: [],
  optionAt: 0,
  touched: false,
  ...spec,
});

export const currentField = (form: Form): Field | undefined => form.fields[form.at];
/** Answers of a lookup that are seen at a time. */
const OPTIONS_SHOWN = 9;
const shown = ({ hidden }: Field): boolean => hidden !== true;

/** Changes the field of a path. */
export const withField = (form: Form, path: string, change: Partial<Field>): Form => ({
  ...form,
  fields: form.fields.map((one) => (one.path === path ? { ...one, ...change } : one)),
});
const withoutError = (one: Field): Field => {
  const { error: _, ...rest } = one;
  return rest;
};

/** What the person entered in the field of a path: the picked value, or the text. */
export function entered(form: Form, path: string): string {
  const one = form.fields.find((candidate) => candidate.path === path && shown(candidate));
  if (!one) return '';
  if (one.kind === 'choice' || one.kind === 'boolean') return one.options[one.optionAt]?.value ?? '';
  if (one.picks) return one.picks.map(({ value }) => value).join(',');
  if (one.kind === 'lookup') return one.picked?.value ?? '';
  return one.input.text.trim();
}

/** Whether anything was entered. */
export const isDirty = (form: Form): boolean => form.fields.some(({ touched }) => touched);

/** What a key did: the form, and whether the text of the current lookup changed so that it has to be asked for. */
export interface Pressed {
  readonly form: Form;
  readonly lookup?: string;
}

const focus = (form: Form, step: 1 | -1): Form => {
  for (let at = form.at + step; at >= 0 && at < form.fields.length; at += step) {
    const one = form.fields[at];
    if (one && shown(one)) return { ...form, at };
  }
  return form;
};
const put = (form: Form, one: Field): Form => ({ ...form, fields: form.fields.map((old, index) => (index === form.at ? one : old)) });

/** Whether a lookup shows answers to choose from, or a text what it may stand for. */
export const isChoosing = (one: Field | undefined): boolean =>
  one !== undefined && (one.kind === 'text' || (one.kind === 'lookup' && !one.picked)) && one.options.length > 0;

/** What a pool holds for a text; where several may be picked all of it is shown before anything is typed. */
function fromPool(one: Field, text: string): readonly Option[] {
  const word = text.trim().toLowerCase();
  if (word === '' && !one.picks) return [];
  const gone = new Set(one.picks?.map(({ value }) => value));
  const fits = ({ label, value, also = '' }: Option): boolean => `${label}\n${value}\n${also}`.toLowerCase().includes(word);
  return (one.pool ?? []).filter((option) => !gone.has(option.value) && fits(option));
}
const withText = (one: Field, text: TextInput): Field => ({
  ...one,
  input: text,
  options: fromPool(one, text.text),
  optionAt: text.text.trim() === '' ? -1 : 0,
});

/** A lookup in a pool; `picks` lets several be picked. */
export const pooled = (one: Field, pool: readonly Option[], picks?: readonly Option[]): Field => {
  const lookup: Field = { ...one, kind: 'lookup', pool, ...(picks ? { picks } : {}) };
  // What was chosen by its code before names were known has its name now.
  const named = lookup.picked?.label === lookup.picked?.value ? pool.find(({ value }) => value === lookup.picked?.value) : undefined;
  if (named) return { ...lookup, picked: named, input: inputOf(named.label) };
  return lookup.picked ? lookup : withText(lookup, one.input);
};

/** A lookup that is left, or Enter in it, takes the answer that is marked; a text becomes what it stands for. */
export function takeOption(form: Form): Form {
  const one = currentField(form);
  const option = isChoosing(one) ? one?.options[one.optionAt] : undefined;
  if (!one || !option) return form;
  const taken = { ...withoutError(one), touched: true };
  if (one.kind === 'text') return put(form, { ...taken, input: inputOf(option.value), options: [] });
  return put(
    form,
    one.picks
      ? withText({ ...taken, picks: [...one.picks, option] }, emptyInput)
      : { ...taken, picked: option, input: inputOf(option.label), options: [] },
  );
}

/** Moves to the next or previous field that is shown. */
export const moveFocus = (form: Form, step: 1 | -1): Form => focus(takeOption(form), step);

/** Whether the current field is the last one that is shown. */
export const atLastField = (form: Form): boolean => focus(form, 1).at === form.at;

/** An editing key in the current field; undefined when it does nothing here. */
export function press(form: Form, key: Key): Pressed | undefined {
  const one = currentField(form);
  if (!one) return undefined;
  if (one.kind === 'choice' || one.kind === 'boolean') {
    const optionAt = choose(one, key);
    return optionAt === undefined ? undefined : { form: put(form, { ...withoutError(one), optionAt, touched: true }) };
  }
  if (one.kind !== 'secret' && one.options.length > 0 && (key.name === 'up' || key.name === 'down')) {
    const optionAt = one.optionAt + (key.name === 'down' ? 1 : -1);
    return optionAt < 0 || optionAt >= one.options.length ? undefined : { form: put(form, { ...one, optionAt }) };
  }
  if (one.picks && key.name === 'backspace' && one.input.text === '')
    return { form: put(form, withText({ ...withoutError(one), picks: one.picks.slice(0, -1), touched: true }, emptyInput)) };
  const input = edit(one.input, key);
  if (!input) return undefined;
  if (one.kind !== 'lookup') return { form: put(form, { ...withoutError(one), input, touched: true }) };
  if (input.text === one.input.text) return { form: put(form, { ...one, input }) };
  const { picked: _, ...unpicked } = withoutError(one);
  if (one.pool) return { form: put(form, withText({ ...unpicked, touched: true }, input)) };
  return { form: put(form, { ...unpicked, input, touched: true, options: [], optionAt: 0 }), lookup: input.text.trim() };
}

function choose(one: Field, key: Key): number | undefined {
  const count = one.options.length;
  if (count === 0) return undefined;
  if (key.name === 'right' || (key.name === 'char' && key.text === ' ')) return (one.optionAt + 1) % count;
  if (key.name === 'left') return (one.optionAt + count - 1) % count;
  if (key.name !== 'char' || key.ctrl || key.alt) return undefined;
  const typed = key.text.toLowerCase();
  const fits = ({ label, value, also }: Option): boolean => [label, value, also ?? ''].some((text) => text.toLowerCase().startsWith(typed));
  for (let step = 1; step <= count; step += 1) {
    const index = (one.optionAt + step) % count;
    const option = one.options[index];
    if (option && fits(option)) return index;
  }
  return undefined;
}

/**
 * Answers to a lookup, if it still asks for that text. Whoever went on before they came gets the only answer there is;
 * of several nobody has chosen, so the field says so with `several`.
 */
export const withOptions = (form: Form, path: string, text: string, options: readonly Option[], several: string): Form => ({
  ...form,
  fields: form.fields.map((one, index) => {
    if (one.path !== path || one.picked || text === '' || one.input.text.trim() !== text) return one;
    const gone = new Set(one.picks?.map(({ value }) => value));
    const left = options.filter(({ value }) => !gone.has(value));
    if (index === form.at) return { ...one, options: left, optionAt: 0 };
    const [only, another] = left;
    if (!only || another) return { ...one, options: left, optionAt: 0, error: several };
    return one.picks
      ? withText({ ...withoutError(one), picks: [...one.picks, only] }, emptyInput)
      : { ...withoutError(one), picked: only, input: inputOf(only.label), options: [] };
  }),
});

/** Marks fields as wrong and goes to the first of them. Errors of fields that are not shown are given back as text. */
export function withErrors(form: Form, errors: ReadonlyMap<string, string>): { readonly form: Form; readonly others: readonly string[] } {
  const fields = form.fields.map((one) => {
    const error = errors.get(one.path);
    return error === undefined ? withoutError(one) : { ...one, error };
  });
  const first = fields.findIndex((one) => one.error !== undefined && shown(one));
  const known = new Set(form.fields.filter(shown).map(({ path }) => path));
  return {
    form: { fields, at: first < 0 ? form.at : first },
    others: [...errors].filter(([path]) => !known.has(path)).map(([, text]) => text),
  };
}

/** The form as lines, with the place of the cursor. At most `height` lines, the current field among them. */
export function formLines(
  form: Form,
  width: number,
  height: number,
): { readonly lines: Line[]; readonly cursor?: { readonly x: number; readonly y: number } } {
  const visible = form.fields.filter(shown);
  const labels = Math.min(24, Math.max(4, ...visible.map(({ label }) => displayWidth(label)))) + 4;
  const space = Math.max(8, width - labels - 2);
  const lines: Line[] = [];
  let cursor: { x: number; y: number } | undefined;
  let from = 0;
  form.fields.forEach((one, index) => {
    if (!shown(one)) return;
    const focused = index === form.at;
    if (focused) from = lines.length;
    const { line: value, x } = valueOf(one, focused, space);
    if (focused && (one.kind === 'text' || one.kind === 'secret' || one.kind === 'lookup')) cursor = { x: labels + x, y: lines.length };
    const label = `${padStart(truncate(one.label, labels - 4), labels - 4)} `;
    lines.push([
      { text: focused ? '▸' : ' ', tone: 'accent' },
      { text: label, tone: focused ? 'title' : 'plain' },
      { text: one.required ? '* ' : '  ', tone: 'watch' },
      ...value,
    ]);
    if (one.error !== undefined) lines.push([{ text: ' '.repeat(labels) }, { text: `‼ ${one.error}`, tone: 'alarm' }]);
    if (focused && (one.kind === 'lookup' || one.kind === 'text')) {
      const first = Math.max(0, Math.min(one.optionAt - OPTIONS_SHOWN + 1, one.options.length - OPTIONS_SHOWN));
      one.options.slice(first, first + OPTIONS_SHOWN).forEach((option, at) => {
        const marked = first + at === one.optionAt;
        const left = one.options.length - first - OPTIONS_SHOWN;
        const more = at === OPTIONS_SHOWN - 1 && left > 0 ? `  ↓ ${String(left)}` : '';
        lines.push([
          { text: ' '.repeat(labels) },
          { text: truncate(`${marked ? '▸' : ' '} ${option.label}`, space - displayWidth(more)), inverse: marked },
          { text: more, tone: 'dim' },
        ]);
      });
    }
  });
  const skip = lines.length <= height ? 0 : Math.max(0, Math.min(from - Math.floor(height / 2), lines.length - height));
  return { lines: lines.slice(skip, skip + height), ...(cursor ? { cursor: { x: cursor.x, y: cursor.y - skip } } : {}) };
}

function valueOf(one: Field, focused: boolean, space: number): { readonly line: Line; readonly x: number } {
  if (one.kind === 'choice' || one.kind === 'boolean') {
    const label = one.options[one.optionAt]?.label ?? '';
    return {
      line: [
        { text: label, inverse: focused },
        { text: focused ? ' ← →' : '', tone: 'key' },
        { text: `  ${one.hint}`, tone: 'dim' },
      ],
      x: 0,
    };
  }
  const picks = one.picks && one.picks.length > 0 ? `${one.picks.map(({ label }) => label).join(' · ')} ` : '';
  const before = truncate(picks, Math.max(8, space - 10));
  const secret = one.kind === 'secret' ? { text: '•'.repeat(Array.from(one.input.text).length), at: one.input.at } : one.input;
  const { text, x } = windowOf(secret, space - displayWidth(before) - 2);
  if (one.input.text === '') {
    const hint = one.hint === '' ? '_'.repeat(Math.min(space, 12)) : one.hint;
    return {
      line: [
        { text: before, tone: 'good' },
        { text: before === '' ? hint : '', tone: 'dim' },
      ],
      x: displayWidth(before),
    };
  }
  return {
    line: [
      { text: before, tone: 'good' },
      { text, bold: focused },
      { text: one.kind === 'lookup' && one.picked ? ' ✓' : '', tone: 'good' },
    ],
    x: displayWidth(before) + x,
  };
}
