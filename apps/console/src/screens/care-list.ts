import { CareToday, PersonLabels, SubstituteCarer, type CareLinkRow } from '@houzhai/contracts';
import { careNextLabel, careRoleLabel, careStandingLabel, careTierLabel } from '@houzhai/i18n';
import { careMenu, setUpHousehold, takeCareAction, takeContact, type LiveCare } from '../app/care-actions.ts';
import { importHouseholds } from '../app/care-import.ts';
import { substitute } from '../app/care-lists.ts';
import { ask, t, type Model, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { printing } from '../app/print-actions.ts';
import { mayDo } from '../app/record-actions.ts';
import { carerWords } from '../commands/care-words.ts';
import type { Tone } from '../paint/styled.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { dayAt } from './arrival-filter.ts';
import type { Listed, Listing, LiveRow, Page } from './listed.ts';

/** Households a list shows at most; the register tells as many names at once. */
export const LIMIT = 200;
/** A household with the name of who stands first in it, masked, and how many live there. */
export type HouseholdRow = CareLinkRow & { readonly label: string };

/** Gives a page of households the names of the register; without them where it does not answer. */
export function named<Row extends { readonly personIds: readonly string[] }>(
  slot: string,
  page: Page<Row>,
  got: (page: Page<Row & { readonly label: string }>, model: Model) => Step,
  model: Model,
): Step {
  const ids = [...new Set(page.rows.flatMap(({ personIds }) => personIds.slice(0, 1)))].slice(0, LIMIT);
  const told = (names: ReadonlyMap<string, string>, at: Model): Step =>
    got({ ...page, rows: page.rows.map((row) => ({ ...row, label: householdLabel(row.personIds, names) })) }, at);
  if (ids.length === 0) return told(new Map(), model);
  const question = ask(
    `${slot}-names`,
    PersonLabels,
    { ids },
    (outcome) => (at) => told(new Map(outcome.ok ? outcome.value.labels.map(({ personId, label }) => [personId, label]) : []), at),
    () => (at) => told(new Map(), at),
  );
  return [model, [question]];
}

/** `测*甲 等3人` in either language: who stands first and, where more live there, how many. */
export const householdLabel = (personIds: readonly string[], names: ReadonlyMap<string, string>): string => {
  const [first = ''] = personIds;
  return [names.get(first) ?? '', ...(personIds.length > 1 ? [`×${String(personIds.length)}`] : [])]
    .filter((part) => part !== '')
    .join(' ');
};

/** Whether it is the turn of whoever is signed in. */
const isMyTurn = (model: Model, { next, nextBy, agentId, partyMemberId }: CareLinkRow): boolean =>
  next === 'OTHER_TRIES' && (nextBy === 'AGENT' ? agentId : partyMemberId) === model.me?.operatorId;

/** What is to be done about a household today, in words. */
export function nextText(model: Model, row: CareLinkRow): string {
  const { next, nextBy, standing } = row;
  switch (next) {
    case 'DOOR':
      return `‼ ${careNextLabel(next, model.lang)}`;
    case 'OTHER_TRIES':
      return isMyTurn(model, row)
        ? t(model, '! 轮到您今日再试', '! your turn today')
        : t(model, `! ${careRoleLabel(nextBy ?? 'OTHER', 'zh')}今日再试`, `! ${careRoleLabel(nextBy ?? 'OTHER', 'en')} tries`);
    case 'BOTH_TRIED':
      return `! ${careNextLabel(next, model.lang)}`;
    case 'TRY':
      return careNextLabel(next, model.lang);
    case 'NOTHING':
      return careStandingLabel(standing, model.lang);
  }
}

export const nextTone = ({ next, standing }: CareLinkRow): Tone => {
  if (next === 'DOOR') return 'alarm';
  if (next === 'OTHER_TRIES' || next === 'BOTH_TRIED' || standing === 'REFUSED') return 'watch';
  return standing === 'REACHED' ? 'good' : 'plain';
};

/** Where below its area a household is. */
export const doorOf = ({ path }: Pick<CareLinkRow, 'path'>): string => path.split('/').slice(2).join('/');

/** Who has a household, and in whose stead. */
export const carerText = (model: Model, id: string, standsInFor: string | undefined): string =>
  carerWords(id, standsInFor, (of) => nameOf(model, of), model.lang);

/** The same where there is little room: only that somebody stands in. */
const shortCarer = (model: Model, id: string, standsInFor: string | undefined): string =>
  `${nameOf(model, id)}${standsInFor === undefined ? '' : t(model, '(代)', ' (sub)')}`;

/** Columns of every list of households; what is particular to one stands after the household. */
export function householdColumns(model: Model, own: readonly Column<HouseholdRow>[]): readonly Column<HouseholdRow>[] {
  const en = model.lang === 'en';
  return [
    { id: 'label', title: t(model, '户', 'Household'), width: 10, priority: 1, text: ({ label }) => label },
    ...own,
    { id: 'tier', title: t(model, '频次', 'How often'), width: en ? 9 : 4, priority: 2, text: ({ tier }) => careTierLabel(tier, model.lang) },
    { id: 'agent', title: t(model, '代办员', 'Agent'), width: en ? 12 : 10, priority: 1, text: ({ agentId, agentFor }) => shortCarer(model, agentId, agentFor) },
    { id: 'member', title: t(model, '联户党员', 'Party member'), width: en ? 12 : 10, priority: 1, text: ({ partyMemberId, partyMemberFor }) => shortCarer(model, partyMemberId, partyMemberFor) },
    { id: 'last', title: t(model, '上次联系', 'Reached'), width: 10, priority: 3, text: ({ lastReachedOn = '' }) => lastReachedOn },
    { id: 'area', title: t(model, '住处', 'Where'), width: 10, grows: true, priority: 1, text: (row) => [doorOf(row), areaName(model, row.area)].filter((part) => part !== '').join(' ') },
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 3, text: ({ no }) => no },
  ]; // prettier-ignore
}

