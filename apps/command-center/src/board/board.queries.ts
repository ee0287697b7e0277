import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { areasOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { Envelope, INDICATORS, LEDGERS, ok, refuse, streamOf, type Indicator, type InputOf, type Outcome } from '@houzhai/contracts';
import { dayOf, startOfDay } from '@houzhai/calendar';
import { Answers, Handles, Unavailable, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { boardChanges, boardStatements, levelOf } from './board.ts';

/** Thresholds of the wall chart. */
const BoardPolicy = z.strictObject({
  staleMinutes: z.int().min(1),
  thresholds: z.partialRecord(z.enum(INDICATORS), z.strictObject({ watch: z.int().min(0), alarm: z.int().min(0) })),
});

const DEFINITIONS: C.OutputOf<typeof C.WallChart>['definitions'] = [
  {
    id: 'errandsOpen',
    zh: '在办代办',
    en: 'Errands open',
    meaningZh: '尚需有人办理的代办单（委托至暂缓、争议、无法办理）',
    meaningEn: 'Errands somebody still has to work on',
    drill: 'errands open=true',
  },
  {
    id: 'errandsOverdue',
    zh: '超期',
    en: 'Overdue',
    meaningZh: '受理或办结期限已过、尚未送达的代办单',
    meaningEn: 'Errands whose running deadline has passed',
    drill: 'errands due=overdue',
  },
  {
    id: 'errandsDoneToday',
    zh: '今日办结',
    en: 'Done today',
    meaningZh: '今日（北京时间）送达且未被退回的代办单',
    meaningEn: 'Errands delivered today (Asia/Shanghai) and not disputed',
    drill: 'errands doneOn=today',
  },
  {
    id: 'residentsKnown',
    zh: '登记居民',
    en: 'Residents known',
    meaningZh: '人员登记簿中归属该村(居)的人数',
    meaningEn: 'Persons in the register of the area',
    drill: 'persons',
  },
];

const TABLES = ['board_errand', 'board_person', 'board_area'] as const;
const REPLAY_AT_ONCE = 1_000;
const READS = { errands: ['errand'], 'census-screening': ['person', 'area'] } as const;

interface Row {
  readonly area: string;
  readonly zh: string;
  readonly en: string;
  readonly placeholder: boolean;
  readonly open: number;
  readonly overdue: number;
  readonly done: number;
  readonly residents: number;
}

@Injectable()
export class BoardQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof BoardPolicy>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'board', shape: BoardPolicy });
  }

  @Answers(C.WallChart)
  wallChart(input: InputOf<typeof C.WallChart>, call: Call) {
    return reaching(async () => {
      const policy = await this.policies.inForce(call.now);
      const { caller } = call;
      const own = caller.kind === 'operator' ? areasOf(caller.scope) : caller.kind === 'service' ? ('all' as const) : [];
      const { rows } = await this.kit.pool.query<Row>({
        name: 'wall-chart',
        text: `select a."area", a."zh", a."en", a."placeholder",
            coalesce(e.open, 0) as open, coalesce(e.overdue, 0) as overdue, coalesce(d.done, 0) as done, coalesce(r.residents, 0) as residents
          from "command_center"."board_area" a
          left join (select "area", count(*)::int as open, count(*) filter (where "overdue")::int as overdue from "command_center"."board_errand" where "is_open" group by 1) e using ("area")
          left join (select "area", count(*)::int as done from "command_center"."board_errand" where "done_at" >= $1 group by 1) d using ("area")
          left join (select "area", count(*)::int as residents from "command_center"."board_person" group by 1) r using ("area")
          where ($2::text[] is null or a."area" = any($2)) and ($3::text[] is null or a."area" = any($3)) order by a."area"`,
        values: [startOfDay(dayOf(call.now)).toString(), own === 'all' ? null : own, input.areas ?? null],
      });
      const asOf = call.now.toString();
      const chart = rows.map((row) => {
        const values: Record<Indicator, number> = {
          errandsOpen: row.open,
          errandsOverdue: row.overdue,
          errandsDoneToday: row.done,
          residentsKnown: row.residents,
        };
        const cells = Object.fromEntries(
          INDICATORS.map((id) => [id, { value: values[id], level: levelOf(values[id], policy.thresholds[id]) }]),
        ) as C.BoardRow['cells'];
        return { area: row.area, zh: row.zh, en: row.en, placeholder: row.placeholder, cells, updatedAt: asOf };
      });
      const totals = Object.fromEntries(INDICATORS.map((id) => [id, chart.reduce((sum, row) => sum + row.cells[id].value, 0)])) as Record<
        Indicator,
        number
      >;
      return ok({ rows: chart, totals, definitions: DEFINITIONS, asOf, stale: await this.isStale(policy.staleMinutes) });
    });
  }

  /** Stale when the streams hold events for the board that it has not applied for longer than the policy allows. */
  private async isStale(minutes: number): Promise<boolean> {
    const { rows } = await this.kit.pool.query<{ minutes: number | null }>(
      `select (extract(epoch from now() - max("at")) / 60)::float as minutes from "command_center"."received" where "durable" = 'command-center--board'`,
    );
    const silent = (rows[0]?.minutes ?? 0) > minutes;
    return silent && (await this.waiting()) > 0;
  }

  /** Events in the streams that the board has not been given yet. */
  private async waiting(): Promise<number> {
    const manager = await jetstreamManager(this.kit.nc, { checkAPI: false });
    const infos = await Promise.all(
      (['errands', 'census-screening'] as const).map((service) => manager.consumers.info(streamOf(service), 'command-center--board')),
    );
    return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
  }

  @Handles(C.RebuildProjection)
  async rebuild(
    input: InputOf<typeof C.RebuildProjection>,
    call: Call,
  ): Promise<Outcome<C.OutputOf<typeof C.RebuildProjection>, 'projection.unknown'>> {
    if (input.name !== 'board') return refuse('projection.unknown', { name: input.name });
    return this.alone(() => this.rebuildBoard(call));
  }

  /** One rebuild at a time among all replicas, a repeated delivery of the same command included: they share the staged ledgers. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    return reaching(async () => {
      const client = await this.kit.pool.connect();
      let broken = true;
      try {
        await client.query(`select pg_advisory_lock(hashtext('board rebuild'))`);
        const result = await work();
        await client.query(`select pg_advisory_unlock(hashtext('board rebuild'))`);
        broken = false;
        return result;
      } finally {
        client.release(broken);
      }
    });
  }

  private async rebuildBoard(call: Call): Promise<Outcome<C.OutputOf<typeof C.RebuildProjection>, 'projection.unknown'>> {
    const staged: Staged = { nth: 0, after: { errands: '0', 'census-screening': '0' } };
    await this.kit.pool.query('delete from "command_center"."board_replay"');
    await this.stageLedgers(this.kit.pool, staged);
    return this.kit.unitOfWork.inTransaction(call, async (client) => {
      for (const table of TABLES) await client.query(`lock table "command_center"."${table}" in exclusive mode`);
      // What the live reader applied since then; the whole ledgers once more where one was committed out of turn.
      if (await lacks(client)) await this.stageLedgers(client, staged);
      if (await lacks(client)) await this.stageLedgers(client, { ...staged, after: { errands: '0', 'census-screening': '0' } });
      const hashBefore = await hashOf(client);
      for (const table of TABLES) await client.query(`delete from "command_center"."${table}"`);
      const { rows } = await client.query<{ envelope: unknown }>(
        `select r."envelope" from "command_center"."board_replay" r
         join "command_center"."received" x on x."durable" = 'command-center--board' and x."event_id" = r."event_id" order by r."nth"`,
      );
      for (let from = 0; from < rows.length; from += REPLAY_AT_ONCE) {
        const events = rows.slice(from, from + REPLAY_AT_ONCE).map(({ envelope }) => Envelope.parse(envelope));
        for (const { text, values } of boardStatements(boardChanges(events))) await client.query({ text, values: [...values] });
      }
      const hashAfter = await hashOf(client);
      await client.query('delete from "command_center"."board_replay"');
      const value = { name: 'board', events: rows.length, hashBefore, hashAfter, equal: hashBefore === hashAfter };
      return { outcome: ok(value), auditDetails: value };
    });
  }

  /** Fetches the events behind the given positions from the ledgers of their owners. */
  private async stageLedgers(db: Pool | PoolClient, staged: Staged): Promise<void> {
    const { client } = this.kit;
    for (const service of ['errands', 'census-screening'] as const) {
      for (let end = false; !end;) {
        const page = await client.query(LEDGERS[service], { entities: [...READS[service]], after: staged.after[service] });
        if (!page.ok) throw new Unavailable(`the ledger of ${service} cannot be read: ${page.refusal.code}`);
        const { events, position } = page.value;
        await db.query(
          `insert into "command_center"."board_replay" ("event_id", "nth", "envelope")
           select e.id, $1::bigint + e.nth, e.envelope from unnest($2::uuid[], $3::jsonb[]) with ordinality as e(id, envelope, nth) on conflict do nothing`,
          [staged.nth, events.map((event) => event.id), events.map((event) => JSON.stringify(event))],
        );
        staged.nth += events.length;
        staged.after[service] = position;
        ({ end } = page.value);
      }
    }
  }
}

/** How far the ledgers are staged. */
interface Staged {
  nth: number;
  after: Record<'errands' | 'census-screening', string>;
}

/** Whether the board has applied an event that is not staged. */
async function lacks(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from "command_center"."received" x where x."durable" = 'command-center--board'
     and not exists (select 1 from "command_center"."board_replay" r where r."event_id" = x."event_id") limit 1`,
  );
  return rows.length > 0;
}

/** Hash over all rows of the projection, in a fixed order. */
async function hashOf(client: PoolClient): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    const { rows } = await client.query<{ line: string }>(
      `select row_to_json(t)::text as line from "command_center"."${table}" t order by "id"`,
    );
    for (const { line } of rows) hash.update(line);
  }
  return hash.digest('hex');
}
