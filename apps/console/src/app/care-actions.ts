import {
  AssignCarers,
  ChangeCareHousehold,
  EndCareLink,
  ExplainCareGap,
  IssueContactCard,
  RecordCareContact,
  SetCareTier,
  SetDutyPhone,
  SetUpCareLink,
  SubstituteCarer,
  desk,
  mayCall,
  type CareCategory,
  type CareLinkRow,
  type CareMethod,
  type CareOutcome,
  type CareReceipt,
  type Command,
  type OutputOf,
  type Role,
} from '@houzhai/contracts';
import { careMethodLabel, careOutcomeLabel, careRoleLabel, careTierLabel } from '@houzhai/i18n';
import { menu, type MenuItem } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import { nameOf } from '../screens/areas.ts';
import type { Option } from '../widgets/form.ts';
import { giveBack, substitute } from './care-lists.ts';
import { chain, say, still, t, type Model, type Step } from './model.ts';
import { loadNames } from './names.ts';
import { reloadAll, type Navigation } from './navigation.ts';
import { perform } from './perform.ts';
import { printedAnswer } from './print-actions.ts';
import { deedItem, takeDeed, whyNotDo } from './record-actions.ts';

/** A household as a screen shows it, and how to look at it again. */
export interface LiveCare {
  readonly row: CareLinkRow;
  /** Who lives there, masked. */
  readonly label: string;
  /** Its people by id, where their names are known. */
  readonly people?: readonly Option[];
  readonly categories?: readonly CareCategory[];
  readonly now: (model: Model) => CareLinkRow | undefined;
  /** Goes on to the next household, where there is a list of them. */
  readonly onward?: (model: Model) => Model;
}

/** What somebody came to, by the key that records it. */
export const CONTACT_KEYS: Readonly<Record<string, CareOutcome>> = { reached: 'REACHED', 'not-reached': 'NOT_REACHED', refused: 'REFUSED' };
const METHODS: readonly (readonly [key: string, method: CareMethod])[] = [
  ['p', 'PHONE'],
  ['v', 'VIDEO'],
  ['m', 'MESSAGE'],
  ['d', 'DOOR'],
];

const isDesk = (model: Model): boolean => mayCall(desk, (model.me?.roles ?? []) as readonly Role[]);

/** Why nothing can be done about a household; undefined when something can. */
function whyNot(model: Model, { row, now }: LiveCare): string | undefined {
  const { status, agentId, partyMemberId } = now(model) ?? row;
  if (status === 'ENDED') return t(model, '联系已结束', 'it is no longer looked after');
  return isDesk(model) || [agentId, partyMemberId].includes(model.me?.operatorId ?? '')
    ? undefined
    : t(model, '不由您联系', 'others look after it');
}

const nameOfHousehold = ({ label, row }: LiveCare): string => `${label} ${row.no}`.trim();

/** What one key records: the outcome; the next one says how they were asked, or asks for everything. */
export function takeContact(model: Model, live: LiveCare, binding: string): Step {
  const outcome = CONTACT_KEYS[binding];
  if (!outcome) return still(model);
  const title = `${careOutcomeLabel(outcome, model.lang)} · ${nameOfHousehold(live)}`;
  const why = whyNotDo(model, RecordCareContact) ?? whyNot(model, live);
  if (why !== undefined) return [say(model, `${title}：${why}`, 'watch'), []];
  return still(
    openOverlay(
      model,
      menu(title, (at) => [
        ...METHODS.map(([key, method]): MenuItem => ({ key, label: careMethodLabel(method, at.lang), run: (now) => recorded(now, live, outcome, method) })),
        { key: 'w', label: t(at, '另填需要、原话、时间', 'with needs, words, when'), run: (now) => askContact(now, live, outcome) },
      ]),
    ),
  ); // prettier-ignore
}

const recorded = (model: Model, live: LiveCare, outcome: CareOutcome, method: CareMethod): Step =>
  perform(model, {
    contract: RecordCareContact,
    input: { linkId: live.row.linkId, outcome, method },
    line: `hz care contact ${live.row.no} --outcome ${outcome} --method ${method}`,
    done: (value, at) =>
      reloadAll(say(live.onward?.(at) ?? at, contactText(live, outcome, value, at), outcome === 'REACHED' ? 'good' : 'watch', 12_000)),
  });

