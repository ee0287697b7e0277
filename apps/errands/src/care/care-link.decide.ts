import { dayOf } from '@houzhai/calendar';
import {
  SUBDISTRICT,
  instantText,
  ok,
  refuse,
  type CareMethod,
  type CareOutcome,
  type CareRole,
  type CareTier,
  type Outcome,
  type RefusalCode,
} from '@houzhai/contracts';
import { checkAgent, mayActFor, type Actor, type AgentFacts } from '../errand/agent.ts';
import { doorAt, isLower, later, nextBy, plus, tierOf, tierOn, today, triesOn, type CareLink, type Carer, type Day } from './care-link.ts';
import type { CareFact } from './care-link.publish.ts';
import type { CarePolicy } from './care-policy.ts';

/** What a decision is told about the world: who decides, when, under which policy. */
export interface CareWorld {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly policy: CarePolicy;
}
/** The household after a decision, and what happened. */
export interface DecidedCare {
  readonly link: CareLink;
  readonly fact: CareFact;
}
export type CareDecision<R extends RefusalCode = never> = Outcome<DecidedCare, R | 'care-link.ended'>;
type Unfit = 'care-link.same-person' | 'care-link.member-unfit' | 'errand.agent-unavailable' | 'errand.agent-not-of-area';

const decided = (link: CareLink, fact: CareFact) => ok({ link, fact });
const ended = () => refuse('care-link.ended', {});
const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = value;
  return rest;
};

/** Two who may be asked to look after a household: both allowed to see it, never the same person (ER6). */
export function checkCarers(
  agent: AgentFacts,
  member: AgentFacts,
  { path, area }: Pick<CareLink, 'path' | 'area'>,
): ReturnType<typeof refuse<Unfit>> | undefined {
  if (agent.operatorId === member.operatorId) return refuse('care-link.same-person', {});
  return checkAgent(agent, path, area) ?? checkMember(member, path, area);
}

function checkMember(
  { active, roles, scope }: AgentFacts,
  path: string,
  area: string,
): ReturnType<typeof refuse<'care-link.member-unfit'>> | undefined {
  const sees = scope.some((prefix) => prefix === SUBDISTRICT || path === prefix || path.startsWith(`${prefix}/`));
  return active && roles.includes('PARTY_MEMBER') && sees ? undefined : refuse('care-link.member-unfit', { area });
}

/** A household has two who look after it. */
export function setUp(
  own: Pick<CareLink, 'id' | 'no' | 'area' | 'path' | 'personIds'>,
  tier: CareTier,
  agent: AgentFacts,
  member: AgentFacts,
  now: Temporal.Instant,
): Outcome<DecidedCare, Unfit> {
  const unfit = checkCarers(agent, member, own);
  if (unfit) return unfit;
  const since = today(now);
  const pair = { agentId: agent.operatorId, partyMemberId: member.operatorId };
  const carers = { agent: { id: pair.agentId }, partyMember: { id: pair.partyMemberId } };
  return ok({
    link: { ...own, status: 'ACTIVE', tiers: [{ from: since, tier }], ...carers, since, gaps: [] },
    fact: { fact: 'set-up', tier, ...pair },
  });
}

/** Who lives there, or why it is looked after. @param alike nothing of it is new */
export function changeHousehold(link: CareLink, personIds: readonly string[], alike: boolean): CareDecision<'care-link.nothing-changed'> {
  if (link.status === 'ENDED') return ended();
  if (alike) return refuse('care-link.nothing-changed', {});
  return decided({ ...link, personIds }, { fact: 'changed', members: personIds.length });
}

/**
 * How often somebody asks. Less often takes a reason, is not possible while somebody has to stand at the door, and counts from tomorrow:
 * no figure of today or before looks better by it.
 */
export function setTier(
  link: CareLink,
  tier: CareTier,
  reason: string | undefined,
  { now }: CareWorld,
): CareDecision<'care-link.same-tier' | 'care-link.reason-missing' | 'care-link.door-due'> {
  if (link.status === 'ENDED') return ended();
  const before = tierOf(link);
  if (tier === before) return refuse('care-link.same-tier', {});
  const lowered = isLower(before, tier);
  if (lowered && link.doorDueSince !== undefined) return refuse('care-link.door-due', {});
  if (lowered && reason === undefined) return refuse('care-link.reason-missing', {});
  const day = today(now);
  const current = tierOn(link, day) ?? before;
  const from = isLower(current, tier) ? plus(day, 1) : day;
  const kept = link.tiers.filter((one) => one.from < from);
  const tiers = kept.at(-1)?.tier === tier ? kept : [...kept, { from, tier }];
  return decided({ ...link, tiers }, { fact: 'tier-set', tier, before, from, lowered });
}

