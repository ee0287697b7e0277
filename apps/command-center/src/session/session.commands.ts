import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { hashPassword, isWithin, privateKeyOf, signToken, type Operator as Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type Outcome, type SessionGrant } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { reaching, uuidv7 } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { findOperator, applyState, publicView, type StoredOperator } from '../operator/operator.store.ts';
import { checkPassword } from '../operator/operator.ts';
import { openGlass, widened } from '../break-glass/broken-glass.store.ts';
import { postingOf } from '../task-force/posting.store.ts';
import { Credentials } from './credentials.store.ts';
import { SessionEnding } from './session-ending.partner.ts';
import { endSessions, insertSession, listSessions, liveSession, touchSession } from './session.store.ts';

const hashOf = (refreshToken: string): Buffer => createHash('sha256').update(refreshToken).digest();

@Injectable()
export class SessionCommands {
  private readonly kit: Kit;
  private readonly credentials: Credentials;
  private readonly ending: SessionEnding;
  private readonly signingKey: KeyObject;

  constructor(@Inject(KIT) kit: Kit, @Inject(Credentials) credentials: Credentials, @Inject(SessionEnding) ending: SessionEnding) {
    this.kit = kit;
    this.credentials = credentials;
    this.ending = ending;
    this.signingKey = privateKeyOf(kit.settings(['HZ_TOKEN_PRIVATE_KEY']).HZ_TOKEN_PRIVATE_KEY);
  }

  /** Not through the command log: its answer holds tokens, and asking twice opens two sessions. */
  @Handles(C.SignIn)
  signIn(input: InputOf<typeof C.SignIn>, call: Call): Promise<Outcome<SessionGrant, (typeof C.SignIn)['refusals'][number]>> {
    const { clientKey } = input;
    if (clientKey === undefined) return Promise.resolve(refuse('request.invalid', { rule: 'required', path: 'clientKey' }));
    return reaching(() => this.credentials.guarded(input.account, call, () => this.open(input, clientKey, call)));
  }

  private async open(
    input: InputOf<typeof C.SignIn>,
    clientKey: string,
    call: Call,
  ): Promise<Outcome<SessionGrant, (typeof C.SignIn)['refusals'][number]>> {
    const { now } = call;
    const known = await findOperator(this.kit.pool, { account: input.account });
    const right = await this.credentials.password(input.account, known, input.password, call);
    if (!right.ok) {
      await this.credentials.audit('SignInRefused', known?.id, call);
      return right;
    }
    const operator = right.value;
    const factor = await this.credentials.factors.of(operator.id);
    if (factor?.confirmedAt) {
      if (input.code === undefined) return refuse('session.second-factor-required', {});
      const good = await this.credentials.code(operator, input.code, call);
      if (!good.ok) {
        await this.credentials.audit('SignInRefused', operator.id, call);
        return good;
      }
    }
    await this.credentials.attempts.forgive(input.account);
    const policy = await this.credentials.policy(now);
    const sessionId = uuidv7(now.epochMilliseconds);
    const refreshToken = `rt_${randomBytes(32).toString('base64url')}`;
    await insertSession(this.kit.pool, {
      id: sessionId,
      operatorId: operator.id,
      refreshHash: hashOf(refreshToken),
      clientKey,
      readOnly: input.readOnly,
      client: input.client,
      now,
      idleUntil: now.add({ minutes: policy.refreshIdleMinutes }),
      endsAt: now.add({ hours: policy.refreshAbsoluteHours }),
    });
    await this.credentials.audit('SignIn', operator.id, call);
    return ok(await this.grant(operator, { sessionId, readOnly: input.readOnly, refreshToken, now }));
  }

  /** Only on a connection of the very session, which only the holder of its key opens: the refresh token alone is worth nothing. */
  @Handles(C.RenewSession)
  renew(input: InputOf<typeof C.RenewSession>, call: Call): Promise<Outcome<SessionGrant, 'session.ended'>> {
    return reaching(async () => {
      const { now, connectionSession } = call;
      const session = await liveSession(this.kit.pool, hashOf(input.refreshToken), now);
      if (!session || session.sessionId !== connectionSession) return refuse('session.ended', {});
      const { refreshIdleMinutes } = await this.credentials.policy(now);
      await touchSession(this.kit.pool, session.sessionId, now, now.add({ minutes: refreshIdleMinutes }));
      const { sessionId, readOnly, operator } = session;
      return ok(await this.grant(operator, { sessionId, readOnly, refreshToken: input.refreshToken, now }));
    });
  }

