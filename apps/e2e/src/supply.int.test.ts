import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { OutputOf, Service } from '@houzhai/contracts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** Isolation eats: a case that begins without supplies has its errand, and the errand's end is the case's, whoever is away meanwhile. */
let platform: Platform;
let desk: TestOperator;
let agent: TestOperator;
let doctorId: string;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk, agent } = await seedVillage(platform));
  doctorId = (await platform.operator(['COMMUNITY_DOCTOR'], ['houzhai/a07'])).operatorId;
});
afterAll(() => platform.stop());

async function isolated(supplyEnsured = false): Promise<string> {
  const personId = await seedPerson(desk, 'a07');
  const { isolationId } = valueOf(await desk.client.command(C.OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' }));
  const careTeam = { streetCadreId: desk.operatorId, doctorId };
  valueOf(
    await desk.client.command(C.StartIsolation, { isolationId, noticeNo: 'GL-1', careTeam, household: 'LIVES_ALONE', supplyEnsured }),
  );
  return isolationId;
}
const caseOf = async (isolationId: string): Promise<OutputOf<typeof C.IsolationDetail>> =>
  valueOf(await desk.client.query(C.IsolationDetail, { isolationId }));
const errandOf = async (errandId: string): Promise<OutputOf<typeof C.ErrandDetail>> =>
  valueOf(await desk.client.query(C.ErrandDetail, { errandId }));
type Supply = NonNullable<OutputOf<typeof C.IsolationDetail>['supply']>;
const supplied = (isolationId: string, fits: (supply: Supply) => boolean = () => true): Promise<Supply> =>
  eventually(
    async () => (await caseOf(isolationId)).supply,
    (supply) => supply !== undefined && fits(supply),
    60_000,
  ).then((supply) => {
    if (!supply) throw new Error('no supply');
    return supply;
  });
/** An agent brings it and the desk asks whether it came. */
async function brought(errandId: string): Promise<void> {
  valueOf(await agent.client.command(C.AcceptErrand, { errandId }));
  valueOf(await agent.client.command(C.StartErrand, { errandId }));
  valueOf(await agent.client.command(C.DeliverErrand, { errandId, proof: { kind: 'PHOTO', reference: '门口' } }));
  valueOf(await desk.client.command(C.ConfirmErrand, { errandId, by: 'CALL_BACK', words: '收到了' }));
}
const told = async (service: Service, past: string, isolationId: string): Promise<number> =>
  (
    await platform.db.query<{ n: number }>(
      `select count(*)::int as n from "${service.replace('-', '_')}"."outbox" where "record_id" = $1 and "envelope" ->> 'type' like '%.' || $2 || '.v1'`,
      [isolationId, past],
    )
  ).rows[0]?.n ?? 0;

test('a case that begins without supplies has its errand at once; both know each other; confirmed, the need is closed', async () => {
  const isolationId = await isolated();
  const supply = await supplied(isolationId);
  const before = await errandOf(supply.errandId);
  const { row } = await caseOf(isolationId);
  expect(supply.status).toBe('TAKEN');
  expect(before).toMatchObject({
    row: { no: supply.errandNo, status: 'REQUESTED', kind: 'PURCHASE', moduleCode: 'zhanyi', area: 'a07', beneficiaryId: row.personId },
    source: 'ISOLATION',
    contactFree: true,
    isolation: { isolationId, no: row.no },
    sensitive: { items: [{ name: '一日生活物资' }], answers: { contactFree: '门口放置' } },
  });
  await brought(supply.errandId);
  await eventually(
    () => caseOf(isolationId),
    ({ supplyEnsured }) => supplyEnsured === true,
    20_000,
  );
  expect((await caseOf(isolationId)).supply?.status).toBe('MET');
  expect([await told('errands', 'taken', isolationId), await told('errands', 'met', isolationId)]).toEqual([1, 1]);
  expect(await told('census-screening', 'supply-ensured', isolationId)).toBe(1);
  const again = await desk.client.command(C.EnsureSupply, { isolationId, reason: '子女每日送饭到门口' });
  expect(again).toEqual({ ok: false, refusal: { code: 'isolation.supply-ensured', params: {} } });
  // Archived later, nothing is told a second time.
  valueOf(await desk.client.command(C.ArchiveErrand, { errandId: supply.errandId }));
  await settled();
  expect(await told('errands', 'met', isolationId)).toBe(1);
});

test('a case with supplies has no errand; an ordinary errand to an isolated home is contact-free, to another it is not', async () => {
  const isolationId = await isolated(true);
  const { row } = await caseOf(isolationId);
  const asked = async (beneficiaryId: string): Promise<OutputOf<typeof C.ErrandDetail>> => {
    const wanted = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }] };
    return errandOf(valueOf(await desk.client.command(C.RequestErrand, wanted)).errandId);
  };
  const own = await asked(row.personId);
  const known = await eventually(
    () => errandOf(own.row.errandId),
    ({ contactFree }) => contactFree === true,
  );
  expect(known.isolation).toEqual({ isolationId, no: row.no });
  const other = await asked(await seedPerson(desk, 'a07', '测试乙'));
  expect([other.contactFree, other.isolation]).toEqual([undefined, undefined]);
  await settled();
  expect(await caseOf(isolationId)).not.toHaveProperty('supply');
  valueOf(await desk.client.command(C.CancelIsolation, { isolationId, reason: '下达对象有误，予以撤销' }));
  await eventually(
    () => errandOf(own.row.errandId),
    ({ contactFree }) => contactFree === undefined,
  );
});

