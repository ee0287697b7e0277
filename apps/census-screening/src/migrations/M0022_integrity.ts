import { Migration } from '@mikro-orm/migrations';

export class M0022_integrity extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."signal_review" ("id" uuid not null, "day" text not null, "verdict" text not null, "reviewed_by" uuid not null, "reviewed_at" timestamptz not null, "sealed" bytea null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."signal_review" is \'What supervisors said of visits that ask for another look 请复核; words sealed; insert-only by grant\';',
    );
    this.addSql('create index "signal_review_day" on "census_screening"."signal_review" ("day");');
    this.addSql(`create index "follow_up_slot_door" on "census_screening"."follow_up_slot" ("date") where "facts" ->> 'method' = 'DOOR';`);
    this.addSql('alter table "census_screening"."screening_unit" add column "visited_on" text[] null;');
    this.addSql(`update "census_screening"."screening_unit" set "visited_on" = array(
        select distinct to_char((a ->> 'at')::timestamptz at time zone 'Asia/Shanghai', 'YYYY-MM-DD') from jsonb_array_elements("attempts") a)
      where "attempts" is not null;`);
    this.addSql(
      'create index "screening_unit_visited" on "census_screening"."screening_unit" using gin ("visited_on") where "visited_on" is not null;',
    );
  }
}
