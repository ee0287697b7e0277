import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { dayOf } from '@houzhai/calendar';
import { DURABLES, EVENTS, findEvent, ok, type Envelope, type Outcome } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { Reacts, type Call } from '@houzhai/messaging';
import { BusinessNumbers, PolicyReader, uuidNamed, type ReactionTx, type Work } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { endAlert, ending, raiseAlert, raising, type Happened } from './alert.decide.ts';
import { AlertPolicyValues, type Rule } from './alert-policy.ts';
import { alertChange, findAlert, openAlertOf } from './alert.store.ts';

const DURABLE = 'command-center--alerts';
const READS = EVENTS.filter(({ service, entity }) =>
  DURABLES.some(({ name, reads }) => name === DURABLE && reads.some((one) => one.service === service && one.entities.includes(entity))),
);

/** What an event means to an alert: that it is raised, or that it is over. */
type Meaning = 'raise' | 'end';

/**
 * Raises alerts by the rules of the policy, and ends them when their cause is over. Each is written as a call of its own whose id comes
 * from rule and event: an event that comes twice, or whose confirmation was lost, has no second effect.
 */
@Injectable()
export class AlertReactions {
  private readonly kit: Kit;
  private readonly numbers: BusinessNumbers;
  private readonly policies: PolicyReader<typeof AlertPolicyValues>;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.numbers = new BusinessNumbers(kit.pool, 'command_center');
    this.policies = new PolicyReader({ pool: kit.pool, schema: 'command_center', policy: 'alert', shape: AlertPolicyValues });
  }

  @Reacts(DURABLE, READS)
  async watch(events: readonly Envelope[], _tx: ReactionTx): Promise<void> {
    for (const event of events) {
      const contract = findEvent(event.type);
      if (!contract) continue;
      const { name, entity } = contract;
      const { subject: id, area, actor, data } = event;
      const happened: Happened = { name, entity, id, area, actor, data: data as Happened['data'] };
      const policy = await this.policies.inForce(this.kit.clock.now());
      // What ends one alert may raise another, about the same record.
      for (const rule of ending(policy, happened))
        await this.write('end', rule, event, async (work) => {
          const open = await openAlertOf(work.pool, rule.code, id);
          const ended = open && endAlert(open.alert, name);
          return ended ? work.save(alertChange(ended, open.version), { alertId: open.alert.id }) : ok({});
        });
      for (const rule of raising(policy, happened))
        await this.write('raise', rule, event, async (work) => {
          const alertId = uuidNamed(`${rule.code}:${event.id}`);
          if ((await findAlert(work, alertId)) ?? (await openAlertOf(work.pool, rule.code, id))) return ok({});
          const day = dayOf(work.now).toString();
          const no = formatBusinessNumber({ prefix: 'AL', date: day, sequence: await this.numbers.next('AL', day) });
          const raised = raiseAlert(rule, happened, { id: alertId, no }, work.now, policy.version);
          const saved = await work.save(alertChange(raised, 0), { alertId });
          this.tellThere(raised.alert.atPath, alertId);
          return saved;
        });
    }
  }

  /** Those where it was noticed hear of it as well; those where the record is, through its events. */
  private tellThere(atPath: string | undefined, alertId: string): void {
    if (atPath !== undefined) this.kit.live('alert').changed(atPath.split('/')[1] ?? 'a00', alertId, 1);
  }

  /** One effect of one event by one rule, once. @throws when it could not be written: the event comes again. */
  private async write(
    meaning: Meaning,
    rule: Rule,
    event: Envelope,
    task: (work: Work) => Promise<Outcome<unknown, never>>,
  ): Promise<void> {
    const commandId = `alert:${meaning}:${rule.code}:${event.id}`;
    const call: Call = {
      caller: { kind: 'service', service: 'command-center' },
      commandId,
      operation: 'AlertReactions',
      payloadHash: createHash('sha256').update(commandId).digest(),
      traceId: event.correlationid,
      now: this.kit.clock.now(),
      token: undefined,
    };
    const outcome = await this.kit.unitOfWork.run(call, task);
    if (!outcome.ok)
      throw new Error(`An alert of ${rule.code} could not be written: ${(outcome as { refusal: { code: string } }).refusal.code}`);
  }
}
