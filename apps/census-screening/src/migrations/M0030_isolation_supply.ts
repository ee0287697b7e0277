import { Migration } from '@mikro-orm/migrations';

export class M0030_isolation_supply extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."isolation_supply" ("id" uuid not null, "version" int not null, "errand_id" uuid not null, "errand_no" text not null, "status" text not null, "wake_at" timestamptz null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."isolation_supply" is \'Errands opened for the supplies of isolations, as told\';');
    this.addSql('create index "isolation_supply_wake" on "census_screening"."isolation_supply" ("wake_at") where wake_at is not null;');
  }
}
