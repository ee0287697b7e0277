import { Migration } from '@mikro-orm/migrations';

export class M0016_alerts extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."alert" ("id" uuid not null, "version" int not null, "no" text not null, "rule" text not null, "subject_id" uuid not null, "area" text not null, "path" text not null, "at_area" text null, "at_path" text null, "roles" text[] not null, "severity" text not null, "status" text not null, "is_open" boolean not null, "assignee_id" uuid null, "raised_at" timestamptz not null, "wake_at" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."alert" is \'Alerts 警报; records by id only\';');
    this.addSql('alter table "command_center"."alert" add constraint "alert_no" unique ("no");');
    this.addSql('create index "alert_raised" on "command_center"."alert" ("is_open", "raised_at", "id");');
    this.addSql('create index "alert_area" on "command_center"."alert" ("area", "is_open");');
    this.addSql('create unique index "alert_subject_open" on "command_center"."alert" ("rule", "subject_id") where "is_open";');
    this.addSql('create index "alert_wake" on "command_center"."alert" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "command_center"."alert_words" ("alert_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("alert_id", "version"));',
    );
    this.addSql(
      'comment on table "command_center"."alert_words" is \'Free text that belongs to one change of an alert, sealed; insert-only by grant\';',
    );
  }
}
