import { randomBytes } from 'node:crypto';
import { hashPassword, verifyPassword } from '@houzhai/auth';
import { ok, refuse, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { PolicyReader } from '@houzhai/persistence';
import type { Call } from '@houzhai/messaging';
import type { Kit } from '@houzhai/service';
import { tellLockedOut, type StoredOperator } from '../operator/operator.store.ts';
import { checkLock } from '../operator/operator.ts';
import { SecondFactors } from './second-factor.store.ts';
import { SignInAttempts } from './sign-in-attempts.store.ts';
import { SignInPolicy } from './sign-in-policy.ts';

/** What sign-in, unlocking and changes of credentials share: the policy, judged passwords and codes, wrong tries, the audit. */
export class Credentials {
  readonly attempts: SignInAttempts;
  readonly factors: SecondFactors;
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof SignInPolicy>;
  /** Verified against when the account is unknown, so that both answers take as long. */
  private readonly nobody = hashPassword(randomBytes(16).toString('hex'));

  constructor(kit: Kit) {
    this.kit = kit;
    this.attempts = new SignInAttempts(kit.pool);
    this.factors = new SecondFactors(kit.pool, kit.personKeys);
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'sign-in', shape: SignInPolicy });
  }

  policy(now: Temporal.Instant): Promise<SignInPolicy> {
    return this.policies.inForce(now);
  }

  /** Does what needs a password or a code of an account, one after the other, and only while the account is not locked. */
  guarded<T, R extends RefusalCode>(account: string, call: Call, work: () => Promise<Outcome<T, R>>): Promise<Outcome<T, R>> {
    return this.attempts.inTurn(account, async () => {
      const open = checkLock(await this.attempts.of(account), call.now);
      return open.ok ? work() : (open as Outcome<T, R>);
    });
  }

  /** Whether the password is that of the operator; a wrong one is counted. Without an operator, or with one who is disabled, all are wrong. */
  async password(
    account: string,
    operator: StoredOperator | undefined,
    password: string,
    call: Call,
  ): Promise<Outcome<StoredOperator, 'session.wrong-credentials'>> {
    const fits = await verifyPassword(password, operator?.passwordHash || (await this.nobody));
    if (operator?.active && fits) return ok(operator);
    return refuse('session.wrong-credentials', { triesLeft: await this.failed(account, operator, call) });
  }

  /** Whether the code is a good one of the operator's, which is used up then; a wrong one is counted. */
  async code(operator: StoredOperator, code: string, call: Call): Promise<Outcome<true, 'session.wrong-code'>> {
    if (await this.factors.accept(operator.id, code, call.now)) return ok(true);
    return refuse('session.wrong-code', { triesLeft: await this.failed(operator.account, operator, call) });
  }

  /** Counts a wrong try; that an operator is locked out is an event. @returns tries left. */
  private async failed(account: string, operator: StoredOperator | undefined, call: Call): Promise<number> {
    const triesLeft = await this.attempts.failed(account, await this.policy(call.now), call.now);
    const { lockedUntil } = triesLeft === 0 ? await this.attempts.of(account) : {};
    if (operator && lockedUntil) await tellLockedOut(this.kit.pool, operator.id, lockedUntil, call);
    return triesLeft;
  }

  async audit(operation: string, operatorId: string | undefined, call: Call): Promise<void> {
    await this.kit.pool.query(
      `insert into "command_center"."audit" ("at", "actor", "operation", "entity", "record_id", "area", "trace_id") values ($1, $2, $3, 'session', $4, 'a00', $5)`,
      [call.now.toString(), operatorId ?? 'guest', operation, operatorId ?? null, call.traceId],
    );
  }
}
