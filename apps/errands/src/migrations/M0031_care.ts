import { Migration } from '@mikro-orm/migrations';

export class M0031_care extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."care_contact" ("id" uuid not null, "link_id" uuid not null, "day" text not null, "at" timestamptz not null, "by" uuid not null, "as" text not null, "method" text not null, "outcome" text not null, "sealed_for" uuid not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."care_contact" is \'Contacts 日联系 of households; what they need and said is sealed\';');
    this.addSql('create index "care_contact_day" on "errands"."care_contact" ("day", "link_id");');
    this.addSql('create index "care_contact_link" on "errands"."care_contact" ("link_id", "at");');
    this.addSql(
      'create table "errands"."care_link" ("id" uuid not null, "version" int not null, "no" text not null, "status" text not null, "area" text not null, "path" text not null, "tier" text not null, "agent_id" uuid not null, "party_member_id" uuid not null, "agent_for" uuid null, "party_member_for" uuid null, "last_reached" text null, "due_on" text null, "tried_on" text null, "turn" text null, "door_due_since" text null, "wake_at" timestamptz null, "facts" jsonb not null, "sealed_for" uuid not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."care_link" is \'Households looked after 分户到人; why they are is sealed\';');
    this.addSql('alter table "errands"."care_link" add constraint "care_link_no" unique ("no");');
    this.addSql('create index "care_link_area" on "errands"."care_link" ("area", "id");');
    this.addSql('create index "care_link_agent" on "errands"."care_link" ("agent_id");');
    this.addSql('create index "care_link_party_member" on "errands"."care_link" ("party_member_id");');
    this.addSql('create index "care_link_wake" on "errands"."care_link" ("wake_at") where wake_at is not null;');
    this.addSql('create table "errands"."care_member" ("person_id" uuid not null, "link_id" uuid not null, primary key ("person_id"));');
    this.addSql('comment on table "errands"."care_member" is \'Who lives in a household that is looked after; ids only\';');
    this.addSql('create index "care_member_link" on "errands"."care_member" ("link_id");');
    this.addSql(
      'create table "errands"."care_words" ("link_id" uuid not null, "version" int not null, "sealed_for" uuid not null, "sealed" bytea not null, primary key ("link_id", "version"));',
    );
    this.addSql('comment on table "errands"."care_words" is \'Reasons that belong to one event of a household, sealed\';');
  }
}
