import { randomUUID } from 'node:crypto';

/** A new UUIDv7: time-ordered, so that inserts stay at the end of their index. */
export function uuidv7(nowMs: number): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // Behind the version digit everything of a version 4 is random, and its variant is the same.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
