import { describe, expect, test } from 'vitest';
import type { DeliveryState, Role, SessionGrant } from '@houzhai/contracts';
import { paint } from '../app/frame.ts';
import type { Effect, Model, Msg } from '../app/model.ts';
import { keyPressed, signedIn, start } from '../app/update.ts';
import { places } from './places.ts';
import { keyOf, typed } from '../widgets/test/keys.ts';

const NOW = Date.parse('2020-02-14T09:00:00+08:00');
const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37';
const RECORD = '01912f4e-8c3a-7b5e-9d21-0a4c6eabcdef';
const grant = (roles: readonly Role[]): SessionGrant => ({
  token: 't',
  refreshToken: 'r',
  expiresAt: '2020-02-14T10:00:00+08:00',
  sessionId: ID,
  inbox: '_INBOX.x',
  lockAfterMinutes: 5,
  operator: {
    operatorId: ID,
    account: 'admin',
    displayName: '管理员',
    roles: [...roles],
    scope: ['houzhai'],
    mustChangePassword: false,
    secondFactor: false,
    mustEnrol: false,
  },
});
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

interface PlayOptions {
  readonly lang?: 'zh' | 'en';
  readonly columns?: number;
  readonly rows?: number;
  readonly roles?: readonly Role[];
}

/** A console with fixed answers around it. */
class Play {
  model: Model;
  readonly sent: Extract<Effect, { do: 'command' }>[] = [];
  readonly later: Extract<Effect, { do: 'later' }>[] = [];
  asked: string[] = [];
  answers: Record<string, unknown>;

  constructor(
    answers: Readonly<Record<string, unknown>> = {},
    { lang = 'zh', columns = 120, rows = 40, roles = ['PLATFORM_ADMIN'] }: PlayOptions = {},
  ) {
    const calmly = Object.fromEntries(
      ['census-screening', 'errands', 'command-center'].map((name) => [`DeliveryState-${name}`, calm(name)]),
    );
    this.answers = { ...calmly, ListOperators: { rows: [] }, ...answers };
    this.model = start({ lang, server: 'nats://test', size: { columns, rows }, now: NOW, newId: () => 'command-1' });
    this.take(signedIn(grant(roles)));
  }
  take(msg: Msg): this {
    const [model, effects] = msg(this.model);
    this.model = model;
    for (const effect of effects) {
      if (effect.do === 'later') this.later.push(effect);
      if (effect.do === 'command') this.sent.push(effect);
      if (effect.do !== 'query' && effect.do !== 'command') continue;
      this.asked.push(effect.contract.name);
      const value = this.answers[effect.contract.name];
      if (value !== undefined) this.take(effect.then({ ok: true, value }));
    }
    return this;
  }
  open(): this {
    return this.take((model) => places.go(model, 'delivery'));
  }
  keys(...names: readonly string[]): this {
    for (const name of names) this.take(keyPressed(keyOf(name)));
    return this;
  }
  type(text: string): this {
    for (const key of typed(text)) this.take(keyPressed(key));
    return this;
  }
  get screen(): string {
    return paint(this.model, false)
      .lines.join('\n')
      .replaceAll(/\u001b\[[\d;]*m/g, '');
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
    play.asked = [];
    const after = play.later.findLast(({ ms }) => ms === 3_000);
    if (after) play.take(after.then);
    expect(play.asked).toEqual([]);
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
    play.take((model) => [{ ...model, now: model.now + 1_000 }, []]).take(signedIn(grant(['PLATFORM_ADMIN'])));
    play.asked = [];
    if (look) play.take(look.then);
    expect(play.asked).toEqual([]);
  });
});
