import { describe, expect, test } from 'vitest';
import type { PartnerRow, SessionGrant } from '@houzhai/contracts';
import { paint } from '../app/frame.ts';
import type { Effect, Model, Msg } from '../app/model.ts';
import { keyPressed, signedIn, start } from '../app/update.ts';
import { keyOf, typed } from '../widgets/test/keys.ts';

const NOW = '2020-02-14T09:00:00+08:00';
const ID = '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b99';
const KEY = `U${'A'.repeat(55)}`;
const SEED = `SU${'B'.repeat(56)}`;
const grantFor = (roles: SessionGrant['operator']['roles']): SessionGrant => ({
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
    roles,
    scope: ['houzhai'],
    mustChangePassword: false,
    secondFactor: false,
    mustEnrol: false,
  },
});
const row: PartnerRow = {
  partner: 'rescue',
  purpose: '社会救助对接',
  state: 'ACTIVE',
  account: 'P_P02',
  events: ['ErrandAccepted'],
  areas: ['a00'],
  keys: [{ publicKey: KEY, since: NOW }],
  since: NOW,
};
const lag = { partner: 'rescue', connections: 2, waiting: 17, unconfirmed: 3, oldest: NOW, replay: { from: NOW, given: 40, ended: true } };

/** A console of somebody with these roles, on the place of partners, with fixed answers around it. */
class Play {
  model: Model;
  readonly sent: Extract<Effect, { do: 'command' }>[] = [];
  private readonly answers: Readonly<Record<string, unknown>>;

  constructor(
    answers: Readonly<Record<string, unknown>> = {},
    lang: 'zh' | 'en' = 'zh',
    size = { columns: 120, rows: 40 },
    roles: SessionGrant['operator']['roles'] = ['PLATFORM_ADMIN'],
  ) {
    this.answers = {
      ListPartners: { rows: [row], servers: [{ name: 'nats-1', version: '2.15.1', current: true }] },
      PartnerLag: { rows: [lag] },
      ...answers,
    };
    this.model = start({ lang, server: 'nats://test', size, now: Date.parse(NOW), newId: () => 'command-1' });
    this.take(signedIn(grantFor(roles)));
    this.keys(':').type('partners').keys('enter');
  }
  take(msg: Msg): this {
    const [model, effects] = msg(this.model);
    this.model = model;
    for (const effect of effects) {
      if (effect.do === 'command') this.sent.push(effect);
      if (effect.do !== 'query' && effect.do !== 'command') continue;
      const value = this.answers[effect.contract.name];
      if (value !== undefined) this.take(effect.then({ ok: true, value }));
    }
    return this;
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

describe('the partners', () => {
  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('are shown with what they may have and how far they are behind, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Play({}, lang, { columns, rows });
    expect(screen).toMatch(/rescue.*17/);
    expect(screen).toContain('ErrandAccepted');
    expect(screen).toContain(lang === 'zh' ? '全街道' : 'all areas');
    expect(screen).toContain(lang === 'zh' ? '共 40 条，已完成' : '40 events, done');
    expect(screen.split('\n').length).toBe(rows);
  });

  test('are none at first; a server of an older configuration is told', () => {
    const { screen } = new Play({ ListPartners: { rows: [], servers: [{ name: 'nats-1', version: '2.15.1', current: false }] } });
    expect(screen).toContain('还没有合作单位；a 新增');
    expect(screen).toContain('nats-server 配置不是当前版本：nats-1');
  });

  test('get another key, whose seed is shown once', () => {
    const play = new Play({ RotatePartner: { partner: 'rescue', publicKey: KEY, seed: SEED, oldKeyUntil: NOW } }).keys('K');
    expect(play.screen).toContain('更换 rescue 的密钥');
    play.keys('f10');
    expect(play.sent.map(({ contract, input }) => [contract.name, input])).toEqual([['RotatePartner', { partner: 'rescue' }]]);
    expect(play.screen.replaceAll(/[│║\s]/g, '')).toContain(SEED);
    expect(play.keys('escape').screen).not.toContain('SUBBB');
  });

  test('are revoked only after it was typed', () => {
    const play = new Play({ RevokePartner: { partner: 'rescue', revoked: true } }).keys('D');
    expect(play.screen).toContain('不能撤回');
    play.keys('enter');
    expect(play.sent).toEqual([]);
    play.type('1').keys('enter');
    expect(play.sent.map(({ contract }) => contract.name)).toEqual(['RevokePartner']);
  });

  test('are looked at, not changed, by the auditor; others do not get here', () => {
    const play = new Play({}, 'zh', { columns: 120, rows: 40 }, ['AUDITOR']).keys('a');
    expect(play.screen).toContain('只有平台管理员可以更改合作单位');
    expect(play.sent).toEqual([]);
    expect(new Play({}, 'zh', { columns: 120, rows: 40 }, ['AGENT']).screen).not.toContain('rescue');
  });
});
