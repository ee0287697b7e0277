import { Migration } from '@mikro-orm/migrations';

export class M0005_received_at extends Migration {
  override up(): void {
    this.addSql('create index "received_at" on "census_screening"."received" using brin ("at");');
  }
}
