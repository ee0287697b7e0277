import { CareLinkDetail, PersonLabels, Uuid, type OutputOf } from '@houzhai/contracts';
import {
  careCategoryLabel,
  careGapLabel,
  careMethodLabel,
  careNeedLabel,
  careOutcomeLabel,
  careRoleLabel,
  careTierLabel,
} from '@houzhai/i18n';
import { careMenu, takeCareAction, takeContact, type CareAction, type LiveCare } from '../app/care-actions.ts';
import { keeper, type Stateful } from '../app/keeper.ts';
import { still, t, type Frame, type Model, type Screen, type Step } from '../app/model.ts';
import type { Navigation } from '../app/navigation.ts';
import { read } from '../app/perform.ts';
import { copyMenu } from '../overlays/copy-menu.ts';
import { menu } from '../overlays/menu.ts';
import { openOverlay } from '../overlays/overlay.ts';
import type { Line, Tone } from '../paint/styled.ts';
import { padEnd } from '../terminal/width.ts';
import { moveCursor } from '../widgets/list-cursor.ts';
import { areaName, nameOf } from './areas.ts';
import { dayAt } from './arrival-filter.ts';
import { carerText, doorOf, householdLabel, nextText, nextTone } from './care-list.ts';
import { clock, historyLines, pair } from './record-lines.ts';

type Detail = OutputOf<typeof CareLinkDetail>;
interface State {
  readonly uid: number;
  /** Number of the household, or its id. */
  readonly no: string;
  readonly detail?: Detail;
  /** Names of the register by id, masked. */
  readonly names: ReadonlyMap<string, string>;
  readonly missing: boolean;
  readonly offset: number;
}

/** Keys that do something about the household at once. */
const ACTION_KEYS: Readonly<Record<string, CareAction>> = {
  record: 'contact',
  'explain-gap': 'explain-gap',
  tier: 'set-tier',
  card: 'card',
  carers: 'assign',
};

/** One household that is looked after: who lives there, who has it, what is due, what was said. */
export function householdScreen(nav: Navigation, state: State): Stateful<State> {
  const { uid, no, detail } = state;
  const own = keeper<State>(uid, (next) => householdScreen(nav, next));
  const load = (model: Model): Step => [
    model,
    [
      read(
        `household-${String(uid)}`,
        CareLinkDetail,
        Uuid.safeParse(no).success ? { linkId: no } : { no },
        (value, at) => {
          const ids = value.row.personIds.filter((id) => !own.now(at)?.names.has(id));
          const names = read(`household-${String(uid)}-names`, PersonLabels, { ids }, ({ labels }, later) => {
            const known = own.now(later)?.names ?? state.names;
            return still(
              own.set(later, { names: new Map([...known, ...labels.map(({ personId, label }) => [personId, label] as const)]) }),
            );
          });
          return [own.set(at, { detail: value, missing: false }), ids.length > 0 ? [names] : []];
        },
        (at) => own.set(at, { missing: true }),
      ),
    ],
  ];
  const live = ({ row, categories }: Detail): LiveCare => ({
    row,
    label: householdLabel(row.personIds, state.names),
    people: row.personIds.map((id) => ({ value: id, label: state.names.get(id) ?? id.slice(-6) })),
    ...(categories ? { categories } : {}),
    now: (at) => own.now(at)?.detail?.row,
  });
  return {
    ...own.kept(state),
    address: `household ${detail?.row.no ?? no}`,
    title: () => detail?.row.no ?? no,
    scopes: ['household', 'list'],
    load,
    onChange: (view, ids, model) =>
      view === 'care-link' && (ids === undefined || (detail !== undefined && ids.includes(detail.row.linkId))) ? load(model) : still(model),
    onBinding: (id, model) => {
      const moved = moveCursor(id, state.offset, 400, Math.max(1, model.size.rows - 6));
      if (moved !== undefined) return still(own.set(model, { offset: Math.min(moved, lastOffset(model, state)) }));
      if (!detail) return undefined;
      const action = ACTION_KEYS[id];
      if (action) return takeCareAction(model, live(detail), action);
      switch (id) {
        case 'reached':
        case 'not-reached':
        case 'refused':
          return takeContact(model, live(detail), id);
        case 'actions':
          return still(openOverlay(model, careMenu(model, live(detail))));
        case 'person':
          return openPeople(nav, model, state, detail);
        case 'copy': {
          const { row } = detail;
          const what = { row: [row.no, row.area, row.tier, row.standing].join('\t'), id: row.no, json: row };
          return still(openOverlay(model, copyMenu(model, { ...what, line: `hz care show ${row.no}` })));
        }
        default:
          return undefined;
      }
    },
    view: (model, _, height) => view(model, state, height),
    hzLine: () => `hz care show ${detail?.row.no ?? no}`,
  };
}

