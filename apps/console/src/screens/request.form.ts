import { ListServiceModules, RegisterPerson, RequestErrand, type OutputOf } from '@houzhai/contracts';
import { ask, say, t, type Model, type Step } from '../app/model.ts';
import { entryOf } from '../app/errand-actions.ts';
import type { Navigation } from '../app/navigation.ts';
import { perform, queryFailed, sentence } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf, inputFrom } from '../commands/command-form.ts';
import { valueLabel } from '../commands/field-labels.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { entered, field, type Field, type Form, type Option } from '../widgets/form.ts';
import { inputOf } from '../widgets/text-input.ts';
import { openForm, type FormHandle } from './form.screen.ts';

type Module = OutputOf<typeof ListServiceModules>['rows'][number];

/** A resident the errand is already known to be for. */
export interface KnownResident {
  readonly personId: string;
  readonly label: string;
}

const NEW = 'new';
/** Fields of a caller who is not registered yet, shown once that is chosen. */
const NEW_PERSON = ['name', 'phone', 'path'] as const;

/** Opens the form for a new errand; the modules that can be chosen are asked for first. */
export const openRequestForm = (nav: Navigation, model: Model, resident: KnownResident | undefined): Step => [
  model,
  [
    ask(
      'service-modules',
      ListServiceModules,
      { activeOnly: true },
      (outcome) => (at) =>
        outcome.ok ? requestForm(nav, at, outcome.value.rows, resident) : [say(at, sentence(at, outcome.refusal), 'alarm'), []],
      queryFailed,
    ),
  ],
];

function requestForm(nav: Navigation, model: Model, modules: readonly Module[], resident: KnownResident | undefined): Step {
  const requestFlags = formFlags(entryOf('errand', 'request').input, {}).filter(({ path }) => ORDER.includes(path));
  const flags = ORDER.flatMap((path) => requestFlags.find((flag) => flag.path === path) ?? []);
  const personFlags = formFlags(entryOf('person', 'register').input, {}).filter(({ path }) =>
    (NEW_PERSON as readonly string[]).includes(path),
  );
  const base = formOf(flags, model.lang, { source: 'PHONE', kind: 'MEDICINE' });
  const extra = formOf(personFlags, model.lang).fields;
  const own = (path: string): Field | undefined => extra.find((one) => one.path === path);
  const fields = base.fields.flatMap((one): Field[] => {
    if (one.path === 'beneficiaryId') {
      const chosen = resident ? { picked: { value: resident.personId, label: resident.label }, input: inputOf(resident.label) } : {};
      return [
        { ...one, ...chosen },
        ...NEW_PERSON.flatMap((path) => own(path) ?? []).map((two) => ({ ...two, hidden: true, required: two.path !== 'phone' })),
      ];
    }
    if (one.path === 'moduleCode')
      return [
        {
          ...one,
          kind: 'choice',
          options: modules.map((module): Option => ({ value: module.code, label: module[model.lang], also: module.code })),
        },
      ];
    return [one];
  });
  const answers = [...new Map(modules.flatMap((module) => module.fields.map((one) => [one.key, one] as const))).values()].map((one) =>
    field({
      path: `answers.${one.key}`,
      label: one[model.lang],
      kind: one.choices ? 'choice' : 'text',
      required: one.required,
      hidden: true,
      options: (one.choices ?? []).map((value) => ({ value, label: value })),
    }),
  );
  const form: Form = { at: resident ? 1 + NEW_PERSON.length : 0, fields: [...fields, ...answers] };
  const react = (next: Form): Form => {
    const isNew = entered(next, 'beneficiaryId') === NEW;
    const module = modules.find(({ code }) => code === entered(next, 'moduleCode'));
    return {
      ...next,
      fields: next.fields.map((one) => {
        if ((NEW_PERSON as readonly string[]).includes(one.path)) return prefilled({ ...one, hidden: !isNew }, next);
        if (one.path.startsWith('answers.')) return { ...one, hidden: !module?.fields.some(({ key }) => `answers.${key}` === one.path) };
        if (one.path === 'kind' && module) return kinds(one, module, model);
        return one;
      }),
    };
  };
  return openForm(
    nav,
    model,
    {
      address: 'errand request',
      title: (at) => t(at, '登记代办', 'New errand'),
      about: () => [],
      flags: [...flags, ...personFlags],
      more: (path, text, at) =>
        path === 'beneficiaryId' ? [{ value: NEW, label: t(at, `＋ 登记新居民“${text}”`, `＋ register “${text}”`) }] : [],
      react,
      submit: (at, input, entries, self) => submit(nav, at, { input, form: entries, modules, flags, personFlags }, self),
      hzLine: (entries) => hzLineOf('errand', 'request', flags, entries, ''),
    },
    react(form),
  );
}

