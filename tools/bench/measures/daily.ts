import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Caller } from '@houzhai/auth';
import { CareToday, SUBDISTRICT } from '@houzhai/contracts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { uuidv7 } from '@houzhai/persistence';
import values from '../../../seeds/policies/care.1.json' with { type: 'json' };
import { explainGap, recordContact, setUp } from '../../../apps/errands/src/care/care-link.decide.ts';
import { today, type CareLink } from '../../../apps/errands/src/care/care-link.ts';
import { careColumns } from '../../../apps/errands/src/care/care-link.row.ts';
import { todayRows } from '../../../apps/errands/src/care/care-list.queries.ts';
import { CarePolicyValues } from '../../../apps/errands/src/care/care-policy.ts';
import { valueOf } from '../filled-tables.ts';
import { millisecondsOf, percentile, rounded, secondsFor, told, type Measure } from '../measure.ts';

const HOUSEHOLDS = 5_000;
/** Half of them agents, half party members; each has as many households. */
const WORKERS = 200;
const CONNECTIONS = 8;
const LIMIT = 100;
const ROUNDS = 20;
/** Rounds that are not counted: every connection plans its statements in them. */
const WARM_UP = 5;
const POLICY = { ...CarePolicyValues.parse(values.values), version: values.version };
type Worker = Extract<Caller, { kind: 'operator' }>;

/**
 * Today's list of each of 200 workers among 5,000 households at every stage of a day, as the service reads it, against the same rows by
 * an index alone.
 */
export const daily: Measure = {
  name: 'daily',
  goals: [{ figure: 'ratio', atMost: 2 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(CONNECTIONS);
    const signedIn = await stack.operator(['AGENT']);
    const now = Temporal.Now.instant();
    const workers = Array.from({ length: WORKERS }, (_, nth) => worker(nth, nth === 0 ? signedIn.operatorId : randomUUID()));
    const written = await secondsFor(Array.from({ length: HOUSEHOLDS }, (_, nth) => household(nth, workers, now)), CONNECTIONS, (link) => write(db, link, now)); // prettier-ignore
    await db.query('vacuum analyze "errands"."care_link"');
    told(`${String(HOUSEHOLDS)} households in ${String(rounded(written, 1))} s`);
    const day = today(now);
    const one = stack.pool(1);
    const times = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round < ROUNDS + WARM_UP; round++)
      for (const caller of workers) {
        const ours = await millisecondsOf(async () => full(await todayRows(one, { mine: true, all: true, missing: false, door: false, limit: LIMIT }, caller, day))); // prettier-ignore
        const bare = await millisecondsOf(async () => full((await one.query({ name: 'bare', text: BARE, values: [caller.operatorId] })).rows)); // prettier-ignore
        if (round < WARM_UP) continue;
        times.ours.push(ours);
        times.bare.push(bare);
      }
    const asked = [];
    for (let nth = 0; nth < WORKERS; nth++)
      asked.push(await millisecondsOf(async () => full(valueOf(await signedIn.client.query(CareToday, { mine: true, all: true, limit: LIMIT })).rows))); // prettier-ignore
    const [ours, bare] = [percentile(times.ours, 95), percentile(times.bare, 95)];
    return {
      figures: {
        ratio: rounded(ours / bare, 2),
        p95: rounded(ours, 2),
        bare: rounded(bare, 2),
        'asked over the bus': rounded(percentile(asked, 95), 2),
      },
      unit: 'ms',
    };
  },
};

const BARE = `select "facts", "version" from "errands"."care_link" where "agent_id" = $1::uuid or "party_member_id" = $1::uuid order by "no" limit ${String(LIMIT + 1)}`;

function full(rows: readonly unknown[]): void {
  if (rows.length !== (2 * HOUSEHOLDS) / WORKERS) throw new Error(`${String(rows.length)} households of one worker`);
}

const worker = (nth: number, operatorId: string): Worker => ({
  kind: 'operator',
  operatorId,
  roles: [nth % 2 === 0 ? 'AGENT' : 'PARTY_MEMBER'],
  scope: [SUBDISTRICT],
  sessionId: operatorId,
  readOnly: false,
  mustChangePassword: false,
});

/** A household as the service has it: not tried, tried by one, reached, or explained, a quarter each. */
function household(nth: number, workers: readonly Worker[], now: Temporal.Instant): CareLink {
  const began = now.subtract({ hours: 72 });
  const area = `a${String((nth % 32) + 1).padStart(2, '0')}`;
  const agents = workers.filter((_, at) => at % 2 === 0);
  const members = workers.filter((_, at) => at % 2 === 1);
  const [agent, member] = [agents[nth % agents.length], members[Math.floor(nth / (HOUSEHOLDS / members.length))]];
  if (!agent || !member) throw new Error('Nobody looks after it');
  const facts = ({ operatorId, roles, scope }: Worker) => ({ operatorId, active: true, roles, scope });
  const own = {
    id: uuidv7(began.epochMilliseconds),
    no: formatBusinessNumber({ prefix: 'CL', date: '2020-02-10', sequence: nth + 1 }),
    area,
    path: `houzhai/${area}/c1/g1/h${String(nth)}`,
    personIds: [randomUUID()],
  };
  const made = valueOf(setUp(own, 'DAILY', facts(agent), facts(member), began)).link;
  const world = { actor: { id: agent.operatorId, roles: agent.roles }, now, policy: POLICY };
  const tried = (outcome: 'REACHED' | 'NOT_REACHED') => valueOf(recordContact(made, { contactId: randomUUID(), method: 'PHONE', outcome }, now, world)).link; // prettier-ignore
  switch (nth % 4) {
    case 0:
      return made;
    case 1:
      return tried('NOT_REACHED');
    case 2:
      return tried('REACHED');
    default:
      return valueOf(explainGap(made, {}, world)).link;
  }
}

async function write(db: pg.Pool, link: CareLink, now: Temporal.Instant): Promise<void> {
  const row = {
    id: link.id,
    version: 1,
    ...careColumns(link, POLICY, now),
    wake_at: null,
    sealed_for: link.personIds[0],
    sealed: Buffer.alloc(64),
  };
  const columns = Object.entries(row);
  await db.query({
    name: 'bench-household',
    text: `insert into "errands"."care_link" (${columns.map(([name]) => `"${name}"`).join(', ')}) values (${columns.map((_, nth) => `$${String(nth + 1)}`).join(', ')})`,
    values: columns.map(([name, value]) => (name === 'facts' ? JSON.stringify(value) : value)),
  }); // prettier-ignore
}