/** The household as opened. */
export const openHousehold = (nav: Navigation, uid: number, no: string): Screen =>
  householdScreen(nav, { uid, no, names: new Map(), missing: false, offset: 0 });

/** The one who lives there, or a choice of who. */
function openPeople(nav: Navigation, model: Model, { names }: State, { row: { personIds } }: Detail): Step {
  const [only = '', ...others] = personIds;
  if (others.length === 0) return nav.go(model, `person ${only}`);
  const items = personIds.map((id, nth) => ({
    key: String(nth + 1),
    label: names.get(id) ?? id.slice(-6),
    run: (at: Model): Step => nav.go(at, `person ${id}`),
  }));
  return still(openOverlay(model, menu(t(model, '户内人员', 'Who lives there'), items)));
}

const lastOffset = (model: Model, state: State): number => Math.max(0, linesOf(model, state).length - Math.max(1, model.size.rows - 5));

function view(model: Model, state: State, height: number): Frame {
  const { no, detail, missing, offset } = state;
  if (missing)
    return { lines: [[{ text: t(model, `  找不到联系户 ${no}，或不由您联系。Esc 返回`, `  No household ${no}, or others look after it. Esc goes back`), tone: 'alarm' }]] }; // prettier-ignore
  if (!detail) return { lines: [[{ text: t(model, '  正在读取…', '  Reading …'), tone: 'dim' }]] };
  const all = linesOf(model, state);
  const skip = Math.max(0, Math.min(offset, all.length - height));
  return { lines: all.slice(skip, skip + height) };
}

