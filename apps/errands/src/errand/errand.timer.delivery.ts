import { Inject, Injectable } from '@nestjs/common';
import { createHash, randomUUID } from 'node:crypto';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, type BackgroundTask, type Kit } from '@houzhai/service';
import type { Call } from '@houzhai/messaging';
import { errandPolicies, type ErrandPolicies } from '../policy/errand-policy.store.ts';
import { tickErrand } from './errand.settle.decide.ts';
import { findErrand, saveErrand } from './errand.store.ts';
import { dueOf, wakeAt, type Errand } from './errand.ts';

const LOOK_EVERY_MS = 1_000;
const BATCH = 200;

/**
 * Lets time act on errands: deadlines that passed, silence that confirms. What passed while no service ran is found at
 * the next look, once, and marked late. Replicas may look at once: the version check decides who acts.
 */
@Injectable()
export class ErrandTimer implements BackgroundTask {
  private readonly kit: Kit;
  private readonly policies: ErrandPolicies;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<unknown> | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
    this.policies = errandPolicies(kit.pool);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch((error: unknown) => {
          this.kit.log.warn({ err: error }, 'timer waits');
        })
        .finally(() => {
          this.looking = undefined;
        });
    }, LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Ticks every errand whose time has come; returns how many changed. */
  async look(): Promise<number> {
    const { clock, pool } = this.kit;
    let changed = 0;
    for (;;) {
      const now = clock.now();
      const { rows } = await pool.query<{ id: string; version: number }>({
        name: 'errands-to-wake',
        text: `select "id", "version" from "errands"."errand" where "wake_at" <= $1 order by "wake_at" limit ${String(BATCH)}`,
        values: [now.toString()],
      });
      const moved = (await Promise.all(rows.map(({ id, version }) => this.tick(id, version, now)))).filter(Boolean).length;
      changed += moved;
      if (rows.length < BATCH || moved === 0) return changed;
    }
  }

  private async tick(id: string, version: number, now: Temporal.Instant): Promise<boolean> {
    const call: Call = {
      caller: { kind: 'service', service: 'errands' },
      commandId: `tick:${id}:${String(version)}`,
      operation: 'ErrandTimer',
      payloadHash: createHash('sha256')
        .update(`${id}:${String(version)}`)
        .digest(),
      traceId: randomUUID().replaceAll('-', ''),
      now,
      token: undefined,
    };
    const outcome = await this.kit.unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
      const loaded = await findErrand(work, id, call.caller);
      if (loaded?.version !== version) return refuse('record.conflict', { version });
      const policy = await this.policies.inForce(now);
      const decided = tickErrand(loaded.errand, { actor: { id: 'service:errands', roles: [] }, now, policy });
      if (!decided) {
        await this.lookLater(loaded.errand, version, now);
        return refuse('record.conflict', { version });
      }
      return saveErrand(work, this.kit.personKeys, loaded, decided);
    });
    return outcome.ok;
  }

  /** Nothing has come of this look, such as when a hold has used up its allowance: the deadline that runs now is looked at next. */
  private async lookLater(errand: Errand, version: number, now: Temporal.Instant): Promise<void> {
    const due = dueOf(errand, now);
    await this.kit.pool.query(
      `update "errands"."errand" set "due_stage" = $3, "due_at" = $4, "wake_at" = $5 where "id" = $1 and "version" = $2`,
      [errand.id, version, due?.stage ?? null, due?.at.toString() ?? null, wakeAt(errand, now)?.toString() ?? null],
    );
  }
}
