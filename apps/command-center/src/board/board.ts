import {
  AddendumGrown,
  AreaRegistered,
  CARD_OUT_STATUSES,
  DONE_STATUSES,
  ErrandDelivered,
  OPEN_ISOLATION_STATUSES,
  OPEN_STATUSES,
  PersonErased,
  PersonMerged,
  RUNNING_CAMPAIGNS,
  type ErrandStanding,
} from '@houzhai/contracts';
import type * as C from '@houzhai/contracts';

/** What an event changes on the wall chart; undefined where it changes nothing. */
export type BoardChange =
  | {
      readonly table: 'errand';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly status: string;
      readonly isOpen: boolean;
      readonly overdue: boolean;
      readonly done: 'now' | 'keep' | 'no';
      readonly at: string;
    }
  | { readonly table: 'person'; readonly id: string; readonly area: string; readonly version: number; readonly counts: boolean }
  | { readonly table: 'arrival'; readonly id: string; readonly area: string; readonly version: number; readonly arrivedAt: string }
  | {
      readonly table: 'isolation';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly isOpen: boolean;
      readonly unexplained: number;
    }
  | { readonly table: 'team'; readonly id: string; readonly area: string; readonly version: number; readonly strength: number }
  | {
      readonly table: 'round';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly runs: boolean;
      readonly dwellings: readonly Dwellings[];
    }
  | {
      readonly table: 'door';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly campaignId: string;
      readonly addendum: boolean;
      readonly accounted: boolean;
    }
  | {
      readonly table: 'care';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      /** Days the household counts on, both included. */
      readonly dailyFrom?: string | undefined;
      readonly dailyUntil?: string | undefined;
      readonly reachedOn?: string | undefined;
    }
  | { readonly table: 'card'; readonly id: string; readonly area: string; readonly version: number; readonly out: boolean }
  | {
      readonly table: 'area';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly zh: string;
      readonly en: string;
      readonly placeholder: boolean;
    };

/** Dwellings a round was frozen to, or that were added to it, in an area by one event. */
interface Dwellings {
  readonly version: number;
  readonly area: string;
  readonly units: number;
  readonly addendum: boolean;
}
type DataOfRound = Pick<C.DataOf<typeof C.CampaignStarted>, 'status'> & Partial<Pick<C.DataOf<typeof AddendumGrown>, 'byArea'>>;

const includes = (list: readonly string[], status: string): boolean => list.includes(status);

/** A team has no area of its own record: it says where it works. */
const isOfTeam = ({ type }: C.Envelope): boolean => type.startsWith('evt.command-center.task-force.');

const isOfRound = ({ type }: C.Envelope): boolean => type.startsWith('evt.census-screening.screening-campaign.');

/** Reads an event as a change of the board. */
export function boardChange(event: C.Envelope): BoardChange | undefined {
  const base = { id: event.subject, area: event.area, version: event.aggregateversion };
  const [, service, entity] = event.type.split('.');
  if (service === 'errands' && entity === 'errand') {
    const { standing } = event.data as { standing: ErrandStanding };
    const done = event.type === ErrandDelivered.type ? 'now' : includes(DONE_STATUSES, standing.status) ? 'keep' : 'no';
    return {
      table: 'errand',
      ...base,
      status: standing.status,
      isOpen: includes(OPEN_STATUSES, standing.status),
      overdue: standing.overdue,
      done,
      at: event.occurredat,
    };
  }
  if (service === 'errands' && entity === 'care-link') {
    const { daily, reachedOn } = event.data as C.DataOf<typeof C.CareLinkEnded>;
    return { table: 'care', ...base, dailyFrom: daily?.from, dailyUntil: daily?.until, reachedOn };
  }
  if (service === 'errands' && entity === 'insurance-card') {
    const { status } = event.data as C.DataOf<typeof C.CardReturned>;
    return { table: 'card', ...base, out: includes(CARD_OUT_STATUSES, status) };
  }
  if (service === 'census-screening' && entity === 'person')
    return { table: 'person', ...base, counts: ![PersonErased.type, PersonMerged.type].includes(event.type) };
  if (service === 'census-screening' && entity === 'arrival') {
    const { arrivedAt } = event.data as C.DataOf<typeof C.ArrivalRegistered>;
    return { table: 'arrival', ...base, arrivedAt };
  }
  if (service === 'census-screening' && entity === 'isolation') {
    const { status, unexplained } = event.data as C.DataOf<typeof C.IsolationStarted>;
    return { table: 'isolation', ...base, isOpen: includes(OPEN_ISOLATION_STATUSES, status), unexplained };
  }
  if (isOfRound(event)) {
    const { status, byArea = [] } = event.data as DataOfRound;
    const addendum = event.type === AddendumGrown.type;
    const dwellings = byArea.map(({ area, units }) => ({ version: event.aggregateversion, area, units, addendum }));
    return { table: 'round', ...base, runs: includes(RUNNING_CAMPAIGNS, status), dwellings };
  }
  if (service === 'census-screening' && entity === 'screening-unit') {
    const { campaignId, addendum, accounted } = event.data as C.DataOf<typeof C.UnitAccounted>;
    return { table: 'door', ...base, campaignId, addendum, accounted };
  }
  if (isOfTeam(event)) {
    const { at, strength } = event.data as C.DataOf<typeof C.TaskForceFormed>;
    return { table: 'team', ...base, area: at, strength };
  }
  if (event.type === AreaRegistered.type) {
    const data = event.data as C.DataOf<typeof AreaRegistered>;
    return data.level === 'area' ? { table: 'area', ...base, zh: data.zh, en: data.en, placeholder: data.placeholder } : undefined;
  }
  return undefined;
}

