import { ErasePerson, mayCall, type PersonRow, type Role } from '@houzhai/contracts';
import { entryOf } from '../app/errand-actions.ts';
import { say, t, type Model, type Step } from '../app/model.ts';
import { perform } from '../app/perform.ts';
import { GROUNDS } from '../commands/audit-words.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { entered, type Field } from '../widgets/form.ts';
import { askFirst, openForm } from './form.screen.ts';

/** Why a resident's data cannot be erased by whoever is signed in; undefined when they can. */
function whyNotErase(model: Model, { erased }: PersonRow): string | undefined {
  if (!mayCall(ErasePerson.access, (model.me?.roles ?? []) as readonly Role[]))
    return t(model, '只有指挥员可以删除个人信息', 'Only a commander erases a person’s data');
  return erased ? t(model, '该人信息已删除，证书见下', 'This person’s data were erased; the certificate is below') : undefined;
}

/** Erases a resident: what goes and what stays is said, the number is typed, and it is confirmed; the policy has somebody else agree. */
export function openEraseForm(model: Model, row: PersonRow): Step {
  const blocked = whyNotErase(model, row);
  if (blocked !== undefined) return [say(model, blocked, 'watch'), []];
  const { personId, no } = row;
  const flags = formFlags(entryOf('person', 'erase').input, { personId });
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('person', 'erase', flags, form, no);
  const form = formOf(flags, model.lang);
  return openForm(
    model,
    {
      address: `person ${no} erase`,
      title: (at) => t(at, `删除个人信息 · ${row.label} ${no}`, `Erase the data of ${row.label} ${no}`),
      about: (at) => [
        t(
          at,
          '各服务销毁此人的密钥，姓名、证件、电话、住址、代办的备注等从此无人能读，不能恢复。有在办代办单时不能删除。',
          'Every service destroys this person’s key: name, document, phone, dwelling and the words of errands can be read by nobody any more, for good. Not while an errand for them is open.',
        ),
        t(
          at,
          '编号、事件、代办单与审计记录保留；此前的备份到期前仍含其信息。',
          'The number, events, errands and the audit record stay; earlier backups hold the data until they are deleted.',
        ),
      ],
      flags,
      check: (at, now) =>
        entered(at, 'confirmNo').toUpperCase() === no
          ? new Map()
          : new Map([['confirmNo', t(now, `不是此人的编号 ${no}`, `Not this person’s number ${no}`)]]),
      submit: (at, input, entries, self) => {
        const run = (now: Model): Step =>
          perform(now, {
            contract: ErasePerson,
            input: { personId, ...input } as never,
            line: line(entries),
            done: (_, after) => {
              const closed = say(self.close(after), t(after, `✓ ${no} 的信息已删除`, `✓ The data of ${no} are erased`), 'good');
              return closed.stack.at(-1)?.load(closed) ?? [closed, []];
            },
            ...self.write,
          });
        const text = [
          t(
            at,
            `${row.label} ${no} 的个人信息将被销毁，不能撤回。`,
            `The data of ${row.label} ${no} will be destroyed. This cannot be taken back.`,
          ),
          t(at, '按规定须由另一人批准时，批准后才执行。', 'Where the policy has somebody else agree, it is done once they have.'),
        ];
        return askFirst(at, self, { title: t(at, '删除个人信息', 'Erase'), text, run });
      },
      hzLine: line,
    },
    { ...form, fields: form.fields.map((one) => withGrounds(one, model)) },
  );
}

/** Grounds by their words. */
const withGrounds = (one: Field, model: Model): Field => ({
  ...one,
  options: one.options.map((option) =>
    one.path === 'ground' ? { ...option, label: GROUNDS[option.value as keyof typeof GROUNDS][model.lang] } : option,
  ),
});
