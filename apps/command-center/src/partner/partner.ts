import type { PartnerGrant, PartnerKey } from '@houzhai/contracts';
import { z } from 'zod';

/** An outside organisation that reads a feed. */
export interface Partner extends PartnerGrant {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly purpose: string;
  readonly state: 'ACTIVE' | 'REVOKED';
  /** Its place among the accounts of NATS; of a revoked partner the one it had. */
  readonly place: string;
  /** Newest last. */
  readonly keys: readonly PartnerKey[];
  readonly since: Temporal.Instant;
  readonly revokedAt?: Temporal.Instant;
}

/** A place rests before somebody else gets it: by then what was on its way to the partner before has arrived nowhere. */
export const PLACE_REST = { hours: 1 } as const;

/** How long keys overlap, how far back is replayed. */
export const PartnerPolicy = z.strictObject({ overlapHours: z.int().min(0), replayDays: z.int().min(1).max(30) });
export type PartnerPolicy = z.output<typeof PartnerPolicy>;

/** Name under which nats-server knows the connections of a partner with one of its keys. */
export const partnerConnection = (name: string, publicKey: string): string => `partner.${name}.${publicKey}`;

/** Until when a key lets in; `always` for the present one, undefined when it does not. */
export function letsIn({ state, keys }: Partner, publicKey: string, now: Temporal.Instant): Temporal.Instant | 'always' | undefined {
  const key = state === 'ACTIVE' ? keys.find((one) => one.publicKey === publicKey) : undefined;
  if (!key) return undefined;
  if (key.until === undefined) return 'always';
  const until = Temporal.Instant.from(key.until);
  return Temporal.Instant.compare(now, until) < 0 ? until : undefined;
}
