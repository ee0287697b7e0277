import { Inject, Injectable } from '@nestjs/common';
import { areasOf } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { jetstreamManager } from '@nats-io/jetstream';
import { INDICATORS, mayCall, ok, streamOf, type Indicator, type InputOf } from '@houzhai/contracts';
import { dayOf, startOfDay } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { Gathering, PolicyReader, reaching, type Settled } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { BoardPolicyValues } from './board-policy.ts';
import { levelOf, shownFigure } from './board.ts';

const DEFINITIONS: readonly (C.OutputOf<typeof C.WallChart>['definitions'][number] & { readonly id: Indicator })[] = [
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
    en: 'People known',
    meaningZh: '人员登记簿中归属该村(居)的人数，不含信息已删除者',
    meaningEn: 'Persons in the register of the area whose data were not erased',
    drill: 'persons',
  },
  {
    id: 'arrivalsToday',
    zh: '今日来(返)义',
    en: 'Arrived today',
    meaningZh: '今日（北京时间）在各卡口登记、去向为该村(居)的人数',
    meaningEn: 'People registered at any checkpoint today (Asia/Shanghai) who are bound for the area',
    drill: 'arrivals day=today',
  },
  {
    id: 'inIsolation',
    zh: '隔离中',
    en: 'In isol.',
    meaningZh: '该村(居)尚未解除的隔离对象（下达至待解除）',
    meaningEn: 'Isolation cases of the area that are not over (ordered to pending release)',
    drill: 'isolations open=true',
  },
  {
    id: 'slotsMissed',
    zh: '漏访',
    en: 'Missed',
    meaningZh: '超过时限未随访、尚未说明原因的半天数（未结束的隔离对象）',
    meaningEn: 'Half-days nobody recorded in time and nobody has explained, of cases that are not over',
    drill: 'isolations open=true',
  },
  {
    id: 'strength',
    zh: '在岗',
    en: 'On duty',
    meaningZh: '正在该村(居)的突击队中今日可出动的人数，不含不在岗者',
    meaningEn: 'People of the teams that work in the area who can go today, without those who are away',
    drill: 'task-forces',
  },
  {
    id: 'coverage',
    zh: '摸排查清',
    en: 'Doors done',
    meaningZh: '进行中最新一轮摸排已查清的户（间）/底数（+确定底数后新登记的）；没有进行中的摸排时为 —',
    meaningEn: 'Dwellings accounted for of those the newest running round was frozen to (+ those registered later); — where no round runs',
    drill: 'doors unopened=true',
  },
  {
    id: 'careReached',
    zh: '每日联系',
    en: 'Daily contact',
    meaningZh: '今日（北京时间）已联系上的户/须每日联系的户；已说明、拒绝的不算联系上；没有须每日联系的户时为 —',
    meaningEn:
      'Households reached today (Asia/Shanghai) of those to be asked after daily; explained gaps and refusals are no contact; — where there are none',
    drill: 'care-missing',
  },
  {
    id: 'cardsOut',
    zh: '卡在外',
    en: 'Cards out',
    meaningZh: '此刻不在本户的医保卡：由代办员带着，或已登记遗失',
    meaningEn: 'Insurance cards that are out of their household now: carried by an agent, or reported lost',
    drill: 'cards',
  },
];
/** Figures that may point at somebody where they are small. */
const DELICATE: readonly Indicator[] = ['arrivalsToday', 'inIsolation', 'slotsMissed'];

type FirstFigures<T> = Record<(typeof C.INDICATORS_V1)[number], T>;

interface Row {
  readonly area: string;
  readonly zh: string;
  readonly en: string;
  readonly placeholder: boolean;
  readonly open: number;
  readonly overdue: number;
  readonly done: number;
  readonly residents: number;
  readonly arrivals: number;
  readonly isolated: number;
  readonly missed: number;
  readonly strength: number;
  readonly units: number;
  readonly addendum: number;
  readonly accounted: number;
  readonly accounted_addendum: number;
  readonly daily: number;
  readonly reached: number;
  readonly cards: number;
}