/** Order of the questions as they come up on the phone. */
const ORDER: readonly string[] = ['beneficiaryId', 'moduleCode', 'kind', 'items', 'wantedBy', 'note', 'advanceFen', 'source'];

const kinds = (one: Field, module: Module, model: Model): Field => {
  const options = module.kinds.map((value): Option => ({ value, label: valueLabel('kind', value, model.lang), also: value }));
  const chosen = one.options[one.optionAt]?.value;
  return {
    ...one,
    options,
    optionAt: Math.max(
      0,
      options.findIndex(({ value }) => value === chosen),
    ),
  };
};

/** What was typed to find the caller is their name or their phone. */
const prefilled = (one: Field, form: Form): Field => {
  if (one.hidden || one.touched || one.input.text !== '') return one;
  const typed = form.fields.find(({ path }) => path === 'beneficiaryId')?.picked?.label.match(/“(.*)”/u)?.[1] ?? '';
  const isPhone = /^\+?[\d\s-]{7,}$/.test(typed);
  if (one.path === 'name' && !isPhone) return { ...one, input: inputOf(typed) };
  if (one.path === 'phone' && isPhone) return { ...one, input: inputOf(typed) };
  return one;
};

interface Request {
  readonly input: Record<string, unknown>;
  readonly form: Form;
  readonly modules: readonly Module[];
  readonly flags: Parameters<typeof inputFrom>[0];
  readonly personFlags: Parameters<typeof inputFrom>[0];
}

function submit(nav: Navigation, model: Model, request: Request, self: FormHandle): Step {
  if (entered(request.form, 'beneficiaryId') !== NEW) return send(nav, model, request, entered(request.form, 'beneficiaryId'), self, false);
  const { input } = inputFrom(request.personFlags, request.form, model.now, model.lang);
  return perform(model, {
    contract: RegisterPerson,
    input: input as never,
    commandId: `${self.commandId}-person`,
    line: hzLineOf('person', 'register', request.personFlags, request.form, ''),
    done: (value, at) => send(nav, at, request, value.personId, self, false),
    refused: self.refused,
    failed: (why, _, at) => self.failed(why, at),
  });
}

function answersOf({ form, modules }: Request): Record<string, string | number> | undefined {
  const module = modules.find(({ code }) => code === entered(form, 'moduleCode'));
  const found = (module?.fields ?? []).flatMap(({ key, type }): [string, string | number][] => {
    const text = entered(form, `answers.${key}`);
    if (text === '') return [];
    if (type === 'money') return [[key, Math.round(Number(text) * 100)]];
    return [[key, type === 'number' ? Number(text) : text]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

function send(nav: Navigation, model: Model, request: Request, beneficiaryId: string, self: FormHandle, despiteDuplicate: boolean): Step {
  const input = Object.fromEntries(Object.entries(request.input).filter(([key]) => ORDER.includes(key)));
  const answers = answersOf(request);
  return perform(model, {
    contract: RequestErrand,
    input: { ...input, beneficiaryId, channel: 'PHONE', despiteDuplicate, ...(answers ? { answers } : {}) } as never,
    commandId: despiteDuplicate ? `${self.commandId}-despite` : self.commandId,
    line: hzLineOf('errand', 'request', request.flags, request.form, ''),
    done: (value, at) => {
      const said = say(
        self.close(at),
        t(at, `✓ 已登记 ${value.no}，等待受理`, `✓ ${value.no} is registered and waits for an agent`),
        'good',
        15_000,
      );
      return nav.go(said, `errand ${value.no}`);
    },
    refused: (refusal, at) => {
      const [shown, effects] = self.refused(refusal, at);
      if (refusal.code !== 'errand.possible-duplicate') return [shown, effects];
      const { no } = refusal.params as { no: string };
      const question = {
        title: t(at, '仍要登记', 'Register anyway'),
        text: [sentence(at, refusal), t(at, `Esc 返回后可打开 ${no} 查看。`, `Esc goes back; ${no} can be opened to look.`)],
        run: (now: Model): Step => send(nav, now, request, beneficiaryId, self, true),
      };
      return [openOverlay(shown, confirm(question)), effects];
    },
    failed: (why, _, at) => self.failed(why, at),
  });
}
