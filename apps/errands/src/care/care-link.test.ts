import { CARE_TIERS, CareOutcome, CareRole, EVENTS, ROLES, carers, mayCall, type CareTier } from '@houzhai/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as decide from './care-link.decide.ts';
import { accountOf, nextBy, nextOn, plus, standingOn, tierOn, today, wakeAt, type CareLink, type Try } from './care-link.ts';
import { publishCare } from './care-link.publish.ts';
import {
  AGENT,
  BOTH,
  DAY,
  DESK,
  MEMBER,
  SPARE,
  agent,
  at,
  both,
  household,
  member,
  operator,
  policy,
  spare,
  worldAt,
} from './test/care-builder.ts';

const given = (decision: { ok: true; value: decide.DecidedCare } | { ok: false; refusal: { code: string } }): CareLink => {
  if (!decision.ok) throw new Error(decision.refusal.code);
  const { contract, data } = publishCare(decision.value.link, decision.value.fact);
  expect(contract.data.parse(data)).toEqual(data);
  return decision.value.link;
};
const contactId = '01912f4e-8c3a-7b5e-9d21-0000000000f1';
const contact = (link: CareLink, when: string, by: string, outcome: Try['outcome'], as?: Try['as']) =>
  decide.recordContact(
    link,
    { contactId, method: 'PHONE', outcome, as },
    at(when),
    worldAt(at(when), by, by === DESK ? ['COMMUNITY_WORKER'] : ['AGENT']),
  );
const refusal = (code: string) => ({ ok: false, refusal: { code } });

describe('who looks after a household (ER6)', () => {
  it.each([
    ['the same person', both, both, 'care-link.same-person'],
    ['somebody who is no agent', operator(AGENT, ['PARTY_MEMBER']), member, 'errand.agent-unavailable'],
    ['an agent of another area', operator(AGENT, ['AGENT'], ['houzhai/a08']), member, 'errand.agent-not-of-area'],
    ['an agent whose account is closed', { ...agent, active: false }, member, 'errand.agent-unavailable'],
    ['no party member', agent, operator(MEMBER, ['AGENT']), 'care-link.member-unfit'],
    ['a party member of another area', agent, operator(MEMBER, ['PARTY_MEMBER'], ['houzhai/a08']), 'care-link.member-unfit'],
    ['a party member whose account is closed', agent, { ...member, active: false }, 'care-link.member-unfit'],
  ])('%s is refused, when it is set up and later', (_, one, other, code) => {
    expect(decide.assign(household(), one, other)).toMatchObject(refusal(code));
    expect(decide.checkCarers(one, other, household())).toMatchObject(refusal(code));
  });

  it('somebody stands in, and whose it is stays remembered until they are back', () => {
    const stood = given(decide.substitute(household(), AGENT, both));
    expect(stood.agent).toEqual({ id: BOTH, standsInFor: AGENT });
    const again = given(decide.substitute(stood, BOTH, spare));
    expect(again.agent).toEqual({ id: SPARE, standsInFor: AGENT });
    expect(given(decide.giveBack(again, agent)).agent).toEqual({ id: AGENT });
    expect(given(decide.substitute(again, SPARE, agent)).agent).toEqual({ id: AGENT });
    expect(decide.giveBack(household(), agent)).toMatchObject(refusal('care-link.not-theirs'));
    expect(decide.substitute(stood, MEMBER, both)).toMatchObject(refusal('care-link.same-person'));
    expect(decide.substitute(stood, AGENT, spare)).toMatchObject(refusal('care-link.not-theirs'));
  });

  it('whatever is done, agent and party member are two, and each owner is remembered', () => {
    const people = [agent, member, both, spare];
    const move = fc.record({ do: fc.constantFrom('assign', 'substitute', 'give-back'), a: fc.nat(3), b: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let link = household();
        for (const one of moves) {
          const [first = agent, second = member] = [people[one.a], people[one.b]];
          const done =
            one.do === 'assign'
              ? decide.assign(link, first, second)
              : one.do === 'substitute'
                ? decide.substitute(link, first.operatorId, second)
                : decide.giveBack(link, first);
          if (!done.ok) continue;
          const owners = (l: CareLink) => [l.agent.standsInFor ?? l.agent.id, l.partyMember.standsInFor ?? l.partyMember.id];
          if (one.do !== 'assign') expect(owners(done.value.link)).toEqual(owners(link));
          link = given(done);
          expect(link.agent.id).not.toBe(link.partyMember.id);
          for (const { id, standsInFor } of [link.agent, link.partyMember]) expect(standsInFor).not.toBe(id);
        }
      }),
    );
  });
});

