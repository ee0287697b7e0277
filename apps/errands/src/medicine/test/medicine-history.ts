import { CARD_ACTIONS, RUN_ACTIONS, type CardAction, type Outcome, type RunAction } from '@houzhai/contracts';
import { publishCard } from '../../card/card.publish.ts';
import { CARD_TABLE, isCarried, type Card, type CardEvent } from '../../card/card.ts';
import * as custody from '../../card/custody.ts';
import type { DecidedCard } from '../../card/custody.ts';
import type { Actor } from '../../errand/agent.ts';
import * as decide from '../medicine-run.decide.ts';
import { publishPrescription, publishRun } from '../medicine-run.publish.ts';
import { RUN_TABLE, isOpen, type MedicineRun } from '../medicine-run.ts';
import { movePrescription, recordPrescription, type Prescription } from '../prescription.ts';
import type { DecidedRun } from '../run-decision.ts';
import * as lines from '../run-lines.decide.ts';
import * as offer from '../run-offer.decide.ts';
import { planRun, type Candidate } from '../run-plan.decide.ts';
import { mayCollect, moveCard } from '../stops.ts';
import { AGENT, COLLEAGUE, DESK, STRANGER, agentFacts, authorisationFacts, cardOf, collectInput, collecting, errandOf, id, item, worldAt } from './medicine-builder.ts'; // prettier-ignore

/** One move: what is tried, on which of what there is, by whom, how long after the one before. */
export interface Move {
  readonly what: 'record' | 'plan' | 'run' | 'card' | 'time';
  readonly pick: number;
  readonly on: number;
  readonly who: number;
  readonly minutes: number;
}

const ACTORS: readonly Actor[] = [AGENT, COLLEAGUE, DESK, STRANGER];
const DAYS = [14, 30, 60, 90, 91, 120];
const one = <T>(list: readonly T[], index: number): T | undefined => (list.length === 0 ? undefined : list[index % list.length]);
const slip = { by: 'SELF', method: 'PAPER', reference: '收条' } as const;

/** Cards, prescriptions and runs in memory, moved by the decisions in the way the commands put them together. */
export class MedicineHistory {
  readonly cards = new Map<string, Card>();
  readonly prescriptions = new Map<string, Prescription>();
  readonly runs = new Map<string, MedicineRun>();
  readonly events = new Map<string, CardEvent[]>();
  readonly told: string[] = [];
  /** Days that were written down to be fetched, by errand. */
  readonly days = new Map<string, number>();
  /** Cards for which the household has authorised nobody. */
  readonly unauthorised = new Set<string>();
  private clock = 0;

  get open(): readonly MedicineRun[] {
    return [...this.runs.values()].filter(isOpen);
  }
  get now(): Temporal.Instant {
    return worldAt(this.clock).now;
  }

  /** Tries a move; true where something came of it. */
  play({ what, pick, on, who, minutes }: Move): boolean {
    this.clock += minutes;
    switch (what) {
      case 'record':
        return this.record(pick, on);
      case 'plan':
        return this.plan(pick);
      case 'run':
        return this.onRun(pick, on, who);
      case 'card':
        return this.onCard(pick, on, who);
      default:
        return this.tick();
    }
  }

  private record(pick: number, on: number): boolean {
    const nth = 1 + (on % 6);
    const errand = errandOf(this.prescriptions.size + 1, { beneficiaryId: cardOf(nth).personId, path: cardOf(nth).path });
    const asked = [item(one(DAYS, pick)), item(one(DAYS, on), { special: pick % 7 === 0 })];
    const referTo = pick % 2 === 0 ? { referTo: '市医保中心' } : {};
    const fresh = { id: id(`f${errand.id.slice(-3)}`), lineIds: asked.map((_, index) => `${errand.id}-${String(index)}`) };
    const decided = recordPrescription(errand, undefined, { hospital: 'h1', lines: asked, ...referTo }, fresh, worldAt(this.clock));
    if (!decided.ok) return false;
    const { prescription } = decided.value;
    this.prescriptions.set(errand.id, prescription);
    const kept = prescription.lines.filter(({ state }) => state !== 'REFERRED').reduce((sum, { qtyDays }) => sum + qtyDays, 0);
    this.days.set(errand.id, kept);
    return true;
  }

