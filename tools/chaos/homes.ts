import { setTimeout as pause } from 'node:timers/promises';
import * as C from '@houzhai/contracts';
import type { Command } from '@houzhai/contracts';
import type { Chance } from '../../seeds/demo/chance.ts';
import type { BenchOperator } from '../bench/throwaway-stack.ts';
import type { Sends } from './evening.ts';

const AREA = 'houzhai/a09';
const ROOMS = 12;
const LOOK_MS = 100;
const PATIENCE_MS = 240_000;

/** Isolations from the order to the end: many without supplies, which an agent then brings; several people at the same few beds. */
export class Homes {
  private readonly desk: readonly BenchOperator[];
  private readonly agents: readonly BenchOperator[];
  private readonly sends: Sends;
  private siteId = '';
  /** Begun without supplies, and when that was acknowledged. */
  readonly needy = new Map<string, number>();
  /** Those of them somebody has still to bring something to. */
  private readonly hungry: string[] = [];
  private readonly bedded: string[] = [];

  constructor(desk: readonly BenchOperator[], agents: readonly BenchOperator[], sends: Sends) {
    this.desk = desk;
    this.agents = agents;
    this.sends = sends;
  }

  /** Sets the isolation site up. */
  async begin(chance: Chance): Promise<void> {
    const rooms = Array.from({ length: ROOMS }, (_, nth) => String(301 + nth));
    const site = { code: 'gld-1', name: '集中隔离点一', path: AREA, rooms };
    const opened = await this.sends<{ siteId: string }>(chance, chance.oneOf(this.desk), C.OpenIsolationSite, site);
    if (!opened) throw new Error('no isolation site could be set up');
    this.siteId = opened.siteId;
  }

  /** One person more, or something for those who are isolated already. */
  async run(chance: Chance): Promise<void> {
    const course = chance.weighted([
      [45, () => this.isolated(chance)],
      [40, () => this.fed(chance)],
      [15, () => this.moved(chance)],
    ] as const);
    await course();
  }

  /** Nobody but those without supplies: so many are isolated, and all of them are fed. */
  async feed(chance: Chance, people: number): Promise<void> {
    while (this.needy.size < people) await (chance.percent(50) ? this.isolated(chance, true) : this.fed(chance));
    for (const end = performance.now() + PATIENCE_MS; this.hungry.length > 0 && performance.now() < end; await pause(LOOK_MS))
      await this.fed(chance);
  }

  /** Somebody is isolated at home, or gets a bed if there is one. @param isNeedy at home without supplies, and stays so */
  private async isolated(chance: Chance, isNeedy = false): Promise<void> {
    const officer = chance.oneOf(this.desk);
    const profile = { name: '测试戊', path: AREA };
    const known = await this.sends<{ personId: string }>(chance, officer, C.RegisterPerson, profile, { ...profile, birthYear: 1950 });
    if (!known) return;
    const isCentral = !isNeedy && chance.percent(30);
    const order = {
      personId: known.personId,
      reason: 'CONTACT',
      ...(isCentral ? { kind: 'CENTRALIZED', siteId: this.siteId } : { kind: 'HOME' }),
    };
    const ordered = await this.sends<{ isolationId: string }>(chance, officer, C.OrderIsolation, order, { ...order, reason: 'OTHER' });
    if (!ordered) return;
    const { isolationId } = ordered;
    if (isCentral) this.bedded.push(isolationId);
    if (!isNeedy && chance.percent(8)) {
      await this.sends(chance, officer, C.CancelIsolation, { isolationId, reason: '下达对象有误，予以撤销' });
      return;
    }
    const supplyEnsured = isCentral || (!isNeedy && chance.percent(20));
    const careTeam = { streetCadreId: officer.operatorId, gridWorkerId: chance.oneOf(this.agents).operatorId };
    const start = { isolationId, noticeNo: 'GL-1', careTeam, household: 'LIVES_ALONE', supplyEnsured };
    if (!(await this.sends(chance, officer, C.StartIsolation, start, { ...start, noticeNo: 'GL-2' })) || supplyEnsured) return;
    this.needy.set(isolationId, performance.now());
    this.hungry.push(isolationId);
  }

  /** The errand of a case that waits is taken to the door and confirmed; sometimes cancelled, and needed again. */
  private async fed(chance: Chance): Promise<void> {
    const [isolationId] = this.hungry.splice(0, 1);
    const officer = chance.oneOf(this.desk);
    if (isolationId === undefined) return;
    const errandId = await errandFor(officer, isolationId);
    if (errandId === undefined) {
      this.hungry.push(isolationId);
      return;
    }
    const agent = chance.oneOf(this.agents);
    const by = (who: BenchOperator, contract: Command, fields: object = {}): Promise<unknown> =>
      this.sends(chance, who, contract, { errandId, ...fields }, { errandId, ...fields, expectedVersion: 77_777 });
    if (chance.percent(10)) {
      await by(officer, C.CancelErrand, { reason: '家属已经送到' });
      await this.sends(chance, officer, C.RaiseSupplyNeed, { isolationId, reason: '家中又没有吃的' });
      this.hungry.push(isolationId);
      return;
    }
    if (!(await by(agent, C.AcceptErrand)) || !(await by(agent, C.StartErrand))) return;
    if (!(await by(agent, C.DeliverErrand, { proof: { kind: 'PHOTO', reference: '门口' } }))) return;
    await by(officer, C.ConfirmErrand, { by: 'CALL_BACK', words: '收到了' });
    if (chance.percent(20) && (await this.sends(chance, officer, C.RaiseSupplyNeed, { isolationId, reason: '家中又没有吃的' })))
      this.hungry.push(isolationId);
  }

  /** Two give somebody another room at the same moment, or their case ends and the bed is free. */
  private async moved(chance: Chance): Promise<void> {
    if (this.bedded.length === 0) return;
    const isolationId = chance.oneOf(this.bedded);
    const room = (): string => String(chance.between(301, 300 + ROOMS));
    if (chance.percent(40)) {
      await this.sends(chance, chance.oneOf(this.desk), C.CancelIsolation, { isolationId, reason: '下达对象有误，予以撤销' });
      return;
    }
    const contract = chance.percent(50) ? C.MoveBed : C.AssignBed;
    const give = (): Promise<unknown> =>
      this.sends(chance, chance.oneOf(this.desk), contract, { isolationId, siteId: this.siteId, room: room() });
    await Promise.all([give(), chance.percent(40) ? give() : undefined]);
  }
}

/** The errand of a case as a screen sees it; undefined where there is none yet, or it is over, or nobody answers. */
async function errandFor(officer: BenchOperator, isolationId: string): Promise<string | undefined> {
  const answer = await officer.client.query(C.IsolationDetail, { isolationId }).catch(() => undefined);
  return answer?.ok === true && answer.value.supply?.status === 'TAKEN' ? answer.value.supply.errandId : undefined;
}
