import { CorrectPerson, RecordAuthorisation, RegisterPerson, RevealPersonField, type PersonRow, type Role } from '@houzhai/contracts';
import { entryOf } from '../app/errand-actions.ts';
import { say, t, type Model, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { perform } from '../app/perform.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { inputOf } from '../widgets/text-input.ts';
import { scopeName } from './areas.ts';
import { openForm } from './form.screen.ts';

interface Subject {
  readonly personId: string;
  readonly label: string;
  readonly area: string;
}

/** Enters somebody into the register. */
export function openRegisterForm(nav: Navigation, model: Model): Step {
  const flags = formFlags(entryOf('person', 'register').input, {});
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('person', 'register', flags, form, '');
  return openForm(
    model,
    {
      address: 'person register',
      title: (at) => t(at, '登记居民', 'Register a resident'),
      about: (at) => [
        t(at, '姓名、电话、证件号加密保存，列表中只显示掩码。', 'Name, phone and document are kept encrypted; lists show them masked.'),
      ],
      flags,
      submit: (at, input, form, self) =>
        perform(at, {
          contract: RegisterPerson,
          input: input as never,
          line: line(form),
          done: (value, after) =>
            nav.go(say(self.close(after), t(after, `✓ 已登记 ${value.no}`, `✓ ${value.no} is registered`), 'good'), `person ${value.no}`),
          ...self.write,
        }),
      hzLine: line,
    },
    formOf(flags, model.lang, { documentKind: 'NONE_YET', sex: 'UNKNOWN' }),
  );
}

/** Corrects an entry; fields left empty stay as they are, and say what they are. */
export function openCorrectForm(model: Model, row: PersonRow): Step {
  const { personId, no, label, version } = row;
  const fixed = { personId, expectedVersion: version };
  const flags = formFlags(entryOf('person', 'correct').input, fixed);
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('person', 'correct', flags, form, no);
  const form = formOf(flags, model.lang);
  const present: Readonly<Record<string, string | undefined>> = {
    name: label,
    documentKind: valueLabel('documentKind', row.documentKind, model.lang),
    documentNo: row.documentMasked,
    phone: row.phoneMasked,
    birthYear: row.birthYear?.toString(),
    sex: valueLabel('sex', row.sex, model.lang),
    path: scopeName(model, row.path),
  };
  const fields = form.fields.map((one) => {
    const is = present[one.path];
    return is === undefined ? one : { ...one, hint: t(model, `现为 ${is}`, `now ${is}`) };
  });
  return openForm(
    model,
    {
      address: `person ${no} correct`,
      title: (at) => t(at, `更正 ${label} ${no}`, `Correct ${label} ${no}`),
      about: (at) => [t(at, '只填要改的；其余不变。', 'Fill in only what changes.')],
      flags,
      submit: (at, input, entries, self) =>
        perform(at, {
          contract: CorrectPerson,
          input: { ...fixed, ...input } as never,
          line: line(entries),
          done: (_, after) => {
            const closed = say(self.close(after), t(after, '✓ 已更正', '✓ Corrected'), 'good');
            return closed.stack.at(-1)?.load(closed) ?? [closed, []];
          },
          ...self.write,
        }),
      hzLine: line,
    },
    { ...form, fields },
  );
}

/** Records what a resident lets an agent use. */
export function openAuthorisationForm(
  model: Model,
  subject: Subject,
  scopes: readonly string[],
  agentId: string | undefined,
  recorded: (model: Model) => Model = (at) => at,
): Step {
  const fixed = { principalId: subject.personId };
  const flags = formFlags(entryOf('authorisation', 'record').input, fixed);
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('authorisation', 'record', flags, form, '');
  const form = formOf(flags, model.lang, {
    scopes: (scopes.length > 0 ? scopes : ['CARD']).join(','),
    validUntil: t(model, '明天 23:59', 'tomorrow 23:59'),
    'evidence.kind': 'VOICE',
  });
  const agent = agentId === undefined ? undefined : model.colleagues.get(agentId);
  const role: Role = 'AGENT';
  return openForm(
    model,
    {
      address: 'authorisation record',
      title: (at) => t(at, `委托授权 · ${subject.label}`, `Authorisation · ${subject.label}`),
      about: (at) => [
        t(
          at,
          '居民同意这位代办员使用医保卡、证件或现金；写明凭据存放何处。',
          'The resident lets this agent use the card, document or cash; say where the evidence is kept.',
        ),
      ],
      flags,
      people: { area: subject.area, role },
      submit: (at, input, entries, self) =>
        perform(at, {
          contract: RecordAuthorisation,
          input: { ...fixed, ...input } as never,
          line: line(entries),
          done: (_, after) => {
            const closed = say(
              recorded(self.close(after)),
              t(after, '✓ 授权已登记，可以开始办理', '✓ Authorisation recorded, the errand can start'),
              'good',
            );
            return closed.stack.at(-1)?.load(closed) ?? [closed, []];
          },
          ...self.write,
        }),
      hzLine: line,
    },
    agent
      ? {
          ...form,
          fields: form.fields.map((one) =>
            one.path === 'agentId'
              ? {
                  ...one,
                  picked: { value: agent.operatorId, label: agent.displayName, also: agent.account },
                  input: inputOf(agent.displayName),
                }
              : one,
          ),
        }
      : form,
  );
}

/** Shows one masked field for as long as the policy allows, with a reason that is audited. */
export function openRevealForm(
  model: Model,
  subject: Subject,
  no: string,
  shown: (model: Model, value: string, seconds: number) => Step,
): Step {
  const fixed = { personId: subject.personId };
  const flags = formFlags(entryOf('person', 'reveal').input, fixed);
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('person', 'reveal', flags, form, no);
  return openForm(
    model,
    {
      address: `person ${no} reveal`,
      title: (at) => t(at, `查看明文一项 · ${subject.label}`, `Reveal one field · ${subject.label}`),
      about: (at) => [t(at, '谁、何时、为何查看会记入审计。', 'Who looked, when and why is audited.')],
      flags,
      submit: (at, input, form, self) =>
        perform(at, {
          contract: RevealPersonField,
          input: { ...fixed, ...input } as never,
          line: line(form),
          done: (value, after) =>
            shown(
              self.close(after),
              `${valueLabel('field', value.field, after.lang)}  ${value.value ?? t(after, '未登记', 'not recorded')}`,
              value.seconds,
            ),
          ...self.write,
        }),
      hzLine: line,
    },
    formOf(flags, model.lang),
  );
}
