import { ISOLATION_ACTIONS, OPEN_ISOLATION_STATUSES, type IsolationAction, type Outcome } from '@houzhai/contracts';
import type { Actor } from '../../decision.ts';
import * as decide from '../isolation.decide.ts';
import * as end from '../isolation.end.decide.ts';
import { publishIsolation } from '../isolation.publish.ts';
import { ISOLATION_TABLE, isOpenFinding, type IsolationCase, type Slot } from '../isolation.ts';
import { BOTH, CADRE, DOCTOR, OTHER_CADRE, SITE, START, id, order, record, signer, slotId, start, worldAt } from './isolation-builder.ts';

/** One move: what is tried, on which case, by whom, and how long after the one before; the numbers choose among what there is. */
export interface Move {
  readonly what: 'order' | 'act' | 'look-after' | 'time';
  readonly pick: number;
  readonly on: number;
  readonly who: number;
  readonly some: readonly number[];
  readonly minutes: number;
}
/** What was told, by the past verb of its contract, of which case and half-day. */
export interface Told {
  readonly of: string;
  readonly past: string;
  readonly slot: string;
}
/** What the number of half-days of a case is made of. */
interface Account {
  started: number;
  extended: number;
  reduced: number;
}

/** Short days, so that histories come to their end. */
export const DAYS = 3;
const ACTORS: readonly Actor[] = [CADRE, DOCTOR, OTHER_CADRE, BOTH];
const PLACES = ['houzhai/a07/c1', 'houzhai/a02/c3'] as const;
const one = <T>(list: readonly T[], index: number): T | undefined => (list.length === 0 ? undefined : list[index % list.length]);
export const isOpen = ({ status }: IsolationCase): boolean => (OPEN_ISOLATION_STATUSES as readonly string[]).includes(status);

/** Cases in memory, moved by the decisions in the way the commands put them together. */
export class IsolationWorld {
  readonly cases = new Map<string, IsolationCase>();
  readonly accounts = new Map<string, Account>();
  readonly told: Told[] = [];
  now = START;

  /** Tries a move; true where something came of it. */
  play({ what, pick, on, who, some, minutes }: Move): boolean {
    this.now = this.now.add({ minutes });
    if (what === 'order') return this.order(pick);
    if (what === 'time') return this.tick();
    const open = [...this.cases.values()].filter(isOpen);
    const isolation = one(pick % 11 === 0 || open.length === 0 ? [...this.cases.values()] : open, on);
    if (!isolation) return false;
    if (what === 'look-after') return this.lookAfter(isolation, some);
    const legal: readonly IsolationAction[] = ISOLATION_TABLE[isolation.status];
    const action = one(pick % 7 === 0 || legal.length === 0 ? ISOLATION_ACTIONS : legal, pick) ?? 'start';
    return this.act(isolation, action, { pick, who, some });
  }

  private world(who: number): decide.IsolationWorld {
    return worldAt(this.now, one(ACTORS, who), { days: DAYS });
  }

  private next(): { readonly id: string; readonly no: string } {
    const number = this.cases.size + 1;
    return { id: id(`b${String(number)}`), no: `IC-20200124-${String(number).padStart(4, '0')}-1` };
  }

  private order(pick: number): boolean {
    const dayZero = this.now.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
    const kind = pick % 2 === 0 ? 'HOME' : 'CENTRALIZED';
    return this.kept(
      decide.orderIsolation(order({ ...this.next(), dayZero, kind, homePossible: pick % 5 !== 0 }), this.now, this.world(0)),
    );
  }

  /** The care team goes through what is to do until now, mostly well, and puts right what was left. */
  private lookAfter(isolation: IsolationCase, numbers: readonly number[]): boolean {
    let [came, turn] = [false, 0];
    const again = (): IsolationCase => this.cases.get(isolation.id) ?? isolation;
    for (const slot of isolation.slots.filter(({ beginsAt }) => Temporal.Instant.compare(beginsAt, this.now) <= 0)) {
      const number = one(numbers, turn) ?? 0;
      turn += 1;
      const current = again();
      const is = current.slots.find((each) => each.id === slot.id) ?? slot;
      if (is.status === 'NOT_PERFORMED') came = this.recorded(current, is, number % 13) || came;
      else if (is.status === 'MISSED' && number % 4 > 0) came = this.kept(decide.excuseMissed(current, is)) || came;
      else if (isOpenFinding(is) && number % 4 > 0) came = this.kept(decide.resolveFinding(current, is)) || came;
    }
    const supplies = (numbers[0] ?? 0) % 5;
    if (supplies === 0) came = this.kept(decide.ensureSupply(again(), 'OTHERWISE')) || came;
    if (supplies === 1) came = this.kept(decide.raiseSupplyNeed(again())) || came;
    return came;
  }

