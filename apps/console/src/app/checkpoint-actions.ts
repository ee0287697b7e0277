import {
  BeginShift,
  CHECKPOINT_ACTIONS,
  CloseCheckpoint,
  EndShift,
  OpenCheckpoint,
  ReopenCheckpoint,
  RestrictCheckpoint,
  type CheckpointAction,
  type CheckpointRow,
} from '@houzhai/contracts';
import { checkpointActionLabel, checkpointStatusLabel } from '@houzhai/i18n';
import { confirm } from '../overlays/confirm.ts';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { scopePool } from '../screens/areas.ts';
import { t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

const CONTRACT = {
  restrict: RestrictCheckpoint,
  reopen: ReopenCheckpoint,
  close: CloseCheckpoint,
  'begin-shift': BeginShift,
  'end-shift': EndShift,
} as const satisfies Record<CheckpointAction, unknown>;
const KEYS: Readonly<Record<CheckpointAction, string>> = { 'begin-shift': 's', 'end-shift': 'e', restrict: 'r', reopen: 'o', close: 'D' };

/** A checkpoint as a screen shows it, and how to look at it again. */
export interface LiveCheckpoint {
  readonly row: CheckpointRow;
  readonly now: (model: Model) => CheckpointRow | undefined;
}

/** Sets a checkpoint up. */
export const openCheckpoint = (model: Model): Step =>
  takeDeed(model, {
    contract: OpenCheckpoint,
    noun: 'checkpoint',
    verb: 'open',
    subject: '',
    title: (at) => t(at, '设卡', 'Set up a checkpoint'),
    about: (at) => [
      t(
        at,
        '代号用于命令；高速出口等不属于某个村的，位置选全街道。',
        'The code is what people type; what belongs to no village, such as a motorway exit, stands in the subdistrict itself.',
      ),
    ],
    fixed: () => ({}),
    pools: { path: scopePool },
    fields: {
      name: { label: t(model, '名称', 'Name'), hint: t(model, '公开的地名', 'public name of the place') },
      code: { label: t(model, '代号', 'Code'), hint: t(model, '小写字母、数字，如 exit-1', 'lower case and digits, such as exit-1') },
      path: { label: t(model, '位置', 'Where') },
    },
    done: ({ code }, at) => t(at, `✓ 卡口 ${code} 已开放`, `✓ Checkpoint ${code} is open`),
  });

/** How many people a checkpoint holds between itself and their door. */
export const heldBy = ({ waiting, underWay, openDuties }: CheckpointRow): number => waiting + underWay + openDuties;

/** Everything that can be done to a checkpoint, besides what the screen adds; what cannot is dim with the reason. */
export function checkpointMenu(model: Model, live: LiveCheckpoint, more: (model: Model) => readonly MenuItem[]) {
  const items = (at: Model): readonly MenuItem[] => {
    const row = live.now(at) ?? live.row;
    return [
      ...more(at),
      ...CHECKPOINT_ACTIONS.map((action) =>
        deedItem(at, KEYS[action], checkpointActionLabel(action, at.lang), CONTRACT[action], whyNot(at, row, action), (now) =>
          takeAction(now, { ...live, row }, action),
        ),
      ),
    ];
  };
  return menu(`${live.row.code} · ${live.row.name}`, items);
}

function whyNot(model: Model, row: CheckpointRow, action: CheckpointAction): string | undefined {
  if (row.allowedActions.includes(action)) return undefined;
  if (action === 'end-shift' && row.status !== 'CLOSED') return t(model, '没有在岗的班次', 'no shift is on');
  const status = checkpointStatusLabel(row.status, model.lang);
  return t(model, `“${status}”时不能`, `not while ${status.toLowerCase()}`);
}

function takeAction(model: Model, live: LiveCheckpoint, action: CheckpointAction): Step {
  const { row } = live;
  const now = (at: Model): CheckpointRow => live.now(at) ?? row;
  const fixed = (at: Model) => ({ checkpointId: row.checkpointId, expectedVersion: now(at).version });
  const common = {
    noun: 'checkpoint',
    verb: action,
    subject: row.code,
    title: (at: Model) => `${checkpointActionLabel(action, at.lang)} · ${row.code} ${row.name}`,
    fixed,
    done: ({ code, status }: { readonly code: string; readonly status: string }, at: Model) =>
      `✓ ${code} ${checkpointActionLabel(action, at.lang)} → ${checkpointStatusLabel(status, at.lang)}`,
  };
  switch (action) {
    case 'begin-shift':
      return takeDeed(model, { ...common, contract: BeginShift, preset: { until: '+8h' } });
    case 'end-shift':
      return takeDeed(model, { ...common, contract: EndShift });
    case 'restrict':
      return takeDeed(model, {
        ...common,
        contract: RestrictCheckpoint,
        about: (at) => [t(at, '此后只有居民和执行任务的人员可以通过。', 'From then on only residents and people on duty pass.')],
      });
    case 'reopen':
      return takeDeed(model, { ...common, contract: ReopenCheckpoint });
    case 'close':
      return askClose(model, live);
  }
}

/** Says what the checkpoint still holds before it is closed; whoever it holds needs somebody who answers for them. */
function askClose(model: Model, live: LiveCheckpoint): Step {
  const { row } = live;
  const now = (at: Model): CheckpointRow => live.now(at) ?? row;
  const held = (at: Model): string => {
    const { waiting, underWay, openDuties } = now(at);
    if (heldBy(now(at)) === 0) return t(at, '没有未交接的人员。', 'Nobody from here is still to be handed over.');
    return t(
      at,
      `还有 ${String(heldBy(now(at)))} 人未交接：等候 ${String(waiting)}，护送中 ${String(underWay)}，未接收或未到 ${String(openDuties)}。须指定由谁负责。`,
      `${String(heldBy(now(at)))} are not handed over: ${String(waiting)} wait, ${String(underWay)} under way, ${String(openDuties)} refused or missing. Somebody has to answer for them.`,
    );
  };
  const close = (at: Model): Step =>
    takeDeed(at, {
      contract: CloseCheckpoint,
      noun: 'checkpoint',
      verb: 'close',
      subject: row.code,
      title: (now) => t(now, `撤除 · ${row.code} ${row.name}`, `Close · ${row.code} ${row.name}`),
      about: (now) => [held(now)],
      fixed: (now) => ({ checkpointId: row.checkpointId, expectedVersion: (live.now(now) ?? row).version }),
      without: heldBy(now(at)) === 0 ? ['handOnTo'] : [],
      fields: { handOnTo: { required: true } },
      done: ({ code }, after) => t(after, `✓ 卡口 ${code} 已撤除`, `✓ Checkpoint ${code} is closed`),
    });
  const question = {
    title: t(model, `撤除 ${row.code}`, `Close ${row.code}`),
    text: [
      t(model, `卡口 ${row.code} ${row.name} 将不再登记人员。`, `Nobody is registered at ${row.code} ${row.name} any more.`),
      held(model),
    ],
    run: close,
  };
  return [openOverlay(model, confirm(question)), []];
}
