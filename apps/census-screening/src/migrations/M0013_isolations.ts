import { Migration } from '@mikro-orm/migrations';

export class M0013_isolations extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."follow_up_slot" ("id" uuid not null, "isolation_id" uuid not null, "date" text not null, "half" text not null, "begins_at" timestamptz not null, "due_at" timestamptz not null, "status" text not null, "facts" jsonb not null, "sealed" bytea null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."follow_up_slot" is \'Half-days of isolation cases 随访; temperature, symptoms and words sealed under the key of the person\';',
    );
    this.addSql('create index "follow_up_slot_case" on "census_screening"."follow_up_slot" ("isolation_id", "begins_at");');
    this.addSql(
      'create index "follow_up_slot_open" on "census_screening"."follow_up_slot" ("due_at", "id") where status = \'NOT_PERFORMED\';',
    );
    this.addSql(
      'create table "census_screening"."isolation" ("id" uuid not null, "version" int not null, "no" text not null, "person_id" uuid not null, "area" text not null, "path" text not null, "status" text not null, "is_open" boolean not null, "last_day" text not null, "team" uuid[] not null, "wake_at" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."isolation" is \'Isolation cases 隔离对象; nothing measured or told in clear\';');
    this.addSql('alter table "census_screening"."isolation" add constraint "isolation_no" unique ("no");');
    this.addSql('create index "isolation_area" on "census_screening"."isolation" ("area", "last_day", "id");');
    this.addSql('create index "isolation_person" on "census_screening"."isolation" ("person_id");');
    this.addSql('create unique index "isolation_person_open" on "census_screening"."isolation" ("person_id") where "is_open";');
    this.addSql('create index "isolation_team" on "census_screening"."isolation" using gin ("team") where "is_open";');
    this.addSql('create index "isolation_wake" on "census_screening"."isolation" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "census_screening"."isolation_words" ("isolation_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("isolation_id", "version"));',
    );
    this.addSql(
      'comment on table "census_screening"."isolation_words" is \'Free text that belongs to one change of an isolation case, sealed; insert-only by grant\';',
    );
  }
}
