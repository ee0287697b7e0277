import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PROGRAMS, bundle, bundleFile, bundleInto, type Plugin } from '@houzhai/dev/bundle.mjs';
import { findNatsServer } from '@houzhai/dev/nats-server.ts';
import { SERVICES } from '@houzhai/dev/services.ts';
import { REPOSITORY } from '@houzhai/dev/stack-folder.ts';
import { isReachableByAll } from '@houzhai/dev/unprivileged.ts';

/** A place in the source and what stands there instead. */
export interface Edit {
  /** Relative to the repository. */
  readonly file: string;
  /** Found exactly once. */
  readonly search: string;
  readonly replace: string;
}

/** Programs that any user may run. */
export interface Programs {
  readonly node: string;
  readonly nats: string;
  readonly service: (name: string) => string;
  readonly migrate: string;
}

/** The source with its edits. @throws when a place is not found exactly once: the source has moved on. */
export function edited(edits: readonly Edit[], read: (file: string) => string): string {
  const [first] = edits;
  if (!first) throw new Error('no edit');
  return edits.reduce((source, { file, search, replace }) => {
    const [before, after, ...more] = source.split(search);
    if (before === undefined || after === undefined || more.length > 0)
      throw new Error(`${file} 中找不到(或不止一处)/ not found exactly once:\n${search}`);
    return `${before}${replace}${after}`;
  }, read(first.file));
}

export const readSource = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');

/** Puts the programs of the platform into a folder, made from the present sources with these edits, and brings along what they run on. */
export async function buildInto(folder: string, edits: readonly Edit[] = []): Promise<Programs> {
  mkdirSync(folder, { recursive: true });
  const names = ['migrate', ...SERVICES.map(({ name }) => name)];
  const programs = PROGRAMS.filter(({ name }) => names.includes(name));
  if (edits.length > 0) await buildEdited(folder, programs, edits);
  else
    for (const program of programs) {
      await bundle(program);
      copyFileSync(bundleFile(program.name), join(folder, basename(bundleFile(program.name))));
    }
  return {
    node: reachable(process.execPath, folder),
    nats: reachable(await findNatsServer(), folder),
    service: (name) => join(folder, `${name}.mjs`),
    migrate: join(folder, 'migrate.mjs'),
  };
}

async function buildEdited(folder: string, programs: typeof PROGRAMS, edits: readonly Edit[]): Promise<void> {
  const files = Map.groupBy(edits, ({ file }) => join(REPOSITORY, file));
  let used = 0;
  const plugin: Plugin = {
    name: 'edits',
    setup: (build) => {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const own = files.get(path);
        if (!own) return undefined;
        used += 1;
        return { contents: edited(own, readSource), loader: 'ts' };
      });
    },
  };
  for (const program of programs) await bundleInto(folder, program, [plugin]);
  if (used === 0) throw new Error('没有程序用到所改的文件 / no program uses a file that was edited');
}

function reachable(program: string, folder: string): string {
  if (isReachableByAll(dirname(program))) return program;
  const copy = join(folder, basename(program));
  copyFileSync(program, copy);
  chmodSync(copy, 0o755);
  return copy;
}
