import { Migration } from '@mikro-orm/migrations';

export class M0031_care extends Migration {
  override up(): void {
    this.addSql(
      'create table "command_center"."board_care" ("id" uuid not null, "area" text not null, "daily_from" text null, "daily_until" text null, "reached_on" text null, "version" int not null, primary key ("id"));',
    );
    this.addSql('comment on table "command_center"."board_care" is \'Projection board: households that are asked after daily, per area\';');
    this.addSql('create index "board_care_daily" on "command_center"."board_care" ("area") where daily_from is not null;');
    this.addSql('alter table "command_center"."operator" add column "phone" text null;');
  }
}
