import { Migration } from '@mikro-orm/migrations';

export class M0001_initial extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."audit" ("seq" bigserial primary key, "at" timestamptz not null, "actor" text not null, "operation" text not null, "entity" text not null, "record_id" uuid null, "version" int null, "area" text not null, "trace_id" text not null, "details" jsonb null);',
    );
    this.addSql('comment on table "errands"."audit" is \'Who did or saw what; insert-only by grant\';');
    this.addSql('create index "audit_record" on "errands"."audit" ("record_id");');
    this.addSql(
      'create table "errands"."authorisation" ("id" uuid not null, "version" int not null, "area" text not null, "path" text not null, "principal_id" uuid not null, "agent_id" uuid not null, "scopes" jsonb not null, "valid_until" timestamptz not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."authorisation" is \'Authorisations of residents for agents; evidence sealed\';');
    this.addSql('create index "authorisation_principal" on "errands"."authorisation" ("principal_id", "agent_id");');
    this.addSql(
      'create table "errands"."business_number" ("prefix" text not null, "day" text not null, "last" int not null, primary key ("prefix", "day"));',
    );
    this.addSql('comment on table "errands"."business_number" is \'Sequences of numbers people say on the phone\';');
    this.addSql(
      'create table "errands"."command_log" ("actor" text not null, "command_id" text not null, "payload_hash" bytea not null, "reply" jsonb not null, "recorded_at" timestamptz not null, primary key ("actor", "command_id"));',
    );
    this.addSql('comment on table "errands"."command_log" is \'Accepted commands; refused ids may be asked again\';');
    this.addSql(
      'create table "errands"."dead_letter" ("id" uuid not null, "durable" text not null, "stream" text not null, "stream_seq" bigint not null, "subject" text not null, "body" text not null, "cause" text not null, "deliveries" int not null, "at" timestamptz not null, "resolved_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."dead_letter" is \'Messages that could not be applied\';');
    this.addSql(
      'create table "errands"."errand" ("id" uuid not null, "version" int not null, "no" text not null, "status" text not null, "kind" text not null, "module_code" text not null, "area" text not null, "path" text not null, "beneficiary_id" uuid not null, "agent_id" uuid null, "requested_at" timestamptz not null, "updated_at" timestamptz not null, "due_stage" text null, "due_at" timestamptz null, "overdue" boolean not null, "escalated" boolean not null, "is_open" boolean not null, "done_at" timestamptz null, "wake_at" timestamptz null, "open_advance_fen" int not null, "facts" jsonb not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."errand" is \'Errands 代办单; nothing personal in clear\';');
    this.addSql('alter table "errands"."errand" add constraint "errand_no" unique ("no");');
    this.addSql('create index "errand_area_due" on "errands"."errand" ("area", "due_at", "id");');
    this.addSql('create index "errand_area_updated" on "errands"."errand" ("area", "updated_at", "id");');
    this.addSql('create index "errand_due" on "errands"."errand" ("due_at", "id");');
    this.addSql('create index "errand_requested" on "errands"."errand" ("requested_at", "id");');
    this.addSql('create index "errand_updated" on "errands"."errand" ("updated_at", "id");');
    this.addSql('create index "errand_area_requested" on "errands"."errand" ("area", "requested_at", "id");');
    this.addSql('create index "errand_agent_open" on "errands"."errand" ("agent_id") where is_open;');
    this.addSql('create index "errand_beneficiary" on "errands"."errand" ("beneficiary_id", "requested_at");');
    this.addSql('create index "errand_wake" on "errands"."errand" ("wake_at") where wake_at is not null;');
    this.addSql('create index "errand_done" on "errands"."errand" ("done_at") where done_at is not null;');
    this.addSql(
      'create table "errands"."errand_words" ("errand_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("errand_id", "version"));',
    );
    this.addSql('comment on table "errands"."errand_words" is \'Free text that belongs to one event, sealed\';');
    this.addSql(
      'create table "errands"."outbox" ("seq" bigserial primary key, "event_id" uuid not null, "entity" text not null, "record_id" uuid not null, "version" int not null, "area" text not null, "subject" text not null, "envelope" jsonb not null, "recorded_at" timestamptz not null, "published_at" timestamptz null, "stream_seq" bigint null, "attempts" int not null default 0, "parked_at" timestamptz null, "parked_reason" text null);',
    );
    this.addSql('comment on table "errands"."outbox" is \'Events of this service; JetStream can be rebuilt from it\';');
    this.addSql('alter table "errands"."outbox" add constraint "outbox_event_id" unique ("event_id");');
    this.addSql('create index "outbox_pending" on "errands"."outbox" ("seq") where published_at is null and parked_at is null;');
    this.addSql('create index "outbox_stream_seq" on "errands"."outbox" ("stream_seq");');
    this.addSql('alter table "errands"."outbox" add constraint "outbox_record_version" unique ("entity", "record_id", "version");');
    this.addSql('create table "errands"."person_key" ("person_id" uuid not null, "wrapped" bytea not null, primary key ("person_id"));');
    this.addSql('comment on table "errands"."person_key" is \'Key per person, wrapped\';');
    this.addSql(
      'create table "errands"."policy" ("code" text not null, "version" text not null, "effective_from" timestamptz not null, "source" text not null, "values" jsonb not null, primary key ("code", "version"));',
    );
    this.addSql('comment on table "errands"."policy" is \'Versioned policies; the newest in force applies\';');
    this.addSql(
      'create table "errands"."reader_version" ("durable" text not null, "entity" text not null, "record_id" uuid not null, "version" int not null, primary key ("durable", "entity", "record_id"));',
    );
    this.addSql('comment on table "errands"."reader_version" is \'Version gate of durables\';');
    this.addSql(
      'create table "errands"."received" ("durable" text not null, "event_id" uuid not null, "at" timestamptz not null, primary key ("durable", "event_id"));',
    );
    this.addSql('comment on table "errands"."received" is \'Events applied, per durable\';');
    this.addSql(
      'create table "errands"."service_module" ("id" uuid not null, "version" int not null, "code" text not null, "active" boolean not null, "form_version" int not null, "definition" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."service_module" is \'Service modules; adding one is configuration\';');
    this.addSql('alter table "errands"."service_module" add constraint "service_module_code" unique ("code");');
  }
}
