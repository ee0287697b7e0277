import { createHash, randomUUID } from 'node:crypto';

/** A new UUIDv7: time-ordered, so that inserts stay at the end of their index. */
export function uuidv7(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // Behind the version digit everything of a version 4 is random, and its variant is the same.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** The UUID of a name (version 8): the same whenever it is made. */
export function uuidNamed(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
