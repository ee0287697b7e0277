import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import type { Outcome } from '@houzhai/contracts';
import { CheckpointSite } from './checkpoint-site.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { together } from './second-person.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: CheckpointSite;
let people: readonly TestOperator[];
let admin: TestOperator;
let commanders: readonly [TestOperator, TestOperator];
const reason = '电话核对，同一人两次登记';

beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
  people = [site.worker7, await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']), await platform.operator(['DUTY_OFFICER'])];
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  commanders = [await platform.operator(['COMMANDER']), await platform.operator(['COMMANDER'])];
});
afterAll(() => platform.stop());

const nth = fc.nat();
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('register' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('correct' as const), nth, phone: fc.integer({ min: 13_700_000_000, max: 13_999_999_999 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('link' as const), nth, other: nth, verdict: fc.constantFrom(...C.LINK_VERDICTS) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('merge' as const), nth, other: nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unmerge' as const), nth }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('isolate' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('arrive' as const), nth, ago: fc.integer({ min: 40, max: 4_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('feverish' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), nth }) },
); // prettier-ignore
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Entry {
  readonly id: string;
  readonly no: string;
  readonly version: number;
  readonly merged_into: string | null;
  readonly erased: boolean;
  /** Everything else of the row. */
  readonly content: unknown;
}
const entriesOf = async (ids: readonly string[]): Promise<readonly Entry[]> =>
  (
    await platform.db.query<Entry>(
      `select "id", "no", "version", "merged_into", "erased_at" is not null as erased, to_jsonb(p) - 'version' - 'merged_into' as content
       from "census_screening"."person" p where "id" = any($1::uuid[]) order by "id"`,
      [ids],
    )
  ).rows;
const count = async (sql: string, ids: readonly string[]): Promise<unknown> =>
  (await platform.db.query<{ n: unknown }>(sql, [ids])).rows[0]?.n;

/** Somebody does something of what they see, which may have changed meanwhile. */
async function take(one: Step, by: TestOperator, entries: readonly Entry[]): Promise<Outcome<unknown>> {
  const { client } = by;
  const entry = 'nth' in one ? entries[one.nth % entries.length] : undefined;
  const personId = entry?.id ?? '';
  const otherId = 'other' in one ? (entries[one.other % entries.length]?.id ?? '') : '';
  switch (one.do) {
    case 'register':
      return client.command(C.RegisterPerson, { name: '测试甲', birthYear: 1950, path: 'houzhai/a07' });
    case 'correct':
      return client.command(C.CorrectPerson, { personId, phone: String(one.phone), reason });
    case 'link':
      return client.command(C.LinkPersons, { personId, otherId, verdict: one.verdict, reason });
    case 'merge':
      return client.command(C.MergePersons, { keepId: personId, otherId, reason });
    case 'unmerge':
      return client.command(C.UnmergePerson, { personId, reason });
    case 'isolate':
      return client.command(C.OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' });
    case 'cancel': {
      const { rows } = await platform.db.query<{ id: string }>(
        `select "id" from "census_screening"."isolation" where "is_open" and "person_id" = $1`,
        [personId],
      );
      return rows[0]
        ? client.command(C.CancelIsolation, { isolationId: rows[0].id, reason: '登记有误，不必隔离' })
        : { ok: true, value: undefined };
    }
    case 'arrive':
      return site.register({
        personId,
        stays: [{ region: '330700' }],
        occurredAt: Temporal.Now.instant().subtract({ minutes: one.ago }).toString(),
        healthCode: 'GREEN',
      });
    case 'feverish':
      return client.command(C.SuspectFever, { personId, temperature: 38.5 });
    case 'erase':
      return together(...commanders, C.ErasePerson, { personId, confirmNo: entry?.no ?? '', ground: 'REQUEST_OF_PERSON' }).catch(
        // Refused before it waits for anybody: nobody is asked to agree.
        (error: unknown) => {
          if (error instanceof Error && error.message.startsWith('not proposed')) return { ok: true, value: undefined };
          throw error;
        },
      );
  }
}

const FAMILY = `coalesce(p."merged_into", p."id")`;
/** What holds at every moment. */
async function holds(ids: readonly string[]): Promise<void> {
  const chains = `select count(*)::int as n from "census_screening"."person" m join "census_screening"."person" k on k."id" = m."merged_into"
    where m."id" = any($1::uuid[]) and (k."merged_into" is not null or k."id" = m."id" or (k."erased_at" is null) <> (m."erased_at" is null))`;
  expect(await count(chains, ids)).toBe(0);
  const isolatedTwice = `select count(*)::int as n from (select ${FAMILY} from "census_screening"."isolation" i join "census_screening"."person" p on p."id" = i."person_id"
    where i."is_open" and p."id" = any($1::uuid[]) group by 1 having count(*) > 1) as twice`;
  expect(await count(isolatedTwice, ids)).toBe(0);
  const chart = valueOf(await admin.client.query(C.WallChart, {}));
  for (const { area, cells } of chart.rows) expect([area, (cells['residentsKnown']?.value ?? 0) >= 0]).toEqual([area, true]);
}

const MERGES = `select count(*)::int as n from "census_screening"."outbox" where "record_id" = any($1::uuid[]) and "envelope" ->> 'type' like '%.person.merged.%'`;
/** What happened to an entry while it was merged, by the order of the ledger: nothing but looks. */
const MEANWHILE = `with e as (
    select o."seq", o."entity", o."envelope" ->> 'type' as type,
      case when o."entity" = 'person' then o."record_id"::text else o."envelope" -> 'data' ->> 'personId' end as person
    from "census_screening"."outbox" o where o."entity" = any(array['person', 'isolation', 'arrival', 'fever'])),
  spans as (
    select m."person", m."seq" as from_seq, coalesce((select min(u."seq") from e u where u."person" = m."person" and u."seq" > m."seq"
      and u.type like '%.person.unmerged.%'), 9223372036854775807) as to_seq
    from e m where m.type like '%.person.merged.%' and m."person" = any($1::text[]))
  select count(*)::int as n from e join spans s using ("person") where e."seq" > s.from_seq and e."seq" < s.to_seq
    and (e.type like '%.corrected.%' or e.type like '%.isolation.ordered.%' or e.type like '%.arrival.registered.%' or e.type like '%.fever.suspected.%')`;

test('whatever several people do to entries at once: no chain, one open isolation a person, counts that are true, and out comes what went in', async () => {
  const done = new Map<Step['do'], number>();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 10 }), async (rounds) => {
      const register = () => take({ do: 'register' }, admin, []) as Promise<Outcome<C.OutputOf<typeof C.RegisterPerson>>>;
      let merges = 0;
      const ids = (await Promise.all([register(), register(), register()])).map((one) => valueOf(one).personId);
      for (const steps of rounds) {
        const before = await entriesOf(ids);
        const outcomes = await Promise.all(steps.map((one, index) => take(one, people[index % people.length] ?? admin, before)));
        for (const [index, outcome] of outcomes.entries()) {
          const what = steps[index]?.do;
          if (!outcome.ok || what === undefined) continue;
          done.set(what, (done.get(what) ?? 0) + 1);
          if (what === 'merge') merges += 1;
          if (what === 'register') ids.push((outcome.value as C.OutputOf<typeof C.RegisterPerson>).personId);
        }
        await holds(ids);
        const now = new Map((await entriesOf(ids)).map((entry) => [entry.id, entry]));
        // An entry that is or was merged and to which nothing else happened is what it was, to the byte.
        for (const entry of before) {
          const after = now.get(entry.id);
          const only = after !== undefined && after.version - entry.version <= 1;
          if (only && (entry.merged_into ?? after.merged_into) !== null && !after.erased) expect(after.content).toEqual(entry.content);
        }
      }
      expect(await count(MERGES, ids)).toBe(merges);
      expect(await count(MEANWHILE, ids)).toBe(0);

      // Nothing is lost: every entry tells all of its events, and one file has every record of the person.
      for (const { id, version } of await entriesOf(ids))
        expect(await count(`select count(*)::int as n from "census_screening"."outbox" where "entity" = 'person' and "record_id" = any($1::uuid[])`, [id])).toBe(version); // prettier-ignore
      for (const kept of (await entriesOf(ids)).filter(({ merged_into, erased }) => merged_into === null && !erased)) {
        const { lines } = valueOf(await admin.client.query(C.PersonFile, { personId: kept.id }));
        const filed = new Set(lines.flatMap(({ entity, recordId }) => (entity.startsWith('person') ? [] : [recordId])));
        const { rows } = await platform.db.query<{ id: string }>(
          ['arrival', 'isolation', 'fever']
            .map((table) => `select r."id" from "census_screening"."${table}" r join "census_screening"."person" p on p."id" = r."person_id" where ${FAMILY} = $1`)
            .join(' union all '),
          [kept.id],
        ); // prettier-ignore
        expect([...filed].toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
      }

      // Whoever has an open isolation by any of their entries gets no other one, and everybody else may.
      for (const kept of (await entriesOf(ids)).filter(({ merged_into, erased }) => merged_into === null && !erased)) {
        const open = await count(`select count(*)::int as n from "census_screening"."isolation" i join "census_screening"."person" p on p."id" = i."person_id"
          where i."is_open" and ${FAMILY} = any($1::uuid[])`, [kept.id]); // prettier-ignore
        const ordered = await admin.client.command(C.OrderIsolation, { personId: kept.id, kind: 'HOME', reason: 'CONTACT' });
        expect([open, ordered.ok ? 'ok' : ordered.refusal.code]).toEqual([open, open === 0 ? 'ok' : 'isolation.already-open']);
      }

      // Whatever is merged comes out as it is, and counts again.
      const merged = (await entriesOf(ids)).filter(({ merged_into, erased }) => merged_into !== null && !erased);
      for (const entry of merged) {
        const { version } = valueOf(await admin.client.command(C.UnmergePerson, { personId: entry.id, reason }));
        done.set('unmerge', (done.get('unmerge') ?? 0) + 1);
        const [out] = await entriesOf([entry.id]);
        expect(out).toEqual({ ...entry, merged_into: null, version: entry.version + 1 });
        expect(version).toBe(entry.version + 1);
      }
      const standing = await count(
        `select count(*)::int as n from "census_screening"."person" where "merged_into" is null and "erased_at" is null and $1::uuid[] is not null`,
        ids,
      );
      await eventually(
        async () => valueOf(await admin.client.query(C.WallChart, {})).totals['residentsKnown'],
        (known) => known === standing,
      );
      expect(valueOf(await admin.client.query(C.VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }))).toMatchObject({
        equal: true,
      });
    }),
    // What came of people at once is not made smaller by trying again.
    { numRuns: 20, endOnFailure: true },
  );
  for (const what of ['merge', 'unmerge', 'correct', 'isolate'] as const) expect([what, (done.get(what) ?? 0) > 0]).toEqual([what, true]);
}, 120_000);
