import type pg from 'pg';
import values from '../../../seeds/policies/isolation.1.json' with { type: 'json' };
import { orderIsolation, startIsolation } from '../../../apps/census-screening/src/isolation/isolation.decide.ts';
import { IsolationPolicyValues } from '../../../apps/census-screening/src/isolation/isolation-policy.ts';
import { isolationColumns } from '../../../apps/census-screening/src/isolation/isolation.row.ts';
import { slotIdOf, writeSlots } from '../../../apps/census-screening/src/isolation/isolation.store.ts';
import type { IsolationCase } from '../../../apps/census-screening/src/isolation/isolation.ts';
import { formatBusinessNumber } from '@houzhai/identity-numbers';
import { uuidv7 } from '@houzhai/persistence';
import { randomUUID } from 'node:crypto';
import { rounded, secondsFor, told, until, type Measure } from '../measure.ts';

const CASES = 10_000;
const CONNECTIONS = 8;
/** The second half-day of the second day is over, with the time until it counts as missed. */
const STARTED_HOURS_AGO = 60;
const POLICY = { ...IsolationPolicyValues.parse(values.values), version: values.version };

/**
 * Ten thousand isolation cases of 28 half-days: how long it takes to decide and write them, and then the platform's own clock, which
 * counts every half-day that nobody has recorded as missed, each with its event.
 */
export const slots: Measure = {
  name: 'slots',
  goals: [
    { figure: 'slots', atLeast: CASES * POLICY.days * POLICY.halves.length },
    { figure: 'left', atMost: 0 },
  ],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(CONNECTIONS);
    const workerId = (await stack.operator(['COMMUNITY_WORKER'])).operatorId;
    const doctorId = (await stack.operator(['COMMUNITY_DOCTOR'])).operatorId;
    const now = Temporal.Now.instant();
    const began = now.subtract({ hours: STARTED_HOURS_AGO });
    const cases = Array.from({ length: CASES }, (_, index) => started(index, began, workerId, doctorId));
    // What has no time to wake is not looked at until all are there.
    const written = await secondsFor(cases, CONNECTIONS, (one) => write(db, one));
    const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from "census_screening"."follow_up_slot"`);
    const due = cases.reduce((sum, { slots: own }) => sum + own.filter((slot) => isDue(slot.dueAt, now)).length, 0);
    told(`${String(CASES)} cases written in ${rounded(written, 1).toString()} s, ${String(due)} half-days are due`);
    const at = performance.now();
    await db.query(`update "census_screening"."isolation" set "wake_at" = now() - interval '1 minute'`);
    const missed = async (): Promise<number> => {
      const { rows: counted } = await db.query<{ n: number }>(`select count(*)::int as n from "census_screening"."follow_up_slot" where "status" = 'MISSED'`);
      return counted[0]?.n ?? 0;
    }; // prettier-ignore
    await until(async () => (await missed()) >= due, 250, 5);
    const overdue = (performance.now() - at) / 1_000;
    return {
      figures: {
        slots: rows[0]?.n ?? 0,
        left: due - (await missed()),
        'written s': rounded(written, 1),
        'overdue s': rounded(overdue, 1),
        missed: due,
        'cases a second': rounded(CASES / overdue, 0),
      },
      unit: 's',
    };
  },
};

const isDue = (dueAt: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(dueAt.add({ minutes: POLICY.missedAfterMinutes }), now) <= 0;

/** A case as the service has it after its notice was served. */
function started(index: number, at: Temporal.Instant, workerId: string, doctorId: string): IsolationCase {
  const area = `a${String((index % 32) + 1).padStart(2, '0')}`;
  const world = { actor: { id: workerId, roles: ['COMMUNITY_WORKER' as const] }, now: at, policy: POLICY };
  const order = {
    id: uuidv7(at.epochMilliseconds),
    no: formatBusinessNumber({ prefix: 'IC', date: '2020-01-24', sequence: index + 1 }),
    personId: randomUUID(),
    area,
    path: `houzhai/${area}`,
    kind: 'HOME' as const,
    reason: 'CONTACT' as const,
    dayZero: at.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString(),
    homePossible: true,
  };
  const ordered = orderIsolation(order, at, world);
  if (!ordered.ok) throw new Error(ordered.refusal.code);
  const careTeam = { streetCadreId: workerId, doctorId };
  const served = { noticeNo: 'GL-1', notice: 'SIGNED' as const, witnesses: [], careTeam, household: 'LIVES_ALONE' as const, supplyEnsured: true }; // prettier-ignore
  const decided = startIsolation(ordered.value.isolation, served, at, slotIdOf(order.id), world);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return decided.value.isolation;
}

/** The rows the service writes for a case, in a transaction as it does. */
async function write(db: pg.Pool, isolation: IsolationCase): Promise<void> {
  const client = await db.connect();
  try {
    const columns = Object.entries({ id: isolation.id, version: 2, ...isolationColumns(isolation), wake_at: null });
    await client.query('begin');
    await client.query({
      name: 'bench-isolation',
      text: `insert into "census_screening"."isolation" (${columns.map(([name]) => `"${name}"`).join(', ')}) values (${columns.map((_, nth) => `$${String(nth + 1)}`).join(', ')})`,
      values: columns.map(([name, value]) => (name === 'facts' ? JSON.stringify(value) : value)),
    });
    await writeSlots(client, isolation.id, isolation.slots);
    await client.query('commit');
  } finally {
    client.release();
  }
}
