import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { Outcome } from '@houzhai/contracts';
import { M0032_module_versions } from '../../errands/src/migrations/M0032_module_versions.ts';
import { M0033_money } from '../../errands/src/migrations/M0033_money.ts';
import { startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

let platform: Platform;
let desk: TestOperator;
let agents: readonly TestOperator[];
const MODULE = { moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }], despiteDuplicate: true };

beforeAll(async () => {
  platform = await startPlatform();
  const village = await seedVillage(platform);
  desk = village.desk;
  agents = [village.agent, await platform.operator(['AGENT'], ['houzhai/a07'])];
});
afterAll(() => platform.stop());

/** An errand with cash, under way; its resident lets either agent have it. */
async function underWay(advanceFen: number): Promise<string> {
  const personId = await seedPerson(desk, 'a07');
  const { errandId } = valueOf(await desk.client.command(C.RequestErrand, { ...MODULE, beneficiaryId: personId, advanceFen }));
  for (const { operatorId: agentId } of agents)
    valueOf(
      await desk.client.command(C.RecordAuthorisation, {
        principalId: personId,
        agentId,
        scopes: ['ADVANCE'],
        validUntil: Temporal.Now.instant().add({ hours: 48 }).toString(),
        evidence: { kind: 'VOICE', reference: '录音 1' },
      }),
    );
  valueOf(await agents[0]!.client.command(C.AcceptErrand, { errandId }));
  valueOf(await agents[0]!.client.command(C.StartErrand, { errandId }));
  return errandId;
}

