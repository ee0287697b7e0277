import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { TestClock, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let duty: TestOperator;
let staff: TestOperator;
let doctor: TestOperator;
/** Works in the area, not at the site. */
let stranger: TestOperator;
let siteId: string;

const PATH = 'houzhai/a02';
/** Enough of them that none is needed twice: sessions end before long if the clock is moved. */
const ROOMS = Array.from({ length: 20 }, (_, nth) => String(301 + nth));
const reason = '按现场情况办理并登记';

beforeAll(async () => {
  platform = await startPlatform({ clock });
  duty = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(duty);
  staff = await platform.operator(['COMMUNITY_WORKER'], [PATH]);
  doctor = await platform.operator(['COMMUNITY_DOCTOR'], [PATH]);
  stranger = await platform.operator(['COMMUNITY_WORKER'], [PATH]);
  siteId = await opened('gld-1', ROOMS);
  valueOf(await duty.client.command(C.SetSiteStaff, { siteId, staffIds: [staff.operatorId], doctorId: doctor.operatorId }));
});
afterAll(() => platform.stop());

const opened = async (code: string, rooms: string[], path = PATH): Promise<string> =>
  valueOf(await duty.client.command(C.OpenIsolationSite, { code, name: `隔离点${code}`, path, rooms })).siteId;
/** Somebody in centralised isolation at the site, without a bed yet. */
const ordered = async (at: object = { siteId }): Promise<string> => {
  const personId = await seedPerson(duty, 'a07');
  return valueOf(await duty.client.command(C.OrderIsolation, { personId, kind: 'CENTRALIZED', reason: 'CONTACT', ...at })).isolationId;
};
const inBed = async (room?: string): Promise<string> => {
  const isolationId = await ordered();
  valueOf(await staff.client.command(C.AssignBed, { isolationId, ...(room === undefined ? {} : { room }) }));
  return isolationId;
};
const site = async (by: TestOperator = staff, code = 'gld-1') => valueOf(await by.client.query(C.IsolationSiteDetail, { code }));
const roomNow = async (no: string) => (await site()).rooms.find(({ room }) => room === no);
const row = async (isolationId: string) => valueOf(await duty.client.query(C.IsolationDetail, { isolationId })).row;
const started = async (isolationId: string): Promise<void> => {
  const careTeam = { streetCadreId: staff.operatorId, doctorId: doctor.operatorId };
  const start = { isolationId, noticeNo: 'GL-0137', careTeam, household: 'LIVES_ALONE', supplyEnsured: true } as const;
  valueOf(await staff.client.command(C.StartIsolation, start));
};

describe('from the order to the end', () => {
  test('who is ordered to a site has no bed yet, which is an open duty on the board and the list; a bed ends it', async () => {
    const isolationId = await ordered();
    expect(await row(isolationId)).toMatchObject({ path: PATH, area: 'a02', site: 'gld-1', inBed: false, needsBed: true });
    const page = valueOf(await staff.client.query(C.IsolationSitesPage, {}));
    expect(page).toMatchObject({ noBed: 1, rows: [{ code: 'gld-1', waiting: 1, rooms: 20, free: 20 }] });
    expect(valueOf(await staff.client.query(C.IsolationsPage, { noBed: true })).rows.map((one) => one.isolationId)).toEqual([isolationId]);
    const board = async () => valueOf(await staff.client.query(C.IsolationBoard, {})).rows.find(({ area }) => area === 'a02');
    expect(await board()).toMatchObject({ noBed: 1 });
    expect(valueOf(await staff.client.command(C.AssignBed, { isolationId }))).toMatchObject({ code: 'gld-1', room: '301' });
    expect(await row(isolationId)).toMatchObject({ inBed: true, needsBed: false });
    expect(await board()).toMatchObject({ noBed: 0 });
    expect((await site()).row).toMatchObject({ rooms: 20, free: 19, taken: 1, people: 1, waiting: 0 });
    expect(await staff.client.command(C.AssignBed, { isolationId })).toMatchObject({ refusal: { code: 'isolation-site.has-bed', params: { site: 'gld-1', room: '301' } } }); // prettier-ignore
    valueOf(await duty.client.command(C.CancelIsolation, { isolationId, reason }));
    expect(await roomNow('301')).toMatchObject({ state: 'DISINFECTING', people: 0 });
    clock.advance({ hours: 5 });
    expect(await roomNow('301')).toMatchObject({ state: 'FREE' });
  });

  test.each(['cancel', 'convert', 'lost', 'home', 'release'] as const)('%s: the bed is free in the same moment', async (end) => {
    const room = { cancel: '311', convert: '312', lost: '313', home: '314', release: '315' }[end];
    const isolationId = await inBed(room);
    const version = async () => (await platform.db.query<{ v: number }>(`select "version" as v from "census_screening"."isolation_site" where "id" = $1`, [siteId])).rows[0]?.v; // prettier-ignore
    const before = await version();
    if (end === 'cancel') valueOf(await duty.client.command(C.CancelIsolation, { isolationId, reason }));
    if (end === 'lost') {
      const doorAttemptAt = clock.now().toString();
      valueOf(await duty.client.command(C.ReportIsolationLost, { isolationId, reason, doorAttemptAt }));
    }
    if (end === 'home') valueOf(await duty.client.command(C.TransferIsolation, { isolationId, kind: 'HOME', path: 'houzhai/a07', reason }));
    if (end === 'convert' || end === 'release') await started(isolationId);
    if (end === 'convert') valueOf(await doctor.client.command(C.ConvertIsolation, { isolationId, reason }));
    if (end === 'release') {
      // As if fourteen days were over, every half-day well: what counts here is the second signature.
      await platform.db.query(`update "census_screening"."isolation" set "status" = 'PENDING_RELEASE', "facts" = "facts" || '{"status":"PENDING_RELEASE"}' where "id" = $1`, [isolationId]); // prettier-ignore
      valueOf(await doctor.client.command(C.SignRelease, { isolationId, readings: [36.5, 36.6] }));
      expect(await roomNow(room)).toMatchObject({ state: 'TAKEN' });
      valueOf(await staff.client.command(C.SignRelease, { isolationId, noticeNo: 'JC-0137' }));
    }
    expect(await version()).toBe((before ?? 0) + 1);
    expect(await roomNow(room)).toMatchObject({ state: 'DISINFECTING', people: 0 });
    const ends = { cancel: 'CANCELED', convert: 'CONVERTED', lost: 'LOST', home: 'TRANSFERRED', release: 'RELEASED' };
    const [line] = valueOf(await staff.client.query(C.BedLedger, { siteId, room })).rows;
    expect(line).toMatchObject({ isolationId, end: ends[end] });
    expect(line?.until).toBeDefined();
    expect((await row(isolationId)).inBed).toBe(false);
  });

  test('to another room, another site of the area, and by transfer to another area', async () => {
    const near = await opened('gld-2', ['1', '2']);
    const far = await opened('gld-9', ['1'], 'houzhai/a09');
    const isolationId = await inBed('303');
    expect(valueOf(await staff.client.command(C.MoveBed, { isolationId, room: '304' }))).toMatchObject({ room: '304' });
    expect(await roomNow('303')).toMatchObject({ state: 'DISINFECTING' });
    expect(await staff.client.command(C.MoveBed, { isolationId, siteId: near })).toMatchObject({ refusal: { code: 'isolation-site.not-yours' } });
    expect(valueOf(await duty.client.command(C.MoveBed, { isolationId, siteId: near }))).toMatchObject({ code: 'gld-2', room: '1' });
    expect(await row(isolationId)).toMatchObject({ site: 'gld-2', inBed: true });
    await started(isolationId);
    expect(await duty.client.command(C.MoveBed, { isolationId, siteId: far })).toMatchObject({ refusal: { code: 'isolation-site.other-area' } });
    const moved = valueOf(await duty.client.command(C.TransferIsolation, { isolationId, kind: 'CENTRALIZED', siteId: far, reason }));
    expect(await row(moved.successorId ?? '')).toMatchObject({ area: 'a09', site: 'gld-9', needsBed: true });
    expect((await site(duty, 'gld-2')).row).toMatchObject({ disinfecting: 1, people: 0 });
    const history = valueOf(await duty.client.query(C.IsolationDetail, { isolationId })).history.map(({ event }) => event);
    expect(history).toEqual(['ordered', 'bed-assigned', 'bed-changed', 'bed-changed', 'started', 'transferred']);
    const early = { isolationId: moved.successorId ?? '', occurredAt: clock.now().subtract({ hours: 2 }).toString() };
    expect(await duty.client.command(C.AssignBed, early)).toMatchObject({ refusal: { code: 'isolation-site.too-early' } });
    valueOf(await duty.client.command(C.AssignBed, { isolationId: moved.successorId ?? '' }));
    // Every bed there is taken: nobody else is ordered there, and the answer says where there are some.
    const personId = await seedPerson(duty, 'a09');
    const full = await duty.client.command(C.OrderIsolation, { personId, kind: 'CENTRALIZED', reason: 'CONTACT', siteId: far });
    expect(full).toMatchObject({ refusal: { code: 'isolation-site.no-bed', params: { sites: expect.stringMatching(/^gld-1 \d+\/20, gld-2 1\/2, gld-9 0\/1$/) as unknown } } }); // prettier-ignore
    expect(full).toHaveProperty('refusal.params.nextCleanAt');
    valueOf(await duty.client.command(C.CancelIsolation, { isolationId: moved.successorId ?? '', reason }));
    valueOf(await duty.client.command(C.CloseIsolationSite, { siteId: far, reason }));
    const shut = { personId, kind: 'CENTRALIZED', reason: 'CONTACT' } as const;
    expect(await duty.client.command(C.OrderIsolation, { ...shut, siteId: far })).toMatchObject({ refusal: { code: 'isolation-site.not-allowed-now' } });
    expect(await duty.client.command(C.OrderIsolation, { ...shut, kind: 'HOME', siteId })).toMatchObject({ refusal: { code: 'isolation-site.not-for-home' } });
    expect(await duty.client.command(C.OrderIsolation, { ...shut, siteId, path: 'houzhai/a09' })).toMatchObject({ refusal: { code: 'isolation-site.elsewhere' } });
  }); // prettier-ignore

  test('who calls as before a site could be named goes on: the order has no site, and whoever gives the bed names one', async () => {
    const isolationId = await ordered({ path: 'houzhai/a07' });
    expect(await row(isolationId)).toMatchObject({ area: 'a07', needsBed: true });
    expect(await duty.client.command(C.AssignBed, { isolationId })).toMatchObject({ refusal: { code: 'isolation-site.unnamed' } });
    valueOf(await duty.client.command(C.AssignBed, { isolationId, siteId, room: '306' }));
    expect(await row(isolationId)).toMatchObject({ area: 'a02', path: PATH, site: 'gld-1', inBed: true });
    valueOf(await duty.client.command(C.CancelIsolation, { isolationId, reason }));
  });

  test('two share a room with the reason, which is kept sealed; meals are counted from the ledger', async () => {
    const parent = await inBed('305');
    const child = await ordered();
    const with305 = { isolationId: child, room: '305', exception: 'CHILD_WITH_PARENT' } as const;
    expect(await staff.client.command(C.AssignBed, { isolationId: child, room: '305' })).toMatchObject({ refusal: { code: 'isolation-site.room-single' } }); // prettier-ignore
    expect(await staff.client.command(C.AssignBed, with305)).toMatchObject({ refusal: { code: 'isolation-site.reason-missing' } });
    valueOf(await staff.client.command(C.AssignBed, { ...with305, reason: '六岁随母亲同住', diet: 'INFANT' }));
    expect(await roomNow('305')).toMatchObject({
      state: 'TAKEN',
      people: 2,
      cases: [{}, { exception: 'CHILD_WITH_PARENT', diet: 'INFANT' }],
    });
    valueOf(await staff.client.command(C.SetDiet, { isolationId: parent, diet: 'VEGETARIAN' }));
    expect(await staff.client.command(C.SetDiet, { isolationId: parent, diet: 'CAVIAR' })).toMatchObject({ refusal: { code: 'isolation-site.diet-unknown' } }); // prettier-ignore
    const { rows } = valueOf(await staff.client.query(C.SiteMeals, { siteId }));
    expect(rows.map(({ half }) => half)).toEqual(['AM', 'PM']);
    const tomorrow = valueOf(await staff.client.query(C.SiteMeals, { day: clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().add({ days: 1 }).toString(), half: 'AM' })); // prettier-ignore
    expect(tomorrow.rows).toMatchObject([{ code: 'gld-1', meals: 2, settled: false, diets: [{ diet: 'VEGETARIAN', meals: 1 }, { diet: 'INFANT', meals: 1 }] }]); // prettier-ignore
    const yesterday = clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().subtract({ days: 40 }).toString();
    expect(valueOf(await staff.client.query(C.SiteMeals, { siteId, day: yesterday, half: 'AM' })).rows).toMatchObject([
      { meals: 0, settled: true },
    ]);
    const still = await duty.client.command(C.CloseIsolationSite, { siteId, reason });
    expect(still).toMatchObject({ refusal: { code: 'isolation-site.still-holds', params: { people: 2 } } });
    for (const isolationId of [parent, child]) valueOf(await duty.client.command(C.CancelIsolation, { isolationId, reason }));
    const { rows: texts } = await platform.db.query<{ text: string }>(`select ("envelope"::text) as text from "census_screening"."outbox"
      union all select "facts"::text from "census_screening"."bed" union all select coalesce("details"::text, '') from "census_screening"."audit"`); // prettier-ignore
    expect(texts.filter(({ text }) => text.includes('六岁') || text.includes('测试甲'))).toEqual([]);
  });
});

describe('who sees what', () => {
  test('who is in which room is for the staff, the doctor and the duty officer; others see rooms alone, and every look is on record', async () => {
    const isolationId = await inBed('320');
    for (const by of [staff, doctor, duty]) {
      const { rooms } = await site(by);
      expect(rooms.find(({ room }) => room === '320')?.cases).toMatchObject([{ isolationId }]);
      expect(valueOf(await by.client.query(C.BedLedger, { siteId })).rows[0]).toMatchObject({ room: '320', isolationId });
    }
    const commander = await platform.operator(['COMMANDER']);
    const auditor = await platform.operator(['AUDITOR']);
    for (const by of [stranger, commander, auditor]) {
      const seen = await site(by);
      expect(JSON.stringify(seen.rooms)).not.toContain('cases');
      expect(seen.rooms.find(({ room }) => room === '320')).toEqual({ room: '320', state: 'TAKEN', people: 1 });
      const detail = valueOf(await by.client.query(C.IsolationDetail, { isolationId }));
      expect(JSON.stringify(detail)).not.toContain('"320"');
    }
    for (const refused of [
      await stranger.client.command(C.MoveBed, { isolationId, room: '302' }),
      await stranger.client.command(C.WithdrawSiteRooms, { siteId, rooms: ['302'] }),
      await stranger.client.query(C.SiteMeals, { siteId }),
      await stranger.client.query(C.BedLedger, { siteId }),
    ])
      expect(refused).toMatchObject({ refusal: { code: 'isolation-site.not-yours' } });
    expect(valueOf(await stranger.client.query(C.SiteMeals, {})).rows).toEqual([]);
    // Nobody above them may so much as ask.
    expect(C.ROLES.filter((role) => C.mayCall(C.BedLedger.access, [role])).toSorted()).toEqual(['COMMUNITY_DOCTOR', 'COMMUNITY_WORKER', 'DUTY_OFFICER', 'GRID_WORKER']); // prettier-ignore
    const elsewhere = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    expect(await elsewhere.client.query(C.IsolationSiteDetail, { siteId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    expect(valueOf(await elsewhere.client.query(C.IsolationSitesPage, {})).rows).toEqual([]);
    const [free] = valueOf(await elsewhere.client.query(C.IsolationSitesPage, { anywhere: true, code: 'gld-1' })).rows;
    expect(free).toMatchObject({ code: 'gld-1', staffIds: [], allowedActions: [] });
    expect(free).not.toHaveProperty('doctorId');
    const { rows: looks } = await platform.db.query<{ actor: string }>(
      `select distinct "actor" from "census_screening"."audit" where "operation" in ('IsolationSiteDetail', 'BedLedger') and "record_id" = $1`,
      [siteId],
    );
    expect(looks.map(({ actor }) => actor).toSorted()).toEqual([staff, doctor, duty].map(({ operatorId }) => operatorId).toSorted());
  });

  test('whoever works there has to see the place, and the doctor is one', async () => {
    const agent = await platform.operator(['AGENT'], [PATH]);
    const elsewhere = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    for (const bad of [
      { staffIds: [agent.operatorId] },
      { staffIds: [elsewhere.operatorId] },
      { staffIds: [], doctorId: staff.operatorId },
    ])
      expect(await duty.client.command(C.SetSiteStaff, { siteId, ...bad })).toMatchObject({
        refusal: { code: 'isolation-site.staff-unfit' },
      });
    expect(await duty.client.command(C.OpenIsolationSite, { code: 'gld-1', name: '重复', path: PATH, rooms: ['1'] })).toMatchObject({ refusal: { code: 'isolation-site.code-taken' } }); // prettier-ignore
  });
});
