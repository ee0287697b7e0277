import { RegisterArrival, type OutputOf } from '@houzhai/contracts';
import { custodyLabel, dispositionLabel, nextStepLabel } from '@houzhai/i18n';
import { completePlate } from '@houzhai/identity-numbers';
import { entryOf } from '../app/errand-actions.ts';
import { say, t, type Model, type Step } from '../app/model.ts';
import { reloadAll } from '../app/navigation.ts';
import { perform } from '../app/perform.ts';
import { whyNotDo } from '../app/record-actions.ts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { box, wrap, type Line } from '../paint/styled.ts';
import { entered, type Field, type Form } from '../widgets/form.ts';
import { openForm, type FormSpec } from './form.screen.ts';

type Receipt = OutputOf<typeof RegisterArrival>;

/** Where somebody is registered, as far as it is known. */
export interface AtCheckpoint {
  readonly checkpointId: string;
  readonly code: string;
  readonly name: string;
}

/** What the desk has before it: the checkpoint, the last head with the answer, and whether the next comes with them. */
interface Desk {
  readonly checkpoint?: AtCheckpoint;
  readonly last?: { readonly receipt: Receipt; readonly form: Form };
  readonly partyId?: string;
  readonly heads: number;
}

/** What is asked, in the order an officer asks. */
const ORDER: readonly string[] = [
  'checkpointId',
  'name',
  'documentKind',
  'documentNo',
  'phone',
  'stays',
  'temperature',
  'symptoms',
  'healthCode',
  'plate',
  'destination',
  'homePossible',
  'occurredAt',
];
/** What whoever comes in the same vehicle has in common. */
const SHARED: readonly string[] = ['checkpointId', 'stays', 'plate', 'destination', 'homePossible', 'occurredAt'];

/** Opens the registration of whoever arrives; it stays open for the next head. */
export function openArrivalForm(model: Model, checkpoint: AtCheckpoint | undefined): Step {
  const why = whyNotDo(model, RegisterArrival);
  if (why !== undefined) return [say(model, `${t(model, '登记来(返)义人员', 'Register an arrival')}：${why}`, 'watch'), []];
  const desk: Desk = { heads: 0, ...(checkpoint ? { checkpoint } : {}) };
  return openForm(model, specOf(desk), emptyForm(desk, model));
}

const flagsOf = ({ checkpoint }: Desk) => {
  const all = formFlags(entryOf('arrival', 'register').input, checkpoint ? { checkpointId: checkpoint.checkpointId } : {});
  // Nobody is let through without a name; whom the register has is found by the document.
  return ORDER.flatMap((path) => all.filter((flag) => flag.path === path)).map((flag) =>
    flag.path === 'name' ? { ...flag, required: true } : flag,
  );
};

const emptyForm = (desk: Desk, model: Model): Form => formOf(flagsOf(desk), model.lang, { documentKind: 'NONE_YET' });

function specOf(desk: Desk): FormSpec {
  const flags = flagsOf(desk);
  const { checkpoint, last, partyId } = desk;
  const line = (form: Form): string => hzLineOf('arrival', 'register', flags, form, checkpoint?.code ?? '');
  return {
    address: `arrival register${checkpoint ? ` ${checkpoint.code}` : ''}`,
    title: (at) =>
      [
        t(at, '登记来(返)义人员', 'Register an arrival'),
        ...(checkpoint ? [`${checkpoint.code} ${checkpoint.name}`] : []),
        ...(desk.heads > 0 ? [t(at, `已登记 ${String(desk.heads)} 人`, `${String(desk.heads)} so far`)] : []),
        ...(partyId === undefined ? [] : [t(at, `◆ 与 ${last?.receipt.no ?? ''} 同车同批`, `◆ with ${last?.receipt.no ?? ''}`)]),
      ].join(' · '),
    about: () => [],
    ...(last ? { head: (at: Model, width: number) => answerLines(at, last.receipt, width) } : {}),
    flags,
    keys: { scope: 'registration', run: (_, form, at) => withParty(desk, form, at) },
    react: followed,
    submit: (at, input, form, self) =>
      perform(at, {
        contract: RegisterArrival,
        input: {
          ...(checkpoint ? { checkpointId: checkpoint.checkpointId } : {}),
          ...(partyId === undefined ? {} : { partyId }),
          ...input,
        } as never,
        line: line(form),
        ...self.write,
        done: (receipt, after) => {
          const { partyId: _, ...same } = desk;
          const next: Desk = { ...same, heads: desk.heads + 1, last: { receipt, form } };
          const said = say(after, `✓ ${receipt.no} ${dispositionLabel(receipt.disposition, after.lang)}`, 'good', 12_000);
          return reloadAll(self.next(said, specOf(next), emptyForm(next, after)));
        },
      }),
    hzLine: line,
  };
}

