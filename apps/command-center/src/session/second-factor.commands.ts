import { Inject, Injectable } from '@nestjs/common';
import { actorOf, covers, otpauthUri } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf, type Outcome } from '@houzhai/contracts';
import { Answers, Handles, type Call } from '@houzhai/messaging';
import { reaching } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { applyState, findOperator, type StoredOperator } from '../operator/operator.store.ts';
import { Credentials } from './credentials.store.ts';
import { SessionEnding } from './session-ending.partner.ts';
import { endSessions } from './session.store.ts';

/** The caller's own second factor, not through the command log: its answers are secrets. */
@Injectable()
export class SecondFactorCommands {
  private readonly kit: Kit;
  private readonly credentials: Credentials;
  private readonly ending: SessionEnding;

  constructor(@Inject(KIT) kit: Kit, @Inject(Credentials) credentials: Credentials, @Inject(SessionEnding) ending: SessionEnding) {
    this.kit = kit;
    this.credentials = credentials;
    this.ending = ending;
  }

  @Handles(C.EnrolSecondFactor)
  enrol(input: InputOf<typeof C.EnrolSecondFactor>, call: Call) {
    type Answer = Outcome<C.OutputOf<typeof C.EnrolSecondFactor>, (typeof C.EnrolSecondFactor)['refusals'][number]>;
    return this.own(call, async (operator): Promise<Answer> => {
      const right = await this.credentials.password(operator.account, operator, input.password, call);
      if (!right.ok) return right;
      const secret = await this.credentials.factors.begin(operator.id);
      if (secret === undefined) return refuse('second-factor.exists', {});
      await this.credentials.audit('EnrolSecondFactor', operator.id, call);
      return ok({ secret: secret.match(/.{1,4}/g)?.join(' ') ?? secret, uri: otpauthUri(secret, operator.account) });
    });
  }

  @Handles(C.ConfirmSecondFactor)
  confirm(input: InputOf<typeof C.ConfirmSecondFactor>, call: Call) {
    type Answer = Outcome<C.OutputOf<typeof C.ConfirmSecondFactor>, (typeof C.ConfirmSecondFactor)['refusals'][number]>;
    return this.own(call, async (operator): Promise<Answer> => {
      const factor = await this.credentials.factors.of(operator.id);
      if (!factor) return refuse('second-factor.none', {});
      if (factor.confirmedAt) return refuse('second-factor.exists', {});
      const good = await this.credentials.code(operator, input.code, call);
      if (!good.ok) return good;
      const codes = await this.credentials.factors.confirm(operator.id, call.now);
      if (!codes) return refuse('second-factor.exists', {});
      await this.credentials.audit('ConfirmSecondFactor', operator.id, call);
      return ok({ recoveryCodes: [...codes] });
    });
  }

  @Handles(C.RemoveSecondFactor)
  remove(input: InputOf<typeof C.RemoveSecondFactor>, call: Call) {
    type Answer = Outcome<C.OutputOf<typeof C.RemoveSecondFactor>, (typeof C.RemoveSecondFactor)['refusals'][number]>;
    return this.own(call, async (operator): Promise<Answer> => {
      const right = await this.credentials.password(operator.account, operator, input.password, call);
      if (!right.ok) return right;
      if (!(await this.credentials.factors.of(operator.id))?.confirmedAt) return refuse('second-factor.none', {});
      if (await this.isRequired(operator, call)) return refuse('second-factor.required', {});
      const good = await this.credentials.code(operator, input.code, call);
      if (!good.ok) return good;
      await this.credentials.factors.remove(operator.id);
      await this.credentials.audit('RemoveSecondFactor', operator.id, call);
      return ok({ removed: true });
    });
  }

  @Handles(C.ResetSecondFactor)
  reset(input: InputOf<typeof C.ResetSecondFactor>, call: Call) {
    return this.kit.unitOfWork.run<{ reset: boolean }, (typeof C.ResetSecondFactor)['refusals'][number]>(call, async (work) => {
      const operator = await findOperator(work.pool, { id: input.operatorId });
      if (!operator?.scope.every((path) => covers(call.caller, path))) return refuse('record.not-found', { entity: 'operator' });
      if (operator.id === actorOf(call.caller)) return refuse('operator.is-yourself', {});
      if (!(await this.credentials.factors.of(operator.id))) return refuse('second-factor.none', {});
      const saved = await work.save(
        {
          table: 'operator',
          entity: 'operator',
          id: operator.id,
          area: 'a00',
          from: operator.version,
          columns: applyState(operator),
          events: [{ contract: C.OperatorSecondFactorReset, data: {} }],
        },
        { reset: true },
      );
      await this.credentials.factors.remove(operator.id);
      const by = actorOf(call.caller);
      this.ending.told(await endSessions(work.pool, { operatorId: operator.id }, { why: 'RESET', by, now: call.now }));
      return saved;
    });
  }

  @Answers(C.SecondFactorState)
  state(_input: InputOf<typeof C.SecondFactorState>, call: Call) {
    return reaching(async () => {
      const operator = await this.caller(call);
      if (!operator) return refuse('access.unauthenticated', {});
      const factor = await this.credentials.factors.of(operator.id);
      const since = factor?.confirmedAt?.toString();
      return ok({
        enrolled: since !== undefined,
        ...(since === undefined ? {} : { since }),
        recoveryCodesLeft: since === undefined ? 0 : (factor?.recoveryCodesLeft ?? 0),
        required: await this.isRequired(operator, call),
      });
    });
  }

  private own<T, R extends C.RefusalCode>(call: Call, work: (operator: StoredOperator) => Promise<Outcome<T, R>>): Promise<Outcome<T, R>> {
    return reaching(async () => {
      const operator = await this.caller(call);
      if (!operator) return refuse('access.unauthenticated', {}) as Outcome<T, R>;
      return this.credentials.guarded(operator.account, call, () => work(operator));
    });
  }

  private async caller(call: Call): Promise<StoredOperator | undefined> {
    return call.caller.kind === 'operator' ? findOperator(this.kit.pool, { id: call.caller.operatorId }) : undefined;
  }

  private async isRequired(operator: StoredOperator, call: Call): Promise<boolean> {
    const { secondFactorRoles } = await this.credentials.policy(call.now);
    return secondFactorRoles.some((role) => operator.roles.includes(role));
  }
}
