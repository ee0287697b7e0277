import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { privateKeyOf, signToken, type Operator } from '@houzhai/auth';
import { ListAccess, ROLES, mayCall } from '@houzhai/contracts';
import { GUARDED, OPERATIONS, SERVICES_ONLY, isHeld, send, startEveryRole, type EveryRole } from './every-role.ts';
import type { Platform } from './platform.ts';
import { codeOf, freshId, inBatches, rawCall } from './raw-call.ts';

let platform: Platform;
let everything: EveryRole['everything'];
let byRole: EveryRole['byRole'];
let inside: EveryRole['inside'];
let there: EveryRole['there'];

beforeAll(async () => {
  ({ platform, everything, byRole, inside, there } = await startEveryRole());
}, 60_000);
afterAll(() => platform.stop());

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
      const nc = SERVICES_ONLY.has(operation.name) ? inside[operation.service] : everything.nc;
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
      GUARDED.filter(({ name }) => !SERVICES_ONLY.has(name)),
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
const OPEN_TO_ROLES = GUARDED.filter(({ name }) => !SERVICES_ONLY.has(name));
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
