import { Migration } from '@mikro-orm/migrations';

export class M0001_initial extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."audit" ("seq" bigserial primary key, "at" timestamptz not null, "actor" text not null, "operation" text not null, "entity" text not null, "record_id" uuid null, "version" int null, "area" text not null, "trace_id" text not null, "details" jsonb null);',
    );
    this.addSql('comment on table "command_center"."audit" is \'Who did or saw what; insert-only by grant\';');
    this.addSql('create index "audit_record" on "command_center"."audit" ("record_id");');
    this.addSql(
      'create table "command_center"."board_area" ("id" uuid not null, "area" text not null, "zh" text not null, "en" text not null, "placeholder" boolean not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_area" is \'Projection board: areas\';');
    this.addSql('alter table "command_center"."board_area" add constraint "board_area_area" unique ("area");');
    this.addSql(
      'create table "command_center"."board_errand" ("id" uuid not null, "area" text not null, "status" text not null, "is_open" boolean not null, "overdue" boolean not null, "done_at" timestamptz null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_errand" is \'Projection board: errands as the wall chart counts them\';');
    this.addSql('create index "board_errand_open" on "command_center"."board_errand" ("area") where is_open;');
    this.addSql('create index "board_errand_done" on "command_center"."board_errand" ("done_at") where done_at is not null;');
    this.addSql(
      'create table "command_center"."board_person" ("id" uuid not null, "area" text not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_person" is \'Projection board: residents known, per area\';');
    this.addSql('create index "board_person_area" on "command_center"."board_person" ("area");');
    this.addSql(
      'create table "command_center"."board_replay" ("event_id" uuid not null, "nth" bigint not null, "envelope" jsonb not null, primary key ("event_id"));',
    );
    this.addSql('comment on table "command_center"."board_replay" is \'Staging of a rebuild; empty otherwise\';');
    this.addSql(
      'create table "command_center"."business_number" ("prefix" text not null, "day" text not null, "last" int not null, primary key ("prefix", "day"));',
    );
    this.addSql('comment on table "command_center"."business_number" is \'Sequences of numbers people say on the phone\';');
    this.addSql(
      'create table "command_center"."command_log" ("actor" text not null, "command_id" text not null, "payload_hash" bytea not null, "reply" jsonb not null, "recorded_at" timestamptz not null, primary key ("actor", "command_id"));',
    );
    this.addSql('comment on table "command_center"."command_log" is \'Accepted commands; refused ids may be asked again\';');
    this.addSql(
      'create table "command_center"."dead_letter" ("id" uuid not null, "durable" text not null, "stream" text not null, "stream_seq" bigint not null, "subject" text not null, "body" text not null, "cause" text not null, "deliveries" int not null, "at" timestamptz not null, "resolved_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."dead_letter" is \'Messages that could not be applied\';');
    this.addSql(
      'create table "command_center"."operator" ("id" uuid not null, "version" int not null, "account" text not null, "display_name" text not null, "roles" jsonb not null, "scope" jsonb not null, "active" boolean not null, "password_hash" text not null, "must_change_password" boolean not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."operator" is \'Operators who sign in; staff, not residents\';');
    this.addSql('alter table "command_center"."operator" add constraint "operator_account" unique ("account");');
    this.addSql(
      'create table "command_center"."outbox" ("seq" bigserial primary key, "event_id" uuid not null, "entity" text not null, "record_id" uuid not null, "version" int not null, "area" text not null, "subject" text not null, "envelope" jsonb not null, "recorded_at" timestamptz not null, "published_at" timestamptz null, "stream_seq" bigint null, "attempts" int not null default 0, "parked_at" timestamptz null, "parked_reason" text null);',
    );
    this.addSql('comment on table "command_center"."outbox" is \'Events of this service; JetStream can be rebuilt from it\';');
    this.addSql('alter table "command_center"."outbox" add constraint "outbox_event_id" unique ("event_id");');
    this.addSql('create index "outbox_pending" on "command_center"."outbox" ("seq") where published_at is null and parked_at is null;');
    this.addSql('create index "outbox_stream_seq" on "command_center"."outbox" ("stream_seq");');
    this.addSql('alter table "command_center"."outbox" add constraint "outbox_record_version" unique ("entity", "record_id", "version");');
    this.addSql(
      'create table "command_center"."person_key" ("person_id" uuid not null, "wrapped" bytea not null, primary key ("person_id"));',
    );
    this.addSql('comment on table "command_center"."person_key" is \'Key per person, wrapped\';');
    this.addSql(
      'create table "command_center"."policy" ("code" text not null, "version" text not null, "effective_from" timestamptz not null, "source" text not null, "values" jsonb not null, primary key ("code", "version"));',
    );
    this.addSql('comment on table "command_center"."policy" is \'Versioned policies; the newest in force applies\';');
    this.addSql(
      'create table "command_center"."reader_version" ("durable" text not null, "entity" text not null, "record_id" uuid not null, "version" int not null, primary key ("durable", "entity", "record_id"));',
    );
    this.addSql('comment on table "command_center"."reader_version" is \'Version gate of durables\';');
    this.addSql(
      'create table "command_center"."received" ("durable" text not null, "event_id" uuid not null, "at" timestamptz not null, primary key ("durable", "event_id"));',
    );
    this.addSql('comment on table "command_center"."received" is \'Events applied, per durable\';');
    this.addSql(
      'create table "command_center"."session" ("id" uuid not null, "operator_id" uuid not null, "refresh_hash" bytea not null, "read_only" boolean not null, "client" text not null, "started_at" timestamptz not null, "idle_until" timestamptz not null, "ends_at" timestamptz not null, "ended_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."session" is \'Sessions; refresh tokens are kept as hashes\';');
    this.addSql('alter table "command_center"."session" add constraint "session_refresh_hash" unique ("refresh_hash");');
    this.addSql('create index "session_operator" on "command_center"."session" ("operator_id");');
    this.addSql(
      'create table "command_center"."sign_in_attempt" ("account" text not null, "failed" int not null, "lockouts" int not null, "locked_until" timestamptz null, "last_at" timestamptz not null, primary key ("account"));',
    );
    this.addSql('comment on table "command_center"."sign_in_attempt" is \'Failed sign-ins per account name; unknown names too\';');
  }
}
