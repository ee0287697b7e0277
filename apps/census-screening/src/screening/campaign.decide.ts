import { ok, refuse, type CampaignAction, type Outcome, type RefusalCode, type Stratum } from '@houzhai/contracts';
import type { CampaignFact } from './campaign.publish.ts';
import { isLegalNow, type Campaign, type Denominator } from './campaign.ts';

/** The round after a decision and what happened. */
export interface DecidedCampaign {
  readonly campaign: Campaign;
  readonly facts: readonly CampaignFact[];
}
type Decision<R extends RefusalCode = never> = Outcome<DecidedCampaign, R | 'screening.campaign-not-allowed-now'>;

/** Why a round does not allow an action now; undefined when it does. */
export const whyNotNow = (
  campaign: Pick<Campaign, 'status'>,
  action: CampaignAction,
): ReturnType<typeof refuse<'screening.campaign-not-allowed-now'>> | undefined =>
  isLegalNow(campaign, action) ? undefined : refuse('screening.campaign-not-allowed-now', { action, status: campaign.status });

export function openCampaign(
  asked: Omit<Campaign, 'status' | 'frozenAt' | 'denominator'>,
): Outcome<DecidedCampaign, 'screening.ends-before-it-starts'> {
  if (asked.end < asked.start) return refuse('screening.ends-before-it-starts', {});
  return ok({ campaign: { ...asked, status: 'DRAFT' }, facts: [{ fact: 'opened' }] });
}

/** What the register had at the freeze. */
export interface Counted {
  readonly hash: string;
  readonly strata: readonly { readonly stratum: Stratum; readonly units: number }[];
  readonly byArea: readonly { readonly area: string; readonly units: number }[];
}

/** The denominator stands from now on. */
export function freezeDenominator(campaign: Campaign, counted: Counted, at: Temporal.Instant): Decision<'screening.nothing-to-screen'> {
  const why = whyNotNow(campaign, 'freeze');
  if (why) return why;
  const units = counted.strata.reduce((sum, one) => sum + one.units, 0);
  if (units === 0) return refuse('screening.nothing-to-screen', {});
  const denominator: Denominator = { hash: counted.hash, units, byStratum: counted.strata };
  const { hash, strata, byArea } = counted;
  return ok({
    campaign: { ...campaign, status: 'FROZEN', frozenAt: at, denominator },
    facts: [{ fact: 'frozen', hash, strata: [...strata], byArea: [...byArea] }],
  });
}

export function startCampaign(campaign: Campaign): Decision {
  return whyNotNow(campaign, 'start') ?? ok({ campaign: { ...campaign, status: 'RUNNING' }, facts: [{ fact: 'started' }] });
}

export function windUpCampaign(campaign: Campaign): Decision {
  return whyNotNow(campaign, 'wind-up') ?? ok({ campaign: { ...campaign, status: 'CLOSING' }, facts: [{ fact: 'wound-up' }] });
}

/** How the units of a round stand when it is to be closed. */
export interface Standing {
  readonly units: number;
  readonly accounted: number;
  readonly owned: number;
  /** Neither accounted for nor owned, per area, the most first. */
  readonly unowned: readonly { readonly area: string; readonly units: number }[];
}

/** Nothing vanishes: what is not accounted for has somebody who answers for it, and a deadline. */
export function closeCampaign(campaign: Campaign, { units, accounted, owned, unowned }: Standing): Decision<'screening.units-unowned'> {
  const why = whyNotNow(campaign, 'close');
  if (why) return why;
  const [worst] = unowned;
  if (worst) {
    const all = unowned.reduce((sum, one) => sum + one.units, 0);
    return refuse('screening.units-unowned', { units: all, area: worst.area, inArea: worst.units });
  }
  return ok({ campaign: { ...campaign, status: 'CLOSED' }, facts: [{ fact: 'closed', units, accounted, owned }] });
}
