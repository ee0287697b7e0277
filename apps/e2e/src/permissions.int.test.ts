import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  APPROVALS,
  AcceptErrand,
  COMMANDS,
  ListAccess,
  POLICY,
  QUERIES,
  ROLES,
  RequestErrand,
  mayCall,
  type Command,
  type Query,
  type Role,
  type Service,
} from '@houzhai/contracts';
import { privateKeyOf, signToken, type Operator } from '@houzhai/auth';
import { needsSecondPerson, type AccessPolicy } from '@houzhai/persistence';
import access from '../../../seeds/policies/access.1.json' with { type: 'json' };
import type { NatsConnection } from '@nats-io/transport-node';
import { startPlatform, type Platform, type HeldOperator, type TestOperator } from './platform.ts';
import { codeOf, freshId, inBatches, rawCall } from './raw-call.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

type Operation = Command | Query;
const OPERATIONS: readonly Operation[] = [...COMMANDS, ...QUERIES];
const rowOf = new Map(POLICY.map((row) => [row.operation, row]));
/** Operations for roles; those of a guest or of anybody signed in are for everybody. */
const GUARDED = OPERATIONS.filter(({ name }) => ['ROLES', 'SERVICES'].includes(rowOf.get(name)!.who));
/** What the policy in force keeps for a second person. */
const isHeld = ({ name, service }: Operation): boolean =>
  rowOf.get(name)!.maySecondPerson && needsSecondPerson(access.values as AccessPolicy, name, service);
/** Those that only services may ask. */
const LEDGER_NAMES = new Set<string>(POLICY.flatMap(({ who, operation }) => (who === 'SERVICES' ? [operation] : [])));

let platform: Platform;
let everything: HeldOperator;
let byRole: ReadonlyMap<Role, TestOperator>;
/** Connections inside CORE from which the ledger of a service can be asked for at all. */
let inside: Partial<Record<Service, NatsConnection>>;
const there = { personId: '', errandId: '', agentId: '', no: '' };
let here: TestOperator;

beforeAll(async () => {
  platform = await startPlatform();
  const admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  everything = await platform.operator(ROLES);
  byRole = new Map(await Promise.all(ROLES.map(async (role) => [role, await platform.operator([role], ['houzhai/a08'])] as const)));
  const center = await platform.staticUser('command-center', '_INBOX.command-center');
  inside = { errands: center, 'census-screening': center, 'command-center': await platform.staticUser('errands', '_INBOX.errands') };

  const desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  const agent = await platform.operator(['AGENT'], ['houzhai/a07']);
  here = await platform.operator(['AGENT'], ['houzhai/a08']);
  there.agentId = agent.operatorId;
  there.personId = await seedPerson(desk, 'a07');
  const asked = { beneficiaryId: there.personId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }] };
  const { errandId, no } = valueOf(await desk.client.command(RequestErrand, asked));
  there.errandId = errandId;
  there.no = no;
  valueOf(await agent.client.command(AcceptErrand, { errandId }));
});
afterAll(() => platform.stop());

const send = (nc: NatsConnection, operation: Operation, token: string, input: unknown = operation.examples[0]) =>
  rawCall(nc, operation.subject, JSON.stringify(input), { token, commandId: freshId() });

