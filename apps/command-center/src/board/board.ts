import { AreaRegistered, DONE_STATUSES, ErrandDelivered, OPEN_STATUSES, type ErrandStanding } from '@houzhai/contracts';
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
  | { readonly table: 'person'; readonly id: string; readonly area: string; readonly version: number }
  | {
      readonly table: 'area';
      readonly id: string;
      readonly area: string;
      readonly version: number;
      readonly zh: string;
      readonly en: string;
      readonly placeholder: boolean;
    };

const includes = (list: readonly string[], status: string): boolean => list.includes(status);

/** Reads an event as a change of the board. The same for the live reader and for a rebuild. */
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
  if (service === 'census-screening' && entity === 'person') return { table: 'person', ...base };
  if (event.type === AreaRegistered.type) {
    const data = event.data as C.DataOf<typeof AreaRegistered>;
    return data.level === 'area' ? { table: 'area', ...base, zh: data.zh, en: data.en, placeholder: data.placeholder } : undefined;
  }
  return undefined;
}

/** The statement that applies a change. `$1…` parameters. */
export function boardStatement(change: BoardChange): { readonly text: string; readonly values: readonly unknown[] } {
  switch (change.table) {
    case 'errand':
      return {
        text: `insert into "command_center"."board_errand" as b ("id", "area", "status", "is_open", "overdue", "done_at", "version")
          values ($1, $2, $3, $4, $5, case when $6 = 'now' then $7::timestamptz end, $8)
          on conflict ("id") do update set "area" = excluded."area", "status" = excluded."status", "is_open" = excluded."is_open", "overdue" = excluded."overdue",
            "done_at" = case $6 when 'now' then $7::timestamptz when 'keep' then b."done_at" end, "version" = excluded."version"`,
        values: [change.id, change.area, change.status, change.isOpen, change.overdue, change.done, change.at, change.version],
      };
    case 'person':
      return {
        text: `insert into "command_center"."board_person" ("id", "area", "version") values ($1, $2, $3)
          on conflict ("id") do update set "area" = excluded."area", "version" = excluded."version"`,
        values: [change.id, change.area, change.version],
      };
    case 'area':
      return {
        text: `insert into "command_center"."board_area" ("id", "area", "zh", "en", "placeholder", "version") values ($1, $2, $3, $4, $5, $6)
          on conflict ("id") do update set "zh" = excluded."zh", "en" = excluded."en", "placeholder" = excluded."placeholder", "version" = excluded."version"`,
        values: [change.id, change.area, change.zh, change.en, change.placeholder, change.version],
      };
  }
}

/** Thresholds of one indicator: `watch` and `alarm` from these values on; absent where the figure is not judged. */
export interface Threshold {
  readonly watch: number;
  readonly alarm: number;
}

/** How bad a figure is under the policy's thresholds. */
export function levelOf(value: number, threshold: Threshold | undefined): C.Level {
  if (!threshold) return 'none';
  return value >= threshold.alarm ? 'alarm' : value >= threshold.watch ? 'watch' : 'good';
}
