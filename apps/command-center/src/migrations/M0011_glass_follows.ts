import { Migration } from '@mikro-orm/migrations';

export class M0011_glass_follows extends Migration {
  override up(): void {
    this.addSql('alter table "command_center"."broken_glass" add column "follows" uuid null;');
    this.addSql('alter table "command_center"."broken_glass" add constraint "broken_glass_follows" unique ("follows");');
  }
}
