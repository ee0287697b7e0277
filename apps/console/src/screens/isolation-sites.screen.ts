import { IsolationSitesPage, OpenIsolationSite, type IsolationSiteRow, type OutputOf } from '@houzhai/contracts';
import { counted, siteStatusLabel } from '@houzhai/i18n';
import { openSite, siteMenu } from '../app/site-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import { formatAddress, parseAddress, type Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { mayDo } from '../app/record-actions.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line } from '../paint/styled.ts';
import { bodyLines, headLine, layout, type Column } from '../widgets/columns.ts';
import { atTop, indexOf, moveCursor, scrollTo, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { withWord } from './errand-filter.ts';
import { clock } from './record-lines.ts';

interface State {
  readonly uid: number;
  readonly address: string;
  readonly listed?: OutputOf<typeof IsolationSitesPage>;
  readonly cursor: ListCursor;
}
/** A line of the list: whoever has no bed stands before the sites. */
type Entry = { readonly noBed: number } | IsolationSiteRow;
const NO_BED = 'no-bed';
const isSite = (entry: Entry | undefined): entry is IsolationSiteRow => entry !== undefined && 'siteId' in entry;
const keyOf = (entry: Entry | undefined): string => (isSite(entry) ? entry.siteId : NO_BED);
/** Views that change how a site stands. */
const VIEWS: readonly string[] = ['isolation-site', 'isolation'];

/** Isolation sites 集中隔离点: rooms by how they stand, who works there, and how many have no bed. */
export function isolationSitesScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, address, listed } = state;
  const rows = entriesOf(listed);
  const own = keeper<State>(uid, (next) => isolationSitesScreen(nav, next));
  const index = indexOf((at) => keyOf(rows[at]), rows.length, state.cursor);
  const current = rows[index];
  const { mine, closed, area } = filterOf(address);
  const load = (model: Model): Step => {
    const input = { mine, closed, ...(area === undefined ? {} : { area }) };
    return [
      model,
      [read(`isolation-sites-${String(uid)}`, IsolationSitesPage, input, (value, at) => still(own.set(at, { listed: value })))],
    ];
  };
  const readdress = (model: Model, next: string): Step => {
    const fresh = openIsolationSites(nav, uid, next);
    return fresh.load({ ...model, stack: model.stack.map((screen) => (screen.uid === uid ? fresh : screen)) });
  };
  return {
    state,
    uid,
    address,
    title: (model) => t(model, '集中隔离点', 'Isolation sites'),
    scopes: ['isolation-sites', 'list'],
    load,
    onChange: (view, _, model) => (VIEWS.includes(view) ? load(model) : still(model)),
    onBinding: (id, model) => {
      const room = roomOf(model.size.rows - 4);
      const moved = moveCursor(id, index, rows.length, room);
      if (moved !== undefined) {
        const offset = scrollTo(moved, state.cursor.offset, rows.length, room);
        return still(own.set(model, { cursor: { id: keyOf(rows[moved]), offset } }));
      }
      switch (id) {
        case 'open':
          if (!current) return still(model);
          return nav.go(model, isSite(current) ? `isolation-site ${current.code}` : 'isolations bed=none');
        case 'no-bed':
          return nav.go(model, 'isolations bed=none');
        case 'actions': {
          if (!isSite(current)) return still(model);
          const now = (at: Model) => own.now(at)?.listed?.rows.find(({ siteId }) => siteId === current.siteId);
          return still(openOverlay(model, siteMenu(model, { row: current, now })));
        }
        case 'new':
          return openSite(model);
        case 'mine':
          return readdress(model, withWord(address, 'mine', mine ? '' : 'true'));
        case 'all':
          return readdress(model, withWord(address, 'closed', closed ? '' : 'true'));
        case 'copy':
          return isSite(current) ? still(openOverlay(model, siteCopy(model, current))) : still(model);
        default:
          return undefined;
      }
    },
    view: (model, width, height) => view(model, state, index, width, height),
    hzLine: () =>
      ['hz isolation-site list', ...(mine ? ['--mine'] : []), ...(closed ? ['--closed'] : []), ...(area === undefined ? [] : [`--area ${area}`])].join(' '),
  }; // prettier-ignore
}

