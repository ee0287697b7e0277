import {
  APPROVALS,
  ListBrokenGlass,
  SERVICES,
  WhoAmI,
  liveViewsFor,
  type BrokenGlassRow,
  type ProposalRow,
  type Role,
  type Service,
} from '@houzhai/contracts';
import { clockTime } from '@houzhai/i18n';
import type { Line } from '../paint/styled.ts';
import { still, t, type Effect, type LiveView, type Model, type Msg } from './model.ts';
import { read } from './perform.ts';

const rolesOf = (model: Model): readonly Role[] => (model.me?.roles ?? []) as readonly Role[];
const now = (model: Model): string => new Date(model.now).toISOString();

/** What asks for attention on every screen: glass that is broken, and proposals of others that wait. */
export interface Attention {
  readonly glass: readonly BrokenGlassRow[];
  readonly proposals: ReadonlyMap<Service, readonly ProposalRow[]>;
}
export const noAttention: Attention = { glass: [], proposals: new Map() };

const sees = (model: Model, view: LiveView): boolean => liveViewsFor(rolesOf(model)).some((one) => one.view === view);

const readGlass = read('attention-glass', ListBrokenGlass, { open: true }, ({ rows }, at) => still(withGlass(at, rows)));
const readProposals = (service: Service): Effect =>
  read(`attention-${service}`, APPROVALS[service].list, { waiting: true }, ({ rows }, at) => {
    const proposals = new Map(at.attention.proposals).set(service, rows);
    return still({ ...at, attention: { ...at.attention, proposals } });
  });

/** Reads what asks for attention, as far as whoever is signed in may. */
export const loadAttention: Msg = (model) => [
  model,
  [...(sees(model, 'broken-glass') ? [readGlass] : []), ...(sees(model, 'approval') ? SERVICES.map(readProposals) : [])],
];

/** A view that asks for attention changed: it is read again, also while other views are paused. */
export const attentionChanged = (view: LiveView, model: Model): readonly Effect[] => {
  if (!model.me) return [];
  if (view === 'broken-glass') return [readGlass];
  return view === 'approval' ? SERVICES.map(readProposals) : [];
};

/** The jurisdiction of this session changed: who am I, and where. */
export const loadOwnGlass: Msg = (model) => [
  model,
  [read('own-glass', WhoAmI, {}, ({ areas, brokenGlass }, at) => still(withOwnGlass(at, areas, brokenGlass)))],
];

const bannerRows = (model: Model): number => (bannerLine(model) ? 1 : 0);

/** Rows of the terminal: the line of broken glass takes one from the screens. */
export const terminalRows = (model: Model): number => model.size.rows + (model.me ? bannerRows(model) : 0);

/** The model with another size of the terminal. */
export const sized = (model: Model, columns: number, rows: number): Model => ({
  ...model,
  size: { columns, rows: rows - bannerRows(model) },
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

/** The line that says whose jurisdiction is widened: who, where, until when and why; undefined when nobody's is. */
export function bannerLine(model: Model): Line | undefined {
  const own = model.me?.brokenGlass;
  if (own) {
    const [areas, until] = [own.areas.join(' '), clockTime(own.until, model.lang, now(model))];
    const text = t(model, ` ‼ 您正在应急越区 ${areas} 至 ${until}，每次调用都有记录；:应急越区 可结束`, ` ‼ You broke the glass: ${areas} until ${until}; every call is recorded; :mend ends it`); // prettier-ignore
    return [{ text, inverse: true, tone: 'alarm' }];
  }
  const open = model.attention.glass.toSorted((a, b) => Number(a.acknowledgedBy !== undefined) - Number(b.acknowledgedBy !== undefined));
  const [first] = open;
  if (!first) return undefined;
  const { displayName, areas, reason = '', acknowledgedBy } = first;
  const until = clockTime(first.until, model.lang, now(model));
  const more = open.length > 1 ? t(model, `（共 ${String(open.length)} 起）`, ` (${String(open.length)} in all)`) : '';
  const seen = acknowledgedBy === undefined ? '‼' : '✓';
  const text = t(model, ` ${seen} 应急越区 ${displayName} → ${areas.join(' ')} 至 ${until}${more}：${reason}`, ` ${seen} Broken glass ${displayName} → ${areas.join(' ')} until ${until}${more}: ${reason}`); // prettier-ignore
  return [{ text, inverse: acknowledgedBy === undefined, tone: acknowledgedBy === undefined ? 'alarm' : 'watch' }];
}