describe('a role', () => {
  test('there are roles, operations, and both answers to be expected', () => {
    const cells = GUARDED.flatMap(({ access }) => ROLES.map((role) => mayCall(access, [role])));
    expect(cells.filter(Boolean).length).toBeGreaterThan(200);
    expect(cells.filter((may) => !may).length).toBeGreaterThan(200);
    for (const operation of OPERATIONS) expect([operation.name, operation.examples.length > 0]).toEqual([operation.name, true]);
  });

  test.each(ROLES)('%s is forbidden by the services exactly what the contracts do not give it', async (role) => {
    // A session whose connection may send everything: what is asked here is what the services say.
    const { operatorId, sessionId } = everything;
    const token = await signToken(
      { kind: 'operator', operatorId, sessionId, roles: [role], scope: ['houzhai/a08'], readOnly: false, mustChangePassword: false },
      privateKeyOf(platform.keys.token.privateKey),
      Math.floor(Date.now() / 1000) + 600,
    );
    const answers = await inBatches(GUARDED, 20, async (operation) => {
      const nc = LEDGER_NAMES.has(operation.name) ? inside[operation.service]! : everything.nc;
      const { reply } = await send(nc, operation, token);
      return { operation, code: codeOf(reply) };
    });
    for (const { operation, code } of answers) {
      const may = mayCall(operation.access, [role]);
      expect([operation.name, code === 'access.forbidden']).toEqual([operation.name, !may]);
      expect(code).not.toMatch(/^fault:/);
      expect(code).not.toBe('access.unauthenticated');
      expect(code).not.toBe('request.invalid');
    }
  });

  test.each(ROLES)('%s cannot even send what it may not call, nor listen to what is not its own', async (role) => {
    const { nc } = byRole.get(role)!;
    const denied = GUARDED.filter(({ access }) => !mayCall(access, [role]));
    const outcomes = await inBatches(denied, 20, async (operation) => {
      const sent = nc.request(operation.subject, JSON.stringify(operation.examples[0]), { timeout: 5_000 });
      return sent.then(
        () => `${operation.name} answered`,
        (error: unknown) => (error instanceof Error ? `${error.name} ${error.message}` : ''),
      );
    });
    for (const outcome of outcomes) expect(outcome).toMatch(/Permissions? Violation/i);
    for (const subject of ['evt.>', '_INBOX.>', 'cmd.errands.>', 'view.errands.worklist.a07.v1', '$SYS.>']) {
      const heard = await new Promise<string>((done) => {
        nc.subscribe(subject, { callback: (error) => done(error ? error.message : 'message') });
      });
      expect([subject, heard]).toEqual([subject, expect.stringMatching(/Permissions? Violation/i)]);
    }
  });

  test('without a token is nobody, whatever the connection or the call claims to be', async () => {
    const answers = await inBatches(
      GUARDED.filter(({ name }) => !LEDGER_NAMES.has(name)),
      20,
      async (operation) => {
        const body = JSON.stringify(operation.examples[0]);
        const plain = await rawCall(everything.nc, operation.subject, body, { commandId: freshId() });
        const claims = { 'Hz-Service': 'errands' };
        const claimed = await rawCall(everything.nc, operation.subject, body, { commandId: freshId(), extra: claims });
        return [codeOf(plain.reply), codeOf(claimed.reply)];
      },
    );
    for (const answer of answers) expect(answer).toEqual(['access.unauthenticated', 'access.unauthenticated']);
  });
});

/** A token as the command centre signs them, on the connection that may send everything. */
const tokenOf = (own: Partial<Operator>, seconds = 600, key = platform.keys.token.privateKey): Promise<string> => {
  const { operatorId, sessionId } = everything;
  const caller: Operator = { kind: 'operator', operatorId, sessionId, roles: ROLES, scope: ['houzhai/a08'], readOnly: false, mustChangePassword: false, ...own }; // prettier-ignore
  return signToken(caller, privateKeyOf(key), Math.floor(Date.now() / 1000) + seconds);
};
const OPEN_TO_ROLES = GUARDED.filter(({ name }) => !LEDGER_NAMES.has(name));
/** What every operation answers to a token, by name. */
const answersTo = async (token: string, operations = OPEN_TO_ROLES, nc = everything.nc): Promise<ReadonlyMap<string, string>> =>
  new Map(await inBatches(operations, 20, async (one) => [one.name, codeOf((await send(nc, one, token)).reply)] as const));
const all = (code: string, operations = OPEN_TO_ROLES) => new Map(operations.map(({ name }) => [name, code]));

