import { dayOf } from '@houzhai/calendar';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { uuidv7, type BusinessNumbers, type Change, type PolicyReader, type Work } from '@houzhai/persistence';
import type { Pool } from 'pg';
import { joinFever, suspectFever, type DecidedFever, type Suspicion } from './fever.decide.ts';
import type { Fever } from './fever.ts';
import type { FeverPolicyValues } from './fever-policy.ts';
import { FEVER_WORDS, feverChange, openFeverOf, type FeverWords } from './fever.store.ts';

/** The index that lets a person have one open fever: whoever writes one may find that somebody else came first. */
export const ONE_FEVER = 'fever_person_open';

/** What a suspicion is written with. */
export interface Suspecting {
  readonly numbers: BusinessNumbers;
  readonly policies: PolicyReader<typeof FeverPolicyValues>;
  /** Seals under the key of the person. */
  readonly seal: (purpose: string, value: unknown) => Buffer | Promise<Buffer>;
}

/** A fever begins, or what was noticed joins the one that is open; goes along in the transaction of whatever noticed it. */
export async function suspected(
  who: Pick<Fever, 'personId' | 'area' | 'path'>,
  noticed: Suspicion,
  words: FeverWords,
  at: Temporal.Instant,
  work: Work,
  { numbers, policies, seal }: Suspecting,
): Promise<{ readonly decided: DecidedFever; readonly from: number; readonly change: Change }> {
  const open = await openFeverOf(work.pool, who.personId);
  const day = dayOf(work.now).toString();
  const decided = open
    ? joinFever(open.fever, noticed)
    : suspectFever(
        {
          ...who,
          id: uuidv7(work.now.epochMilliseconds),
          no: formatBusinessNumber({ prefix: 'FV', date: day, sequence: await numbers.next('FV', day) }),
        },
        noticed,
        at,
        { now: work.now, policy: await policies.inForce(at) },
      );
  const from = open?.version ?? 0;
  return { decided, from, change: feverChange(decided, from, at, await sealedWords(words, seal)) };
}

/** Words as they are kept; undefined where there are none. */
export async function sealedWords(words: FeverWords, seal: Suspecting['seal']): Promise<Buffer | undefined> {
  const said = Object.entries(words).filter(([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0));
  return said.length === 0 ? undefined : seal(FEVER_WORDS, Object.fromEntries(said));
}

/** With whom somebody came, and who brought them. */
export async function cameWith(pool: Pool, arrivalId: string | undefined): Promise<Pick<Fever, 'arrivalId' | 'partyId' | 'batchId'>> {
  if (arrivalId === undefined) return {};
  const { rows } = await pool.query<{ party_id: string; batch_id: string | null }>(
    `select "party_id", "batch_id" from "census_screening"."arrival" where "id" = $1`,
    [arrivalId],
  );
  const [row] = rows;
  return row ? { arrivalId, partyId: row.party_id, ...(row.batch_id === null ? {} : { batchId: row.batch_id }) } : {};
}
