import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AcceptErrand,
  CancelErrand,
  DeliverErrand,
  ErrandDetail,
  HoldErrand,
  PublishServiceModule,
  RebuildProjection,
  RecordErrandHistories,
  RequestErrand,
  ResumeErrand,
  StartErrand,
  WallChart,
  WorklistPage,
  type ErrandKind,
  type OutputOf,
} from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

const clock = new TestClock();
let platform: Platform;
let personId: string;

/** Sessions run out while the clock is moved: whoever acts signs in first. */
const desk = (): Promise<TestOperator> => platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
const agent = (): Promise<TestOperator> => platform.operator(['AGENT'], ['houzhai/a07']);
const admin = (): Promise<TestOperator> => platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);

beforeAll(async () => {
  platform = await startPlatform({ clock });
  const first = await admin();
  await seedAreas(first);
  // Not in service hours: the tests run at any hour of the day.
  const kinds = ['UTILITY', 'PURCHASE'] as const;
  valueOf(
    await first.client.command(PublishServiceModule, {
      code: 'round-the-clock',
      zh: '全天模块',
      en: 'All day',
      kinds: [...kinds],
      clock: 'CLOCK',
    }),
  );
  personId = await seedPerson(await desk(), 'a07');
});
afterAll(() => platform.stop());

const request = async (kind: ErrandKind, more: { wantedBy?: string } = {}): Promise<string> => {
  const { client } = await desk();
  const items = [{ name: '需要的东西' }];
  const input = { beneficiaryId: personId, moduleCode: 'round-the-clock', kind, items, despiteDuplicate: true, ...more };
  return valueOf(await client.command(RequestErrand, input)).errandId;
};
const started = async (more: { wantedBy?: string } = {}): Promise<{ errandId: string; by: TestOperator }> => {
  const by = await agent();
  const errandId = await request('UTILITY', more);
  valueOf(await by.client.command(AcceptErrand, { errandId }));
  valueOf(await by.client.command(StartErrand, { errandId }));
  return { errandId, by };
};

type Detail = OutputOf<typeof ErrandDetail>;
const detail = async (errandId: string): Promise<Detail> => valueOf(await (await desk()).client.query(ErrandDetail, { errandId }));
const events = ({ history }: Detail): string[] => history.map(({ event }) => event);
/** The errand once the clock has told it something. */
const told = async (errandId: string, event: string): Promise<Detail> => {
  const { client } = await desk();
  return eventually(
    async () => valueOf(await client.query(ErrandDetail, { errandId })),
    (seen) => events(seen).includes(event),
  );
};
/** A look of the timer later: an errand whose deadline has come since has been seen to. */
const lookPasses = async (): Promise<void> => {
  const { errandId } = await started({ wantedBy: clock.now().add({ seconds: 2 }).toString() });
  clock.advance({ seconds: 5 });
  await told(errandId, 'overdue');
  valueOf(await (await desk()).client.command(CancelErrand, { errandId, reason: '只为等时钟' }));
};

