import { describe, expect, test } from 'vitest';
import type { DeliveryState, Role } from '@houzhai/contracts';
import { Play as Console, grantOf, type PlayOptions } from '../widgets/test/play.ts';
import { signedIn } from '../app/update.ts';
import { places } from './places.ts';

const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const RECORD = '01912f4e-8c3a-7b5e-9d21-0a4c6eabcdef';
const calm = (service: string): DeliveryState => ({
  service,
  pending: 0,
  oldestSeconds: 0,
  parked: [],
  deadLetters: [],
  stream: { name: `EVT_${service}`, exists: true, events: 4_711, firstSequence: 1, lastSequence: 4_711, bytes: 1_000 },
  readers: [{ durable: 'command-center--board', stream: 'EVT_errands', exists: true, lag: 0, unconfirmed: 0 }],
  asOf: '2020-02-14T09:00:00+08:00',
});
const event = { entity: 'errand', recordId: RECORD, version: 3, eventType: 'evt.errands.errand.requested.v1' };
const at = '2020-02-14T08:30:00+08:00';
const parked = { ...event, position: '42', reason: 'message size exceeds maximum', attempts: 3, waiting: 2, parkedAt: at };
const dead = {
  ...event,
  id: ID,
  durable: 'command-center--board',
  stream: 'EVT_errands',
  streamSequence: '7',
  cause: 'not JSON',
  deliveries: 5,
  at,
};
const STUCK = {
  'DeliveryState-errands': { ...calm('errands'), pending: 3, oldestSeconds: 90, parked: [parked] },
  'DeliveryState-command-center': { ...calm('command-center'), deadLetters: [dead] },
};

/** A console of somebody with these roles while delivery is as the answers say, calm where they say nothing. */
class Play extends Console {
  constructor(
    answers: Readonly<Record<string, unknown>> = {},
    { roles = ['PLATFORM_ADMIN'], ...options }: Omit<PlayOptions, 'answers' | 'grant'> & { readonly roles?: readonly Role[] } = {},
  ) {
    const calmly = ['census-screening', 'errands', 'command-center'].map((name) => [`DeliveryState-${name}`, calm(name)] as const);
    super({
      ...options,
      answers: { ...Object.fromEntries(calmly), ...answers },
      grant: grantOf([...roles], { account: 'admin', displayName: '管理员' }),
    });
  }
  open(): this {
    return this.take((model) => places.go(model, 'delivery'));
  }
}

describe('the delivery page', () => {
  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('shows in %s at %ix%i how far events have travelled and what is stuck, with the reason', (lang, columns, rows) => {
    const { screen } = new Play(STUCK, { lang, columns, rows }).open();
    expect(screen.split('\n').length).toBe(rows);
    expect(screen).toMatch(lang === 'zh' ? /代办 +3 +90 +1 +0 +4711/ : /errands +3 +90 +1 +0 +4711/);
    expect(screen).toContain('message size');
    expect(screen).toContain('not JSON');
    expect(screen).toContain(lang === 'zh' ? '需要处理 2' : '2 need somebody');
  });

  test('is calm when nothing is stuck', () => {
    const play = new Play().open();
    expect(play.screen).toContain('✓ 没有搁置，没有死信');
    expect(play.screen).not.toContain('‼');
  });

  test('tries again what the cursor is on: a parked event, a dead letter', () => {
    const play = new Play({ ...STUCK, 'RetryParked-errands': { position: '42', waiting: 2 } }).open().keys('t');
    expect(play.sent.at(-1)).toMatchObject({ contract: { name: 'RetryParked-errands' }, input: { position: '42' } });
    expect(play.screen).toContain('✓ 已交给投递重发');
    play.keys('down', 't');
    expect(play.sent.at(-1)).toMatchObject({ contract: { name: 'RetryDeadLetter-command-center' }, input: { id: ID } });
  });

  test('gives up only after the number is typed, and says what it means', () => {
    const play = new Play({ ...STUCK, 'SkipParked-errands': { position: '42', waiting: 2 } }).open().keys('D');
    expect(play.screen).toContain('不能撤回');
    expect(play.screen).toContain('其后 2 条得以继续');
    play.keys('enter');
    expect(play.sent).toEqual([]);
    play.type('1').keys('enter');
    expect(play.sent.at(-1)).toMatchObject({ contract: { name: 'SkipParked-errands' }, input: { position: '42' } });
    expect(play.screen).toContain('✓ 已放弃');
  });

  test('restores every stream and builds the wall chart anew after a yes; compares it at once', () => {
    const play = new Play({ VerifyProjection: { name: 'board', events: 12, hashBefore: 'a', hashAfter: 'b', equal: false } }).open();
    play.keys('S').type('y');
    expect(play.sent.map(({ contract }) => contract.name)).toEqual([
      'RestoreStream-census-screening',
      'RestoreStream-errands',
      'RestoreStream-command-center',
    ]);
    play.keys('R').type('y');
    expect(play.sent.at(-1)).toMatchObject({ contract: { name: 'RebuildProjection' }, input: { name: 'board' } });
    expect(play.keys('v').screen).toContain('‼ 挂图与台账不一致');
  });

  test('asks again by itself while it is open, and no longer after', () => {
    const play = new Play().open();
    const look = play.later.at(-1);
    expect(look?.ms).toBe(3_000);
    play.answers = { ...play.answers, ...STUCK };
    if (look) play.take(look.then);
    expect(play.screen).toContain('需要处理 2');
    play.keys('escape');
    const before = play.asked.length;
    const after = play.later.findLast(({ ms }) => ms === 3_000);
    if (after) play.take(after.then);
    expect(play.asked).toHaveLength(before);
  });

  test('tells what each number means, and the same as a line for a shell', () => {
    const play = new Play(STUCK).open().keys('i');
    expect(play.screen).toContain('待发：已入库');
    expect(play.screen).toContain('hz delivery state');
    play.keys('escape', 'enter');
    expect(play.screen).toContain('hz delivery retry 42 --service errands');
  });
});

describe('the title', () => {
  test('says of what is stuck to those who can do something, with the way there', () => {
    for (const roles of [['PLATFORM_ADMIN'], ['COMMANDER']] as const)
      expect(new Play(STUCK, { roles }).screen).toContain('‼ 投递受阻 2 :投递');
    expect(new Play(STUCK, { roles: ['COMMUNITY_WORKER'] }).screen).not.toContain('投递受阻');
    expect(new Play().screen).not.toContain('投递');
  });
  test('says of what waits longer than a minute', () => {
    expect(new Play({ 'DeliveryState-errands': { ...calm('errands'), pending: 1, oldestSeconds: 61 } }).screen).toContain(
      '‼ 投递滞后 61 秒',
    );
  });
  test('looks again and again, once per session', () => {
    const play = new Play(STUCK);
    const look = play.later.find(({ ms }) => ms === 15_000);
    play.answers = { ...play.answers, 'DeliveryState-errands': calm('errands'), 'DeliveryState-command-center': calm('command-center') };
    if (look) play.take(look.then);
    expect(play.screen).not.toContain('投递受阻');
    play.take((model) => [{ ...model, now: model.now + 1_000 }, []]).take(signedIn(grantOf(['PLATFORM_ADMIN'])));
    const before = play.asked.length;
    if (look) play.take(look.then);
    expect(play.asked).toHaveLength(before);
  });
});