/**
 * What events, in their order, change altogether: one change per row, equal to applying one after the other.
 * The same for the live reader and for a rebuild.
 */
export function boardChanges(events: readonly C.Envelope[]): readonly BoardChange[] {
  const byRow = new Map<string, BoardChange>();
  for (const event of events) {
    const change = boardChange(event);
    if (!change) continue;
    const row = `${change.table} ${change.id}`;
    const before = byRow.get(row);
    byRow.set(row, before ? following(before, change) : change);
  }
  return [...byRow.values()];
}

/** What two changes of a row, one after the other, change together. */
function following(before: BoardChange, change: BoardChange): BoardChange {
  if (change.table === 'errand' && before.table === 'errand' && change.done === 'keep')
    return { ...change, done: before.done, at: before.at };
  if (change.table === 'round' && before.table === 'round') return { ...change, dwellings: [...before.dwellings, ...change.dwellings] };
  return change;
}

/** A statement with `$1…` parameters. */
interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const APPLY: Readonly<Record<BoardChange['table'], string>> = {
  errand: `insert into "command_center"."board_errand" ("id", "area", "status", "is_open", "overdue", "done_at", "version")
    select c."id", c."area", c."status", c."isOpen", c."overdue", case c."done" when 'now' then c."at" when 'keep' then b."done_at" end, c."version"
    from json_to_recordset($1::json) as c("id" uuid, "area" text, "status" text, "isOpen" bool, "overdue" bool, "done" text, "at" timestamptz, "version" int)
    left join "command_center"."board_errand" b using ("id")
    on conflict ("id") do update set "area" = excluded."area", "status" = excluded."status", "is_open" = excluded."is_open",
      "overdue" = excluded."overdue", "done_at" = excluded."done_at", "version" = excluded."version"`,
  person: `with c as (select * from json_to_recordset($1::json) as c("id" uuid, "area" text, "version" int, "counts" bool)),
      gone as (delete from "command_center"."board_person" b using c where b."id" = c."id" and not c."counts")
    insert into "command_center"."board_person" ("id", "area", "version") select c."id", c."area", c."version" from c where c."counts"
    on conflict ("id") do update set "area" = excluded."area", "version" = excluded."version"`,
  arrival: `insert into "command_center"."board_arrival" ("id", "area", "arrived_at", "version")
    select c."id", c."area", c."arrivedAt", c."version"
    from json_to_recordset($1::json) as c("id" uuid, "area" text, "arrivedAt" timestamptz, "version" int)
    on conflict ("id") do update set "area" = excluded."area", "arrived_at" = excluded."arrived_at", "version" = excluded."version"`,
  isolation: `insert into "command_center"."board_isolation" ("id", "area", "is_open", "unexplained", "version")
    select c."id", c."area", c."isOpen", c."unexplained", c."version"
    from json_to_recordset($1::json) as c("id" uuid, "area" text, "isOpen" bool, "unexplained" int, "version" int)
    on conflict ("id") do update set "area" = excluded."area", "is_open" = excluded."is_open", "unexplained" = excluded."unexplained",
      "version" = excluded."version"`,
  team: `insert into "command_center"."board_task_force" ("id", "area", "strength", "version")
    select c."id", c."area", c."strength", c."version" from json_to_recordset($1::json) as c("id" uuid, "area" text, "strength" int, "version" int)
    on conflict ("id") do update set "area" = excluded."area", "strength" = excluded."strength", "version" = excluded."version"`,
  round: `with c as (select * from json_to_recordset($1::json) as c("id" uuid, "version" int, "runs" bool, "dwellings" json)),
      grown as (
        insert into "command_center"."board_dwellings" ("id", "campaign_id", "area", "units", "addendum", "version")
        select md5(concat_ws(' ', c."id", d."version", d."area"))::uuid, c."id", d."area", d."units", d."addendum", d."version"
        from c cross join json_to_recordset(c."dwellings") as d("version" int, "area" text, "units" int, "addendum" bool) on conflict do nothing)
    insert into "command_center"."board_round" ("id", "runs", "version") select c."id", c."runs", c."version" from c
    on conflict ("id") do update set "runs" = excluded."runs", "version" = excluded."version"`,
  door: `insert into "command_center"."board_door" ("id", "campaign_id", "area", "addendum", "accounted", "version")
    select c."id", c."campaignId", c."area", c."addendum", c."accounted", c."version"
    from json_to_recordset($1::json) as c("id" uuid, "campaignId" uuid, "area" text, "addendum" bool, "accounted" bool, "version" int)
    on conflict ("id") do update set "accounted" = excluded."accounted", "version" = excluded."version"`,
  care: `insert into "command_center"."board_care" ("id", "area", "daily_from", "daily_until", "reached_on", "version")
    select c."id", c."area", c."dailyFrom", c."dailyUntil", c."reachedOn", c."version"
    from json_to_recordset($1::json) as c("id" uuid, "area" text, "dailyFrom" text, "dailyUntil" text, "reachedOn" text, "version" int)
    on conflict ("id") do update set "area" = excluded."area", "daily_from" = excluded."daily_from", "daily_until" = excluded."daily_until",
      "reached_on" = excluded."reached_on", "version" = excluded."version"`,
  card: `insert into "command_center"."board_card" ("id", "area", "is_out", "version")
    select c."id", c."area", c."out", c."version" from json_to_recordset($1::json) as c("id" uuid, "area" text, "out" bool, "version" int)
    on conflict ("id") do update set "area" = excluded."area", "is_out" = excluded."is_out", "version" = excluded."version"`,
  area: `insert into "command_center"."board_area" ("id", "area", "zh", "en", "placeholder", "version")
    select c."id", c."area", c."zh", c."en", c."placeholder", c."version"
    from json_to_recordset($1::json) as c("id" uuid, "area" text, "zh" text, "en" text, "placeholder" bool, "version" int)
    on conflict ("id") do update set "zh" = excluded."zh", "en" = excluded."en", "placeholder" = excluded."placeholder", "version" = excluded."version"`,
};

