import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { hashPassword, privateKeyOf, signToken, verifyPassword, type Operator as Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SUBDISTRICT, ok, refuse, type InputOf, type Outcome, type SessionGrant } from '@houzhai/contracts';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { PolicyReader, reaching, toInstant, transaction, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { endSessions, findOperator, applyState, type StoredOperator } from '../operator/operator.store.ts';
import { NO_ATTEMPTS, checkLock, checkPassword, countFailure, type Attempts } from '../operator/operator.ts';
import { SignInPolicy } from './sign-in-policy.ts';

const hashOf = (refreshToken: string): Buffer => createHash('sha256').update(refreshToken).digest();

@Injectable()
export class SessionCommands {
  private readonly kit: Kit;
  private readonly policies: PolicyReader<typeof SignInPolicy>;
  private readonly signingKey: KeyObject;
  /** Verified against when the account is unknown, so that both answers take as long. */
  private readonly nobody = hashPassword(randomBytes(16).toString('hex'));

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'sign-in', shape: SignInPolicy });
    this.signingKey = privateKeyOf(kit.settings(['HZ_TOKEN_PRIVATE_KEY']).HZ_TOKEN_PRIVATE_KEY);
  }

  /** Not through the command log: its answer holds tokens, and asking twice opens two sessions. */
  @Handles(C.SignIn)
  signIn(input: InputOf<typeof C.SignIn>, call: Call): Promise<Outcome<SessionGrant, 'session.wrong-credentials' | 'session.locked'>> {
    return reaching(async () => {
      const { now } = call;
      const policy = await this.policies.inForce(now);
      const attempts = await this.attempts(input.account);
      const open = checkLock(attempts, now);
      if (!open.ok) return open;
      const operator = await findOperator(this.kit.pool, { account: input.account });
      const fits = await verifyPassword(input.password, operator?.passwordHash ?? (await this.nobody));
      if (!operator || !fits || !operator.active) {
        const triesLeft = await this.failed(input.account, policy, now);
        await this.audit('SignInRefused', operator?.id, call);
        return refuse('session.wrong-credentials', { triesLeft });
      }
      await this.kit.pool.query(`delete from "command_center"."sign_in_attempt" where "account" = $1`, [input.account]);
      const sessionId = uuidv7(now.epochMilliseconds);
      const refreshToken = newRefreshToken();
      await this.kit.pool.query(
        `insert into "command_center"."session" ("id", "operator_id", "refresh_hash", "read_only", "client", "started_at", "idle_until", "ends_at")
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          sessionId,
          operator.id,
          hashOf(refreshToken),
          input.readOnly,
          input.client,
          now.toString(),
          now.add({ minutes: policy.refreshIdleMinutes }).toString(),
          now.add({ hours: policy.refreshAbsoluteHours }).toString(),
        ],
      );
      await this.audit('SignIn', operator.id, call);
      return ok(await this.grant(operator, { sessionId, readOnly: input.readOnly, refreshToken, now, policy }));
    });
  }

  @Handles(C.RenewSession)
  renew(input: InputOf<typeof C.RenewSession>, call: Call): Promise<Outcome<SessionGrant, 'session.ended'>> {
    return reaching(async () => {
      const { now } = call;
      const policy = await this.policies.inForce(now);
      const refreshToken = newRefreshToken();
      const { rows } = await this.kit.pool.query<{ id: string; operator_id: string; read_only: boolean }>(
        `update "command_center"."session" set "refresh_hash" = $2, "idle_until" = $3
         where "refresh_hash" = $1 and "ended_at" is null and "idle_until" > $4 and "ends_at" > $4 returning "id", "operator_id", "read_only"`,
        [hashOf(input.refreshToken), hashOf(refreshToken), now.add({ minutes: policy.refreshIdleMinutes }).toString(), now.toString()],
      );
      const [session] = rows;
      const operator = session && (await findOperator(this.kit.pool, { id: session.operator_id }));
      if (!session || !operator?.active) return refuse('session.ended', {});
      return ok(await this.grant(operator, { sessionId: session.id, readOnly: session.read_only, refreshToken, now, policy }));
    });
  }

  @Handles(C.SignOut)
  signOut(_input: InputOf<typeof C.SignOut>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      await this.kit.pool.query(`update "command_center"."session" set "ended_at" = $2 where "id" = $1 and "ended_at" is null`, [
        caller.sessionId,
        call.now.toString(),
      ]);
      return ok({ ended: true });
    });
  }

  @Handles(C.ChangePassword)
  async changePassword(
    input: InputOf<typeof C.ChangePassword>,
    call: Call,
  ): Promise<Outcome<{ changed: boolean }, (typeof C.ChangePassword)['refusals'][number]>> {
    const { caller } = call;
    if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
    return this.kit.unitOfWork.run<{ changed: boolean }, (typeof C.ChangePassword)['refusals'][number]>(call, async (work) => {
      const operator = await findOperator(work.pool, { id: caller.operatorId });
      if (!operator?.active) return refuse('access.unauthenticated', {});
      const policy = await this.policies.inForce(call.now);
      const open = checkLock(await this.attempts(operator.account), call.now);
      if (!open.ok) return open;
      if (!(await verifyPassword(input.oldPassword, operator.passwordHash))) {
        return refuse('session.wrong-credentials', { triesLeft: await this.failed(operator.account, policy, call.now) });
      }
      const strong = checkPassword(input.newPassword, operator.account, policy.passwordMinLength);
      if (!strong.ok) return strong;
      if (input.newPassword === input.oldPassword) return refuse('operator.password-too-weak', { min: policy.passwordMinLength });
      const next = { ...operator, passwordHash: await hashPassword(input.newPassword), mustChangePassword: false };
      const saved = await work.save(
        {
          table: 'operator',
          entity: 'operator',
          id: operator.id,
          area: 'a00',
          from: operator.version,
          columns: applyState(next),
          events: [{ contract: C.OperatorPasswordChanged, data: {} }],
        },
        { changed: true },
      );
      await endSessions(work.pool, operator.id, call.now, caller.sessionId);
      return saved;
    });
  }

  @Answers(C.WhoAmI)
  whoAmI(_input: InputOf<typeof C.WhoAmI>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      const operator = await findOperator(this.kit.pool, { id: caller.operatorId });
      if (!operator) return refuse('access.unauthenticated', {});
      const { rows } = await this.kit.pool.query<{ area: string }>(`select "area" from "command_center"."board_area" order by "area"`);
      const areas = rows
        .map((row) => row.area)
        .filter((area) => operator.scope.some((path) => path === SUBDISTRICT || path.split('/')[1] === area));
      return ok({ operator: publicView(operator), sessionId: caller.sessionId, areas, now: call.now.toString() });
    });
  }

  private async grant(
    operator: StoredOperator,
    at: { sessionId: string; readOnly: boolean; refreshToken: string; now: Temporal.Instant; policy: SignInPolicy },
  ): Promise<SessionGrant> {
    const expiresAt = Math.floor(at.now.epochMilliseconds / 1000) + at.policy.accessMinutes * 60;
    const caller: Caller = {
      kind: 'operator',
      operatorId: operator.id,
      sessionId: at.sessionId,
      roles: operator.roles,
      scope: operator.scope,
      readOnly: at.readOnly,
      mustChangePassword: operator.mustChangePassword,
    };
    return {
      token: await signToken(caller, this.signingKey, expiresAt),
      refreshToken: at.refreshToken,
      expiresAt: Temporal.Instant.fromEpochMilliseconds(expiresAt * 1000).toString(),
      sessionId: at.sessionId,
      inbox: `_INBOX.${at.sessionId}`,
      operator: publicView(operator),
    };
  }

  private async attempts(account: string): Promise<Attempts> {
    const { rows } = await this.kit.pool.query<{ failed: number; lockouts: number; locked_until: string | Date | null }>(
      `select "failed", "lockouts", "locked_until" from "command_center"."sign_in_attempt" where "account" = $1`,
      [account],
    );
    const [row] = rows;
    if (!row) return NO_ATTEMPTS;
    return {
      failed: row.failed,
      lockouts: row.lockouts,
      ...(row.locked_until === null ? {} : { lockedUntil: toInstant(row.locked_until) }),
    };
  }

  /** Counts under a row lock, so that parallel tries are all counted. */
  private failed(account: string, policy: SignInPolicy, now: Temporal.Instant): Promise<number> {
    return transaction(this.kit.pool, async (client) => {
      await client.query(
        `insert into "command_center"."sign_in_attempt" ("account", "failed", "lockouts", "last_at") values ($1, 0, 0, $2) on conflict do nothing`,
        [account, now.toString()],
      );
      const { rows } = await client.query<{ failed: number; lockouts: number }>(
        `select "failed", "lockouts" from "command_center"."sign_in_attempt" where "account" = $1 for update`,
        [account],
      );
      const { next, triesLeft } = countFailure(rows[0] ?? NO_ATTEMPTS, policy, now);
      await client.query(
        `update "command_center"."sign_in_attempt" set "failed" = $2, "lockouts" = $3, "locked_until" = $4, "last_at" = $5 where "account" = $1`,
        [account, next.failed, next.lockouts, next.lockedUntil?.toString() ?? null, now.toString()],
      );
      return triesLeft;
    });
  }

  private async audit(operation: string, operatorId: string | undefined, call: Call): Promise<void> {
    await this.kit.pool.query(
      `insert into "command_center"."audit" ("at", "actor", "operation", "entity", "record_id", "area", "trace_id") values ($1, $2, $3, 'session', $4, 'a00', $5)`,
      [call.now.toString(), operatorId ?? 'guest', operation, operatorId ?? null, call.traceId],
    );
  }
}

const newRefreshToken = (): string => `rt_${randomBytes(32).toString('base64url')}`;

const publicView = (operator: StoredOperator): SessionGrant['operator'] => ({
  operatorId: operator.id,
  account: operator.account,
  displayName: operator.displayName,
  roles: [...operator.roles],
  scope: [...operator.scope],
  mustChangePassword: operator.mustChangePassword,
});
