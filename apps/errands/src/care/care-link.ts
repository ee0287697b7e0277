import { dayOf, instantAt } from '@houzhai/calendar';
import {
  CARE_TIERS,
  type CareNext,
  type CareOutcome,
  type CareRole,
  type CareStanding,
  type CareStatus,
  type CareTier,
} from '@houzhai/contracts';
import type { CarePolicyValues } from './care-policy.ts';

/** A calendar day, ISO 8601: earlier days are smaller texts. */
export type Day = string;

/** Who asks after a household, and whom they stand in for. */
export interface Carer {
  readonly id: string;
  readonly standsInFor?: string;
}
/** One attempt of a day. */
export interface Try {
  readonly as: CareRole;
  readonly by: string;
  readonly outcome: CareOutcome;
}
/** Days somebody said why the household cannot be reached on, both included. */
export interface Gap {
  readonly from: Day;
  readonly until: Day;
}

/** A household that is looked after 分户到人. Why it is, is sealed and not here. */
export interface CareLink {
  readonly id: string;
  readonly no: string;
  readonly status: CareStatus;
  readonly area: string;
  readonly path: string;
  readonly personIds: readonly string[];
  /** Since when how often, the earliest first; a lower tier begins on the next day. */
  readonly tiers: readonly { readonly from: Day; readonly tier: CareTier }[];
  readonly agent: Carer;
  readonly partyMember: Carer;
  readonly since: Day;
  /** Last day it counts on. */
  readonly endedOn?: Day;
  /** Attempts of the latest day somebody tried on. */
  readonly latest?: { readonly day: Day; readonly tries: readonly Try[] };
  readonly lastReached?: Day;
  /** Reached or refused: somebody answered. */
  readonly lastHeard?: Day;
  readonly gaps: readonly Gap[];
  /** Somebody has to stand at the door: first day without a word. */
  readonly doorDueSince?: Day;
  /** The contact card they were given last: when, and whom it names. */
  readonly card?: { readonly at: string; readonly agentId: string; readonly partyMemberId: string };
}

const rank = (tier: CareTier): number => CARE_TIERS.indexOf(tier);
/** Whether the second tier means that somebody asks less often. */
export const isLower = (before: CareTier, after: CareTier): boolean => rank(after) > rank(before);

/** @param days may be negative. */
export const plus = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();
export const later = (a: Day, b: Day): Day => (a > b ? a : b);
export const today = (now: Temporal.Instant): Day => dayOf(now).toString();

/** The tier as it was set last, in force or from tomorrow. */
export const tierOf = ({ tiers }: Pick<CareLink, 'tiers'>): CareTier => tiers.at(-1)?.tier ?? 'DAILY';
/** The tier that counts on a day; undefined before the household was set up and after it was ended. */
export function tierOn({ tiers, since, endedOn }: Pick<CareLink, 'tiers' | 'since' | 'endedOn'>, day: Day): CareTier | undefined {
  if (day < since || (endedOn !== undefined && day > endedOn)) return undefined;
  return tiers.findLast(({ from }) => from <= day)?.tier;
}

/** The latest time it is asked after daily; undefined where it never was. */
export function dailyOf({ tiers, endedOn }: Pick<CareLink, 'tiers' | 'endedOn'>): { readonly from: Day; readonly until?: Day } | undefined {
  const nth = tiers.findLastIndex(({ tier }) => tier === 'DAILY');
  const from = tiers[nth]?.from;
  if (from === undefined) return undefined;
  const next = tiers[nth + 1];
  const ends = [...(next ? [plus(next.from, -1)] : []), ...(endedOn === undefined ? [] : [endedOn])].toSorted();
  return { from, ...(ends[0] === undefined ? {} : { until: ends[0] }) };
}

/** Whether their contact card names those who have the household now. */
export const cardIsCurrent = ({ card, agent, partyMember }: Pick<CareLink, 'card' | 'agent' | 'partyMember'>): boolean =>
  card?.agentId === agent.id && card.partyMemberId === partyMember.id;

const covers = ({ from, until }: Gap, day: Day): boolean => from <= day && day <= until;

/** Attempts of a day as the household itself remembers them: those of the latest day. */
export const triesOn = ({ latest }: Pick<CareLink, 'latest'>, day: Day): readonly Try[] => (latest?.day === day ? latest.tries : []);

/**
 * How a household stands on a day; exactly one of the four. Reached by either counts, whatever the other came to; a gap that was
 * explained and a refusal are never a contact.
 */
export function standingOn({ gaps }: Pick<CareLink, 'gaps'>, tries: readonly Pick<Try, 'outcome'>[], day: Day): CareStanding {
  const came = (outcome: CareOutcome): boolean => tries.some((one) => one.outcome === outcome);
  if (came('REACHED')) return 'REACHED';
  if (gaps.some((gap) => covers(gap, day))) return 'EXPLAINED';
  return came('REFUSED') ? 'REFUSED' : 'MISSING';
}

