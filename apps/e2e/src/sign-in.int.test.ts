import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newNkey, totpCode } from '@houzhai/auth';
import {
  AddOperator,
  ConfirmSecondFactor,
  EnrolSecondFactor,
  ListOperators,
  RemoveSecondFactor,
  RenewSession,
  ResetSecondFactor,
  SecondFactorState,
  SignIn,
  UnlockSession,
  WhoAmI,
  type Reply,
} from '@houzhai/contracts';
import { openSession, signIn, type HeldSession, type OperatorSession } from '@houzhai/messaging';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { TestClock, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { codeOf, freshId, inBatches, rawCall } from './raw-call.ts';
import { valueOf } from './seed.ts';

const PASSWORD = 'correct-horse-battery';
const GUEST = 'a'.repeat(20);
const reason = '登录测试的理由';
const clock = new TestClock();
let platform: Platform;
let admin: HeldOperator;
let guest: NatsConnection;
let accounts = 0;

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await platform.replica('command-center');
  admin = await platform.operator(['PLATFORM_ADMIN']);
  guest = await connect({ servers: platform.natsUrl, user: 'guest', pass: GUEST, inboxPrefix: `_INBOX.${GUEST}` });
});
afterAll(async () => {
  await guest.close();
  await platform.stop();
});

const newAccount = async (): Promise<{ readonly account: string; readonly operatorId: string }> => {
  const account = `person-${String(++accounts)}`;
  return { account, operatorId: await platform.account(account, '某人', ['DUTY_OFFICER'], ['houzhai'], PASSWORD) };
};
const attempt = async (account: string, password: string, code?: string): Promise<Reply> => {
  const body = JSON.stringify({ account, password, clientKey: newNkey('user').publicKey, ...(code === undefined ? {} : { code }) });
  return (await rawCall(guest, SignIn.subject, body, { commandId: freshId() })).reply;
};
const triesLeft = (reply: Reply): number | undefined =>
  'refusal' in reply && reply.refusal.code === 'session.wrong-credentials' ? reply.refusal.params.triesLeft : undefined;
const enter = async (account: string, code?: string): Promise<OperatorSession> => {
  const held: HeldSession = valueOf(await signIn({ server: platform.natsUrl, account, password: PASSWORD, code, client: 'program' }));
  return openSession(platform.natsUrl, held, { name: 'test' });
};

describe('wrong passwords', () => {
  test('are counted over a restart and over replicas, lock for growing times, and a right one ends the count', async () => {
    const { account } = await newAccount();
    expect(triesLeft(await attempt(account, 'wrong'))).toBe(4);
    expect(triesLeft(await attempt(account, 'wrong'))).toBe(3);
    await platform.restart('command-center');
    expect(triesLeft(await attempt(account, 'wrong'))).toBe(2);
    expect((await attempt(account, PASSWORD)).ok).toBe(true);
    for (const minutes of [5, 15, 60]) {
      for (const left of [4, 3, 2, 1, 0]) expect(triesLeft(await attempt(account, 'wrong'))).toBe(left);
      expect(codeOf(await attempt(account, PASSWORD))).toBe('session.locked');
      clock.advance({ seconds: minutes * 60 - 20 });
      expect(codeOf(await attempt(account, PASSWORD))).toBe('session.locked');
      clock.advance({ seconds: 25 });
    }
    expect((await attempt(account, PASSWORD)).ok).toBe(true);
    const { rows } = await platform.db.query<{ events: number }>(
      `select count(*)::int as events from "command_center"."outbox" o join "command_center"."operator" p on p."id" = o."record_id"
       where p."account" = $1 and o."subject" like '%.locked-out.v1.%'`,
      [account],
    );
    expect(rows[0]?.events).toBe(3);
  }, 60_000);

  test('that come together are judged one after the other: at most one more than allowed at each replica', async () => {
    const { account } = await newAccount();
    const answers = await Promise.all(Array.from({ length: 24 }, () => attempt(account, 'wrong')));
    const judged = answers.filter((reply) => codeOf(reply) === 'session.wrong-credentials').length;
    expect(judged).toBeGreaterThanOrEqual(5);
    expect(judged).toBeLessThanOrEqual(6);
    expect(codeOf(await attempt(account, PASSWORD))).toBe('session.locked');
  });

  test('of accounts that do not exist, or are disabled, are answered and counted alike', async () => {
    const { account, operatorId } = await newAccount();
    await platform.db.query('update "command_center"."operator" set "active" = false where "id" = $1', [operatorId]);
    const known = (await newAccount()).account;
    for (let time = 0; time < 6; time++) {
      const answers = await Promise.all([account, known, 'nobody-at-all'].map((one) => attempt(one, one === account ? PASSWORD : 'wrong')));
      const alike = answers.map((reply) => codeOf(reply) + String(triesLeft(reply)));
      expect(new Set(alike).size).toBe(1);
    }
  });

  test('take as much work for an account that is new, one that is not, and one that does not exist', async () => {
    const { account: chosen } = await newAccount();
    const { hashPassword } = await import('@houzhai/auth');
    await platform.db.query('update "command_center"."operator" set "password_hash" = $2 where "account" = $1', [
      chosen,
      await hashPassword(PASSWORD),
    ]);
    const { account: fresh } = await newAccount();
    // What the processors did, not how long it took: others may be busy on them. The services run in this process.
    const work: Record<string, number> = {};
    for (const account of [chosen, fresh, 'nobody-there'])
      for (let time = 0; time < 4; time++) {
        const before = process.cpuUsage();
        await attempt(account, 'wrong');
        const { user, system } = process.cpuUsage(before);
        work[account] = Math.min(work[account] ?? Infinity, user + system);
      }
    const taken = Object.values(work);
    expect(Math.max(...taken) / Math.min(...taken)).toBeLessThan(2.2);
  });

  test('behind a locked screen count like those of sign-in', async () => {
    const { account } = await newAccount();
    const session = await enter(account);
    const unlock = (password: string) => session.client.command(UnlockSession, { password });
    expect(await unlock('wrong')).toMatchObject({ refusal: { code: 'session.wrong-credentials', params: { triesLeft: 4 } } });
    expect(triesLeft(await attempt(account, 'wrong'))).toBe(3);
    expect(await unlock(PASSWORD)).toEqual({ ok: true, value: { unlocked: true } });
    for (let time = 0; time < 5; time++) await unlock('wrong');
    expect(await unlock(PASSWORD)).toMatchObject({ refusal: { code: 'session.locked' } });
    expect(codeOf(await attempt(account, PASSWORD))).toBe('session.locked');
    await session.signOut();
  });
});

