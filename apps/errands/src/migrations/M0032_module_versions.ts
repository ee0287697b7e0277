import { Migration } from '@mikro-orm/migrations';

export class M0032_module_versions extends Migration {
  override up(): void {
    this.addSql(
      'create table "errands"."service_module_version" ("module_id" uuid not null, "version" int not null, "form_version" int not null, "definition" jsonb not null, "published_at" timestamptz not null, "published_by" uuid null, primary key ("module_id", "version"));',
    );
    this.addSql('comment on table "errands"."service_module_version" is \'Every version of a service module; errands name theirs\';');
    // What a module said before was not kept; what it says now is, from when it was said.
    this.addSql(
      `insert into "errands"."service_module_version" ("module_id", "version", "form_version", "definition", "published_at")
       select m."id", m."version", m."form_version", m."definition",
         coalesce((select max(o."recorded_at") from "errands"."outbox" o where o."entity" = 'service-module' and o."record_id" = m."id"), now())
       from "errands"."service_module" m;`,
    );
  }
}