  @Handles(C.SignOut)
  signOut(_input: InputOf<typeof C.SignOut>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      await this.end(caller.sessionId, 'SIGNED_OUT', caller, call);
      return ok({ ended: true });
    });
  }

  @Handles(C.EndSession)
  endOne(input: InputOf<typeof C.EndSession>, call: Call) {
    return reaching(async () => {
      const { caller } = call;
      if (caller.kind !== 'operator') return refuse('access.unauthenticated', {});
      const [session] = await listSessions(this.kit.pool, call.now, { sessionId: input.sessionId });
      const own = session?.operator_id === caller.operatorId;
      const looksAfter = caller.roles.includes('PLATFORM_ADMIN') && !caller.readOnly && session?.scope.some((path) => covers(caller, path));
      if (!session || !(own || looksAfter)) return refuse('record.not-found', { entity: 'session' });
      await this.end(session.id, own ? 'SIGNED_OUT' : 'ENDED', caller, call);
      return ok({ ended: true });
    });
  }

  private async end(sessionId: string, why: C.SessionEnd, caller: Caller, call: Call): Promise<void> {
    const ended = await endSessions(this.kit.pool, { sessionId }, { why, by: caller.operatorId, now: call.now });
    this.ending.told(ended);
    if (ended.length > 0) await this.credentials.audit(call.operation, caller.operatorId, call);
  }

  @Handles(C.UnlockSession)
  unlock(
    input: InputOf<typeof C.UnlockSession>,
    call: Call,
  ): Promise<Outcome<{ unlocked: boolean }, (typeof C.UnlockSession)['refusals'][number]>> {
    return reaching(async () => {
      const { caller } = call;
      const operator = caller.kind === 'operator' ? await findOperator(this.kit.pool, { id: caller.operatorId }) : undefined;
      if (!operator) return refuse('access.unauthenticated', {});
      return this.credentials.guarded(operator.account, call, async () => {
        const right = await this.credentials.password(operator.account, operator, input.password, call);
        await this.credentials.audit(right.ok ? 'UnlockSession' : 'UnlockRefused', operator.id, call);
        if (!right.ok) return right;
        await this.credentials.attempts.forgive(operator.account);
        return ok({ unlocked: true });
      });
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
      return this.credentials.guarded<{ changed: boolean }, (typeof C.ChangePassword)['refusals'][number]>(
        operator.account,
        call,
        async () => {
          const right = await this.credentials.password(operator.account, operator, input.oldPassword, call);
          if (!right.ok) return right;
          const policy = await this.credentials.policy(call.now);
          const strong = checkPassword(input.newPassword, operator.account, policy.passwordMinLength);
          if (!strong.ok) return strong;
          if (input.newPassword === input.oldPassword) return refuse('operator.password-too-weak', { min: policy.passwordMinLength });
          const next = { ...operator, passwordHash: await hashPassword(input.newPassword), mustChangePassword: false };
          const others = { operatorId: operator.id, exceptId: caller.sessionId };
          const end = { why: 'PASSWORD_CHANGED', by: operator.id, now: call.now } as const;
          // Before, so that a process that dies in between leaves none; after, for whoever came in with the old password meanwhile.
          this.ending.told(await endSessions(work.pool, others, end));
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
          this.ending.told(await endSessions(work.pool, others, end));
          return saved;
        },
      );
    });
  }

  private async grant(
    operator: StoredOperator,
    at: { sessionId: string; readOnly: boolean; refreshToken: string; now: Temporal.Instant },
  ): Promise<SessionGrant> {
    const policy = await this.credentials.policy(at.now);
    const factor = await this.credentials.factors.of(operator.id);
    const expiresAt = Math.floor(at.now.epochMilliseconds / 1000) + policy.accessMinutes * 60;
    const deployed = await postingOf(this.kit.pool, operator.id);
    const confirmed = factor?.confirmedAt !== undefined;
    const view = publicView(operator, { confirmed, requiredOf: policy.secondFactorRoles }, deployed);
    const broken = await openGlass(this.kit.pool, at.sessionId, at.now);
    const caller: Caller = {
      kind: 'operator',
      operatorId: operator.id,
      sessionId: at.sessionId,
      roles: operator.roles,
      scope: operator.scope,
      ...(broken ? widened(operator.scope, broken) : {}),
      readOnly: at.readOnly,
      mustChangePassword: operator.mustChangePassword,
      mustEnrol: view.mustEnrol,
      ...(deployed ? { deployed } : {}),
    };
    const few = factor?.confirmedAt !== undefined && factor.recoveryCodesLeft <= policy.fewRecoveryCodes;
    return {
      token: await signToken(caller, this.signingKey, expiresAt),
      refreshToken: at.refreshToken,
      expiresAt: Temporal.Instant.fromEpochMilliseconds(expiresAt * 1000).toString(),
      sessionId: at.sessionId,
      inbox: `_INBOX.${at.sessionId}`,
      lockAfterMinutes: policy.lockScreenMinutes,
      ...(few ? { recoveryCodesLeft: factor.recoveryCodesLeft } : {}),
      operator: view,
    };
  }
}

const covers = (caller: Caller, path: string): boolean => caller.scope.some((own) => isWithin(path, own));
