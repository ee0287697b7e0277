import {
  AddCall,
  CloseCallBack,
  GiveCallBackBack,
  PostponeCallBack,
  PromiseCallBack,
  TakeCallBack,
  WorklistPage,
  type CallAction,
  type CallReceipt,
  type CallRow,
  type Command,
} from '@houzhai/contracts';
import { callActionLabel, callBackStatusLabel, clockTime } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { inputOf } from '../widgets/text-input.ts';
import { say, still, t, type Model, type Step } from './model.ts';
import { reloadAll } from './navigation.ts';
import { perform, read } from './perform.ts';
import { deedItem, ownArea, takeDeed } from './record-actions.ts';

/** Puts a call about an errand on record: nothing of the errand changes. */
export function addCall(
  model: Model,
  about: { readonly errandId: string; readonly no: string; readonly callerId: string | undefined },
  outcome: 'SAME' | 'ASKED',
  then: (model: Model) => Model = (at) => at,
): Step {
  const { errandId, no, callerId } = about;
  return perform(model, {
    contract: AddCall,
    input: { errandId, outcome, ...(callerId === undefined ? {} : { callerId }) },
    line: `hz desk add ${no} --outcome ${outcome}`,
    done: (value, at) =>
      reloadAll(
        say(
          then(at),
          outcome === 'SAME'
            ? t(
                at,
                `✓ 记在 ${no} 上（来电 ${value.no}），没有另开单；请向来电人复述 ${no}`,
                `✓ Added to ${no} (call ${value.no}), nothing new was opened; read ${no} back to the caller`,
              )
            : t(at, `✓ 已记询问 ${no}（来电 ${value.no}）`, `✓ On record that ${no} was asked about (call ${value.no})`),
          'good',
          0,
        ),
      ),
  });
}

/** A need that may be the same as one that is there: the same, another, or first a look. Nothing is assumed. */
export function offerSame(
  model: Model,
  {
    no,
    text,
    callerId,
    open,
  }: { readonly no: string; readonly text: string; readonly callerId: string | undefined; readonly open: (model: Model) => Step },
  anew: (model: Model) => Step,
  same: (model: Model) => Model,
): Step {
  const asSame = (at: Model): Step => [
    at,
    [
      read('same-errand', WorklistPage, { no, limit: 1 }, ({ rows: [row] }, now) =>
        row
          ? addCall(now, { errandId: row.errandId, no: row.no, callerId }, 'SAME', same)
          : still(say(now, t(now, `${no} 不在您的辖区，请另行登记（n）`, `${no} is outside your area; register it anew (n)`), 'watch')),
      ),
    ],
  ];
  const items: readonly MenuItem[] = [
    { key: 's', label: t(model, `同一件：记在 ${no} 上`, `the same: added to ${no}`), run: asSame },
    { key: 'n', label: t(model, '另一件：照样登记', 'another one: register it'), run: anew },
    { key: 'o', label: t(model, `先打开 ${no} 看`, `open ${no} first`), run: open },
  ];
  return still(openOverlay(say(model, text, 'watch', 0), menu(t(model, '可能是同一件', 'It may be the same'), items)));
}

/** Promises to call somebody back: a resident, or whoever has the number that was typed. */
export const promiseCallBack = (
  model: Model,
  who: { readonly callerId: string; readonly label: string } | { readonly phone: string },
  then: (model: Model) => Model = (at) => at,
): Step => {
  const isKnown = 'callerId' in who;
  return takeDeed(model, {
    contract: PromiseCallBack,
    noun: 'desk',
    verb: 'promise',
    subject: '',
    title: (at) =>
      isKnown
        ? t(at, `约回电 · ${who.label}`, `Call back · ${who.label}`)
        : t(at, '约回电 · 未登记的来电人', 'Call back · somebody the register does not know'),
    about: (at) =>
      isKnown
        ? []
        : [
            t(
              at,
              '号码和留言加密保存，只有接手回电的人看得到，回电完毕即销毁。',
              'Number and note are kept encrypted, shown only to whoever calls back, and destroyed when that is done.',
            ),
          ],
    fixed: () => (isKnown ? { callerId: who.callerId } : {}),
    without: isKnown ? ['channel', 'phone', 'area'] : ['channel', 'callerId'],
    fields: { ...('phone' in who ? { phone: { input: inputOf(who.phone), required: true } } : {}), area: { hint: ownArea(model) } },
    asks: true,
    done: ({ no, dueAt = '' }, at) =>
      t(at, `✓ 已约回电 ${no}，${clockTime(dueAt, 'zh')} 前`, `✓ ${no}: to be called back by ${clockTime(dueAt, 'en')}`),
    then: (_, at) => reloadAll(then(at)),
  });
};

/** A call with a promise to call back as a list shows it, and how to look at it again. */
export interface LiveCall {
  readonly row: CallRow;
  readonly label: string;
  readonly now: (model: Model) => CallRow | undefined;
}

const CONTRACT = {
  take: TakeCallBack,
  close: CloseCallBack,
  postpone: PostponeCallBack,
  'give-back': GiveCallBackBack,
} as const satisfies Record<CallAction, Command>;
const KEYS: Readonly<Record<CallAction, string>> = { take: 't', close: 'f', postpone: 'p', 'give-back': 'g' };

function whyNot(model: Model, { allowedActions, callBack }: CallRow, action: CallAction): string | undefined {
  if (allowedActions.includes(action)) return undefined;
  if (!callBack) return t(model, '这次来电没有约回电', 'no call back was promised');
  const status = callBackStatusLabel(callBack.status, model.lang);
  return t(model, `“${status}”时不能，或由他人接手`, `not while ${status.toLowerCase()}, or somebody else has taken it`);
}

/** Everything that can be done about a promise to call back; what cannot is dim with the reason. */
export const callMenu = (live: LiveCall) =>
  menu(live.row.no, (at) =>
    (Object.keys(KEYS) as CallAction[]).map((action) =>
      deedItem(at, KEYS[action], callActionLabel(action, at.lang), CONTRACT[action], whyNot(at, live.now(at) ?? live.row, action), (now) =>
        takeCallAction(now, live, action),
      ),
    ),
  );

/** Does something about a promise to call back. */
export function takeCallAction(model: Model, live: LiveCall, action: CallAction): Step {
  const { row, label } = live;
  const now = (at: Model): CallRow => live.now(at) ?? row;
  const why = whyNot(model, now(model), action);
  if (why !== undefined) return [say(model, `${callActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  return takeDeed<Command>(model, {
    contract: CONTRACT[action],
    noun: 'desk',
    verb: action,
    subject: row.no,
    title: (at) => `${callActionLabel(action, at.lang)} · ${label} ${row.no}`.replaceAll('  ', ' '),
    fixed: (at) => ({ callId: row.callId, expectedVersion: now(at).version }),
    asks: action === 'close',
    done: (value, at) => {
      const { no, status = '' } = value as CallReceipt;
      return `✓ ${no} ${callActionLabel(action, at.lang)} → ${callBackStatusLabel(status, at.lang)}`;
    },
  });
}

/** The next step: taken, then closed. */
export const takeNextCallStep = (model: Model, live: LiveCall): Step =>
  takeCallAction(model, live, (live.now(model) ?? live.row).callBack?.status === 'TAKEN' ? 'close' : 'take');
