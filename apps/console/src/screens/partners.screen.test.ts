import { describe, expect, test } from 'vitest';
import type { PartnerRow, Role } from '@houzhai/contracts';
import { Play as Console, grantOf, type PlayOptions } from '../widgets/test/play.ts';

const NOW = '2020-02-14T09:00:00+08:00';
const KEY = `U${'A'.repeat(55)}`;
const SEED = `SU${'B'.repeat(56)}`;
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

/** A console of somebody with these roles, on the place of partners. */
class Play extends Console {
  constructor(
    answers: Readonly<Record<string, unknown>> = {},
    { roles = ['PLATFORM_ADMIN'], ...options }: Omit<PlayOptions, 'answers' | 'grant'> & { readonly roles?: Role[] } = {},
  ) {
    super({
      ...options,
      answers: {
        ListPartners: { rows: [row], servers: [{ name: 'nats-1', version: '2.15.1', current: true }] },
        PartnerLag: { rows: [lag] },
        ...answers,
      },
      grant: grantOf(roles, { account: 'admin', displayName: '管理员' }),
    });
    this.keys(':').type('partners').keys('enter');
  }
}

describe('the partners', () => {
  test.each([
    ['zh', 80, 24],
    ['zh', 120, 40],
    ['en', 80, 24],
    ['en', 120, 40],
  ] as const)('are shown with what they may have and how far they are behind, in %s at %ix%i', (lang, columns, rows) => {
    const { screen } = new Play({}, { lang, columns, rows });
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

  test('are changed from what they have: areas that are not touched stay', () => {
    const play = new Play({
      ListPartners: { rows: [{ ...row, areas: ['a07', 'a08'] }] },
      ChangePartner: { partner: 'rescue', events: ['ErrandAccepted'], areas: ['a07', 'a08'] },
    }).keys('e');
    expect(play.screen).toMatch(/村\(居\) +a07 · a08/);
    play.type('援助').keys('f10');
    expect(play.sent.map(({ input }) => input)).toMatchObject([{ areas: ['a07', 'a08'], events: ['ErrandAccepted'] }]);
    const all = new Play().keys('e');
    expect(all.screen).toMatch(/村\(居\) +全街道/);
  });

  test('are asked again by themselves how far they are, for as long as somebody looks', () => {
    const play = new Play();
    const look = play.later.find(({ ms }) => ms === 3_000);
    play.answers = { ...play.answers, PartnerLag: { rows: [{ ...lag, waiting: 5 }] } };
    if (look) play.take(look.then);
    expect(play.screen).toMatch(/rescue +在用 .*5 /);
    play.keys('escape');
    const before = play.asked.length;
    play.take(play.later.findLast(({ ms }) => ms === 3_000)!.then);
    expect(play.asked).toHaveLength(before);
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
    const play = new Play({}, { roles: ['AUDITOR'] }).keys('a');
    expect(play.screen).toContain('只有平台管理员可以更改合作单位');
    expect(play.sent).toEqual([]);
    expect(new Play({}, { roles: ['AGENT'] }).screen).not.toContain('rescue');
  });
});