describe('a session that is not in order', () => {
  test('changes nothing while it is read-only', async () => {
    const commands = OPEN_TO_ROLES.filter(({ kind }) => kind === 'command');
    expect(await answersTo(await tokenOf({ readOnly: true }), commands)).toEqual(all('access.forbidden', commands));
  });

  test('does nothing before the first password was changed, or the second factor enrolled', async () => {
    expect(await answersTo(await tokenOf({ mustChangePassword: true }))).toEqual(all('access.password-change-required'));
    expect(await answersTo(await tokenOf({ mustEnrol: true }))).toEqual(all('access.second-factor-required'));
  });

  test('is nobody with a token that ran out, of another key, or on the connection of another session', async () => {
    const forged = randomBytes(32).toString('base64url');
    for (const token of [
      await tokenOf({}, -1),
      await tokenOf({}, 600, forged),
      await tokenOf({ sessionId: randomUUID() }),
      `${await tokenOf({})}x`,
    ])
      expect(await answersTo(token)).toEqual(all('access.unauthenticated'));
    for (const role of ROLES) {
      const mine = OPEN_TO_ROLES.filter(({ access: own }) => mayCall(own, [role]));
      expect(await answersTo(everything.token, mine, byRole.get(role)!.nc)).toEqual(all('access.unauthenticated', mine));
    }
  });

  test('reaches no other version of an operation', async () => {
    const outcomes = await inBatches(OPERATIONS, 20, ({ subject }) =>
      everything.nc.request(subject.replace(/\.v\d+$/, '.v9'), '{}', { timeout: 5_000 }).then(
        () => 'answered',
        (error: unknown) => String(error),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toMatch(/Permissions? Violation/i);
  });
});

describe('broken glass', () => {
  const find = async (token: string): Promise<string> => {
    const operation = OPERATIONS.find(({ name }) => name === 'PersonDetail')!;
    return codeOf((await send(everything.nc, operation, token, { personId: there.personId })).reply);
  };
  const glass = (until: number, scope = ['houzhai/a08', 'houzhai/a07']) => ({
    scope,
    glass: { id: randomUUID(), until, own: ['houzhai/a08'] },
  });
  const now = (): number => Math.floor(Date.now() / 1000);

  test('reaches inside until its time, never after, and nowhere else', async () => {
    expect(await find(await tokenOf({}))).toBe('record.not-found');
    expect(await find(await tokenOf(glass(now() + 60)))).toBe('ok');
    expect(await find(await tokenOf(glass(now() - 1)))).toBe('record.not-found');
    expect(await find(await tokenOf(glass(now() + 60, ['houzhai/a08', 'houzhai/a09'])))).toBe('record.not-found');
    const forged = randomBytes(32).toString('base64url');
    expect(await find(await tokenOf(glass(now() + 60), 600, forged))).toBe('access.unauthenticated');
  });

  test.each(ROLES)('gives %s no operation the role does not have', async (role) => {
    const denied = OPEN_TO_ROLES.filter(({ access: own }) => !mayCall(own, [role]));
    expect(await answersTo(await tokenOf({ ...glass(now() + 60), roles: [role] }), denied)).toEqual(all('access.forbidden', denied));
  });
});

describe('what waits for a second person', () => {
  test.each(ROLES)('is not done at once for %s, whatever headers go with it', async (role) => {
    const held = OPEN_TO_ROLES.filter(isHeld);
    expect(held.length).toBe(7);
    const token = await tokenOf({ roles: [role] });
    for (const operation of held) {
      const extra = { 'Hz-Service': 'command-center', 'Hz-Approved-By': randomUUID(), approvedBy: randomUUID() };
      const body = JSON.stringify(operation.examples[0]);
      const { reply } = await rawCall(everything.nc, operation.subject, body, { token, commandId: freshId(), extra });
      expect([operation.name, codeOf(reply)]).toEqual([operation.name, mayCall(operation.access, [role]) ? 'access.second-person-required' : 'access.forbidden']); // prettier-ignore
    }
  });
});

test('what is explained is what happens: every role, every operation', async () => {
  for (const role of ROLES) {
    const { reply } = await send(everything.nc, ListAccess, everything.token, { as: `${role}@a08` });
    if (!reply.ok) throw new Error(codeOf(reply));
    const { rows } = reply.value as { rows: { operation: string; may: boolean; secondPersonMinutes?: number }[] };
    expect(rows).toHaveLength(OPERATIONS.length);
    for (const { operation, may, secondPersonMinutes } of rows) {
      const contract = OPERATIONS.find(({ name }) => name === operation)!;
      expect([role, operation, may, secondPersonMinutes !== undefined]).toEqual([
        role,
        operation,
        mayCall(contract.access, [role]),
        isHeld(contract),
      ]);
    }
  }
});

describe('an operator of the neighbouring village', () => {
  const reason = '权限测试的理由';
  /** What a call on somebody else's errand or person looks like, by operation. */
  const aimed = (operation: Operation): unknown => {
    const example = operation.examples[0] as Record<string, unknown>;
    const own: Record<string, unknown> = {
      ...('errandId' in example || operation.name === 'ErrandDetail' ? { errandId: there.errandId } : {}),
      ...('personId' in example ? { personId: there.personId } : {}),
      ...('agentId' in example ? { agentId: here.operatorId } : {}),
    };
    const { no: _no, ...rest } = example;
    if (operation.name === 'ErrandDetail') return own;
    if (operation.name === 'AssignErrands') return { errandIds: [there.errandId], agentId: here.operatorId };
    if (operation.name === 'ReassignAgentErrands') return { fromAgentId: there.agentId, toAgentId: here.operatorId, reason };
    return { ...rest, ...own };
  };
  const onRecords = OPERATIONS.filter(({ access, name, examples }) => {
    const example = examples[0] as Record<string, unknown>;
    return (
      access.who === 'ROLES' &&
      ((('errandId' in example || 'personId' in example) && !name.startsWith('WhoSaw-')) || name === 'ErrandDetail')
    );
  });
  const footprint = async (): Promise<unknown> => {
    const tables = ['errands.errand', 'errands.errand_words', 'errands.authorisation', 'census_screening.person'];
    const rows = await Promise.all(
      tables.map((table) => platform.db.query(`select md5(string_agg(t::text, '' order by t::text)) as hash from ${table} t`)),
    );
    return rows.map((one) => (one.rows as unknown[])[0]);
  };
  const rolesFor = (operation: Operation) => ROLES.filter((role) => mayCall(operation.access, [role]));

  test('is told that the errand and the person do not exist, and nothing changes', async () => {
    const before = await footprint();
    const calls = onRecords.flatMap((operation) => rolesFor(operation).map((role) => ({ operation, role })));
    expect(calls.length).toBeGreaterThan(100);
    const answers = await inBatches(calls, 20, async ({ operation, role }) => {
      const { nc, token } = byRole.get(role)!;
      const { reply, text } = await send(nc, operation, token, aimed(operation));
      return { name: operation.name, role, code: codeOf(reply), text, reply };
    });
    const held = new Set(onRecords.filter(isHeld).map(({ name }) => name));
    expect([...held]).toEqual(['ErasePerson']);
    for (const { name, role, code, text } of answers) {
      expect([name, role, code]).toEqual([name, role, held.has(name) ? 'access.second-person-required' : 'record.not-found']);
      expect(text).not.toContain(there.agentId);
    }
    // what a second person agrees to is refused then as it would have been
    for (const { proposal } of answers.flatMap(({ reply }) =>
      !reply.ok && 'refusal' in reply && reply.refusal.code === 'access.second-person-required' ? [reply.refusal.params] : [],
    )) {
      const { approve } = APPROVALS['census-screening'];
      const { reply } = await send(everything.nc, approve, everything.token, { proposalId: proposal });
      expect(reply).toMatchObject({ ok: true, value: { state: 'REFUSED', refusal: 'record.not-found' } });
    }
    expect(await footprint()).toEqual(before);
  });

  test('finds nothing of it in any list, search or batch', async () => {
    const before = await footprint();
    const lists: readonly (readonly [string, unknown])[] = [
      ['WorklistPage', {}],
      ['WorklistPage', { area: 'a07' }],
      ['WorklistPage', { ids: [there.errandId] }],
      ['WorklistPage', { no: there.no }],
      ['WorklistPage', { beneficiaryId: there.personId }],
      ['WorklistPage', { agentId: there.agentId }],
      ['AgentLoad', {}],
      ['AgentLoad', { area: 'a07' }],
      ['FindPersons', {}],
      ['FindPersons', { text: '测试甲' }],
      ['FindPersons', { area: 'a07' }],
      ['PersonLabels', { ids: [there.personId] }],
      ['WallChart', {}],
      ['WallChart', { areas: ['a07'] }],
      ...['census-screening', 'errands', 'command-center'].map((service) => [`WhoSaw-${service}`, { personId: there.personId }] as const),
      ['ListPlaces', {}],
      ['ListPlaces', { under: 'houzhai/a07' }],
      ['ListOperators', {}],
      ['ListOperators', { area: 'a07' }],
      ['ReassignAgentErrands', { fromAgentId: there.agentId, toAgentId: here.operatorId, reason }],
    ];
    const calls = lists.flatMap(([name, input]) => {
      const operation = OPERATIONS.find((one) => one.name === name)!;
      return rolesFor(operation).map((role) => ({ operation, input, role }));
    });
    const answers = await inBatches(calls, 20, async ({ operation, input, role }) => {
      const { nc, token } = byRole.get(role)!;
      const { reply, text } = await send(nc, operation, token, input);
      return { what: `${role} ${operation.name} ${JSON.stringify(input)}`, code: codeOf(reply), text };
    });
    for (const { what, code, text } of answers) {
      expect([what, code]).toEqual([what, 'ok']);
      for (const [key, value] of Object.entries(there)) expect([what, key, text.includes(value)]).toEqual([what, key, false]);
      expect([what, text.includes('houzhai/a07') || text.includes('"a07"')]).toEqual([what, false]);
    }
    expect(await footprint()).toEqual(before);
  });

  test('does nothing to it in a batch', async () => {
    const before = await footprint();
    const operation = OPERATIONS.find(({ name }) => name === 'AssignErrands')!;
    for (const role of rolesFor(operation)) {
      const { nc, token } = byRole.get(role)!;
      const { reply } = await send(nc, operation, token, aimed(operation));
      expect(reply).toMatchObject({
        ok: true,
        value: { done: 0, refused: 1, rows: [{ no: '', ok: false, refusal: { code: 'record.not-found' } }] },
      });
    }
    expect(await footprint()).toEqual(before);
  });

  const validUntil = Temporal.Now.instant().add({ hours: 5 }).toString();
  const evidence = { kind: 'VOICE', reference: '录音 1' };
  const paper = {
    moduleCode: 'standing-1',
    kind: 'PURCHASE',
    items: [{ name: '大米' }],
    requestedAt: '2020-02-14T09:30:00+08:00',
    steps: [],
  };
  const cases: readonly (readonly [string, () => unknown, object])[] = [
    ['RequestErrand', () => ({ beneficiaryId: there.personId, moduleCode: 'standing-1', kind: 'PURCHASE', items: [{ name: '大米' }] }), { refusal: { code: 'record.not-found' } }],
    ['RecordAuthorisation', () => ({ principalId: there.personId, agentId: here.operatorId, scopes: ['CARD'], validUntil, evidence }), { refusal: { code: 'record.not-found' } }],
    ['RegisterPerson', () => ({ name: '测试乙', path: 'houzhai/a07' }), { refusal: { code: 'place.unknown' } }],
    ['RecordErrandHistories', () => ({ errands: [{ ...paper, beneficiaryId: there.personId, path: 'houzhai/a07' }] }), { value: { entered: 0, refused: [{ index: 0, code: 'record.not-found' }] } }],
    ['RecordErrandHistories', () => ({ errands: [{ ...paper, beneficiaryId: there.personId, path: 'houzhai/a08' }] }), { value: { entered: 0, refused: [{ index: 0, code: 'record.not-found' }] } }],
    ['RecordErrandHistories', () => ({ errands: [{ ...paper, beneficiaryId: there.personId, path: 'a b/> *' }] }), { value: { entered: 0, refused: [{ index: 0, code: 'record.not-found' }] } }],
  ]; // prettier-ignore
  test.each(cases)('files nothing under that person or place: %s', async (name, input, expected) => {
    const before = await footprint();
    const operation = OPERATIONS.find((one) => one.name === name)!;
    for (const role of rolesFor(operation)) {
      const { nc, token } = byRole.get(role)!;
      const { reply } = await send(nc, operation, token, input());
      expect([role, reply]).toEqual([role, expect.objectContaining(asymmetric(expected))]);
    }
    expect(await footprint()).toEqual(before);
  });

  test.each([
    ['PERSONS', { name: '测试丙', path: 'houzhai/a07' }],
    ['PLACES', { path: 'houzhai/a07/c1', level: 'compound', zh: '小区' }],
    ['PLACES', { path: 'houzhai/a99', level: 'area', zh: '村' }],
  ])('imports nothing there: %s %j', async (kind, cells) => {
    const before = await footprint();
    const find = (name: string) => OPERATIONS.find((one) => one.name === name)!;
    for (const role of rolesFor(find('CommitImport'))) {
      const { nc, token } = byRole.get(role)!;
      const call = async (name: string, input: unknown) => {
        const { reply } = await send(nc, find(name), token, input);
        if (!reply.ok) throw new Error(`${name}: ${codeOf(reply)}`);
        return reply.value as Record<string, unknown>;
      };
      const { importId } = await call('BeginImport', { kind, fileName: 'rows.csv' });
      await call('StageImportRows', { importId, chunk: 0, rows: [{ line: 2, cells }] });
      expect(await call('CheckImport', { importId })).toMatchObject({
        fresh: 0,
        faults: [{ line: 2, column: 'path', rule: 'unknown-place' }],
      });
      const { reply } = await send(nc, find('CommitImport'), token, { importId });
      expect(reply).toMatchObject({ ok: false, refusal: { code: 'import.has-errors', params: { errors: 1 } } });
    }
    expect(await footprint()).toEqual(before);
  });
});

/** Nested parts of an answer that matter; the rest may be anything. */
const asymmetric = (part: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [key, expect.objectContaining(shape(value as object)) as unknown]));
const shape = (value: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      Array.isArray(inner) ? inner.map((one) => expect.objectContaining(one as object) as unknown) : inner,
    ]),
  );