/** The statements that apply changes, at most one per table. @param changes no row twice. */
export const boardStatements = (changes: readonly BoardChange[]): readonly Statement[] =>
  [...Map.groupBy(changes, (change) => change.table)].map(([table, rows]) => ({ text: APPLY[table], values: [JSON.stringify(rows)] }));

/** Areas whose figures an event changes: where the record is or works, where it was; `a00` for those of a round in several. */
export function areasTouched(event: C.Envelope): readonly string[] {
  if (isOfRound(event)) return [event.area];
  const { fromArea, at } = event.data as { fromArea?: string; at?: string };
  const area = isOfTeam(event) && at !== undefined ? at : event.area;
  return fromArea === undefined ? [area] : [area, fromArea];
}

/** Thresholds of one indicator: `watch` and `alarm` from these values on; absent where the figure is not judged. */
export interface Threshold {
  readonly watch: number;
  readonly alarm: number;
}

/** A figure as it is shown: one so small that it points at somebody is only said to be some, outside the command centre. */
export const shownFigure = (value: number, hideUnder: number, command: boolean): { readonly value: number; readonly under?: number } =>
  !command && value > 0 && value < hideUnder ? { value: 0, under: hideUnder } : { value };

/** How bad a figure is under the policy's thresholds. */
export function levelOf(value: number, threshold: Threshold | undefined): C.Level {
  if (!threshold) return 'none';
  return value >= threshold.alarm ? 'alarm' : value >= threshold.watch ? 'watch' : 'good';
}
