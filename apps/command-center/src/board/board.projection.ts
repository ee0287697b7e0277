import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import type { Envelope } from '@houzhai/contracts';
import { Reacts } from '@houzhai/messaging';
import type { ReactionTx } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { areasTouched, boardChanges, boardStatements } from './board.ts';

const READS = C.EVENTS.filter(
  ({ service, entity }) =>
    (service === 'errands' && ['errand', 'care-link', 'insurance-card'].includes(entity)) ||
    (service === 'command-center' && entity === 'task-force') ||
    (service === 'census-screening' && ['person', 'area', 'arrival', 'isolation', 'screening-campaign', 'screening-unit'].includes(entity)),
);

/** Keeps the wall chart's copy in step with the event streams and tells followers which areas changed. */
@Injectable()
export class BoardProjection {
  private readonly kit: Kit;
  private readonly dirty = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Reacts('command-center--board', READS)
  async apply(events: readonly Envelope[], tx: ReactionTx): Promise<void> {
    for (const { text, values } of boardStatements(boardChanges(events))) await tx.query(text, values);
    tx.afterCommit(() => {
      for (const event of events) for (const area of areasTouched(event)) this.changed(area, event.aggregateversion);
    });
  }

  /** One patch per area and 50 ms, however many events came. */
  private changed(area: string, version: number): void {
    this.dirty.set(area, version);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      for (const [dirtyArea, at] of this.dirty) this.kit.live('board').changed(dirtyArea, dirtyArea, at);
      this.dirty.clear();
    }, 50);
  }
}
