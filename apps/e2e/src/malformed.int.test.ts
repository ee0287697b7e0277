import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { privateKeyOf, signToken, type Operator } from '@houzhai/auth';
import {
  COMMANDS,
  FindPersons,
  ListOperators,
  QUERIES,
  REFUSALS,
  RecordErrandHistories,
  RequestErrand,
  WorklistPage,
  type Command,
  type Query,
} from '@houzhai/contracts';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ALL_ROLES } from './fuzz-run.ts';
import { startPlatform, type Platform, type HeldOperator, type TestOperator } from './platform.ts';
import { codeOf, freshId, inBatches, rawCall, type RawHead } from './raw-call.ts';
import { rowCounts } from './row-counts.ts';
import { seedAreas, seedModules, seedPerson, valueOf } from './seed.ts';

/** Something that must never come back, in whatever way it was sent. */
const CANARY = '金丝雀13912345678';

let platform: Platform;
let admin: TestOperator;
let desk: HeldOperator;
let guest: NatsConnection;
let personId: string;

beforeAll(async () => {
  platform = await startPlatform();
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  await seedAreas(admin);
  await seedModules(admin);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  personId = await seedPerson(desk, 'a07');
  const nonce = randomBytes(16).toString('hex');
  guest = await connect({ servers: platform.natsUrl, user: 'guest', pass: nonce, inboxPrefix: `_INBOX.${nonce}` });
});
afterAll(async () => {
  await guest.close();
  await platform.stop();
});

/** Sends calls and expects: a refusal with a known code, nothing of what was sent in it, every service alive, nothing written. */
async function refusesAll(
  calls: readonly { nc: NatsConnection; subject: string; body: string | Uint8Array; head?: RawHead; what: string }[],
) {
  const before = await rowCounts(platform.db);
  const answers = await inBatches(calls, 20, async ({ nc, subject, body, head, what }) => ({
    what,
    ...(await rawCall(nc, subject, body, head)),
  }));
  for (const { what, reply, text } of answers) {
    expect([what, codeOf(reply)]).toEqual([what, expect.stringMatching(/^(?!fault:|ok$)/)]);
    expect(Object.keys(REFUSALS)).toContain(codeOf(reply));
    expect([what, text.includes('金丝雀') || text.includes('13912345678')]).toEqual([what, false]);
    expect(text).not.toMatch(/ at .*\.ts|node_modules|Error:/);
    expect(text.length).toBeLessThan(4_000);
  }
  for (const query of [WorklistPage, FindPersons, ListOperators]) expect((await desk.client.query(query, {})).ok).toBe(true);
  expect(await rowCounts(platform.db)).toEqual(before);
  return answers;
}

const deep = (levels: number): string => `${'{"a":['.repeat(levels / 2)}"${CANARY}"${']}'.repeat(levels / 2)}`;
const BODIES: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['no JSON', CANARY, 'request.invalid'],
  ['half of a JSON', `{"beneficiaryId":"${CANARY}`, 'request.invalid'],
  ['two JSONs', `{}{"a":"${CANARY}"}`, 'request.invalid'],
  ['NaN', `{"advanceFen":NaN,"note":"${CANARY}"}`, 'request.invalid'],
  ['an array', `[{"beneficiaryId":"${CANARY}"}]`, 'request.invalid'],
  ['a string', JSON.stringify(CANARY), 'request.invalid'],
  ['a number', '13912345678', 'request.invalid'],
  ['null', 'null', 'request.invalid'],
  ['JSON 10,000 levels deep', deep(10_000), 'request.invalid'],
  ['brackets that never end', '['.repeat(60_000), 'request.invalid'],
  ['900 KB', JSON.stringify({ note: CANARY.repeat(34_000) }), 'request.too-large'],
  ['one byte over the limit', ' '.repeat(64 * 1024 + 1), 'request.too-large'],
  ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 'request.invalid'],
  ['UTF-16', Buffer.from(JSON.stringify({ note: CANARY }), 'utf16le'), 'request.invalid'],
  ['a byte order mark twice', Buffer.from('\ufeff\ufeff{}'), 'request.invalid'],
  ['GB 18030', Buffer.from('7b226e6f7465223a22d6d0b9fa227d', 'hex'), 'request.invalid'],
  ['a key nobody knows', JSON.stringify({ [CANARY]: CANARY }), 'request.invalid'],
  ['the prototype', `{"__proto__":{"roles":["${CANARY}"]},"constructor":1,"unknown":1}`, 'request.invalid'],
];

