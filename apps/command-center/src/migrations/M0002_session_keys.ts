import { Migration } from '@mikro-orm/migrations';

export class M0002_session_keys extends Migration {
  override up(): void {
    this.addSql(
      'alter table "command_center"."session" add column "client_key" text null, add column "last_seen_at" timestamptz null, add column "ended_why" text null, add column "ended_by" uuid null;',
    );
    this.addSql('create index "session_ended" on "command_center"."session" ("ended_at") where ended_at is not null;');
    this.addSql(
      'create table "command_center"."second_factor" ("operator_id" uuid not null, "sealed" bytea not null, "confirmed_at" timestamptz null, "last_step" int not null default 0, primary key ("operator_id"));',
    );
    this.addSql(
      'comment on table "command_center"."second_factor" is \'Secrets of authenticators, sealed; a step of a code counts once\';',
    );
    this.addSql(
      'create table "command_center"."recovery_code" ("operator_id" uuid not null, "hash" bytea not null, "used_at" timestamptz null, primary key ("operator_id", "hash"));',
    );
    this.addSql('comment on table "command_center"."recovery_code" is \'Recovery codes of second factors, as hashes\';');
  }
}
