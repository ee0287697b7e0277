import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { OutputOf, Outcome } from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** Every day, everyone: households with an agent and a party member, in the tables of the service. */
const clock = new TestClock();
let platform: Platform;
let desk: TestOperator;
let agent: TestOperator;
let member: TestOperator;
let spare: TestOperator;
const scope = ['houzhai/a07'];
const reason = '按实际情况办理并登记';

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedVillage(platform);
  await pass(0);
});
afterAll(() => platform.stop());

/** Days pass, sessions end, and others come to work. */
async function pass(days: number): Promise<void> {
  clock.advance({ hours: 24 * days });
  [desk, agent, member, spare] = await Promise.all([
    platform.operator(['COMMUNITY_WORKER'], scope),
    platform.operator(['AGENT'], scope),
    platform.operator(['PARTY_MEMBER'], scope),
    platform.operator(['AGENT', 'PARTY_MEMBER'], scope),
  ]);
}
const household = async (over: object = {}) => ({
  personIds: [await seedPerson(desk, 'a07')],
  categories: ['LIVES_ALONE', 'FRAIL'] as const,
  tier: 'DAILY' as const,
  agentId: agent.operatorId,
  partyMemberId: member.operatorId,
  ...over,
});
const setUp = async (over: object = {}): Promise<string> =>
  valueOf(await desk.client.command(C.SetUpCareLink, (await household(over)) as never)).linkId;
const show = async (linkId: string, by = desk): Promise<OutputOf<typeof C.CareLinkDetail>> =>
  valueOf(await by.client.query(C.CareLinkDetail, { linkId }));
const refusalOf = (outcome: Outcome<unknown>): string | undefined => (outcome.ok ? undefined : outcome.refusal.code);
const mine = async (by: TestOperator): Promise<readonly string[]> =>
  valueOf(await by.client.query(C.CareToday, { limit: 500 })).rows.map(({ linkId }) => linkId);

test('an agent and a party member see their households alone; why it is looked after is in no event and in no column', async () => {
  const linkId = await setUp();
  for (const by of [agent, member, desk]) expect((await show(linkId, by)).categories).toEqual(['LIVES_ALONE', 'FRAIL']);
  const elsewhere = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a08']);
  for (const other of [spare, elsewhere]) {
    expect(refusalOf(await other.client.query(C.CareLinkDetail, { linkId }))).toBe('record.not-found');
    expect(await mine(other)).not.toContain(linkId);
    expect(refusalOf(await other.client.command(C.RecordCareContact, { linkId, outcome: 'REACHED' }))).toBe('record.not-found');
    expect(valueOf(await other.client.query(C.CareCoverage, {})).due).toBe(0);
  }
  expect(await mine(agent)).toContain(linkId);
  expect(await mine(member)).toContain(linkId);
  const { rows } = await platform.db.query<{ text: string }>(
    `select (select to_jsonb(l) - 'sealed' from "errands"."care_link" l where l."id" = $1)::text || (select string_agg(o."envelope"::text, ' ') from "errands"."outbox" o where o."record_id" = $1) as text`,
    [linkId],
  );
  expect(rows[0]?.text).not.toMatch(/LIVES_ALONE|FRAIL/);
  const looks = await platform.db.query(`select 1 from "errands"."audit" where "operation" = 'CareLinkDetail' and "record_id" = $1`, [
    linkId,
  ]);
  expect(looks.rows.length).toBeGreaterThanOrEqual(3);
  expect(refusalOf(await desk.client.command(C.SetUpCareLink, (await household({ partyMemberId: agent.operatorId })) as never))).toBe(
    'care-link.same-person',
  );
});

