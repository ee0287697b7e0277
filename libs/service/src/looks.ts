import { actorOf } from '@houzhai/auth';
import type { Call } from '@houzhai/messaging';
import { auditPolicies, reaching, recordLook, type AuditPolicies, type Look } from '@houzhai/persistence';
import type { Pool } from 'pg';

/** Looks remembered at most, before the oldest are forgotten (and would be recorded again). */
const REMEMBERED = 20_000;

/** Puts looks at personal data on record. */
export class Looks {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly policies: AuditPolicies;
  private readonly recent = new Map<string, number>();

  constructor(pool: Pool, schema: string) {
    this.pool = pool;
    this.schema = schema;
    this.policies = auditPolicies(pool, schema);
  }

  /**
   * Records that the caller saw a record; resolves once it is on the disk. A screen that shows the same version again within
   * the policy's seconds is the same look.
   */
  async saw(call: Call, look: Look): Promise<void> {
    const { sameLookSeconds } = await this.policies.inForce(call.now);
    const session = call.caller.kind === 'operator' ? call.caller.sessionId : '';
    const key = [actorOf(call.caller), session, call.operation, look.recordId ?? '', String(look.version ?? '')].join(' ');
    const now = call.now.epochMilliseconds;
    const before = this.recent.get(key);
    if (before !== undefined && now >= before && now - before < sameLookSeconds * 1_000) return;
    await this.record(call, look);
    this.recent.delete(key);
    this.recent.set(key, now);
    if (this.recent.size > REMEMBERED) {
      const [oldest] = this.recent.keys();
      if (oldest !== undefined) this.recent.delete(oldest);
    }
  }

  /** Records a look that is always one of its own, such as a reveal with its reason. */
  record(call: Call, look: Look): Promise<void> {
    return reaching(() => recordLook(this.pool, this.schema, call, look));
  }
}
