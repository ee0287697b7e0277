// node tools/dev/bundle.mjs <name …>|all [--force]: one self-contained file per program, dist/<name>.mjs.
// A program in parts also has the folder dist/<name>: what it imports when it needs it.
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, bundleFile, isFresh, sourcesFile } from './bundle-freshness.mjs';

export { bundleFile };

const service = (name) => ({ name, entry: `apps/${name}/src/main.ts` });

/** Every program of the platform and where it begins. */
export const PROGRAMS = [
  service('errands'),
  service('census-screening'),
  service('command-center'),
  // In parts, so that what was compiled can be kept, and help need not wait for what only a call needs.
  { name: 'console', entry: 'apps/console/src/console.ts', parts: true },
  { name: 'hz', entry: 'apps/console/src/hz.ts', parts: true },
  { name: 'migrate', entry: 'tools/db/migrate.ts' },
  { name: 'seed', entry: 'tools/db/seed.ts' },
];

/** Nest and MikroORM load these only when a feature is used; they are not installed, so they stay outside. */
const NOT_INSTALLED = [
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'mqtt',
  'kafkajs',
  'ioredis',
  'amqplib',
  'amqp-connection-manager',
  '@nestjs/platform-express',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  'class-transformer',
  'class-validator',
  'cache-manager',
  'pg-native',
  'mariadb',
  'better-sqlite3',
  'libsql',
  'oracledb',
  'tedious',
  'mysql2',
  'dataloader',
  '@mikro-orm/seeder',
  '@mikro-orm/entity-generator',
];

/** Not ours to bundle: machine code of its own, loaded when something is printed. */
const NATIVE = ['@myriaddreamin/typst-ts-node-compiler'];

/** Ink asks for React's developer tools although they are switched off. */
const withoutDevtools = {
  name: 'without-devtools',
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'react-devtools-core', namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {}' }));
  },
};

/** A library's file does nothing by being loaded, so what a program does not use of a library stays out: no Nest in a console. */
const onlyWhatIsUsed = {
  name: 'only-what-is-used',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\/.+\.ts$/ }, ({ path, importer, resolveDir }) =>
      importer.startsWith(join(ROOT, 'libs/')) ? { path: join(resolveDir, path), sideEffects: false } : undefined,
    );
  },
};

/** What a program becomes, in memory. @param plugins further ones, before ours; drills change sources by them */
async function built({ name, entry, parts = false }, outdir, plugins = []) {
  if (!existsSync(join(ROOT, entry))) throw new Error(`没有源文件 / no source: ${entry}`);
  const { build } = await import('esbuild');
  return build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}/[name]-[hash]`,
    splitting: parts,
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    logLimit: 0,
    external: [...NOT_INSTALLED, ...NATIVE],
    plugins: [...plugins, withoutDevtools, onlyWhatIsUsed],
    tsconfig: join(ROOT, 'tsconfig.base.json'),
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
}

/** Makes one bundle unless it is newer than its sources; says whether it was made. */
export async function bundle(program, { force = false } = {}) {
  const { name } = program;
  if (!force && isFresh(name)) return false;
  const { metafile, outputFiles } = await built(program, 'dist');
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes('node_modules/') && !path.startsWith('empty:'));
  const whole = bundleFile(name);
  // The parts first: a program that is started meanwhile finds all of the old or all of the new.
  for (const { path, contents } of outputFiles.toSorted(({ path }) => (path === whole ? 1 : -1))) write(path, contents);
  writeFileSync(sourcesFile(name), JSON.stringify([...sources, 'package-lock.json', 'tools/dev/bundle.mjs']));
  const current = new Set(outputFiles.map(({ path }) => basename(path)));
  const folder = join(dirname(whole), name);
  for (const part of existsSync(folder) ? readdirSync(folder) : []) if (!current.has(part)) rmSync(join(folder, part));
  return true;
}

/** Makes a bundle in another folder, from sources that plugins may change, whatever is in `dist`. */
export async function bundleInto(folder, program, plugins) {
  const { outputFiles } = await built(program, folder, plugins);
  for (const { path, contents } of outputFiles) write(path, contents);
}

/** Writes a file that can be run; whoever reads it sees the old one or the new one. */
function write(path, contents) {
  const fresh = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(fresh, contents);
    chmodSync(fresh, 0o755);
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  const force = process.argv.includes('--force');
  const unknown = names.filter((name) => name !== 'all' && !PROGRAMS.some((program) => program.name === name));
  if (names.length === 0 || unknown.length > 0) {
    console.error(`node tools/dev/bundle.mjs ${PROGRAMS.map((program) => program.name).join('|')}|all [--force]`);
    process.exit(64);
  }
  for (const program of PROGRAMS.filter(({ name }) => names.includes('all') || names.includes(name))) {
    const began = performance.now();
    const made = await bundle(program, { force });
    console.log(
      `${program.name}: ${made ? `dist/${program.name}.mjs ${((performance.now() - began) / 1000).toFixed(1)} s` : '已是最新 / up to date'}`,
    );
  }
}
