import { Migration } from '@mikro-orm/migrations';

export class M0021_person_identity extends Migration {
  override up(): void {
    this.addSql('alter table "census_screening"."person" add column "merged_into" uuid null;');
    this.addSql('create index "person_merged_into" on "census_screening"."person" ("merged_into") where merged_into is not null;');
    this.addSql(
      'create table "census_screening"."person_link" ("id" uuid not null, "version" int not null, "person_id" uuid not null, "other_id" uuid not null, "verdict" text not null, "decided_at" timestamptz not null, "decided_by" text not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."person_link" is \'What was said of two entries: one person or two; nothing personal\';',
    );
    this.addSql('alter table "census_screening"."person_link" add constraint "person_link_pair" unique ("person_id", "other_id");');
    this.addSql('create index "person_link_other" on "census_screening"."person_link" ("other_id");');
  }
}
