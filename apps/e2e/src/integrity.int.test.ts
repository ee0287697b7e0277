import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AssignUnits,
  CorrectVisit,
  IntegrityReview,
  MarkReviewed,
  OrderIsolation,
  RecordFollowUp,
  RecordVisit,
  StartIsolation,
  type FollowUpMethod,
  type Half,
  type Role,
} from '@houzhai/contracts';
import { Hz } from './hz-command.ts';
import { TestClock, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';
import { seedPerson, valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const clock = new TestClock();
/** Tomorrow: every half-day of it can be recorded in its evening. */
const DAY = Temporal.Now.zonedDateTimeISO('Asia/Shanghai').toPlainDate().add({ days: 1 });
const at = (time: string): string => DAY.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: time }).toInstant().toString();
let platform: Platform;
let site: ScreeningSite;
let hz: Hz;
let [lead, member]: TestOperator[] = [];
const doors = new Map<string, string>();
const cases: string[] = [];

const as = (roles: readonly Role[], ...scope: readonly string[]): Promise<TestOperator> => platform.operator(roles, scope);
const waiting = async (by: TestOperator, reviewed = false) => valueOf(await by.client.query(IntegrityReview, { reviewed })).rows;
/** Their connection cannot even ask. */
const cannotAsk = (by: TestOperator): Promise<void> =>
  expect(by.client.query(IntegrityReview, {})).rejects.toThrow('Permissions Violation');

