import { Migration } from '@mikro-orm/migrations';

export class M0010_advances extends Migration {
  override up(): void {
    this.addSql('create index "errand_agent_advance" on "errands"."errand" ("agent_id") where open_advance_fen > 0;');
  }
}
