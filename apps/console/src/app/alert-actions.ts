import {
  AcknowledgeAlert,
  AssignAlert,
  ResolveAlert,
  ReviewAlert,
  type AlertAction,
  type AlertReceipt,
  type AlertRow,
  type Command,
} from '@houzhai/contracts';
import { alertActionLabel, alertStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { chain, say, t, type Model, type Step } from './model.ts';
import { loadAttention } from './attention.ts';
import { reloadAll } from './navigation.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** An alert as a screen shows it, and how to look at it again. */
export interface LiveAlert {
  readonly row: AlertRow;
  readonly now: (model: Model) => AlertRow | undefined;
}

const CONTRACT = {
  acknowledge: AcknowledgeAlert,
  assign: AssignAlert,
  resolve: ResolveAlert,
  review: ReviewAlert,
} as const satisfies Record<AlertAction, Command>;
const KEYS: Readonly<Record<AlertAction, string>> = { acknowledge: 'a', assign: 'm', resolve: 'r', review: 'v' };

const whyNot = (model: Model, { allowedActions, status }: AlertRow, action: AlertAction): string | undefined =>
  allowedActions.includes(action)
    ? undefined
    : t(
        model,
        `警报“${alertStatusLabel(status, model.lang)}”时不能，或须由他人办理`,
        `not while ${alertStatusLabel(status, model.lang).toLowerCase()}, or somebody else has to`,
      );

/** Everything that can be done about an alert; what cannot is dim with the reason. */
export function alertMenu(live: LiveAlert) {
  const items = (at: Model): readonly MenuItem[] =>
    (Object.keys(KEYS) as AlertAction[]).map((action) =>
      deedItem(at, KEYS[action], alertActionLabel(action, at.lang), CONTRACT[action], whyNot(at, live.now(at) ?? live.row, action), (now) =>
        takeAlertAction(now, live, action),
      ),
    );
  return menu(live.row.no, items);
}

/** What is to be done first: acknowledge it, then see to it. */
export function takeNextAlertStep(model: Model, live: LiveAlert): Step {
  const [next] = (live.now(model) ?? live.row).allowedActions;
  if (next !== undefined) return takeAlertAction(model, live, next);
  const status = alertStatusLabel(live.row.status, model.lang);
  return [say(model, t(model, `“${status}”：没有可办的`, `${status}: nothing to do for you`), 'watch'), []];
}

/** Does something about an alert; the line on every screen follows at once. */
export function takeAlertAction(model: Model, live: LiveAlert, action: AlertAction): Step {
  const { row } = live;
  const now = (at: Model): AlertRow => live.now(at) ?? row;
  const why = whyNot(model, now(model), action);
  if (why !== undefined) return [say(model, `${alertActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  return takeDeed<Command>(model, {
    contract: CONTRACT[action],
    noun: 'alert',
    verb: action,
    subject: row.no,
    title: (at) => `${alertActionLabel(action, at.lang)} · ${row[at.lang]}`,
    fixed: (at) => ({ alertId: row.alertId, expectedVersion: now(at).version }),
    ...(row.area === 'a00' ? {} : { people: { area: row.area } }),
    done: (value, at) => {
      const { no, status } = value as AlertReceipt;
      return `✓ ${no} ${alertActionLabel(action, at.lang)} → ${alertStatusLabel(status, at.lang)}`;
    },
    then: (_, at) => chain(reloadAll(at), loadAttention),
  });
}

/** Where the record of an alert is looked at; undefined where there is no place for it. */
export function placeOfSubject({ subject: { kind, id, no } }: AlertRow): string | undefined {
  switch (kind) {
    case 'fever':
    case 'isolation':
    case 'arrival':
      return `${kind} ${no ?? id}`;
    case 'escort-batch':
      return `escort ${no ?? id}`;
    case 'insurance-card':
      return `card ${no ?? id}`;
    case 'care-link':
      return `household ${no ?? id}`;
    case 'broken-glass':
      return 'broken-glass';
    default:
      return undefined;
  }
}