/** What some figures are a part of: coverage where a round has dwellings there, daily contact where there are daily households. */
function wholesOf(rows: readonly Row[]): Partial<Record<Indicator, NonNullable<C.Cell['whole']>>> {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const units = sum((row) => row.units);
  const addendum = sum((row) => row.addendum);
  const daily = sum((row) => row.daily);
  return {
    ...(units + addendum === 0 ? {} : { coverage: { units, addendum, accountedAddendum: sum((row) => row.accounted_addendum) } }),
    ...(daily === 0 ? {} : { careReached: { units: daily, addendum: 0, accountedAddendum: 0 } }),
  };
}

@Injectable()
export class BoardQueries {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof BoardPolicyValues>;
  private readonly rows: Gathering<string, readonly Row[]>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'board', shape: BoardPolicyValues });
    this.rows = new Gathering((days: readonly string[]) => this.read(days), { lanes: 1, most: 1_000 });
  }

  @Answers(C.WallChart)
  wallChart(input: InputOf<typeof C.WallChart>, call: Call) {
    return reaching(async () => {
      const policy = await this.policies.inForce(call.now);
      const { caller } = call;
      const own = caller.kind === 'operator' ? areasOf(caller.scope) : caller.kind === 'service' ? ('all' as const) : [];
      const all = await this.rows.ask(startOfDay(dayOf(call.now)).toString());
      const rows = all.filter(({ area }) => (own === 'all' || own.includes(area)) && (!input.areas || input.areas.includes(area)));
      const asOf = call.now.toString();
      const command = caller.kind === 'service' || (caller.kind === 'operator' && mayCall(C.command, caller.roles));
      const figure = (id: Indicator, value: number) => (DELICATE.includes(id) ? shownFigure(value, policy.hideUnder, command) : { value });
      const chart = rows.map((row) => {
        const values: Record<Indicator, number> = {
          errandsOpen: row.open,
          errandsOverdue: row.overdue,
          errandsDoneToday: row.done,
          residentsKnown: row.residents,
          arrivalsToday: row.arrivals,
          inIsolation: row.isolated,
          slotsMissed: row.missed,
          strength: row.strength,
          coverage: row.accounted,
          careReached: row.reached,
          cardsOut: row.cards,
        };
        const parts = wholesOf([row]);
        const cells: Record<string, C.Cell> = Object.fromEntries(
          INDICATORS.map((id) => [
            id,
            { ...figure(id, values[id]), level: levelOf(values[id], policy.thresholds[id]), ...(parts[id] ? { whole: parts[id] } : {}) },
          ]),
        );
        return { area: row.area, zh: row.zh, en: row.en, placeholder: row.placeholder, cells, updatedAt: asOf };
      });
      const totals = Object.fromEntries(INDICATORS.map((id) => [id, chart.reduce((sum, row) => sum + (row.cells[id]?.value ?? 0), 0)]));
      const wholes = wholesOf(rows);
      return ok({ rows: chart, totals, wholes, definitions: [...DEFINITIONS], asOf, stale: await this.isStale(policy.staleMinutes) });
    });
  }

  @Answers(C.WallChartV1)
  async first(input: InputOf<typeof C.WallChartV1>, call: Call) {
    const { rows, totals, definitions, asOf, stale } = (await this.wallChart(input, call)).value;
    const four = <T>(of: (id: (typeof C.INDICATORS_V1)[number]) => T) =>
      Object.fromEntries(C.INDICATORS_V1.map((id) => [id, of(id)])) as FirstFigures<T>;
    return ok({
      rows: rows.map(({ cells, ...row }) => ({
        ...row,
        cells: four((id) => ({ value: cells[id]?.value ?? 0, level: cells[id]?.level ?? ('none' as const) })),
      })),
      totals: four((id) => totals[id] ?? 0),
      definitions: definitions.flatMap(({ id, ...words }) =>
        C.INDICATORS_V1.filter((first) => first === id).map((first) => ({ id: first, ...words })),
      ),
      asOf,
      stale,
    });
  }

  /** Every area's figures, the day beginning at an instant; those who ask at the same moment are answered by one query. */
  private async read(days: readonly string[]): Promise<readonly Settled<readonly Row[]>[]> {
    const byDay = new Map<string, readonly Row[]>();
    for (const day of new Set(days)) {
      const { rows } = await this.kit.pool.query<Row>({
        name: 'wall-chart',
        text: `with round as (select "id" from "command_center"."board_round" where "runs" order by "id" desc limit 1)
          select a."area", a."zh", a."en", a."placeholder",
            coalesce(e.open, 0) as open, coalesce(e.overdue, 0) as overdue, coalesce(d.done, 0) as done, coalesce(r.residents, 0) as residents,
            coalesce(v.arrivals, 0) as arrivals, coalesce(i.isolated, 0) as isolated, coalesce(i.missed, 0) as missed,
            coalesce(s.strength, 0) as strength, coalesce(w.units, 0) as units, coalesce(w.addendum, 0) as addendum,
            coalesce(k.accounted, 0) as accounted, coalesce(k.accounted_addendum, 0) as accounted_addendum,
            coalesce(c.daily, 0) as daily, coalesce(c.reached, 0) as reached, coalesce(o.cards, 0) as cards
          from "command_center"."board_area" a
          left join (select "area", count(*)::int as open, count(*) filter (where "overdue")::int as overdue from "command_center"."board_errand" where "is_open" group by 1) e using ("area")
          left join (select "area", count(*)::int as done from "command_center"."board_errand" where "done_at" >= $1 group by 1) d using ("area")
          left join (select "area", count(*)::int as residents from "command_center"."board_person" group by 1) r using ("area")
          left join (select "area", count(*)::int as arrivals from "command_center"."board_arrival" where "arrived_at" >= $1 group by 1) v using ("area")
          left join (select "area", count(*)::int as isolated, sum("unexplained")::int as missed from "command_center"."board_isolation" where "is_open" group by 1) i using ("area")
          left join (select "area", sum("strength")::int as strength from "command_center"."board_task_force" group by 1) s using ("area")
          left join (select "area", sum("units") filter (where not "addendum")::int as units, sum("units") filter (where "addendum")::int as addendum
            from "command_center"."board_dwellings" where "campaign_id" = (select "id" from round) group by 1) w using ("area")
          left join (select "area", count(*) filter (where not "addendum")::int as accounted, count(*) filter (where "addendum")::int as accounted_addendum
            from "command_center"."board_door" where "accounted" and "campaign_id" = (select "id" from round) group by 1) k using ("area")
          left join (select "area", count(*)::int as daily, count(*) filter (where "reached_on" = t."day")::int as reached
            from "command_center"."board_care", (select ($1::timestamptz at time zone 'Asia/Shanghai')::date::text as "day") t
            where "daily_from" <= t."day" and coalesce("daily_until", t."day") >= t."day" group by 1) c using ("area")
          left join (select "area", count(*)::int as cards from "command_center"."board_card" where "is_out" group by 1) o using ("area")
          order by a."area"`,
        values: [day],
      });
      byDay.set(day, rows);
    }
    return days.map((day) => ({ ok: true, value: byDay.get(day) ?? [] }));
  }

  /** Stale when the streams hold events for the board that it has not applied for longer than the policy allows. */
  private async isStale(minutes: number): Promise<boolean> {
    const { rows } = await this.kit.pool.query<{ minutes: number | null }>(
      // Ids are in the order of time: the newest is found without looking at all of them.
      `select (extract(epoch from now() - "at") / 60)::float as minutes from "command_center"."received" where "durable" = 'command-center--board'
       order by "event_id" desc limit 1`,
    );
    const silent = (rows[0]?.minutes ?? 0) > minutes;
    return silent && (await this.waiting()) > 0;
  }

  /** Events in the streams that the board has not been given yet. */
  private async waiting(): Promise<number> {
    const manager = await jetstreamManager(this.kit.nc, { checkAPI: false });
    const infos = await Promise.all(
      (['errands', 'census-screening', 'command-center'] as const).map((service) =>
        manager.consumers.info(streamOf(service), 'command-center--board'),
      ),
    );
    return infos.reduce((sum, info) => sum + info.num_pending + info.num_ack_pending, 0);
  }
}
