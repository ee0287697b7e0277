import { Inject, Injectable } from '@nestjs/common';
import { actorOf, isWithin } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { refuse, type AlertReceipt, type InputOf, type Outcome, type RefusalCode } from '@houzhai/contracts';
import { Handles, type Call } from '@houzhai/messaging';
import { KIT, type Kit } from '@houzhai/service';
import { findOperator } from '../operator/operator.store.ts';
import { postingOf } from '../task-force/posting.store.ts';
import * as decide from './alert.decide.ts';
import type { AlertDecision } from './alert.decide.ts';
import type { Alert } from './alert.ts';
import { ALERT_WORDS, alertChange, alertReceipt, getAlert } from './alert.store.ts';

interface Target {
  readonly alertId: string;
  readonly expectedVersion?: number | undefined;
}

@Injectable()
export class AlertCommands {
  private readonly kit: Kit;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Handles(C.AcknowledgeAlert)
  acknowledge(input: InputOf<typeof C.AcknowledgeAlert>, call: Call) {
    return this.act(input, call, decide.acknowledgeAlert);
  }

  @Handles(C.AssignAlert)
  assign(input: InputOf<typeof C.AssignAlert>, call: Call) {
    return this.act(
      input,
      call,
      async (alert, actor): Promise<AlertDecision<'alert.own' | 'alert.assignee-unfit' | 'operator.unavailable'>> => {
        const assignee = await findOperator(this.kit.pool, { id: input.assigneeId });
        if (!assignee?.active) return refuse('operator.unavailable', {});
        const { id: operatorId, roles, scope } = assignee;
        // Where their team works counts as well.
        const posted = await postingOf(this.kit.pool, operatorId);
        const covers = (path: string): boolean => [...scope, ...(posted ? [posted.path] : [])].some((prefix) => isWithin(path, prefix));
        return decide.assignAlert(alert, { operatorId, roles: [...roles, ...(posted ? [posted.role] : [])], covers }, actor);
      },
    );
  }

  @Handles(C.ResolveAlert)
  resolve(input: InputOf<typeof C.ResolveAlert>, call: Call) {
    return this.act(input, call, decide.resolveAlert, { reason: input.reason });
  }

  @Handles(C.ReviewAlert)
  review(input: InputOf<typeof C.ReviewAlert>, call: Call) {
    return this.act(input, call, decide.reviewAlert, input.note === undefined ? undefined : { note: input.note });
  }

  private act<R extends RefusalCode>(
    input: Target,
    call: Call,
    judge: (alert: Alert, actor: string) => AlertDecision<R> | Promise<AlertDecision<R>>,
    words?: Readonly<Record<string, string>>,
  ) {
    type Answer = Outcome<AlertReceipt, R | 'alert.not-allowed-now'>;
    return this.kit.unitOfWork.run(call, async (work): Promise<Answer> => {
      const loaded = await getAlert(work, input.alertId, call.caller);
      if (!loaded.ok) return loaded as Answer;
      const { alert, version } = loaded.value;
      const decided = await judge(alert, actorOf(call.caller));
      if (!decided.ok) return decided;
      if (input.expectedVersion !== undefined && input.expectedVersion !== version) return refuse('record.conflict', { version }) as Answer;
      const sealed = words && (await this.kit.personKeys.seal(alert.id, ALERT_WORDS, words));
      return work.save(alertChange(decided.value, version, sealed), alertReceipt(decided.value, version, call.caller));
    });
  }
}
