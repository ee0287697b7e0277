import type { ModuleField } from '@houzhai/contracts';
import { ruleText, type Language } from '@houzhai/i18n';
import { inputFrom } from '../commands/command-form.ts';
import type { Flag, FlagKind } from '../hz/flags.ts';
import { entered, field, type Field, type FieldKind, type Form } from '../widgets/form.ts';

/** Where the answer to a question stands in a form. */
export const answerPath = (key: string): string => `answers.${key}`;

const FLAG: Readonly<Record<ModuleField['type'], FlagKind>> = {
  text: 'text',
  number: 'number',
  money: 'money',
  choice: 'choice',
  date: 'text',
  person: 'person',
};
const FIELD: Readonly<Record<ModuleField['type'], FieldKind>> = {
  text: 'text',
  number: 'text',
  money: 'text',
  choice: 'choice',
  date: 'text',
  person: 'lookup',
};
const HINT: Readonly<Partial<Record<ModuleField['type'], Readonly<Record<Language, string>>>>> = {
  number: { zh: '数字', en: 'a number' },
  money: { zh: '元，如 46 或 46.50', en: 'yuan, such as 46 or 46.50' },
  date: { zh: '日期，如 2020-02-14', en: 'a day such as 2020-02-14' },
  person: { zh: '编号、姓名、首字母或电话', en: 'number, name, initials or phone' },
};

/** A question of a module as a field of a form. */
export function questionField({ key, type, required, choices = [], ...text }: ModuleField, lang: Language): Field {
  const empty = { value: '', label: lang === 'zh' ? '（不填）' : '(empty)' };
  return field({
    path: answerPath(key),
    label: text[lang],
    kind: FIELD[type],
    required,
    hint: HINT[type]?.[lang] ?? '',
    options: type === 'choice' ? [...(required ? [] : [empty]), ...choices.map((value) => ({ value, label: value }))] : [],
  });
}

const flagOf = ({ key, type, required, choices }: ModuleField): Flag => ({
  path: answerPath(key),
  name: key,
  kind: FLAG[type],
  required,
  repeated: false,
  description: '',
  ...(choices ? { choices } : {}),
});

/** What a form says to the questions of a module: answers as the contract has them, and what cannot be read. */
export function answersFrom(
  questions: readonly ModuleField[],
  form: Form,
  now: number,
  lang: Language,
): { readonly answers: Record<string, string | number> | undefined; readonly errors: ReadonlyMap<string, string> } {
  const { input, errors } = inputFrom(questions.map(flagOf), form, now, lang);
  const wrong = new Map(errors);
  for (const { key, type } of questions) {
    const day = entered(form, answerPath(key));
    if (type === 'date' && day !== '' && !isDay(day)) wrong.set(answerPath(key), HINT.date?.[lang] ?? ruleText('date', lang));
  }
  return { answers: input['answers'] as Record<string, string | number> | undefined, errors: wrong };
}

const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
};
