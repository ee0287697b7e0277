import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { MedicineSite } from './medicine-site.ts';
import { TestClock, eventually, startPlatform, type Platform } from './platform.ts';
import { together } from './second-person.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: MedicineSite;
const clock = new TestClock();

beforeAll(async () => {
  platform = await startPlatform({ clock });
  site = await MedicineSite.open(platform);
});
afterAll(() => platform.stop());

const refusal = (code: string, params: object = {}) => ({ ok: false, refusal: { code, params } });

/** Cards that are out as the wall chart counts them, from the events alone. */
const cardsOut = async (): Promise<number> => valueOf(await site.desk.client.query(C.WallChart, {})).totals['cardsOut'] ?? 0;

test('the pills: from the telephone to the door, half of it with a colleague, one drug that is short', async () => {
  const { agent, colleague, desk } = site;
  const households = [];
  for (let nth = 0; nth < 4; nth++)
    households.push(await site.household([{ drug: `药甲${String(nth)}`, qtyDays: 30 }, { drug: '药乙', qtyDays: 60 }])); // prettier-ignore

  // a dry run decides and leaves nothing behind
  const asked = { hospital: 'h1', agentId: agent.operatorId };
  expect(valueOf(await agent.client.command(C.PlanMedicineRun, { ...asked, dryRun: true }))).toMatchObject({
    dryRun: true,
    stops: 4,
    lines: 8,
  });
  expect(valueOf(await agent.client.query(C.RunsPage, {})).total).toBe(0);
  const { runId } = await site.plan();
  expect(await agent.client.command(C.PlanMedicineRun, asked)).toEqual(refusal('medicine-run.nothing-waits', { left: 0 }));
  const errands = valueOf(await desk.client.query(C.WorklistPage, { kind: 'MEDICINE' })).rows;
  expect(errands.every(({ status, agentId }) => status === 'ACCEPTED' && agentId === agent.operatorId)).toBe(true);

  // cards, each with two signatures
  valueOf(await agent.client.command(C.SetOutRun, { runId }));
  const { stops } = await site.look(runId);
  expect(stops.map(({ nth }) => nth)).toEqual([1, 2, 3, 4]);
  const [first, second, third, fourth] = stops.map(({ cardId }) => cardId) as [string, string, string, string];
  valueOf(await agent.client.command(C.OrderRunStops, { runId, cardIds: [fourth] }));
  expect((await site.look(runId)).stops.map(({ cardId }) => cardId)).toEqual([fourth, first, second, third]);
  for (const cardId of [first, second, third])
    expect(valueOf(await site.collect(cardId))).toMatchObject({ status: 'COLLECTED', holderId: agent.operatorId });
  expect(await agent.client.command(C.ArriveAtHospital, { runId })).toMatchObject(refusal('medicine-run.cards-to-collect', { cards: 1 }));
  valueOf(await agent.client.command(C.DropRunStop, { runId, cardId: fourth, reason: '家中无人，改明天' }));
  valueOf(await agent.client.command(C.ArriveAtHospital, { runId }));
  await eventually(cardsOut, (cards) => cards === 3);
  expect(valueOf(await desk.client.query(C.MedicineDemand, {})).hospitals).toEqual([
    { hospital: 'h1', households: 1, lines: 2, inRuns: 6 },
  ]);

  // at the gate a colleague takes two of three over: nothing changes hands before both have signed
  valueOf(await agent.client.command(C.OfferRunStops, { runId, cardIds: [second, third], toAgentId: colleague.operatorId }));
  expect(valueOf(await desk.client.query(C.CardCustody, { cardId: second })).row).toMatchObject({ holderId: agent.operatorId });
  expect(await desk.client.command(C.TakeOverRunStops, { runId })).toEqual(
    refusal('medicine-run.not-the-receiver', { receiver: colleague.operatorId }),
  );
  const taken = valueOf(await colleague.client.command(C.TakeOverRunStops, { runId }));
  expect(taken).toMatchObject({ status: 'AT_HOSPITAL', agentId: colleague.operatorId, stops: 2, cardsOut: 2, toFetch: 4 });
  expect(taken.runId).not.toBe(runId);
  expect((await site.look(runId)).row).toMatchObject({ stops: 1, cardsOut: 1, toFetch: 2 });
  const passed = valueOf(await desk.client.query(C.CardCustody, { cardId: second }));
  expect(passed.row).toMatchObject({ holderId: colleague.operatorId, status: 'AT_HOSPITAL', runId: taken.runId });
  expect(passed.holdings.map(({ holderId, event }) => [event, holderId])).toEqual([
    ['transferred', colleague.operatorId],
    ['collected', agent.operatorId],
    ['registered', undefined],
  ]);
  const handed = valueOf(await desk.client.query(C.WorklistPage, { agentId: colleague.operatorId })).rows;
  expect(handed).toHaveLength(2);

  // one pharmacy lacks a drug: part of it here, the rest elsewhere; another line waits for a next run
  const mine = (await site.look(taken.runId, colleague)).lines;
  expect(mine.map(({ drug }) => drug)).toContain('药乙');
  const [short, other] = mine.filter(({ drug }) => drug === '药乙').map(({ lineId }) => lineId) as [string, string];
  const on = { runId: taken.runId, reason: '门诊药房缺货' };
  valueOf(await colleague.client.command(C.SplitRunLine, { ...on, lineId: short, days: 20, pharmacy: 'p2' }));
  valueOf(await colleague.client.command(C.PostponeRunLine, { ...on, lineId: other }));
  expect(await colleague.client.command(C.LeaveHospital, { runId: taken.runId })).toEqual(
    refusal('medicine-run.lines-to-fetch', { lines: 4 }),
  );
  const left = (await site.look(taken.runId, colleague)).lines.filter(({ status }) => status === 'TO_FETCH');
  expect(left.filter(({ drug }) => drug === '药乙').map(({ qtyDays, pharmacy }) => [qtyDays, pharmacy])).toEqual([[20, 'p1'], [40, 'p2']]); // prettier-ignore
  valueOf(await colleague.client.command(C.FetchRunLines, { runId: taken.runId, lineIds: left.map(({ lineId }) => lineId) }));
  valueOf(await colleague.client.command(C.LeaveHospital, { runId: taken.runId }));

  // to the door; what is all there is delivered, what waits is not
  const proof = { kind: 'HANDED_OVER' as const, reference: '本人当面签收' };
  for (const cardId of [second, third]) {
    const lineIds = left.flatMap((line) => (line.cardId === cardId ? [line.lineId] : []));
    valueOf(await colleague.client.command(C.DeliverRunLines, { runId: taken.runId, lineIds, proof }));
  }
  const after = valueOf(await desk.client.query(C.WorklistPage, { agentId: colleague.operatorId })).rows.map(({ status }) => status);
  expect(after.toSorted()).toEqual(['DELIVERED', 'IN_PROGRESS']);

  const [errandId = ''] = left.filter(({ cardId }) => cardId === second).map((line) => line.errandId);
  const written = valueOf(await colleague.client.query(C.Prescription, { errandId }));
  expect(written.lines.map(({ qtyDays }) => qtyDays).reduce((sum, days) => sum + days, 0)).toBe(90);
  expect(written.history.at(-1)).toMatchObject({ event: 'moved', words: '本人当面签收' });
  const auditor = await platform.operator(['AUDITOR']);
  const looked = [
    valueOf(await auditor.client.query(C.Prescription, { errandId })),
    valueOf(await auditor.client.query(C.RunDetail, { runId: taken.runId })),
    valueOf(await auditor.client.query(C.CardCustody, { cardId: second })),
  ];
  expect(JSON.stringify(looked)).not.toMatch(/药甲|药乙|当面签收|收条|houzhai\/a07\//);
  await expect(auditor.client.query(C.RunPapers, { runId: taken.runId })).rejects.toThrow(/Permissions Violation/);
  expect(valueOf(await colleague.client.query(C.RunPapers, { runId: taken.runId })).lines.map(({ drug }) => drug)).toContain('药乙');
  const stranger = await platform.operator(['AGENT'], ['houzhai/a08']);
  expect(await stranger.client.query(C.RunDetail, { runId: taken.runId })).toMatchObject(refusal('record.not-found'));
  expect(await stranger.client.query(C.CardCustody, { cardId: second })).toMatchObject(refusal('record.not-found'));
  expect(valueOf(await stranger.client.query(C.CardsPage, {})).total).toBe(0);

  // a run is not reconciled while a card is out, and says which
  valueOf(await site.giveBack(second, colleague));
  const out = await colleague.client.command(C.ReconcileRun, { runId: taken.runId });
  const { no } = valueOf(await desk.client.query(C.CardCustody, { cardId: third })).row;
  expect(out).toEqual(refusal('medicine-run.cards-out', { cards: 1, nos: no }));
  valueOf(await colleague.client.command(C.ReportCardLost, { cardId: third, reason: '途中清点少一个信封' }));
  expect(await colleague.client.command(C.ReconcileRun, { runId: taken.runId })).toEqual(
    refusal('medicine-run.cards-out', { cards: 1, nos: no }),
  );
  valueOf(await desk.client.command(C.PassCardDutyOn, { cardId: third, ownerId: desk.operatorId, reason: '社区负责补办' }));
  expect(valueOf(await colleague.client.command(C.ReconcileRun, { runId: taken.runId }))).toMatchObject({ status: 'RECONCILED' });
  await eventually(
    async () => valueOf(await desk.client.query(C.AlertsPage, {})).rows.map(({ rule, status }) => `${rule} ${status}`),
    (rows) => rows.join() === 'card-lost RAISED',
  );
  valueOf(await desk.client.command(C.ReturnCard, { cardId: third, replaced: true, signature: { reference: '补办领取单' } }));
  await eventually(
    async () => valueOf(await desk.client.query(C.AlertsPage, {})).rows.map(({ rule, status }) => `${rule} ${status}`),
    (rows) => rows.join() === 'card-lost RESOLVED',
  );
  await eventually(cardsOut, (cards) => cards === 1);

  // what was postponed and who stayed behind go with the next run
  const next = valueOf(await agent.client.command(C.PlanMedicineRun, { ...asked, dryRun: true }));
  expect(next).toMatchObject({ stops: 2, lines: 3 });
  expect(households).toHaveLength(4);
}, 60_000);

test('forty households of one hospital: one run, half of it goes to a colleague, and both arrive', async () => {
  const { agent, colleague } = site;
  const errandIds: string[] = [];
  for (let nth = 0; nth < 40; nth++) errandIds.push((await site.household()).errandId);
  const { runId, stops } = await site.plan(errandIds);
  expect(stops).toBe(40);
  valueOf(await agent.client.command(C.SetOutRun, { runId }));
  const cardIds = (await site.look(runId)).stops.map(({ cardId }) => cardId);
  for (const cardId of cardIds) valueOf(await site.collect(cardId));
  // Nobody is erased while their card is out: the errand counts, and the card.
  const [one] = (await site.look(runId)).stops;
  const { row } = valueOf(await site.desk.client.query(C.PersonDetail, { personId: one?.personId ?? '' }));
  const [commander, second] = [await platform.operator(['COMMANDER']), await platform.operator(['COMMANDER'])];
  const erase = { personId: row.personId, confirmNo: row.no, ground: 'REQUEST_OF_PERSON' as const };
  expect(await together(commander, second, C.ErasePerson, erase)).toEqual(refusal('person.has-open-errands', { errands: 2 }));

  const half = cardIds.slice(20);
  valueOf(await agent.client.command(C.OfferRunStops, { runId, cardIds: half, toAgentId: colleague.operatorId }));
  const taken = valueOf(await colleague.client.command(C.TakeOverRunStops, { runId }));
  expect(taken).toMatchObject({ stops: 20, cardsOut: 20, toFetch: 20 });
  for (const [by, id] of [
    [agent, runId],
    [colleague, taken.runId],
  ] as const)
    // prettier-ignore
    expect(valueOf(await by.client.command(C.ArriveAtHospital, { runId: id }))).toMatchObject({ status: 'AT_HOSPITAL', stops: 20, cardsOut: 20 });
  expect(valueOf(await colleague.client.query(C.CardsPage, { mine: true, status: ['AT_HOSPITAL'] })).total).toBe(20);
  for (const cardId of half) valueOf(await site.giveBack(cardId, colleague));
  for (const cardId of cardIds.slice(0, 20)) valueOf(await site.giveBack(cardId));
}, 60_000);

test('a card out longer than a day is an alert once, and over when it is back', async () => {
  const { agent } = site;
  const [open] = valueOf(await agent.client.query(C.RunsPage, { open: true })).rows;
  const { personId, errandId } = await site.household([{ drug: '胰岛素', qtyDays: 28 }]);
  const { runId } = await site.plan([errandId]);
  expect(runId).not.toBe(open?.runId);
  valueOf(await agent.client.command(C.SetOutRun, { runId }));
  const [stop] = (await site.look(runId)).stops;
  valueOf(await site.collect(stop?.cardId ?? ''));
  clock.advance({ hours: 25 });
  const later = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  const alerts = async () => valueOf(await later.client.query(C.AlertsPage, {})).rows.filter(({ rule }) => rule === 'card-out-too-long');
  const [alert, ...others] = await eventually(alerts, (rows) => rows.length > 1);
  expect(alert).toMatchObject({ status: 'RAISED', area: 'a07' });
  // The card that the first agent kept in the run before is out as long; there is one alert each.
  expect(others).toHaveLength(1);
  const page = valueOf(await later.client.query(C.CardsPage, { late: true, personId }));
  expect(page.rows).toMatchObject([{ late: true, holderId: agent.operatorId }]);
  const slip = { signature: { reference: '收条 2' }, holderSignature: '交接单 2' };
  valueOf(await later.client.command(C.ReturnCard, { cardId: stop?.cardId ?? '', ...slip }));
  await eventually(alerts, (rows) => rows.filter(({ status }) => status === 'RESOLVED').length === 1);
}, 60_000);
