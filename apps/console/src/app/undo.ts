import { UndoErrandStep } from '@houzhai/contracts';
import { statusLabel } from '@houzhai/i18n';
import { confirm } from '../overlays/confirm.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { refreshed } from './errand-actions.ts';
import { chain, say, t, type LoggedWrite, type Model, type Msg, type Step } from './model.ts';
import { perform, whyNoWrites } from './perform.ts';

type Undone = NonNullable<LoggedWrite['undo']>[number];

/** Takes back this operator's last step that can be taken back; a batch after a question. */
export function undoLast(model: Model): Step {
  const blocked = whyNoWrites(model);
  if (blocked !== undefined) return [say(model, blocked, 'watch'), []];
  const last = model.log.findLast((entry) => entry.undo !== undefined);
  const undo = last?.undo ?? [];
  const [first] = undo;
  if (!last || !first) return [say(model, t(model, '没有可撤回的操作', 'Nothing of yours to take back'), 'dim'), []];
  const all: Msg = (at) => chain([spent(at, last), []], ...undo.map((one) => (now: Model) => takeBack(now, one)));
  if (undo.length === 1) return all(model);
  const count = String(undo.length);
  const question = {
    title: t(model, `撤回 ${count} 单`, `Take back ${count}`),
    text: [
      t(
        model,
        `上一步批量指派了 ${count} 单，逐单撤回；已有人受理的不会撤回。`,
        `The last step assigned ${count} errands; each is taken back unless somebody went on with it.`,
      ),
    ],
    run: all,
  };
  return [openOverlay(model, confirm(question)), []];
}

const spent = (model: Model, entry: LoggedWrite): Model => {
  const { undo: _, ...rest } = entry;
  return { ...model, log: model.log.map((one) => (one === entry ? rest : one)) };
};

const takeBack = (model: Model, { errandId, no }: Undone): Step =>
  perform(model, {
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
