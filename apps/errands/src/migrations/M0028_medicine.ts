import { Migration } from '@mikro-orm/migrations';

export class M0028_medicine extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."insurance_card" ("id" uuid not null, "version" int not null, "no" text not null, "person_id" uuid not null, "area" text not null, "path" text not null, "status" text not null, "is_out" boolean not null, "late" boolean not null, "holder_id" uuid null, "owner_id" uuid null, "run_id" uuid null, "since" timestamptz not null, "wake_at" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."insurance_card" is \'Insurance cards 医保卡 and who holds them; whose they are by id only\';');
    this.addSql('alter table "errands"."insurance_card" add constraint "insurance_card_no" unique ("no");');
    this.addSql('alter table "errands"."insurance_card" add constraint "insurance_card_person" unique ("person_id");');
    this.addSql('create index "insurance_card_area" on "errands"."insurance_card" ("area", "since", "id");');
    this.addSql('create index "insurance_card_holder" on "errands"."insurance_card" ("holder_id") where is_out;');
    this.addSql('create index "insurance_card_out" on "errands"."insurance_card" ("since", "id") where is_out;');
    this.addSql('create index "insurance_card_run" on "errands"."insurance_card" ("run_id") where run_id is not null;');
    this.addSql('create index "insurance_card_wake" on "errands"."insurance_card" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "errands"."insurance_card_words" ("card_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("card_id", "version"));',
    );
    this.addSql('comment on table "errands"."insurance_card_words" is \'Numbers of slips and seals, reasons: sealed\';');
    this.addSql(
      'create table "errands"."medicine_run" ("id" uuid not null, "version" int not null, "no" text not null, "hospital" text not null, "area" text not null, "path" text not null, "agent_id" uuid not null, "offered_to" uuid null, "status" text not null, "is_open" boolean not null, "to_fetch" int not null, "planned_at" timestamptz not null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."medicine_run" is \'Medicine runs 配药代办批次; households by id, no drug in it\';');
    this.addSql('alter table "errands"."medicine_run" add constraint "medicine_run_no" unique ("no");');
    this.addSql('create index "medicine_run_order" on "errands"."medicine_run" ("is_open", "planned_at", "id");');
    this.addSql('create index "medicine_run_agent" on "errands"."medicine_run" ("agent_id") where is_open;');
    this.addSql('create index "medicine_run_offered" on "errands"."medicine_run" ("offered_to") where offered_to is not null;');
    this.addSql(
      'create table "errands"."medicine_stop" ("run_id" uuid not null, "card_id" uuid not null, "person_id" uuid not null, "area" text not null, "path" text not null, "is_open" boolean not null, primary key ("run_id", "card_id"));',
    );
    this.addSql('comment on table "errands"."medicine_stop" is \'Households of medicine runs; a card is in one open run at most\';');
    this.addSql('create index "medicine_stop_area" on "errands"."medicine_stop" ("area", "run_id");');
    this.addSql('create unique index "medicine_stop_open" on "errands"."medicine_stop" ("card_id") where is_open;');
    this.addSql(
      'create table "errands"."prescription" ("id" uuid not null, "version" int not null, "errand_id" uuid not null, "person_id" uuid not null, "area" text not null, "path" text not null, "hospital" text not null, "waiting" int not null, "in_run" int not null, "recorded_at" timestamptz not null, "facts" jsonb not null, "sealed" bytea not null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."prescription" is \'Medicine demand 配药需求; which drugs is sealed\';');
    this.addSql('alter table "errands"."prescription" add constraint "prescription_errand" unique ("errand_id");');
    this.addSql('create index "prescription_waiting" on "errands"."prescription" ("hospital", "area") where waiting > 0;');
    this.addSql('create index "prescription_person" on "errands"."prescription" ("person_id");');
    this.addSql(
      'create table "errands"."prescription_words" ("prescription_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("prescription_id", "version"));',
    );
    this.addSql('comment on table "errands"."prescription_words" is \'Reasons and proofs of lines, sealed\';');
  }
}
