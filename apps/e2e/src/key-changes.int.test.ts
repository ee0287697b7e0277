import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { KEY_STATES, type OutputOf, type Service } from '@houzhai/contracts';
import { syntheticId } from './bad-files.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

const key = (): string => randomBytes(32).toString('base64url');
const [master, newMaster, index, newIndex] = [key(), key(), key(), key()];
const settings: NodeJS.ProcessEnv = { HZ_MASTER_KEY: master, HZ_INDEX_KEY: index };
type KeyState = OutputOf<(typeof KEY_STATES)['errands']>;
const SERVICES = ['census-screening', 'errands'] as const;
let platform: Platform;
let admin: TestOperator;
let desk: TestOperator;

beforeAll(async () => {
  platform = await startPlatform({
    settings,
    prepare: async (db) => {
      for (const schema of ['errands', 'census_screening'])
        await db.query(
          `insert into "${schema}"."policy" select "code", '2', "effective_from" + interval '1 day', 'default', "values" || '{"batch": 10, "pauseMilliseconds": 5, "againSeconds": 0.2}' from "${schema}"."policy" where "code" = 'keys'`,
        );
    },
  });
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
}, 120_000);
afterAll(() => platform.stop());

interface Known {
  readonly personId: string;
  readonly name: string;
  readonly phone: string;
  readonly documentNo: string;
}
const known: Known[] = [];
const patiently = { deadlineMs: 30_000 };

/** Somebody is registered and asks for something, and what was kept is read again. */
async function live(): Promise<void> {
  const nth = known.length;
  const person = {
    name: `测试${String.fromCodePoint(0x4e00 + nth)}`,
    phone: `139${String(10_000_000 + nth)}`,
    documentNo: syntheticId(`1960010${String(1 + Math.floor(nth / 900))}`, 100 + (nth % 900)),
  };
  const { personId } = valueOf(
    await desk.client.command(C.RegisterPerson, { ...person, documentKind: 'RESIDENT_ID', path: 'houzhai/a07' }, patiently),
  );
  const { errandId } = valueOf(
    await desk.client.command(
      C.RequestErrand,
      { beneficiaryId: personId, moduleCode: 'standing-4', kind: 'UTILITY', items: [{ name: `物品${String(nth)}` }] },
      patiently,
    ),
  );
  known.push({ personId, ...person });
  expect(valueOf(await desk.client.query(C.ErrandDetail, { errandId }, patiently)).sensitive?.items).toEqual([
    { name: `物品${String(nth)}` },
  ]);
}

/** Everybody there was at the beginning is found by phone, document and name, and read in clear. */
async function allThere(): Promise<void> {
  for (const { personId, name, phone, documentNo } of known.slice()) {
    for (const text of [phone, documentNo, name])
      expect([text, valueOf(await desk.client.query(C.FindPersons, { text }, patiently)).rows.map((row) => row.personId)]).toEqual([
        text,
        [personId],
      ]);
    const shown = await desk.client.command(C.RevealPersonField, { personId, field: 'phone', reason: '核对电话号码' }, patiently);
    expect(valueOf(shown).value).toBe(phone);
  }
}

/** What each service says of its keys. */
const states = async (): Promise<ReadonlyMap<Service, KeyState>> =>
  new Map(
    await Promise.all(
      SERVICES.map(async (service) => [service, valueOf(await admin.client.query(KEY_STATES[service], {}, patiently))] as const),
    ),
  );

test('the master key and the index key change while people work; nobody is lost, doubled or unreadable', async () => {
  for (let nth = 0; nth < 35; nth++) await live();
  // a row from before keys had names
  await platform.db.query(`update "census_screening"."person" set "index_key" = null where "id" = $1`, [known[3]!.personId]);

  const working = new AbortController();
  const work = (async () => {
    while (!working.signal.aborted) await live();
  })();

  // first the new keys are made known everywhere, then they are the newest: no process meets a key it does not know
  for (const keys of [
    [`${master},${newMaster}`, `${index},${newIndex}`],
    [`${newMaster},${master}`, `${newIndex},${index}`],
  ] as const) {
    [settings['HZ_MASTER_KEY'], settings['HZ_INDEX_KEY']] = keys;
    for (const service of SERVICES) await platform.restart(service);
  }
  const document = known[7]!.documentNo;
  expect(
    await desk.client.command(C.RegisterPerson, { documentKind: 'RESIDENT_ID', documentNo: document, path: 'houzhai/a07' }, patiently),
  ).toMatchObject({
    refusal: { code: 'person.document-exists' },
  });
  const left = await eventually(
    states,
    (seen) =>
      [...seen.values()].every(({ masters, indexes }) => [...masters, ...indexes].every(({ newest, rows }) => newest || rows === 0)),
    30_000,
  );
  for (const { masters } of left.values()) {
    expect(masters).toHaveLength(2);
    expect(masters[0]).toMatchObject({ newest: true, known: true });
    expect(masters[0]!.rows).toBeGreaterThanOrEqual(35);
  }
  await allThere();

  // the old keys go
  [settings['HZ_MASTER_KEY'], settings['HZ_INDEX_KEY']] = [newMaster, newIndex];
  for (const service of SERVICES) await platform.restart(service);
  working.abort();
  await work;
  await allThere();
  const { rows } = await platform.db.query<{ persons: number; documents: number }>(
    `select count(*)::int as persons, count(distinct "document_index")::int as documents from "census_screening"."person"`,
  );
  expect(rows[0]).toEqual({ persons: known.length, documents: known.length });
}, 120_000);

test('a key that was dropped while rows still need it is named, with their number', async () => {
  settings['HZ_MASTER_KEY'] = key();
  await platform.restart('errands');
  const { masters } = (await states()).get('errands')!;
  expect(masters).toMatchObject([
    { newest: true, rows: 0 },
    { known: false, rows: known.length },
  ]);
  settings['HZ_MASTER_KEY'] = newMaster;
  await platform.restart('errands');
});