/** The next head comes with the last one: what they have in common is there already. */
function withParty(desk: Desk, form: Form, model: Model): { readonly spec: FormSpec; readonly form: Form } | string {
  const { last } = desk;
  if (!last) return t(model, '还没有上一人；先登记一人', 'Nobody before; register one first');
  const before = new Map(last.form.fields.map((one) => [one.path, one]));
  const fields = form.fields.map((one): Field => (SHARED.includes(one.path) ? { ...one, ...enteredIn(before.get(one.path)) } : one));
  const at = Math.max(
    0,
    fields.findIndex(({ path }) => path === 'name'),
  );
  return { spec: specOf({ ...desk, partyId: last.receipt.partyId }), form: { at, fields } };
}

/** What was entered in a field, without what was said of it. */
function enteredIn(before: Field | undefined): Partial<Field> {
  if (!before) return {};
  const { input, optionAt, picked, picks, options } = before;
  return { input, optionAt, options, ...(picked ? { picked } : {}), ...(picks ? { picks } : {}) };
}

const RESIDENT_ID = /^\d{17}[\dX]$/;
/** A complete resident identity number says what document it is, the pinyin initial of a plate which provinces it may be. */
function followed(form: Form): Form {
  const isId = RESIDENT_ID.test(entered(form, 'documentNo').normalize('NFKC').toUpperCase());
  return {
    ...form,
    fields: form.fields.map((one) => {
      if (one.path === 'documentKind' && isId && !one.touched)
        return {
          ...one,
          optionAt: Math.max(
            0,
            one.options.findIndex(({ value }) => value === 'RESIDENT_ID'),
          ),
        };
      if (one.path !== 'plate') return one;
      const options = completePlate(one.input.text).map((plate) => ({ value: plate, label: plate }));
      return { ...one, options, optionAt: options.length > one.optionAt && one.optionAt >= 0 ? one.optionAt : 0 };
    }),
  };
}

/** What becomes of the head who was just registered, to be read out: the disposition, why, what happens next. */
function answerLines(model: Model, receipt: Receipt, width: number): readonly Line[] {
  const { no, disposition, custody, why, policyVersion, known } = receipt;
  const calm = disposition === 'RELEASED' || disposition === 'SELF_MONITORING';
  const inner = Math.min(width, 76) - 4;
  const register = known ? t(model, '登记簿已有此人', 'in the register already') : t(model, '新登入登记簿', 'new in the register');
  const body: Line[] = [
    [
      { text: ` ${dispositionLabel(disposition, model.lang)} `, inverse: true, bold: true, tone: calm ? 'good' : 'alarm' },
      { text: `  ${custodyLabel(custody, model.lang)}`, bold: true },
      { text: `  ${register}`, tone: 'dim' },
    ],
    ...wrap(`${t(model, '依据：', 'Why: ')}${why[model.lang]} · ${policyVersion}`, inner).map((text): Line => [{ text }]),
    ...wrap(`${t(model, '下一步：', 'Next: ')}${nextStepLabel(disposition, custody, model.lang)}`, inner).map((text): Line => [
      { text, bold: true },
    ]),
  ];
  return box(no, body, inner + 4, 'double');
}
