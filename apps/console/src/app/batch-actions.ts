import { counted } from '@houzhai/i18n';
import { AssignErrands, ReassignAgentErrands, type WorklistRow } from '@houzhai/contracts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { openForm, type FormHandle } from '../screens/form.screen.ts';
import { entryOf } from './errand-actions.ts';
import { say, t, type Model, type Step } from './model.ts';
import { perform, sentence } from './perform.ts';

type Batch = typeof AssignErrands | typeof ReassignAgentErrands;

/** What is asked of many errands at once. */
interface BatchSpec {
  readonly contract: Batch;
  readonly verb: 'assign-many' | 'reassign-agent';
  readonly fixed: Readonly<Record<string, unknown>>;
  /** The same as words of a command line. */
  readonly words: string;
  readonly title: (model: Model) => string;
  /** What the list does when it is done. */
  readonly cleared: (model: Model) => Model;
}

/** Assigns several errands to one agent, after a dry run. */
export const assignMany = (model: Model, rows: readonly WorklistRow[], cleared: (model: Model) => Model): Step =>
  batchForm(model, {
    contract: AssignErrands,
    verb: 'assign-many',
    fixed: { errandIds: rows.map(({ errandId }) => errandId) },
    words: `--errand ${rows.map(({ no }) => no).join(',')}`,
    title: (at) => t(at, `指派 ${String(rows.length)} 单`, `Assign ${counted(rows.length, 'errand')}`),
    cleared,
  });

/** Hands all open work of an absent agent to another, after a dry run. */
export const reassignAgent = (model: Model): Step =>
  batchForm(model, {
    contract: ReassignAgentErrands,
    verb: 'reassign-agent',
    fixed: {},
    words: '',
    title: (at) => t(at, '转派某人的全部在办', 'Reassign all open work of an agent'),
    cleared: (at) => at,
  });

function batchForm(model: Model, spec: BatchSpec): Step {
  const flags = formFlags(entryOf('errand', spec.verb).input, { ...spec.fixed, dryRun: false });
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf('errand', spec.verb, flags, form, spec.words);
  return openForm(
    model,
    {
      address: `errand ${spec.verb}`,
      title: spec.title,
      about: (at) => [
        t(at, '提交后先试算：看清每单能否办，再确认执行。', 'Submitting tries it first: you see what is possible for each, then confirm.'),
      ],
      flags,
      submit: (at, input, form, self) => tryFirst(at, spec, { ...spec.fixed, ...input }, line(form), self),
      hzLine: line,
    },
    formOf(flags, model.lang),
  );
}

/** Shows what a batch would do, then asks, then does it. */
function tryFirst(model: Model, spec: BatchSpec, input: Readonly<Record<string, unknown>>, line: string, self: FormHandle): Step {
  const contract = spec.contract as typeof AssignErrands;
  return perform(model, {
    contract,
    input: { ...input, dryRun: true } as never,
    line: `${line} --dry-run`,
    ...self.write,
    commandId: `${self.write.commandId}-trial`,
    done: (trial, at) => {
      const settled = self.settle(at);
      const why = reasons(at, trial.rows);
      if (trial.rows.length === 0) return [say(settled, t(at, '没有要办的代办单', 'There is no errand to do'), 'watch', 0), []];
      if (trial.done === 0) return [say(settled, `${t(at, '一单也不行：', 'None is possible: ')}${why.join('；')}`, 'alarm', 0), []];
      const question = {
        title: t(at, `执行 ${String(trial.done)} 单`, `Do ${String(trial.done)}`),
        text: [
          t(
            at,
            `试算：${String(trial.done)} 单可以，${String(trial.refused)} 单不行。尚未执行。`,
            `Trial: ${String(trial.done)} can, ${String(trial.refused)} cannot. Nothing is done yet.`,
          ),
          ...why,
          t(at, '新负责人会立即看到。', 'The new agent sees them at once.'),
        ],
        ...(trial.done > 20 ? { count: trial.done } : {}),
        run: (now: Model): Step =>
          perform(self.busy(now), {
            contract,
            input: { ...input, dryRun: false } as never,
            line,
            ...self.write,
            ...(spec.verb === 'assign-many' ? { undo: trial.rows.filter(({ ok }) => ok) } : {}),
            done: (value, after) => {
              const text = t(
                after,
                `✓ 完成 ${String(value.done)} 单，未成 ${String(value.refused)} 单`,
                `✓ ${String(value.done)} done, ${String(value.refused)} not`,
              );
              const undo = spec.verb === 'assign-many' ? t(after, ' · u 撤回', ' · u takes it back') : '';
              const closed = say(spec.cleared(self.close(after)), text + undo, 'good', 12_000);
              return closed.stack.at(-1)?.load(closed) ?? [closed, []];
            },
          }),
      };
      return [openOverlay(settled, confirm(question)), []];
    },
  });
}

/** Every reason once, with how many it holds for and one of them by number. */
function reasons(
  model: Model,
  rows: readonly { readonly no: string; readonly refusal?: { readonly code: string } | undefined }[],
): string[] {
  const found = new Map<string, string[]>();
  for (const { no, refusal } of rows) {
    if (!refusal) continue;
    const why = sentence(model, refusal as Parameters<typeof sentence>[1]);
    found.set(why, [...(found.get(why) ?? []), no]);
  }
  return [...found].map(
    ([why, numbers]) => `${String(numbers.length)} × ${why}（${numbers.slice(0, 2).join('、')}${numbers.length > 2 ? '…' : ''}）`,
  );
}
