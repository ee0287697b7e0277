import { Migration } from '@mikro-orm/migrations';

export class M0007_approval extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."approval" ("id" uuid not null, "version" int not null, "operation" text not null, "proposer" uuid not null, "session_id" uuid not null, "roles" jsonb not null, "scope" jsonb not null, "area" text not null, "command_id" text not null, "payload_hash" bytea not null, "trace_id" text not null, "sealed_input" bytea null, "proposed_at" timestamptz not null, "expires_at" timestamptz not null, "state" text not null, "decided_by" uuid null, "decided_at" timestamptz null, "sealed_reason" bytea null, "refusal" jsonb null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."approval" is \'Commands that wait for a second person; what they say is sealed and goes once they are decided\';',
    );
    this.addSql('alter table "census_screening"."approval" add constraint "approval_command" unique ("proposer", "command_id");');
    this.addSql(
      'create index "approval_open" on "census_screening"."approval" ("expires_at") where state = any (array[\'WAITING\'::text, \'APPROVED\'::text]);',
    );
    this.addSql('create index "approval_proposed" on "census_screening"."approval" ("proposed_at");');
  }
}
