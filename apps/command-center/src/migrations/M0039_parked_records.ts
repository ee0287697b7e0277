import { Migration } from '@mikro-orm/migrations';

export class M0039_parked_records extends Migration {
  override up(): void {
    this.addSql('drop index "command_center"."outbox_parked";');
    this.addSql('create index "outbox_parked" on "command_center"."outbox" ("entity", "record_id") where parked_at is not null;');
  }
}
