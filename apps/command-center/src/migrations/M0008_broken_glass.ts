import { Migration } from '@mikro-orm/migrations';

export class M0008_broken_glass extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."broken_glass" ("id" uuid not null, "version" int not null, "session_id" uuid not null, "operator_id" uuid not null, "areas" jsonb not null, "reason" bytea not null, "broken_at" timestamptz not null, "until" timestamptz not null, "mended_at" timestamptz null, "acknowledged_by" uuid null, "acknowledged_at" timestamptz null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "command_center"."broken_glass" is \'Jurisdictions widened in an emergency, per session; reasons are sealed\';',
    );
    this.addSql('create index "broken_glass_session" on "command_center"."broken_glass" ("session_id");');
    this.addSql('create index "broken_glass_broken_at" on "command_center"."broken_glass" ("broken_at");');
  }
}
