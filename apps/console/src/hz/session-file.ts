import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HeldSession } from '@houzhai/messaging';

/** Folder of what `hz` remembers between calls. */
export const stateFolder = (env: NodeJS.ProcessEnv): string => join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'houzhai');

/** File of the session at a server; readable by its owner only. */
export const sessionFile = (env: NodeJS.ProcessEnv, server: string): string =>
  join(stateFolder(env), `session-${createHash('sha256').update(server).digest('hex').slice(0, 12)}.json`);

/** The remembered session, if there is one. */
export function readSession(env: NodeJS.ProcessEnv, server: string): HeldSession | undefined {
  try {
    return JSON.parse(readFileSync(sessionFile(env, server), 'utf8')) as HeldSession;
  } catch {
    return undefined;
  }
}

/** Remembers a session with its key (0600). */
export function writeSession(env: NodeJS.ProcessEnv, server: string, grant: HeldSession): void {
  mkdirSync(stateFolder(env), { recursive: true, mode: 0o700 });
  writeFileSync(sessionFile(env, server), JSON.stringify(grant), { mode: 0o600 });
}

/** Forgets the session. */
export const forgetSession = (env: NodeJS.ProcessEnv, server: string): void => {
  rmSync(sessionFile(env, server), { force: true });
};
