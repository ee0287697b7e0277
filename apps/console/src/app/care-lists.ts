import { counted } from '@houzhai/i18n';
import { GiveBackHouseholds, SubstituteCarer, type OutputOf, type Refusal } from '@houzhai/contracts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { openForm, type FormHandle } from '../screens/form.screen.ts';
import { nameOf } from '../screens/areas.ts';
import { withField, type Form } from '../widgets/form.ts';
import { inputOf } from '../widgets/text-input.ts';
import { entryOf } from './errand-actions.ts';
import { say, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { perform, sentence } from './perform.ts';
import { whyNotDo } from './record-actions.ts';

type Trial = OutputOf<typeof SubstituteCarer>;
/** Refused households a question names. */
const NAMED = 6;

/** What is moved in one step, and how it is said. */
interface Whole {
  readonly contract: typeof SubstituteCarer | typeof GiveBackHouseholds;
  readonly verb: 'substitute' | 'give-back';
  readonly title: (model: Model) => string;
  readonly about: (model: Model) => string;
  /** Who is filled in from the beginning. */
  readonly preset: { readonly path: string; readonly operatorId: string | undefined };
}

/** Gives all households of somebody to whoever stands in, after a dry run that says which. */
export const substitute = (model: Model, fromId: string | undefined): Step =>
  takeWhole(model, {
    contract: SubstituteCarer,
    verb: 'substitute',
    title: (at) => t(at, '整体代班', 'Stand in for a whole list'),
    about: (at) =>
      t(at, '病了或进入隔离：其全部户一步交给接手人，记住原来是谁，回岗后整体归还。先试算，确认后才生效。', 'Ill or in isolation: all their households in one step; whose they are is remembered. Tried first, done once you confirm.'),
    preset: { path: 'fromId', operatorId: fromId },
  }); // prettier-ignore

/** Gives all households that others have in somebody's stead back to them, after a dry run. */
export const giveBack = (model: Model, toId: string | undefined): Step =>
  takeWhole(model, {
    contract: GiveBackHouseholds,
    verb: 'give-back',
    title: (at) => t(at, '代班户归还', 'Give a whole list back'),
    about: (at) => t(at, '回岗后，由他人代班的户全部归还本人。先试算，确认后才生效。', 'Who is back has all their households again. Tried first, done once you confirm.'), // prettier-ignore
    preset: { path: 'toId', operatorId: toId },
  });

function takeWhole(model: Model, whole: Whole): Step {
  const { contract, verb, title, about, preset } = whole;
  const why = whyNotDo(model, contract);
  if (why !== undefined) return [say(model, `${title(model)}：${why}`, 'watch'), []];
  const flags = formFlags(entryOf('care', verb).input, { dryRun: false });
  const colleague = preset.operatorId === undefined ? undefined : model.colleagues.get(preset.operatorId);
  const empty = formOf(flags, model.lang, {}, 'care');
  const form = colleague
    ? withField(empty, preset.path, {
        picked: { value: colleague.operatorId, label: colleague.displayName, also: colleague.account },
        input: inputOf(colleague.displayName),
      })
    : empty;
  const line = (now: Form): string => hzLineOf('care', verb, flags, now, '');
  return openForm(
    model,
    {
      address: `care ${verb}`,
      title,
      about: (at) => [about(at)],
      flags,
      submit: (at, input, now, self) =>
        perform(at, {
          contract,
          input: { ...input, dryRun: true } as never,
          line: `${line(now)} --dry-run`,
          ...self.write,
          commandId: `${self.write.commandId}-trial`,
          done: (trial, after) => tried(after, whole, input, line(now), trial, self),
        }),
      hzLine: line,
    },
    form,
  );
}

/** Says what would come of it, and asks. */
function tried(model: Model, whole: Whole, input: object, line: string, trial: Trial, self: FormHandle): Step {
  const { done, refused, rows } = trial;
  const settled = self.settle(model);
  if (done === 0 && refused === 0) return [say(settled, t(model, '没有这样的户，无需办理', 'There are no such households; nothing to do'), 'watch', 12_000), []]; // prettier-ignore
  const named = rows.flatMap(({ no, refusal }) => (refusal ? [`${no} ${sentence(model, refusal as Refusal)}`] : []));
  const { fromId, toId } = input as { readonly fromId?: string; readonly toId?: string };
  const who = fromId === undefined ? [] : [`${nameOf(model, fromId)} → ${nameOf(model, toId)}`];
  const told = [
    ...who,
    t(model, `试算：可办 ${String(done)} 户，不能 ${String(refused)} 户；尚未改动。`, `A trial: ${counted(done, 'household')} can be moved, ${String(refused)} cannot; nothing has changed yet.`),
    ...named.slice(0, NAMED),
    ...(named.length > NAMED ? [t(model, `……另 ${String(named.length - NAMED)} 户`, `… and ${String(named.length - NAMED)} more`)] : []),
  ]; // prettier-ignore
  if (done === 0) return [say(settled, told.join(' '), 'alarm', 0), []];
  const question = {
    title: whole.title(model),
    text: told,
    ...(done > 20 ? { count: done } : {}),
    run: (at: Model): Step =>
      perform(self.busy(at), {
        contract: whole.contract,
        input: { ...input, dryRun: false } as never,
        line,
        ...self.write,
        done: (value, after) => {
          const text = t(after, `✓ ${whole.title(after)}：${String(value.done)} 户，未办 ${String(value.refused)} 户`, `✓ ${whole.title(after)}: ${counted(value.done, 'household')}, ${String(value.refused)} not`); // prettier-ignore
          return reloadAll(say(self.close(after), text, value.refused > 0 ? 'watch' : 'good', 12_000));
        },
      }),
  };
  return [openOverlay(settled, confirm(question)), []];
}