test('not reached is tried by the other one the same day; two days without a word raise one alert, and whoever is heard of ends it', async () => {
  const linkId = await setUp();
  const { nextBy } = valueOf(await agent.client.command(C.RecordCareContact, { linkId, outcome: 'NOT_REACHED' }));
  expect(nextBy).toBe('MEMBER');
  const { row } = await show(linkId, member);
  expect(row).toMatchObject({ standing: 'MISSING', next: 'OTHER_TRIES', nextBy: 'MEMBER' });
  const before = valueOf(await desk.client.query(C.CareCoverage, {}));
  expect(before.names.map((one) => one.linkId)).toContain(linkId);
  valueOf(await member.client.command(C.RecordCareContact, { linkId, outcome: 'REACHED', needs: ['FOOD'], words: '米快吃完了' }));
  const after = valueOf(await desk.client.query(C.CareCoverage, {}));
  expect([after.reached - before.reached, after.missing - before.missing, after.byMember - before.byMember]).toEqual([1, -1, 1]);
  expect((await show(linkId)).contacts[0]).toMatchObject({ as: 'MEMBER', needs: ['FOOD'], words: '米快吃完了' });

  await pass(4);
  const alerts = async () => valueOf(await desk.client.query(C.AlertsPage, { rule: 'care-silent', subjectId: linkId })).rows;
  const [alert] = await eventually(alerts, (rows) => rows.length > 0, 30_000);
  expect(alert).toMatchObject({ status: 'RAISED', area: 'a07' });
  expect((await show(linkId)).row.next).toBe('DOOR');
  expect(refusalOf(await desk.client.command(C.SetCareTier, { linkId, tier: 'WEEKLY', reason }))).toBe('care-link.door-due');
  await pass(1);
  valueOf(await desk.client.command(C.RecordCareContact, { linkId, outcome: 'NOT_REACHED', method: 'DOOR', as: 'AGENT' }));
  expect((await show(linkId)).row.next).toBe('DOOR');
  valueOf(await desk.client.command(C.RecordCareContact, { linkId, outcome: 'REACHED', method: 'DOOR', as: 'MEMBER' }));
  await eventually(alerts, ([one]) => one?.status === 'RESOLVED', 30_000);
  expect(await alerts()).toHaveLength(1);
}, 120_000);

test('a whole list goes to somebody who stands in, and back; a dry run changes nothing; who is the other one already is refused', async () => {
  const [sick, other] = [await platform.operator(['AGENT'], scope), await platform.operator(['AGENT', 'PARTY_MEMBER'], scope)];
  const own = [await setUp({ agentId: sick.operatorId }), await setUp({ agentId: sick.operatorId, partyMemberId: other.operatorId })];
  const asked = { fromId: sick.operatorId, toId: other.operatorId, reason };
  const dry = valueOf(await desk.client.command(C.SubstituteCarer, { ...asked, dryRun: true }));
  expect([dry.done, dry.refused, dry.rows.map(({ refusal }) => refusal?.code).filter(Boolean)]).toEqual([1, 1, ['care-link.same-person']]);
  expect(await mine(sick)).toEqual(expect.arrayContaining(own));
  expect(valueOf(await desk.client.command(C.SubstituteCarer, asked))).toMatchObject({ done: 1, refused: 1 });
  expect(await mine(sick)).toEqual([own[1]]);
  expect((await show(own[0] ?? '')).row).toMatchObject({ agentId: other.operatorId, agentFor: sick.operatorId });
  expect(valueOf(await desk.client.command(C.GiveBackHouseholds, { toId: sick.operatorId }))).toMatchObject({ done: 1, refused: 0 });
  expect((await show(own[0] ?? '')).row).toMatchObject({ agentId: sick.operatorId });
  expect((await show(own[0] ?? '')).row).not.toHaveProperty('agentFor');
  expect((await show(own[0] ?? '')).history.find(({ event }) => event === 'substituted')?.reason).toBe(reason);
});

test('several are set up at once: dry run first, the same twice changes nothing, and nobody lives in two', async () => {
  const links = [await household(), await household({ tier: 'MONTHLY' })];
  expect(valueOf(await desk.client.command(C.SetUpCareLinks, { links, dryRun: true } as never))).toMatchObject({ done: 2, refused: 0 });
  expect(valueOf(await desk.client.command(C.SetUpCareLinks, { links } as never))).toMatchObject({ done: 2, unchanged: 0, refused: 0 });
  expect(valueOf(await desk.client.command(C.SetUpCareLinks, { links } as never))).toMatchObject({ done: 0, unchanged: 2, refused: 0 });
  const again = valueOf(await desk.client.command(C.SetUpCareLinks, { links: [{ ...links[0], tier: 'WEEKLY' }] } as never));
  expect(again.rows[0]?.refusal?.code).toBe('care-link.has-one');
  const both = await household();
  const two = await Promise.all([1, 2].map(() => desk.client.command(C.SetUpCareLink, both as never)));
  expect(two.map(refusalOf).toSorted()).toEqual(['care-link.has-one', undefined]);
});

