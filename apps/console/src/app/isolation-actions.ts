import {
  ApproveReduction,
  CancelIsolation,
  ConvertIsolation,
  EnsureSupply,
  ExcuseMissedSlot,
  ExtendIsolation,
  OrderIsolation,
  RaiseSupplyNeed,
  RecordFollowUp,
  RefuseReduction,
  RefuseRelease,
  ReportIsolationLost,
  RequestReduction,
  RequestRelease,
  ResolveFinding,
  SignRelease,
  StartIsolation,
  TransferIsolation,
  type Command,
  type IsolationAction,
  type IsolationReceipt,
  type IsolationRow,
  type Slot,
} from '@houzhai/contracts';
import { isolationActionLabel, isolationStatusLabel, slotStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A case as a screen shows it: the half-day an action is meant for, and how to look at the case again. */
export interface LiveIsolation {
  readonly row: IsolationRow;
  readonly slot: Slot | undefined;
  readonly now: (model: Model) => IsolationRow | undefined;
}

/** What can be done with a case, its supplies along. */
type CaseAction = IsolationAction | 'ensure-supply' | 'raise-supply-need';

const CONTRACT = {
  start: StartIsolation,
  'record-follow-up': RecordFollowUp,
  'excuse-missed': ExcuseMissedSlot,
  'resolve-finding': ResolveFinding,
  'ensure-supply': EnsureSupply,
  'raise-supply-need': RaiseSupplyNeed,
  extend: ExtendIsolation,
  'request-reduction': RequestReduction,
  'approve-reduction': ApproveReduction,
  'refuse-reduction': RefuseReduction,
  'request-release': RequestRelease,
  'refuse-release': RefuseRelease,
  'sign-release': SignRelease,
  convert: ConvertIsolation,
  transfer: TransferIsolation,
  'report-lost': ReportIsolationLost,
  cancel: CancelIsolation,
} as const satisfies Record<CaseAction, Command>;
/** Where the verb of the command line is a shorter one. */
const VERB: Partial<Record<CaseAction, string>> = { 'record-follow-up': 'record' };
/** In the order in which they are wanted. */
const KEYS: Readonly<Record<CaseAction, string>> = {
  'record-follow-up': 'a',
  'excuse-missed': 'e',
  'resolve-finding': 'j',
  start: 's',
  'request-release': 'r',
  'sign-release': 'g',
  'refuse-release': 'n',
  extend: '+',
  'request-reduction': '-',
  'approve-reduction': 'y',
  'refuse-reduction': 'z',
  transfer: 'm',
  'report-lost': 'l',
  convert: 'c',
  'ensure-supply': 'w',
  'raise-supply-need': 'W',
  cancel: 'D',
};
/** Half-days that an action of one half-day is meant for. */
const FITS: Partial<Record<CaseAction, (slot: Slot) => boolean>> = {
  'record-follow-up': ({ status }) => status === 'NOT_PERFORMED' || status === 'MISSED',
  'excuse-missed': ({ status, hasReason }) => status === 'MISSED' && !hasReason,
  'resolve-finding': ({ status, resolved }) => status === 'SEEN_NOT_OK' && !resolved,
};

/** A half-day in words. */
export const slotText = (model: Model, { date, half }: Slot): string => `${date} ${valueLabel('half', half, model.lang)}`;

/** Why an action cannot be taken now; undefined when it can. */
function whyNotIsolation(model: Model, { row, slot }: LiveIsolation, action: CaseAction): string | undefined {
  const isSupply = action === 'ensure-supply' || action === 'raise-supply-need';
  if (isSupply ? !row.allowedActions.includes('record-follow-up') : !row.allowedActions.includes(action)) {
    const status = isolationStatusLabel(row.status, model.lang);
    return t(model, `“${status}”时不能，或须由他人办理`, `not while ${status.toLowerCase()}, or somebody else has to`);
  }
  const fits = FITS[action];
  if (!fits) return undefined;
  if (!slot) return t(model, '打开该对象，选中一个半天', 'open the case and choose a half-day');
  return fits(slot) ? undefined : `${slotText(model, slot)} ${slotStatusLabel(slot.status, model.lang)}`;
}

/** Everything that can be done to a case; what cannot is dim with the reason. */
export function isolationMenu(model: Model, live: LiveIsolation) {
  const possible = (at: Model, action: CaseAction) => whyNotIsolation(at, { ...live, row: live.now(at) ?? live.row }, action);
  const order = (Object.keys(KEYS) as CaseAction[]).toSorted(
    (a, b) => Number(possible(model, a) !== undefined) - Number(possible(model, b) !== undefined),
  );
  const items = (at: Model): readonly MenuItem[] =>
    order.map((action) =>
      deedItem(at, KEYS[action], isolationActionLabel(action, at.lang), CONTRACT[action], possible(at, action), (now) =>
        takeIsolationAction(now, live, action),
      ),
    );
  return menu(live.row.no, items, 0);
}

/** Takes an action on a case, or on the half-day that was chosen. */
export function takeIsolationAction(model: Model, live: LiveIsolation, action: CaseAction): Step {
  const { row, slot } = live;
  const now = (at: Model): IsolationRow => live.now(at) ?? row;
  const label = isolationActionLabel(action, model.lang);
  const why = whyNotIsolation(model, { ...live, row: now(model) }, action);
  if (why !== undefined) return [say(model, `${label}：${why}`, 'watch'), []];
  const contract: Command = CONTRACT[action];
  const meant = FITS[action] && slot;
  const onSlot = meant ? { date: meant.date, half: meant.half } : {};
  const words = meant ? ` --date ${meant.date} --half ${meant.half}` : '';
  return takeDeed(model, {
    contract,
    noun: 'isolation',
    verb: VERB[action] ?? action,
    subject: `${row.no}${words}`,
    title: (at) => `${isolationActionLabel(action, at.lang)} · ${row.label}${meant ? ` · ${slotText(at, meant)}` : ''}`,
    fixed: (at) => ({ isolationId: row.isolationId, expectedVersion: now(at).version, ...onSlot }),
    people: { area: row.area },
    done: (value, at) => {
      const { no, status } = value as IsolationReceipt;
      const said = isolationActionLabel(action, at.lang);
      return `✓ ${no} ${said} → ${isolationStatusLabel(status, at.lang)}`;
    },
  });
}

/** A case for somebody who came by no checkpoint. @param subject whom it is about, where that is known */
export const orderIsolation = (model: Model, subject?: { readonly personId: string; readonly label: string; readonly no: string }): Step =>
  takeDeed(model, {
    contract: OrderIsolation,
    noun: 'isolation',
    verb: 'order',
    subject: subject?.no ?? '',
    title: (at) => `${t(at, '下达隔离', 'Order an isolation')}${subject === undefined ? '' : ` · ${subject.label}`}`,
    about: (at) => [
      t(
        at,
        '经卡口交接的人已自动下达。地址不填为其住处；集中隔离须选隔离点。',
        'Who was handed over from a checkpoint has an order already. Without an address: where they live; a centralised one names its site.',
      ),
    ],
    fixed: () => (subject === undefined ? {} : { personId: subject.personId }),
    done: ({ no, status }, at) =>
      `✓ ${no} ${isolationStatusLabel(status, at.lang)}${t(at, '；送达通知后按 s 开始', '; s begins it once the notice is served')}`,
  });