describe('a deadline', () => {
  test('that passes is told once, and calls the command centre once, however often the clock is looked at', async () => {
    const errandId = await request('UTILITY');
    expect((await detail(errandId)).row).toMatchObject({ dueStage: 'ACCEPT', overdue: false });
    clock.advance({ minutes: 60, seconds: 5 });
    const passed = await told(errandId, 'escalated');
    expect(events(passed)).toEqual(['requested', 'overdue', 'escalated']);
    expect(passed.row).toMatchObject({ overdue: true, escalated: true });
    const { details, actor } = passed.history[1]!;
    expect(details).toMatchObject({ stage: 'ACCEPT', dueAt: passed.acceptBy, late: false });
    expect(actor).toBe('service:errands');
    await lookPasses();
    clock.advance({ hours: 30 });
    await lookPasses();
    expect(events(await detail(errandId))).toEqual(['requested', 'overdue', 'escalated']);
  });

  test('of each stage is told on its own', async () => {
    const errandId = await request('UTILITY');
    clock.advance({ minutes: 61 });
    await told(errandId, 'overdue');
    valueOf(await (await agent()).client.command(AcceptErrand, { errandId }));
    clock.advance({ hours: 8 });
    const passed = await eventually(
      () => detail(errandId),
      (seen) => events(seen).filter((event) => event === 'overdue').length === 2,
    );
    expect(events(passed)).toEqual(['requested', 'overdue', 'escalated', 'accepted', 'overdue']);
    expect(passed.history.flatMap(({ event, details }) => (event === 'overdue' ? [details['stage']] : []))).toEqual(['ACCEPT', 'COMPLETE']);
  });

  test('that passed while the service was down is told once it is back, once, and marked late', async () => {
    const errandId = await request('UTILITY');
    const back = platform.restart('errands');
    clock.advance({ hours: 3 });
    await back;
    const passed = await told(errandId, 'escalated');
    expect(passed.history[1]).toMatchObject({ event: 'overdue', details: { stage: 'ACCEPT', late: true, dueAt: passed.acceptBy } });
    await platform.restart('errands');
    await lookPasses();
    clock.advance({ hours: 30 });
    await lookPasses();
    expect(events(await detail(errandId))).toEqual(['requested', 'overdue', 'escalated']);
  });

  test('the resident’s own comes before the policy’s', async () => {
    const wantedBy = clock.now().add({ minutes: 90 }).toString();
    const { errandId } = await started({ wantedBy });
    clock.advance({ minutes: 91 });
    const passed = await told(errandId, 'overdue');
    expect(passed.history.find(({ event }) => event === 'overdue')?.details).toMatchObject({ stage: 'COMPLETE', dueAt: wantedBy });
  });

  test('of an errand that was cancelled in time is never told', async () => {
    const errandId = await request('UTILITY');
    valueOf(await (await desk()).client.command(CancelErrand, { errandId, reason: '居民不需要了' }));
    await lookPasses();
    clock.advance({ hours: 30 });
    await lookPasses();
    expect(events(await detail(errandId))).toEqual(['requested', 'cancelled']);
  });

  test('does not pass on hold, runs on when the allowance is used up, and then does', async () => {
    const { errandId, by } = await started();
    valueOf(await by.client.command(HoldErrand, { errandId, cause: 'OUT_OF_STOCK', reason: '明早才到货' }));
    clock.advance({ hours: 23 });
    await lookPasses();
    expect((await detail(errandId)).row).not.toHaveProperty('dueAt');
    clock.advance({ hours: 1, minutes: 1 });
    const running = await eventually(
      () => detail(errandId),
      ({ row }) => row.dueAt !== undefined,
    );
    expect(running.row).toMatchObject({ status: 'ON_HOLD', dueStage: 'COMPLETE', overdue: false, dueAt: running.completeBy });
    expect(events(running)).toEqual(['requested', 'accepted', 'started', 'held']);
    clock.advance({ hours: 8 });
    const passed = await told(errandId, 'escalated');
    expect(events(passed)).toEqual(['requested', 'accepted', 'started', 'held', 'overdue', 'escalated']);
  });

  test('moves by the time on hold', async () => {
    const { errandId, by } = await started();
    const before = (await detail(errandId)).completeBy;
    valueOf(await by.client.command(HoldErrand, { errandId, cause: 'OUT_OF_STOCK', reason: '下午才到货' }));
    clock.advance({ hours: 5 });
    valueOf(await by.client.command(ResumeErrand, { errandId }));
    const { completeBy, pausedSeconds, history } = await detail(errandId);
    const moved = Temporal.Instant.from(completeBy).since(Temporal.Instant.from(before)).total('seconds');
    expect(Math.round(moved)).toBe(pausedSeconds);
    expect(pausedSeconds).toBeGreaterThanOrEqual(5 * 3_600);
    expect(history.at(-1)).toMatchObject({ event: 'resumed', details: { pausedSeconds } });
  });
});

describe('silence', () => {
  const deliver = async (kind: 'UTILITY' | 'PURCHASE', spentFen = 0): Promise<string> => {
    const by = await agent();
    const errandId = await request(kind);
    valueOf(await by.client.command(AcceptErrand, { errandId }));
    valueOf(await by.client.command(StartErrand, { errandId }));
    const receipts = spentFen === 0 ? [] : [{ reference: 'A1', amountFen: spentFen }];
    valueOf(await by.client.command(DeliverErrand, { errandId, proof: { kind: 'PHOTO', reference: '照片 1' }, spentFen, receipts }));
    return errandId;
  };

  test('confirms after the term, once, and never where money was spent', async () => {
    const plain = await deliver('UTILITY');
    const paid = await deliver('PURCHASE', 800);
    clock.advance({ hours: 71 });
    await lookPasses();
    expect((await detail(plain)).row.status).toBe('DELIVERED');
    clock.advance({ hours: 1, minutes: 1 });
    const confirmed = await told(plain, 'confirmed');
    expect(confirmed.history.at(-1)).toMatchObject({ event: 'confirmed', actor: 'service:errands', details: { automatic: true } });
    clock.advance({ hours: 24 * 30 });
    await lookPasses();
    expect(events(await detail(plain))).toEqual(['requested', 'accepted', 'started', 'delivered', 'confirmed']);
    expect((await detail(paid)).row.status).toBe('DELIVERED');
  });
});