test('a one-time password must be replaced before anything else', async () => {
  const added = valueOf(
    await admin.client.command(AddOperator, { account: 'newcomer', displayName: '新人', roles: ['PLATFORM_ADMIN'], scope: ['houzhai'] }),
  );
  const held = valueOf(await signIn({ server: platform.natsUrl, account: 'newcomer', password: added.oneTimePassword, client: 'program' }));
  const session = await openSession(platform.natsUrl, held, { name: 'test' });
  expect(held.operator.mustChangePassword).toBe(true);
  expect(await session.client.query(ListOperators, {})).toMatchObject({ refusal: { code: 'access.password-change-required' } });
  await session.signOut();
});

/** The secret of an answer as an app keeps it. */
const secretOf = (uri: string): Buffer => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const text = new URL(uri).searchParams.get('secret') ?? '';
  const bits = Array.from(text, (letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? []);
};
const stepNow = (): number => Math.floor(clock.now().epochMilliseconds / 30_000);

describe('a second factor', () => {
  const enrolled = async () => {
    const person = await newAccount();
    const session = await enter(person.account);
    const { uri, secret } = valueOf(await session.client.command(EnrolSecondFactor, { password: PASSWORD }));
    const key = secretOf(uri);
    expect(secret.replaceAll(' ', '')).toBe(new URL(uri).searchParams.get('secret'));
    const { recoveryCodes } = valueOf(await session.client.command(ConfirmSecondFactor, { code: totpCode(key, stepNow()) }));
    clock.advance({ seconds: 30 });
    return { ...person, session, key, recoveryCodes, code: () => totpCode(key, stepNow()) };
  };

  test('counts once a first code confirmed it; its secret and codes are nowhere in clear', async () => {
    const { account, operatorId } = await newAccount();
    const session = await enter(account);
    expect(await session.client.command(ConfirmSecondFactor, { code: '123456' })).toMatchObject({
      refusal: { code: 'second-factor.none' },
    });
    expect(await session.client.command(EnrolSecondFactor, { password: 'wrong' })).toMatchObject({
      refusal: { code: 'session.wrong-credentials' },
    });
    const first = valueOf(await session.client.command(EnrolSecondFactor, { password: PASSWORD }));
    expect((await attempt(account, PASSWORD)).ok).toBe(true);
    const { uri } = valueOf(await session.client.command(EnrolSecondFactor, { password: PASSWORD }));
    const old = totpCode(secretOf(first.uri), stepNow());
    expect(await session.client.command(ConfirmSecondFactor, { code: old })).toMatchObject({ refusal: { code: 'session.wrong-code' } });
    const { recoveryCodes } = valueOf(await session.client.command(ConfirmSecondFactor, { code: totpCode(secretOf(uri), stepNow()) }));
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(valueOf(await session.client.query(SecondFactorState, {}))).toMatchObject({
      enrolled: true,
      recoveryCodesLeft: 10,
      required: false,
    });
    const { rows } = await platform.db.query<{ everything: string }>(
      `select concat((select string_agg(t::text, '') from command_center.second_factor t), (select string_agg(t::text, '') from command_center.recovery_code t),
                     (select string_agg(t::text, '') from command_center.command_log t), (select string_agg(t::text, '') from command_center.audit t),
                     (select string_agg(t::text, '') from command_center.outbox t)) as everything`,
    );
    const kept = rows[0]?.everything ?? '';
    expect(kept).toContain(operatorId);
    const secrets = [
      secretOf(uri).toString('hex'),
      secretOf(uri).toString('base64'),
      new URL(uri).searchParams.get('secret') ?? '',
      ...recoveryCodes,
    ];
    for (const secret of secrets) expect(kept).not.toContain(secret);
    expect(await session.client.command(EnrolSecondFactor, { password: PASSWORD })).toMatchObject({
      refusal: { code: 'second-factor.exists' },
    });
    await session.signOut();
  });

  test('is asked for after the right password only; a code works once, at any replica, and wrong ones count', async () => {
    const { account, code, key, session } = await enrolled();
    expect(codeOf(await attempt(account, 'wrong'))).toBe('session.wrong-credentials');
    expect(codeOf(await attempt(account, 'wrong', code()))).toBe('session.wrong-credentials');
    expect(codeOf(await attempt(account, PASSWORD))).toBe('session.second-factor-required');
    // One code, whatever the time is when it is sent again.
    const used = code();
    const once = await Promise.all(Array.from({ length: 4 }, () => attempt(account, PASSWORD, used)));
    expect(once.filter(({ ok }) => ok)).toHaveLength(1);
    expect(codeOf(await attempt(account, PASSWORD, used))).toMatch(/^session\.(?:wrong-code|locked)$/);
    clock.advance({ minutes: 6 });
    await session.client.command(RenewSession, { refreshToken: session.grant().refreshToken });
    const earlier = totpCode(key, stepNow() - 1);
    expect((await attempt(account, PASSWORD, code())).ok).toBe(true);
    expect(codeOf(await attempt(account, PASSWORD, earlier))).toBe('session.wrong-code');
    for (let time = 0; time < 4; time++) await attempt(account, PASSWORD, '000000');
    clock.advance({ seconds: 30 });
    expect(codeOf(await attempt(account, PASSWORD, code()))).toBe('session.locked');
  });

  test('is replaced by a recovery code, each once; few that are left are said', async () => {
    const { account, recoveryCodes, session } = await enrolled();
    const [first = '', ...others] = recoveryCodes;
    const answer = await attempt(account, PASSWORD, first);
    expect(answer).toMatchObject({ ok: true });
    expect(answer).not.toMatchObject({ value: { recoveryCodesLeft: 9 } });
    expect(codeOf(await attempt(account, PASSWORD, first))).toBe('session.wrong-code');
    for (const code of others.slice(0, 5)) expect((await attempt(account, PASSWORD, code)).ok).toBe(true);
    expect(await attempt(account, PASSWORD, others[5])).toMatchObject({ ok: true, value: { recoveryCodesLeft: 3 } });
    await session.signOut();
  });

  test('is removed with password and code, or by an administrator, which ends the sessions', async () => {
    const { session, code, account } = await enrolled();
    const remove = (password: string, value: string) => session.client.command(RemoveSecondFactor, { password, code: value });
    expect(await remove('wrong', code())).toMatchObject({ refusal: { code: 'session.wrong-credentials' } });
    expect(await remove(PASSWORD, '000000')).toMatchObject({ refusal: { code: 'session.wrong-code' } });
    expect(await remove(PASSWORD, code())).toEqual({ ok: true, value: { removed: true } });
    expect((await attempt(account, PASSWORD)).ok).toBe(true);
    const other = await enrolled();
    valueOf(await admin.client.command(ResetSecondFactor, { operatorId: other.operatorId, reason }));
    expect(await other.session.ended).toMatchObject({ why: 'RESET' });
    expect((await attempt(other.account, PASSWORD)).ok).toBe(true);
    expect(await admin.client.command(ResetSecondFactor, { operatorId: other.operatorId, reason })).toMatchObject({
      refusal: { code: 'second-factor.none' },
    });
  });

  test('that a role must have comes before anything else, and cannot be removed', async () => {
    await platform.db.query(
      `insert into "command_center"."policy" ("code", "version", "effective_from", "source", "values")
       select "code", '3', "effective_from" + interval '1 day', "source", "values" || '{"secondFactorRoles":["POLICE"]}' from "command_center"."policy" where "code" = 'sign-in' and "version" = '2'`,
    );
    await platform.restart('command-center');
    const account = `police-${String(++accounts)}`;
    await platform.account(account, '民警', ['POLICE', 'DUTY_OFFICER'], ['houzhai'], PASSWORD);
    const held = await inBatches(Array.from({ length: 12 }), 1, () =>
      signIn({ server: platform.natsUrl, account, password: PASSWORD, client: 'program' }).then(valueOf),
    );
    // The other replica still reads the older version for a moment.
    const mine = held.find(({ operator }) => operator.mustEnrol);
    if (!mine) throw new Error('nobody must enrol');
    const session = await openSession(platform.natsUrl, mine, { name: 'test' });
    expect(await session.client.query(ListOperators, {})).toMatchObject({ refusal: { code: 'access.second-factor-required' } });
    expect(valueOf(await session.client.query(WhoAmI, {})).operator.account).toBe(account);
    const { uri } = valueOf(await session.client.command(EnrolSecondFactor, { password: PASSWORD }));
    valueOf(await session.client.command(ConfirmSecondFactor, { code: totpCode(secretOf(uri), stepNow()) }));
    await session.renew();
    expect((await session.client.query(ListOperators, {})).ok).toBe(true);
    await session.signOut();
  });
});
