import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** RFC 9106, second recommended option: 64 MiB, three passes. */
const CHOSEN = { memory: 65_536, passes: 3, parallelism: 1, tagLength: 32 } as const;
/** For passwords of ours that are random: nothing to guess, so the least that OWASP asks for is enough. */
const RANDOM = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

const derive = (
  password: string,
  nonce: Buffer,
  cost: { memory: number; passes: number; parallelism: number; tagLength: number },
): Promise<Buffer> =>
  new Promise((done, fail) => {
    argon2('argon2id', { message: Buffer.from(password.normalize('NFC')), nonce, ...cost }, (error, tag) => {
      if (error) fail(error);
      else done(tag);
    });
  });

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

/** Hashes a password into a PHC string (argon2id). @param kind `random` for one-time passwords of ours. */
export async function hashPassword(password: string, kind: 'chosen' | 'random' = 'chosen'): Promise<string> {
  const cost = kind === 'random' ? RANDOM : CHOSEN;
  const salt = randomBytes(16);
  const tag = await derive(password, salt, cost);
  return `$argon2id$v=19$m=${String(cost.memory)},t=${String(cost.passes)},p=${String(cost.parallelism)}$${base64(salt)}$${base64(tag)}`;
}

/**
 * Whether a password fits a PHC string; a malformed string fits nothing. Takes as long for a cheaper hash as for a chosen password's, so that
 * the time does not tell an account that still has its one-time password from one that does not exist.
 */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!match) return false;
  const [, m, t, p, salt, tag] = match as unknown as [string, string, string, string, string, string];
  const expected = Buffer.from(tag, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
    tagLength: expected.length,
  });
  const left = CHOSEN.memory * CHOSEN.passes - Number(m) * Number(t);
  if (left > 0) await derive(password, randomBytes(16), { ...CHOSEN, memory: Math.round(left / CHOSEN.passes) });
  return timingSafeEqual(actual, expected);
}

/**
 * A one-time password people can read out: four groups of four without look-alike characters, about 79 bits.
 * @param seed 16 bytes or more, secret and uniform; the same seed gives the same password.
 */
export function oneTimePassword(seed: Buffer): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const picked = Array.from(seed.subarray(0, 16), (byte) => letters[byte % letters.length] ?? '');
  return [0, 4, 8, 12].map((at) => picked.slice(at, at + 4).join('')).join('-');
}
