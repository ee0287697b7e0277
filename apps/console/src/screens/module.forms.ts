import { ErrandKind, ModuleCode, ModuleField, ModuleFieldType, refuse, type ModuleDefinition } from '@houzhai/contracts';
import { fieldTypeLabel, kindLabel, minutesText, moduleClockLabel, ruleText } from '@houzhai/i18n';
import { still, t, type Model, type Step } from '../app/model.ts';
import { withModuleField } from '../app/module-draft.ts';
import { sentence } from '../app/perform.ts';
import { entered, field, pooled, type Field, type Form, type Option } from '../widgets/form.ts';
import { inputOf } from '../widgets/text-input.ts';
import { openForm } from './form.screen.ts';
import type { Entry, Terms } from './module-draft-lines.ts';

/** What of a draft is to be said. */
export interface Said {
  readonly entry: Entry;
  readonly draft: ModuleDefinition;
  readonly isNew: boolean;
  readonly terms: Terms;
}
type Keep = (model: Model, draft: ModuleDefinition) => Model;

/** Asks for what a line of a draft says; it goes into the draft, and nowhere else. */
export function openEntryForm(model: Model, said: Said, keep: Keep): Step {
  const { entry } = said;
  if (entry.part === 'term') return openTermForm(model, said, entry.kind ?? 'OTHER', keep);
  return entry.part === 'field' ? openFieldForm(model, said, keep) : openModuleForm(model, said, keep);
}

interface Asked {
  readonly address: string;
  readonly title: (model: Model) => string;
  readonly about: (model: Model) => readonly string[];
  readonly fields: readonly Field[];
  /** What is wrong, by field; undefined draft where it cannot be read. */
  readonly read: (form: Form, model: Model) => { readonly draft: ModuleDefinition; readonly errors: ReadonlyMap<string, string> };
  readonly react?: (form: Form) => Form;
}

function ask(model: Model, { address, title, about, fields, read, react }: Asked, keep: Keep): Step {
  return openForm(
    model,
    {
      address,
      title,
      about,
      flags: [],
      ...(react ? { react } : {}),
      check: (form, at) => read(form, at).errors,
      submit: (at, _, form, self) => still(keep(self.close(at), read(form, at).draft)),
      hzLine: () => 'hz service-module publish --help',
    },
    { at: 0, fields },
  );
}

const text = (path: string, label: string, value: string, more: Partial<Field> = {}): Field =>
  field({ path, label, kind: 'text', input: inputOf(value), ...more });
const choice = (path: string, label: string, options: readonly Option[], value: string): Field =>
  field({ path, label, kind: 'choice', required: true, options, optionAt: Math.max(0, options.findIndex((one) => one.value === value)) }); // prettier-ignore
const put = (errors: Map<string, string>, path: string, why: string | undefined): void => {
  if (why !== undefined) errors.set(path, why);
};
const tooLong = (value: string, most: number, model: Model): string | undefined =>
  value === '' ? ruleText('required', model.lang) : value.length > most ? ruleText('too_big', model.lang) : undefined;

