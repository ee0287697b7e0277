import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive } from './kept-process.ts';

/** What is known about the running stack; `run/stack.json`. */
export interface StackRecord {
  /** The process that keeps everything; the stack runs as long as it does. */
  readonly pid: number;
  /** When that process started, by its system's own clock: a later process with the same id is another one. */
  readonly born: string;
  readonly startedAt: string;
  readonly postgres?: { readonly pid: number | undefined; readonly port: number };
  readonly nats?: { readonly pid: number | undefined; readonly url: string; readonly monitorPort: number };
  readonly services: Readonly<Record<string, { readonly pid: number | undefined; readonly httpPort: number }>>;
}

/** The record of a stack that runs now; one left by a crash counts as none. */
export function runningStack(path: string): StackRecord | undefined {
  let record: StackRecord;
  try {
    record = JSON.parse(readFileSync(path, 'utf8')) as StackRecord;
  } catch {
    return undefined;
  }
  return isAlive(record.pid) && birthOf(record.pid) === record.born ? record : undefined;
}

/** Claims the folder for this process; undefined when it did, the running stack when another one has it. */
export function claimStack(path: string): StackRecord | undefined {
  const fresh: StackRecord = { pid: process.pid, born: birthOf(process.pid), startedAt: new Date().toISOString(), services: {} };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(fresh), { flag: 'wx', mode: 0o600 });
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = runningStack(path);
    if (other) return other;
    rmSync(path, { force: true });
  }
}

/** Writes what is known now. Readers see the old record or the new one, never half of one. */
export function writeRecord(path: string, known: Omit<StackRecord, 'pid' | 'born' | 'startedAt'>, startedAt: string): void {
  const record: StackRecord = { pid: process.pid, born: birthOf(process.pid), startedAt, ...known };
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Start time of a process in clock ticks since boot (Linux); elsewhere the id alone must do. */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
