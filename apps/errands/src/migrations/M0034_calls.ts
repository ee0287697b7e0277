import { Migration } from '@mikro-orm/migrations';

export class M0034_calls extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."call" ("id" uuid not null, "version" int not null, "no" text not null, "area" text not null, "path" text not null, "at" timestamptz not null, "outcome" text not null, "channel" text not null, "caller_id" uuid null, "beneficiary_id" uuid null, "errand_id" uuid null, "errand_no" text null, "answered_by" text not null, "is_open" boolean not null, "status" text null, "due_at" timestamptz null, "taken_by" text null, "closed_at" timestamptz null, "result" text null, "sealed" bytea null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "errands"."call" is \'Calls 来电 at the phone desk and promises to call back; who phoned by id only, what was said is sealed\';',
    );
    this.addSql('alter table "errands"."call" add constraint "call_no" unique ("no");');
    this.addSql('create index "call_at" on "errands"."call" ("at", "id");');
    this.addSql('create index "call_area" on "errands"."call" ("area", "at", "id");');
    this.addSql('create index "call_caller" on "errands"."call" ("caller_id", "at") where caller_id is not null;');
    this.addSql('create index "call_beneficiary" on "errands"."call" ("beneficiary_id", "at") where beneficiary_id is not null;');
    this.addSql('create index "call_errand" on "errands"."call" ("errand_id", "at") where errand_id is not null;');
    this.addSql('create index "call_due" on "errands"."call" ("due_at", "id") where is_open;');
    this.addSql('create index "call_kept" on "errands"."call" ("closed_at", "id") where closed_at is not null;');
    this.addSql(
      'create table "errands"."need_report" ("id" uuid not null, "version" int not null, "no" text not null, "topic" text not null, "area" text not null, "path" text not null, "reporter_id" uuid not null, "reported_at" timestamptz not null, "about_id" uuid null, "status" text not null, "lead_id" uuid not null, "owner_id" uuid null, "end" text null, "module_code" text null, "helps" boolean null, "sealed" bytea not null, "answered" bytea null, primary key ("id"));',
    );
    this.addSql('comment on table "errands"."need_report" is \'Needs that fit nowhere 需求上报, by topic; words and answers are sealed\';');
    this.addSql('alter table "errands"."need_report" add constraint "need_report_no" unique ("no");');
    this.addSql('create index "need_report_lead" on "errands"."need_report" ("lead_id");');
    this.addSql('create index "need_report_area" on "errands"."need_report" ("area", "reported_at", "id");');
    this.addSql('create index "need_report_reporter" on "errands"."need_report" ("reporter_id", "reported_at", "id");');
    this.addSql('create index "need_report_about" on "errands"."need_report" ("about_id") where about_id is not null;');
    this.addSql(`create index "errand_requester" on "errands"."errand" (("facts" ->> 'requesterId')) where is_open;`);
    this.addSql('create index "isolated_path" on "errands"."isolated" ("path") where not ended;');
  }
}