function openModuleForm(model: Model, { draft, isNew }: Said, keep: Keep): Step {
  const kinds = ErrandKind.options.map((value): Option => ({ value, label: kindLabel(value, model.lang), also: value }));
  const clocks = ['CLOCK', 'SERVICE_HOURS'].map((value): Option => ({ value, label: moduleClockLabel(value, model.lang), also: value }));
  const code = text('code', t(model, '代号', 'Code'), draft.code, { required: true, hint: t(model, '小写字母、数字、-，如 express；以后不能改', 'lower case, digits, -, such as express; stays for good') }); // prettier-ignore
  return ask(
    model,
    {
      address: 'module-editor module',
      title: (at) => t(at, '模块名称、类别与计时', 'Names, kinds and clock of the module'),
      about: (at) => [t(at, '名称用两种语言写：登记代办的人按名称选。', 'Name it in both languages: whoever registers an errand chooses by the name.')],
      fields: [
        ...(isNew ? [code] : []),
        text('zh', t(model, '中文名称', 'Chinese name'), draft.zh, { required: true }),
        text('en', t(model, '英文名称', 'English name'), draft.en, { required: true }),
        pooled(field({ path: 'kinds', label: t(model, '类别', 'Kinds'), kind: 'lookup', required: true, hint: t(model, '输入或 ↓ 选择，可多选', 'type or ↓, several possible') }), kinds, kinds.filter(({ value }) => draft.kinds.some((kind) => kind === value))),
        choice('clock', t(model, '计时', 'Clock'), clocks, draft.clock),
      ],
      read: (form, at) => {
        const errors = new Map<string, string>();
        const [zh, en] = [entered(form, 'zh'), entered(form, 'en')];
        const named = isNew ? entered(form, 'code') : draft.code;
        const picked = ErrandKind.array().safeParse(entered(form, 'kinds').split(',')).data ?? [];
        if (!ModuleCode.safeParse(named).success) put(errors, 'code', t(at, '小写字母、数字、-，至少两个字符', 'lower case, digits and -, two characters or more'));
        put(errors, 'zh', tooLong(zh, 30, at));
        put(errors, 'en', tooLong(en, 60, at));
        if (picked.length === 0) put(errors, 'kinds', ruleText('required', at.lang));
        const sla = Object.fromEntries(Object.entries(draft.sla).filter(([kind]) => picked.some((one) => one === kind)));
        const clock = entered(form, 'clock') === 'SERVICE_HOURS' ? ('SERVICE_HOURS' as const) : ('CLOCK' as const);
        const renamed = zh !== draft.zh || en !== draft.en;
        return { draft: { ...draft, code: named, zh, en, kinds: picked, clock, sla, placeholder: draft.placeholder && !renamed }, errors };
      },
    },
    keep,
  ); // prettier-ignore
}

/** Minutes as people write them: 30, 8h, 3d; undefined when it is no time, 0 for none. */
function minutesOf(words: string): number | undefined {
  if (words === '') return 0;
  const match = /^(\d{1,5})\s*(m|min|分|分钟|h|小时|d|天)?$/iu.exec(words);
  if (!match) return undefined;
  const unit = match[2]?.toLowerCase() ?? 'm';
  return Number(match[1]) * (unit === 'h' || unit === '小时' ? 60 : unit === 'd' || unit === '天' ? 1_440 : 1) || undefined;
}

function openTermForm(model: Model, { draft, terms }: Said, kind: ErrandKind, keep: Keep): Step {
  const own = draft.sla[kind];
  const usual = terms.find((term) => term.kind === kind && !term.own);
  const hint = (minutes: number | undefined): string =>
    minutes === undefined
      ? t(model, '30、8h、3d；不填按策略', '30, 8h, 3d; empty for the policy’s')
      : t(model, `不填为 ${minutesText(minutes, 'zh')}`, `empty for ${minutesText(minutes, 'en')}`);
  const short = (minutes: number | undefined): string => (minutes === undefined ? '' : String(minutes));
  return ask(
    model,
    {
      address: 'module-editor term',
      title: (at) => t(at, `时限 · ${kindLabel(kind, 'zh')}`, `Terms · ${kindLabel(kind, 'en')}`),
      about: (at) => [t(at, '分钟，或 8h、3d；两项都不填为策略默认。已登记的代办期限不变。', 'Minutes, or 8h, 3d; both empty for the policy’s. Errands that are registered keep their deadlines.')],
      fields: [
        text('accept', t(model, '受理', 'Accept'), short(own?.acceptMinutes), { hint: hint(usual?.acceptMinutes) }),
        text('complete', t(model, '办结', 'Complete'), short(own?.completeMinutes), { hint: hint(usual?.completeMinutes) }),
      ],
      read: (form, at) => {
        const errors = new Map<string, string>();
        const [acceptMinutes, completeMinutes] = [minutesOf(entered(form, 'accept')), minutesOf(entered(form, 'complete'))];
        const unreadable = t(at, '写成 30、8h 或 3d', 'write 30, 8h or 3d');
        if (acceptMinutes === undefined) put(errors, 'accept', unreadable);
        if (completeMinutes === undefined) put(errors, 'complete', unreadable);
        if (acceptMinutes === 0 && completeMinutes) put(errors, 'accept', ruleText('required', at.lang));
        if (completeMinutes === 0 && acceptMinutes) put(errors, 'complete', ruleText('required', at.lang));
        if (errors.size === 0 && (completeMinutes ?? 0) < (acceptMinutes ?? 0))
          put(errors, 'complete', sentence(at, refuse('service-module.sla-too-short', { kind }).refusal));
        const { [kind]: _, ...others } = draft.sla;
        const sla = acceptMinutes && completeMinutes ? { ...others, [kind]: { acceptMinutes, completeMinutes } } : others;
        return { draft: { ...draft, sla }, errors };
      },
    },
    keep,
  ); // prettier-ignore
}

