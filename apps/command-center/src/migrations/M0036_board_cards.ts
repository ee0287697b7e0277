import { Migration } from '@mikro-orm/migrations';

export class M0036_board_cards extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."board_card" ("id" uuid not null, "area" text not null, "is_out" boolean not null, "version" int not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "command_center"."board_card" is \'Projection board: insurance cards that are out of their household, per area\';',
    );
    this.addSql('create index "board_card_out" on "command_center"."board_card" ("area") where is_out;');
  }
}
