import { Inject, Injectable } from '@nestjs/common';
import { refuse, type Outcome } from '@houzhai/contracts';
import { KIT, WakingRecords, type BackgroundTask, type Kit } from '@houzhai/service';
import { arrivalChange, findArrivals } from '../arrival/arrival.store.ts';
import { tickDuty } from '../arrival/custody.ts';
import { Neighbours } from '../neighbours.partner.ts';
import { tickBatch } from './escort-batch.decide.ts';
import { batchChange, findBatch } from './escort-batch.store.ts';

const HERE = { service: 'census-screening', schema: 'census_screening' } as const;

/** Lets time act between checkpoint and door: hand-overs that are late are said so, open duties pass on to the police officer of the area. */
@Injectable()
export class EscortTimer implements BackgroundTask {
  private readonly clocks: readonly WakingRecords[];

  constructor(@Inject(KIT) kit: Kit) {
    const { unitOfWork } = kit;
    const neighbours = new Neighbours(kit.client);
    const batches = new WakingRecords(kit, {
      ...HERE,
      table: 'escort_batch',
      operation: 'EscortTimer',
      tick: async (id, version, call) => {
        const outcome = await unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const loaded = await findBatch(work, id);
          const decided = loaded?.version === version ? tickBatch(loaded.batch, work.now) : undefined;
          return decided ? work.save(batchChange(decided, version, work.now), { batchId: id }) : refuse('record.conflict', { version });
        });
        return outcome.ok;
      },
    });
    const duties = new WakingRecords(kit, {
      ...HERE,
      table: 'arrival',
      operation: 'EscortTimer',
      tick: async (id, version, call) => {
        const outcome = await unitOfWork.run(call, async (work): Promise<Outcome<unknown, never>> => {
          const [loaded] = await findArrivals(work, [id]);
          if (loaded?.version !== version) return refuse('record.conflict', { version });
          const police = await neighbours.anyone('POLICE', loaded.arrival.area, call);
          const decided = tickDuty(loaded.arrival, police, work.now);
          return decided ? work.save(arrivalChange(decided, loaded, work.now), { arrivalId: id }) : refuse('record.conflict', { version });
        });
        return outcome.ok;
      },
    });
    this.clocks = [batches, duties];
  }

  start(): void {
    for (const clock of this.clocks) clock.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.clocks.map((clock) => clock.stop()));
  }

  /** Looks at once; returns how many records changed. */
  async look(): Promise<number> {
    const changed = await Promise.all(this.clocks.map((clock) => clock.look()));
    return changed.reduce((sum, one) => sum + one, 0);
  }
}
