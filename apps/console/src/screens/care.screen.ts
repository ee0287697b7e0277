import { counted } from '@houzhai/i18n';
import { CareToday } from '@houzhai/contracts';
import { t, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { HOUSEHOLD_LIST, LIMIT, householdColumns, named, nextText, nextTone, type HouseholdRow } from './care-list.ts';
import { listScreen, type Listing } from './listed.ts';

const MISSING = '--missing';
const DOOR = '--door';

const TODAY: Listing<HouseholdRow> = {
  ...HOUSEHOLD_LIST,
  scope: 'care',
  title: (model) => t(model, '每日联系', 'Daily contact'),
  narrowings: [
    { word: 'missing', value: 'true', flag: MISSING, label: (model) => t(model, '未联系', 'missing') },
    { word: 'door', value: 'true', flag: DOOR, label: (model) => t(model, '须上门', 'door') },
  ],
  lines: {
    list: ({ mine, everything, area, narrowed }) =>
    ['hz care today', ...(everything ? ['--all'] : []), ...(mine ? ['--mine'] : []), ...narrowed, ...(area === undefined ? [] : [`--area ${area}`])].join(' '), // prettier-ignore
  },
  read: (slot, { mine, everything, area, narrowed }, got) =>
    read(
      slot,
      CareToday,
      {
        mine,
        all: everything,
        missing: narrowed.includes(MISSING),
        door: narrowed.includes(DOOR),
        limit: LIMIT,
        ...(area === undefined ? {} : { area }),
      },
      (page, at) => named(slot, page, got, at),
    ),
  columns: (model) =>
    householdColumns(model, [
      {
        id: 'next',
        title: t(model, '今日', 'Today'),
        width: model.lang === 'en' ? 20 : 20,
        priority: 1,
        text: (row) => nextText(model, row),
        tone: nextTone,
      },
    ]),
  heading: (model, { rows, total }, { narrowed, everything }) => {
    const count = (is: (row: HouseholdRow) => boolean): number => rows.filter(is).length;
    const daily = rows.filter(({ tier }) => tier === 'DAILY');
    const reached = daily.filter(({ standing }) => standing === 'REACHED').length;
    const door = count(({ next }) => next === 'DOOR');
    const missing = count(({ standing }) => standing === 'MISSING');
    const whole = narrowed.length === 0 && rows.length === total && daily.length > 0;
    return [
      {
        text: [
          t(model, `${String(total)} 户${everything ? '' : '今日联系'}`, `${counted(total, 'household')}${everything ? '' : ' today'}`),
          ...(whole ? [t(model, `每日户已联系 ${String(reached)}/${String(daily.length)}`, `daily ones reached ${String(reached)}/${String(daily.length)}`)] : []),
        ].join('  '),
      },
      { text: missing > 0 ? t(model, `  未联系 ${String(missing)}`, `  ${String(missing)} missing`) : '', tone: 'watch' },
      { text: door > 0 ? t(model, `  ‼ 须上门 ${String(door)}`, `  ‼ ${String(door)} at the door`) : '', tone: 'alarm' },
    ]; // prettier-ignore
  },
  words: (model) => ({ open: t(model, '今日', 'today') }),
  empty: (model, { narrowed }) =>
    narrowed.length > 0
      ? t(model, '没有这样的户；A 看全部', 'No such household; A shows all')
      : t(model, '今日没有要联系的户；A 看全部，L 联系户清单', 'Nobody to ask after today; A shows all, L lists the households'),
};

/** Households to ask after today 每日联系, what is most pressing first. */
export const openCare = (nav: Navigation, uid: number, address: string): Screen => listScreen(TODAY, nav, uid, address);
