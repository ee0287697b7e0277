import type pg from 'pg';
import { FindPersons, WorklistPage, type Outcome } from '@houzhai/contracts';
import { PERSON_COLUMNS } from '../../../apps/census-screening/src/person/person.store.ts';
import { fillErrands, fillPersons, valueOf } from '../filled-tables.ts';
import { millisecondsOf, percentile, rounded, told, type Measure } from '../measure.ts';
import type { BenchOperator } from '../throwaway-stack.ts';

const PERSONS = 136_000;
const ERRANDS = 100_000;
const LIMIT = 100;
const TENTH = 10;
const ROUNDS = 50;
/** Rounds that are not counted. */
const WARM_UP = 5;
const VILLAGE = 'a07';

const ERRAND_COLUMNS =
  '"id", "version", "no", "status", "kind", "module_code", "area", "path", "beneficiary_id", "agent_id", "requested_at", "updated_at", "due_stage", "due_at", "overdue", "escalated", "facts"';

/** One page of one list, through the platform and by the bare query that an index answers. */
interface Page {
  readonly name: string;
  ours(): Promise<unknown>;
  bare(): Promise<unknown>;
}

/**
 * The first and the tenth page of the errands and of the residents, for an officer of the whole subdistrict and for one of
 * a single village, against the same rows by pg alone. `worst` is the highest p95 of one page, `village` that of the village.
 */
export const list: Measure = {
  name: 'list',
  goals: [
    { figure: 'p95', atMost: 200 },
    { figure: 'worst', atMost: 200 },
  ],
  run: async (site) => {
    const stack = await site.stack();
    const db = stack.pool(4);
    const admin = await stack.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    const persons = await fillPersons(stack, db, PERSONS);
    told(`${persons.length} residents`);
    await fillErrands(admin, await stack.operator(['AGENT']), db, persons, { count: ERRANDS, courses: 'mixed' });
    told(`${ERRANDS} errands`);
    const officers = {
      whole: await stack.operator(['DUTY_OFFICER']),
      village: await stack.operator(['COMMUNITY_WORKER'], [`houzhai/${VILLAGE}`]),
    };
    const pages = [...(await pagesOf('whole', officers.whole, db)), ...(await pagesOf('village', officers.village, db, VILLAGE))];
    const times = new Map(pages.map(({ name }) => [name, { ours: [] as number[], bare: [] as number[] }]));
    for (let round = 0; round < ROUNDS + WARM_UP; round++)
      for (const { name, ours, bare } of pages) {
        const [one, other] = [await millisecondsOf(ours), await millisecondsOf(bare)];
        if (round < WARM_UP) continue;
        times.get(name)?.ours.push(one);
        times.get(name)?.bare.push(other);
      }
    const p95 = (of: 'ours' | 'bare', name = ''): number =>
      percentile(
        [...times].filter(([key]) => key.startsWith(name)).flatMap(([, found]) => found[of]),
        95,
      );
    for (const { name } of pages) told(`${name}: p95 ${rounded(p95('ours', name), 1)} ms, bare ${rounded(p95('bare', name), 1)} ms`);
    return {
      figures: {
        p95: rounded(p95('ours'), 1),
        worst: rounded(Math.max(...pages.map(({ name }) => p95('ours', name))), 1),
        village: rounded(p95('ours', 'village'), 1),
        bare: rounded(p95('bare'), 1),
        ratio: rounded(p95('ours') / p95('bare'), 1),
      },
      unit: 'ms',
    };
  },
};

/** The four pages as one officer sees them. */
async function pagesOf(who: string, { client }: BenchOperator, db: pg.Pool, area?: string): Promise<readonly Page[]> {
  const errands = (cursor?: string) => client.query(WorklistPage, { limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) });
  const residents = (cursor?: string) => client.query(FindPersons, { limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) });
  const errandsAt = await tenthOf(errands);
  const residentsAt = await tenthOf(residents);
  const [due, errandId] = JSON.parse(Buffer.from(errandsAt, 'base64url').toString()) as [string, string];
  const within = area === undefined ? [] : [`"area" = '${area}'`];
  const bareErrands = (...after: readonly string[]): string =>
    `select ${ERRAND_COLUMNS} from "errands"."errand" ${whereOf(within, after)} order by "due_at", "id" limit ${LIMIT + 1}`;
  const bareResidents = (...after: readonly string[]): string =>
    `select ${PERSON_COLUMNS} from "census_screening"."person" ${whereOf(within, after)} order by "id" limit ${LIMIT + 1}`;
  const page = (
    name: string,
    ours: () => Promise<Outcome<{ readonly rows: readonly unknown[] }>>,
    text: string,
    values: string[],
  ): Page => ({
    name: `${who} ${name}`,
    ours: async () => full(valueOf(await ours())),
    bare: () => db.query({ name: `${who} ${name}`, text, values }),
  });
  return [
    page('errands, page 1', () => errands(), bareErrands(), []),
    page('errands, page 10', () => errands(errandsAt), bareErrands('("due_at", "id") > ($1::timestamptz, $2::uuid)'), [due, errandId]),
    page('residents, page 1', () => residents(), bareResidents(), []),
    page('residents, page 10', () => residents(residentsAt), bareResidents('"id" > $1::uuid'), [residentsAt]),
  ];
}

const whereOf = (...conditions: readonly (readonly string[])[]): string => {
  const all = conditions.flat();
  return all.length === 0 ? '' : `where ${all.join(' and ')}`;
};

function full({ rows }: { readonly rows: readonly unknown[] }): void {
  if (rows.length !== LIMIT) throw new Error(`${rows.length} rows on a page of ${LIMIT}`);
}

/** The cursor of the tenth page, found as a reader finds it. */
async function tenthOf(ask: (cursor?: string) => Promise<Outcome<{ readonly nextCursor?: string | undefined }>>): Promise<string> {
  let cursor: string | undefined;
  for (let page = 1; page < TENTH; page++) {
    cursor = valueOf(await ask(cursor)).nextCursor;
    if (cursor === undefined) throw new Error(`There are only ${page} pages`);
  }
  return cursor ?? '';
}
