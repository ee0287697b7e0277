import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { APPROVALS, AddOperator, DisableOperator, ROLES, ResetOperator, ResetSecondFactor, mayCall } from '@houzhai/contracts';
import { OPERATIONS, isHeld, send, startEveryRole, type EveryRole, type Operation } from './every-role.ts';
import type { Platform } from './platform.ts';
import { codeOf, inBatches } from './raw-call.ts';

let platform: Platform;
let everything: EveryRole['everything'];
let byRole: EveryRole['byRole'];
let there: EveryRole['there'];
let here: EveryRole['here'];
beforeAll(async () => {
  ({ platform, everything, byRole, there, here } = await startEveryRole());
}, 60_000);
afterAll(() => platform.stop());

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
      ['ListPlaces', { level: 'house' }],
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

  test('reads what the areas are called, and nothing below a name', async () => {
    const operation = OPERATIONS.find(({ name }) => name === 'ListPlaces')!;
    for (const role of rolesFor(operation)) {
      const { nc, token } = byRole.get(role)!;
      const { reply } = await send(nc, operation, token, { limit: 200 });
      const { rows } = (reply as { value: { rows: readonly { path: string; level: string }[] } }).value;
      expect(rows.map(({ path }) => path)).toContain('houzhai/a07');
      expect([role, new Set(rows.map(({ level }) => level))]).toEqual([role, new Set(['area'])]);
    }
  });

  test('looks after no account there, and makes none that reaches further', async () => {
    const { client } = byRole.get('PLATFORM_ADMIN')!;
    const reason = '权限测试的理由';
    for (const contract of [DisableOperator, ResetOperator, ResetSecondFactor])
      expect(await client.command(contract, { operatorId: there.agentId, reason })).toMatchObject({
        refusal: { code: 'record.not-found' },
      });
    for (const scope of [['houzhai'], ['houzhai/a07'], ['houzhai/a08', 'houzhai/a09']])
      expect(await client.command(AddOperator, { account: 'reaching', displayName: '越界', roles: ['AGENT'], scope })).toMatchObject({ refusal: { code: 'place.unknown' } }); // prettier-ignore
    expect(
      (await client.command(AddOperator, { account: 'inside', displayName: '本村', roles: ['AGENT'], scope: ['houzhai/a08'] })).ok,
    ).toBe(true);
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