beforeAll(async () => {
  platform = await startPlatform({ clock });
  site = await ScreeningSite.open(platform);
  const rooms = [...(await site.rooms('a07', 3, 1)), ...(await site.rooms('a08', 2))];
  const worker = await as(['COMMUNITY_WORKER'], 'houzhai');
  const doctorId = (await as(['COMMUNITY_DOCTOR'], 'houzhai')).operatorId;
  for (const [index, path] of [rooms[0], rooms[3], rooms[4]].entries()) {
    const personId = await seedPerson(worker, path?.split('/')[1] ?? '', `测试${'甲乙丙'[index] ?? ''}`);
    const { isolationId } = valueOf(await worker.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT', path }));
    const careTeam = { streetCadreId: worker.operatorId, doctorId };
    valueOf(await worker.client.command(StartIsolation, { isolationId, noticeNo: 'GL-1', careTeam, household: 'LIVES_ALONE', supplyEnsured: true })); // prettier-ignore
    cases.push(isolationId);
  }
  clock.advance(Temporal.Instant.from(at('20:00')).since(clock.now()));
  [lead, member] = [await as(['TEAM_LEAD'], 'houzhai/a07'), await as(['TEAM_MEMBER'], 'houzhai/a07')];
  await site.team(7, 'a07', lead.operatorId, [member.operatorId]);
  const { campaignId } = await site.round();
  const duty = await as(['DUTY_OFFICER'], 'houzhai');
  valueOf(await duty.client.command(AssignUnits, { campaignId, dryRun: false }));
  for (const { unitId, path } of await site.units(duty, { campaignId })) doors.set(path.split('/').slice(1).join('/'), unitId);
  await platform.account('duty', '值班甲', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  hz = new Hz(platform.natsUrl);
  expect(await hz.run('duty', 'sign-in duty', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
}, 60_000);
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

const visited = async (door: string, time: string): Promise<void> => {
  const unitId = doors.get(door) ?? '';
  valueOf(await member!.client.command(RecordVisit, { unitId, outcome: 'COMPLETED', unknown: 1, occurredAt: at(time) }));
};
const followedUp = async (by: TestOperator, half: Half, method: FollowUpMethod, times: readonly string[], sheetNo?: string) => {
  for (const [index, time] of times.entries()) {
    const told = { isolationId: cases[index] ?? '', date: DAY.toString(), half, temperature: 36.5, method, occurredAt: at(time) };
    valueOf(await by.client.command(RecordFollowUp, { ...told, ...(sheetNo === undefined ? {} : { sheetNo }) }));
  }
};
/** Events of every service. */
const told = async (): Promise<number> => {
  const counts = ['census_screening', 'command_center', 'errands'].map((schema) => `(select count(*) from "${schema}"."outbox")`);
  const { rows } = await platform.db.query<{ n: string }>(`select ${counts.join(' + ')} as n`);
  return Number(rows[0]?.n);
};

describe('visits of a team that one person cannot have made all of', () => {
  test('wait for its leader: which, when, what the policy allows; and for nobody else', async () => {
    await visited('a07/c1/g1/h0001-r01', '10:00');
    await visited('a07/c1/g1/h0001-r02', '10:04');
    await visited('a08/c1/g1/h0001-r01', '10:06');
    await visited('a07/c1/g1/h0001-r03', '10:08');
    const rows = await waiting(lead!);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ rule: 'SPACING', day: DAY.toString(), collectorId: member!.operatorId, teamNo: 7, needsMinutes: 5, saidMinutes: 2 }); // prettier-ignore
    expect(rows[0]?.visits.map(({ path, at: when, questioned }) => [path.slice(8), when, questioned])).toEqual([
      ['a07/c1/g1/h0001-r02', at('10:04'), false],
      ['a08/c1/g1/h0001-r01', at('10:06'), true],
      ['a07/c1/g1/h0001-r03', at('10:08'), false],
    ]);
    for (const [roles, scope] of [
      [['TEAM_LEAD'], 'houzhai'],
      [['DUTY_OFFICER'], 'houzhai'],
      [['COMMANDER'], 'houzhai'],
      [['DUTY_OFFICER', 'TEAM_LEAD'], 'houzhai/a07'],
    ] as const)
      expect([roles, await waiting(await as(roles, scope))]).toEqual([roles, []]);
    for (const role of [
      'TEAM_MEMBER',
      'COMMUNITY_WORKER',
      'GRID_WORKER',
      'AUDITOR',
      'ORG_OFFICE',
      'ASSESSOR',
      'PLATFORM_ADMIN',
      'UNIT_HEAD',
    ] as const)
      // prettier-ignore
      await cannotAsk(await as([role], 'houzhai'));
    await cannotAsk(member!);
  });

  test('are looked at once; what it came to is sealed, and nothing is told to anybody', async () => {
    const before = await told();
    const [row] = await waiting(lead!);
    const signalId = row?.signalId ?? '';
    const note = '回来一起补录，忘了改时间';
    const other = await as(['DUTY_OFFICER', 'TEAM_LEAD'], 'houzhai');
    expect(await other.client.command(MarkReviewed, { signalId, verdict: 'HONEST' })).toMatchObject({
      refusal: { code: 'record.not-found' },
    });
    expect(valueOf(await lead!.client.command(MarkReviewed, { signalId, verdict: 'HONEST', note }))).toEqual({
      signalId,
      verdict: 'HONEST',
    });
    expect(await lead!.client.command(MarkReviewed, { signalId, verdict: 'TO_TALK' })).toMatchObject({
      refusal: { code: 'integrity.reviewed-already', params: { verdict: 'HONEST' } },
    });
    expect(await waiting(lead!)).toEqual([]);
    expect(await waiting(lead!, true)).toMatchObject([{ signalId, review: { verdict: 'HONEST', by: lead!.operatorId, note } }]);
    expect(await waiting(other, true)).toEqual([]);
    const { rows: kept } = await platform.db.query<{ row: string }>(
      `select to_json(r)::text as row from "census_screening"."signal_review" r`,
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.row).not.toContain(member!.operatorId);
    expect(kept[0]?.row).not.toContain(note);
    expect(await told()).toBe(before);
  });

  test('are not those of whoever puts one right later', async () => {
    const unitId = doors.get('a08/c1/g1/h0001-r01') ?? '';
    const right = { unitId, nth: 1, outcome: 'VACANT_CONFIRMED', evidence: 'METER', reason: '看错了门牌号' } as const;
    valueOf(await lead!.client.command(CorrectVisit, right));
    expect(await waiting(lead!)).toEqual([]);
    expect(await waiting(lead!, true)).toHaveLength(1);
  });
});

describe('half-days seen at doors', () => {
  test('wait for the duty officer of all their places, never for those who work there or lead a team', async () => {
    const worker = await as(['GRID_WORKER'], 'houzhai');
    await followedUp(worker, 'AM', 'DOOR', ['09:30', '09:34', '09:35']);
    const duty = await as(['DUTY_OFFICER'], 'houzhai');
    const [row, ...others] = await waiting(duty);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ rule: 'SPACING', collectorId: worker.operatorId, needsMinutes: 5, saidMinutes: 1 });
    expect(JSON.stringify(row)).not.toMatch(/(?<!:)36\.5\b|测/);
    expect(await waiting(lead!)).toEqual([]);
    expect(await waiting(await as(['COMMANDER'], 'houzhai'))).toEqual([]);
    expect(await waiting(await as(['DUTY_OFFICER'], 'houzhai/a08'))).toEqual([]);
    expect(await waiting(await as(['DUTY_OFFICER'], 'houzhai/a07', 'houzhai/a08'))).toHaveLength(1);
    await cannotAsk(worker);

    const listed = await hz.run('duty', 'integrity list');
    expect(listed.out).toContain('Two too close in time');
    expect(listed.out).toContain('5/1');
    expect(await hz.run('duty', `integrity review ${row?.signalId ?? ''} --verdict TO_TALK --note 周三碰头时谈 --yes`)).toMatchObject({
      code: 0,
    });
    expect((await hz.run('duty', 'integrity list --json')).out).toContain('"data":[]');
    expect((await hz.run('duty', 'integrity list --reviewed')).out).toContain('To talk about');
  });

  test('are not looked at where they were told by telephone, nor lines of one sheet with one minute', async () => {
    const worker = await as(['GRID_WORKER'], 'houzhai');
    await followedUp(worker, 'PM', 'DOOR', ['15:00', '15:00', '15:00'], 'WS-20200210-0001-5');
    expect(await waiting(await as(['DUTY_OFFICER'], 'houzhai'))).toEqual([]);
  });
});