test('lowered only with a reason, on record, and from tomorrow; changed, ended and found again', async () => {
  const linkId = await setUp();
  const due = async () => valueOf(await desk.client.query(C.CareCoverage, {})).due;
  const before = await due();
  expect(refusalOf(await desk.client.command(C.SetCareTier, { linkId, tier: 'WEEKLY' }))).toBe('care-link.reason-missing');
  valueOf(await desk.client.command(C.SetCareTier, { linkId, tier: 'WEEKLY', reason }));
  expect(await due()).toBe(before);
  expect((await show(linkId)).history.at(-1)).toMatchObject({ event: 'tier-set', reason });
  const another = await seedPerson(desk, 'a07', '测试乙');
  const [first = ''] = (await show(linkId)).row.personIds;
  valueOf(await desk.client.command(C.ChangeCareHousehold, { linkId, personIds: [another, first], categories: ['DISABLED'] }));
  expect(await show(linkId)).toMatchObject({ categories: ['DISABLED'], row: { personIds: [another, first] } });
  expect((await show(linkId)).history.find(({ event }) => event === 'tier-set')?.reason).toBe(reason);
  await expect(agent.client.command(C.EndCareLink, { linkId, reason })).rejects.toThrow(/Permissions Violation/);
  valueOf(await desk.client.command(C.EndCareLink, { linkId, reason }));
  expect(await due()).toBe(before);
  await pass(1);
  expect(valueOf(await desk.client.query(C.CareCoverage, { day: '2020-01-01' })).due).toBe(0);
  expect(await mine(agent)).not.toContain(linkId);
  valueOf(await desk.client.command(C.SetUpCareLink, (await household({ personIds: [another] })) as never));
});

test('a contact card is on record and outdated once somebody stands in; lists narrow to what is wanted; telephones are in no event', async () => {
  const linkId = await setUp();
  const links = async (narrowed: object, by = desk): Promise<readonly string[]> =>
    valueOf(await by.client.query(C.CareLinks, { open: true, limit: 500, ...narrowed })).rows.map((row) => row.linkId);
  expect(await links({ noCard: true })).toContain(linkId);
  const told = valueOf(await agent.client.command(C.IssueContactCard, { linkId }));
  expect(told).toMatchObject({ linkId, agentId: agent.operatorId, partyMemberId: member.operatorId });
  expect(told).not.toHaveProperty('centrePhone');
  expect((await show(linkId)).row.contactCard).toEqual({ issuedAt: told.issuedAt, current: true });
  expect((await show(linkId)).history.at(-1)?.event).toBe('card-issued');
  expect(await links({ noCard: true })).not.toContain(linkId);
  expect(refusalOf(await spare.client.command(C.IssueContactCard, { linkId }))).toBe('record.not-found');
  expect(await links({ standIns: true })).not.toContain(linkId);
  valueOf(await desk.client.command(C.SubstituteCarer, { fromId: agent.operatorId, toId: spare.operatorId, reason }));
  expect((await show(linkId)).row).toMatchObject({ agentFor: agent.operatorId, contactCard: { current: false } });
  for (const narrowed of [{ standIns: true }, { noCard: true }, { tier: 'DAILY' }, { operatorId: spare.operatorId }]) expect(await links(narrowed)).toContain(linkId);
  for (const narrowed of [{ tier: 'WEEKLY' }, { operatorId: agent.operatorId }, { area: 'a08' }]) expect(await links(narrowed)).not.toContain(linkId);
  expect([await links({}, agent), (await links({}, spare)).includes(linkId)]).toEqual([[], true]);
  valueOf(await desk.client.command(C.EndCareLink, { linkId, reason }));
  expect([(await links({})).includes(linkId), (await links({ open: false })).includes(linkId)]).toEqual([false, true]);

  const phones = async (): Promise<readonly (string | undefined)[]> =>
    valueOf(await desk.client.query(C.ListOperators, {})).rows.filter(({ operatorId }) => [agent, member].some((one) => one.operatorId === operatorId)).map(({ phone }) => phone);
  valueOf(await agent.client.command(C.SetDutyPhone, { phone: '199 0000 0011' }));
  expect(refusalOf(await agent.client.command(C.SetDutyPhone, { operatorId: member.operatorId, phone: '19900000012' }))).toBe('operator.phone-not-yours');
  expect(refusalOf(await agent.client.command(C.SetDutyPhone, { phone: '123' }))).toBe('operator.phone-invalid');
  valueOf(await desk.client.command(C.SetDutyPhone, { operatorId: member.operatorId, phone: '0579-85550000' }));
  expect((await phones()).toSorted()).toEqual(['057985550000', '19900000011']);
  valueOf(await agent.client.command(C.SetDutyPhone, {}));
  expect((await phones()).filter((phone) => phone !== undefined)).toEqual(['057985550000']);
  const said = await platform.db.query(`select 1 from "command_center"."outbox" where "envelope"::text ~ '19900000011|85550000' union all select 1 from "command_center"."audit" a where a::text ~ '19900000011|85550000'`);
  expect(said.rows).toEqual([]);
}); // prettier-ignore