function filterOf(address: string): { readonly mine: boolean; readonly closed: boolean; readonly area: string | undefined } {
  const { values, area } = parseAddress(address);
  return { mine: values['mine'] === 'true', closed: values['closed'] === 'true', area };
}

/** The sites as opened. */
export const openIsolationSites = (nav: Navigation, uid: number, address: string): Screen =>
  isolationSitesScreen(nav, { uid, address: formatAddress(parseAddress(address)), cursor: atTop });

/** What of a site can be copied. */
export const siteCopy = (model: Model, row: IsolationSiteRow) =>
  copyMenu(model, {
    row: [row.code, row.name, row.rooms, row.free, row.taken, row.disinfecting, row.withdrawn].join('\t'),
    id: row.code,
    json: row,
    line: `hz isolation-site show ${row.code}`,
  });

const entriesOf = (listed: OutputOf<typeof IsolationSitesPage> | undefined): readonly Entry[] =>
  listed ? [...(listed.noBed > 0 ? [{ noBed: listed.noBed }] : []), ...listed.rows] : [];

/** Lines left for rows: what is counted, the heading, an empty line and two about the chosen one. */
const roomOf = (height: number): number => Math.max(1, height - 5);
const count = (value: number): string => (value === 0 ? '·' : String(value));

function columnsOf(model: Model): readonly Column<Entry>[] {
  const site = (text: (row: IsolationSiteRow) => string) => (entry: Entry) => (isSite(entry) ? text(entry) : '');
  return [
    { id: 'code', title: t(model, '代号', 'Code'), width: 9, priority: 1, text: (entry) => (isSite(entry) ? entry.code : '!') },
    {
      id: 'name',
      title: t(model, '名称', 'Name'),
      width: model.lang === 'en' ? 14 : 12,
      grows: true,
      priority: 1,
      text: (entry) => (isSite(entry) ? entry.name : t(model, `无床位 ${String(entry.noBed)} 人`, `no bed: ${String(entry.noBed)}`)),
      tone: (entry) => (isSite(entry) ? (entry.status === 'CLOSED' ? 'dim' : 'plain') : 'alarm'),
    },
    { id: 'rooms', title: t(model, '房间', 'Rooms'), width: 5, priority: 1, right: true, text: site(({ rooms }) => String(rooms)) },
    { id: 'free', title: t(model, '空', 'Free'), width: 4, priority: 1, right: true, text: site(({ free }) => count(free)), tone: (entry) => (isSite(entry) && entry.free > 0 ? 'good' : 'plain') }, // prettier-ignore
    { id: 'taken', title: t(model, '在住', 'Taken'), width: 5, priority: 1, right: true, text: site(({ taken }) => count(taken)) },
    { id: 'clean', title: t(model, '消毒', 'Clean'), width: 5, priority: 1, right: true, text: site(({ disinfecting }) => count(disinfecting)), tone: (entry) => (isSite(entry) && entry.disinfecting > 0 ? 'watch' : 'plain') }, // prettier-ignore
    { id: 'out', title: t(model, '停用', 'Out'), width: 4, priority: 2, right: true, text: site(({ withdrawn }) => count(withdrawn)) },
    {
      id: 'waiting',
      title: t(model, '待安排', 'Waiting'),
      width: 7,
      priority: 2,
      right: true,
      text: site(({ waiting }) => (waiting > 0 ? `!${String(waiting)}` : '')),
      tone: () => 'alarm',
    },
    {
      id: 'doctor',
      title: t(model, '医生', 'Doctor'),
      width: 10,
      grows: true,
      priority: 1,
      text: site(({ doctorId }) => (doctorId === undefined ? t(model, '未指定', 'nobody') : nameOf(model, doctorId))),
      tone: (entry) => (isSite(entry) && entry.doctorId === undefined ? 'watch' : 'plain'),
    },
    {
      id: 'staff',
      title: t(model, '工作人员', 'Staff'),
      width: 8,
      priority: 1,
      right: true,
      text: site(({ staffIds }) => (staffIds.length === 0 ? t(model, '未指定', 'nobody') : String(staffIds.length))),
    },
    { id: 'area', title: t(model, '村(居)', 'Area'), width: 12, priority: 3, text: site(({ area }) => areaName(model, area)) },
  ];
}

