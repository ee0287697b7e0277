import { Migration } from '@mikro-orm/migrations';

export class M0014_board_arrivals extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."board_arrival" ("id" uuid not null, "area" text not null, "arrived_at" timestamptz not null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_arrival" is \'Projection board: arrivals, per area they are bound for\';');
    this.addSql('create index "board_arrival_at" on "command_center"."board_arrival" ("arrived_at", "area");');
    this.addSql(
      'create table "command_center"."board_isolation" ("id" uuid not null, "area" text not null, "is_open" boolean not null, "unexplained" int not null, "version" int not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "command_center"."board_isolation" is \'Projection board: open isolation cases and missed half-days, per area\';',
    );
    this.addSql('create index "board_isolation_open" on "command_center"."board_isolation" ("area") where is_open;');
  }
}
