import { covers, type Caller } from '@houzhai/auth';
import { instantText, refuse, type CareReceipt, type Outcome } from '@houzhai/contracts';
import { uuidv7, withinScope, type Change, type PersonKeys, type Work } from '@houzhai/persistence';
import type { Pool, PoolClient } from 'pg';
import { mayActFor } from '../errand/agent.ts';
import { tierOf, type CareLink } from './care-link.ts';
import type { DecidedCare } from './care-link.decide.ts';
import { publishCare } from './care-link.publish.ts';
import { CareLinkTable, careColumns, type CareWords, type ContactWords } from './care-link.row.ts';
import type { CarePolicy } from './care-policy.ts';

/** A household as loaded. */
export interface LoadedCare {
  readonly link: CareLink;
  readonly version: number;
  /** Why it is looked after, sealed under whose key. */
  readonly sealedFor: string;
  readonly sealed: Buffer;
}

/** Whether somebody sees every household of their places: the desk. Whoever else has some sees those. */
export const isCareDesk = (caller: Caller): boolean =>
  caller.kind === 'service' || (caller.kind === 'operator' && mayActFor(undefined, { id: caller.operatorId, roles: caller.roles }));

/** Whether a household is there for somebody. */
export const seesCare = (caller: Caller, { path, agent, partyMember }: CareLink): boolean =>
  covers(caller, path) && (isCareDesk(caller) || (caller.kind === 'operator' && [agent.id, partyMember.id].includes(caller.operatorId)));

/** The same as a condition on rows. */
export function seenCare(caller: Caller, $: (value: unknown) => string): string {
  const scope = withinScope(caller, $);
  if (isCareDesk(caller)) return scope;
  const me = $(caller.kind === 'operator' ? caller.operatorId : null);
  return `${scope} and (${me}::uuid in ("agent_id", "party_member_id"))`;
}

/** The household, or the refusal that there is none for this caller. */
export async function getCare(work: Pick<Work, 'load'>, id: string, caller: Caller): Promise<Outcome<LoadedCare, 'record.not-found'>> {
  const row = await work.load(CareLinkTable, id, ['version', 'facts', 'sealedFor', 'sealed']);
  if (!row || !seesCare(caller, row.facts)) return refuse('record.not-found', { entity: 'care-link' });
  return { ok: true, value: { link: row.facts, version: row.version, sealedFor: row.sealedFor, sealed: Buffer.from(row.sealed) } };
}

/** What a decision writes beside the household itself. */
export interface Beside {
  readonly words?: CareWords;
  readonly contact?: { readonly at: Temporal.Instant; readonly by: string; readonly words: ContactWords };
}

/** What a decision writes: the household with its event, what was said sealed, the contact where it was one. */
export async function careChange(
  work: Pick<Work, 'now'>,
  keys: PersonKeys,
  policy: CarePolicy,
  from: Pick<LoadedCare, 'version' | 'sealedFor' | 'sealed'>,
  { link, fact }: DecidedCare,
  { words, contact }: Beside = {},
): Promise<Change> {
  const { sealedFor, sealed } = from;
  const spoken = Object.entries(words ?? {}).filter(([, value]) => value !== undefined);
  const also: { readonly table: string; readonly columns: Readonly<Record<string, unknown>> }[] = [];
  if (spoken.length > 0) {
    const own = await keys.seal(sealedFor, 'care-words', Object.fromEntries(spoken));
    also.push({ table: 'care_words', columns: { link_id: link.id, version: from.version + 1, sealed_for: sealedFor, sealed: own } });
  }
  if (contact && fact.fact === 'contacted') {
    const { contactId: id, day, as, method, outcome } = fact;
    const own = await keys.seal(sealedFor, 'care-contact', contact.words);
    const columns = {
      id,
      link_id: link.id,
      day,
      at: instantText(contact.at),
      by: contact.by,
      as,
      method,
      outcome,
      sealed_for: sealedFor,
      sealed: own,
    };
    also.push({ table: 'care_contact', columns });
  }
  if (from.version === 0)
    also.push(...link.personIds.map((personId) => ({ table: 'care_member', columns: { person_id: personId, link_id: link.id } })));
  return {
    table: 'care_link',
    entity: 'care-link',
    id: link.id,
    area: link.area,
    from: from.version,
    columns: { ...careColumns(link, policy, work.now), sealed_for: sealedFor, sealed },
    events: [{ ...publishCare(link, fact), ...(contact ? { occurredAt: contact.at } : {}) }],
    ...(also.length === 0 ? {} : { also }),
    auditDetails: { no: link.no, status: link.status },
  };
}

/** Who lives there from now on. @throws where somebody lives in another household that is looked after */
export async function writeMembers(client: PoolClient, { id, status, personIds }: CareLink): Promise<void> {
  await client.query(`delete from "errands"."care_member" where "link_id" = $1`, [id]);
  if (status === 'ACTIVE')
    await client.query(`insert into "errands"."care_member" ("person_id", "link_id") select unnest($1::uuid[]), $2`, [personIds, id]);
}

/** The household some of these people live in, with why it is looked after; undefined where they live in none. */
export async function careOfPersons(pool: Pool, personIds: readonly string[]): Promise<LoadedCare | undefined> {
  const { rows } = await pool.query<{ facts: CareLink; version: number; sealed_for: string; sealed: Buffer }>(
    `select l."facts", l."version", l."sealed_for", l."sealed" from "errands"."care_member" m join "errands"."care_link" l on l."id" = m."link_id"
     where m."person_id" = any($1::uuid[]) order by l."no" limit 1`,
    [personIds],
  );
  const [row] = rows;
  return row && { link: row.facts, version: row.version, sealedFor: row.sealed_for, sealed: row.sealed };
}

/** Active households somebody has, or that others have in their stead, within the caller's places, with their numbers. */
export async function careOf(
  pool: Pool,
  operatorId: string,
  how: 'has' | 'stood-in-for',
  caller: Caller,
): Promise<readonly { readonly id: string; readonly no: string }[]> {
  const values: unknown[] = [operatorId];
  const scope = withinScope(caller, (value) => `$${String(values.push(value))}`);
  const columns = how === 'has' ? '"agent_id", "party_member_id"' : '"agent_for", "party_member_for"';
  const { rows } = await pool.query<{ id: string; no: string }>(
    `select "id", "no" from "errands"."care_link" where $1::uuid in (${columns}) and "status" = 'ACTIVE' and ${scope} order by "no"`,
    values,
  );
  return rows;
}

export const newCareId = (now: Temporal.Instant): string => uuidv7(now.epochMilliseconds);

export const careReceipt = ({ link }: DecidedCare, version: number): CareReceipt => ({
  linkId: link.id,
  no: link.no,
  status: link.status,
  version,
  area: link.area,
  tier: tierOf(link),
  agentId: link.agent.id,
  partyMemberId: link.partyMember.id,
});
