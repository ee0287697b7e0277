import { Migration } from '@mikro-orm/migrations';

export class M0026_isolation_sites extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."isolation_site" ("id" uuid not null, "version" int not null, "code" text not null, "status" text not null, "area" text not null, "path" text not null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."isolation_site" is \'Isolation sites 集中隔离点 with their rooms\';');
    this.addSql('alter table "census_screening"."isolation_site" add constraint "isolation_site_code" unique ("code");');
    this.addSql(
      'create table "census_screening"."bed" ("id" uuid not null, "site_id" uuid not null, "room" text not null, "isolation_id" uuid not null, "person_id" uuid not null, "since" timestamptz not null, "until" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."bed" is \'Ledger of beds 床位: who was in which room from when to when; ids and codes only\';',
    );
    this.addSql('create index "bed_room" on "census_screening"."bed" ("site_id", "room", "since");');
    this.addSql('create index "bed_site_open" on "census_screening"."bed" ("site_id") where until is null;');
    this.addSql('create index "bed_person" on "census_screening"."bed" ("person_id", "until");');
    this.addSql('create unique index "bed_person_open" on "census_screening"."bed" ("person_id") where "until" is null;');
    this.addSql(`create index "isolation_no_bed" on "census_screening"."isolation" ("area", "id")
      where "is_open" and "facts" ->> 'kind' = 'CENTRALIZED' and not ("facts" ? 'inBed');`);
  }
}
