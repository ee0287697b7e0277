import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { openSession, signIn, type OperatorSession } from '@houzhai/messaging';
import { CheckpointSite } from './checkpoint-site.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const reason = '护照核对，同一人两次登记';
let platform: Platform;
let site: CheckpointSite;
let duty: TestOperator;
let keep: string;
let other: string;

beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
  duty = await platform.operator(['DUTY_OFFICER']);
  // Known by a fever, an isolation and an arrival of no risk, each under one of two entries.
  const arrival = await site.registered({ name: '皇甫测试庚', phone: '13766137661', stays: [{ region: '330700' }], temperature: 36.6 });
  other = arrival.personId;
  keep = await seedPerson(site.worker7, 'a07', '皇甫测试庚');
  valueOf(await site.worker7.client.command(C.SuspectFever, { personId: keep, temperature: 38.7, symptoms: ['COUGH'] }));
  valueOf(await site.worker7.client.command(C.OrderIsolation, { personId: keep, kind: 'HOME', reason: 'CONTACT' }));
  valueOf(await site.worker7.client.command(C.LinkPersons, { personId: keep, otherId: other, verdict: 'SAME', reason }));
  valueOf(await site.worker7.client.command(C.MergePersons, { keepId: keep, otherId: other, reason }));
});
afterAll(() => platform.stop());

const enter = async (account: string): Promise<OperatorSession> =>
  openSession(platform.natsUrl, valueOf(await signIn({ server: platform.natsUrl, account, password: PASSWORD, client: 'console' })), {
    name: 'test',
  });
const file = ({ client }: Pick<TestOperator, 'client'>) => client.query(C.PersonFile, { personId: keep });

/** Ids, times and numbers of records may have any digits. */
const BY_CHANCE = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Z]{2}-\d{8}-\d{4}-\d/g;

test('whoever sees the file of a person sees numbers and steps, whatever their role: nothing measured, told or found', async () => {
  const roles = C.ROLES.filter((role) => C.mayCall(C.PersonFile.access, [role]));
  expect(roles.length).toBeGreaterThan(4);
  for (const role of roles) {
    const { lines } = valueOf(await file(await platform.operator([role], ['houzhai/a07'])));
    expect([role, new Set(lines.map(({ entity }) => entity))]).toEqual([role, new Set(['person', 'person-link', 'arrival', 'isolation', 'fever'])]);
    expect(JSON.stringify(lines).replaceAll(BY_CHANCE, '')).not.toMatch(/38\.7|36\.6|387|366|COUGH|330700|GREEN|NOT_YET_ISSUED|皇甫|1376|护照|SELF_MONITORING|LOW/);
  }
}); // prettier-ignore

test('what belongs to an entry of another area is left out for those who do not see that area', async () => {
  const elsewhere = await seedPerson(site.worker9, 'a09', '皇甫测试庚');
  valueOf(await site.worker9.client.command(C.OrderIsolation, { personId: elsewhere, kind: 'HOME', reason: 'CONTACT' }));
  const kept = await seedPerson(site.worker7, 'a07', '皇甫测试庚');
  valueOf(await duty.client.command(C.LinkPersons, { personId: kept, otherId: elsewhere, verdict: 'SAME', reason }));
  valueOf(await duty.client.command(C.MergePersons, { keepId: kept, otherId: elsewhere, reason }));
  const entities = async ({ client }: TestOperator) =>
    valueOf(await client.query(C.PersonFile, { personId: kept })).lines.map(({ entity, event }) => `${entity}.${event}`).toSorted();
  expect(await entities(site.worker7)).toEqual(['person.registered', 'person.took-in']);
  expect(await entities(duty)).toEqual([
    'isolation.ordered',
    'person-link.decided',
    'person.merged',
    'person.registered',
    'person.registered',
    'person.took-in',
  ]);
  const links = async ({ client }: TestOperator) => valueOf(await client.query(C.PersonDetail, { personId: kept })).links;
  expect(await links(site.worker7)).toBeUndefined();
  expect(await links(duty)).toMatchObject([{ personId: elsewhere, verdict: 'SAME' }]);
}); // prettier-ignore

test('a team that is deployed there sees the register for its work, never the file; after the recall nothing', async () => {
  const leaderId = await platform.account('lead-09', '队长九', ['COMMUNITY_WORKER', 'TEAM_LEAD'], ['houzhai/a09'], PASSWORD);
  const memberId = await platform.account('member-09', '队员九', ['TEAM_MEMBER'], ['houzhai/a09'], PASSWORD);
  const formed = await duty.client.command(C.FormTaskForce, { no: 9, homeArea: 'a09', leaderId, memberIds: [memberId] });
  const { taskForceId } = valueOf(formed);
  const lead = await enter('lead-09');
  const card = async () => (await lead.client.query(C.PersonDetail, { personId: keep })).ok;
  const unknown = { refusal: { code: 'record.not-found' } };
  expect(await file(lead)).toMatchObject(unknown);
  expect(await card()).toBe(false);
  valueOf(await duty.client.command(C.DeployTaskForce, { taskForceId, toArea: 'a07', mission: '支援摸排' }));
  await eventually(card, (seen) => seen);
  // The role at home does not count where the team helps.
  expect(await file(lead)).toMatchObject(unknown);
  expect(await lead.client.query(C.DuplicatesOf, { personId: keep })).toMatchObject(unknown);
  expect(valueOf(await lead.client.query(C.DuplicatesPage, { area: 'a07' })).pairs).toEqual([]);
  expect(await lead.client.command(C.UnmergePerson, { personId: other, reason })).toMatchObject(unknown);
  const member = await enter('member-09');
  await expect(file(member)).rejects.toThrow(/Permissions Violation/);
  valueOf(await duty.client.command(C.RecallTaskForce, { taskForceId, reason: '支援任务已经完成' }));
  await eventually(card, (seen) => !seen);
  expect(await file(lead)).toMatchObject(unknown);
  await Promise.all([lead.close(), member.close()]);
});

test('every look is on record, at each entry that was shown, and survives the unmerging', async () => {
  const viewer = await platform.operator(['POLICE'], ['houzhai/a07']);
  valueOf(await file(viewer));
  const auditor = await platform.operator(['AUDITOR']);
  const looks = async (personId: string) =>
    valueOf(await auditor.client.query(C.AUDITS['census-screening'].whoSaw, { personId, limit: 100 })).rows.filter(
      ({ operation, actor }) => operation === 'PersonFile' && actor === viewer.operatorId,
    );
  expect(await looks(keep)).toHaveLength(1);
  expect(await looks(other)).toHaveLength(1);
  valueOf(await site.worker7.client.command(C.UnmergePerson, { personId: other, reason }));
  expect(await looks(other)).toHaveLength(1);
  // A look that was refused has nothing to tell of.
  const stranger = await platform.operator(['POLICE'], ['houzhai/a09']);
  expect((await file(stranger)).ok).toBe(false);
  const { rows } = await platform.db.query(
    `select 1 from "census_screening"."audit" where "operation" = 'PersonFile' and "actor" = $1 and "record_id" = $2`,
    [stranger.operatorId, keep],
  );
  expect(rows).toEqual([]);
});