describe('a body that is none', () => {
  test.each(BODIES)('%s is refused by every operation, without an echo', async (what, body, code) => {
    const operations: (Command | Query)[] = [...COMMANDS, ...QUERIES].filter(
      ({ access }) => access.who !== 'ROLES' || access.roles.length > 0,
    );
    const everything = await everybody();
    const answers = await refusesAll(
      operations.map(({ subject, name }) => ({
        nc: name === 'SignIn' ? guest : everything.nc,
        subject,
        body,
        head: { token: name === 'SignIn' ? undefined : everything.token, commandId: freshId() },
        what: `${name}: ${what}`,
      })),
    );
    for (const answer of answers) expect([answer.what, codeOf(answer.reply)]).toEqual([answer.what, code]);
  });

  test('nothing at all is refused where something is needed', async () => {
    const head = { token: desk.token, commandId: freshId() };
    const [empty] = await refusesAll([{ nc: desk.nc, subject: RequestErrand.subject, body: '', head, what: 'nothing' }]);
    expect(empty?.reply).toMatchObject({ refusal: { code: 'request.invalid', params: { path: 'beneficiaryId' } } });
  });
});

let allRoles: TestOperator | undefined;
const everybody = async (): Promise<TestOperator> => (allRoles ??= await platform.operator(ALL_ROLES));

const errand = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  beneficiaryId: personId,
  moduleCode: 'standing-1',
  kind: 'PURCHASE',
  items: [{ name: '大米' }],
  ...more,
});
const VALUES: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a lone surrogate', { note: `${CANARY}\ud800` }],
  ['a lone surrogate in an item', { items: [{ name: `\udfff${CANARY}` }] }],
  ['a lone surrogate in an answer', { answers: { a: `${CANARY}\ud83d` } }],
  ['NUL', { note: `${CANARY}\0` }],
  ['NUL in an answer', { answers: { a: `${CANARY}\0` } }],
  ['NUL in a key', { answers: { [`${CANARY}\0`]: 'a' } }],
  ['an escape sequence of a terminal', { note: `\u001b[2J${CANARY}` }],
  ['a bell', { items: [{ name: `${CANARY}\u0007` }] }],
  ['a C1 control character', { note: `${CANARY}\u009b31m` }],
  ['text turned around', { note: `${CANARY}\u202e` }],
  ['text isolated', { note: `\u2066${CANARY}\u2069` }],
  ['only blanks', { items: [{ name: ' \u3000\t ' }] }],
  ['far too long a name', { items: [{ name: CANARY.repeat(20) }] }],
  ['too many items', { items: Array.from({ length: 21 }, () => ({ name: CANARY })) }],
  ['no items', { items: [], note: CANARY }],
  ['a number for a text', { note: 13912345678 }],
  ['a text for a number', { advanceFen: CANARY }],
  ['an object for a text', { note: { $ne: CANARY } }],
  ['a negative sum', { advanceFen: -1 }],
  ['part of a fen', { advanceFen: 0.1 }],
  ['a sum beyond all bounds', { advanceFen: 1e308 }],
  ['true for a number', { advanceFen: true }],
  ['null for what may be absent', { note: null }],
  ['a kind nobody knows', { kind: CANARY }],
  ['an id that is none', { beneficiaryId: CANARY }],
  ['SQL for an id', { beneficiaryId: `' or 1=1 -- ${CANARY}` }],
  ['an answer that is an object', { answers: { [CANARY]: { a: 1 } } }],
  ['a time that is none', { wantedBy: CANARY }],
  ['a day that is none', { wantedBy: '2020-02-30T09:00:00+08:00' }],
  ['a time without its zone', { wantedBy: '2020-02-14T09:00:00' }],
  ['the year nought', { occurredAt: '0000-01-01T00:00:00+08:00' }],
  ['a key nobody knows', { [CANARY]: 1 }],
  ['a key nobody knows in an item', { items: [{ name: '米', [CANARY]: 1 }] }],
];