interface Move {
  readonly what: 'till' | 'give' | 'spend' | 'back' | 'correct' | 'hand-over' | 'undo';
  readonly errand: number;
  readonly fen: number;
  readonly line: number;
}
const moves = fc.array(
  fc.record({
    what: fc.constantFrom<Move['what'][]>('till', 'give', 'spend', 'spend', 'back', 'correct', 'hand-over', 'undo'),
    errand: fc.nat(2),
    fen: fc.integer({ min: 1, max: 3_000 }),
    line: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 40, maxLength: 40 },
);

test('a random history: at every moment what each agent has is what the lines come to, and no line was ever changed', async () => {
  const ids = [await underWay(5_000), await underWay(1_000), await underWay(0)];
  const [played = []] = fc.sample(moves, { numRuns: 1, seed: 20200214 });
  const moments: { readonly at: string; readonly held: Readonly<Record<string, number>> }[] = [];
  const balances = async (at?: string): Promise<Record<string, number>> => {
    const { rows } = valueOf(await desk.client.query(C.MoneyBalance, at === undefined ? {} : { at }));
    for (const { balanceFen, advanceFen, spentFen, refundFen, transferFen } of rows)
      expect(advanceFen - spentFen - refundFen + transferFen).toBe(balanceFen);
    return Object.fromEntries(rows.map(({ agentId, balanceFen }) => [agentId, balanceFen]));
  };
  const purse = new Map<string, number>();
  const seen = new Map<string, string>();
  let done = 0;
  for (const { what, errand, fen, line } of played) {
    const errandId = ids[errand] ?? '';
    const { ledger: before = [], row } = valueOf(await desk.client.query(C.ErrandDetail, { errandId }));
    const by = desk.client;
    const outcome: Outcome<unknown> = await {
      till: () => by.command(C.GiveAdvance, { errandId, amountFen: fen, payer: 'TILL' }),
      give: () => by.command(C.GiveAdvance, { errandId, amountFen: fen }),
      spend: () => by.command(C.RecordReceipts, { errandId, receipts: [{ reference: 'A', amountFen: fen }] }),
      back: () => by.command(C.RefundAdvance, { errandId, amountFen: fen }),
      correct: () => by.command(C.CorrectMoney, { errandId, line, amountFen: fen, reason: '票据金额录错' }),
      'hand-over': () => by.command(C.HandOverErrand, { errandId, agentId: agents.find(({ operatorId }) => operatorId !== row.agentId)?.operatorId ?? '', reason: '换班交接现金' }),
      undo: () => by.command(C.UndoErrandStep, { errandId }),
    }[what](); // prettier-ignore
    const { ledger = [] } = valueOf(await desk.client.query(C.ErrandDetail, { errandId }));
    expect(ledger.slice(0, before.length)).toEqual(before);
    expect(outcome.ok || ledger.length === before.length).toBe(true);
    if (outcome.ok) done += 1;
    for (const { agentId, amountFen } of ledger.slice(before.length)) purse.set(agentId, (purse.get(agentId) ?? 0) + amountFen);
    moments.push({ at: Temporal.Now.instant().toString(), held: Object.fromEntries(purse) });
    seen.set(errandId, JSON.stringify(ledger));
  }
  expect(done).toBeGreaterThan(15);

  // now, and at each moment there was; the starts came before the first
  const begun = { [agents[0]!.operatorId]: 6_000 };
  for (const { at, held } of [...moments.filter((_, nth) => nth % 5 === 0), moments.at(-1)!])
    for (const { operatorId } of agents)
      expect([at, (await balances(at))[operatorId] ?? 0]).toEqual([at, (begun[operatorId] ?? 0) + (held[operatorId] ?? 0)]);

  // the table says what the errands say
  for (const errandId of ids) {
    const { rows } = valueOf(await desk.client.query(C.MoneyEntries, { errandId }));
    const lines = rows.toReversed().map(({ no, kind, side, amountFen, agentId, corrects }) => ({ no, kind, side, amountFen, agentId, ...(corrects === undefined ? {} : { corrects }) })); // prettier-ignore
    const ledger = JSON.parse(seen.get(errandId) ?? '[]') as C.MoneyLine[];
    expect(lines.toSorted((a, b) => a.no - b.no)).toEqual(ledger.map(({ at: _, ...own }) => own));
  }
}, 60_000);

test('an agent sees their own money and nobody else’s; the ceiling names the sum; a moment to come is none', async () => {
  const [first, second] = agents as [TestOperator, TestOperator];
  const { operatorId } = first;
  const mine = valueOf(await second.client.query(C.MoneyBalance, { agentId: operatorId }));
  expect(mine.rows).toEqual([]);
  expect(valueOf(await second.client.query(C.MoneyEntries, {})).rows.every(({ agentId }) => agentId === second.operatorId)).toBe(true);
  const errandId = await underWay(0);
  expect(await first.client.command(C.GiveAdvance, { errandId, amountFen: 100_000, payer: 'TILL' })).toMatchObject({
    refusal: { code: 'errand.advance-ceiling', params: { ceiling: 100_000 } },
  });
  const at = Temporal.Now.instant().add({ hours: 1 }).toString();
  expect(await desk.client.query(C.MoneyBalance, { at })).toMatchObject({ refusal: { code: 'errand.happened-in-future' } });
});

test('errands of before have their lines, and modules their version, from what they said of themselves', async () => {
  const errandId = await underWay(5_000);
  const [agent] = agents as [TestOperator];
  const proof = { kind: 'HANDED_OVER' as const, reference: '本人' };
  valueOf(
    await agent.client.command(C.DeliverErrand, { errandId, proof, spentFen: 4_600, receipts: [{ reference: 'A', amountFen: 4_600 }] }),
  );
  valueOf(await desk.client.command(C.ConfirmErrand, { errandId, by: 'CALL_BACK', words: '收到' }));
  valueOf(await desk.client.command(C.ArchiveErrand, { errandId, refundFen: 400 }));
  const open = await underWay(700);
  const of = async (id: string) => valueOf(await desk.client.query(C.ErrandDetail, { errandId: id })).ledger;
  const [before, begun] = [await of(errandId), await of(open)];
  const published = valueOf(await desk.client.query(C.ServiceModuleDetail, { module: 'standing-1' }));

  const { db } = platform;
  await db.query('drop table "errands"."money_entry"; drop table "errands"."service_module_version"');
  await db.query(`update "errands"."errand" set "facts" = "facts" - 'ledger', "open_advance_fen" = 0`);
  for (const Migration of [M0032_module_versions, M0033_money]) {
    const migration = new Migration(undefined as never, undefined as never);
    migration.up();
    for (const query of migration.getQueries()) {
      if (typeof query !== 'string') throw new Error('a migration of text alone');
      await db.query(query);
    }
  }
  const bare = (ledger: C.OutputOf<typeof C.ErrandDetail>['ledger']) =>
    (ledger ?? []).map(({ at, ...line }) => ({ ...line, at: Temporal.Instant.from(at).epochMilliseconds }));
  expect(bare(await of(errandId))).toEqual(bare(before));
  expect(bare(await of(open))).toEqual(bare(begun));
  const { rows } = await db.query('select "open_advance_fen" as open from "errands"."errand" where "id" = $1', [open]);
  expect(rows).toEqual([{ open: 700 }]);
  const again = valueOf(await desk.client.query(C.ServiceModuleDetail, { module: 'standing-1' }));
  expect(again.versions.map(({ formVersion, definition }) => [formVersion, definition])).toEqual(published.versions.map(({ formVersion, definition }) => [formVersion, definition])); // prettier-ignore
  const { rows: lines } = valueOf(await desk.client.query(C.MoneyEntries, { errandId }));
  expect(lines.map(({ kind, amountFen, balanceFen }) => [kind, amountFen, balanceFen]).toSorted()).toEqual([['ADVANCE', 5_000, 5_000], ['RECEIPT', -4_600, 400], ['REFUND', -400, 0]]); // prettier-ignore
});
