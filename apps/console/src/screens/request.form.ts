import { ListServiceModules, RegisterCall, RegisterPerson, RequestErrand, type OutputOf, type Refusal } from '@houzhai/contracts';
import { say, still, t, type Model, type Module, type Step } from '../app/model.ts';
import { entryOf } from '../app/errand-actions.ts';
import type { Navigation } from '../app/navigation.ts';
import { perform, read, sentence } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf, inputFrom } from '../commands/command-form.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { entered, withField, type Field, type Form, type Option } from '../widgets/form.ts';
import { inputOf } from '../widgets/text-input.ts';
import { openForm, respec, type FormHandle, type FormSpec } from './form.screen.ts';
import { answersFrom, questionField } from './module-questions.ts';

/** A resident the errand is already known to be for. */
export interface KnownResident {
  readonly personId: string;
  readonly label: string;
  readonly no: string;
}

/** The call in which something is asked for. */
export interface ByPhone {
  /** Who phones, where that is known. */
  readonly callerId?: string;
  /** What was typed to find somebody whom the register does not know. */
  readonly stranger?: string;
  /** What stands above the fields. */
  readonly about: (model: Model) => readonly string[];
  /** What the form begins with. */
  readonly usual?: { readonly moduleCode: string; readonly kind: string };
  readonly done: (value: OutputOf<typeof RegisterCall>, model: Model) => Step;
  /** It may be the same as one that is there: offered, never assumed. @param anew registers it all the same */
  readonly maybeSame: (no: string, text: string, model: Model, anew: (model: Model) => Step) => Step;
}

const NEW = 'new';
/** Fields of a caller who is not registered yet, shown once that is chosen. */
const NEW_PERSON: readonly string[] = ['name', 'phone', 'path'];

/** Opens the form for a new errand at once; modules that are not read yet come in while it is filled. */
export function openRequestForm(nav: Navigation, model: Model, resident: KnownResident | undefined, phone?: ByPhone): Step {
  const order = phone ? ORDER.filter((path) => path !== 'source') : ORDER;
  const requestFlags = formFlags(entryOf('errand', 'request').input, {}).filter(({ path }) => order.includes(path));
  const flags = order.flatMap((path) => requestFlags.find((flag) => flag.path === path) ?? []);
  const personFlags = formFlags(entryOf('person', 'register').input, {}).filter(({ path }) => NEW_PERSON.includes(path));
  const base = formOf(flags, model.lang, { source: 'PHONE', kind: phone?.usual?.kind ?? 'MEDICINE' });
  const person = formOf(personFlags, model.lang).fields;
  const newPerson = NEW_PERSON.flatMap((path) => person.find((one) => one.path === path) ?? []).map((one) => ({
    ...one,
    hidden: true,
    required: one.path !== 'phone',
  }));
  const picked = resident
    ? { value: resident.personId, label: resident.label, also: resident.no }
    : phone?.stranger === undefined
      ? undefined
      : stranger(phone.stranger, model);
  const usual = phone?.usual ? [{ value: phone.usual.moduleCode, label: phone.usual.moduleCode }] : [];
  const fields = base.fields.flatMap((one): Field[] => {
    if (one.path === 'beneficiaryId') return [{ ...one, ...(picked ? { picked, input: inputOf(picked.label) } : {}) }, ...newPerson];
    return one.path === 'moduleCode' ? [{ ...one, kind: 'choice', options: usual }] : [one];
  });
  const first = (path: string): number => fields.findIndex((one) => one.path === path);
  const at = !picked ? 0 : !resident ? first('name') : phone?.usual ? first('items') : first('moduleCode');
  const form: Form = { at, fields };
  /** What is asked stays what it was when the form was opened, whatever is published meanwhile. */
  const specOf = (modules: readonly Module[]): FormSpec => ({
    address: 'errand request',
    title: (now) => (phone ? t(now, '来电登记代办', 'New errand by phone') : t(now, '登记代办', 'New errand')),
    about: (now) => phone?.about(now) ?? [],
    flags: [...flags, ...personFlags],
    more: (path, text, now) => (path === 'beneficiaryId' ? [stranger(text, now)] : []),
    check: (next, now) => answersFrom(chosen(next, modules)?.fields ?? [], next, now.now, now.lang).errors,
    react: (next, now) => followed(next, modules, now),
    submit: (now, input, entries, self) => {
      const asked = {
        ...self,
        write: { ...self.write, refused: (refusal: Refusal, later: Model) => refused(self.write.refused(refusal, later), refusal) },
      };
      const request = { input, form: entries, module: chosen(entries, modules), flags, personFlags, ...(phone ? { phone } : {}) };
      return submit(nav, now, request, asked);
    },
    hzLine: (entries) => lineOf(phone, flags, entries),
  });
  const uid = model.nextUid;
  const readModules = read('service-modules', ListServiceModules, { activeOnly: true }, ({ rows }, at) =>
    still(respec({ ...at, modules: rows }, uid, specOf(rows))),
  );
  /** A module that was switched off, or asks otherwise than anybody knows: what there is now. */
  const refused = ([at, effects]: Step, { code }: Refusal): Step => [at, STALE.includes(code) ? [...effects, readModules] : effects];
  const [shown, effects] = openForm(model, specOf(model.modules ?? []), followed(form, model.modules ?? [], model));
  return [shown, [...effects, readModules]];
}

/** Refusals that say what was read of the modules no longer holds. */
const STALE: readonly string[] = ['service-module.inactive', 'service-module.unknown', 'service-module.form-unknown'];

const chosen = (form: Form, modules: readonly Module[]): Module | undefined => {
  const code = entered(form, 'moduleCode');
  return modules.find((one) => one.code === code);
};