function view(model: Model, { listed, cursor, address }: State, index: number, width: number, height: number): Frame {
  const rows = entriesOf(listed);
  const sites = listed?.rows ?? [];
  const laid = layout(columnsOf(model), width - 2);
  const room = roomOf(height);
  const offset = scrollTo(index, cursor.offset, rows.length, room);
  const { mine, closed, area } = filterOf(address);
  const sum = (of: (row: IsolationSiteRow) => number): number => sites.reduce((total, row) => total + of(row), 0);
  const filters = [...(mine ? [t(model, '我的', 'mine')] : []), ...(closed ? [t(model, '含已撤销', 'closed too')] : []), ...(area === undefined ? [] : [areaName(model, area)])]; // prettier-ignore
  const summary = t(
    model,
    `${String(sites.length)} 个隔离点 · 空 ${String(sum(({ free }) => free))}/${String(sum(({ rooms: all }) => all))} 间 · 在住 ${String(sum(({ people }) => people))} 人`,
    `${counted(sites.length, 'site')} · ${String(sum(({ free }) => free))}/${String(sum(({ rooms: all }) => all))} rooms free · ${counted(
      sum(({ people }) => people),
      'person',
      'people',
    )}`,
  );
  const noBed = listed?.noBed ?? 0;
  const lines: Line[] = [
    [
      { text: listed ? summary : t(model, '正在读取…', 'Reading …'), tone: 'title' },
      { text: filters.length > 0 ? `  ${filters.join(' · ')}` : '', tone: 'accent' },
      { text: noBed > 0 ? t(model, `  ! 无床位 ${String(noBed)}`, `  ! no bed: ${String(noBed)}`) : '', tone: 'alarm' },
    ],
    headLine(laid, undefined, '  '),
    ...bodyLines(laid, rows, { index, offset, room }),
  ];
  if (listed && sites.length === 0) lines.push([], [{ text: emptyText(model), tone: 'dim' }]);
  const chosen = rows[index];
  return { lines: [...lines, [], chosenLine(model, chosen)] };
}

const emptyText = (model: Model): string =>
  mayDo(model, OpenIsolationSite)
    ? t(model, '  您的辖区还没有隔离点；n 设一个', '  No isolation site in your area yet; n sets one up')
    : t(model, '  您的辖区没有隔离点', '  No isolation site in your area');

/** What Enter leads to; where the chosen site stands and when its next room is clean. */
function chosenLine(model: Model, chosen: Entry | undefined): Line {
  if (!chosen) return [];
  if (!isSite(chosen))
    return [{ text: t(model, '  集中隔离而没有床位：Enter 看是谁，在那里按 b 安排', '  In centralised isolation without a bed: Enter shows who, and b there gives one'), tone: 'alarm' }]; // prettier-ignore
  const clean = chosen.nextCleanAt === undefined ? '' : t(model, ` · 最早 ${clock(model, chosen.nextCleanAt)} 有房消毒完毕`, ` · next room clean at ${clock(model, chosen.nextCleanAt)}`); // prettier-ignore
  const closed = chosen.status === 'CLOSED' ? ` · ${siteStatusLabel(chosen.status, model.lang)}` : '';
  const staff = chosen.staffIds.map((id) => nameOf(model, id)).join('、');
  return [
    { text: `  ${chosen.area} ${areaName(model, chosen.area)}${closed}${clean}`, tone: 'dim' },
    { text: staff === '' ? '' : `  ${staff}`, tone: 'dim' },
  ];
}
