import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { newNkey } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { SERVICES as SERVICE_NAMES, streamOf } from '@houzhai/contracts';
import { createRoles } from '@houzhai/dev/database-roles.ts';
import { databaseUrl } from '@houzhai/dev/postgres.ts';
import { DATABASE, MIGRATOR, SERVICES } from '@houzhai/dev/services.ts';
import { migrateAll } from '../../../tools/db/migrate-all.ts';
import { syntheticId } from './bad-files.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedAreas, seedModules, valueOf } from './seed.ts';

const DENIED = '42501';
const password = (role: string): string => `test-${role}`;

describe('the database role of a service', () => {
  const roleNames = [MIGRATOR, ...SERVICES.map(({ role }) => role)];
  const server = inject('pgUrl');
  const pools = new Map<string, pg.Pool>();
  const tablesOf = new Map<string, string[]>();

  const asSuperuser = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: databaseUrl(server, 'postgres') });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  beforeAll(async () => {
    await createRoles(server, SERVICES, password);
    await migrateAll(databaseUrl(server, DATABASE, { user: MIGRATOR, password: password(MIGRATOR) }), { grantRoles: true });
    for (const role of roleNames)
      pools.set(role, new pg.Pool({ connectionString: databaseUrl(server, DATABASE, { user: role, password: password(role) }), max: 2 }));
    const { rows } = await pools
      .get(MIGRATOR)!
      .query<{ schemaname: string; tablename: string }>('select schemaname, tablename from pg_tables');
    for (const { schema } of SERVICES)
      tablesOf.set(
        schema,
        rows.filter(({ schemaname }) => schemaname === schema).map(({ tablename }) => `"${schema}"."${tablename}"`),
      );
  });
  afterAll(async () => {
    for (const pool of pools.values()) await pool.end();
    await asSuperuser(`drop database if exists ${DATABASE} with (force)`, ...roleNames.map((role) => `drop role if exists ${role}`));
  });

  /** What a statement comes to, tried and taken back: `done` or the SQLSTATE. */
  const tried = async (role: string, statement: string): Promise<string> => {
    const client = await pools.get(role)!.connect();
    try {
      await client.query('begin');
      await client.query(statement);
      return 'done';
    } catch (error) {
      return (error as { code?: string }).code ?? 'unknown';
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  const pairs = SERVICES.flatMap((own) =>
    SERVICES.filter((other) => other !== own).map((other) => [own.name, other.name, own, other] as const),
  );
  test.each(pairs)('of %s can neither read nor write any table of %s', async (_own, _other, own, other) => {
    const tables = tablesOf.get(other.schema)!;
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) {
      for (const statement of [`select * from ${table}`, `insert into ${table} default values`, `delete from ${table}`, `truncate ${table}`, `copy ${table} to stdout`, `lock table ${table}`])
        expect([statement, await tried(own.role, statement)]).toEqual([statement, DENIED]);
    }
  }); // prettier-ignore

  test.each(SERVICES.map((service) => [service.name, service] as const))('of %s reads its own tables and cannot change what happened', async (_name, { role, schema }) => {
    for (const table of tablesOf.get(schema)!) expect([table, await tried(role, `select * from ${table}`)]).toEqual([table, 'done']);
    const audit = `"${schema}"."audit"`;
    const added = `insert into ${audit} ("at", "actor", "operation", "entity", "area", "trace_id") values (now(), 'a', 'b', 'c', 'a00', 'd')`;
    expect(await tried(role, added)).toBe('done');
    const own = tablesOf.get(schema)!.filter((table) => /"(erasure|audit_anchor)"$/.test(table));
    const kept = ['audit', 'audit_leaf', 'audit_seal', 'command_log', 'policy', 'migration'].map((table) => `"${schema}"."${table}"`);
    for (const table of [...kept, ...own]) {
      const [column] = (await pools.get(MIGRATOR)!.query(`select * from ${table} limit 0`)).fields;
      const update = `update ${table} set "${column!.name}" = "${column!.name}"`;
      for (const statement of [update, `${update} where false`, `delete from ${table}`, `truncate ${table}`])
        expect([statement, await tried(role, statement)]).toEqual([statement, DENIED]);
    }
    for (const statement of [
      `insert into "${schema}"."policy" select * from "${schema}"."policy"`,
      `insert into "${schema}"."migration" select * from "${schema}"."migration"`,
      `delete from "${schema}"."outbox"`,
      `truncate "${schema}"."outbox"`,
    ])
      expect([statement, await tried(role, statement)]).toEqual([statement, DENIED]);
  }); // prettier-ignore

  test.each(SERVICES.map((service) => [service.name, service] as const))('of %s makes and changes no structure, and becomes nobody else', async (_name, { role, schema }) => {
    for (const statement of [
      `create table "${schema}"."mine" (id int)`,
      `alter table "${schema}"."audit" add column "more" text`,
      `drop table "${schema}"."audit"`,
      `alter table "${schema}"."audit" disable trigger all`,
      `create schema "mine"`,
      `create table public.mine (id int)`,
      `set role ${MIGRATOR}`,
      `select pg_read_file('/etc/passwd')`,
    ])
      expect([statement, await tried(role, statement)]).toEqual([statement, expect.stringMatching(DENIED)]);
  }); // prettier-ignore
});