function contactText(live: LiveCare, outcome: CareOutcome, value: OutputOf<typeof RecordCareContact>, at: Model): string {
  const { nextBy, agentId, partyMemberId } = value;
  const next =
    nextBy === undefined
      ? ''
      : t(
          at,
          `；今日请${careRoleLabel(nextBy, 'zh')} ${nameOf(at, nextBy === 'AGENT' ? agentId : partyMemberId)} 再试`,
          `; ${nameOf(at, nextBy === 'AGENT' ? agentId : partyMemberId)} (${careRoleLabel(nextBy, 'en').toLowerCase()}) tries today`,
        );
  return `✓ ${nameOfHousehold(live)} ${careOutcomeLabel(outcome, at.lang)}${next}`;
}

/** Asks for everything that belongs to a contact. */
function askContact(model: Model, live: LiveCare, outcome: CareOutcome = 'REACHED'): Step {
  return takeDeed(model, {
    contract: RecordCareContact,
    noun: 'care',
    verb: 'contact',
    subject: live.row.no,
    title: (at) => t(at, `登记联系 · ${nameOfHousehold(live)}`, `Record a contact · ${nameOfHousehold(live)}`),
    fixed: () => ({ linkId: live.row.linkId }),
    preset: { outcome, method: 'PHONE' },
    without: isDesk(model) ? [] : ['as'],
    done: (value, at) => contactText(live, outcome, value, at),
  });
}

const ACTIONS = {
  contact: ['c', RecordCareContact, '登记联系', 'Record a contact'],
  'explain-gap': ['g', ExplainCareGap, '说明联系不上', 'Explain a gap'],
  'set-tier': ['t', SetCareTier, '调整联系频次', 'Change how often'],
  card: ['o', IssueContactCard, '发联系卡', 'Contact card'],
  change: ['e', ChangeCareHousehold, '更改户内人员或类别', 'Who lives there, or why'],
  assign: ['m', AssignCarers, '更换代办员与联户党员', 'Other carers, for good'],
  end: ['D', EndCareLink, '结束联系', 'Look after it no longer'],
} as const satisfies Record<string, readonly [string, Command, string, string]>;
export type CareAction = keyof typeof ACTIONS;
const actionText = (model: Model, action: CareAction): string => t(model, ACTIONS[action][2], ACTIONS[action][3]);

/** Everything that can be done about a household and the lists of those who have it; what cannot is dim with the reason. */
export function careMenu(model: Model, live: LiveCare) {
  const { row } = live;
  const stoodFor = row.agentFor ?? row.partyMemberFor;
  return menu(nameOfHousehold(live), (at) => [
    ...(Object.keys(ACTIONS) as CareAction[]).map((action) =>
      deedItem(at, ACTIONS[action][0], actionText(at, action), ACTIONS[action][1], whyNot(at, live), (now) => takeCareAction(now, live, action)),
    ),
    deedItem(at, 'a', t(at, `${nameOf(at, row.agentId)}（代办员）的户整体代班`, `Stand in for ${nameOf(at, row.agentId)} (agent)`), SubstituteCarer, undefined, (now) => substitute(now, row.agentId)),
    deedItem(at, 'p', t(at, `${nameOf(at, row.partyMemberId)}（党员）的户整体代班`, `Stand in for ${nameOf(at, row.partyMemberId)} (party member)`), SubstituteCarer, undefined, (now) => substitute(now, row.partyMemberId)),
    deedItem(at, 'h', t(at, '登记值班电话', 'Telephone on duty'), SetDutyPhone, undefined, takePhone),
    deedItem(at, 'b', t(at, '代班户整体归还', 'Give a whole list back'), SubstituteCarer, undefined, (now) => giveBack(now, stoodFor)),
  ]); // prettier-ignore
}