/** Two others look after it, for good. */
export function assign(link: CareLink, agent: AgentFacts, member: AgentFacts): CareDecision<Unfit | 'care-link.nothing-changed'> {
  if (link.status === 'ENDED') return ended();
  const unfit = checkCarers(agent, member, link);
  if (unfit) return unfit;
  const same = (carer: Carer, id: string): boolean => carer.id === id && carer.standsInFor === undefined;
  const pair = { agentId: agent.operatorId, partyMemberId: member.operatorId };
  if (same(link.agent, pair.agentId) && same(link.partyMember, pair.partyMemberId)) return refuse('care-link.nothing-changed', {});
  return decided({ ...link, agent: { id: pair.agentId }, partyMember: { id: pair.partyMemberId } }, { fact: 'assigned', ...pair });
}

/** It is given a card with those who look after it now. */
export function issueCard(link: CareLink, { now }: Pick<CareWorld, 'now'>): CareDecision {
  if (link.status === 'ENDED') return ended();
  const pair = { agentId: link.agent.id, partyMemberId: link.partyMember.id };
  return decided({ ...link, card: { at: instantText(now), ...pair } }, { fact: 'card-issued', ...pair });
}

/** It is no longer looked after; today it still counts. */
export function end(link: CareLink, { now }: CareWorld): CareDecision<'care-link.door-due'> {
  if (link.status === 'ENDED') return ended();
  if (link.doorDueSince !== undefined) return refuse('care-link.door-due', {});
  return decided({ ...link, status: 'ENDED', endedOn: today(now) }, { fact: 'ended' });
}

/** As whom somebody speaks for a household: what they have it as; the desk types for either, or asked itself. */
function speaksAs(link: CareLink, asked: CareRole | undefined, actor: Actor): CareRole | undefined {
  const own = link.agent.id === actor.id ? 'AGENT' : link.partyMember.id === actor.id ? 'MEMBER' : undefined;
  const isDesk = mayActFor(undefined, actor);
  if (asked === undefined) return own ?? (isDesk ? 'OTHER' : undefined);
  return asked === own || isDesk ? asked : undefined;
}

/** Whoever had to stand at the door has not heard of them yet, or has. */
const doorAgain = (link: CareLink, { policy, now }: CareWorld): CareLink => {
  const door = link.doorDueSince === undefined ? undefined : doorAt(link, policy, now);
  const still = door && Temporal.Instant.compare(door.at, now) <= 0;
  return still ? { ...link, doorDueSince: door.since } : without(link, 'doorDueSince');
};

/** What somebody came to who asked. */
export function recordContact(
  link: CareLink,
  contact: { readonly contactId: string; readonly as?: CareRole | undefined; readonly method: CareMethod; readonly outcome: CareOutcome },
  at: Temporal.Instant,
  world: CareWorld,
): CareDecision<'care-link.not-yours' | 'care-link.not-yet' | 'care-link.too-late'> {
  if (link.status === 'ENDED') return ended();
  const as = speaksAs(link, contact.as, world.actor);
  if (as === undefined) return refuse('care-link.not-yours', {});
  const day = dayOf(at).toString();
  const wrongDay = outOfTime(link, day, world);
  if (wrongDay) return wrongDay;
  const { contactId, method, outcome } = contact;
  const tries = [...triesOn(link, day), { as, by: world.actor.id, outcome }];
  const newest = link.latest === undefined || link.latest.day <= day;
  const next: CareLink = doorAgain(
    {
      ...link,
      ...(newest ? { latest: { day, tries } } : {}),
      ...(outcome === 'REACHED' ? { lastReached: later(link.lastReached ?? day, day) } : {}),
      ...(outcome === 'NOT_REACHED' ? {} : { lastHeard: later(link.lastHeard ?? day, day) }),
    },
    world,
  );
  const by = day === today(world.now) ? nextBy(tries) : undefined;
  const told = { contactId, day, as, method, outcome, ...(by ? { nextBy: by } : {}), doorDue: next.doorDueSince !== undefined };
  return decided(next, { fact: 'contacted', ...told });
}

