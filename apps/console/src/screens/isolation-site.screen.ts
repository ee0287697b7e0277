import { IsolationSiteDetail, SetSiteStaff, SiteMeals, Uuid, type OutputOf, type SiteRoom } from '@houzhai/contracts';
import { roomExceptionLabel, roomStateLabel, siteStatusLabel } from '@houzhai/i18n';
import { siteMenu, takeSiteAction, type LiveSite } from '../app/site-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { say, still, t, type Effect, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { mayDo } from '../app/record-actions.ts';
import { valueLabel } from '../commands/value-labels.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { atTop, indexOf, moveCursor, type ListCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { siteCopy } from './isolation-sites.screen.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof IsolationSiteDetail>;
interface State {
  readonly uid: number;
  /** Code of the site, or its id. */
  readonly code: string;
  readonly detail?: Detail;
  readonly meals?: OutputOf<typeof SiteMeals>['rows'];
  readonly missing: boolean;
  readonly cursor: ListCursor;
}

/** One isolation site: its rooms, and who is in which for those who work there. */
export function isolationSiteScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, code, detail } = state;
  const own = keeper<State>(uid, (next) => isolationSiteScreen(nav, next));
  const rooms = detail?.rooms ?? [];
  const index = indexOf((at) => rooms[at]?.room ?? '', rooms.length, state.cursor);
  const current = rooms[index];
  const load = (model: Model): Step => [
    model,
    [
      read(
        `isolation-site-${String(uid)}`,
        IsolationSiteDetail,
        Uuid.safeParse(code).success ? { siteId: code } : { code },
        (value, at) => [own.set(at, { detail: value, missing: false }), askMeals(value)],
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const askMeals = ({ row: { siteId, allowedActions } }: Detail): readonly Effect[] =>
    allowedActions.includes('assign-bed')
      ? [read(`site-meals-${String(uid)}`, SiteMeals, { siteId }, ({ rows }, at) => still(own.set(at, { meals: rows })))]
      : [];
  const live = ({ row, diets }: Detail): LiveSite => ({ row, room: current, diets, now: (at) => own.now(at)?.detail?.row });
  return {
    state,
    uid,
    address: `isolation-site ${detail?.row.code ?? code}`,
    title: () => detail?.row.name ?? code,
    scopes: ['isolation-site', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'isolation-site' && (ids?.includes(detail?.row.siteId ?? '') ?? true) ? load(model) : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, index, rooms.length, 8);
      if (moved !== undefined) return still(own.set(model, { cursor: { id: rooms[moved]?.room, offset: 0 } }));
      if (!detail) return undefined;
      switch (id) {
        case 'open':
          if (!current) return still(model);
          return current.cases
            ? nav.go(model, `beds ${detail.row.code} ${current.room}`)
            : still(say(model, t(model, '谁住哪间只由该点工作人员、医生和值班长查看', 'Who was in which room is for the staff of the site, its doctor and the duty officer'), 'watch')); // prettier-ignore
        case 'case': {
          const [person] = current?.cases ?? [];
          return person
            ? nav.go(model, `isolation ${person.no}`)
            : still(say(model, t(model, '该房无人', 'Nobody is in that room'), 'watch'));
        }
        case 'assign':
          return takeSiteAction(model, live(detail), 'assign-bed');
        case 'move':
          return takeSiteAction(model, live(detail), 'move-bed');
        case 'withdraw':
          return takeSiteAction(model, live(detail), 'withdraw-rooms');
        case 'actions':
          return still(openOverlay(model, siteMenu(model, live(detail))));
        case 'copy':
          return still(openOverlay(model, siteCopy(model, detail.row)));
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, index, height),
    hzLine: () => `hz isolation-site show ${detail?.row.code ?? code}`,
  };
}

/** The site as opened. */
export const openIsolationSite = (nav: Navigation, uid: number, code: string): Screen =>
  isolationSiteScreen(nav, { uid, code, missing: false, cursor: atTop });

function view(model: Model, { code, detail, meals, missing }: State, index: number, height: number): Frame {
  if (missing) return { lines: [[{ text: t(model, `  没有隔离点 ${code}，或不在您的辖区。Esc 返回`, `  No site ${code}, or outside your area. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const { row, rooms, diets, history } = detail;
  const staff = row.staffIds.map((id) => nameOf(model, id)).join('、');
  const nobody = mayDo(model, SetSiteStaff)
    ? t(model, '未指定：x 指定工作人员与医生', 'not named: x names staff and doctor')
    : t(model, '未指定：请值班长指定', 'not named: the duty officer names them');
  const head: Line[] = [
    [
      { text: `  ${row.code}  `, tone: 'title' },
      { text: row.name, bold: true },
      { text: row.status === 'CLOSED' ? `  ${siteStatusLabel(row.status, model.lang)}` : '', tone: 'dim' },
      { text: row.waiting > 0 ? t(model, `  ! 待安排 ${String(row.waiting)}`, `  ! ${String(row.waiting)} wait for a bed`) : '', tone: 'alarm' },
    ],
    pair(model, t(model, '位置', 'Where'), `${row.area} ${areaName(model, row.area)} · ${row.path}`),
    pair(model, t(model, '医生', 'Doctor'), row.doctorId === undefined ? nobody : nameOf(model, row.doctorId), row.doctorId === undefined ? 'watch' : 'plain'), // prettier-ignore
    pair(model, t(model, '工作人员', 'Staff'), staff === '' ? nobody : staff, staff === '' ? 'watch' : 'plain'),
    ...(meals && meals.length > 0 ? [pair(model, t(model, '今日配餐', 'Meals today'), meals.map((meal) => mealText(model, meal)).join(' · '))] : []),
    [],
    [
      { text: t(model, '  房间', '  Rooms'), tone: 'title' },
      {
        text: t(
          model,
          `  ${String(row.rooms)} = 空 ${String(row.free)} + 在住 ${String(row.taken)} + 消毒 ${String(row.disinfecting)} + 停用 ${String(row.withdrawn)}`,
          `  ${String(row.rooms)} = free ${String(row.free)} + taken ${String(row.taken)} + disinfecting ${String(row.disinfecting)} + withdrawn ${String(row.withdrawn)}`,
        ),
        tone: 'dim',
      },
    ],
  ]; // prettier-ignore
  const dietName = (diet: string): string => diets.find((one) => one.diet === diet)?.[model.lang] ?? diet;
  const all = [
    ...head,
    ...rooms.map((room, at) => roomLine(model, room, dietName, at === index)),
    [],
    ...historyLines(model, 'isolation-site', history),
  ];
  const line = head.length + index;
  const wanted = index === rooms.length - 1 ? line - 3 : line - height + 3;
  const skip = Math.max(0, Math.min(wanted, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

function mealText(model: Model, { half, meals, diets, settled }: NonNullable<State['meals']>[number]): string {
  const others = diets.map((diet) => `${diet[model.lang]} ${String(diet.meals)}`).join(' ');
  const sofar = settled ? '' : t(model, '（暂计）', ' so far');
  return `${valueLabel('half', half, model.lang)} ${String(meals)}${others === '' ? '' : ` (${others})`}${sofar}`;
}

const TONE: Readonly<Record<SiteRoom['state'], Tone>> = { FREE: 'good', TAKEN: 'plain', DISINFECTING: 'watch', WITHDRAWN: 'dim' };
const MARK: Readonly<Record<SiteRoom['state'], string>> = { FREE: '○', TAKEN: '●', DISINFECTING: '~', WITHDRAWN: '×' };

/** A room: how it stands, who is in it since when, when it is clean. */
function roomLine(
  model: Model,
  { room, state, people, cleanAt, cases }: SiteRoom,
  dietName: (diet: string) => string,
  chosen: boolean,
): Line {
  const shared = people > 1 ? ` ×${String(people)}` : '';
  const who = (cases ?? []).map(({ no, label, since, exception, diet }) =>
    [
      `${label} ${no}`,
      t(model, `${clock(model, since)} 起`, `since ${clock(model, since)}`),
      ...(exception === undefined ? [] : [roomExceptionLabel(exception, model.lang)]),
      ...(diet === undefined ? [] : [dietName(diet)]),
    ].join(' · '),
  );
  const told = cleanAt === undefined ? who.join('；') : t(model, `${clock(model, cleanAt)} 可用`, `free at ${clock(model, cleanAt)}`);
  return [
    { text: chosen ? '  ▸ ' : '    ', tone: 'accent', inverse: chosen },
    { text: padEnd(room, 11), inverse: chosen },
    { text: padEnd(`${MARK[state]} ${roomStateLabel(state, model.lang)}${shared}`, 16), tone: chosen ? 'plain' : TONE[state], inverse: chosen },
    { text: told, tone: chosen ? 'plain' : 'dim', inverse: chosen },
  ]; // prettier-ignore
}
