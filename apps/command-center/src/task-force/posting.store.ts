import type { Deployed } from '@houzhai/auth';
import { instantText } from '@houzhai/contracts';
import { uuidv7 } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { postingsOf, type Posting, type TaskForce } from './task-force.ts';

/** Which postings a change of a team ended, and whose jurisdiction is another one now. */
export interface ChangedPostings {
  readonly ended: readonly string[];
  readonly operators: readonly string[];
}
export const NO_POSTINGS: ChangedPostings = { ended: [], operators: [] };

const keyOf = ({ operatorId, deploymentId, role }: Posting): string => `${operatorId} ${deploymentId} ${role}`;

/** Ends and begins postings so that they are those of the team as it is now; in the transaction that changes it. */
export async function writePostings(
  client: PoolClient,
  before: TaskForce | undefined,
  team: TaskForce,
  now: Temporal.Instant,
): Promise<ChangedPostings> {
  const [was, is] = [before ? postingsOf(before) : [], postingsOf(team)];
  const missing = (from: readonly Posting[], others: readonly Posting[]): readonly Posting[] => {
    const keys = new Set(others.map(keyOf));
    return from.filter((posting) => !keys.has(keyOf(posting)));
  };
  const [over, begun] = [missing(was, is), missing(is, was)];
  if (over.length === 0 && begun.length === 0) return NO_POSTINGS;
  const { rows } = await client.query<{ id: string }>(
    `update "command_center"."posting" set "ended_at" = $2 where "operator_id" = any($1::uuid[]) and "ended_at" is null returning "id"`,
    [over.map(({ operatorId }) => operatorId), instantText(now)],
  );
  await client.query(
    `insert into "command_center"."posting" ("id", "operator_id", "deployment_id", "path", "role", "began_at")
     select b."id", b."operatorId", b."deploymentId", b."path", b."role", $2
     from json_to_recordset($1::json) as b("id" uuid, "operatorId" uuid, "deploymentId" uuid, "path" text, "role" text)`,
    [JSON.stringify(begun.map((posting) => ({ id: uuidv7(now.epochMilliseconds), ...posting }))), instantText(now)],
  );
  return { ended: rows.map(({ id }) => id), operators: [...new Set([...over, ...begun].map(({ operatorId }) => operatorId))] };
}

/** What an operator sees besides their own jurisdiction, and in which role: where their team is. */
export async function postingOf(db: Pool, operatorId: string): Promise<Deployed | undefined> {
  const { rows } = await db.query<Deployed>({
    name: 'open-posting',
    text: `select "id", "path", "role" from "command_center"."posting" where "operator_id" = $1 and "ended_at" is null`,
    values: [operatorId],
  });
  return rows[0];
}

/** Those that ended since an instant: tokens that were widened by them may still be about. */
export async function postingsEndedSince(db: Pool, since: Temporal.Instant): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'postings-ended',
    text: `select "id" from "command_center"."posting" where "ended_at" >= $1`,
    values: [since.toString()],
  });
  return rows.map(({ id }) => id);
}
