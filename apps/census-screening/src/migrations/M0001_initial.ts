import { Migration } from '@mikro-orm/migrations';

export class M0001_initial extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."audit" ("seq" bigserial primary key, "at" timestamptz not null, "actor" text not null, "operation" text not null, "entity" text not null, "record_id" uuid null, "version" int null, "area" text not null, "trace_id" text not null, "details" jsonb null);',
    );
    this.addSql('comment on table "census_screening"."audit" is \'Who did or saw what; insert-only by grant\';');
    this.addSql('create index "audit_record" on "census_screening"."audit" ("record_id");');
    this.addSql(
      'create table "census_screening"."business_number" ("prefix" text not null, "day" text not null, "last" int not null, primary key ("prefix", "day"));',
    );
    this.addSql('comment on table "census_screening"."business_number" is \'Sequences of numbers people say on the phone\';');
    this.addSql(
      'create table "census_screening"."command_log" ("actor" text not null, "command_id" text not null, "payload_hash" bytea not null, "reply" jsonb not null, "recorded_at" timestamptz not null, primary key ("actor", "command_id"));',
    );
    this.addSql('comment on table "census_screening"."command_log" is \'Accepted commands; refused ids may be asked again\';');
    this.addSql(
      'create table "census_screening"."dead_letter" ("id" uuid not null, "durable" text not null, "stream" text not null, "stream_seq" bigint not null, "subject" text not null, "body" text not null, "cause" text not null, "deliveries" int not null, "at" timestamptz not null, "resolved_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."dead_letter" is \'Messages that could not be applied\';');
    this.addSql(
      'create table "census_screening"."import_chunk" ("import_id" uuid not null, "chunk" int not null, "row_count" int not null, "sealed" bytea not null, primary key ("import_id", "chunk"));',
    );
    this.addSql('comment on table "census_screening"."import_chunk" is \'Staged rows of an import, sealed\';');
    this.addSql(
      'create table "census_screening"."import" ("id" uuid not null, "kind" text not null, "status" text not null, "file_name" text not null, "started_by" text not null, "started_at" timestamptz not null, "chunks" int not null, "row_count" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."import" is \'Imports; nothing counts before the commit\';');
    this.addSql(
      'create table "census_screening"."outbox" ("seq" bigserial primary key, "event_id" uuid not null, "entity" text not null, "record_id" uuid not null, "version" int not null, "area" text not null, "subject" text not null, "envelope" jsonb not null, "recorded_at" timestamptz not null, "published_at" timestamptz null, "stream_seq" bigint null, "attempts" int not null default 0, "parked_at" timestamptz null, "parked_reason" text null);',
    );
    this.addSql('comment on table "census_screening"."outbox" is \'Events of this service; JetStream can be rebuilt from it\';');
    this.addSql('alter table "census_screening"."outbox" add constraint "outbox_event_id" unique ("event_id");');
    this.addSql('create index "outbox_pending" on "census_screening"."outbox" ("seq") where published_at is null and parked_at is null;');
    this.addSql('create index "outbox_stream_seq" on "census_screening"."outbox" ("stream_seq");');
    this.addSql(
      'alter table "census_screening"."outbox" add constraint "outbox_record_version" unique ("entity", "record_id", "version");',
    );
    this.addSql(
      'create table "census_screening"."person_key" ("person_id" uuid not null, "wrapped" bytea not null, primary key ("person_id"));',
    );
    this.addSql('comment on table "census_screening"."person_key" is \'Key per person, wrapped\';');
    this.addSql(
      'create table "census_screening"."person" ("id" uuid not null, "version" int not null, "no" text not null, "area" text not null, "path" text not null, "document_kind" text not null, "document_index" bytea null, "phone_index" bytea null, "name_index" bytea[] not null, "name_py" text not null, "birth_year" int null, "sex" text not null, "sealed" bytea not null, "updated_at" timestamptz not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."person" is \'Persons; sealed fields, blind indexes; name_py is in clear and declared\';',
    );
    this.addSql('alter table "census_screening"."person" add constraint "person_no" unique ("no");');
    this.addSql('alter table "census_screening"."person" add constraint "person_document_index" unique ("document_index");');
    this.addSql('create index "person_area" on "census_screening"."person" ("area", "id");');
    this.addSql('create index "person_initials" on "census_screening"."person" ("name_py" text_pattern_ops, "id");');
    this.addSql('create index "person_name_index" on "census_screening"."person" using gin ("name_index");');
    this.addSql('create index "person_phone_index" on "census_screening"."person" ("phone_index");');
    this.addSql(
      'create table "census_screening"."place" ("id" uuid not null, "version" int not null, "path" text not null, "parent" text null, "level" text not null, "area" text not null, "zh" text not null, "en" text not null, "placeholder" boolean not null, "rental" boolean not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."place" is \'Place register; public names, no persons\';');
    this.addSql('alter table "census_screening"."place" add constraint "place_path" unique ("path");');
    this.addSql('create index "place_parent" on "census_screening"."place" ("parent", "path");');
    this.addSql(
      'create table "census_screening"."policy" ("code" text not null, "version" text not null, "effective_from" timestamptz not null, "source" text not null, "values" jsonb not null, primary key ("code", "version"));',
    );
    this.addSql('comment on table "census_screening"."policy" is \'Versioned policies; the newest in force applies\';');
    this.addSql(
      'create table "census_screening"."reader_version" ("durable" text not null, "entity" text not null, "record_id" uuid not null, "version" int not null, primary key ("durable", "entity", "record_id"));',
    );
    this.addSql('comment on table "census_screening"."reader_version" is \'Version gate of durables\';');
    this.addSql(
      'create table "census_screening"."received" ("durable" text not null, "event_id" uuid not null, "at" timestamptz not null, primary key ("durable", "event_id"));',
    );
    this.addSql('comment on table "census_screening"."received" is \'Events applied, per durable\';');
  }
}
