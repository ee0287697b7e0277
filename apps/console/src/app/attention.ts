import {
  APPROVALS,
  AlertsPage,
  ListBrokenGlass,
  SERVICES,
  WhoAmI,
  liveViewsFor,
  type AlertRow,
  type BrokenGlassRow,
  type ProposalRow,
  type Role,
  type Service,
} from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import { spread, type Line } from '../paint/styled.ts';
import { alertStateText, alertTone, holderOf } from '../screens/alert-words.ts';
import { areaName } from '../screens/areas.ts';
import { isSettled, operationText, proposalStateText } from '../commands/approval-words.ts';
import { say, still, t, type Effect, type LiveView, type Model, type Msg } from './model.ts';
import { read } from './perform.ts';

const rolesOf = (model: Model): readonly Role[] => (model.me?.roles ?? []) as readonly Role[];
const now = (model: Model): string => new Date(model.now).toISOString();

/** What asks for attention on every screen: glass that is broken, alerts that stand, and proposals, one's own and those of others. */
export interface Attention {
  readonly glass: readonly BrokenGlassRow[];
  readonly proposals: ReadonlyMap<Service, readonly ProposalRow[]>;
  /** The gravest and newest of the alerts that stand, and how many there are; absent before they were read. */
  readonly alerts?: { readonly rows: readonly AlertRow[]; readonly total: number };
}
export const noAttention: Attention = { glass: [], proposals: new Map() };

const sees = (model: Model, view: LiveView): boolean => liveViewsFor(rolesOf(model)).some((one) => one.view === view);

const readGlass = read('attention-glass', ListBrokenGlass, { open: true }, ({ rows }, at) => still(withGlass(at, rows)));
/** As many as may come at once and still sound once. */
const ALERTS = 50;
const readAlerts = read('attention-alerts', AlertsPage, { open: true, limit: ALERTS }, (alerts, at) => [
  keepingSize(at, { ...at, attention: { ...at.attention, alerts } }),
  at.bell && at.attention.alerts && alerts.rows.some((row) => isNews(row, at.attention.alerts?.rows ?? [])) ? [{ do: 'bell' }] : [],
]);
/** Nobody has seen it, and this console did not know; one that nobody saw in time is news once more. */
const isNews = ({ alertId, status, escalated }: AlertRow, known: readonly AlertRow[]): boolean =>
  status === 'RAISED' && !known.some((row) => row.alertId === alertId && row.escalated === escalated);

const readProposals = (service: Service): Effect =>
  read(`attention-${service}`, APPROVALS[service].list, {}, ({ rows }, at) => {
    const before = at.attention.proposals.get(service) ?? [];
    const settled = rows.filter(
      (row) => row.own && isSettled(row) && before.some((old) => old.proposalId === row.proposalId && !isSettled(old)),
    );
    const proposals = new Map(at.attention.proposals).set(service, rows);
    return [{ ...at, attention: { ...at.attention, proposals } }, settled.map(tellSettled)];
  });

/** Whoever proposed something is told what became of it, wherever they are. */
const tellSettled = ({ proposalId, service }: ProposalRow): Effect =>
  read(`settled-${proposalId}`, APPROVALS[service].show, { proposalId }, ({ row, reason }, at) => {
    const by = row.decidedBy === undefined ? '' : ` · ${at.colleagues.get(row.decidedBy)?.displayName ?? row.decidedBy.slice(-6)}`;
    const why = reason === undefined ? '' : t(at, `：${reason}`, `: ${reason}`);
    const text = `${operationText(row.operation, at.lang)} · ${proposalStateText(row.state, at.lang)}${by}${why}`;
    return still(row.state === 'DONE' ? say(at, `✓ ${text}`, 'good', 0) : say(at, `‼ ${text}`, 'alarm', 0));
  });

/** Reads what asks for attention, as far as whoever is signed in may. */
export const loadAttention: Msg = (model) => [
  model,
  [
    ...(sees(model, 'broken-glass') ? [readGlass] : []),
    ...(sees(model, 'alert') ? [readAlerts] : []),
    ...(sees(model, 'approval') ? SERVICES.map(readProposals) : []),
  ],
];

/** A view that asks for attention changed: it is read again, also while other views are paused. */
export const attentionChanged = (view: LiveView, model: Model): readonly Effect[] => {
  if (!model.me) return [];
  if (view === 'broken-glass') return [readGlass];
  if (view === 'alert') return [readAlerts];
  return view === 'approval' ? SERVICES.map(readProposals) : [];
};

/** The jurisdiction of this session changed: who am I, and where. */
export const loadOwnGlass: Msg = (model) => [
  model,
  [read('own-glass', WhoAmI, {}, ({ areas, brokenGlass }, at) => still(withOwnGlass(at, areas, brokenGlass)))],
];