  /** A record at a moment that may lie outside the half-day, of one who may be ill. */
  private recorded(isolation: IsolationCase, slot: Slot, number: number): boolean {
    if (number === 1) return false;
    const told = slot.beginsAt.add({ minutes: number === 2 ? -30 : number === 3 ? 720 : number * 50 });
    const at = Temporal.Instant.compare(told, this.now) > 0 ? this.now : told;
    const temperature = number === 4 ? 37.4 : number === 5 ? 34.8 : 36.5;
    return this.kept(record(isolation, slot, { temperature, symptoms: number === 6 ? ['COUGH'] : [] }, at, this.world(number)));
  }

  private act(isolation: IsolationCase, action: IsolationAction, chosen: Pick<Move, 'pick' | 'who' | 'some'>): boolean {
    const { pick, who, some } = chosen;
    const world = this.world(who);
    const slot = one(isolation.slots, some[0] ?? 0);
    const key = slot ?? { date: '2020-01-24', half: 'AM' as const };
    const days = 1 + (pick % 3);
    switch (action) {
      case 'start':
        return this.kept(start(isolation, { supplyEnsured: pick % 3 > 0 }, this.now, world));
      case 'record-follow-up':
        return slot !== undefined && this.recorded(isolation, slot, pick % 13);
      case 'excuse-missed':
        return this.kept(decide.excuseMissed(isolation, key));
      case 'resolve-finding':
        return this.kept(decide.resolveFinding(isolation, key));
      case 'extend':
        return this.kept(decide.extendIsolation(isolation, days, slotId(isolation.id), world), (account) => {
          account.extended += 2 * days;
        });
      case 'request-reduction':
        return this.kept(end.requestReduction(isolation, days, this.now, world));
      case 'approve-reduction': {
        const standing = isolation.slots.filter(({ status }) => status !== 'CANCELED');
        const kept = standing.length - 2 * (isolation.reduction?.days ?? 0);
        const after = standing.filter(({ status }, index) => index >= kept && status === 'NOT_PERFORMED').length;
        return this.kept(end.approveReduction(isolation, world), (account) => {
          account.reduced += after;
        });
      }
      case 'refuse-reduction':
        return this.kept(end.refuseReduction(isolation));
      case 'request-release':
        return this.kept(end.requestRelease(isolation, this.now));
      case 'refuse-release':
        return who % 3 === 0 && this.kept(end.refuseRelease(isolation));
      case 'sign-release': {
        const told = { readings: pick % 5 === 0 ? [37.5, 36.5] : [36.4, 36.5], ...(pick % 4 === 0 ? {} : { noticeNo: 'JC-0137' }) };
        return this.kept(end.signRelease(isolation, signer(world.actor), told, this.now, world));
      }
      case 'transfer':
        return this.transfer(isolation, pick);
      case 'report-lost':
        return who % 3 === 0 && this.kept(end.reportLost(isolation, world));
      case 'convert':
        return who % 3 === 0 && this.kept(end.convertIsolation(isolation));
      default:
        return who % 3 === 0 && this.kept(end.cancelIsolation(isolation));
    }
  }

  private transfer(isolation: IsolationCase, pick: number): boolean {
    const path = one(PLACES, pick) ?? SITE.path;
    const to = { ...this.next(), kind: pick % 4 < 2 ? ('HOME' as const) : ('CENTRALIZED' as const), area: path.split('/')[1] ?? '', path };
    const outcome = end.transferIsolation(isolation, to, this.now);
    if (!outcome.ok) return false;
    const { left, successor } = outcome.value;
    return this.kept({ ok: true, value: left }) && this.kept({ ok: true, value: successor });
  }

  private tick(): boolean {
    const late = [...this.cases.values()].flatMap((isolation) => decide.tickIsolation(isolation, this.now) ?? []);
    for (const decided of late) this.kept({ ok: true, value: decided });
    return late.length > 0;
  }

  /** Keeps the case, and tells what happened in the words of the contracts. */
  private kept(outcome: Outcome<decide.DecidedIsolation>, count?: (account: Account) => void): boolean {
    if (!outcome.ok) return false;
    const { isolation, facts } = outcome.value;
    this.cases.set(isolation.id, isolation);
    const account = this.accounts.get(isolation.id) ?? { started: 0, extended: 0, reduced: 0 };
    for (const fact of facts) {
      const { contract, data } = publishIsolation(isolation, fact, this.now);
      contract.data.parse(data);
      if (fact.fact === 'started') account.started = fact.slots;
      this.told.push({ of: isolation.id, past: contract.past, slot: 'half' in fact ? `${fact.date} ${fact.half}` : '' });
    }
    count?.(account);
    this.accounts.set(isolation.id, account);
    return true;
  }
}
