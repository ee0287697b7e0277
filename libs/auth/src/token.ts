import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { SignJWT, jwtVerify } from 'jose';
import { z } from 'zod';
import { Path, ROLES } from '@houzhai/contracts';
import { withoutGlass, type Operator } from './caller.ts';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 private key from base64url of its 32 bytes. */
export const privateKeyOf = (base64url: string): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, Buffer.from(base64url, 'base64url')]), format: 'der', type: 'pkcs8' });

/** Ed25519 public key from base64url of its 32 bytes. */
export const publicKeyOf = (base64url: string): KeyObject =>
  createPublicKey({ key: Buffer.concat([SPKI_ED25519, Buffer.from(base64url, 'base64url')]), format: 'der', type: 'spki' });

/** base64url of the 32 bytes of a private key's public half. */
export const publicHalf = (privateKey: KeyObject): string =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url');

const Claims = z.object({
  sub: z.uuid(),
  sid: z.uuid(),
  roles: z.array(z.enum(ROLES)),
  scope: z.array(Path),
  ro: z.boolean(),
  mcp: z.boolean(),
  msf: z.boolean().default(false),
  bg: z.object({ id: z.uuid(), until: z.number(), scope: z.array(Path) }).optional(),
  dp: z.object({ id: z.uuid(), path: Path, role: z.enum(ROLES) }).optional(),
  exp: z.number(),
});

/** Name of a signing key in the tokens it signed. */
const keyId = (publicHalf: string): string => createHash('sha256').update(publicHalf).digest('base64url').slice(0, 12);

/** The public keys of a setting that lists them by commas. @throws when one is none. */
export const publicKeysOf = (list: string): readonly KeyObject[] => list.split(',').map((one) => publicKeyOf(one.trim()));

/** Signs an access token for an operator, valid until `expiresAt` (epoch seconds). */
export const signToken = (operator: Operator, key: KeyObject, expiresAt: number): Promise<string> =>
  new SignJWT({
    sid: operator.sessionId,
    roles: [...operator.roles],
    scope: [...(operator.glass?.own ?? operator.scope)],
    ro: operator.readOnly,
    mcp: operator.mustChangePassword,
    msf: operator.mustEnrol ?? false,
    ...(operator.deployed ? { dp: { ...operator.deployed } } : {}),
    ...(operator.glass ? { bg: { id: operator.glass.id, until: operator.glass.until, scope: [...operator.scope] } } : {}),
  })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: keyId(publicHalf(key)) })
    .setSubject(operator.operatorId)
    .setIssuer('houzhai')
    .setExpirationTime(expiresAt)
    .sign(key);

/** A widened jurisdiction ends at its time, whatever the token says otherwise. */
const atTime = (operator: Operator, now: number): Operator =>
  operator.glass && operator.glass.until <= now ? withoutGlass(operator) : operator;

/** Verifies tokens against the public keys in use; what was verified is remembered until it expires. */
export class TokenVerifier {
  private readonly known = new Map<string, { operator: Operator; exp: number }>();
  private readonly keys: ReadonlyMap<string, KeyObject>;
  private readonly nowSeconds: () => number;

  /** @param keys while the signing key changes, the new one and those that signed tokens which still live. */
  constructor(keys: readonly KeyObject[], nowSeconds: () => number) {
    this.keys = new Map(keys.map((key) => [keyId(key.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64url')), key]));
    this.nowSeconds = nowSeconds;
  }

  /** The operator a token speaks for; undefined when it is forged, foreign, malformed or expired. @param now epoch seconds, where the caller has read the clock. */
  async verify(token: string, now = this.nowSeconds()): Promise<Operator | undefined> {
    const hit = this.known.get(token);
    if (hit) {
      if (hit.exp > now) return atTime(hit.operator, now);
      this.known.delete(token);
      return undefined;
    }
    let payload: unknown;
    try {
      ({ payload } = await jwtVerify(token, ({ kid }) => this.keyOf(kid), {
        issuer: 'houzhai',
        algorithms: ['EdDSA'],
        currentDate: new Date(now * 1000),
      }));
    } catch {
      return undefined;
    }
    const claims = Claims.safeParse(payload);
    if (!claims.success) return undefined;
    const { sub, sid, roles, scope, ro, mcp, msf, bg, dp, exp } = claims.data;
    const operator: Operator = {
      kind: 'operator',
      operatorId: sub,
      sessionId: sid,
      roles,
      scope: bg?.scope ?? scope,
      readOnly: ro,
      mustChangePassword: mcp,
      mustEnrol: msf,
      ...(bg ? { glass: { id: bg.id, until: bg.until, own: scope } } : {}),
      ...(dp ? { deployed: dp } : {}),
    };
    if (this.known.size > 5_000) this.known.clear();
    this.known.set(token, { operator, exp });
    return atTime(operator, now);
  }

  private keyOf(kid: string | undefined): KeyObject {
    const key = this.keys.get(kid ?? '');
    if (!key) throw new Error('Not one of our keys');
    return key;
  }
}
