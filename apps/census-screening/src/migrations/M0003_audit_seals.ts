import { Migration } from '@mikro-orm/migrations';

export class M0003_audit_seals extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."audit_leaf" ("seq" bigint not null, "seal_no" bigint not null, "position" int not null, "hash" bytea not null, primary key ("seq"));',
    );
    this.addSql('comment on table "census_screening"."audit_leaf" is \'Audit rows as they were sealed; insert-only by grant\';');
    this.addSql('alter table "census_screening"."audit_leaf" add constraint "audit_leaf_position" unique ("seal_no", "position");');
    this.addSql(
      'create table "census_screening"."audit_seal" ("no" bigint not null, "format" int not null, "at" timestamptz not null, "count" int not null, "root" bytea not null, "previous" bytea not null, "covered" bigint not null, "hash" bytea not null, primary key ("no"));',
    );
    this.addSql('comment on table "census_screening"."audit_seal" is \'Chained Merkle roots over audit rows; insert-only by grant\';');
    this.addSql('create index "audit_actor" on "census_screening"."audit" ("actor", "seq");');
    this.addSql('create index "audit_verified" on "census_screening"."audit" ("seq") where operation like \'VerifyAudit%\';');
    this.addSql(
      'alter table "census_screening"."person_key" add column "destroyed_at" timestamptz null, add column "fingerprint" bytea null;',
    );
    this.addSql('comment on table "census_screening"."person_key" is \'Key per person, wrapped; empty once destroyed\';');
    this.addSql('alter table "census_screening"."person" add column "index_key" text null, add column "erased_at" timestamptz null;');
    this.addSql(
      'create table "census_screening"."erasure" ("person_id" uuid not null, "no" text not null, "area" text not null, "at" timestamptz not null, "actor" text not null, "ground" text not null, primary key ("person_id"));',
    );
    this.addSql(
      'comment on table "census_screening"."erasure" is \'Persons that were erased, by whom and on what ground; insert-only by grant\';',
    );
  }
}
