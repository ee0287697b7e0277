import {
  ERRAND_ACTIONS,
  AssignErrands,
  ReassignAgentErrands,
  UndoErrandStep,
  mayCall,
  type Command,
  type ErrandAction,
  type ErrandReceipt,
  type Role,
  type WorklistRow,
} from '@houzhai/contracts';
import { actionLabel, statusLabel } from '@houzhai/i18n';
import manifest from '../../generated/hz-manifest.json' with { type: 'json' };
import { formFlags, formOf, hzLineOf } from '../commands/command-form.ts';
import { contractOf, type ManifestEntry } from '../commands/manifest.ts';
import { confirm } from '../overlays/confirm.ts';
import { lettered, menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { openForm } from '../screens/form.screen.ts';
import { chain, say, still, t, type Model, type Step } from './model.ts';
import type { Navigation } from './navigation.ts';
import { perform, sentence, whyNoWrites } from './perform.ts';

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

/** Everything that can be done to an errand; what cannot is dim, with the reason. */
export function errandMenu(nav: Navigation, model: Model, row: WorklistRow, subject: string) {
  const items = ERRAND_ACTIONS.map((action): Omit<MenuItem, 'key'> & { wish?: string } => {
    const why = whyNot(model, row, action);
    const wish = WISHES[action];
    return {
      label: actionLabel(action, model.lang),
      ...(wish === undefined ? {} : { wish }),
      ...(why === undefined ? { run: (at: Model): Step => takeAction(nav, at, row, action, subject) } : { why }),
    };
  });
  const sorted = [...items.filter(({ run }) => run), ...items.filter(({ run }) => !run)];
  return menu(`${row.no} · ${subject}`, lettered(sorted));
}

/** Takes an action: at once where nothing has to be said and it can be taken back, else through a form. */
export function takeAction(nav: Navigation, model: Model, row: WorklistRow, action: ErrandAction, subject: string): Step {
  const why = whyNot(model, row, action);
  if (why !== undefined) return [say(model, `${actionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const entry = entryOf('errand', action);
  const contract = contractOf(entry.contract) as Command;
  const fixed = { errandId: row.errandId, expectedVersion: row.version };
  const flags = formFlags(entry.input, fixed);
  const done = (value: unknown, at: Model): Step => {
    const { no, status } = value as ErrandReceipt;
    const undo = UNDOABLE.includes(action) ? t(at, ' · u 撤回', ' · u takes it back') : '';
    return refreshed(
      say(at, `✓ ${no} ${actionLabel(action, at.lang)} → ${statusLabel(status, at.lang)}${undo}`, 'good', 10_000),
      value as ErrandReceipt,
    );
  };
  const undo = UNDOABLE.includes(action) ? { undo: { errandId: row.errandId, no: row.no } } : {};
  if (entry.tier === 0 && flags.every(({ required }) => !required)) {
    return perform(model, { contract, input: fixed, line: `hz errand ${action} ${row.no}`, done, ...undo });
  }
  return openForm(
    nav,
    model,
    {
      address: `errand ${row.no} ${action}`,
      title: (at) => `${actionLabel(action, at.lang)} · ${row.no}`,
      about: (at) => [
        subject,
        entry.tier > 0
          ? t(at, '提交后立即生效，本村代办员和值守人员同时看到。', 'Takes effect at once; agents and the desk of the area see it.')
          : '',
      ],
      flags,
      people: { area: row.area },
      submit: (at, input, form, self) =>
        perform(at, {
          contract,
          input: { ...fixed, ...input },
          commandId: self.commandId,
          line: hzLineOf('errand', action, flags, form, row.no),
          done: (value, after) => done(value, self.close(after)),
          refused: self.refused,
          failed: (reason, _, after) => self.failed(reason, after),
          ...undo,
        }),
      hzLine: (form) => hzLineOf('errand', action, flags, form, row.no),
    },
    formOf(flags, model.lang),
  );
}

/** What this operator changed is read again at once, without waiting for the live view. */
const refreshed = (before: Model, receipt: ErrandReceipt): Step => {
  const { errandId } = receipt;
  const model = before.stack.reduce((at, screen) => screen.onReceipt?.(receipt, at) ?? at, before);
  return chain(still(model), ...model.stack.map((screen) => (at: Model) => screen.onChange?.('worklist', [errandId], at) ?? still(at)));
};

/** Takes back this operator's last step that can be taken back. */
export function undoLast(model: Model): Step {
  const last = model.log.findLast((entry) => entry.undo !== undefined);
  if (!last?.undo) return [say(model, t(model, '没有可撤回的操作', 'Nothing of yours to take back'), 'dim'), []];
  const { errandId, no } = last.undo;
  const spent: Model = {
    ...model,
    log: model.log.map((entry) => (entry === last ? { at: entry.at, line: entry.line, result: entry.result, good: entry.good } : entry)),
  };
  return perform(spent, {
    contract: UndoErrandStep,
    input: { errandId },
    line: `hz errand undo ${no}`,
    done: (value, at) =>
      refreshed(
        say(
          at,
          t(
            at,
            `✓ 已撤回：${no} 回到 ${statusLabel(value.status, 'zh')}`,
            `✓ Taken back: ${no} is ${statusLabel(value.status, 'en').toLowerCase()} again`,
          ),
          'good',
        ),
        value,
      ),
  });
}

type Batch = typeof AssignErrands | typeof ReassignAgentErrands;

/** Shows what a batch would do, then asks, then does it. */
function batch(model: Model, contract: Batch, input: Record<string, unknown>, line: string, close: (model: Model) => Model): Step {
  return perform(model, {
    contract: contract as typeof AssignErrands,
    input: { ...input, dryRun: true } as never,
    line: `${line} --dry-run`,
    done: (trial, at) => {
      const reasons = new Map<string, number>();
      for (const row of trial.rows) {
        if (!row.refusal) continue;
        const why = sentence(at, row.refusal as Parameters<typeof sentence>[1]);
        reasons.set(why, (reasons.get(why) ?? 0) + 1);
      }
      const text = [
        t(
          at,
          `试算：${String(trial.done)} 单可以，${String(trial.refused)} 单不行。尚未执行。`,
          `Trial: ${String(trial.done)} can, ${String(trial.refused)} cannot. Nothing is done yet.`,
        ),
        ...[...reasons].map(([why, count]) => `${String(count)} × ${why}`),
        t(at, '各单的新负责人会立即看到；逐单可撤回。', 'The new agent sees them at once; each can be taken back.'),
      ];
      if (trial.done === 0) return [say(at, text.slice(0, 2).join(' '), 'alarm', 12_000), []];
      const question = {
        title: t(at, `执行 ${String(trial.done)} 单`, `Do ${String(trial.done)}`),
        text,
        ...(trial.done > 20 ? { count: trial.done } : {}),
        run: (now: Model): Step =>
          perform(now, {
            contract: contract as typeof AssignErrands,
            input: { ...input, dryRun: false } as never,
            line,
            done: (value, after) => [
              say(
                close(after),
                t(
                  after,
                  `✓ 完成 ${String(value.done)} 单，未成 ${String(value.refused)} 单`,
                  `✓ ${String(value.done)} done, ${String(value.refused)} not`,
                ),
                'good',
                12_000,
              ),
              [],
            ],
          }),
      };
      return [openOverlay(at, confirm(question)), []];
    },
    refused: (refusal, at) => [say(at, sentence(at, refusal), 'alarm', 12_000), []],
  });
}

/** Assigns several errands to one agent, after a dry run. */
export function assignMany(nav: Navigation, model: Model, rows: readonly WorklistRow[], cleared: (model: Model) => Model): Step {
  const entry = entryOf('errand', 'assign-many');
  const errandIds = rows.map(({ errandId }) => errandId);
  return batchForm(
    nav,
    model,
    entry,
    AssignErrands,
    { errandIds, dryRun: false },
    t(model, `指派 ${String(rows.length)} 单`, `Assign ${String(rows.length)} errands`),
    cleared,
  );
}

/** Hands all open work of an absent agent to another, after a dry run. */
export const reassignAgent = (nav: Navigation, model: Model): Step =>
  batchForm(
    nav,
    model,
    entryOf('errand', 'reassign-agent'),
    ReassignAgentErrands,
    { dryRun: false },
    t(model, '转派某人的全部在办', 'Reassign all open work of an agent'),
    (at) => at,
  );

function batchForm(
  nav: Navigation,
  model: Model,
  entry: ManifestEntry,
  contract: Batch,
  fixed: Record<string, unknown>,
  title: string,
  cleared: (model: Model) => Model,
): Step {
  const flags = formFlags(entry.input, fixed);
  return openForm(
    nav,
    model,
    {
      address: `errand ${entry.verb}`,
      title: () => title,
      about: (at) => [t(at, '先试算，看清每单能否办，再确认执行。', 'First a trial that shows what is possible, then you confirm.')],
      flags,
      submit: (at, input, form, self) =>
        batch(self.close(at), contract, { ...fixed, ...input }, hzLineOf('errand', entry.verb, flags, form, ''), cleared),
      hzLine: (form) => hzLineOf('errand', entry.verb, flags, form, ''),
    },
    formOf(flags, model.lang),
  );
}