  private plan(pick: number): boolean {
    const inRun = (cardId: string): string | undefined => this.open.find(({ stops }) => stops.some((stop) => stop.cardId === cardId))?.no;
    const candidates = [...this.prescriptions.values()].flatMap((prescription): readonly Candidate[] => {
      const card = this.cards.get(cardOf(Number(prescription.personId.at(-1))).id) ?? cardOf(Number(prescription.personId.at(-1)));
      const no = inRun(card.id);
      const waits = prescription.lines.some(({ state }) => state === 'WAITING');
      return waits
        ? [{ prescription, errand: { kind: 'MEDICINE', status: 'ACCEPTED' }, card, ...(no === undefined ? {} : { inRun: no }) }]
        : [];
    });
    const nth = String(this.runs.size + 1);
    const agent = pick % 3 === 0 ? COLLEAGUE : AGENT;
    const world = worldAt(this.clock, agent);
    const fresh = { id: id(`b${nth}`), no: `MR-20200214-${nth.padStart(4, '0')}-1`, hospital: 'h1' };
    const planned = planRun(fresh, pick % 4 === 0 ? candidates.slice(0, 2) : candidates, agentFacts(agent), world);
    if (!planned.ok) return false;
    for (const { cardId } of planned.value.run.stops) {
      const known = this.cards.get(cardId);
      const card = known ?? planned.value.rows.find(({ candidate }) => candidate.card.id === cardId)?.candidate.card;
      if (!known && card) this.keepCard(custody.registerCard(card, world.at));
    }
    return this.kept(planned);
  }

  private onRun(pick: number, on: number, who: number): boolean {
    const run = one(pick % 5 === 0 || this.open.length === 0 ? [...this.runs.values()] : this.open, on);
    if (!run) return false;
    const legal: readonly RunAction[] = RUN_TABLE[run.status];
    const action = one(pick % 9 === 0 || legal.length === 0 ? RUN_ACTIONS : legal, pick) ?? 'set-out';
    const mine = ACTORS.find((actor) => actor.id === run.agentId) ?? AGENT;
    const world = worldAt(this.clock, who % 4 === 0 ? one(ACTORS, who) : mine);
    const line =
      one(
        run.lines.filter(({ status }) => status === 'TO_FETCH'),
        on,
      )?.lineId ??
      run.lines[0]?.lineId ??
      '';
    const all = (status: string): readonly string[] => run.lines.flatMap((own) => (own.status === status ? [own.lineId] : []));
    const stop = one(run.stops, on)?.cardId ?? '';
    switch (action) {
      case 'order-stops':
        return this.kept(decide.orderStops(run, [stop], world));
      case 'set-out':
        return this.kept(decide.setOut(run, world));
      case 'drop-stop':
        return this.kept(decide.dropStop(run, stop, world));
      case 'arrive':
        return this.kept(decide.arrive(run, world), (card) => custody.bringCard(card, world.at));
      case 'fetch':
        return this.kept(lines.fetchLines(run, pick % 2 === 0 ? all('TO_FETCH') : [line], world));
      case 'split-line':
        return this.kept(lines.splitLine(run, { lineId: line, days: 1 + (pick % 40), ...(pick % 2 === 0 ? { pharmacy: 'p2' } : {}) }, id(`ff${String(this.told.length)}`), world)); // prettier-ignore
      case 'move-line':
        return this.kept(lines.moveLine(run, { lineId: line, pharmacy: pick % 2 === 0 ? 'p2' : 'p1' }, world));
      case 'postpone-line':
        return this.kept(lines.postponeLine(run, line, world));
      case 'leave':
        return this.kept(decide.leave(run, world));
      case 'deliver': {
        const cardId = run.lines.find(({ status }) => status === 'FETCHED')?.cardId;
        const ids = run.lines.flatMap((own) => (own.cardId === cardId && own.status === 'FETCHED' ? [own.lineId] : []));
        return this.kept(lines.deliverLines(run, ids.length === 0 ? [line] : ids, 'HANDED_OVER', world));
      }
      case 'offer': {
        const stops = run.stops.filter(({ card }) => card === 'WITH_OWNER' || card === 'OUT').map(({ cardId }) => cardId);
        const colleague = run.agentId === AGENT.id ? COLLEAGUE : AGENT;
        return this.kept(offer.offerStops(run, pick % 3 === 0 ? stops : stops.slice(0, 1), agentFacts(colleague), world));
      }
      case 'withdraw':
        return this.kept(offer.withdrawOffer(run, world));
      case 'take-over':
        return this.takeOver(run, pick);
      case 'reconcile': {
        const owners = [...this.cards.values()].flatMap(({ id: cardId, ownerId }) =>
          ownerId === undefined ? [] : [[cardId, ownerId] as const],
        );
        return this.kept(decide.reconcile(run, new Map(owners), world));
      }
      default:
        return this.kept(decide.cancel(run, world));
    }
  }

