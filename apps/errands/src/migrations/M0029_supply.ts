import { Migration } from '@mikro-orm/migrations';

export class M0029_supply extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."isolated" ("id" uuid not null, "no" text not null, "person_id" uuid not null, "area" text not null, "path" text not null, "raised" int not null, "ended" boolean not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "errands"."isolated" is \'Isolations as announced: whose errands are contact-free, and whose supplies are missing\';',
    );
    this.addSql('create index "isolated_person" on "errands"."isolated" ("person_id") where not ended;');
    this.addSql(
      'create table "errands"."supply_need" ("id" uuid not null, "version" int not null, "area" text not null, "status" text not null, "answered" int not null, "errand_id" uuid null, "errand_no" text null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."supply_need" is \'Supply needs of isolations and the errands opened for them\';');
    this.addSql('create index "supply_need_errand" on "errands"."supply_need" ("errand_id");');
    this.addSql(
      'create table "errands"."supply_wake" ("id" uuid not null, "version" int not null, "need_id" uuid not null, "wake_at" timestamptz not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."supply_wake" is \'Supply needs to be looked at; a line for each cause\';');
    this.addSql('create index "supply_wake_at" on "errands"."supply_wake" ("wake_at");');
  }
}