test('random histories of several people at once: every day adds up in the tables, and nobody looks after a household twice', async () => {
  const step = fc.record({
    do: fc.constantFrom('contact', 'contact', 'contact', 'gap', 'tier', 'assign', 'substitute', 'give-back', 'end', 'set-up'),
    nth: fc.nat(), outcome: fc.constantFrom(...C.CareOutcome.options), tier: fc.constantFrom(...C.CARE_TIERS), by: fc.nat({ max: 2 }),
  }); // prettier-ignore
  let done = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, step), { minLength: 12, maxLength: 20 }), async (pairs) => {
      await pass(1);
      const ids = [await setUp(), await setUp(), await setUp()];
      const take = async (one: (typeof pairs)[number][number]): Promise<Outcome<unknown>> => {
        const linkId = ids[one.nth % ids.length] ?? (await setUp());
        const by = [desk, agent, member][one.by] ?? desk;
        switch (one.do) {
          case 'contact': return by.client.command(C.RecordCareContact, { linkId, outcome: one.outcome });
          case 'gap': return by.client.command(C.ExplainCareGap, { linkId, cause: 'AWAY', reason });
          case 'tier': return desk.client.command(C.SetCareTier, { linkId, tier: one.tier, reason });
          case 'assign': return desk.client.command(C.AssignCarers, { linkId, agentId: one.by === 0 ? spare.operatorId : agent.operatorId, partyMemberId: member.operatorId });
          case 'substitute': return desk.client.command(C.SubstituteCarer, { fromId: (one.by === 0 ? agent : member).operatorId, toId: spare.operatorId, reason });
          case 'give-back': return desk.client.command(C.GiveBackHouseholds, { toId: (one.by === 0 ? agent : member).operatorId });
          case 'end': return desk.client.command(C.EndCareLink, { linkId, reason });
          default: return desk.client.command(C.SetUpCareLink, (await household({ tier: one.tier })) as never);
        }
      }; // prettier-ignore
      for (const pair of pairs) {
        clock.advance({ minutes: 15 });
        for (const outcome of await Promise.all(pair.map(take)))
          if (outcome.ok) done += 1;
          else expect(outcome.refusal.code).not.toBe('internal');
      }
      const { due, reached, refused, explained, missing, names, areas } = valueOf(await desk.client.query(C.CareCoverage, {}));
      expect(reached + refused + explained + missing).toBe(due);
      expect(names).toHaveLength(missing);
      expect(areas.reduce((sum, area) => sum + area.due, 0)).toBe(due);
      // The wall chart, which knows the events alone, counts the same.
      await eventually(
        async () => valueOf(await desk.client.query(C.WallChart, {})).rows.find(({ area }) => area === 'a07')?.cells['careReached'],
        (cell) => (cell?.whole?.units ?? 0) === due && cell?.value === reached,
      );
      const wrong = await platform.db.query(`select l."no" from "errands"."care_link" l where l."agent_id" = l."party_member_id"
        or (select count(*) from "errands"."care_member" m where m."link_id" = l."id") <> case when l."status" = 'ACTIVE' then jsonb_array_length(l."facts" -> 'personIds') else 0 end
        or (select count(*) from "errands"."care_contact" c where c."link_id" = l."id") <> (select count(*) from "errands"."outbox" o where o."record_id" = l."id" and o."envelope" ->> 'type' = 'evt.errands.care-link.contacted.v1')
        or l."version" <> (select count(*) from "errands"."outbox" o where o."record_id" = l."id" and o."entity" = 'care-link')`);
      expect(wrong.rows).toEqual([]);
    }),
    { numRuns: 4, endOnFailure: true },
  );
  expect(done).toBeGreaterThan(30);
  const admin = await platform.operator(['DUTY_OFFICER', 'PLATFORM_ADMIN']);
  expect(valueOf(await admin.client.query(C.VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }))).toMatchObject({ equal: true });
}, 180_000);
