import {
  AssignErrand,
  ERRAND_ACTIONS,
  mayCall,
  type Command,
  type ErrandAction,
  type ErrandReceipt,
  type Role,
  type SuggestedAgent,
  type WorklistRow,
} from '@houzhai/contracts';
import { actionLabel, statusLabel } from '@houzhai/i18n';
import manifest from '../../generated/hz-manifest.json' with { type: 'json' };
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { contractOf, type ManifestEntry } from '../commands/manifest.ts';
import { lettered, menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { nameOf } from '../screens/areas.ts';
import { openForm } from '../screens/form.screen.ts';
import { chain, say, still, t, type Model, type Step } from './model.ts';
import { perform, whyNoWrites } from './perform.ts';

const ENTRIES = manifest.entries as readonly ManifestEntry[];
/** A command of the manifest by noun and verb. @throws when there is none. */
export function entryOf(noun: string, verb: string): ManifestEntry {
  const entry = ENTRIES.find((one) => one.noun === noun && one.verb === verb);
  if (!entry) throw new Error(`No command ${noun} ${verb}`);
  return entry;
}

/** Steps that their own actor can take back. */
const UNDOABLE: readonly ErrandAction[] = ['assign', 'accept', 'start', 'hold', 'resume'];
/** Letters people expect. */
const WISHES: Readonly<Partial<Record<ErrandAction, string>>> = {
  assign: 'm',
  accept: 'a',
  start: 's',
  deliver: 'f',
  hold: 'h',
  resume: 'r',
  undo: 'u',
  confirm: 'c',
  cancel: 'D',
};

const roles = (model: Model): readonly Role[] => (model.me?.roles ?? []) as readonly Role[];

/** Why an action cannot be taken on a row now; undefined when it can. */
export function whyNot(model: Model, row: WorklistRow, action: ErrandAction): string | undefined {
  if (row.allowedActions.includes(action)) return whyNoWrites(model);
  const { access } = contractOf(entryOf('errand', action).contract);
  if (!mayCall(access, roles(model))) return t(model, '您的角色不能', 'not for your role');
  if (action === 'undo') return t(model, '没有可撤回的一步', 'nothing of yours to take back');
  return t(
    model,
    `“${statusLabel(row.status, 'zh')}”时不能，或由他人负责`,
    `not while ${statusLabel(row.status, 'en').toLowerCase()}, or somebody else’s`,
  );
}

/** An errand as a screen shows it, and how to look at it again: somebody else may change it while a menu or form is open. */
export interface LiveErrand {
  readonly row: WorklistRow;
  readonly subject: string;
  readonly now: (model: Model) => WorklistRow | undefined;
  /** Who could take it, and why, where that was asked. */
  readonly suggested?: (model: Model) => readonly SuggestedAgent[];
}

/** Everything that can be done to an errand; what cannot is dim, with the reason, and both follow the errand. */
export function errandMenu(model: Model, errand: LiveErrand) {
  const wishes = ERRAND_ACTIONS.map((action) => ({ label: action, ...(WISHES[action] === undefined ? {} : { wish: WISHES[action] }) }));
  const keys = new Map(lettered(wishes).map(({ label, key }) => [label, key]));
  const possible = (action: ErrandAction): boolean => whyNot(model, errand.row, action) === undefined;
  const order = [...ERRAND_ACTIONS.filter(possible), ...ERRAND_ACTIONS.filter((action) => !possible(action))];
  const items = (at: Model): readonly MenuItem[] =>
    order.map((action) => {
      const row = errand.now(at) ?? errand.row;
      const why = whyNot(at, row, action);
      return {
        key: keys.get(action) ?? '',
        label: actionLabel(action, at.lang),
        ...(why === undefined ? { run: (now: Model): Step => takeAction(now, { ...errand, row }, action) } : { why }),
      };
    });
  return menu(`${errand.row.no} · ${errand.subject}`, items, 0);
}

/** Somebody who could take an errand, and why. */
export const suggestionText = (model: Model, one: SuggestedAgent): string => `${nameOf(model, one.agentId)}：${one[model.lang]}`;

/** Those who could take it, with the reasons: whoever is chosen is asked at once, and it can be taken back. */
export function suggestionMenu(model: Model, errand: LiveErrand): Step {
  const { row } = errand;
  const suggested = errand.suggested?.(model) ?? [];
  const why = whyNot(model, row, 'assign') ?? (suggested.length === 0 ? t(model, '没有可派的代办员', 'no agent may go there') : undefined);
  if (why !== undefined) return [say(model, `${actionLabel('assign', model.lang)}：${why}`, 'watch'), []];
  const items = suggested.map((one, nth): MenuItem => ({
    key: String(nth + 1),
    label: nameOf(model, one.agentId),
    why: one[model.lang],
    run: (at) =>
      perform(at, {
        contract: AssignErrand,
        input: { errandId: row.errandId, expectedVersion: (errand.now(at) ?? row).version, agentId: one.agentId },
        line: `hz errand assign ${row.no} --agent ${at.colleagues.get(one.agentId)?.account ?? one.agentId}`,
        done: (value, after) =>
          refreshed(
            say(
              after,
              t(
                after,
                `✓ ${row.no} 已指派给 ${nameOf(after, one.agentId)} · u 撤回`,
                `✓ ${row.no} assigned to ${nameOf(after, one.agentId)} · u takes it back`,
              ),
              'good',
              10_000,
            ),
            value,
          ),
        undo: [{ errandId: row.errandId, no: row.no }],
      }),
  }));
  return still(openOverlay(model, menu(t(model, `建议谁来办 · ${row.no}`, `Who could take ${row.no}`), items)));
}

/** Takes an action: at once where nothing has to be said and it can be taken back, else through a form. */
export function takeAction(model: Model, errand: LiveErrand, action: ErrandAction): Step {
  const { row, subject } = errand;
  const why = whyNot(model, row, action);
  if (why !== undefined) return [say(model, `${actionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const entry = entryOf('errand', action);
  const contract = contractOf(entry.contract) as Command;
  const live = (at: Model): WorklistRow => errand.now(at) ?? row;
  const fixed = (at: Model) => ({ errandId: row.errandId, expectedVersion: live(at).version });
  const flags = formFlags(entry.input, fixed(model));
  const done = (value: unknown, at: Model): Step => {
    const { no, status } = value as ErrandReceipt;
    const undo = UNDOABLE.includes(action) ? t(at, ' · u 撤回', ' · u takes it back') : '';
    return refreshed(
      say(at, `✓ ${no} ${actionLabel(action, at.lang)} → ${statusLabel(status, at.lang)}${undo}`, 'good', 10_000),
      value as ErrandReceipt,
    );
  };
  const undo = UNDOABLE.includes(action) ? { undo: [{ errandId: row.errandId, no: row.no }] } : {};
  if (entry.tier === 0 && flags.every(({ required }) => !required)) {
    return perform(model, { contract, input: fixed(model), line: `hz errand ${action} ${row.no}`, done, ...undo });
  }
  return openForm(
    model,
    {
      address: `errand ${row.no} ${action}`,
      title: (at) => `${actionLabel(action, at.lang)} · ${row.no}`,
      about: (at) => {
        const meanwhile = live(at).version === row.version ? undefined : whyNot(at, live(at), action);
        return [
          `${subject} · ${statusLabel(live(at).status, at.lang)}`,
          entry.tier > 0
            ? t(at, '提交后立即生效，本村代办员和值守人员同时看到。', 'Takes effect at once; agents and the desk of the area see it.')
            : '',
          meanwhile === undefined ? '' : `‼ ${meanwhile}`,
          ...(action === 'assign' ? (errand.suggested?.(at) ?? []).map((one) => suggestionText(at, one)) : []),
        ].filter((text) => text !== '');
      },
      flags,
      people: { area: row.area },
      submit: (at, input, form, self) =>
        perform(at, {
          contract,
          input: { ...fixed(at), ...input },
          line: hzLineOf('errand', action, flags, form, row.no),
          done: (value, after) => done(value, self.close(after)),
          ...self.write,
          ...undo,
        }),
      hzLine: (form) => hzLineOf('errand', action, flags, form, row.no),
    },
    formOf(flags, model.lang),
  );
}

/** What this operator changed is read again at once, without waiting for the live view. */
export const refreshed = (model: Model, { errandId }: ErrandReceipt): Step =>
  chain(still(model), ...model.stack.map((screen) => (at: Model) => screen.onChange?.('worklist', [errandId], at) ?? still(at)));