const live = ({ row, now }: LiveRow<HouseholdRow>): LiveCare => ({ row, label: row.label, now });

/** What lists of households have in common. */
export const HOUSEHOLD_LIST = {
  noun: 'care',
  views: ['care-link'],
  keyOf: ({ linkId }) => linkId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `household ${no}`,
  copied: ({ no, area, tier, standing }) => [no, area, tier, standing],
  menu: (model, row) => careMenu(model, live(row)),
  more: (...pressed) => takeListKey(...pressed),
} as const satisfies Partial<Listing<HouseholdRow>>;

/** Keys of a list of households besides those of every list. */
function takeListKey(
  id: string,
  model: Model,
  current: HouseholdRow | undefined,
  nav: Navigation,
  { onward }: Listed<HouseholdRow>,
): Step | undefined {
  switch (id) {
    case 'set-up':
      return setUpHousehold(nav, model);
    case 'import':
      return importHouseholds(model);
    case 'coverage':
      return nav.go(model, 'care-coverage');
    case 'households':
      return nav.go(model, 'households');
    case 'today':
      return nav.go(model, 'care');
    case 'print':
      return [model, [printing(CareToday, { mine: !mayDo(model, SubstituteCarer), limit: LIMIT }, `care-${dayAt(model.now)}`)]];
    case 'substitute':
      return substitute(model, current?.agentId === model.me?.operatorId ? current?.partyMemberId : current?.agentId);
    default:
      break;
  }
  if (!current) return undefined;
  const here = { row: current, label: current.label, now: () => current };
  switch (id) {
    case 'reached':
    case 'not-reached':
    case 'refused':
      return takeContact(model, { ...here, onward }, id);
    case 'record':
      return takeCareAction(model, here, 'contact');
    case 'explain-gap':
      return takeCareAction(model, here, 'explain-gap');
    case 'card':
      return takeCareAction(model, here, 'card');
    default:
      return undefined;
  }
}
