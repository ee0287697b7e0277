import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { base32 } from './base32.ts';

/** RFC 6238 as every authenticator app has it: SHA-1, six digits, 30 seconds. */
const STEP_SECONDS = 30;
export const CODE_DIGITS = 6;
/** Steps a clock may be off, either way. */
const WINDOW = 1;

/** A fresh secret, 160 bits, in base32. */
export const newTotpSecret = (): { readonly secret: Buffer; readonly text: string } => {
  const secret = randomBytes(20);
  return { secret, text: base32(secret) };
};

/** The code of a step (seconds since 1970 divided by 30). */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** CODE_DIGITS).padStart(CODE_DIGITS, '0');
}

/** The step a code belongs to, at most one away from now; undefined when it fits none. Which steps were used is the caller's knowledge. */
export function totpStepOf(secret: Buffer, code: string, nowSeconds: number): number | undefined {
  const now = Math.floor(nowSeconds / STEP_SECONDS);
  const given = Buffer.from(code);
  let found: number | undefined;
  for (let step = now - WINDOW; step <= now + WINDOW; step++) {
    const right = Buffer.from(totpCode(secret, step));
    if (given.length === right.length && timingSafeEqual(given, right)) found = step;
  }
  return found;
}

/** What an authenticator app reads, from a QR code or typed. */
export const otpauthUri = (secretText: string, account: string): string =>
  `otpauth://totp/${encodeURIComponent(`houzhai:${account}`)}?secret=${secretText}&issuer=houzhai&algorithm=SHA1&digits=${String(CODE_DIGITS)}&period=${String(STEP_SECONDS)}`;
