import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jetstreamManager } from '@nats-io/jetstream';
import * as C from '@houzhai/contracts';
import { AUDITS, SERVICES, streamOf } from '@houzhai/contracts';
import { readRows, writeRows } from '@houzhai/documents';
import { syntheticId } from './bad-files.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { inBatches, rawCall } from './raw-call.ts';
import { together } from './second-person.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

const PLANTED = 200;
/** People who do not exist, each with words of their own that are nowhere else. */
const people = Array.from({ length: PLANTED }, (_, nth) => {
  const sign = String.fromCodePoint(0x6c34 + nth);
  return {
    name: `夏侯${sign}鸢`,
    phone: `1389${String(3_170_000 + nth * 37)}`,
    documentNo: syntheticId(`19${String(30 + (nth % 60))}0${String(1 + (nth % 9))}17`, 100 + nth),
    item: `琥珀药丸${sign}号`,
    note: `放在${sign}字门口的箱子`,
    reason: `为${sign}家核对地址`,
  };
});
type Planted = (typeof people)[number] & { readonly personId: string; readonly errandId: string };

let platform: Platform;
let desk: TestOperator;
let auditor: TestOperator;
let planted: Planted[] = [];
const printed: string[] = [];
const answers: string[] = [];
const views: string[] = [];
const { write } = process.stdout;

