import { AcceptErrand, OpenCheckpoint, RegisterArrival } from '@houzhai/contracts';
import type pg from 'pg';
import { generatePeople, type DemoPerson } from '../../../seeds/demo/people.ts';
import { cpuPerPiece, cpuTime } from '../cpu-time.ts';
import { SEED, fillPersons, valueOf } from '../filled-tables.ts';
import { compared, secondsFor, told, until, type Measure } from '../measure.ts';
import type { BenchOperator } from '../throwaway-stack.ts';
import { IN_FLIGHT, requestedErrands } from './command.ts';

const ROUNDS = 8;
/** Rounds not counted: the way of a head through the code is long, and is only at its speed after some thousand. */
const WARM_UP = 3;
const PER_ROUND = 1_000;
const OFFICERS = 20;
/** Persons the register has before the evening. */
const REGISTERED = 20_000;
/** So many of a hundred heads were in a key region. */
const FROM_A_KEY_REGION = 30;

/**
 * Heads registered per second by twenty officers at one checkpoint, each on a connection of their own and one head after the other.
 * `ratio` is of heads the register knows by their document, as of tenants who come back: one record each. `new` is of heads it has to enter
 * first: a person and an arrival, two records with an event each. `bare` is what the `command` bench does: errands accepted.
 */
export const register: Measure = {
  name: 'register',
  goals: [{ figure: 'ratio', atLeast: 0.7 }],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(4);
    await fillPersons(stack, db, REGISTERED);
    const errands = await requestedErrands(stack, db, { rounds: ROUNDS + WARM_UP, perRound: PER_ROUND });
    const agent = await stack.operator(['AGENT'], ['houzhai/a07']);
    const officers = await Promise.all(Array.from({ length: OFFICERS }, () => stack.operator(['CHECKPOINT_OFFICER'])));
    const [officer] = officers;
    if (!officer) throw new Error('No officer');
    const opened = { code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' } as const;
    const { checkpointId } = valueOf(await officer.client.command(OpenCheckpoint, opened));
    const heads = PER_ROUND * (ROUNDS + WARM_UP);
    // Nobody twice: invented numbers of documents may meet.
    const seen = new Set<string>();
    const isNew = ({ documentNo }: DemoPerson): boolean => documentNo !== undefined && seen.size < seen.add(documentNo).size;
    const tenants = [...generatePeople(SEED, REGISTERED)].filter(isNew);
    const strangers = [...generatePeople(SEED + 1, heads * 2)].filter(isNew).slice(0, heads);
    const rates: Record<'known' | 'strange' | 'bare', number>[] = [];
    for (const [round, ids] of errands.entries()) {
      const ofRound = (people: readonly DemoPerson[]): readonly DemoPerson[] => people.slice(round * PER_ROUND, (round + 1) * PER_ROUND);
      const perSecond = async (what: string, pieces: number, work: () => Promise<number>): Promise<number> => {
        await quiet(db);
        const before = cpuTime(stack);
        const rate = pieces / (await work());
        await quiet(db);
        told(`processor µs per ${what}: ${JSON.stringify(cpuPerPiece(before, cpuTime(stack), pieces))}`);
        return rate;
      };
      const headsOf = (what: string, heads: readonly DemoPerson[]): Promise<number> =>
        perSecond(what, heads.length, () => registeredBy(officers, checkpointId, heads));
      rates.push({
        bare: await perSecond('errand', ids.length, () =>
          secondsFor(ids, IN_FLIGHT, async (errandId) => valueOf(await agent.client.command(AcceptErrand, { errandId }))),
        ),
        known: await headsOf('known head', ofRound(tenants)),
        strange: await headsOf('new head', ofRound(strangers)),
      });
      told(JSON.stringify(rates.at(-1), (_, value: unknown) => (typeof value === 'number' ? Math.round(value) : value)));
    }
    const counted = rates.slice(WARM_UP);
    return {
      figures: {
        ...compared(counted.map(({ known, bare }) => ({ ours: known, bare }))),
        new: compared(counted.map(({ strange, bare }) => ({ ours: strange, bare }))).ratio,
      },
      unit: '1/s, new as ratio',
    };
  },
};

/** Seconds until all heads are registered; each officer takes the next one in the queue. */
async function registeredBy(officers: readonly BenchOperator[], checkpointId: string, heads: readonly DemoPerson[]): Promise<number> {
  const free = [...officers];
  return secondsFor(heads, officers.length, async (head) => {
    const officer = free.pop();
    if (!officer) throw new Error('No officer is free');
    valueOf(await officer.client.command(RegisterArrival, arrivalOf(checkpointId, head)));
    free.push(officer);
  });
}

const arrivalOf = (checkpointId: string, { index, name, documentKind, documentNo, phone, birthYear, sex, path }: DemoPerson) => ({
  checkpointId,
  ...(name === undefined ? {} : { name }),
  documentKind,
  ...(documentNo === undefined ? {} : { documentNo }),
  ...(phone === undefined ? {} : { phone }),
  birthYear,
  sex,
  stays: [{ region: index % 100 < FROM_A_KEY_REGION ? '420100' : '330782' }],
  temperature: 36.5,
  healthCode: 'GREEN' as const,
  destination: path.split('/').slice(0, 2).join('/'),
});

/** Every event is published, and readers have taken what there was. */
async function quiet(db: pg.Pool): Promise<void> {
  let taken = '';
  await until(async () => {
    const { rows } = await db.query<{ open: boolean; taken: string }>(
      `select exists (select 1 from "errands"."outbox" where "published_at" is null and "parked_at" is null)
         or exists (select 1 from "census_screening"."outbox" where "published_at" is null and "parked_at" is null) as open,
         (select count(*) from "command_center"."received")::text as taken`,
    );
    const [row] = rows;
    const still = row?.open === false && row.taken === taken;
    taken = row?.taken ?? '';
    return still;
  }, 300);
}
