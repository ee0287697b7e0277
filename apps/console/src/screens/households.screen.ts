import { CARE_TIERS, CareLinks } from '@houzhai/contracts';
import { careTierLabel, clockTime, counted } from '@houzhai/i18n';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { HOUSEHOLD_LIST, LIMIT, householdColumns, named, type HouseholdRow } from './care-list.ts';
import { listScreen, type Listing, type Narrowing } from './listed.ts';

const STAND_INS = '--stand-ins';
const NO_CARD = '--no-card';
const tierFlag = (tier: string): string => `--tier ${tier.toLowerCase()}`;

/** Their contact card, as far as it names those who have them now. */
const cardText = (model: Model, { contactCard, status }: HouseholdRow): string => {
  if (!contactCard) return status === 'ENDED' ? '' : t(model, '! 未发', '! none');
  return contactCard.current ? clockTime(contactCard.issuedAt, model.lang).slice(0, 10) : t(model, '! 须重发', '! outdated');
};

const HOUSEHOLDS: Listing<HouseholdRow> = {
  ...HOUSEHOLD_LIST,
  scope: 'households',
  title: (model) => t(model, '联系户', 'Households'),
  narrowings: [
    ...CARE_TIERS.map((tier): Narrowing => ({
      word: 'tier',
      value: tier.toLowerCase(),
      flag: tierFlag(tier),
      label: (model) => careTierLabel(tier, model.lang),
    })),
    { word: 'card', value: 'none', flag: NO_CARD, label: (model) => t(model, '须发联系卡', 'card missing') },
    { word: 'standing', value: 'in', flag: STAND_INS, label: (model) => t(model, '代班', 'stood in for') },
  ],
  read: (slot, { mine, everything, area, narrowed }, got) => {
    const tier = CARE_TIERS.find((one) => narrowed.includes(tierFlag(one)));
    const input = { mine, open: !everything, standIns: narrowed.includes(STAND_INS), noCard: narrowed.includes(NO_CARD), limit: LIMIT };
    return read(slot, CareLinks, { ...input, ...(area === undefined ? {} : { area }), ...(tier ? { tier } : {}) }, (page, at) =>
      named(slot, page, got, at),
    );
  },
  columns: (model) =>
    householdColumns(model, [
      {
        id: 'due',
        title: t(model, '应联系', 'Due'),
        width: 7,
        priority: 1,
        text: ({ dueOn, status }) => (status === 'ENDED' ? t(model, '已结束', 'ended') : (dueOn?.slice('yyyy-'.length) ?? '')),
        tone: ({ standing }) => (standing === 'MISSING' ? 'plain' : 'dim'),
      },
      {
        id: 'card',
        title: t(model, '联系卡', 'Card'),
        width: 11,
        priority: 1,
        text: (row) => cardText(model, row),
        tone: ({ contactCard }) => (contactCard?.current === true ? 'plain' : 'watch'),
      },
    ]),
  heading: (model, { rows, total }) => {
    const without = rows.filter(({ status, contactCard }) => status === 'ACTIVE' && contactCard?.current !== true).length;
    return [
      { text: t(model, `${String(total)} 户`, counted(total, 'household')) },
      { text: without > 0 ? t(model, `  须发联系卡 ${String(without)}`, `  ${String(without)} without a card`) : '', tone: 'watch' },
    ];
  },
  words: (model) => ({ open: t(model, '在联系', 'looked after') }),
  empty: (model) => t(model, '没有联系户；a 分户到人，I 导入名单，A 看全部', 'No household; a sets one up, I imports a list, A shows all'),
};

/** Households that are looked after 分户到人, by area. */
export const openHouseholds = (nav: Navigation, uid: number, address: string): Screen => listScreen(HOUSEHOLDS, nav, uid, address);
