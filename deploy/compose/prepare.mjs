// node deploy/compose/prepare.mjs [--demo] [folder]: what the composition needs before it starts.
//   dist/*.mjs          the bundles the images are made of
//   <folder>/keys       every key and password, made when missing (0600); the only thing here that must be backed up
//   <folder>/secrets    the same, one folder for each container, one file for each setting
//   <folder>/nats       nats-server.conf and the accounts, public keys only
// The folder is deploy/compose/.houzhai, or HOUZHAI_STATE for compose. Safe to repeat: keys stay, the rest is written again.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import '../../tools/dev/register-ts.mjs';

const { buildPrograms } = await import('../../tools/dev/build-programs.ts');
const { platformNatsConfig } = await import('../../tools/dev/platform-nats-config.ts');
const { writeNatsConfig } = await import('../../tools/dev/nats-config-file.ts');
const { databaseUrl } = await import('../../tools/dev/postgres.ts');
const { say } = await import('../../tools/dev/say.ts');
const { DATABASE, MIGRATOR, SERVICES } = await import('../../tools/dev/services.ts');
const { stackKeys } = await import('../../tools/dev/stack-keys.ts');

const { dirname: here } = import.meta;
const args = process.argv.slice(2);
const demo = args.includes('--demo');
const state = resolve(args.find((arg) => !arg.startsWith('-')) ?? process.env.HOUZHAI_STATE ?? join(here, '.houzhai'));
const folder = (...parts) => join(state, ...parts);

mkdirSync(folder('keys'), { recursive: true, mode: 0o700 });
const keys = stackKeys({ key: (name) => folder('keys', name) });
const postgres = (role) => databaseUrl('postgresql://postgres:5432', DATABASE, { user: role, password: keys.password(role) });

mkdirSync(folder('secrets'), { recursive: true, mode: 0o700 });
/**
 * One file for each value, readable to the user of any container it is mounted into; on this machine the folder above keeps
 * everybody else out. The container's folder stays: a running container has it mounted.
 */
const secrets = (container, values) => {
  const own = folder('secrets', container);
  mkdirSync(own, { recursive: true });
  chmodSync(own, 0o755);
  for (const name of readdirSync(own)) rmSync(join(own, name));
  for (const [name, value] of Object.entries(values)) {
    writeFileSync(join(own, name), value);
    chmodSync(join(own, name), 0o444);
  }
};

const roles = [MIGRATOR, ...SERVICES.map(({ role }) => role)];
secrets('postgres', { superuser: keys.password('superuser'), ...Object.fromEntries(roles.map((role) => [role, keys.password(role)])) });
const first = demo ? { HZ_FIRST_ACCOUNT: 'seed', HZ_FIRST_PASSWORD: keys.password('seeder') } : {};
secrets('migrate', { HZ_DATABASE_URL: postgres(MIGRATOR), HZ_NATS_SEED: keys.nats('platform').seed, ...first });
secrets('seed', demo ? { ...first, HZ_DEMO_PARTNER_KEY: keys.nats('partner-demo').publicKey } : {});
for (const { name, role, environment } of SERVICES) {
  secrets(name, {
    HZ_DATABASE_URL: postgres(role),
    HZ_NATS_SEED: keys.nats(name).seed,
    HZ_MASTER_KEY: keys.master,
    HZ_INDEX_KEY: keys.index,
    HZ_TOKEN_PUBLIC_KEY: keys.token.publicKey,
    ...environment(keys),
  });
}

mkdirSync(folder('nats'), { recursive: true });
copyFileSync(join(here, '../nats/nats-server.conf'), folder('nats/nats-server.conf'));
await writeNatsConfig(folder('nats/accounts.conf'), platformNatsConfig(keys));

await buildPrograms(['migrate', 'seed', ...SERVICES.map(({ name }) => name)]);
say(`密钥与配置:${state};镜像内容:dist/`, `Keys and configuration: ${state}; contents of the images: dist/`);
