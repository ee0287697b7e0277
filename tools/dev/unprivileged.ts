import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** PostgreSQL refuses to run as root; then it runs as `nobody`. Undefined for an ordinary user. */
export const unprivilegedUser = (): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** Whether any user may walk down to this folder (the nearest one that exists). */
export function isReachableByAll(folder: string): boolean {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Where data of the unprivileged user really goes: the wanted folder, or one below /var/lib when that user cannot reach it. */
export function reachableDataFolder(wanted: string): string {
  if (!unprivilegedUser() || isReachableByAll(dirname(wanted))) return wanted;
  return join('/var/lib/houzhai', createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 12), 'data');
}

/** The folder itself, or a copy every user may read when the unprivileged user cannot reach it. */
export function reachableCopy(folder: string, version: string): string {
  if (!unprivilegedUser() || (isReachableByAll(folder) && isReadableByAll(folder))) return folder;
  const copy = join('/var/cache/houzhai', version);
  if (existsSync(copy)) return copy;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  const fresh = mkdtempSync(`${copy}.`);
  cpSync(folder, fresh, { recursive: true, verbatimSymlinks: true });
  openToAll(fresh);
  try {
    renameSync(fresh, copy);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

const isReadableByAll = (folder: string): boolean => (statSync(join(folder, 'bin', 'postgres')).mode & 0o005) === 0o005;

function openToAll(path: string): void {
  const { mode } = statSync(path);
  chmodSync(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0));
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) openToAll(below);
    else if (entry.isFile()) chmodSync(below, statSync(below).mode | 0o444 | (statSync(below).mode & 0o100 ? 0o111 : 0));
  }
}
