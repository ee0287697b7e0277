import { Migration } from '@mikro-orm/migrations';

export class M0003_audit_seals extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."audit_leaf" ("seq" bigint not null, "seal_no" bigint not null, "position" int not null, "hash" bytea not null, primary key ("seq"));',
    );
    this.addSql('comment on table "command_center"."audit_leaf" is \'Audit rows as they were sealed; insert-only by grant\';');
    this.addSql('alter table "command_center"."audit_leaf" add constraint "audit_leaf_position" unique ("seal_no", "position");');
    this.addSql(
      'create table "command_center"."audit_seal" ("no" bigint not null, "format" int not null, "at" timestamptz not null, "count" int not null, "root" bytea not null, "previous" bytea not null, "covered" bigint not null, "hash" bytea not null, primary key ("no"));',
    );
    this.addSql('comment on table "command_center"."audit_seal" is \'Chained Merkle roots over audit rows; insert-only by grant\';');
    this.addSql('create index "audit_actor" on "command_center"."audit" ("actor", "seq");');
    this.addSql('create index "audit_verified" on "command_center"."audit" ("seq") where operation like \'VerifyAudit%\';');
    this.addSql(
      'alter table "command_center"."person_key" add column "destroyed_at" timestamptz null, add column "fingerprint" bytea null;',
    );
    this.addSql('comment on table "command_center"."person_key" is \'Key per person, wrapped; empty once destroyed\';');
    this.addSql(
      'create table "command_center"."audit_anchor" ("service" text not null, "no" bigint not null, "hash" text not null, "at" timestamptz not null, primary key ("service", "no", "hash"));',
    );
    this.addSql('comment on table "command_center"."audit_anchor" is \'Hashes of audit seals as they arrived; insert-only by grant\';');
  }
}
