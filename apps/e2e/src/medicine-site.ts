import * as C from '@houzhai/contracts';
import type { InputOf, OutputOf } from '@houzhai/contracts';
import type { Platform, TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** A village whose households need medicine, two agents, and somebody at the desk. */
export class MedicineSite {
  readonly platform: Platform;
  readonly desk: TestOperator;
  readonly agent: TestOperator;
  readonly colleague: TestOperator;

  private constructor(platform: Platform, desk: TestOperator, agent: TestOperator, colleague: TestOperator) {
    this.platform = platform;
    this.desk = desk;
    this.agent = agent;
    this.colleague = colleague;
  }

  static async open(platform: Platform): Promise<MedicineSite> {
    const { desk, agent } = await seedVillage(platform);
    return new MedicineSite(platform, desk, agent, await platform.operator(['AGENT'], ['houzhai/a07']));
  }

  /** A resident with a medicine errand, what it has to fetch, and an authorisation for the agent. */
  async household(
    lines: InputOf<typeof C.RecordPrescription>['lines'] | { drug: string; qtyDays: number }[] = [{ drug: '降压药', qtyDays: 30 }],
    authorised = true,
  ): Promise<{ readonly personId: string; readonly errandId: string }> {
    const personId = await seedPerson(this.desk, 'a07');
    const errandId = await this.errand(personId);
    valueOf(await this.desk.client.command(C.RecordPrescription, { errandId, hospital: 'h1', lines }));
    if (authorised) await this.authorise(personId, this.agent);
    return { personId, errandId };
  }

  async errand(personId: string, kind: C.ErrandKind = 'MEDICINE'): Promise<string> {
    const asked = { beneficiaryId: personId, moduleCode: 'standing-2', kind, items: [{ name: '药' }], despiteDuplicate: true };
    return valueOf(await this.desk.client.command(C.RequestErrand, asked)).errandId;
  }

  async authorise(principalId: string, agent: TestOperator): Promise<void> {
    valueOf(
      await this.desk.client.command(C.RecordAuthorisation, {
        principalId,
        agentId: agent.operatorId,
        scopes: ['CARD', 'IDENTITY'],
        validUntil: Temporal.Now.instant().add({ hours: 480 }).toString(),
        evidence: { kind: 'VOICE', reference: '录音 1' },
      }),
    );
  }

  async plan(errandIds?: readonly string[]): Promise<C.RunReceipt> {
    const asked = { hospital: 'h1', agentId: this.agent.operatorId, ...(errandIds ? { errandIds: [...errandIds] } : {}) };
    const { run } = valueOf(await this.agent.client.command(C.PlanMedicineRun, asked));
    if (!run) throw new Error('no run was planned');
    return run;
  }

  async look(runId: string, as: TestOperator = this.agent): Promise<OutputOf<typeof C.RunDetail>> {
    return valueOf(await as.client.query(C.RunDetail, { runId }));
  }

  collect(cardId: string, by: TestOperator = this.agent) {
    return by.client.command(C.CollectCard, { cardId, contents: ['CARD', 'RECORD'], signature: { reference: '收条 1' } });
  }

  giveBack(cardId: string, by: TestOperator = this.agent) {
    return by.client.command(C.ReturnCard, { cardId, signature: { by: 'HOUSEHOLD', method: 'FINGERPRINT', reference: '收条 2' } });
  }

  /** The run at the hospital, every card collected. */
  async atHospital(runId: string): Promise<void> {
    valueOf(await this.agent.client.command(C.SetOutRun, { runId }));
    for (const { cardId } of (await this.look(runId)).stops) valueOf(await this.collect(cardId));
    valueOf(await this.agent.client.command(C.ArriveAtHospital, { runId }));
  }
}
