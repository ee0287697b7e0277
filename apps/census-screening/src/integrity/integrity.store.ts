import type { Caller } from '@houzhai/auth';
import { dayOf } from '@houzhai/calendar';
import { instantOf, type ReviewVerdict } from '@houzhai/contracts';
import { toInstant, uuidNamed } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import type { StoredSlot } from '../isolation/isolation.row.ts';
import { allTeams, type KnownTeam } from '../screening/team.store.ts';
import { standing, type Attempt } from '../screening/unit.ts';
import { toAttempt, type StoredAttempt } from '../screening/unit.row.ts';
import type { IntegrityPolicy } from './integrity-policy.ts';
import { lookingAgain, signalsOfAll, type CollectorSignal, type RecordedVisit, type Supervisors } from './supervision.ts';

/** Under which purpose the words of a review are sealed, by the id of its signal. */
export const REVIEW_WORDS = 'signal-review';

/** A visit as it is shown. */
export interface ShownVisit extends RecordedVisit {
  readonly zh: string;
  readonly en: string;
  readonly isolationNo?: string;
  readonly unitId?: string;
}
/** A signal with its id and, where their doors are a team's, that team. */
export interface KnownSignal extends CollectorSignal<ShownVisit> {
  readonly id: string;
  readonly team?: KnownTeam;
}

const NAMED = `left join "census_screening"."place" p on p."path" = v."path" left join "census_screening"."place" h on h."path" = p."parent" and h."level" = 'house'`;
interface Named {
  readonly path: string;
  readonly area: string;
  readonly house: string | null;
  readonly zh: string | null;
  readonly en: string | null;
}
const placeOf = ({ path, area, house, zh, en }: Named) => ({
  path,
  area,
  house: house ?? path,
  zh: zh ?? path.split('/').slice(2).join('/'),
  en: en ?? path.split('/').slice(2).join('/'),
});

/** Half-days seen at the door on these days; what was measured stays where it is. */
async function followUps(db: Pool | PoolClient, from: string, to: string): Promise<readonly ShownVisit[]> {
  const { rows } = await db.query<Named & { id: string; slot: StoredSlot; no: string }>(
    `select v.*, p."zh", p."en", h."path" as house from (
       select s."id", s."facts" as slot, i."no", i."path", i."area" from "census_screening"."follow_up_slot" s
       join "census_screening"."isolation" i on i."id" = s."isolation_id"
       where s."date" between $1 and $2 and s."facts" ->> 'method' = 'DOOR' and s."status" in ('SEEN_OK', 'SEEN_NOT_OK')) v ${NAMED}`,
    [from, to],
  );
  return rows.flatMap(({ id, slot, no, ...place }) =>
    slot.occurredAt === undefined || slot.recordedBy === undefined
      ? []
      : [
          {
            ...placeOf(place),
            key: id,
            kind: 'FOLLOW_UP' as const,
            at: instantOf(slot.occurredAt),
            by: slot.recordedBy,
            collected: slot.collected === true,
            ...(slot.sheetNo === undefined ? {} : { sheetNo: slot.sheetNo }),
            isolationNo: no,
          },
        ],
  );
}

/** The attempt that was made at the door: whoever puts it right later was not there. */
function made(attempts: readonly Attempt[], attempt: Attempt): Attempt {
  const before = attempts.find(({ nth }) => nth === attempt.corrects);
  return before ? made(attempts, before) : attempt;
}

/** Attempts at doors of screening on these days, as they stand. */
async function attempts(db: Pool | PoolClient, days: readonly string[]): Promise<readonly ShownVisit[]> {
  const { rows } = await db.query<Named & { id: string; stored: readonly StoredAttempt[]; team_id: string | null }>(
    `select v.*, p."zh", p."en" from (
       select u."id", u."attempts" as stored, u."team_id", u."path", u."area", u."house" from "census_screening"."screening_unit" u
       where u."visited_on" && $1::text[]) v left join "census_screening"."place" p on p."path" = v."path"`,
    [days],
  );
  return rows.flatMap(({ id, stored, team_id, ...place }) => {
    const all = stored.map(toAttempt);
    return standing(all).flatMap((attempt) => {
      if (!days.includes(dayOf(attempt.at).toString())) return [];
      const { nth, by, collected, sheetNo } = made(all, attempt);
      return [
        {
          ...placeOf(place),
          key: `${id} ${String(nth)}`,
          kind: attempt.outcome === 'NOBODY_HOME' ? ('UNOPENED' as const) : ('OPENED' as const),
          at: attempt.at,
          by,
          collected,
          ...(sheetNo === undefined ? {} : { sheetNo }),
          ...(team_id === null ? {} : { teamId: team_id }),
          unitId: id,
        },
      ];
    });
  });
}

/** Signals of days that this caller is the one to look at again; whose they are is decided before anything is shown. */
export async function signalsFor(
  db: Pool | PoolClient,
  caller: Caller,
  supervisors: Supervisors,
  days: readonly string[],
  policy: IntegrityPolicy,
): Promise<readonly KnownSignal[]> {
  const [from, to] = [days[0], days.at(-1)];
  if (caller.kind !== 'operator' || from === undefined || to === undefined) return [];
  const [seen, tried, teams] = await Promise.all([followUps(db, from, to), attempts(db, days), allTeams(db)]);
  const byId = new Map(teams.filter(({ status }) => status !== 'DISBANDED').map((team) => [team.id, team]));
  const teamOf = (id: string) => {
    const team = byId.get(id);
    return team && { leaderId: team.leader_id, people: team.people };
  };
  return signalsOfAll([...seen, ...tried], policy)
    .filter((signal) => lookingAgain(signal, supervisors, teamOf).some(({ operatorId }) => operatorId === caller.operatorId))
    .map((signal) => {
      const team = byId.get(signal.from.teamId ?? '');
      return { ...signal, id: idOf(signal), ...(team ? { team } : {}) };
    });
}

/** The same as long as the same visits of the same collector are in question. */
const idOf = ({ day, collectorId, sheetNo, visits }: CollectorSignal): string => {
  const keys = visits.flatMap(({ key, questioned }) => (questioned ? [key] : []));
  return uuidNamed(`signal:${day}:${collectorId ?? sheetNo ?? ''}:${keys.toSorted().join()}`);
};

/** What was said of signals of these days. */
export async function reviewsOf(
  db: Pool | PoolClient,
  days: readonly string[],
): Promise<
  ReadonlyMap<
    string,
    { readonly verdict: ReviewVerdict; readonly by: string; readonly at: Temporal.Instant; readonly sealed: Buffer | null }
  >
> {
  const { rows } = await db.query<{ id: string; verdict: ReviewVerdict; by: string; at: Date | string; sealed: Buffer | null }>(
    `select "id", "verdict", "reviewed_by" as by, "reviewed_at" as at, "sealed" from "census_screening"."signal_review" where "day" = any($1::text[])`,
    [days],
  );
  return new Map(rows.map(({ id, at, ...rest }) => [id, { ...rest, at: toInstant(at) }]));
}