describe('what people said and who they are', () => {
  const canaries = {
    name: '欧阳金丝雀',
    otherName: '司徒画眉',
    phone: '13987654321',
    otherPhone: '13876543210',
    documentNo: syntheticId('19470823', 737),
    item: '蓝色降压片特十七号',
    quantity: '三十三盒半',
    note: '后宅路一百七十七号三楼左手',
    collectedBy: '网格员登记本第九十九页',
    reason: '药房停电所以改明天去取',
    handOver: '代办员发烧换人继续去送',
    proof: '交到邻居老周手上签收',
    receipt: '小票尾号七七三三',
    words: '她说药吃了头不晕了',
    dispute: '她说少了半盒降压片',
    evidence: '通话录音第四十四盘',
    witness: '楼长老林在场',
    reveal: '要打电话问送药时间',
    refer: '人民医院慢病科转接',
    imported: '诸葛云雀',
  };
  let platform: Platform;
  let admin: TestOperator;
  let desk: TestOperator;
  let agent: TestOperator;
  let seenByDesk = '';
  const printed: string[] = [];
  const secrets: Record<string, string> = {};
  const views: string[] = [];
  const { write } = process.stdout;

  const request = async (personId: string, kind: 'MEDICINE' | 'UTILITY'): Promise<string> =>
    valueOf(
      await desk.client.command(C.RequestErrand, {
        beneficiaryId: personId,
        moduleCode: kind === 'MEDICINE' ? 'standing-2' : 'standing-4',
        kind,
        items: [{ name: canaries.item, quantity: canaries.quantity }],
        note: canaries.note,
        advanceFen: kind === 'MEDICINE' ? 5_000 : 0,
        collectedBy: canaries.collectedBy,
      }),
    ).errandId;

  beforeAll(async () => {
    // pino writes to a changed stdout through it, and past an unchanged one
    process.stdout.write = (chunk: string | Uint8Array) => printed.push(Buffer.from(chunk as string).toString()) > 0;
    process.env['TEST_LOG'] = 'debug';
    platform = await startPlatform();
    await platform.partner('demo');
    admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
    await seedAreas(admin);
    await seedModules(admin);
    desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    agent = await platform.operator(['AGENT'], ['houzhai/a07']);
    const second = await platform.operator(['AGENT'], ['houzhai/a07']);
    const listener = await platform.staticUser('errands', '_INBOX.errands');
    listener.subscribe('view.errands.>', { callback: (_error, message) => void views.push(message.string()) });

    const { personId } = valueOf(
      await desk.client.command(C.RegisterPerson, {
        name: canaries.name,
        documentKind: 'RESIDENT_ID',
        documentNo: canaries.documentNo,
        phone: canaries.phone,
        path: 'houzhai/a07',
      }),
    );
    const { client } = desk;
    valueOf(
      await client.command(C.CorrectPerson, { personId, name: canaries.otherName, phone: canaries.otherPhone, reason: canaries.reason }),
    );
    expect(valueOf(await client.command(C.RevealPersonField, { personId, field: 'phone', reason: canaries.reveal })).value).toBe(
      canaries.otherPhone,
    );
    valueOf(await client.query(C.FindPersons, { text: canaries.otherName }));

    const errandId = await request(personId, 'MEDICINE');
    for (const one of [agent, second])
      valueOf(
        await client.command(C.RecordAuthorisation, {
          principalId: personId,
          agentId: one.operatorId,
          scopes: ['CARD', 'IDENTITY', 'ADVANCE'],
          validUntil: Temporal.Now.instant().add({ hours: 48 }).toString(),
          evidence: { kind: 'VOICE', reference: canaries.evidence },
          witness: canaries.witness,
        }),
      );
    valueOf(await agent.client.command(C.AcceptErrand, { errandId }));
    valueOf(await agent.client.command(C.StartErrand, { errandId, collectedBy: canaries.collectedBy }));
    valueOf(await agent.client.command(C.HoldErrand, { errandId, cause: 'OUT_OF_STOCK', reason: canaries.reason }));
    valueOf(await agent.client.command(C.ResumeErrand, { errandId }));
    valueOf(await client.command(C.HandOverErrand, { errandId, agentId: second.operatorId, reason: canaries.handOver }));
    const proof = { kind: 'HANDED_OVER' as const, reference: canaries.proof };
    const receipts = [{ reference: canaries.receipt, amountFen: 4_600 }];
    valueOf(await second.client.command(C.DeliverErrand, { errandId, proof, spentFen: 4_600, receipts }));
    valueOf(await client.command(C.DisputeErrand, { errandId, words: canaries.dispute }));
    valueOf(await client.command(C.ReopenErrand, { errandId, reason: canaries.reason }));
    valueOf(await second.client.command(C.DeliverErrand, { errandId, proof, spentFen: 4_600, receipts }));
    valueOf(await client.command(C.ConfirmErrand, { errandId, by: 'CALL_BACK', words: canaries.words }));
    const referred = await request(personId, 'UTILITY');
    valueOf(await agent.client.command(C.AcceptErrand, { errandId: referred }));
    valueOf(await agent.client.command(C.StartErrand, { errandId: referred }));
    valueOf(
      await agent.client.command(C.ReferErrand, {
        errandId: referred,
        to: canaries.refer,
        reference: canaries.receipt,
        reason: canaries.reason,
      }),
    );
    seenByDesk = JSON.stringify(valueOf(await client.query(C.ErrandDetail, { errandId })));

    const { importId } = valueOf(await admin.client.command(C.BeginImport, { kind: 'PERSONS', fileName: 'rows.csv' }));
    const cells = { name: canaries.imported, phone: canaries.phone, path: 'houzhai/a07' };
    valueOf(await admin.client.command(C.StageImportRows, { importId, chunk: 0, rows: [{ line: 2, cells }] }));
    valueOf(await admin.client.command(C.CheckImport, { importId }));

    const added = valueOf(
      await admin.client.command(C.AddOperator, {
        account: 'worker-77',
        displayName: '工作人员',
        roles: ['AGENT'],
        scope: ['houzhai/a07'],
      }),
    );
    const everything = await platform.operator(C.ROLES);
    const signedIn = valueOf(
      await everything.client.command(
        C.SignIn,
        { account: 'worker-77', password: added.oneTimePassword, clientKey: newNkey('user').publicKey },
        { token: undefined },
      ),
    );
    Object.assign(secrets, { oneTimePassword: added.oneTimePassword, token: signedIn.token, refreshToken: signedIn.refreshToken });

    // a fault whose cause quotes the row, as PostgreSQL does
    await platform.db.query('alter table "census_screening"."person" add constraint "never" check (false) not valid');
    await expect(client.command(C.RegisterPerson, { name: canaries.name, phone: canaries.phone, path: 'houzhai/a07' })).rejects.toThrow();
    await platform.db.query('alter table "census_screening"."person" drop constraint "never"');
    await eventually(
      async () =>
        (await platform.db.query<{ left: number }>('select count(*)::int as left from "errands"."outbox" where "published_at" is null'))
          .rows[0]?.left,
      (left) => left === 0,
    );
  }, 120_000);
  afterAll(async () => {
    await platform.stop();
    process.stdout.write = write;
    delete process.env['TEST_LOG'];
  });

  /** A secret in clear, and in the spellings under which bytes appear as text. */
  const spellings = (text: string): string[] => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1),
    JSON.stringify(text).slice(1, -1).replaceAll(/[^\x20-\x7e]/gu, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`),
  ]; // prettier-ignore
  const found = (haystack: string): string[] =>
    Object.entries({ ...canaries, ...secrets })
      .filter(([, text]) => spellings(text).some((spelling) => haystack.toLowerCase().includes(spelling.toLowerCase())))
      .map(([name]) => name);

  test('is read back by those who may (so it was kept at all)', () => {
    const { item, quantity, note, reason, words, dispute, proof, receipt } = canaries;
    for (const text of [item, quantity, note, words, dispute, proof]) expect(seenByDesk).toContain(text);
    expect(seenByDesk).toContain(reason);
    expect(seenByDesk).toContain(receipt);
    expect(found(seenByDesk)).toEqual(expect.arrayContaining(['item', 'note', 'words']));
  });

  test('is in no column of any table in clear, whatever the type', async () => {
    const { rows } = await platform.db.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('errands', 'census_screening', 'command_center')`,
    );
    expect(rows.length).toBeGreaterThan(35);
    for (const { name } of rows) {
      const text = await platform.db.query<{ row: string }>(`select t::text as row from ${name} t`);
      expect([name, found(text.rows.map(({ row }) => row).join('\n'))]).toEqual([name, []]);
    }
    const sealed = await platform.db.query<{ count: number }>(
      `select count(*)::int as count from "errands"."errand_words" where length("sealed") > 40`,
    );
    expect(sealed.rows[0]?.count).toBeGreaterThan(8);
  });

  test('is in no message of any stream, and in no live patch', async () => {
    for (const service of SERVICE_NAMES) {
      const nc = await platform.staticUser(service, `_INBOX.${service}`);
      const manager = await jetstreamManager(nc, { checkAPI: false });
      const { state } = await manager.streams.info(streamOf(service));
      const messages: string[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
        const message = await manager.streams.getMessage(streamOf(service), { seq });
        if (message) messages.push(message.subject, message.string(), JSON.stringify(Array.from(message.header)));
      }
      expect([service, messages.length]).toEqual([service, state.messages * 3]);
      expect([service, found(messages.join('\n'))]).toEqual([service, []]);
    }
    expect(views.length).toBeGreaterThan(5);
    expect(found(views.join('\n'))).toEqual([]);
  });

  test('is not in what a partner gets, nor any id of ours', async () => {
    const partner = await platform.staticUser('partner-demo', '_INBOX.partner');
    const got: string[] = [];
    const inbox = '_INBOX.partner.feed';
    partner.subscribe(inbox, { callback: (_error, message) => void got.push(message.string()) });
    await eventually(
      async () => {
        partner.publish('feed.next', JSON.stringify({ batch: 100, expires: 1_000_000_000 }), { reply: inbox });
        await partner.flush();
        return got.filter((text) => text.includes('errand.confirmed')).length;
      },
      (count) => count > 0,
    );
    expect(found(got.join('\n'))).toEqual([]);
    const ids = [agent.operatorId, desk.operatorId, admin.operatorId];
    const { rows } = await platform.db.query<{ id: string }>(
      `select "id" from "errands"."errand" union all select "id" from "census_screening"."person"`,
    );
    for (const id of [...ids, ...rows.map((row) => row.id)]) expect(got.join('\n')).not.toContain(id);
  });

  test('is in no line of any log, not even when something breaks', () => {
    const log = printed.join('');
    expect(log).toContain('"msg":"serving"');
    expect(log).toContain('"msg":"operation failed"');
    expect(log).toContain('"code":"23514"');
    expect(found(log)).toEqual([]);
  });
});
