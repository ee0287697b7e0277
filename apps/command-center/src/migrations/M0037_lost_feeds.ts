import { Migration } from '@mikro-orm/migrations';

export class M0037_lost_feeds extends Migration {
  override up(): void {
    this.addSql('alter table "command_center"."partner_replay" add column "restores" boolean not null default false;');
  }
}
