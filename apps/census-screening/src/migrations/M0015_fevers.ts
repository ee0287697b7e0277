import { Migration } from '@mikro-orm/migrations';

export class M0015_fevers extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."fever" ("id" uuid not null, "version" int not null, "no" text not null, "person_id" uuid not null, "area" text not null, "path" text not null, "at_area" text null, "at_path" text null, "status" text not null, "is_open" boolean not null, "since" timestamptz not null, "wake_at" timestamptz null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql(
      'comment on table "census_screening"."fever" is \'Fevers 发热 from suspicion to result; nothing measured, told or found in clear\';',
    );
    this.addSql('alter table "census_screening"."fever" add constraint "fever_no" unique ("no");');
    this.addSql('create index "fever_area" on "census_screening"."fever" ("area", "since", "id");');
    this.addSql('create index "fever_person" on "census_screening"."fever" ("person_id");');
    this.addSql('create unique index "fever_person_open" on "census_screening"."fever" ("person_id") where "is_open";');
    this.addSql('create index "fever_wake" on "census_screening"."fever" ("wake_at") where wake_at is not null;');
    this.addSql(
      'create table "census_screening"."fever_words" ("fever_id" uuid not null, "version" int not null, "sealed" bytea not null, primary key ("fever_id", "version"));',
    );
    this.addSql(
      'comment on table "census_screening"."fever_words" is \'Symptoms, plate, result and words that belong to one change of a fever, sealed; insert-only by grant\';',
    );
    this.addSql('alter table "census_screening"."reading" add "method" text null;');
  }
}