function openFieldForm(model: Model, { draft, entry }: Said, keep: Keep): Step {
  const old = entry.field;
  const types = ModuleFieldType.options.map((value): Option => ({ value, label: fieldTypeLabel(value, model.lang), also: value }));
  const yesNo: Option[] = [
    { value: '', label: t(model, '选填', 'optional'), also: 'n' },
    { value: 'true', label: t(model, '必填', 'required'), also: 'y' },
  ];
  const choicesShown = (form: Form): Form => ({
    ...form,
    fields: form.fields.map((one) => (one.path === 'choices' ? { ...one, hidden: entered(form, 'type') !== 'choice' } : one)),
  });
  const fields = [
    text('key', t(model, '键', 'Key'), old?.key ?? '', { required: true, hint: t(model, '英文，如 size；回答按它保存', 'such as size; answers are kept under it') }),
    choice('type', t(model, '类型', 'Type'), types, old?.type ?? 'text'),
    text('zh', t(model, '中文问法', 'Chinese wording'), old?.zh ?? '', { required: true }),
    text('en', t(model, '英文问法', 'English wording'), old?.en ?? '', { required: true }),
    choice('required', t(model, '必填', 'Required'), yesNo, old?.required === true ? 'true' : ''),
    text('choices', t(model, '选项', 'Choices'), (old?.choices ?? []).join('、'), { required: true, hint: t(model, '用顿号或逗号分开，至少两个', 'apart by commas, two or more') }),
  ]; // prettier-ignore
  return ask(
    model,
    {
      address: 'module-editor field',
      title: (at) => (old ? t(at, `字段 · ${old.key}`, `Question · ${old.key}`) : t(at, '新字段', 'New question')),
      about: (at) => (old ? [t(at, '已有代办按它填写的，类型不能改；要改就停用它另加一个。', 'Where errands answered it its type stays; retire it and add another to change that.')] : []),
      fields: choicesShown({ at: 0, fields }).fields,
      react: choicesShown,
      read: (form, at) => {
        const errors = new Map<string, string>();
        const said = (path: string): string => entered(form, path);
        const [key, choices] = [said('key'), said('choices').split(/[、,，;；]/u).map((one) => one.trim()).filter((one) => one !== '')];
        const type = ModuleFieldType.catch('text').parse(said('type'));
        const made: ModuleField = { key, type, zh: said('zh'), en: said('en'), required: said('required') === 'true', ...(type === 'choice' ? { choices } : {}) };
        if (!ModuleField.shape.key.safeParse(key).success) put(errors, 'key', t(at, '英文字母开头，只用字母和数字', 'begins with a small letter; letters and digits'));
        else if (key !== old?.key && draft.fields.some((one) => one.key === key)) put(errors, 'key', sentence(at, refuse('service-module.key-twice', { field: key }).refusal));
        put(errors, 'zh', tooLong(made.zh, 30, at));
        put(errors, 'en', tooLong(made.en, 60, at));
        if (type === 'choice' && choices.length < 2) put(errors, 'choices', sentence(at, refuse('service-module.choices-missing', { field: key }).refusal));
        return { draft: withModuleField(draft, old?.key, made), errors };
      },
    },
    keep,
  ); // prettier-ignore
}