function outOfTime(link: CareLink, day: Day, { now, policy }: CareWorld) {
  if (day < link.since) return refuse('care-link.not-yet', { from: link.since });
  return day < plus(today(now), -policy.lateDays) ? refuse('care-link.too-late', { days: policy.lateDays }) : undefined;
}

/** Why it cannot be reached on some days. */
export function explainGap(
  link: CareLink,
  said: { readonly from?: Day | undefined; readonly until?: Day | undefined },
  world: CareWorld,
): CareDecision<'care-link.not-yet' | 'care-link.too-late' | 'care-link.too-long'> {
  if (link.status === 'ENDED') return ended();
  const from = said.from ?? today(world.now);
  const until = later(said.until ?? from, from);
  const wrongDay = outOfTime(link, from, world);
  if (wrongDay) return wrongDay;
  const { gapMaxDays } = world.policy;
  if (until > plus(today(world.now), gapMaxDays)) return refuse('care-link.too-long', { days: gapMaxDays });
  const gaps = [...link.gaps, { from, until }].toSorted((a, b) =>
    a.from < b.from ? -1 : a.from > b.from ? 1 : a.until < b.until ? -1 : 1,
  );
  const next = doorAgain({ ...link, gaps }, world);
  return decided(next, { fact: 'gap-explained', from, until, doorDue: next.doorDueSince !== undefined });
}

type Slot = 'agent' | 'partyMember';
const AS = { agent: 'AGENT', partyMember: 'MEMBER' } as const;

/** Somebody takes a slot; they have to be fit for it, and not be the other one (ER6). */
function seat(link: CareLink, slot: Slot, to: AgentFacts): ReturnType<typeof refuse<Unfit>> | undefined {
  const other = slot === 'agent' ? link.partyMember : link.agent;
  if (other.id === to.operatorId) return refuse('care-link.same-person', {});
  return slot === 'agent' ? checkAgent(to, link.path, link.area) : checkMember(to, link.path, link.area);
}

/** Somebody stands in for whoever is absent; whose it is stays remembered, also where a stand-in falls ill. */
export function substitute(link: CareLink, fromId: string, to: AgentFacts): CareDecision<Unfit | 'care-link.not-theirs'> {
  if (link.status === 'ENDED') return ended();
  const slot = (['agent', 'partyMember'] as const).find((one) => link[one].id === fromId);
  if (!slot) return refuse('care-link.not-theirs', {});
  const unfit = seat(link, slot, to);
  if (unfit) return unfit;
  const owner = link[slot].standsInFor ?? fromId;
  const toId = to.operatorId;
  const back = owner === toId;
  const carer: Carer = back ? { id: toId } : { id: toId, standsInFor: owner };
  return decided({ ...link, [slot]: carer }, { fact: 'substituted', as: AS[slot], fromId, toId, ...(back ? {} : { forId: owner }) });
}

/** Whoever it belongs to is back. */
export function giveBack(link: CareLink, to: AgentFacts): CareDecision<Unfit | 'care-link.not-theirs'> {
  if (link.status === 'ENDED') return ended();
  const toId = to.operatorId;
  const slot = (['agent', 'partyMember'] as const).find((one) => link[one].standsInFor === toId);
  if (!slot) return refuse('care-link.not-theirs', {});
  const unfit = seat(link, slot, to);
  if (unfit) return unfit;
  return decided({ ...link, [slot]: { id: toId } }, { fact: 'given-back', as: AS[slot], fromId: link[slot].id, toId });
}

/** Time alone: nobody has heard of a daily household for the days of the policy. Told once, until somebody has. */
export function tickCare(link: CareLink, { now, policy }: Pick<CareWorld, 'now' | 'policy'>): DecidedCare | undefined {
  if (link.doorDueSince !== undefined) return undefined;
  const door = doorAt(link, policy, now);
  if (!door || Temporal.Instant.compare(door.at, now) > 0) return undefined;
  return { link: { ...link, doorDueSince: door.since }, fact: { fact: 'door-due', since: door.since } };
}
