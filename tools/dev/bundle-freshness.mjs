import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Repository root. */
export const ROOT = new URL('../..', import.meta.url).pathname;

/** Where a bundle is written. */
export const bundleFile = (name) => join(ROOT, 'dist', `${name}.mjs`);

/** Where a bundle's list of sources is kept. */
export const sourcesFile = (name) => join(ROOT, 'dist', `${name}.sources.json`);

/** Whether a bundle exists and none of the sources it was made from has changed since. */
export function isFresh(name) {
  const file = bundleFile(name);
  if (!existsSync(file) || !existsSync(sourcesFile(name))) return false;
  const made = statSync(file).mtimeMs;
  const sources = JSON.parse(readFileSync(sourcesFile(name), 'utf8'));
  return sources.every((source) => (statSync(join(ROOT, source), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) <= made);
}
