import { SUBDISTRICT, type CampaignAction, type CampaignStatus, type Stratum } from '@houzhai/contracts';

/** What a round was frozen to; never changes again. */
export interface Denominator {
  readonly hash: string;
  readonly units: number;
  readonly byStratum: readonly { readonly stratum: Stratum; readonly units: number }[];
}

/** A round of screening 拉网式摸排 第N轮. */
export interface Campaign {
  readonly id: string;
  readonly no: string;
  readonly name: string;
  readonly purpose: string;
  readonly round: number;
  readonly formVersion: string;
  readonly status: CampaignStatus;
  readonly strata: readonly Stratum[];
  /** Empty: the whole subdistrict. */
  readonly areas: readonly string[];
  /** ISO days, both of the round. */
  readonly start: string;
  readonly end: string;
  readonly frozenAt?: Temporal.Instant;
  readonly denominator?: Denominator;
}

/** What can be done with a round in each state. The same table greys out menus. */
export const CAMPAIGN_TABLE = {
  DRAFT: ['freeze'],
  FROZEN: ['start', 'assign', 'reassign'],
  RUNNING: ['assign', 'reassign', 'own-remaining', 'wind-up'],
  CLOSING: ['reassign', 'own-remaining', 'close'],
  CLOSED: [],
} as const satisfies Record<CampaignStatus, readonly CampaignAction[]>;

export const isLegalNow = ({ status }: Pick<Campaign, 'status'>, action: CampaignAction): boolean =>
  (CAMPAIGN_TABLE[status] as readonly CampaignAction[]).includes(action);

/** Area a round is filed under: its own where it has one, else the whole subdistrict. */
export const areaOfCampaign = ({ areas }: Pick<Campaign, 'areas'>): string => (areas.length === 1 ? (areas[0] ?? 'a00') : 'a00');

/** Places a round reaches: whoever runs it has to be responsible for all of them. */
export const pathsOf = ({ areas }: Pick<Campaign, 'areas'>): readonly string[] =>
  areas.length === 0 ? [SUBDISTRICT] : areas.map((area) => `${SUBDISTRICT}/${area}`);