function linesOf(model: Model, { detail, names }: State): readonly Line[] {
  if (!detail) return [];
  const { row, categories = [], contactFree, contacts, gaps, tiers, history } = detail;
  const comma = t(model, '、', ', ');
  const coming = tiers.at(-1);
  const current = tiers.length > 1 && coming && coming.from > dayAt(model.now) ? tiers.at(-2) : coming;
  const card = row.contactCard;
  return [
    [
      { text: `  ${row.no}  `, tone: 'title' },
      { text: householdLabel(row.personIds, names) },
      {
        text: row.status === 'ENDED' ? t(model, '  联系已结束', '  no longer looked after') : `  ${nextText(model, row)}`,
        bold: true,
        tone: row.status === 'ENDED' ? 'dim' : nextTone(row),
      },
    ],
    ...(contactFree
      ? [pair(model, t(model, '注意', 'Mind'), t(model, '‼ 户内有人隔离，只作无接触联系', '‼ somebody there is in isolation: no contact at the door'), 'alarm')] // prettier-ignore
      : []),
    pair(model, t(model, '代办员', 'Agent'), withPhone(model, row.agentId, row.agentFor)),
    pair(model, t(model, '联户党员', 'Party member'), withPhone(model, row.partyMemberId, row.partyMemberFor)),
    pair(model, t(model, '户内人员', 'People'), row.personIds.map((id) => names.get(id) ?? id.slice(-6)).join(comma)),
    pair(model, t(model, '类别', 'Categories'), categories.map((one) => careCategoryLabel(one, model.lang)).join(comma) || '—'),
    pair(model, t(model, '住处', 'Where'), [areaName(model, row.area), doorOf(row)].filter((part) => part !== '').join('/')),
    pair(
      model,
      t(model, '频次', 'How often'),
      [
        current ? t(model, `${careTierLabel(current.tier, 'zh')}（自 ${current.from}）`, `${careTierLabel(current.tier, 'en')} (since ${current.from})`) : '',
        current !== coming && coming ? t(model, `→ ${careTierLabel(coming.tier, 'zh')}，自 ${coming.from}`, `→ ${careTierLabel(coming.tier, 'en')} from ${coming.from}`) : '',
      ].join(' '),
    ),
    pair(
      model,
      t(model, '应联系', 'Due'),
      [row.dueOn ?? '—', t(model, `上次联系上 ${row.lastReachedOn ?? '—'}`, `last reached ${row.lastReachedOn ?? '—'}`)].join(' · '),
      row.doorDueSince === undefined ? 'plain' : 'alarm',
    ),
    ...(row.doorDueSince === undefined
      ? []
      : [pair(model, t(model, '须上门', 'Door'), t(model, `‼ 自 ${row.doorDueSince} 起没有音讯，请上门`, `‼ not heard of since ${row.doorDueSince}: stand at the door`), 'alarm')]),
    pair(
      model,
      t(model, '联系卡', 'Card'),
      card
        ? `${clock(model, card.issuedAt)}${card.current ? '' : t(model, ' ! 联系人已换，须重发', ' ! others have it now, give another')}`
        : t(model, '! 未发；o 打印', '! none; o prints one'),
      card?.current === true ? 'plain' : 'watch',
    ),
    ...gaps.toReversed().slice(0, 3).map(({ from, until }) =>
      pair(model, t(model, '已说明', 'Explained'), from === until ? from : `${from} — ${until}`),
    ),
    [],
    [{ text: t(model, '  联系记录（最近的在上）', '  Contacts, latest first'), tone: 'title' }],
    ...(contacts.length === 0 ? [[{ text: t(model, '  还没有联系过；f 已联系  n 未联系上  d 拒绝', '  None yet; f reached  n not reached  d refused'), tone: 'dim' as const }]] : []),
    ...contacts.map((one) => contactLine(model, one)),
    [],
    ...spoken(model, history),
    ...historyLines(model, 'care-link', history),
  ];
} // prettier-ignore

/** Who has the household, with the telephone of their duty. */
const withPhone = (model: Model, id: string, standsInFor: string | undefined): string =>
  [carerText(model, id, standsInFor), model.colleagues.get(id)?.phone ?? t(model, '（未登记电话）', '(no telephone entered)')].join('  ');

const OUTCOME_TONE: Readonly<Record<string, Tone>> = { REACHED: 'good', NOT_REACHED: 'watch', REFUSED: 'watch' };

function contactLine(model: Model, { at, by, as, method, outcome, needs = [], words }: Detail['contacts'][number]): Line {
  const en = model.lang === 'en';
  return [
    { text: `  ${padEnd(clock(model, at), 12)}`, tone: 'dim' },
    { text: padEnd(careOutcomeLabel(outcome, model.lang), en ? 12 : 9), tone: OUTCOME_TONE[outcome] ?? 'plain' },
    { text: padEnd(careMethodLabel(method, model.lang), en ? 12 : 6) },
    { text: padEnd(`${careRoleLabel(as, model.lang)} ${nameOf(model, by)}`, en ? 24 : 18), tone: 'accent' },
    { text: [...needs.map((need) => careNeedLabel(need, model.lang)), words ?? ''].join(' ').trim() },
  ];
}

/** What was said with events of the household: why less often, why it could not be reached. */
const spoken = (model: Model, history: Detail['history']): readonly Line[] => {
  const said = history.filter(({ reason }) => reason !== undefined).toReversed();
  if (said.length === 0) return [];
  return [
    [{ text: t(model, '  理由', '  Reasons'), tone: 'title' }],
    ...said.map(({ at, cause, reason = '' }): Line => [
      { text: `  ${padEnd(clock(model, at), 12)}`, tone: 'dim' },
      { text: [...(cause ? [careGapLabel(cause, model.lang)] : []), reason].join(' · ') },
    ]),
    [],
  ];
};
