import { CAMPAIGN_ACTIONS, CAMPAIGN_STATUSES, type CampaignAction, type CampaignStatus } from '@houzhai/contracts';
import { describe, expect, test } from 'vitest';
import { closeCampaign, freezeDenominator, openCampaign, startCampaign, whyNotNow, windUpCampaign } from './campaign.decide.ts';
import { CAMPAIGN_TABLE, areaOfCampaign, pathsOf, type Campaign } from './campaign.ts';

const NOW = Temporal.Instant.from('2020-02-10T08:00:00+08:00');
const draft: Campaign = {
  id: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b04',
  no: 'MP-20200210-0001-6',
  name: '第一轮拉网式摸排',
  purpose: '摸清来(返)义人员',
  round: 1,
  formVersion: '1',
  status: 'DRAFT',
  strata: ['RENTAL_ROOM'],
  areas: [],
  start: '2020-02-10',
  end: '2020-02-14',
};
const counted = { hash: 'abc', strata: [{ stratum: 'RENTAL_ROOM' as const, units: 3 }], byArea: [{ area: 'a07', units: 3 }] };
const done = { units: 3, accounted: 3, owned: 0, unowned: [] };

/** What may be done in each state, written down once more. */
const LEGAL: Readonly<Record<CampaignStatus, readonly CampaignAction[]>> = {
  DRAFT: ['freeze'],
  FROZEN: ['start', 'assign', 'reassign'],
  RUNNING: ['assign', 'reassign', 'own-remaining', 'wind-up'],
  CLOSING: ['reassign', 'own-remaining', 'close'],
  CLOSED: [],
};

describe('a round', () => {
  test.each(CAMPAIGN_STATUSES.flatMap((status) => CAMPAIGN_ACTIONS.map((action) => [status, action] as const)))(
    '%s: %s is allowed exactly where the table says so',
    (status, action) => {
      const campaign = { ...draft, status };
      const legal = LEGAL[status].includes(action);
      expect((CAMPAIGN_TABLE[status] as readonly string[]).includes(action)).toBe(legal);
      expect(whyNotNow(campaign, action) === undefined).toBe(legal);
      const decided = {
        freeze: () => freezeDenominator(campaign, counted, NOW),
        start: () => startCampaign(campaign),
        'wind-up': () => windUpCampaign(campaign),
        close: () => closeCampaign(campaign, done),
      }[action as 'freeze'] as (() => { ok: boolean }) | undefined;
      if (decided) expect(decided().ok).toBe(legal);
    },
  );

  test('keeps what it was frozen to through everything that follows', () => {
    const frozen = freezeDenominator(draft, counted, NOW);
    if (!frozen.ok) throw new Error(frozen.refusal.code);
    const { denominator, frozenAt } = frozen.value.campaign;
    expect(denominator).toEqual({ hash: 'abc', units: 3, byStratum: counted.strata });
    for (const next of [
      startCampaign(frozen.value.campaign),
      windUpCampaign({ ...frozen.value.campaign, status: 'RUNNING' }),
      closeCampaign({ ...frozen.value.campaign, status: 'CLOSING' }, done),
    ])
      // prettier-ignore
      expect(next).toMatchObject({ ok: true, value: { campaign: { denominator, frozenAt } } });
  });

  test('does not close while a unit has nobody, and says where most of them are', () => {
    const unowned = [
      { area: 'a09', units: 5 },
      { area: 'a07', units: 2 },
    ];
    expect(closeCampaign({ ...draft, status: 'CLOSING' }, { units: 10, accounted: 3, owned: 0, unowned })).toMatchObject({
      refusal: { code: 'screening.units-unowned', params: { units: 7, area: 'a09', inArea: 5 } },
    });
    const closed = closeCampaign({ ...draft, status: 'CLOSING' }, { units: 10, accounted: 3, owned: 7, unowned: [] });
    expect(closed).toMatchObject({ value: { facts: [{ fact: 'closed', units: 10, accounted: 3, owned: 7 }] } });
  });

  test('is of nothing, or ends before it begins: refused', () => {
    expect(freezeDenominator(draft, { ...counted, strata: [] }, NOW)).toMatchObject({ refusal: { code: 'screening.nothing-to-screen' } });
    expect(openCampaign({ ...draft, end: '2020-02-09' })).toMatchObject({ refusal: { code: 'screening.ends-before-it-starts' } });
  });

  test('is filed under its one area, and run by whoever is responsible for all of them', () => {
    expect([areaOfCampaign(draft), pathsOf(draft)]).toEqual(['a00', ['houzhai']]);
    expect([areaOfCampaign({ areas: ['a07'] }), pathsOf({ areas: ['a07'] })]).toEqual(['a07', ['houzhai/a07']]);
    expect([areaOfCampaign({ areas: ['a07', 'a09'] }), pathsOf({ areas: ['a07', 'a09'] })]).toEqual([
      'a00',
      ['houzhai/a07', 'houzhai/a09'],
    ]);
  });
});
