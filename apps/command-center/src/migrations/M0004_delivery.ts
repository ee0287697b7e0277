import { Migration } from '@mikro-orm/migrations';

export class M0004_delivery extends Migration {
  override up(): void {
    this.addSql('alter table "command_center"."outbox" add column "skipped_at" timestamptz null;');
    this.addSql('alter table "command_center"."outbox" drop constraint "outbox_event_id";');
    this.addSql('drop index "command_center"."outbox_stream_seq";');
    this.addSql('create index "outbox_stream_seq" on "command_center"."outbox" using brin ("stream_seq");');
    this.addSql('create index "outbox_parked" on "command_center"."outbox" ("seq") where parked_at is not null;');
    this.addSql(
      'alter table "command_center"."dead_letter" add column "event_type" text null, add column "entity" text null, add column "record_id" uuid null, add column "version" int null, add column "resolution" text null;',
    );
    this.addSql(
      'create index "dead_letter_open" on "command_center"."dead_letter" ("durable", "record_id", "version") where resolved_at is null;',
    );
    this.addSql(
      'create table "command_center"."replay" ("projection" text not null, "event_id" uuid not null, "nth" bigint not null, "entity" text not null, "record_id" uuid not null, "version" int not null, "envelope" jsonb not null, primary key ("projection", "event_id"));',
    );
    this.addSql('comment on table "command_center"."replay" is \'Staging of rebuilds; empty otherwise\';');
    this.addSql('create index "replay_nth" on "command_center"."replay" ("projection", "nth");');
    this.addSql('drop table if exists "command_center"."board_replay";');
  }
}
