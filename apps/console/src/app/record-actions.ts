import { mayCall, type Command, type OutputOf, type Role } from '@houzhai/contracts';
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import type { MenuItem } from '../overlays/menu.ts';
import { askFirst, openForm, type FormSpec } from '../screens/form.screen.ts';
import type { People } from '../screens/lookup.ts';
import { entered, withField, type Field } from '../widgets/form.ts';
import { entryOf } from './errand-actions.ts';
import { say, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { perform, whyNoWrites } from './perform.ts';

/** Something that is done to a record: at once where nothing has to be said, else through a form. */
export interface Deed<C extends Command> {
  readonly contract: C;
  readonly noun: string;
  readonly verb: string;
  /** Words of the command line that say what it is done to. */
  readonly subject: string;
  readonly title: (model: Model) => string;
  readonly about?: (model: Model) => readonly string[];
  /** What is not asked; taken when it is sent, as the record may have changed meanwhile. */
  readonly fixed: (model: Model) => Readonly<Record<string, unknown>>;
  /** Fields that are not asked either. */
  readonly without?: readonly string[];
  readonly preset?: Readonly<Record<string, string>>;
  /** What a field has from the beginning, or how it differs. */
  readonly fields?: Readonly<Record<string, Partial<Field>>>;
  /** Its fields are shown although none has to be filled. */
  readonly asks?: boolean;
  readonly people?: People;
  readonly pools?: FormSpec['pools'];
  /** What will happen, where that is to be confirmed. @param picked what was chosen in a field, in words */
  readonly confirm?: (model: Model, picked: (path: string) => string) => readonly string[];
  /** What is said when it is done. */
  readonly done: (value: OutputOf<C>, model: Model) => string;
  /** What else happens then, such as opening what was made. */
  readonly then?: (value: OutputOf<C>, model: Model) => Step;
}

/** Whether the roles of whoever is signed in let them call an operation at all. */
export const mayDo = (model: Model, { access }: Pick<Command, 'access'>): boolean =>
  mayCall(access, (model.me?.roles ?? []) as readonly Role[]);

/** What an area that is left empty stands for, where something is one place’s. */
export const ownArea = (model: Model): string => t(model, 'a01…a32；只管一个村(居)的可不填', 'a01…a32; or empty where you have one');

/** Why nothing of the kind can be done by whoever is signed in; undefined when it can. */
export const whyNotDo = (model: Model, contract: Command): string | undefined =>
  mayDo(model, contract) ? whyNoWrites(model) : t(model, '您的角色不能', 'not for your role');

/** Does it, or asks what has to be known first. */
export function takeDeed<C extends Command>(model: Model, deed: Deed<C>): Step {
  const { contract, noun, verb, subject, fixed, without = [] } = deed;
  const why = whyNotDo(model, contract);
  if (why !== undefined) return [say(model, `${deed.title(model)}：${why}`, 'watch'), []];
  const entry = entryOf(noun, verb);
  // When it happened is most often now, so it is asked last.
  const flags = formFlags(entry.input, fixed(model))
    .filter(({ path }) => !without.includes(path))
    .toSorted((a, b) => Number(a.path === 'occurredAt') - Number(b.path === 'occurredAt'));
  const done = (value: OutputOf<C>, at: Model): Step => {
    const said = say(at, deed.done(value, at), 'good', 12_000);
    return deed.then ? deed.then(value, said) : reloadAll(said);
  };
  if (entry.tier === 0 && deed.asks !== true && flags.every(({ required }) => !required))
    return perform(model, { contract, input: fixed(model) as never, line: `hz ${noun} ${verb} ${subject}`.trim(), done });
  const line = (form: Parameters<typeof hzLineOf>[3]): string => hzLineOf(noun, verb, flags, form, subject);
  const form = Object.entries(deed.fields ?? {}).reduce(
    (at, [path, change]) => withField(at, path, change),
    formOf(flags, model.lang, deed.preset ?? {}, noun),
  );
  return openForm(
    model,
    {
      address: `${noun} ${verb}`,
      title: deed.title,
      about: deed.about ?? (() => []),
      flags,
      ...(deed.people ? { people: deed.people } : {}),
      ...(deed.pools ? { pools: deed.pools } : {}),
      submit: (at, input, entries, self) => {
        const run = (now: Model): Step =>
          perform(now, {
            contract,
            input: { ...fixed(now), ...input } as never,
            line: line(entries),
            ...self.write,
            done: (value, after) => done(value, self.close(after)),
          });
        if (!deed.confirm) return run(at);
        const picked = (path: string): string =>
          entries.fields.find((field) => field.path === path)?.picked?.label ?? entered(entries, path);
        return askFirst(at, self, { title: deed.title(at), text: deed.confirm(at, picked), run });
      },
      hzLine: line,
    },
    form,
  );
}

/** A line of a menu for something that is done, dim with the reason while it cannot be. */
export const deedItem = (
  model: Model,
  key: string,
  label: string,
  contract: Command,
  possible: string | undefined,
  run: (model: Model) => Step,
): MenuItem => {
  const why = whyNotDo(model, contract) ?? possible;
  return { key, label, ...(why === undefined ? { run } : { why }) };
};
