import {
  CollectCard,
  PassCardDutyOn,
  ReportCardLost,
  ReturnCard,
  type CardAction,
  type CardReceipt,
  type CardStatus,
  type Command,
} from '@houzhai/contracts';
import { cardActionLabel, cardStatusLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { say, t, type Model, type Step } from './model.ts';
import { deedItem, takeDeed } from './record-actions.ts';

/** A card as a screen shows it: enough to do something about it, and how to look at it again. */
export interface LiveCard {
  readonly cardId: string;
  readonly no: string;
  /** Whose it is, masked. */
  readonly label: string;
  readonly area: string;
  /** Who has to sign for it besides the household. */
  readonly bearer: string | undefined;
  readonly now: (
    model: Model,
  ) => { readonly status: CardStatus; readonly allowedActions: readonly CardAction[]; readonly version?: number } | undefined;
}

const CONTRACT = {
  collect: CollectCard,
  return: ReturnCard,
  'report-lost': ReportCardLost,
  'pass-on': PassCardDutyOn,
} as const satisfies Record<CardAction, Command>;
const KEYS: Readonly<Record<CardAction, string>> = { collect: 'c', return: 'r', 'report-lost': 'l', 'pass-on': 'g' };

function whyNot(model: Model, { now }: LiveCard, action: CardAction): string | undefined {
  const card = now(model);
  if (card?.allowedActions.includes(action)) return undefined;
  const status = cardStatusLabel(card?.status ?? '', model.lang);
  return t(model, `“${status}”时不能，或由他人经手`, `not while ${status.toLowerCase()}, or somebody else has it`);
}

/** Lines of a menu with what can be done about a card; what cannot is dim with the reason. */
export const cardItems = (model: Model, live: LiveCard): readonly MenuItem[] =>
  (Object.keys(KEYS) as CardAction[]).map((action) =>
    deedItem(model, KEYS[action], cardActionLabel(action, model.lang), CONTRACT[action], whyNot(model, live, action), (at) =>
      takeCardAction(at, live, action),
    ),
  );
export const cardMenu = (live: LiveCard) => menu(live.no, (at) => cardItems(at, live));

/** Does something about a card; two signatures are asked for where it changes hands. */
export function takeCardAction(model: Model, live: LiveCard, action: CardAction): Step {
  const why = whyNot(model, live, action);
  if (why !== undefined) return [say(model, `${cardActionLabel(action, model.lang)}：${why}`, 'watch'), []];
  const { cardId, no, label, area, bearer, now } = live;
  const mine = bearer === model.me?.operatorId;
  const common = {
    noun: 'card',
    verb: action,
    subject: no,
    title: (at: Model) => `${cardActionLabel(action, at.lang)} · ${label} ${no}`.replaceAll('  ', ' '),
    fixed: (at: Model) => {
      const version = now(at)?.version;
      return { cardId, ...(version === undefined ? {} : { expectedVersion: version }) };
    },
    done: (value: unknown, at: Model) => {
      const { status } = value as CardReceipt;
      return `✓ ${no} ${cardActionLabel(action, at.lang)} → ${cardStatusLabel(status, at.lang)}`;
    },
    people: { area },
  };
  const without = mine ? ['holderSignature'] : [];
  switch (action) {
    case 'collect':
      return takeDeed(model, {
        ...common,
        contract: CollectCard,
        about: (at) => [
          t(
            at,
            '两方签字：户主或家属，和代办员。有人隔离的户：封口、登记封条号、电话复述。信封里不放密码。',
            'Two signatures: the household and the agent. An isolated home seals the envelope and reads back on the telephone. Never a PIN in it.',
          ),
        ],
        preset: { contents: 'CARD,RECORD', 'signature.by': 'SELF', 'signature.method': 'PAPER' },
        without,
      });
    case 'return':
      return takeDeed(model, {
        ...common,
        contract: ReturnCard,
        about: (at) => [t(at, '当面清点信封；户主或家属签收。', 'Count what is in the envelope together; the household signs.')],
        preset: { 'signature.by': 'SELF', 'signature.method': 'PAPER' },
        without: [...without, ...(now(model)?.status === 'LOST' ? [] : ['replaced'])],
      });
    case 'report-lost':
      return takeDeed(model, {
        ...common,
        contract: ReportCardLost,
        about: (at) => [
          t(at, '立即报警；没有责任人批次不能结清。', 'An alert is raised; the run does not reconcile before somebody is named.'),
        ],
      });
    case 'pass-on':
      return takeDeed(model, { ...common, contract: PassCardDutyOn });
  }
}
