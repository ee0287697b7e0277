import 'temporal-polyfill/global';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { breakingChanges } from './compatibility.ts';
import { GENERATED, generatedFiles, json } from './generated-files.ts';
import { currentSnapshot, type Snapshot } from './snapshot.ts';

/**
 * Writes every generated file, or with --check compares: exit 1 names what is stale and what breaks the snapshot.
 * The snapshot, against which the contracts are held, is written by --accept only, and only when nothing breaks it.
 *   node --import ./tools/dev/register-ts.mjs tools/contracts/generate.ts [--check | --accept]
 */
const root = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const accept = process.argv.includes('--accept');
const SNAPSHOT = `${GENERATED}/snapshot.json`;

const textOf = (path: string): string | undefined => {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const write = (path: string, text: string): void => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const files = generatedFiles();
const stale = [...files].filter(([path, text]) => textOf(path) !== text).map(([path]) => path);
const orphans = globSync(`${GENERATED}/schemas/**/*.json`, { cwd: root }).filter((path) => !files.has(path));
if (!check) {
  for (const path of stale) write(path, files.get(path) ?? '');
  for (const path of orphans) rmSync(join(root, path));
}
const changed = [...stale, ...orphans.map((path) => `${path} (no contract has it)`)];
if (changed.length === 0) console.log('generated files are current');
else console.log(`${check ? 'stale' : 'written'}:\n${changed.map((path) => `  ${path}`).join('\n')}`);

const now = currentSnapshot();
const recorded = textOf(SNAPSHOT);
const breaks = recorded === undefined ? [] : breakingChanges(JSON.parse(recorded) as Snapshot, now);
const isBehind = recorded !== json(now);
if (breaks.length > 0) console.log(`breaking changes:\n${breaks.map(({ sentence }) => `  ${sentence}`).join('\n')}`);
else if (isBehind && accept) {
  write(SNAPSHOT, json(now));
  console.log(`accepted: ${SNAPSHOT}`);
} else if (isBehind) console.log(`the contracts have grown, compatibly; record it: tools/contracts/generate.ts --accept`);
process.exitCode = breaks.length > 0 || (check && (changed.length > 0 || isBehind)) ? 1 : 0;
