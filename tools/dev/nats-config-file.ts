import { execFile } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findNatsServer } from './find-nats-server.ts';

/**
 * Puts a configuration in place so that nats-server never reads half of one: written beside, checked by nats-server itself where there is
 * one on this machine, renamed. @throws with what nats-server says, and then the file in place stays.
 */
export async function writeNatsConfig(file: string, config: string): Promise<void> {
  const fresh = `${file}.new`;
  writeFileSync(fresh, config, { mode: 0o644 });
  try {
    const program = await findNatsServer().catch(() => undefined);
    if (program !== undefined) await promisify(execFile)(program, ['-t', '-c', fresh], { timeout: 20_000 });
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
}