/** The lines above every screen: broken glass, and alerts. */
export const bannerLines = (model: Model): readonly Line[] =>
  model.me ? [bannerLine(model), alertLine(model)].filter((line) => line !== undefined) : [];

/** Rows of the terminal: these lines take theirs from the screens. */
export const terminalRows = (model: Model): number => model.size.rows + bannerLines(model).length;

/** The model with another size of the terminal. */
export const sized = (model: Model, columns: number, rows: number): Model => ({
  ...model,
  size: { columns, rows: rows - bannerLines(model).length },
});

const keepingSize = (before: Model, after: Model): Model => sized(after, before.size.columns, terminalRows(before));

const withGlass = (model: Model, glass: readonly BrokenGlassRow[]): Model =>
  keepingSize(model, { ...model, attention: { ...model.attention, glass } });

/** The model with the areas of the jurisdiction and what widens it. */
export function withOwnGlass(model: Model, areas: readonly string[], brokenGlass: NonNullable<Model['me']>['brokenGlass']): Model {
  if (!model.me) return model;
  const { brokenGlass: _, ...me } = model.me;
  return keepingSize(model, { ...model, me: { ...me, areas, ...(brokenGlass ? { brokenGlass } : {}) } });
}

/** Glass whose time is over is no longer on the screen, whether or not anybody says so. */
export function withoutOldGlass(model: Model): Model {
  const over = ({ until }: { readonly until: string }): boolean => Date.parse(until) <= model.now;
  const { me } = model;
  const left = model.attention.glass.some(over)
    ? withGlass(
        model,
        model.attention.glass.filter((row) => !over(row)),
      )
    : model;
  return me?.brokenGlass && over(me.brokenGlass) ? withOwnGlass(left, me.areas, undefined) : left;
}

/** How many proposals of others wait for whoever is signed in. */
export const waitingForMe = ({ attention }: Model): number =>
  [...attention.proposals.values()].flat().filter(({ own, state }) => !own && state === 'WAITING').length;

const unseenGlass = ({ attention }: Model) => attention.glass.filter(({ acknowledgedBy }) => acknowledgedBy === undefined);

/** How many alerts stand, and the gravest and newest of them in words; red while nobody has seen it. */
function alertLine(model: Model): Line | undefined {
  const { rows, total } = model.attention.alerts ?? { rows: [], total: 0 };
  // Broken glass has a line of its own, until somebody has acknowledged it.
  const others = rows.filter(({ subject }) => !unseenGlass(model).some(({ glassId }) => glassId === subject.id));
  const [first] = others;
  if (!first) return undefined;
  const holder = holderOf(model, first);
  const words = [first[model.lang], first.subject.no ?? '', areaName(model, first.area), clockTime(first.raisedAt, model.lang, now(model)), alertStateText(model, first), holder]; // prettier-ignore
  const text = ` ‼ ${t(model, '警报', 'Alerts')} ${String(total - rows.length + others.length)} · ${words.filter((word) => word !== '').join(' ')}`;
  const seen = first.status !== 'RAISED';
  const tone = alertTone(first);
  const style = seen ? ({ tone } as const) : ({ tone, inverse: true } as const);
  return spread([{ text, ...style }], [{ text: t(model, '  ! 打开 ', '  ! opens '), ...style }], model.size.columns);
}

/** The line that says whose jurisdiction is widened, until somebody has acknowledged it: who, where, until when and why. */
function bannerLine(model: Model): Line | undefined {
  const own = model.me?.brokenGlass;
  if (own) {
    const [areas, until] = [own.areas.join(' '), clockTime(own.until, model.lang, now(model))];
    const text = t(model, ` ‼ 您正在应急越区 ${areas} 至 ${until}，每次调用都有记录；:结束应急越区`, ` ‼ You broke the glass: ${areas} until ${until}; every call is recorded; :mend ends it`); // prettier-ignore
    return [{ text, inverse: true, tone: 'alarm' }];
  }
  const unseen = unseenGlass(model);
  const [first] = unseen;
  if (!first) return undefined;
  const { displayName, areas, reason = '' } = first;
  const until = clockTime(first.until, model.lang, now(model));
  const more = unseen.length > 1 ? t(model, `（共 ${String(unseen.length)} 起）`, ` (${String(unseen.length)} in all)`) : '';
  const text = t(model, ` ‼ 应急越区 ${displayName} → ${areas.join(' ')} 至 ${until}${more}：${reason}`, ` ‼ Broken glass ${displayName} → ${areas.join(' ')} until ${until}${more}: ${reason}`); // prettier-ignore
  const how = t(model, '  :应急越区 知悉 ', '  :broken-glass ');
  return spread([{ text, inverse: true, tone: 'alarm' }], [{ text: how, inverse: true, tone: 'alarm' }], model.size.columns);
}
