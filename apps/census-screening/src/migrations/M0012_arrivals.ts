import { Migration } from '@mikro-orm/migrations';

export class M0012_arrivals extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."arrival" ("id" uuid not null, "version" int not null, "no" text not null, "party_id" uuid not null, "person_id" uuid not null, "checkpoint_id" uuid not null, "checkpoint_area" text not null, "checkpoint_path" text not null, "area" text not null, "path" text not null, "arrived_at" timestamptz not null, "disposition" text not null, "custody" text not null, "batch_id" uuid null, "wake_at" timestamptz null, "facts" jsonb not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."arrival" is \'Arrivals 来(返)义人员登记, one per head; origin, temperature and plate sealed under the key of the person\';',
    );
    this.addSql('alter table "census_screening"."arrival" add constraint "arrival_no" unique ("no");');
    this.addSql('create index "arrival_at" on "census_screening"."arrival" ("arrived_at", "id");');
    this.addSql('create index "arrival_checkpoint" on "census_screening"."arrival" ("checkpoint_id", "arrived_at", "id");');
    this.addSql('create index "arrival_area" on "census_screening"."arrival" ("area", "arrived_at", "id");');
    this.addSql(
      'create index "arrival_open" on "census_screening"."arrival" ("custody", "checkpoint_id") where custody = any (array[\'WAITING\'::text, \'IN_BATCH\'::text, \'REFUSED\'::text, \'MISSING\'::text]);',
    );
    this.addSql('create index "arrival_person" on "census_screening"."arrival" ("person_id", "arrived_at");');
    this.addSql(
      `create unique index "arrival_person_open" on "census_screening"."arrival" ("person_id") where "custody" = any (array['WAITING'::text, 'IN_BATCH'::text]);`,
    );
    this.addSql('create index "arrival_party" on "census_screening"."arrival" ("party_id");');
    this.addSql('create index "arrival_batch" on "census_screening"."arrival" ("batch_id") where batch_id is not null;');
    this.addSql('create index "arrival_wake" on "census_screening"."arrival" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "census_screening"."checkpoint" ("id" uuid not null, "version" int not null, "code" text not null, "status" text not null, "area" text not null, "path" text not null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."checkpoint" is \'Checkpoints 卡口\';');
    this.addSql('alter table "census_screening"."checkpoint" add constraint "checkpoint_code" unique ("code");');
    this.addSql(
      'create table "census_screening"."escort_batch" ("id" uuid not null, "version" int not null, "no" text not null, "checkpoint_id" uuid not null, "area" text not null, "path" text not null, "lead_id" uuid not null, "status" text not null, "is_open" boolean not null, "confirmers" uuid[] not null, "assembled_at" timestamptz not null, "wake_at" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."escort_batch" is \'Escort batches 护送批次; heads by id only\';');
    this.addSql('alter table "census_screening"."escort_batch" add constraint "escort_batch_no" unique ("no");');
    this.addSql('create index "escort_batch_assembled" on "census_screening"."escort_batch" ("assembled_at", "id");');
    this.addSql('create index "escort_batch_open" on "census_screening"."escort_batch" ("checkpoint_id") where is_open;');
    this.addSql('create index "escort_batch_lead" on "census_screening"."escort_batch" ("lead_id", "assembled_at");');
    this.addSql('create index "escort_batch_wake" on "census_screening"."escort_batch" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "census_screening"."reading" ("id" uuid not null, "person_id" uuid not null, "place" text not null, "record_id" uuid not null, "area" text not null, "instrument" text not null, "at" timestamptz not null, "taken_by" text not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."reading" is \'Temperatures 测温, each with place, instrument and who took it; the value sealed under the key of the person; insert-only by grant\';',
    );
    this.addSql('create index "reading_person" on "census_screening"."reading" ("person_id", "at");');
  }
}
