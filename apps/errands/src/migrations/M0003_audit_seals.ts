import { Migration } from '@mikro-orm/migrations';

export class M0003_audit_seals extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."audit_leaf" ("seq" bigint not null, "seal_no" bigint not null, "position" int not null, "hash" bytea not null, primary key ("seq"));',
    );
    this.addSql('comment on table "errands"."audit_leaf" is \'Audit rows as they were sealed; insert-only by grant\';');
    this.addSql('alter table "errands"."audit_leaf" add constraint "audit_leaf_position" unique ("seal_no", "position");');
    this.addSql(
      'create table "errands"."audit_seal" ("no" bigint not null, "format" int not null, "at" timestamptz not null, "count" int not null, "root" bytea not null, "previous" bytea not null, "covered" bigint not null, "hash" bytea not null, primary key ("no"));',
    );
    this.addSql('comment on table "errands"."audit_seal" is \'Chained Merkle roots over audit rows; insert-only by grant\';');
    this.addSql('create index "audit_actor" on "errands"."audit" ("actor", "seq");');
    this.addSql('create index "audit_verified" on "errands"."audit" ("seq") where operation like \'VerifyAudit%\';');
    this.addSql('alter table "errands"."person_key" add column "destroyed_at" timestamptz null, add column "fingerprint" bytea null;');
    this.addSql('comment on table "errands"."person_key" is \'Key per person, wrapped; empty once destroyed\';');
  }
}