beforeAll(async () => {
  process.stdout.write = (chunk: string | Uint8Array) => printed.push(Buffer.from(chunk as string).toString()) > 0;
  process.env['TEST_LOG'] = 'debug';
  platform = await startPlatform();
  const admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  auditor = await platform.operator(['AUDITOR']);
  const commander = await platform.operator(['COMMANDER']);
  const second = await platform.operator(['COMMANDER']);
  for (const service of ['errands', 'census-screening'] as const) {
    const listener = await platform.staticUser(service, `_INBOX.${service}`);
    listener.subscribe(`view.${service}.>`, { callback: (_error, message) => void views.push(message.subject, message.string()) });
  }
  const { client } = desk;
  const patient = { deadlineMs: 60_000 };

  // half of them one by one, half from a file
  const [spoken, filed] = [people.slice(0, PLANTED / 2), people.slice(PLANTED / 2)];
  await inBatches(spoken, 10, async ({ name, phone, documentNo }) =>
    valueOf(await client.command(C.RegisterPerson, { name, phone, documentNo, documentKind: 'RESIDENT_ID', path: 'houzhai/a07' }, patient)),
  );
  const { importId } = valueOf(await admin.client.command(C.BeginImport, { kind: 'PERSONS', fileName: 'rows.csv' }));
  const rows = filed.map(({ name, phone, documentNo }, index) => ({
    line: index + 2,
    cells: { name, phone, documentNo, documentKind: 'RESIDENT_ID', path: 'houzhai/a07' },
  }));
  valueOf(await admin.client.command(C.StageImportRows, { importId, chunk: 0, rows }));
  expect(valueOf(await admin.client.command(C.CheckImport, { importId }, patient)).faultCount).toBe(0);
  valueOf(await admin.client.command(C.CommitImport, { importId }, patient));

  planted = await inBatches(people, 10, async (person) => {
    const found = valueOf(await client.query(C.FindPersons, { text: person.phone }, patient)).rows;
    expect(found).toHaveLength(1);
    const { personId } = found[0]!;
    const items = [{ name: person.item }];
    const request = { beneficiaryId: personId, moduleCode: 'standing-4', kind: 'UTILITY' as const, items, note: person.note };
    const { errandId } = valueOf(await client.command(C.RequestErrand, request, patient));
    const shown = valueOf(await client.command(C.RevealPersonField, { personId, field: 'name', reason: person.reason }, patient));
    expect(shown.value).toBe(person.name);
    return { ...person, personId, errandId };
  });
  for (const { errandId, personId, reason } of planted.slice(0, 20)) {
    valueOf(await client.command(C.CorrectPerson, { personId, birthYear: 1901, reason }));
    valueOf(await client.command(C.CancelErrand, { errandId, reason }));
  }
  for (const { personId } of planted.slice(0, 5)) {
    const { no } = valueOf(await client.query(C.PersonDetail, { personId })).row;
    valueOf(await together(commander, second, C.ErasePerson, { personId, confirmNo: no, ground: 'REQUEST_OF_PERSON' }));
  }

  // what is refused or breaks says nothing of it either
  const [one, two] = [planted[30]!, planted[31]!];
  const wrong: readonly [string, object][] = [
    [C.RegisterPerson.subject, { name: one.name, documentKind: 'RESIDENT_ID', documentNo: one.documentNo, path: 'houzhai/a07' }],
    [C.RegisterPerson.subject, { name: one.name, phone: `${one.phone}0`, path: 'houzhai/a07' }],
    [C.RegisterPerson.subject, { name: one.name, documentKind: 'PASSPORT', documentNo: one.documentNo, path: 'houzhai/a07' }],
    [C.RegisterPerson.subject, { [one.name]: one.phone, name: [one.name], path: `houzhai/${one.phone}` }],
    [C.CorrectPerson.subject, { personId: one.personId, documentKind: 'RESIDENT_ID', documentNo: two.documentNo, reason: one.reason }],
    [C.RevealPersonField.subject, { personId: one.phone, field: one.name, reason: one.reason }],
    [C.ErasePerson.subject, { personId: one.personId, confirmNo: one.name, ground: one.reason }],
    [C.FindPersons.subject, { text: one.name, cursor: one.phone }],
    [C.FindPersons.subject, { text: one.name, limit: one.phone }],
    [C.RequestErrand.subject, { beneficiaryId: one.personId, moduleCode: one.name, kind: one.note, items: [{ name: one.item }] }],
    [C.PersonDetail.subject, { no: one.name }],
    [AUDITS.errands.list.subject, { operation: one.name, actor: one.phone }],
  ];
  const all = await platform.operator(C.ROLES);
  for (const [nth, [subject, body]] of wrong.entries()) {
    const { reply, text } = await rawCall(all.nc, subject, JSON.stringify(body), { token: all.token, commandId: `canary-${String(nth)}` });
    expect([subject, reply.ok]).toEqual([subject, false]);
    answers.push(text);
  }
  await platform.db.query('alter table "census_screening"."person" add constraint "never" check (false) not valid');
  const broken = { name: one.name, phone: one.phone, path: 'houzhai/a07' };
  answers.push(
    (await rawCall(desk.nc, C.RegisterPerson.subject, JSON.stringify(broken), { token: desk.token, commandId: 'canary-broken' })).text,
  );
  await platform.db.query('alter table "census_screening"."person" drop constraint "never"');

  await eventually(
    async () => (await platform.db.query<{ n: number }>(`select (select count(*) from "errands"."outbox" where "published_at" is null)::int + (select count(*) from "census_screening"."outbox" where "published_at" is null)::int as n`)).rows[0]?.n,
    (left) => left === 0,
  ); // prettier-ignore
}, 180_000);
afterAll(async () => {
  await platform.stop();
  process.stdout.write = write;
  delete process.env['TEST_LOG'];
});

const WORDS = ['name', 'phone', 'documentNo', 'item', 'note', 'reason'] as const;
/** Everything planted, in the spellings under which bytes appear as text. */
const spellings = people.flatMap((person, nth) =>
  WORDS.flatMap((word) => {
    const text = person[word];
    return [
      text,
      Buffer.from(text).toString('hex'),
      Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1),
      JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).slice(1, -1),
    ].map((spelling) => [`${String(nth)} ${word}`, spelling.toLowerCase()] as const);
  }),
); // prettier-ignore
const found = (haystack: string): string[] => {
  const text = haystack.toLowerCase();
  return [...new Set(spellings.flatMap(([what, spelling]) => (text.includes(spelling) ? [what] : [])))];
};

