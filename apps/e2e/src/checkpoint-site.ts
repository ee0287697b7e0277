import {
  ArriveBatch,
  AssembleBatch,
  BeginShift,
  CustodyLedger,
  DepartBatch,
  OpenCheckpoint,
  RegisterArrival,
  type ArrivalReceipt,
  type InputOf,
} from '@houzhai/contracts';
import type { Platform, TestOperator } from './platform.ts';
import { seedAreas, valueOf } from './seed.ts';

/** The evening of 24 January 2020. */
export const EVENING = '2020-01-24';
export const at = (time: string, day = EVENING): string => `${day}T${time}:00+08:00`;
export type Registering = Partial<InputOf<typeof RegisterArrival>>;

/** A checkpoint at the motorway exit with its shift, the people who work there, and who receives behind it. */
export class CheckpointSite {
  readonly checkpointId: string;
  readonly officer: TestOperator;
  readonly lead: TestOperator;
  readonly worker7: TestOperator;
  readonly worker9: TestOperator;
  readonly police7: TestOperator;
  private nth = 0;

  private constructor(checkpointId: string, people: readonly [TestOperator, TestOperator, TestOperator, TestOperator, TestOperator]) {
    this.checkpointId = checkpointId;
    [this.officer, this.lead, this.worker7, this.worker9, this.police7] = people;
  }

  static async open(platform: Platform): Promise<CheckpointSite> {
    await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
    const officer = await platform.operator(['CHECKPOINT_OFFICER']);
    const lead = await platform.operator(['ESCORT_LEAD']);
    const opened = await officer.client.command(OpenCheckpoint, {
      code: 'exit-1',
      name: '高速出口卡口',
      kind: 'HIGHWAY_EXIT',
      path: 'houzhai',
    });
    const { checkpointId } = valueOf(opened);
    const shift = { leaderId: officer.operatorId, memberIds: [lead.operatorId], occurredAt: at('18:00'), until: at('02:00', '2020-01-25') };
    valueOf(await officer.client.command(BeginShift, { checkpointId, ...shift }));
    return new CheckpointSite(checkpointId, [
      officer,
      lead,
      await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']),
      await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a09']),
      await platform.operator(['POLICE'], ['houzhai/a07']),
    ]);
  }

  /** Tries to register a head from Wuhan to area a07, or what differs from that. */
  register(more: Registering = {}, by = this.officer) {
    return by.client.command(RegisterArrival, {
      checkpointId: this.checkpointId,
      name: `测试${String((this.nth += 1))}`,
      stays: [{ region: '420100' }],
      temperature: 36.5,
      destination: 'houzhai/a07',
      occurredAt: at('20:00'),
      ...more,
    });
  }

  async registered(more: Registering = {}): Promise<ArrivalReceipt> {
    return valueOf(await this.register(more));
  }

  /** Id of a batch of these heads, ready to leave. */
  async assembled(arrivalIds: readonly string[], mode: 'LEAD' | 'CARRY' = 'LEAD'): Promise<string> {
    const assembled = await this.officer.client.command(AssembleBatch, {
      checkpointId: this.checkpointId,
      leadId: this.lead.operatorId,
      mode,
      ...(mode === 'CARRY' ? { seats: 8 } : {}),
      arrivalIds: [...arrivalIds],
      occurredAt: at('20:30'),
    });
    return valueOf(assembled).batchId;
  }

  /** Id of a batch of these heads that stands at the door. */
  async brought(arrivalIds: readonly string[], mode: 'LEAD' | 'CARRY' = 'LEAD'): Promise<string> {
    const batchId = await this.assembled(arrivalIds, mode);
    valueOf(await this.lead.client.command(DepartBatch, { batchId, occurredAt: at('20:40') }));
    valueOf(await this.lead.client.command(ArriveBatch, { batchId, occurredAt: at('21:10') }));
    return batchId;
  }

  /** The account of heads of the evening. */
  async ledger() {
    return valueOf(await this.officer.client.query(CustodyLedger, { day: EVENING, checkpointId: this.checkpointId }));
  }
}