const doneText =
  (live: LiveCare, action: CareAction) =>
  ({ tier }: CareReceipt, at: Model): string =>
    action === 'set-tier'
      ? `✓ ${nameOfHousehold(live)} → ${careTierLabel(tier, at.lang)}`
      : `✓ ${nameOfHousehold(live)} ${actionText(at, action)}`;

/** Does something about a household. */
export function takeCareAction(model: Model, live: LiveCare, action: CareAction): Step {
  const { row } = live;
  const why = whyNot(model, live);
  if (why !== undefined) return [say(model, `${actionText(model, action)}：${why}`, 'watch'), []];
  const common = {
    noun: 'care',
    verb: action,
    subject: row.no,
    title: (at: Model) => `${actionText(at, action)} · ${nameOfHousehold(live)}`,
    fixed: (at: Model) => ({ linkId: row.linkId, expectedVersion: (live.now(at) ?? row).version }),
    done: doneText(live, action),
    people: { area: row.area },
  };
  switch (action) {
    case 'contact':
      return askContact(model, live);
    case 'card':
      return takeDeed(model, {
        ...common,
        contract: IssueContactCard,
        fixed: () => ({ linkId: row.linkId }),
        then: (value, at) => chain([at, [printedAnswer(IssueContactCard, value, row.no)]], reloadAll),
      });
    case 'set-tier':
      return takeDeed(model, {
        ...common,
        contract: SetCareTier,
        about: (at) => [
          t(
            at,
            `现在${careTierLabel(row.tier, 'zh')}。降低须写理由，记录在案，自明日起；今日仍计入应联系户。`,
            `Now ${careTierLabel(row.tier, 'en').toLowerCase()}. Less often takes a reason, stays on record and counts from tomorrow; today it still counts.`,
          ),
        ],
        preset: { tier: row.tier },
      });
    case 'change':
      return takeDeed(model, {
        ...common,
        contract: ChangeCareHousehold,
        ...(live.categories ? { preset: { categories: live.categories.join(',') } } : {}),
        ...(live.people ? { fields: { personIds: { picks: live.people } } } : {}),
      });
    case 'assign':
      return takeDeed(model, { ...common, contract: AssignCarers });
    case 'explain-gap':
      return takeDeed(model, { ...common, contract: ExplainCareGap, fixed: () => ({ linkId: row.linkId }) });
    case 'end':
      return takeDeed(model, {
        ...common,
        contract: EndCareLink,
        confirm: (at) => [
          t(at, `${nameOfHousehold(live)} 不再联系；今日仍计入。理由记录在案，不能撤回。`, `${nameOfHousehold(live)} is no longer looked after; today it still counts. It stays on record and cannot be taken back.`),
        ], // prettier-ignore
      });
  }
}

/** The telephone contact cards name: one's own, or the desk's for others. */
const takePhone = (model: Model): Step =>
  takeDeed(model, {
    contract: SetDutyPhone,
    noun: 'operator',
    verb: 'set-phone',
    subject: '',
    title: (at) => t(at, '登记值班电话', 'Telephone on duty'),
    about: (at) => [t(at, '印在联系卡上，同事可见；不填则删除。', 'Contact cards name it and colleagues see it; empty takes it away.')],
    fixed: () => ({}),
    without: isDesk(model) ? [] : ['operatorId'],
    done: ({ operatorId, phone }, at) => `✓ ${nameOf(at, operatorId)} ${phone ?? '—'}`,
    then: (_, at) => chain(reloadAll(at), loadNames),
  });

/** Sets a household up, and opens it. */
export const setUpHousehold = (nav: Navigation, model: Model): Step =>
  takeDeed(model, {
    contract: SetUpCareLink,
    noun: 'care',
    verb: 'set-up',
    subject: '',
    title: (at) => t(at, '分户到人', 'Set a household up'),
    about: (at) => [
      t(at, '写全户内人员；代办员与联户党员须为两个人。', 'Everybody who lives there; agent and party member are two people.'),
    ],
    fixed: () => ({}),
    preset: { tier: 'DAILY' },
    done: ({ no }, at) => t(at, `✓ ${no} 已分户到人`, `✓ ${no} is set up`),
    then: ({ no }, at) => nav.go(at, `household ${no}`),
  });