test('an errand that brings nothing leaves the need open and says so; raised again it has another, and none besides', async () => {
  const isolationId = await isolated();
  const first = await supplied(isolationId);
  // Raised again while one is on its way: that one brings it.
  valueOf(await desk.client.command(C.RaiseSupplyNeed, { isolationId, reason: '家属无法再送' }));
  await settled();
  expect(await told('errands', 'taken', isolationId)).toBe(1);
  valueOf(await desk.client.command(C.CancelErrand, { errandId: first.errandId, reason: '登记有误，不再需要' }));
  // It was raised after the first was opened, so another is.
  const second = await supplied(isolationId, ({ errandId }) => errandId !== first.errandId);
  valueOf(await desk.client.command(C.CancelErrand, { errandId: second.errandId, reason: '登记有误，不再需要' }));
  await supplied(isolationId, ({ status }) => status === 'UNMET');
  expect((await caseOf(isolationId)).supplyEnsured).toBe(false);
  expect([await told('errands', 'taken', isolationId), await told('errands', 'unmet', isolationId)]).toEqual([2, 2]);
  valueOf(await desk.client.command(C.RaiseSupplyNeed, { isolationId, reason: '家中仍然没有物资' }));
  const third = await supplied(isolationId, ({ status }) => status === 'TAKEN');
  await brought(third.errandId);
  await eventually(
    () => caseOf(isolationId),
    ({ supplyEnsured }) => supplyEnsured === true,
    20_000,
  );
});

test('either service restarts between any two steps: every need has one errand, and every errand confirmed closes its need', async () => {
  const cases: string[] = [];
  for (let nth = 0; nth < 6; nth += 1) {
    cases.push(await isolated());
    if (nth % 2 === 0) await platform.restart(nth % 4 === 0 ? 'errands' : 'census-screening');
  }
  const supplies = await Promise.all(cases.map((isolationId) => supplied(isolationId)));
  expect(new Set(supplies.map(({ errandId }) => errandId)).size).toBe(cases.length);
  for (const [nth, { errandId }] of supplies.entries()) {
    await brought(errandId);
    if (nth % 2 === 0) await platform.restart(nth % 4 === 0 ? 'census-screening' : 'errands');
  }
  for (const isolationId of cases)
    await eventually(
      () => caseOf(isolationId),
      ({ supplyEnsured }) => supplyEnsured === true,
      30_000,
    );
  const { rows } = await platform.db.query<{ errands: number }>(
    `select (select count(*) from "errands"."errand" where "facts" ->> 'supplyOf' = any($1::text[]))::int as errands`,
    [cases],
  );
  expect(rows[0]?.errands).toBe(cases.length);
  await settled();
}, 120_000);

/** Every line was looked at, and what was told was heard. */
async function settled(): Promise<void> {
  await eventually(
    async () =>
      (
        await platform.db.query<{ open: number }>(
          `select ((select count(*) from "errands"."supply_wake") + (select count(*) from "census_screening"."isolation_supply" where "wake_at" is not null)
             + (select count(*) from "census_screening"."outbox" where "entity" = 'isolation' and "published_at" is null)
             + (select count(*) from "errands"."outbox" where "published_at" is null))::int as open`,
        )
      ).rows[0]?.open,
    (open) => open === 0,
    20_000,
  );
}
