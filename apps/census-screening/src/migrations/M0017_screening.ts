import { Migration } from '@mikro-orm/migrations';

export class M0017_screening extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."screening_campaign" ("id" uuid not null, "version" int not null, "no" text not null, "status" text not null, "areas" text[] not null, "frozen_at" timestamptz null, "hash" text null, "denominator" jsonb null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."screening_campaign" is \'Rounds of screening 拉网式摸排; hash, frozen_at and denominator are immutable once set\';',
    );
    this.addSql('alter table "census_screening"."screening_campaign" add constraint "screening_campaign_no" unique ("no");');
    this.addSql('create index "screening_campaign_status" on "census_screening"."screening_campaign" ("status", "id");');
    this.addSql(
      'create table "census_screening"."screening_discrepancy" ("id" uuid not null, "version" int not null, "campaign_id" uuid not null, "unit_id" uuid not null, "area" text not null, "source" text not null, "kind" text not null, "person_id" uuid null, "people" int not null, "status" text not null, "truth" text null, "raised_at" timestamptz not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."screening_discrepancy" is \'Discrepancies between door, register and checkpoint; proposals, nothing follows by itself\';',
    );
    this.addSql('create index "screening_discrepancy_unit" on "census_screening"."screening_discrepancy" ("unit_id");');
    this.addSql(
      'create index "screening_discrepancy_list" on "census_screening"."screening_discrepancy" ("campaign_id", "status", "raised_at", "id");',
    );
    this.addSql(
      'create table "census_screening"."screening_found" ("unit_id" uuid not null, "nth" int not null, "person_id" uuid not null, primary key ("unit_id", "nth", "person_id"));',
    );
    this.addSql('comment on table "census_screening"."screening_found" is \'Persons found by visits, by id; insert-only by grant\';');
    this.addSql('create index "screening_found_person" on "census_screening"."screening_found" ("person_id");');
    this.addSql(
      'create table "census_screening"."screening_words" ("record_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("record_id", "version"));',
    );
    this.addSql(
      'comment on table "census_screening"."screening_words" is \'Free text that belongs to one change of a screening record, sealed; insert-only by grant\';',
    );
    this.addSql(
      'create table "census_screening"."screening_team" ("id" uuid not null, "version" int not null, "no" int not null, "status" text not null, "home_area" text not null, "at" text not null, "leader_id" uuid not null, "people" uuid[] not null, "strength" int not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."screening_team" is \'Projection: teams 突击队 with their people, as the command centre tells of them\';',
    );
    this.addSql('create index "screening_team_people" on "census_screening"."screening_team" using gin ("people");');
    this.addSql(
      'create table "census_screening"."screening_unit" ("id" uuid not null, "version" int not null, "campaign_id" uuid not null, "path" text not null, "area" text not null, "house" text not null, "stratum" text not null, "addendum" boolean not null, "team_id" uuid null, "status" text not null, "rank" smallint not null, "attempts" jsonb null, "owner_id" uuid null, "due_at" timestamptz null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."screening_unit" is \'Screening units 摸排单元; version 0 until the first fact; which dwellings are in the denominator is immutable\';',
    );
    this.addSql('create index "screening_unit_list" on "census_screening"."screening_unit" ("campaign_id", "rank", "path");');
    this.addSql('create index "screening_unit_team" on "census_screening"."screening_unit" ("campaign_id", "team_id", "rank", "path");');
    this.addSql('create index "screening_unit_house" on "census_screening"."screening_unit" ("campaign_id", "house");');
    this.addSql('create index "screening_unit_owner" on "census_screening"."screening_unit" ("owner_id") where owner_id is not null;');
    this.addSql('alter table "census_screening"."screening_unit" add constraint "screening_unit_dwelling" unique ("campaign_id", "path");');
    this.addSql('create index "person_path" on "census_screening"."person" ("path");');
    // What was frozen stays: no dwelling comes into a denominator, leaves it, or becomes another, whoever writes the statement.
    this.addSql(`create function "census_screening"."screening_frozen"() returns trigger language plpgsql as $$
      begin
        raise exception 'What a round of screening was frozen to cannot change' using errcode = '23000', constraint = 'screening_frozen';
      end $$;`);
    this.addSql(`create function "census_screening"."screening_unit_listed"() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from listed n join "census_screening"."screening_campaign" c on c."id" = n."campaign_id" where c."hash" is not null and not n."addendum") then
          raise exception 'What a round of screening was frozen to cannot change' using errcode = '23000', constraint = 'screening_frozen';
        end if;
        return null;
      end $$;`);
    this.addSql(`create trigger "screening_unit_listed" after insert on "census_screening"."screening_unit"
      referencing new table as listed for each statement execute function "census_screening"."screening_unit_listed"();`);
    this
      .addSql(`create trigger "screening_unit_frozen" before update of "id", "campaign_id", "path", "area", "house", "stratum", "addendum" or delete
      on "census_screening"."screening_unit" for each row execute function "census_screening"."screening_frozen"();`);
    this.addSql(
      `create trigger "screening_unit_kept" before truncate on "census_screening"."screening_unit" execute function "census_screening"."screening_frozen"();`,
    );
    this.addSql(`create trigger "screening_campaign_frozen" before update on "census_screening"."screening_campaign" for each row
      when (old."hash" is not null and (old."hash", old."frozen_at", old."denominator") is distinct from (new."hash", new."frozen_at", new."denominator"))
      execute function "census_screening"."screening_frozen"();`);
    this.addSql(`create trigger "screening_campaign_kept" before delete on "census_screening"."screening_campaign" for each row
      when (old."hash" is not null) execute function "census_screening"."screening_frozen"();`);
  }
}