  private takeOver(run: MedicineRun, pick: number): boolean {
    const receiver = ACTORS.find((actor) => actor.id === run.offer?.toAgentId);
    const world = worldAt(this.clock, pick % 5 === 0 ? STRANGER : receiver);
    const nth = String(this.runs.size + 1);
    const taken = offer.takeOver(run, { id: id(`b${nth}`), no: `MR-20200214-${nth.padStart(4, '0')}-1` }, world);
    if (!taken.ok) return false;
    const { from, own, into, cardIds } = taken.value;
    this.kept({ ok: true, value: from });
    if (own) this.kept({ ok: true, value: own });
    for (const cardId of cardIds) {
      const card = this.cards.get(cardId);
      const decided = card && custody.transferCard(card, into.agentId, into.id, world.at);
      if (decided) this.keepCard(decided);
    }
    return true;
  }

  private onCard(pick: number, on: number, who: number): boolean {
    const every = [...this.cards.values()];
    const card = one(every, on);
    if (!card) return false;
    // Mostly a card goes all the way before it comes back.
    if (isCarried(card) && pick % 5 !== 0 && this.runs.get(card.runId ?? '')?.status !== 'DELIVERING') return false;
    const legal: readonly CardAction[] = CARD_TABLE[card.status];
    const action = one(pick % 7 === 0 ? CARD_ACTIONS : legal, pick) ?? 'collect';
    const bearer = ACTORS.find((actor) => actor.id === card.holderId) ?? AGENT;
    const actor = who % 3 === 0 ? (one(ACTORS, who) ?? AGENT) : bearer;
    const at = this.now;
    if (action === 'collect') {
      const run = this.open.find(({ stops }) => stops.some(({ cardId }) => cardId === card.id));
      if (!run || !mayCollect(run, card.id).ok) return false;
      const authorisation =
        this.unauthorised.has(card.id) || pick % 6 === 0 ? undefined : authorisationFacts(card, { agentId: run.agentId });
      const facts = collecting(card, { runId: run.id, agentId: run.agentId, authorisation });
      const input = collectInput(actor.id === run.agentId ? {} : { holderSignature: '交接单' });
      return this.cardKept(custody.collectCard(card, input, facts, at, actor), 'OUT');
    }
    if (action === 'return')
      return this.cardKept(
        custody.returnCard(card, { signature: slip, replaced: false, holderSignature: '交接单' }, at, actor),
        'RETURNED',
      );
    if (action === 'report-lost')
      return this.cardKept(custody.reportCardLost(card, pick % 2 === 0 ? DESK.id : undefined, at, actor), 'LOST');
    return this.cardKept(custody.passCardDutyOn(card, DESK.id, at));
  }

  private cardKept(outcome: Outcome<DecidedCard>, as?: 'OUT' | 'RETURNED' | 'LOST'): boolean {
    if (!outcome.ok) return false;
    const { card } = outcome.value;
    const runId = as === 'OUT' ? card.runId : this.cards.get(card.id)?.runId;
    const run = runId === undefined ? undefined : this.runs.get(runId);
    const moved = run && as && moveCard(run, card.id, as);
    this.keepCard(outcome.value);
    if (moved) this.kept({ ok: true, value: moved });
    return true;
  }

  private tick(): boolean {
    const late = [...this.cards.values()].flatMap((card) => custody.tickCard(card, this.now) ?? []);
    for (const decided of late) this.keepCard(decided);
    return late.length > 0;
  }

  /** Keeps the run, the prescriptions that follow it and its cards, and tells it in the words of the contracts. */
  private kept(outcome: Outcome<DecidedRun>, ofCard?: (card: Card) => DecidedCard | undefined): boolean {
    if (!outcome.ok) return false;
    const { run, fact, moves } = outcome.value;
    this.runs.set(run.id, run);
    this.told.push(`${publishRun(run, fact).contract.entity}.${fact.fact}`);
    for (const [errandId, own] of Map.groupBy(moves, (move) => move.errandId)) {
      const prescription = this.prescriptions.get(errandId);
      if (!prescription) throw new Error('a line of no prescription moved');
      const moved = movePrescription(prescription, own, run.id);
      this.prescriptions.set(errandId, moved.prescription);
      this.told.push(`${publishPrescription(moved.prescription, moved.fact).contract.entity}.moved`);
    }
    for (const { cardId } of ofCard ? run.stops : []) {
      const card = this.cards.get(cardId);
      const decided = card && isCarried(card) ? ofCard?.(card) : undefined;
      if (decided) this.keepCard(decided);
    }
    return true;
  }

  private keepCard({ card, fact, at }: DecidedCard): void {
    this.cards.set(card.id, card);
    const { contract, data } = publishCard(card, fact);
    this.told.push(`${contract.entity}.${contract.past}`);
    const events = this.events.get(card.id) ?? [];
    const [occurredat, time] = [at.toString(), this.now.toString()];
    this.events.set(card.id, [...events, { type: contract.type, occurredat, time, actor: 'x', data, aggregateversion: events.length + 1 }]);
  }
}
