import { ok, refuse, type NeedAction, type NeedEnd, type Outcome, type RefusalCode } from '@houzhai/contracts';
import type { Actor } from '../errand/agent.ts';
import type { NeedPolicy } from './need-policy.ts';
import { extentOf, isGathering, isLegal, reportsOf, type Need, type NeedFact, type NeedReport } from './need-report.ts';

/** What a decision about a need is told about the world. */
export interface NeedWorld {
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly policy: NeedPolicy;
  /** Whether a place is the actor’s. */
  readonly covers: (path: string) => boolean;
}
/** A report after a decision, and what happened to it. */
export interface Changed {
  readonly report: NeedReport;
  readonly fact: NeedFact;
}
/** Every report a decision changes; the first is the one it was about. */
export interface DecidedNeed {
  readonly changes: readonly [Changed, ...Changed[]];
  /** The need it is part of afterwards. */
  readonly need: Need;
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedNeed, R | 'need-report.not-allowed-now'>;
type Owning = 'need-report.taken-by-other' | 'need-report.beyond-your-areas';

/** Those above the desk may act on what somebody else answers for. */
const ABOVE = ['COMMANDER', 'DUTY_OFFICER'] as const;

/** A need that no module has; of one of the policy’s topics. */
export function reportNeed(
  fresh: Pick<NeedReport, 'id' | 'no' | 'topic' | 'area' | 'path'> & { readonly aboutId?: string },
  { actor, now, policy }: Pick<NeedWorld, 'actor' | 'now' | 'policy'>,
): Outcome<DecidedNeed, 'need-report.topic-unknown'> {
  if (!policy.topics.some(({ code }) => code === fresh.topic)) return refuse('need-report.topic-unknown', { topic: fresh.topic });
  const lead: NeedReport = { ...fresh, reporterId: actor.id, reportedAt: now, status: 'OPEN', leadId: fresh.id };
  return ok({ changes: [{ report: lead, fact: { fact: 'reported', reporterId: actor.id } }], need: { lead, joined: [] } });
}

/** Puts a need together with another: every report of it belongs to the other from now on. */
export function putTogether(
  need: Need,
  reportId: string,
  other: Need,
  world: NeedWorld,
): Decision<Owning | 'need-report.same-report' | 'need-report.joined-already'> {
  if (need.lead.id === other.lead.id)
    return need.lead.id === reportId ? refuse('need-report.same-report', {}) : refuse('need-report.joined-already', { no: other.lead.no });
  if (need.lead.id !== reportId) return refuse('need-report.joined-already', { no: need.lead.no });
  const barred = bars(need, 'put-together', world) ?? beyond(other, world) ?? others(other, world);
  if (barred) return barred;
  if (!isGathering(other.lead)) return refuse('need-report.not-allowed-now', { action: 'put-together', status: other.lead.status });
  const moved = reportsOf(need).map((report): Changed => ({
    report: { ...report, status: 'JOINED', leadId: other.lead.id },
    fact: { fact: 'joined' },
  }));
  const joined = [...other.joined, ...moved.map(({ report }) => report)];
  const after = gathered({ lead: other.lead, joined }, world.policy);
  const [first, ...rest] = moved;
  return first ? ok({ changes: [first, ...rest, after.change], need: after.need }) : refuse('need-report.same-report', {});
}

/** Takes one report out again; it stands alone as it did. */
export function takeApart(need: Need, reportId: string, world: NeedWorld): Decision<Owning | 'need-report.stands-alone'> {
  const report = need.joined.find(({ id }) => id === reportId);
  if (!report) return refuse('need-report.stands-alone', {});
  const barred = beyond(need, world) ?? others(need, world);
  if (barred) return barred;
  if (need.lead.status === 'SETTLED') return refuse('need-report.not-allowed-now', { action: 'take-apart', status: 'SETTLED' });
  const { helps: _, ...rest } = report;
  const alone: NeedReport = { ...rest, status: 'OPEN', leadId: report.id };
  const left = gathered({ lead: need.lead, joined: need.joined.filter(({ id }) => id !== reportId) }, world.policy);
  return ok({ changes: [{ report: alone, fact: { fact: 'left' } }, left.change], need: { lead: alone, joined: [] } });
}

/** Somebody answers for it. */
export function takeNeed(need: Need, world: NeedWorld): Decision<Owning> {
  const { status, ownerId } = need.lead;
  if (status === 'TAKEN' && ownerId !== undefined && ownerId !== world.actor.id)
    return refuse('need-report.taken-by-other', { by: ownerId });
  const barred = bars(need, 'take', world);
  return barred ?? told(need, { status: 'TAKEN', ownerId: world.actor.id }, { fact: 'taken', ownerId: world.actor.id });
}

/** Whoever took it does not get to it: it is as raised as it was. */
export function giveNeedBack(need: Need, world: NeedWorld): Decision<Owning> {
  const barred = bars(need, 'give-back', world);
  if (barred) return barred;
  const { ownerId = world.actor.id, ...lead } = need.lead;
  return told({ ...need, lead }, { status: statusFor(need, world.policy) }, { fact: 'given-back', ownerId });
}

/** Everybody who reported it hears what is done. */
export function answerNeed(need: Need, world: NeedWorld): Decision<Owning> {
  return bars(need, 'answer', world) ?? told(need, { status: 'ANSWERED' }, { fact: 'answered' });
}

/** What came of it: a module, an agreement with somebody, or why not. */
export function settleNeed(
  need: Need,
  end: { readonly end: NeedEnd; readonly moduleCode?: string | undefined; readonly hasAgreement: boolean; readonly hasReason: boolean },
  world: NeedWorld,
): Decision<Owning | 'need-report.end-incomplete'> {
  const barred = bars(need, 'settle', world);
  if (barred) return barred;
  const lacks =
    end.end === 'MODULE' && end.moduleCode === undefined
      ? 'moduleCode'
      : end.end === 'AGREEMENT' && !end.hasAgreement
        ? 'agreement'
        : end.end === 'DECLINED' && !end.hasReason
          ? 'reason'
          : undefined;
  if (lacks !== undefined) return refuse('need-report.end-incomplete', { lacks });
  const own = end.end === 'MODULE' && end.moduleCode !== undefined ? { moduleCode: end.moduleCode } : {};
  return told(need, { status: 'SETTLED', end: end.end, ...own }, { fact: 'settled', end: end.end, ...own });
}

/** Whoever reported it says whether the answer helps; again, where they think otherwise later. */
export function rateAnswer(
  need: Need,
  reportId: string,
  helps: boolean,
  { actor }: Pick<NeedWorld, 'actor'>,
): Decision<'need-report.not-yours'> {
  const report = reportsOf(need).find(({ id }) => id === reportId);
  if (report?.reporterId !== actor.id) return refuse('need-report.not-yours', {});
  if (!isLegal(need.lead.status, 'rate')) return refuse('need-report.not-allowed-now', { action: 'rate', status: need.lead.status });
  const rated: NeedReport = { ...report, helps };
  const after: Need = {
    lead: need.lead.id === reportId ? rated : need.lead,
    joined: need.joined.map((one) => (one.id === reportId ? rated : one)),
  };
  return ok({ changes: [{ report: rated, fact: { fact: 'rated', helps } }], need: after });
}

/** Whether so many of so many areas are somebody’s to answer for. */
const statusFor = (need: Need, { raiseReports, raiseAreas }: NeedPolicy): 'OPEN' | 'RAISED' => {
  const { reports, areas } = extentOf(need);
  return reports >= raiseReports && areas >= raiseAreas ? 'RAISED' : 'OPEN';
};

/** A need after others came or went: raised or no longer so, while nobody has taken it. */
function gathered(need: Need, policy: NeedPolicy): { readonly change: Changed; readonly need: Need } {
  const isFree = need.lead.status === 'OPEN' || need.lead.status === 'RAISED';
  const lead: NeedReport = isFree ? { ...need.lead, status: statusFor(need, policy) } : need.lead;
  return { change: { report: lead, fact: { fact: 'gathered', ...extentOf(need) } }, need: { ...need, lead } };
}

/** The same is told to everybody who reported it. */
function told(need: Need, change: Partial<NeedReport>, fact: NeedFact): { readonly ok: true; readonly value: DecidedNeed } {
  const lead: NeedReport = { ...need.lead, ...change };
  return ok({ changes: [{ report: lead, fact }, ...need.joined.map((report): Changed => ({ report, fact }))], need: { ...need, lead } });
}

const beyond = (need: Need, { covers }: NeedWorld): ReturnType<typeof refuse<'need-report.beyond-your-areas'>> | undefined => {
  const areas = [...new Set(reportsOf(need).flatMap(({ path, area }) => (covers(path) ? [] : [area])))].toSorted();
  return areas.length === 0 ? undefined : refuse('need-report.beyond-your-areas', { areas: areas.join(', ') });
};
const others = ({ lead: { ownerId } }: Need, { actor }: NeedWorld): ReturnType<typeof refuse<'need-report.taken-by-other'>> | undefined =>
  ownerId === undefined || ownerId === actor.id || ABOVE.some((role) => actor.roles.includes(role))
    ? undefined
    : refuse('need-report.taken-by-other', { by: ownerId });

/** The table does not have this action now, it is somebody else’s, or not all of it is in the actor’s areas. */
const bars = (need: Need, action: NeedAction, world: NeedWorld) =>
  isLegal(need.lead.status, action)
    ? (beyond(need, world) ?? others(need, world))
    : refuse('need-report.not-allowed-now', { action, status: need.lead.status });
