import * as C from '@houzhai/contracts';
import type { Command } from '@houzhai/contracts';
import type { Chance } from '../../seeds/demo/chance.ts';
import type { BenchOperator } from '../bench/throwaway-stack.ts';

/** Sends one command of the course and gives what it answered; undefined where it was refused or the run is over. */
export type Sends = <T>(chance: Chance, who: BenchOperator, contract: Command, input: object, otherwise?: object) => Promise<T | undefined>;

interface Batch {
  readonly batchId: string;
}

/** An evening at the motorway exit: heads registered, put into batches that others want too, led to the door and handed over one by one. */
export class Evening {
  private readonly desk: readonly BenchOperator[];
  private readonly sends: Sends;
  private checkpointId = '';

  constructor(desk: readonly BenchOperator[], sends: Sends) {
    this.desk = desk;
    this.sends = sends;
  }

  /** Sets the checkpoint up. */
  async begin(chance: Chance): Promise<void> {
    const place = { code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' };
    const opened = await this.sends<{ checkpointId: string }>(chance, chance.oneOf(this.desk), C.OpenCheckpoint, place);
    if (!opened) throw new Error('no checkpoint could be set up');
    this.checkpointId = opened.checkpointId;
  }

  /** One party from the exit to the door; some stop on the way. */
  async run(chance: Chance): Promise<void> {
    const heads = await this.registered(chance);
    const [lead, receiver] = chance.percent(50) ? [0, 1] : [1, 2];
    const [leads, receives] = [this.desk[lead], this.desk[receiver]];
    if (!leads || !receives || heads.length === 0) return;
    const batch = await this.assembled(chance, leads, heads);
    if (!batch) return;
    const { batchId } = batch;
    const by = (contract: Command, fields: object = {}): Promise<Batch | undefined> =>
      this.sends<Batch>(chance, leads, contract, { batchId, ...fields }, { batchId, ...fields, expectedVersion: 77_777 });
    if (chance.percent(8)) {
      await by(C.CancelBatch, { reason: '车辆故障，改批次' });
      return;
    }
    if (!(await by(C.DepartBatch)) || !(await by(C.ArriveBatch))) return;
    // Each head by itself, all at the same moment: whoever is overtaken looks again.
    await Promise.all(heads.map((arrivalId) => this.handedOver(chance, receives, batchId, arrivalId)));
    await by(C.CloseBatch);
  }

  private async registered(chance: Chance): Promise<readonly string[]> {
    const heads: string[] = [];
    const count = chance.between(1, 4);
    for (let nth = 0; nth < count; nth++) {
      const head = {
        checkpointId: this.checkpointId,
        name: '测试丙',
        stays: [{ region: '420100' }],
        temperature: 36.5,
        healthCode: 'NONE',
        destination: `houzhai/a${String(chance.between(1, 32)).padStart(2, '0')}`,
      };
      const receipt = await this.sends<{ arrivalId: string }>(chance, chance.oneOf(this.desk), C.RegisterArrival, head, {
        ...head,
        name: '测试丁',
      });
      if (receipt) heads.push(receipt.arrivalId);
    }
    return heads;
  }

  /** Sometimes two put the same heads into a batch of their own at the same moment: one of them does. */
  private async assembled(chance: Chance, leads: BenchOperator, arrivalIds: readonly string[]): Promise<Batch | undefined> {
    const { checkpointId } = this;
    const want = { checkpointId, leadId: leads.operatorId, mode: 'LEAD', arrivalIds };
    const rival = chance.percent(15) ? chance.oneOf(this.desk) : undefined;
    const [mine, theirs] = await Promise.all([
      this.sends<Batch>(chance, leads, C.AssembleBatch, want),
      rival ? this.sends<Batch>(chance, rival, C.AssembleBatch, { ...want, arrivalIds: arrivalIds.slice(0, 1) }) : undefined,
    ]);
    return theirs && !mine ? undefined : mine;
  }

  private async handedOver(chance: Chance, receives: BenchOperator, batchId: string, arrivalId: string): Promise<void> {
    const kind = chance.between(1, 20);
    const owner = { ownerId: receives.operatorId };
    if (kind === 1) await this.sends(chance, receives, C.RefusePassenger, { batchId, arrivalId, ...owner, reason: '本人拒绝居家隔离' });
    else if (kind === 2)
      await this.sends(chance, receives, C.ReportPassengerMissing, { batchId, arrivalId, ...owner, reason: '到达时未见其人' });
    else {
      const method = kind < 6 ? 'READ_BACK' : 'IN_PERSON';
      const take = { batchId, arrivalIds: [arrivalId], receiverId: receives.operatorId, method };
      await this.sends(chance, receives, C.AcceptPassengers, take, { ...take, method: method === 'IN_PERSON' ? 'READ_BACK' : 'IN_PERSON' });
    }
  }
}
