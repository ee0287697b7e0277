import { Migration } from '@mikro-orm/migrations';

export class M0038_refused_again extends Migration {
  override up(): void {
    this.addSql('alter table "census_screening"."command_log" add column "refused" boolean not null default false;');
  }
}
