import { Migration } from '@mikro-orm/migrations';

export class M0020_work_sheets extends Migration {
  override up(): void {
    this.addSql(
      'create table "census_screening"."work_sheet" ("id" uuid not null, "version" int not null, "no" text not null, "area" text not null, "path" text not null, "status" text not null, "printed_by" uuid not null, "facts" jsonb not null, primary key ("id"));',
    );
    this.addSql('comment on table "census_screening"."work_sheet" is \'Work sheets 工作单 on paper: half-days by line; nobody by name\';');
    this.addSql('alter table "census_screening"."work_sheet" add constraint "work_sheet_no" unique ("no");');
    this.addSql('create index "work_sheet_area" on "census_screening"."work_sheet" ("area", "id");');
  }
}