describe('a value that is none', () => {
  test.each(VALUES)('%s is refused, without an echo', async (what, more) => {
    const head = { token: desk.token, commandId: freshId() };
    const [answer] = await refusesAll([{ nc: desk.nc, subject: RequestErrand.subject, body: JSON.stringify(errand(more)), head, what }]);
    expect(answer && codeOf(answer.reply)).toBe('request.invalid');
  });

  const searches: readonly (readonly [string, Record<string, unknown>])[] = [
    ['WorklistPage', { no: '\0' }],
    ['WorklistPage', { no: '\ud800' }],
    ['WorklistPage', { cursor: CANARY }],
    ['WorklistPage', { cursor: Buffer.from(JSON.stringify(['2020-13-45 99:99:99+00', randomUUID()])).toString('base64url') }],
    ['WorklistPage', { cursor: Buffer.from(JSON.stringify([CANARY, '-'.repeat(36)])).toString('base64url') }],
    ['WorklistPage', { cursor: Buffer.from(JSON.stringify(['a', '-'.repeat(36)])).toString('base64url'), sort: 'no' }],
    ['WorklistPage', { doneOn: '0000-01-01' }],
    ['WorklistPage', { limit: 0 }],
    ['WorklistPage', { limit: 100_000 }],
    ['ErrandDetail', {}],
    ['ErrandDetail', { no: '\0' }],
    ['FindPersons', { text: `\0${CANARY}` }],
    ['FindPersons', { cursor: '-'.repeat(36) }],
    ['FindPersons', { cursor: `' or true -- ${CANARY}` }],
    ['PersonDetail', { no: '\0' }],
    ['PersonDetail', {}],
    ['ListPlaces', { text: '\0' }],
    ['ListPlaces', { cursor: CANARY }],
    ['ListPlaces', { under: '../etc' }],
    ['ListOperators', { text: '\0' }],
  ];
  test.each(searches)('as a question is refused, without an echo: %s %j', async (name, input) => {
    const { subject } = QUERIES.find((query) => query.name === name)!;
    const head = { token: desk.token };
    const [answer] = await refusesAll([{ nc: desk.nc, subject, body: JSON.stringify(input), head, what: name }]);
    expect(answer && codeOf(answer.reply)).toBe('request.invalid');
  });

  test.each([
    ['a request of the year nought', { requestedAt: '0000-01-01T00:00:00+08:00' }],
    ['a step of the year nought', { steps: [{ action: 'cancel', at: '0000-01-01T00:00:00+08:00' }] }],
  ])('on paper is refused: %s', async (what, more) => {
    const paper = { ...errand(), path: 'houzhai/a07', requestedAt: '2020-02-14T09:00:00+08:00', steps: [], ...more };
    const head = { token: admin.token, commandId: freshId() };
    const body = JSON.stringify({ errands: [paper] });
    await refusesAll([{ nc: admin.nc, subject: RecordErrandHistories.subject, body, head, what }]);
  });
});

describe('somebody who is not who they say', () => {
  const claims = (more: Partial<Operator> = {}): Operator => ({
    kind: 'operator',
    operatorId: desk.operatorId,
    sessionId: desk.sessionId,
    roles: ['COMMUNITY_WORKER'],
    scope: ['houzhai'],
    readOnly: false,
    mustChangePassword: false,
    ...more,
  });
  const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3_600;
  const ours = () => privateKeyOf(platform.keys.token.privateKey);
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

  test('is refused: no token, another key, no signature, a changed payload, one that has run out', async () => {
    const expired = await signToken(claims(), ours(), Math.floor(Date.now() / 1000) - 1);
    const foreign = await signToken(claims(), privateKeyOf(randomBytes(32).toString('base64url')), inAnHour());
    const [head = '', payload = '', signature = ''] = (await signToken(claims(), ours(), inAnHour())).split('.');
    const raised = encode({ ...(JSON.parse(Buffer.from(payload, 'base64url').toString()) as object), roles: ['PLATFORM_ADMIN'] });
    const symmetric = createHash('sha256').update(platform.keys.token.publicKey).digest('base64url');
    const tokens: Record<string, string | undefined> = {
      none: undefined,
      'no token at all': CANARY.slice(3),
      'another key': foreign,
      'run out': expired,
      'a changed payload': `${head}.${raised}.${signature}`,
      'no signature': `${encode({ alg: 'none' })}.${payload}.`,
      'a signature left out': `${head}.${payload}.`,
      'the public key as a secret': `${encode({ alg: 'HS256' })}.${payload}.${symmetric}`,
      'a refresh token': `rt_${randomBytes(32).toString('base64url')}`,
      'a very long one': 'a'.repeat(20_000),
    };
    const calls = Object.entries(tokens).map(([what, token]) => ({
      nc: desk.nc,
      subject: RequestErrand.subject,
      body: JSON.stringify(errand()),
      head: { token, commandId: freshId() },
      what,
    }));
    for (const { what, reply } of await refusesAll(calls)) expect([what, codeOf(reply)]).toEqual([what, 'access.unauthenticated']);
  });

  test('may do nothing with another operator’s token, with its own what it says, and with a bound one nothing yet', async () => {
    const other = await platform.operator(['COMMUNITY_WORKER']);
    const auditor = await signToken(claims({ roles: ['AUDITOR'] }), ours(), inAnHour());
    const readOnly = await signToken(claims({ readOnly: true }), ours(), inAnHour());
    const fresh = await signToken(claims({ mustChangePassword: true }), ours(), inAnHour());
    const call = (token: string, what: string) => ({
      nc: desk.nc,
      subject: RequestErrand.subject,
      body: JSON.stringify(errand()),
      head: { token, commandId: freshId() },
      what,
    });
    const unenrolled = await signToken(claims({ mustEnrol: true }), ours(), inAnHour());
    const calls = [
      call(other.token, 'another operator’s'),
      call(auditor, 'auditor'),
      call(readOnly, 'read only'),
      call(fresh, 'one-time password'),
      call(unenrolled, 'no second factor yet'),
    ];
    const codes = (await refusesAll(calls)).map(({ reply }) => codeOf(reply));
    expect(codes).toEqual([
      'access.unauthenticated',
      'access.forbidden',
      'access.forbidden',
      'access.password-change-required',
      'access.second-factor-required',
    ]);
  });
});