describe('how often', () => {
  it.each(CARE_TIERS.flatMap((before) => CARE_TIERS.map((after) => [before, after] as const)))('%s to %s', (before, after) => {
    const link = household(before);
    const world = worldAt(at(`${DAY}T20:00`));
    const bare = decide.setTier(link, after, undefined, world);
    const lowered = CARE_TIERS.indexOf(after) > CARE_TIERS.indexOf(before);
    if (before === after) expect(bare).toMatchObject(refusal('care-link.same-tier'));
    else if (lowered) expect(bare).toMatchObject(refusal('care-link.reason-missing'));
    else expect(tierOn(given(bare), DAY)).toBe(after);
    if (!lowered) return;
    const next = given(decide.setTier(link, after, '子女已搬来同住', world));
    expect([tierOn(next, DAY), tierOn(next, plus(DAY, 1))]).toEqual([before, after]);
  });

  it('is not lowered, nor the household ended, while somebody has to stand at the door', () => {
    const due = { ...household(), doorDueSince: DAY };
    expect(decide.setTier(due, 'WEEKLY', '子女已搬来同住', worldAt(at('2020-02-13T09:00')))).toMatchObject(refusal('care-link.door-due'));
    expect(decide.end(due, worldAt(at('2020-02-13T09:00')))).toMatchObject(refusal('care-link.door-due'));
  });

  it('however it is changed on a day, the day counts its highest, and days before stay as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(...CARE_TIERS)), { maxLength: 20 }), (changes) => {
        let link = household();
        let hour = at(`${DAY}T10:00`);
        for (const [hours, tier] of changes) {
          hour = hour.add({ hours });
          const day = today(hour);
          const past = [plus(day, -3), plus(day, -2), plus(day, -1)].map((one) => tierOn(link, one));
          const before = tierOn(link, day) ?? 'QUARTERLY';
          const done = decide.setTier(link, tier, '按实际情况调整', worldAt(hour));
          if (!done.ok) continue;
          link = given(done);
          expect([plus(day, -3), plus(day, -2), plus(day, -1)].map((one) => tierOn(link, one))).toEqual(past);
          expect(CARE_TIERS.indexOf(tierOn(link, day) as CareTier)).toBeLessThanOrEqual(CARE_TIERS.indexOf(before));
          expect(tierOn(link, plus(day, 1))).toBe(tier);
          expect(link.tiers.map(({ from }) => from)).toEqual([...new Set(link.tiers.map(({ from }) => from))].toSorted());
        }
      }),
    );
  });
});

describe('a contact', () => {
  it('is told as whom; the desk types for either, nobody for a household of others', () => {
    const as = (by: string, asked?: Try['as']) => {
      const done = contact(household(), `${DAY}T10:00`, by, 'REACHED', asked);
      return done.ok ? done.value.link.latest?.tries[0]?.as : done.refusal.code;
    };
    expect([as(AGENT), as(MEMBER), as(DESK), as(DESK, 'AGENT'), as(AGENT, 'MEMBER'), as(SPARE)]).toEqual([
      'AGENT', 'MEMBER', 'OTHER', 'AGENT', 'care-link.not-yours', 'care-link.not-yours',
    ]); // prettier-ignore
  });

  it('that reached nobody is tried the same day by the other one; both tried, it stays missing', () => {
    const once = given(contact(household(), `${DAY}T10:00`, AGENT, 'NOT_REACHED'));
    expect(nextOn(once, DAY)).toEqual({ next: 'OTHER_TRIES', by: 'MEMBER' });
    const twice = given(contact(once, `${DAY}T11:00`, MEMBER, 'NOT_REACHED'));
    expect([nextOn(twice, DAY).next, standingOn(twice, twice.latest?.tries ?? [], DAY)]).toEqual(['BOTH_TRIED', 'MISSING']);
    const third = given(contact(twice, `${DAY}T15:00`, AGENT, 'REACHED'));
    expect(nextOn(third, DAY)).toEqual({ next: 'NOTHING' });
    expect(nextOn(third, plus(DAY, 1))).toEqual({ next: 'TRY' });
  });

  it('is of a day the household was looked after, and not too long ago', () => {
    const link = household();
    const late = (day: string, now: string) =>
      decide.recordContact(
        link,
        { contactId, method: 'PHONE', outcome: 'REACHED' },
        at(`${day}T10:00`),
        worldAt(at(now), AGENT, ['AGENT']),
      );
    expect(late('2020-02-09', '2020-02-10T12:00')).toMatchObject(refusal('care-link.not-yet'));
    expect(late(DAY, '2020-02-18T12:00')).toMatchObject(refusal('care-link.too-late'));
    expect(late(DAY, '2020-02-17T12:00').ok).toBe(true);
  });

  it('nothing is done about a household that was ended', () => {
    const ended = given(decide.end(household(), worldAt(at(`${DAY}T12:00`))));
    const world = worldAt(at(`${DAY}T13:00`));
    for (const done of [
      decide.changeHousehold(ended, ended.personIds, false), decide.setTier(ended, 'WEEKLY', 'x', world), decide.assign(ended, both, member), decide.end(ended, world),
      contact(ended, `${DAY}T13:00`, AGENT, 'REACHED'), decide.explainGap(ended, {}, world), decide.substitute(ended, AGENT, both), decide.giveBack(ended, agent),
    ]) expect(done).toMatchObject(refusal('care-link.ended')); // prettier-ignore
    expect([tierOn(ended, DAY), tierOn(ended, plus(DAY, 1))]).toEqual(['DAILY', undefined]);
    expect(wakeAt(ended, policy, world.now)).toBeUndefined();
  });
});

