import { defineEntity, p } from '@mikro-orm/core';
import { instantText } from '@houzhai/contracts';
import { toInstant } from '@houzhai/persistence';
import type { Campaign, Denominator } from './campaign.ts';

/** Rounds of screening. What was frozen never changes: a trigger sees to it. */
export const CampaignRow = defineEntity({
  name: 'CampaignRow',
  tableName: 'screening_campaign',
  comment: 'Rounds of screening 拉网式摸排; hash, frozen_at and denominator are immutable once set',
  indexes: [{ name: 'screening_campaign_status', properties: ['status', 'id'] }],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('screening_campaign_no'),
    status: p.text(),
    areas: p.array().columnType('text[]'),
    frozenAt: p.datetime().nullable(),
    hash: p.text().nullable(),
    denominator: p.json<Denominator>().nullable(),
    facts: p.json<StoredCampaign>(),
  },
});

/** Words written with one change of a round, a unit or a discrepancy, sealed. */
export const ScreeningWordsRow = defineEntity({
  name: 'ScreeningWordsRow',
  tableName: 'screening_words',
  comment: 'Free text that belongs to one change of a screening record, sealed; insert-only by grant',
  properties: { recordId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

export type StoredCampaign = Omit<Campaign, 'frozenAt' | 'denominator'>;

/** Column values of a state. */
export function campaignColumns(campaign: Campaign): Record<string, unknown> {
  const { frozenAt, denominator, ...facts } = campaign;
  return {
    no: campaign.no,
    status: campaign.status,
    areas: campaign.areas,
    frozen_at: frozenAt ? instantText(frozenAt) : null,
    hash: denominator?.hash ?? null,
    denominator: denominator ?? null,
    facts,
  };
}

/** State of a loaded row. */
export const toCampaign = ({
  frozen_at,
  denominator,
  facts,
}: {
  readonly frozen_at: string | Date | null;
  readonly denominator: Denominator | null;
  readonly facts: StoredCampaign;
}): Campaign => ({
  ...facts,
  ...(frozen_at === null ? {} : { frozenAt: toInstant(frozen_at) }),
  ...(denominator === null ? {} : { denominator }),
});