describe('a command id', () => {
  test.each([
    '',
    'short',
    'with blanks in it',
    `${CANARY}-abcdefgh`.replaceAll(/[^\x20-\x7e]/g, '_').concat('!'),
    'x'.repeat(101),
    "'; drop table--",
  ])('like %j is refused', async (commandId) => {
    const call = { nc: desk.nc, subject: RequestErrand.subject, body: JSON.stringify(errand()), what: commandId };
    const [answer] = await refusesAll([{ ...call, head: { token: desk.token, commandId } }]);
    expect(answer?.reply).toMatchObject({ refusal: { code: 'request.invalid', params: { rule: 'command-id' } } });
  });

  test('has one effect and one answer; with other content, or said by another operation, it is refused', async () => {
    const commandId = freshId();
    const body = JSON.stringify(errand({ items: [{ name: '面条' }] }));
    const head = { token: desk.token, commandId };
    const first = await rawCall(desk.nc, RequestErrand.subject, body, head);
    const after = await rowCounts(platform.db);
    const again = await Promise.all(Array.from({ length: 5 }, () => rawCall(desk.nc, RequestErrand.subject, body, head)));
    expect(first.reply.ok).toBe(true);
    for (const { reply } of again) expect(reply).toEqual(first.reply);
    const other = JSON.stringify(errand({ items: [{ name: '挂面' }], note: CANARY }));
    const reused = await refusesAll([{ nc: desk.nc, subject: RequestErrand.subject, body: other, head, what: 'reused' }]);
    expect(reused.map(({ reply }) => codeOf(reply))).toEqual(['command.id-reused']);
    const { errandId } = (first.reply as { value: { errandId: string } }).value;
    const cancel = COMMANDS.find(({ name }) => name === 'CancelErrand')!;
    const words = JSON.stringify({ errandId, reason: '居民不需要了' });
    const elsewhere = await refusesAll([{ nc: desk.nc, subject: cancel.subject, body: words, head, what: 'other operation' }]);
    expect(elsewhere.map(({ reply }) => codeOf(reply))).toEqual(['command.id-reused']);
    expect(await rowCounts(platform.db)).toEqual(after);
    // the same id said by somebody else is another command
    const theirs = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
    const same = await rawCall(theirs.nc, RequestErrand.subject, JSON.stringify(errand({ items: [{ name: '豆腐' }] })), {
      token: theirs.token,
      commandId,
    });
    expect(valueOf(same.reply as never)).not.toMatchObject({ errandId });
  });
});

describe('a version nobody serves', () => {
  test('is answered with those that are served', async () => {
    const inside = await platform.staticUser('command-center', '_INBOX.command-center');
    for (const [subject, supported] of [
      [WorklistPage.subject.replace(/v1$/, 'v99'), 'v1'],
      [WorklistPage.subject.replace(/v1$/, 'v01'), 'v1'],
    ] as const) {
      const { reply } = await rawCall(inside, subject, JSON.stringify({ note: CANARY }));
      expect(reply).toEqual({ ok: false, refusal: { code: 'request.unsupported-version', params: { supported } } });
    }
    await expect(rawCall(inside, 'qry.errands.nothing.of-the-kind.v1', '{}')).rejects.toThrow(/Permissions? Violation/i);
  });
  test('cannot even be sent by an operator', async () => {
    const subject = RequestErrand.subject.replace(/v1$/, 'v2');
    await expect(desk.nc.request(subject, JSON.stringify(errand()), { timeout: 2_000 })).rejects.toThrow(/Permissions? Violation/i);
  });
});

test('nothing of all this was set aside or parked', async () => {
  for (const schema of ['errands', 'census_screening', 'command_center']) {
    const { rows } = await platform.db.query<{ left: number }>(
      `select ((select count(*) from ${schema}.dead_letter) + (select count(*) from ${schema}.outbox where parked_at is not null))::int as left`,
    );
    expect([schema, rows[0]?.left]).toEqual([schema, 0]);
  }
});
