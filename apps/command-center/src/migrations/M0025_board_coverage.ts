import { Migration } from '@mikro-orm/migrations';

export class M0025_board_coverage extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."board_door" ("id" uuid not null, "campaign_id" uuid not null, "area" text not null, "addendum" boolean not null, "accounted" boolean not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_door" is \'Projection board: doors of rounds, per area\';');
    this.addSql(
      'create index "board_door_accounted" on "command_center"."board_door" ("campaign_id", "area", "addendum") where accounted;',
    );
    this.addSql(
      'create table "command_center"."board_dwellings" ("id" uuid not null, "campaign_id" uuid not null, "area" text not null, "units" int not null, "addendum" boolean not null, "version" int not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "command_center"."board_dwellings" is \'Projection board: dwellings of rounds, per area and event of the round\';',
    );
    this.addSql('create index "board_dwellings_round" on "command_center"."board_dwellings" ("campaign_id", "area");');
    this.addSql(
      'create table "command_center"."board_round" ("id" uuid not null, "runs" boolean not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_round" is \'Projection board: rounds of screening\';');
  }
}
