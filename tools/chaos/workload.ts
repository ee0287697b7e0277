import { isDeepStrictEqual } from 'node:util';
import * as C from '@houzhai/contracts';
import type { Command, ErrandReceipt } from '@houzhai/contracts';
import { chanceOf, type Chance } from '../../seeds/demo/chance.ts';
import type { BenchOperator } from '../bench/throwaway-stack.ts';
import { Dragnet } from './dragnet.ts';
import { Evening, type Sends } from './evening.ts';
import { Homes } from './homes.ts';
import { send, type Ledger, type Outcome } from './sender.ts';

const WORKERS = 32;
/** People whose entries many correct at once. */
const HOT = 4;
/** So many of a hundred commands are sent twice at once, again afterwards, and again with another payload. */
const TWICE = 4;
const AGAIN = 2;
const OTHERWISE = 2;
const ROWS = 20;

/** Who works in a run. */
export interface Staff {
  readonly desk: readonly BenchOperator[];
  readonly agents: readonly BenchOperator[];
  /** Leaders of teams; they only go where they are sent. */
  readonly leads: readonly BenchOperator[];
}

interface Parts {
  readonly commands: number;
  readonly seed: number;
  readonly staff: Staff;
  readonly ledger: Ledger;
  /** Only isolations without supplies, so many; the run ends when all of them were brought something. */
  readonly isolations?: number;
  /** Told of every command before it is sent. */
  readonly sending: (nth: number) => void;
}

/** Many people at work at once: errands from the call to the archive, evenings at the checkpoint, a round of screening, isolations with their supplies and beds, the register, imports. Ends when so many commands are answered. */
export class Workload {
  private readonly parts: Parts;
  private readonly persons: string[] = [];
  private readonly hot: string[] = [];
  private readonly evening: Evening;
  private readonly dragnet: Dragnet;
  readonly homes: Homes;
  private sent = 0;
  private phones = 0;

  constructor(parts: Parts) {
    this.parts = parts;
    const sends: Sends = (chance, who, contract, input, otherwise) => this.step(chance, who, contract, input, otherwise);
    this.evening = new Evening(parts.staff.desk, sends);
    this.dragnet = new Dragnet(parts.staff.desk, parts.staff.leads, sends);
    this.homes = new Homes(parts.staff.desk, parts.staff.agents, sends);
  }

  /** People to begin with; these commands count too. */
  async begin(): Promise<void> {
    const chance = chanceOf(this.parts.seed + 1);
    for (let nth = 0; nth < HOT * 3; nth++) await this.register(chance);
    await this.evening.begin(chance);
    await this.dragnet.begin(chance);
    await this.homes.begin(chance);
    this.hot.push(...this.persons.slice(0, HOT));
    if (this.hot.length < HOT) throw new Error('nobody could be registered');
  }

  async run(): Promise<void> {
    const { isolations, seed } = this.parts;
    if (isolations !== undefined)
      await Promise.all(Array.from({ length: WORKERS }, (_, worker) => this.homes.feed(chanceOf(seed * 1_000 + worker), isolations)));
    else await Promise.all(Array.from({ length: WORKERS }, (_, worker) => this.work(chanceOf(this.parts.seed * 1_000 + worker))));
  }

  private get isOver(): boolean {
    return this.parts.isolations === undefined && this.sent >= this.parts.commands;
  }

  private async work(chance: Chance): Promise<void> {
    while (!this.isOver) {
      const course = chance.weighted([
        [40, () => this.errand(chance)],
        [12, () => this.homes.run(chance)],
        [8, () => this.evening.run(chance)],
        [10, () => this.dragnet.run(chance)],
        [12, () => this.register(chance)],
        [17, () => this.corrections(chance)],
        [1, () => this.imports(chance)],
      ] as const);
      await course();
    }
  }

  /** One command, sometimes sent twice at once, again afterwards, and again with another payload. */
  private async command(chance: Chance, operator: BenchOperator, contract: Command, input: object, otherwise?: object): Promise<Outcome> {
    const { ledger, seed, sending } = this.parts;
    const nth = this.sent++;
    sending(nth);
    const commandId = `chaos-${String(seed)}-${String(nth).padStart(7, '0')}`;
    const once = (body: object): Promise<Outcome> => send(ledger, operator, contract, body, commandId);
    const twice = chance.percent(TWICE);
    const [again, other] = [chance.percent(AGAIN), chance.percent(OTHERWISE)];
    const [first, second] = await Promise.all([once(input), twice ? once(input) : undefined]);
    const outcome = first.answer.ok || second?.answer.ok !== true ? first : second;
    ledger.add(outcome);
    if (second) this.compare(outcome, second);
    if (outcome.answer.ok && again) this.compare(outcome, await once(input));
    if (outcome.answer.ok && other && otherwise) {
      ledger.reuses += 1;
      const reused = await once(otherwise);
      if (reused.answer.ok || reused.answer.code !== 'command.id-reused')
        ledger.acceptedReuses.push(`${commandId}: ${reused.answer.ok ? 'accepted' : reused.answer.code}`);
    }
    return outcome;
  }

  /** Two acknowledgements of one id say the same. A refusal beside an acknowledgement was a race that it lost. */
  private compare(first: Outcome, second: Outcome): void {
    const { ledger } = this.parts;
    ledger.repeats += 1;
    if (first.answer.ok && second.answer.ok && !isDeepStrictEqual(first.answer.value, second.answer.value))
      ledger.differentRepeats.push(first.commandId);
  }

