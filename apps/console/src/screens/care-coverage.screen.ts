import { counted } from '@houzhai/i18n';
import { CareCoverage, type OutputOf } from '@houzhai/contracts';
import { t, type Model, type Screen } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import type { Column } from '../widgets/columns.ts';
import { areaName, nameOf } from './areas.ts';
import { LIMIT, named } from './care-list.ts';
import { listScreen, type Filter, type Listing } from './listed.ts';

type Coverage = OutputOf<typeof CareCoverage>;
type AreaRow = Coverage['areas'][number] & { readonly day: string };
type MissingRow = Coverage['names'][number] & { readonly label: string };

const dayWord = ({ day }: Filter): { readonly day?: string } => (day === undefined ? {} : { day });
const line = ({ area, day }: Filter): string =>
  ['hz care coverage', ...(day === undefined ? [] : [`--day ${day}`]), ...(area === undefined ? [] : [`--area ${area}`])].join(' ');

function columnsOf(model: Model): readonly Column<AreaRow>[] {
  const count = (
    id: 'byAgent' | 'byMember' | 'refused' | 'explained' | 'missing',
    zh: string,
    en: string,
    priority: 1 | 2 = 1,
  ): Column<AreaRow> => ({
    id,
    title: t(model, zh, en),
    width: model.lang === 'en' ? 9 : 8,
    priority,
    right: true,
    text: (row) => (row[id] === 0 ? '' : String(row[id])),
    ...(id === 'missing' ? { tone: () => 'watch' as const } : {}),
  });
  return [
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, grows: true, priority: 1, text: ({ area }) => `${area} ${areaName(model, area)}` }, // prettier-ignore
    { id: 'reached', title: t(model, '已联系', 'Reached'), width: 9, priority: 1, right: true, text: ({ reached, due }) => `${String(reached)}/${String(due)}` }, // prettier-ignore
    count('missing', '未联系', 'Missing'),
    count('explained', '已说明', 'Explained'),
    count('refused', '拒绝', 'Refused'),
    count('byAgent', '代办员', 'By agent'),
    count('byMember', '党员', 'By member'),
  ];
}

const COVERAGE: Listing<AreaRow> = {
  scope: 'care-coverage',
  noun: 'care',
  views: ['care-link'],
  title: (model) => t(model, '每日联系覆盖', 'Daily contact by area'),
  lines: { list: line },
  read: (slot, filter, got) =>
    read(slot, CareCoverage, dayWord(filter), ({ areas, day }, at) =>
      got({ rows: areas.map((area) => ({ ...area, day })), total: areas.length }, at),
    ),
  keyOf: ({ area }) => area,
  noOf: ({ area }) => area,
  placeOf: ({ area, day }) => `care-missing day=${day} @${area}`,
  copied: ({ area, reached, due, missing }) => [area, `${String(reached)}/${String(due)}`, String(missing)],
  columns: columnsOf,
  heading: (model, { rows }) => {
    const sum = (of: (row: AreaRow) => number): string => String(rows.reduce((total, row) => total + of(row), 0));
    const account = [sum(({ reached }) => reached), sum(({ due }) => due)].join('/');
    return [
      { text: t(model, `每日联系 ${account}`, `Daily contact ${account}`) },
      {
        text: t(
          model,
          `  未联系 ${sum(({ missing }) => missing)} · 已说明 ${sum(({ explained }) => explained)} · 拒绝 ${sum(({ refused }) => refused)}`,
          `  missing ${sum(({ missing }) => missing)} · explained ${sum(({ explained }) => explained)} · refused ${sum(({ refused }) => refused)}`,
        ),
        tone: 'watch',
      },
    ];
  },
  words: (model) => ({ open: t(model, '每日户', 'daily households') }),
  empty: (model) => t(model, '没有须每日联系的户；:lxh 联系户清单', 'No daily household; :households lists them all'),
};

/** Whether daily households are asked after 每日联系覆盖, n/N by area; the missing by name are one step below. */
export const openCareCoverage = (nav: Navigation, uid: number, address: string): Screen => listScreen(COVERAGE, nav, uid, address);

const MISSING: Listing<MissingRow> = {
  scope: 'care-missing',
  noun: 'care',
  views: ['care-link'],
  title: (model) => t(model, '未联系', 'Missing'),
  lines: { list: line },
  read: (slot, filter, got) =>
    read(slot, CareCoverage, { ...dayWord(filter), ...(filter.area === undefined ? {} : { area: filter.area }) }, (coverage, at) =>
      named(slot, { rows: coverage.names.slice(0, LIMIT), total: coverage.missing }, got, at),
    ),
  keyOf: ({ linkId }) => linkId,
  noOf: ({ no }) => no,
  placeOf: ({ no }) => `household ${no}`,
  copied: ({ no, area, label }) => [no, area, label],
  columns: (model) => [
    { id: 'label', title: t(model, '户', 'Household'), width: 12, priority: 1, text: ({ label }) => label },
    { id: 'agent', title: t(model, '代办员', 'Agent'), width: 12, priority: 1, text: ({ agentId }) => nameOf(model, agentId) },
    { id: 'member', title: t(model, '联户党员', 'Party member'), width: 12, priority: 1, text: ({ partyMemberId }) => nameOf(model, partyMemberId) },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, grows: true, priority: 1, text: ({ area }) => areaName(model, area) },
    { id: 'no', title: t(model, '编号', 'No.'), width: 18, priority: 1, text: ({ no }) => no },
  ], // prettier-ignore
  heading: (model, { total }) => [{ text: t(model, `${String(total)} 户未联系`, `${counted(total, 'household')} missing`), tone: 'watch' }],
  words: (model) => ({ open: t(model, '每日户', 'daily households') }),
  empty: (model) => t(model, '都已联系或已说明', 'All were reached, or it was said why not'),
};

/** Daily households nobody heard of on a day, by name. */
export const openCareMissing = (nav: Navigation, uid: number, address: string): Screen => listScreen(MISSING, nav, uid, address);