describe('a household nobody hears of', () => {
  const tick = (link: CareLink, when: string) => decide.tickCare(link, { now: at(when), policy });

  it('after two days somebody stands at the door; told once, until they were heard of', () => {
    const reached = given(contact(household(), `${DAY}T10:00`, AGENT, 'REACHED'));
    expect(wakeAt(reached, policy, at(`${DAY}T10:00`))?.toString()).toBe('2020-02-13T00:00:00Z');
    expect(tick(reached, '2020-02-13T07:59')).toBeUndefined();
    const due = tick(reached, '2020-02-13T08:00')?.link;
    expect(due?.doorDueSince).toBe('2020-02-11');
    if (!due) return;
    expect(tick(due, '2020-02-14T08:00')).toBeUndefined();
    expect(nextOn(due, '2020-02-13')).toEqual({ next: 'DOOR' });
    const still = given(contact(due, '2020-02-13T09:00', AGENT, 'NOT_REACHED'));
    expect(still.doorDueSince).toBe('2020-02-11');
    for (const outcome of ['REACHED', 'REFUSED'] as const)
      expect(given(contact(still, '2020-02-13T10:00', MEMBER, outcome)).doorDueSince).toBeUndefined();
    const explained = given(decide.explainGap(still, { until: '2020-02-20' }, worldAt(at('2020-02-13T10:00'))));
    expect(explained.doorDueSince).toBeUndefined();
    expect(wakeAt(explained, policy, at('2020-02-13T10:00'))?.toString()).toBe('2020-02-23T00:00:00Z');
  });

  it('one that is not asked after daily is never due at the door', () => {
    for (const tier of CARE_TIERS.slice(1)) expect(tick(household(tier), '2020-03-30T08:00')).toBeUndefined();
  });
});