  private async register(chance: Chance): Promise<void> {
    const profile = { name: '测试甲', birthYear: chance.between(1930, 2019), path: `houzhai/${areaOf(chance)}` };
    const { answer } = await this.command(chance, chance.oneOf(this.parts.staff.desk), C.RegisterPerson, profile, {
      ...profile,
      birthYear: 1929,
    });
    if (answer.ok) this.persons.push((answer.value as { personId: string }).personId);
  }

  /** Several people correct the same entry at the same moment: whoever is overtaken decides again. */
  private async corrections(chance: Chance): Promise<void> {
    const personId = chance.percent(70) ? chance.oneOf(this.hot) : chance.oneOf(this.persons);
    await Promise.all(
      Array.from({ length: chance.between(1, 3) }, () => {
        const phone = `199${String(10_000_000 + this.phones++)}`;
        const moved = chance.percent(20) ? { path: `houzhai/${areaOf(chance)}` } : {};
        const change = { personId, phone, reason: '居民来电更正', ...moved };
        return this.command(chance, chance.oneOf(this.parts.staff.desk), C.CorrectPerson, change, { ...change, reason: '另一个理由' });
      }),
    );
  }

  private async imports(chance: Chance): Promise<void> {
    const [operator] = this.parts.staff.desk;
    if (!operator) return;
    const step = <T>(contract: Command, input: object, otherwise?: object): Promise<T | undefined> =>
      this.step<T>(chance, operator, contract, input, otherwise);
    const begun = await step<{ importId: string }>(
      C.BeginImport,
      { kind: 'PERSONS', fileName: 'drill.csv' },
      { kind: 'PLACES', fileName: 'x' },
    );
    if (!begun) return;
    const rows = Array.from({ length: ROWS }, (_, line) => ({
      line: line + 2,
      cells: { name: '测试乙', path: `houzhai/${areaOf(chance)}` },
    }));
    const { importId } = begun;
    if (!(await step(C.StageImportRows, { importId, chunk: 0, rows }, { importId, chunk: 0, rows: rows.slice(1) }))) return;
    if (!(await step(C.CheckImport, { importId }))) return;
    await step(C.CommitImport, { importId });
  }

  /** From the call to wherever it ends; some stay open. */
  private async errand(chance: Chance): Promise<void> {
    const { desk, agents } = this.parts.staff;
    const at = (people: readonly BenchOperator[]): BenchOperator => chance.oneOf(people);
    const need = {
      beneficiaryId: chance.oneOf(this.persons),
      moduleCode: 'standing-1',
      kind: 'PURCHASE',
      items: [{ name: '大米' }],
      despiteDuplicate: true,
    };
    let known = await this.step(chance, at(desk), C.RequestErrand, need, { ...need, items: [{ name: '面粉' }] });
    const next = async (people: readonly BenchOperator[], contract: Command, fields: object = {}): Promise<boolean> => {
      if (!known || this.isOver || chance.percent(4)) return false;
      const input = { errandId: known.errandId, ...fields };
      known = await this.step(chance, at(people), contract, input, { ...input, expectedVersion: 77_777 });
      return known !== undefined;
    };
    const agent = at(agents);
    if (chance.percent(50) && !(await next(desk, C.AssignErrand, { agentId: agent.operatorId }))) return;
    if (!(await this.rivals(chance, known?.errandId, agent))) return;
    if (chance.percent(10) && (await next(desk, C.ReleaseErrand, { reason: '车辆故障去不了' }))) return;
    if (!(await next([agent], C.StartErrand))) return;
    if (chance.percent(25)) {
      if (!(await next([agent], C.HoldErrand, { cause: 'OUT_OF_STOCK', reason: '药房明早到货' }))) return;
      if (!(await next([agent], C.ResumeErrand))) return;
    }
    if (chance.percent(5) && (await next([agent], C.ReportErrandUnable, { reason: '三家药房都缺货' }))) return;
    if (!(await next([agent], C.DeliverErrand, { proof: { kind: 'HANDED_OVER', reference: '本人当面签收' } }))) return;
    if (chance.percent(10)) {
      if (!(await next(desk, C.DisputeErrand, { words: '少了一盒药' }))) return;
      await next(desk, C.CloseErrand, { reason: '居民另行购得' });
      return;
    }
    if (!(await next(desk, C.ConfirmErrand, { by: 'CALL_BACK', words: '药收到了' }))) return;
    if (chance.percent(50) && !(await next(desk, C.FollowUpErrand, { rating: 5 }))) return;
    await next(desk, C.ArchiveErrand);
  }

  /** The agent takes it; sometimes somebody else tries at the same moment. Whether the agent has it. */
  private async rivals(chance: Chance, errandId: string | undefined, agent: BenchOperator): Promise<boolean> {
    if (errandId === undefined || this.isOver) return false;
    const rival = chance.percent(20) ? chance.oneOf(this.parts.staff.agents) : undefined;
    const [taken] = await Promise.all([
      this.step(chance, agent, C.AcceptErrand, { errandId }),
      rival ? this.step(chance, rival, C.AcceptErrand, { errandId }) : undefined,
    ]);
    return taken !== undefined;
  }

  /** What a command answered; undefined where it was refused or the run is over. */
  private async step<T = ErrandReceipt>(
    chance: Chance,
    who: BenchOperator,
    contract: Command,
    input: object,
    otherwise?: object,
  ): Promise<T | undefined> {
    if (this.isOver) return undefined;
    const { answer } = await this.command(chance, who, contract, input, otherwise);
    return answer.ok ? (answer.value as T) : undefined;
  }
}

const areaOf = (chance: Chance): string => `a${String(chance.between(1, 32)).padStart(2, '0')}`;
