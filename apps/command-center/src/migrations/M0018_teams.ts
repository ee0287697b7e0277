import { Migration } from '@mikro-orm/migrations';

export class M0018_teams extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."board_task_force" ("id" uuid not null, "area" text not null, "strength" int not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_task_force" is \'Projection board: strength of teams, per area they work in\';');
    this.addSql(
      'create table "command_center"."combat_unit" ("id" uuid not null, "version" int not null, "code" text not null, "kind" text not null, "status" text not null, "area" text not null, "path" text not null, "head_id" uuid not null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."combat_unit" is \'Combat units 作战单元; households by path, nobody by name\';');
    this.addSql('alter table "command_center"."combat_unit" add constraint "combat_unit_code" unique ("code");');
    this.addSql('create index "combat_unit_area" on "command_center"."combat_unit" ("area", "code");');
    this.addSql(
      'create table "command_center"."deployment" ("id" uuid not null, "task_force_id" uuid not null, "status" text not null, "to_area" text not null, "mission" text not null, "from_at" timestamptz not null, "since" timestamptz null, "until" timestamptz null, "ended_at" timestamptz null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "command_center"."deployment" is \'Deployments of teams to other areas 跨区调度; one of a team at a time\';',
    );
    this.addSql('create index "deployment_team" on "command_center"."deployment" ("task_force_id", "from_at");');
    this.addSql(
      'create unique index "deployment_open" on "command_center"."deployment" ("task_force_id") where "status" in (\'PLANNED\', \'DEPLOYED\');',
    );
    this.addSql(
      'create table "command_center"."posting" ("id" uuid not null, "operator_id" uuid not null, "deployment_id" uuid not null, "path" text not null, "role" text not null, "began_at" timestamptz not null, "ended_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."posting" is \'Who of a team is in another area, and so sees it; in one at a time\';');
    this.addSql('create unique index "posting_open" on "command_center"."posting" ("operator_id") where "ended_at" is null;');
    this.addSql('create index "posting_ended" on "command_center"."posting" ("ended_at") where ended_at is not null;');
    this.addSql(
      'create table "command_center"."task_force_member" ("operator_id" uuid not null, "task_force_id" uuid not null, primary key ("operator_id"));',
    );
    this.addSql('comment on table "command_center"."task_force_member" is \'Who is in which team; one at most\';');
    this.addSql('create index "task_force_member_team" on "command_center"."task_force_member" ("task_force_id");');
    this.addSql(
      'create table "command_center"."task_force" ("id" uuid not null, "version" int not null, "no" int not null, "status" text not null, "home_area" text not null, "home_path" text not null, "at_area" text not null, "at_path" text not null, "wake_at" timestamptz null, "facts" jsonb not null, "note" bytea null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."task_force" is \'Commando teams 突击队; notes are sealed\';');
    this.addSql('create unique index "task_force_no" on "command_center"."task_force" ("no") where "status" <> \'DISBANDED\';');
    this.addSql('create index "task_force_wake" on "command_center"."task_force" ("wake_at") where wake_at is not null;');
  }
}
