import {
  CloseFever,
  JudgeFever,
  RecheckTemperature,
  RecordFeverResult,
  SendToClinic,
  SuspectFever,
  type Command,
  type FeverAction,
  type FeverReceipt,
  type FeverRow,
} from '@houzhai/contracts';
import { feverActionLabel, feverStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A fever as a screen shows it, and how to look at it again. */
export interface LiveFever {
  readonly row: FeverRow;
  readonly now: (model: Model) => FeverRow | undefined;
}

const CONTRACT = {
  recheck: RecheckTemperature,
  judge: JudgeFever,
  send: SendToClinic,
  'record-result': RecordFeverResult,
  close: CloseFever,
} as const satisfies Record<FeverAction, Command>;
const KEYS: Readonly<Record<FeverAction, string>> = { recheck: 'c', judge: 'j', send: 's', 'record-result': 'r', close: 'D' };

const whyNot = (model: Model, { allowedActions, status }: FeverRow, action: FeverAction): string | undefined =>
  allowedActions.includes(action)
    ? undefined
    : t(
        model,
        `“${feverStatusLabel(status, model.lang)}”时不能，或须由他人办理`,
        `not while ${feverStatusLabel(status, model.lang).toLowerCase()}, or somebody else has to`,
      );

/** Everything that can be done to a fever, the next step first; what cannot is dim with the reason. */
export function feverMenu(model: Model, live: LiveFever) {
  const now = (at: Model): FeverRow => live.now(at) ?? live.row;
  const order = (Object.keys(KEYS) as FeverAction[]).toSorted((a, b) => placeOf(now(model), a) - placeOf(now(model), b));
  const items = (at: Model): readonly MenuItem[] =>
    order.map((action) =>
      deedItem(at, KEYS[action], feverActionLabel(action, at.lang), CONTRACT[action], whyNot(at, now(at), action), (after) =>
        takeFeverAction(after, live, action),
      ),
    );
  return menu(live.row.no, items, 0);
}

const placeOf = ({ allowedActions }: FeverRow, action: FeverAction): number => {
  const at = allowedActions.indexOf(action);
  return at < 0 ? allowedActions.length : at;
};

/** The next step of the loop, if it is for whoever is signed in. */
export function takeNextFeverStep(model: Model, live: LiveFever): Step {
  const [next] = (live.now(model) ?? live.row).allowedActions;
  if (next !== undefined) return takeFeverAction(model, live, next);
  const status = feverStatusLabel(live.row.status, model.lang);
  return [say(model, t(model, `“${status}”：下一步须由他人办理`, `${status}: the next step is somebody else’s`), 'watch'), []];
}

/** Takes one step of the loop. */
export function takeFeverAction(model: Model, live: LiveFever, action: FeverAction): Step {
  const { row } = live;
  const now = (at: Model): FeverRow => live.now(at) ?? row;
  const why = whyNot(model, now(model), action);
  if (why !== undefined) return [say(model, `${feverActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  return takeDeed<Command>(model, {
    contract: CONTRACT[action],
    noun: 'fever',
    verb: action,
    subject: row.no,
    title: (at) => `${feverActionLabel(action, at.lang)} · ${row.label}`,
    fixed: (at) => ({ feverId: row.feverId, expectedVersion: now(at).version }),
    done: (value, at) => {
      const { no, status } = value as FeverReceipt;
      const again = action === 'recheck' && status === 'RESOLVED' && row.place === 'GATE';
      const hint = again ? t(at, '：排除，可按复测体温重新登记来(返)义', ': excluded, the head can be registered anew') : '';
      return `✓ ${no} ${feverActionLabel(action, at.lang)} → ${feverStatusLabel(status, at.lang)}${hint}`;
    },
  });
}

/** Somebody called: a suspicion by hand. @param personId whom it is about, where that is known. */
export const suspectFever = (model: Model, personId?: string): Step =>
  takeDeed(model, {
    contract: SuspectFever,
    noun: 'fever',
    verb: 'suspect',
    subject: '',
    title: (at) => t(at, '登记疑似发热', 'Report a suspected fever'),
    fixed: () => (personId === undefined ? {} : { personId }),
    without: ['path'],
    done: ({ no, status }, at) => `✓ ${no} ${feverStatusLabel(status, at.lang)}`,
  });