const stranger = (text: string, model: Model): Option => ({
  value: NEW,
  label: t(model, `＋ 登记新居民“${text}”`, `＋ register “${text}”`),
});

const lineOf = (phone: ByPhone | undefined, flags: Request['flags'], entries: Form): string =>
  phone ? hzLineOf('desk', 'register', flags, entries, '') : hzLineOf('errand', 'request', flags, entries, '');

/** The form after a field or the modules changed: what the caller is asked depends on both. */
function followed(form: Form, modules: readonly Module[], model: Model): Form {
  const withModules = form.fields.map((one) => (one.path === 'moduleCode' ? moduleField(one, modules, model) : one));
  const module = chosen({ ...form, fields: withModules }, modules);
  const isNew = entered(form, 'beneficiaryId') === NEW;
  const standard = withModules.filter(({ path }) => !path.startsWith('answers.'));
  const answers = (module?.fields ?? []).map((asked) => {
    const fresh = questionField(asked, model.lang);
    const typed = form.fields.find(({ path, kind }) => path === fresh.path && kind === fresh.kind);
    return typed ? { ...typed, label: fresh.label, required: fresh.required } : fresh;
  });
  return {
    ...form,
    fields: [
      ...standard.map((one) => {
        if (NEW_PERSON.includes(one.path)) return prefilled({ ...one, hidden: !isNew }, form);
        return one.path === 'kind' && module ? kinds(one, module, model) : one;
      }),
      ...answers,
    ],
  };
}

/** The modules as choices; the one that was chosen stays. */
function moduleField(one: Field, modules: readonly Module[], model: Model): Field {
  const options = modules.map((module): Option => ({ value: module.code, label: module[model.lang], also: module.code }));
  const picked = one.options[one.optionAt]?.value;
  const optionAt = Math.max(
    0,
    options.findIndex(({ value }) => value === picked),
  );
  return { ...one, options, optionAt, hint: modules.length === 0 ? t(model, '正在读取…', 'reading …') : '' };
}

/** Order of the questions as they come up on the phone. */
const ORDER: readonly string[] = ['beneficiaryId', 'moduleCode', 'kind', 'items', 'wantedBy', 'note', 'advanceFen', 'source'];

const kinds = (one: Field, module: Module, model: Model): Field => {
  const options = module.kinds.map((value): Option => ({ value, label: valueLabel('kind', value, model.lang), also: value }));
  const picked = one.options[one.optionAt]?.value;
  return {
    ...one,
    options,
    optionAt: Math.max(
      0,
      options.findIndex(({ value }) => value === picked),
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
  readonly module: Module | undefined;
  readonly flags: Parameters<typeof inputFrom>[0];
  readonly personFlags: Parameters<typeof inputFrom>[0];
  readonly phone?: ByPhone;
}

function submit(nav: Navigation, model: Model, request: Request, self: FormHandle): Step {
  if (entered(request.form, 'beneficiaryId') !== NEW) return send(nav, model, request, entered(request.form, 'beneficiaryId'), self, false);
  const { input } = inputFrom(request.personFlags, request.form, model.now, model.lang);
  return perform(model, {
    contract: RegisterPerson,
    input: input as never,
    ...self.write,
    commandId: `${self.write.commandId}-person`,
    line: hzLineOf('person', 'register', request.personFlags, request.form, ''),
    done: ({ personId, no }, at) => {
      const picked = { value: personId, label: no, also: no };
      return send(nav, at, { ...request, form: withField(request.form, 'beneficiaryId', { picked }) }, personId, self, false);
    },
  });
}

function send(nav: Navigation, model: Model, request: Request, beneficiaryId: string, self: FormHandle, despiteDuplicate: boolean): Step {
  const { phone, module } = request;
  const fields = Object.fromEntries(Object.entries(request.input).filter(([key]) => ORDER.includes(key)));
  const { answers } = answersFrom(module?.fields ?? [], request.form, model.now, model.lang);
  const asked = { ...(module ? { formVersion: module.formVersion } : {}), ...(answers ? { answers } : {}) };
  const input = { ...fields, beneficiaryId, despiteDuplicate, ...asked };
  const anew = (now: Model): Step => send(nav, now, request, beneficiaryId, self, true);
  const write = {
    ...self.write,
    commandId: despiteDuplicate ? `${self.write.commandId}-despite` : self.write.commandId,
    line: lineOf(phone, request.flags, request.form),
  };
  if (phone) {
    const callerId = phone.callerId ?? (phone.stranger === undefined ? undefined : beneficiaryId);
    return perform(model, {
      contract: RegisterCall,
      input: { ...input, ...(callerId === undefined ? {} : { callerId }) } as never,
      ...write,
      done: (value, at) => phone.done(value, self.close(at)),
      refused: (refusal, at) => {
        const [shown, effects] = self.write.refused(refusal, at);
        if (refusal.code !== 'errand.possible-duplicate') return [shown, effects];
        const { no } = refusal.params as { no: string };
        return phone.maybeSame(no, sentence(at, refusal), shown, anew);
      },
    });
  }
  return perform(model, {
    contract: RequestErrand,
    input: { ...input, channel: 'PHONE' } as never,
    ...write,
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
      const [shown, effects] = self.write.refused(refusal, at);
      if (refusal.code !== 'errand.possible-duplicate') return [shown, effects];
      const { no } = refusal.params as { no: string };
      const question = {
        title: t(at, '仍要登记', 'Register anyway'),
        text: [sentence(at, refusal), t(at, `Esc 返回后可打开 ${no} 查看。`, `Esc goes back; ${no} can be opened to look.`)],
        run: anew,
      };
      return [openOverlay(shown, confirm(question)), effects];
    },
  });
}