describe('the account of a day (ER5)', () => {
  it.each([
    [[], 'MISSING'],
    [['NOT_REACHED'], 'MISSING'],
    [['NOT_REACHED', 'NOT_REACHED'], 'MISSING'],
    [['REFUSED', 'NOT_REACHED'], 'REFUSED'],
    [['NOT_REACHED', 'REACHED'], 'REACHED'],
    [['REFUSED', 'REACHED'], 'REACHED'],
  ] as const)('%j is %s; with a gap that was explained reached or explained', (outcomes, standing) => {
    const tries = outcomes.map((outcome) => ({ outcome }));
    expect(standingOn({ gaps: [] }, tries, DAY)).toBe(standing);
    expect(standingOn({ gaps: [{ from: DAY, until: DAY }] }, tries, DAY)).toBe(standing === 'REACHED' ? 'REACHED' : 'EXPLAINED');
    expect(standingOn({ gaps: [{ from: plus(DAY, 1), until: plus(DAY, 2) }] }, tries, DAY)).toBe(standing);
  });

  it('whatever happens, it adds up, names exactly the missing, and whose turn it is the other one’s', () => {
    const happening = fc.record({
      hours: fc.nat({ max: 20 }), nth: fc.nat({ max: 4 }), do: fc.constantFrom('contact', 'contact', 'contact', 'gap', 'tier', 'tick', 'end'),
      by: fc.constantFrom(AGENT, MEMBER, DESK), outcome: fc.constantFrom(...CareOutcome.options), back: fc.nat({ max: 3 }), tier: fc.constantFrom(...CARE_TIERS),
    }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (all) => {
        const links = Array.from({ length: 5 }, (_, nth) => ({ ...household(), id: String(nth) }));
        const told: { readonly id: string; readonly day: string; readonly as: Try['as']; readonly outcome: Try['outcome'] }[] = [];
        const triesOf = (day: string) => (id: string) => told.filter((one) => one.id === id && one.day === day);
        let now = at(`${DAY}T09:30`);
        for (const one of all) {
          now = now.add({ hours: one.hours });
          const link = links[one.nth] ?? household();
          const before = accountOf(links, triesOf(plus(today(now), -1)), plus(today(now), -1));
          const world = worldAt(now, one.by, one.by === DESK ? ['COMMUNITY_WORKER'] : ['AGENT']);
          const when = now.subtract({ hours: one.back * 12 });
          const done =
            one.do === 'contact' ? decide.recordContact(link, { contactId, method: 'PHONE', outcome: one.outcome }, when, world)
            : one.do === 'gap' ? decide.explainGap(link, { until: plus(today(now), one.back) }, world)
            : one.do === 'tier' ? decide.setTier(link, one.tier, '按实际情况调整', world)
            : one.do === 'end' ? decide.end(link, world)
            : decide.tickCare(link, world); // prettier-ignore
          const value = done && 'ok' in done ? (done.ok ? done.value : undefined) : done;
          if (!value) continue;
          links[one.nth] = given({ ok: true, value });
          if (value.fact.fact === 'contacted') {
            const { day, as, outcome } = value.fact;
            told.push({ id: link.id, day, as, outcome });
            if (value.fact.nextBy) expect(value.fact.nextBy).not.toBe(as === 'OTHER' ? undefined : as);
          } else {
            // Nothing but a contact, or an explained gap, changes what yesterday came to.
            const { missed: _a, ...after } = accountOf(links, triesOf(plus(today(now), -1)), plus(today(now), -1));
            const { missed: _b, ...was } = before;
            if (one.do !== 'gap') expect(after).toEqual(was);
          }
          for (const back of [0, 1, 2, 3]) {
            const day = plus(today(now), -back);
            const { due, reached, refused, explained, missing, byAgent, byMember, missed } = accountOf(links, triesOf(day), day);
            expect(reached + refused + explained + missing).toBe(due);
            expect(missed).toHaveLength(missing);
            expect(Math.max(byAgent, byMember)).toBeLessThanOrEqual(reached);
            for (const lost of missed) expect(triesOf(day)(lost.id).filter(({ outcome }) => outcome === 'REACHED')).toEqual([]);
          }
          for (const own of links) {
            const wake = wakeAt(own, policy, now);
            if (own.doorDueSince === undefined && wake && Temporal.Instant.compare(wake, now) <= 0)
              expect(decide.tickCare(own, world)).toBeDefined();
          }
        }
      }),
    );
  });

  it('whose turn it is, whoever tried', () => {
    for (const first of CareRole.options)
      for (const second of CareRole.options) {
        const by = nextBy([first, second].map((as) => ({ as, outcome: 'NOT_REACHED' as const })));
        const tried = new Set<string>([first, second]);
        expect(by).toBe(tried.has('AGENT') === tried.has('MEMBER') ? undefined : tried.has('AGENT') ? 'MEMBER' : 'AGENT');
      }
  });
});

describe('why somebody is looked after', () => {
  it('is in no event: neither who, nor why, nor what they need', () => {
    const told = EVENTS.filter(({ entity, past }) => entity === 'care-link' && past !== 'skipped');
    expect(told).toHaveLength(11);
    for (const { name, data, partner } of told) {
      expect(partner).toBe(false);
      const schema = z.toJSONSchema(data, { unrepresentable: 'any' }) as { readonly properties: object };
      for (const field of Object.keys(schema.properties))
        expect(`${name}.${field}`).not.toMatch(/categor|need|cause|reason|words|person|personIds|label|name$/i);
    }
  });

  it('is asked by those who look after households and the desk, and nobody above or beside them', () => {
    expect(ROLES.filter((role) => mayCall(carers, [role]))).toEqual([
      'COMMANDER', 'DUTY_OFFICER', 'COMMUNITY_WORKER', 'GRID_WORKER', 'AGENT', 'PARTY_MEMBER',
    ]); // prettier-ignore
    expect(carers).not.toHaveProperty('services');
  });
});
