import { ok, refuse, type Outcome } from '@houzhai/contracts';
import { checkAgent, type AgentFacts } from '../errand/agent.ts';
import { barred, decided, type DecidedRun, type RunDecision } from './run-decision.ts';
import { isLegal, placeOf, type MedicineRun } from './medicine-run.ts';
import type { MedicineWorld } from './medicine-world.ts';

/** Offers stops to a colleague of their areas. Whoever carries a card signs by offering it: nobody else can. */
export function offerStops(
  run: MedicineRun,
  cardIds: readonly string[],
  colleague: AgentFacts,
  world: MedicineWorld,
): RunDecision<
  | 'medicine-run.stop-unknown'
  | 'medicine-run.offer-open'
  | 'medicine-run.not-the-holder'
  | 'errand.same-agent'
  | 'errand.agent-not-of-area'
  | 'errand.agent-unavailable'
> {
  const no = barred(run, 'offer', world);
  if (no) return no;
  if (run.offer) return refuse('medicine-run.offer-open', { to: run.offer.toAgentId });
  if (colleague.operatorId === run.agentId) return refuse('errand.same-agent', {});
  const wanted = new Set(cardIds);
  const stops = run.stops.filter(({ cardId }) => wanted.has(cardId));
  if (stops.length !== wanted.size || stops.some(({ card }) => card === 'RETURNED' || card === 'LOST'))
    return refuse('medicine-run.stop-unknown', {});
  if (stops.some(({ card }) => card === 'OUT') && world.actor.id !== run.agentId)
    return refuse('medicine-run.not-the-holder', { holder: run.agentId });
  for (const { path, area } of stops) {
    const unfit = checkAgent(colleague, path, area);
    if (unfit) return unfit;
  }
  const offer = { toAgentId: colleague.operatorId, byId: world.actor.id, cardIds: [...wanted] };
  return decided({ ...run, offer }, { fact: 'stops-offered', toAgentId: offer.toAgentId, offered: wanted.size });
}

export function withdrawOffer(run: MedicineRun, world: MedicineWorld): RunDecision<'medicine-run.no-offer'> {
  const no = barred(run, 'withdraw', world);
  if (no) return no;
  const { offer, ...rest } = run;
  return offer ? decided(rest, { fact: 'offer-withdrawn' }) : refuse('medicine-run.no-offer', {});
}

/** What a colleague took over. */
export interface TakenOver {
  /** The run it came from; without stops of its own it has passed to the colleague as a whole. */
  readonly from: DecidedRun;
  /** The colleague's run, where something of the other one is left. */
  readonly own?: DecidedRun;
  /** In which run the cards and lines go on, and whose they are. */
  readonly into: MedicineRun;
  readonly cardIds: readonly string[];
}

/** The colleague signs, and goes on with what was offered as a run of their own; with all of it, the run passes on as it is. */
export function takeOver(
  run: MedicineRun,
  fresh: { readonly id: string; readonly no: string },
  { actor }: MedicineWorld,
): Outcome<TakenOver, 'medicine-run.not-allowed-now' | 'medicine-run.no-offer' | 'medicine-run.not-the-receiver'> {
  if (!isLegal(run.status, 'take-over')) return refuse('medicine-run.not-allowed-now', { action: 'take-over', status: run.status });
  const { offer, ...rest } = run;
  if (!offer) return refuse('medicine-run.no-offer', {});
  if (offer.toAgentId !== actor.id) return refuse('medicine-run.not-the-receiver', { receiver: offer.toAgentId });
  const { cardIds, toAgentId } = offer;
  const isTaken = ({ cardId }: { readonly cardId: string }): boolean => cardIds.includes(cardId);
  const [stops, left] = [run.stops.filter(isTaken), run.stops.filter((stop) => !isTaken(stop))];
  if (left.length === 0) {
    const whole: MedicineRun = { ...rest, agentId: toAgentId };
    return ok({ from: { run: whole, fact: { fact: 'handed-over', fromAgentId: run.agentId }, moves: [] }, into: whole, cardIds });
  }
  const [lines, others] = [run.lines.filter(isTaken), run.lines.filter((line) => !isTaken(line))];
  const own: MedicineRun = { ...rest, ...fresh, agentId: toAgentId, stops, lines, ...placeOf(stops) };
  const moves = lines.flatMap(({ errandId, lineId, status }) =>
    status === 'TO_FETCH' || status === 'FETCHED' ? [{ errandId, lineId, to: 'IN_RUN' as const, runId: own.id }] : [],
  );
  return ok({
    from: {
      run: { ...rest, stops: left, lines: others, ...placeOf(left) },
      fact: { fact: 'stops-taken-over', toAgentId, toRunId: own.id, taken: stops.length },
      moves: [],
    },
    own: { run: own, fact: { fact: 'begun', fromRunId: run.id, fromAgentId: run.agentId }, moves },
    into: own,
    cardIds,
  });
}
