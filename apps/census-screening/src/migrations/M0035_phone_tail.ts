import { Migration } from '@mikro-orm/migrations';

export class M0035_phone_tail extends Migration {
  override up(): void {
    this.addSql('alter table "census_screening"."person" add column "phone_tail" bytea null;');
    this.addSql('create index "person_phone_tail" on "census_screening"."person" ("phone_tail");');
  }
}
