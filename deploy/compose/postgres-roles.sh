# Login roles and schemas, as tools/dev/database-roles.ts makes them for a local stack. Runs when PostgreSQL makes its data;
# to be repeated after passwords or services changed:
#   docker compose exec --user postgres postgres bash /docker-entrypoint-initdb.d/postgres-roles.sh
set -e
for file in /run/secrets/houzhai/hz_*; do
  role=${file##*/}
  psql -q -v ON_ERROR_STOP=1 -v file="$file" -v role="$role" -v schema="${role#hz_}" --username houzhai --dbname houzhai <<'SQL'
\set password `cat :'file'`
select format('create role %I', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
select format('alter role %I login nosuperuser nocreatedb nocreaterole password %L', :'role', :'password') \gexec
select format('grant connect on database houzhai to %I', :'role') \gexec
select case when :'schema' = 'migrate' then format('alter database houzhai owner to %I', :'role')
            else format('alter role %I set search_path to %I', :'role', :'schema') end \gexec
SQL
done
psql -q -v ON_ERROR_STOP=1 --username houzhai --dbname houzhai <<'SQL'
revoke connect, temporary on database houzhai from public;
revoke all on schema public from public;
SQL
for file in /run/secrets/houzhai/hz_*; do
  schema=${file##*/hz_}
  [ "$schema" = migrate ] || psql -q -v ON_ERROR_STOP=1 --username houzhai --dbname houzhai -c "create schema if not exists \"$schema\" authorization hz_migrate"
done