describe('of two hundred planted people nothing', () => {
  test('is missing from the scan itself: planted in a log line, each is found', () => {
    for (const nth of [0, 77, 199])
      for (const word of WORDS) expect(found(`{"msg":"${people[nth]![word]}"}`)).toContain(`${String(nth)} ${word}`);
    expect(found(Buffer.from(people[5]!.name).toString('hex'))).toEqual(['5 name']);
  });

  test('is in a column of any table in clear: outbox, audit, command log, dead letters and all others', async () => {
    const { rows } = await platform.db.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('errands', 'census_screening', 'command_center')`,
    );
    const names = rows.map(({ name }) => name);
    for (const table of ['outbox', 'audit', 'command_log', 'dead_letter', 'audit_leaf'])
      expect(names).toContain(`census_screening.${table}`);
    for (const name of names) {
      const text = await platform.db.query<{ row: string }>(`select t::text as row from ${name} t`);
      expect([name, found(text.rows.map(({ row }) => row).join('\n'))]).toEqual([name, []]);
    }
  });

  test('is in a message of any stream, its subject or headers, or in a live patch', async () => {
    for (const service of SERVICES) {
      const nc = await platform.staticUser(service, `_INBOX.${service}`);
      const manager = await jetstreamManager(nc, { checkAPI: false });
      const { state } = await manager.streams.info(streamOf(service));
      const texts: string[] = [];
      for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
        const message = await manager.streams.getMessage(streamOf(service), { seq });
        if (message) texts.push(message.subject, message.string(), JSON.stringify(Array.from(message.header)));
      }
      expect([service, found(texts.join('\n'))]).toEqual([service, []]);
      if (service !== 'command-center') expect(texts.length).toBeGreaterThan(PLANTED);
    }
    expect(views.length).toBeGreaterThan(PLANTED);
    expect(found(views.join('\n'))).toEqual([]);
  });

  test('is in a line of a log, a metric or a probe', async () => {
    const log = printed.join('');
    expect(log).toContain('"msg":"operation failed"');
    expect(found(log)).toEqual([]);
    for (const { port } of platform.services.values()) {
      for (const path of ['metrics', 'livez', 'readyz']) {
        const text = await (await fetch(`http://127.0.0.1:${String(port)}/${path}`)).text();
        expect(text.length).toBeGreaterThan(1);
        expect([path, found(text)]).toEqual([path, []]);
      }
    }
  });

  test('is in a refusal or a fault that answers what they said', () => {
    expect(answers.length).toBe(13);
    expect(found(answers.join('\n'))).toEqual([]);
  });

  test.each(['csv', 'xlsx'] as const)('is in a file of the masked list as %s', async (format) => {
    const rows: C.PersonRow[] = [];
    for (let cursor: string | undefined; ;) {
      const page = valueOf(await desk.client.query(C.FindPersons, { limit: 100, ...(cursor === undefined ? {} : { cursor }) }));
      rows.push(...page.rows);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    expect(rows.length).toBe(PLANTED);
    const columns = (['no', 'label', 'phoneMasked', 'documentMasked', 'area', 'path'] as const).map((header) => ({
      header,
      value: (row: C.PersonRow) => row[header] ?? '',
    }));
    const bytes = Buffer.from(await new Response(ReadableStream.from(writeRows(rows, { format, columns }))).arrayBuffer());
    const read: string[] = [];
    for await (const row of readRows(bytes)) read.push(JSON.stringify(row));
    expect(read.length).toBeGreaterThanOrEqual(PLANTED);
    expect(read.join('\n')).toContain('夏**鸢');
    expect(found(bytes.toString('latin1'))).toEqual([]);
    expect(found(read.join('\n'))).toEqual([]);
  });

  test('is in the record that an auditor reads, but the reasons that were given there', async () => {
    const { rows } = valueOf(await auditor.client.query(AUDITS['census-screening'].list, { operation: 'RevealPersonField', limit: 500 }));
    expect(rows).toHaveLength(PLANTED);
    expect(rows.filter(({ reasonErased }) => reasonErased)).toHaveLength(5);
    expect(new Set(found(JSON.stringify(rows)).map((what) => what.split(' ')[1]))).toEqual(new Set(['reason']));
  });
});
