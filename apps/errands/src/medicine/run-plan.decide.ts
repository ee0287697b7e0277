import { ok, refuse, type Outcome, type Refusal } from '@houzhai/contracts';
import { checkAgent, mayActFor, type AgentFacts } from '../errand/agent.ts';
import type { ErrandKind, ErrandStatus } from '@houzhai/contracts';
import { isOut, type Card } from '../card/card.ts';
import { hospitalOf } from './medicine-policy.ts';
import { byAddress, placeOf, type Line, type MedicineRun, type Stop } from './medicine-run.ts';
import type { DecidedRun } from './run-decision.ts';
import type { MedicineWorld } from './medicine-world.ts';
import { canFetchFor, type Prescription } from './prescription.ts';

/** A prescription that waits, with what decides whether it can come along. */
export interface Candidate {
  readonly prescription: Prescription;
  readonly errand: { readonly kind: ErrandKind; readonly status: ErrandStatus };
  /** The envelope of the person; made for the run where there is none yet. */
  readonly card: Card;
  /** Number of the open run that has the card already (ER1). */
  readonly inRun?: string;
}
/** One candidate of a plan: at which stop it is visited, or why it stays behind. */
export interface PlannedRow {
  readonly candidate: Candidate;
  readonly lines: number;
  readonly refusal?: Refusal;
}
/** A plan: a run, and what stays behind. */
export interface Plan extends DecidedRun {
  readonly rows: readonly PlannedRow[];
}

/** Why a prescription stays behind this time. */
function staysBehind({ prescription, errand, card, inRun }: Candidate, agent: AgentFacts): Refusal | undefined {
  const { path, area } = prescription;
  const { kind, status } = errand;
  const no = !canFetchFor(kind, status)
    ? refuse('prescription.errand-unfit', { kind, status })
    : inRun !== undefined
      ? refuse('medicine-run.card-in-a-run', { no: inRun })
      : card.status === 'LOST'
        ? refuse('medicine-run.card-is-lost', { no: card.no })
        : isOut(card)
          ? refuse('medicine-run.card-is-out', { no: card.no })
          : checkAgent(agent, path, area);
  return no?.refusal;
}

/** Puts what waits for a hospital into a run of one agent, door by door; what cannot come along says why and stays behind. */
export function planRun(
  fresh: { readonly id: string; readonly no: string; readonly hospital: string },
  candidates: readonly Candidate[],
  agent: AgentFacts,
  { policy, actor, at }: MedicineWorld,
): Outcome<
  Plan,
  | 'prescription.hospital-unknown'
  | 'medicine-run.nothing-waits'
  | 'medicine-run.not-yours'
  | 'errand.agent-unavailable'
  | 'errand.agent-not-of-area'
> {
  if (!hospitalOf(policy, fresh.hospital)) return refuse('prescription.hospital-unknown', { code: fresh.hospital });
  if (!mayActFor(agent.operatorId, actor)) return refuse('medicine-run.not-yours', { agent: agent.operatorId });
  const [somewhere] = agent.scope;
  const unavailable = checkAgent(agent, somewhere ?? '', 'a00');
  if (unavailable) return unavailable;
  const ordered = candidates.toSorted((a, b) => byAddress(stopOf(a), stopOf(b)));
  const visited = new Set<string>();
  const rows = ordered.map((candidate): PlannedRow => {
    const lines = candidate.prescription.lines.filter(({ state }) => state === 'WAITING').length;
    const refusal =
      staysBehind(candidate, agent) ??
      (visited.size >= policy.mostStops && !visited.has(candidate.card.id)
        ? refuse('medicine-run.too-many-stops', { most: policy.mostStops }).refusal
        : undefined);
    if (refusal || lines === 0) return { candidate, lines, ...(refusal ? { refusal } : {}) };
    visited.add(candidate.card.id);
    return { candidate, lines };
  });
  const along = rows.filter(({ refusal, lines }) => !refusal && lines > 0).map(({ candidate }) => candidate);
  if (along.length === 0) return refuse('medicine-run.nothing-waits', { left: rows.length });
  const stops = [...new Map(along.map((one) => [one.card.id, stopOf(one)])).values()];
  const lines = along.flatMap(({ prescription, card }) =>
    prescription.lines.flatMap(({ state, lineId, pharmacy, qtyDays }): readonly Line[] =>
      state === 'WAITING'
        ? [{ lineId, errandId: prescription.errandId, errandNo: prescription.no, cardId: card.id, pharmacy, qtyDays, status: 'TO_FETCH' }]
        : [],
    ),
  );
  const run: MedicineRun = {
    ...fresh,
    agentId: agent.operatorId,
    ...placeOf(stops),
    status: 'PLANNED',
    stops,
    lines,
    plannedAt: at,
    policyVersion: policy.version,
  };
  return ok({
    run,
    rows,
    fact: { fact: 'planned', policyVersion: policy.version },
    moves: lines.map(({ errandId, lineId }) => ({ errandId, lineId, to: 'IN_RUN', runId: run.id })),
  });
}

const stopOf = ({ prescription: { personId, area, path }, card }: Candidate): Stop => ({
  cardId: card.id,
  cardNo: card.no,
  personId,
  area,
  path,
  card: 'WITH_OWNER',
});