describe('the wall chart', () => {
  /** The board once it has applied everything there is. */
  const settled = async (): Promise<void> => {
    await eventually(
      async () => {
        const { rows } = await platform.db.query<{ left: number }>(
          `select ((select count(*) from "errands"."outbox" where "entity" = 'errand') + (select count(*) from "census_screening"."outbox" where "entity" in ('person', 'area'))
             - (select count(*) from "command_center"."received" where "durable" = 'command-center--board'))::int as left`,
        );
        return rows[0]?.left;
      },
      (left) => left === 0,
    );
  };
  const rebuild = async () => valueOf(await (await admin()).client.command(RebuildProjection, { name: 'board' }, { deadlineMs: 60_000 }));

  test('built anew from the first event is the one that was there', async () => {
    const { errandId, by } = await started();
    valueOf(await by.client.command(HoldErrand, { errandId, cause: 'OTHER', reason: '明早才到货' }));
    valueOf(await by.client.command(ResumeErrand, { errandId }));
    await request('UTILITY');
    await settled();
    const before = valueOf(await (await admin()).client.query(WallChart, {}));
    const rebuilt = await rebuild();
    expect(rebuilt.equal).toBe(true);
    expect(rebuilt.hashAfter).toBe(rebuilt.hashBefore);
    expect(rebuilt.events).toBeGreaterThanOrEqual(32 + 1 + 6);
    expect(valueOf(await (await admin()).client.query(WallChart, {})).totals).toEqual(before.totals);
    const { total } = valueOf(await (await admin()).client.query(WorklistPage, { open: true }));
    expect(before.totals['errandsOpen']).toBe(total);
  });

  test('that somebody has tampered with is found out and put right', async () => {
    await settled();
    const { hashAfter } = await rebuild();
    await platform.db.query(
      'delete from "command_center"."board_errand" where "id" = (select min("id"::text)::uuid from "command_center"."board_errand")',
    );
    await platform.db.query('update "command_center"."board_person" set "area" = \'a01\'');
    const righted = await rebuild();
    expect(righted.equal).toBe(false);
    expect(righted.hashAfter).toBe(hashAfter);
    expect((await rebuild()).equal).toBe(true);
  });

  test('is rebuilt from far more events than one page of a ledger has', async () => {
    const { operatorId } = await agent();
    const { client } = await admin();
    const since = clock.now().subtract({ hours: 20 });
    const at = (hours: number): string => since.add({ hours }).toString();
    const steps = [
      { action: 'accept' as const, at: at(1), agentId: operatorId },
      { action: 'start' as const, at: at(2) },
      { action: 'deliver' as const, at: at(3) },
      { action: 'confirm' as const, at: at(4) },
    ];
    const paper = {
      beneficiaryId: personId,
      path: 'houzhai/a07',
      moduleCode: 'round-the-clock',
      kind: 'UTILITY' as const,
      requestedAt: at(0),
      steps,
    };
    const errands = Array.from({ length: 80 }, (_, index) => ({ ...paper, items: [{ name: `第${String(index)}件` }] }));
    for (let call = 0; call < 3; call++)
      expect(valueOf(await client.command(RecordErrandHistories, { errands }, { deadlineMs: 60_000 }))).toEqual({
        entered: 80,
        refused: [],
      });
    await settled();
    const rebuilt = await rebuild();
    expect(rebuilt.events).toBeGreaterThan(1_200);
    expect(rebuilt.equal).toBe(true);
  });

  test('keeps what was applied after its ledgers had been read', async () => {
    await settled();
    const by = await admin();
    const worker = await desk();
    const client = await platform.db.connect();
    try {
      // the rebuild stops between reading the ledgers and locking the board: it asks whether it was answered before
      await client.query('begin');
      await client.query('lock table "command_center"."command_log" in access exclusive mode');
      const rebuilding = by.client.command(RebuildProjection, { name: 'board' }, { deadlineMs: 60_000 });
      await eventually(
        async () =>
          (await client.query(`select 1 from pg_locks where not "granted" and "relation" = '"command_center"."command_log"'::regclass`))
            .rows.length,
        (waiting) => waiting > 0,
      );
      const input = {
        beneficiaryId: personId,
        moduleCode: 'round-the-clock',
        kind: 'UTILITY' as const,
        items: [{ name: '中途的' }],
        despiteDuplicate: true,
      };
      const { errandId } = valueOf(await worker.client.command(RequestErrand, input));
      await settled();
      await client.query('commit');
      expect(valueOf(await rebuilding).equal).toBe(true);
      const { rows } = await platform.db.query('select "status" from "command_center"."board_errand" where "id" = $1', [errandId]);
      expect(rows).toEqual([{ status: 'REQUESTED' }]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('is rebuilt whole by many at once, while work goes on', async () => {
    await settled();
    const work = Array.from({ length: 30 }, async () => {
      await started();
    });
    await Promise.all([...Array.from({ length: 5 }, rebuild), ...work]);
    await settled();
    const rebuilt = await rebuild();
    expect(rebuilt.equal).toBe(true);
    const { total } = valueOf(await (await admin()).client.query(WorklistPage, { open: true }));
    expect(valueOf(await (await admin()).client.query(WallChart, {})).totals['errandsOpen']).toBe(total);
  });
});