/** Who is to try the same day, after one of the two could not reach them: the other one. Undefined where nobody is. */
export function nextBy(tries: readonly Pick<Try, 'as' | 'outcome'>[]): 'AGENT' | 'MEMBER' | undefined {
  if (tries.some(({ outcome }) => outcome !== 'NOT_REACHED')) return undefined;
  const tried = (as: CareRole): boolean => tries.some((one) => one.as === as);
  if (tried('AGENT') === tried('MEMBER')) return undefined;
  return tried('AGENT') ? 'MEMBER' : 'AGENT';
}

/** What is to be done about a household on a day, and whose turn it is where it is one person's. */
export function nextOn(link: CareLink, day: Day): { readonly next: CareNext; readonly by?: 'AGENT' | 'MEMBER' } {
  const tries = triesOn(link, day);
  if (link.doorDueSince !== undefined) return { next: 'DOOR' };
  if (standingOn(link, tries, day) !== 'MISSING') return { next: 'NOTHING' };
  const by = nextBy(tries);
  if (by) return { next: 'OTHER_TRIES', by };
  return { next: tries.some(({ as }) => as !== 'OTHER') ? 'BOTH_TRIED' : 'TRY' };
}

/**
 * The next day somebody is to ask: after the tier's days since it was reached last, at once where it never was; today where today it is
 * still a daily one.
 */
export function dueOn(link: CareLink, { daysBetween }: Pick<CarePolicyValues, 'daysBetween'>, day: Day): Day | undefined {
  if (link.status === 'ENDED') return undefined;
  if (link.lastReached === undefined) return link.since;
  const next = plus(link.lastReached, daysBetween[tierOf(link)]);
  return tierOn(link, day) === 'DAILY' && link.lastReached < day && day < next ? day : next;
}

/**
 * When somebody has to stand at the door if nothing is heard until then, and the first day without a word. A gap counts where it began
 * by now or before the silence is long enough. Undefined where the household is not a daily one by then.
 */
export function doorAt(
  link: CareLink,
  { doorAfterDays, doorAt: clock }: Pick<CarePolicyValues, 'doorAfterDays' | 'doorAt'>,
  now: Temporal.Instant,
): { readonly at: Temporal.Instant; readonly since: Day } | undefined {
  const daily = link.tiers.findLast(({ from }, nth) => from <= today(now) || nth === 0);
  if (link.status === 'ENDED' || daily?.tier !== 'DAILY') return undefined;
  let quiet = later(link.lastHeard ?? '', plus(daily.from, -1));
  for (const { from, until } of link.gaps) if (from <= later(today(now), plus(quiet, doorAfterDays))) quiet = later(quiet, until);
  const day = plus(quiet, doorAfterDays + 1);
  if (tierOn(link, day) !== 'DAILY') return undefined;
  return { at: instantAt(Temporal.PlainDate.from(day), Temporal.PlainTime.from(clock)), since: plus(quiet, 1) };
}

/** When time alone changes something; undefined where it does not. */
export const wakeAt = (link: CareLink, policy: CarePolicyValues, now: Temporal.Instant): Temporal.Instant | undefined =>
  link.doorDueSince === undefined ? doorAt(link, policy, now)?.at : undefined;

/** Daily households of a day: due = reached + refused + explained + missing, always. */
export interface Account {
  readonly due: number;
  readonly reached: number;
  readonly refused: number;
  readonly explained: number;
  readonly missing: number;
  readonly byAgent: number;
  readonly byMember: number;
}

/** ER5: what came of a day, from the households and the contacts of that day alone, with those that are missing. */
export function accountOf<L extends Pick<CareLink, 'id' | 'tiers' | 'since' | 'endedOn' | 'gaps'>>(
  links: readonly L[],
  triesOf: (id: string) => readonly Pick<Try, 'as' | 'outcome'>[],
  day: Day,
): Account & { readonly missed: readonly L[] } {
  const daily = links.filter((link) => tierOn(link, day) === 'DAILY');
  const standing = daily.map((link) => ({ link, tries: triesOf(link.id), stands: standingOn(link, triesOf(link.id), day) }));
  const count = (wanted: CareStanding): number => standing.filter(({ stands }) => stands === wanted).length;
  const by = (as: CareRole): number =>
    standing.filter(({ tries }) => tries.some((one) => one.as === as && one.outcome === 'REACHED')).length;
  return {
    due: daily.length,
    reached: count('REACHED'),
    refused: count('REFUSED'),
    explained: count('EXPLAINED'),
    missing: count('MISSING'),
    byAgent: by('AGENT'),
    byMember: by('MEMBER'),
    missed: standing.flatMap(({ link, stands }) => (stands === 'MISSING' ? [link] : [])),
  };
}
