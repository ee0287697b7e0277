import { createHash, randomUUID } from 'node:crypto';
import type { Call } from '@houzhai/messaging';
import type { Service } from '@houzhai/contracts';
import type { BackgroundTask, Kit } from './kit.ts';

const LOOK_EVERY_MS = 1_000;
const BATCH = 200;

/** A `wake_at` that every clock has passed: to be looked at as soon as anybody can, also where the clock of who writes it is wrong. */
export const AT_ONCE = '-infinity';

/** Records of one table that time acts on by itself, each found by its `wake_at`. */
export interface Waking {
  readonly service: Service;
  readonly schema: string;
  readonly table: string;
  /** Name of the operation in the audit record. */
  readonly operation: string;
  /** Lets time act on one record at the version it was seen at; true when that changed it. */
  readonly tick: (id: string, version: number, call: Call) => Promise<boolean>;
}

/**
 * Lets time act on records: deadlines that passed, silence that means something. What passed while no service ran is found at the next
 * look, once. Replicas may look at once: the version check decides who acts.
 */
export class WakingRecords implements BackgroundTask {
  private readonly kit: Kit;
  private readonly waking: Waking;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<unknown> | undefined;

  constructor(kit: Kit, waking: Waking) {
    this.kit = kit;
    this.waking = waking;
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

  /** Ticks every record whose time has come; returns how many changed. */
  async look(): Promise<number> {
    const { clock, pool } = this.kit;
    const { schema, table, tick } = this.waking;
    let changed = 0;
    for (;;) {
      const now = clock.now();
      const { rows } = await pool.query<{ id: string; version: number }>({
        name: `wake-${table}`,
        text: `select "id", "version" from "${schema}"."${table}" where "wake_at" <= $1 order by "wake_at" limit ${String(BATCH)}`,
        values: [now.toString()],
      });
      const moved = (await Promise.all(rows.map(({ id, version }) => tick(id, version, this.call(id, version, now))))).filter(
        Boolean,
      ).length;
      changed += moved;
      if (rows.length < BATCH || moved === 0) return changed;
    }
  }

  /** A call on the service's own behalf; the same record at the same version is the same call. */
  private call(id: string, version: number, now: Temporal.Instant): Call {
    const { service, operation } = this.waking;
    return {
      caller: { kind: 'service', service },
      commandId: `tick:${id}:${String(version)}`,
      operation,
      payloadHash: createHash('sha256')
        .update(`${id}:${String(version)}`)
        .digest(),
      traceId: randomUUID().replaceAll('-', ''),
      now,
      token: undefined,
    };
  }
}
