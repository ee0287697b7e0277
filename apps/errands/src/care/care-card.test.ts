import { CARE_TIERS } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as decide from './care-link.decide.ts';
import { cardIsCurrent, dailyOf, plus, tierOn, today, type CareLink } from './care-link.ts';
import { publishCare } from './care-link.publish.ts';
import { AGENT, DAY, MEMBER, agent, at, both, household, member, worldAt } from './test/care-builder.ts';

const given = (decision: { ok: true; value: decide.DecidedCare } | { ok: false; refusal: { code: string } }): decide.DecidedCare => {
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value;
};
const world = worldAt(at(`${DAY}T10:00`));

describe('a contact card', () => {
  it('names those who have the household, and is outdated once others do', () => {
    const bare = household();
    expect(cardIsCurrent(bare)).toBe(false);
    const { link, fact } = given(decide.issueCard(bare, world));
    expect(fact).toEqual({ fact: 'card-issued', agentId: AGENT, partyMemberId: MEMBER });
    expect(link.card).toMatchObject({ agentId: AGENT, partyMemberId: MEMBER });
    expect(cardIsCurrent(link)).toBe(true);
    const stood = given(decide.substitute(link, AGENT, both)).link;
    expect(cardIsCurrent(stood)).toBe(false);
    expect(cardIsCurrent(given(decide.giveBack(stood, agent)).link)).toBe(true);
    expect(cardIsCurrent(given(decide.assign(link, both, member)).link)).toBe(false);
    expect(cardIsCurrent(given(decide.issueCard(stood, world)).link)).toBe(true);
  });

  it('is not for a household that is no longer looked after', () => {
    const ended = given(decide.end(household(), world)).link;
    expect(decide.issueCard(ended, world)).toMatchObject({ ok: false, refusal: { code: 'care-link.ended' } });
  });
});

describe('what events say of the days a household counts on', () => {
  it('is what its tiers say, of the day it was said and every later one', () => {
    const change = fc.record({ days: fc.nat({ max: 3 }), tier: fc.constantFrom(...CARE_TIERS), ends: fc.constantFrom(false, false, false, true) });
    fc.assert(
      fc.property(fc.constantFrom(...CARE_TIERS), fc.array(change, { maxLength: 12 }), (tier, changes) => {
        let link: CareLink = household(tier);
        let now = at(`${DAY}T10:00`);
        const counts = (day: string): boolean => {
          const daily = dailyOf(link);
          return daily !== undefined && daily.from <= day && (daily.until ?? day) >= day;
        };
        for (const { days, tier: next, ends } of changes) {
          now = now.add({ hours: 24 * days });
          const decided = ends ? decide.end(link, worldAt(now)) : decide.setTier(link, next, '按实际情况调整', worldAt(now));
          if (decided.ok) link = decided.value.link;
          for (const ahead of [0, 1, 2, 9]) {
            const day = plus(today(now), ahead);
            expect([day, counts(day)]).toEqual([day, tierOn(link, day) === 'DAILY']);
          }
        }
      }),
    );
  }); // prettier-ignore

  it('stands in every event, with the last day somebody reached it', () => {
    const contact = { contactId: '01912f4e-8c3a-7b5e-9d21-0000000000f1', method: 'PHONE', outcome: 'REACHED' } as const;
    const { link, fact } = given(decide.recordContact(household(), contact, world.now, world));
    expect(publishCare(link, fact).data).toMatchObject({ daily: { from: DAY }, reachedOn: DAY });
    const weekly = household('WEEKLY');
    expect(publishCare(weekly, { fact: 'ended' }).data).not.toHaveProperty('daily');
    expect(publishCare(weekly, { fact: 'ended' }).data).not.toHaveProperty('reachedOn');
  });
});
