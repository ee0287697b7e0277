import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Where the local stack keeps its state; git ignores it. */
export interface StackFolder {
  readonly root: string;
  readonly postgres: string;
  readonly nats: string;
  readonly keys: string;
  readonly record: string;
  log(name: string): string;
  key(name: string): string;
}

/** The state folder, made if it is not there: HZ_STATE_DIR, or `.houzhai` in the repository. */
export function stackFolder(root: string = process.env['HZ_STATE_DIR'] ?? join(REPOSITORY, '.houzhai')): StackFolder {
  for (const part of ['data', 'run', 'log']) mkdirSync(join(root, part), { recursive: true });
  mkdirSync(join(root, 'keys'), { recursive: true, mode: 0o700 });
  return {
    root,
    postgres: join(root, 'data', 'postgres'),
    nats: join(root, 'data', 'nats'),
    keys: join(root, 'keys'),
    record: join(root, 'run', 'stack.json'),
    log: (name) => join(root, 'log', `${name}.log`),
    key: (name) => join(root, 'keys', name),
  };
}
