import { Migration } from '@mikro-orm/migrations';

export class M0006_partner extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."partner" ("id" uuid not null, "version" int not null, "name" text not null, "purpose" text not null, "state" text not null, "place" text null, "former_place" text null, "events" jsonb not null, "areas" jsonb not null, "keys" jsonb not null, "since" timestamptz not null, "revoked_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."partner" is \'Outside organisations that read a feed; public halves of keys only\';');
    this.addSql('alter table "command_center"."partner" add constraint "partner_name" unique ("name");');
    this.addSql('alter table "command_center"."partner" add constraint "partner_place" unique ("place");');
    this.addSql(
      'create table "command_center"."partner_replay" ("id" uuid not null, "partner_id" uuid not null, "from_at" timestamptz not null, "asked_at" timestamptz not null, "position" text not null, "given" int not null, "ended_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."partner_replay" is \'Replays of partner feeds and how far they are\';');
    this.addSql('create index "partner_replay_partner" on "command_center"."partner_replay" ("partner_id", "asked_at");');
  }
}
