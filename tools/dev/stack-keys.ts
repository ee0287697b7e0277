import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { newNkey, nkeyOfSeed, type Nkey } from '@houzhai/auth';
import { secretFile } from './postgres.ts';
import type { StackFolder } from './stack-folder.ts';

/** Every secret of a local stack; each is a file of 0600 in `keys/`, made on first use. */
export interface StackKeys {
  /** base64url of the 32 bytes of the Ed25519 key that signs session tokens; public halves of that and of the next and previous ones, by commas. */
  readonly token: { readonly privateKey: string; readonly publicKey: string };
  /** base64url of 32 bytes: wraps the keys of persons. */
  readonly master: string;
  /** base64url of 32 bytes: blind index. */
  readonly index: string;
  /** NATS user key by user name: services, `platform`, `callout`, `system`, partners as `partner-<name>`. */
  nats(user: string): Nkey;
  /**
   * Public keys nats-server lets in for a user: the one in use, the next, which exists before it is wanted since nats-server takes
   * no new one while it runs, and the previous one as long as its file is there.
   */
  natsPublic(user: string): readonly string[];
  /** NATS account key that signs the answers about operators. */
  readonly issuer: Nkey;
  /** Password of a database role. */
  password(role: string): string;
}

/** Reads the secrets of a stack, making those that are missing. */
export const stackKeys = (folder: Pick<StackFolder, 'key'>): StackKeys => ({
  token: tokenKeys((name) => folder.key(name)),
  master: secretFile(folder.key('master')),
  index: secretFile(folder.key('blind-index')),
  nats: (user) => nkeyFile(folder.key(`nats-${user}.seed`), 'user'),
  natsPublic: (user) => {
    const file = (suffix: string): string => folder.key(`nats-${user}${suffix}.seed`);
    const files = [file(''), file('-next'), ...[file('-previous')].filter((path) => existsSync(path))];
    return files.map((path) => nkeyFile(path, 'user').publicKey);
  },
  issuer: nkeyFile(folder.key('nats-issuer.seed'), 'account'),
  password: (role) => secretFile(folder.key(`postgres-${role}`)),
});

function nkeyFile(path: string, kind: Nkey['kind']): Nkey {
  if (!existsSync(path)) writeFileSync(path, newNkey(kind).seed, { mode: 0o600 });
  return nkeyOfSeed(readFileSync(path, 'utf8').trim());
}

/** Services accept the key that will sign and the one that did, so that a change of key interrupts nobody. */
function tokenKeys(file: (name: string) => string): StackKeys['token'] {
  const signing = tokenKey(file('token-signing'));
  const others = ['token-signing-next', 'token-signing-previous'].map(file).filter((path) => existsSync(path));
  return { ...signing, publicKey: [signing, ...others.map(tokenKey)].map(({ publicKey }) => publicKey).join(',') };
}

function tokenKey(path: string): StackKeys['token'] {
  if (!existsSync(path) || statSync(path).size === 0) {
    const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    writeFileSync(path, JSON.stringify({ privateKey: d, publicKey: x }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(path, 'utf8')) as StackKeys['token'];
}
