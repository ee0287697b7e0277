import 'temporal-polyfill/global';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generated-files.ts';

/**
 * Writes every generated file, or with --check compares: exit 1 names what is stale.
 *   node --import ./tools/dev/register-ts.mjs tools/contracts/generate.ts [--check]
 */
const root = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, text] of generatedFiles()) {
  const file = join(root, path);
  const present = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (present === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (stale.length === 0) console.log('generated files are current');
else console.log(`${check ? 'stale' : 'written'}:\n${stale.map((path) => `  ${path}`).join('\n')}`);
process.exitCode = check && stale.length > 0 ? 1 : 0;
