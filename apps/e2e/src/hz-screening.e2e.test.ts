import { afterAll, beforeAll, expect, test } from 'vitest';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform } from './platform.ts';
import { ScreeningSite } from './screening-site.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  const site = await ScreeningSite.open(platform);
  await site.rooms('a07', 2, 2);
  await platform.account('duty', '值班长甲', ['DUTY_OFFICER'], ['houzhai'], PASSWORD);
  const lead = await platform.account('lead-07', '队长七', ['TEAM_LEAD'], ['houzhai/a07'], PASSWORD);
  await site.team(7, 'a07', lead);
  hz = new Hz(platform.natsUrl);
  for (const account of ['duty', 'lead-07'])
    expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

const data = (out: string): Record<string, unknown> => (JSON.parse(out) as { data: Record<string, unknown> }).data;

test('a round from the plan to its end, as a shell script does it', async () => {
  const opening = ['screening', 'open', '第一轮', '--purpose', '摸清来(返)义人员', '--round', '1', '--strata', 'RENTAL_ROOM', '--start', '2020-02-10', '--end', '2020-02-14', '--yes', '--json']; // prettier-ignore
  const opened = await hz.run('duty', opening);
  expect(opened).toMatchObject({ code: 0, err: '' });
  const no = String(data(opened.out)['no']);
  const frozen = await hz.run('duty', `screening freeze ${no} --yes --json`);
  expect(data(frozen.out)).toMatchObject({ status: 'FROZEN', units: 4 });
  const trial = await hz.run('duty', `screening assign ${no} --yes`, { lang: 'zh' });
  expect(trial.out).toMatch(/试算 +4 +4 +0/);
  expect(trial.out).toContain('a07 是本村');
  expect(data((await hz.run('duty', `screening assign ${no} --dry-run no --yes --json`)).out)).toMatchObject({ applied: true, fresh: 4 });
  expect(await hz.run('duty', `screening start ${no} --yes`)).toMatchObject({ code: 0 });

  // The team lists its doors and records them by their place; the second attempt has to be in the other half of the day.
  const doors = await hz.run('lead-07', 'screening units --mine --open --json');
  const path = (nth: number): string => String((data(doors.out) as unknown as { path: string }[])[nth]?.path);
  expect(await hz.run('lead-07', `screening visit ${path(0)} --outcome completed --unknown 2 --yes`)).toMatchObject({ code: 0 });
  const vain = `screening visit ${path(1)} --outcome nobody-home --sheet-no WS-12 --yes --occurred-at`;
  expect(await hz.run('lead-07', `${vain} 2020-02-11T09:00:00+08:00`)).toMatchObject({ code: 0 });
  const again = await hz.run('lead-07', `${vain} 2020-02-12T10:00:00+08:00`);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('go again in the afternoon or evening')]);
  const escalated = await hz.run('lead-07', `${vain} 2020-02-12T19:00:00+08:00 --json`);
  expect(data(escalated.out)).toMatchObject({ status: 'ESCALATED' });
  expect(await hz.run('lead-07', `screening visit ${path(2)} --outcome vacant-confirmed --yes`)).toMatchObject({ code: 1 });
  expect(await hz.run('lead-07', `screening visit ${path(2)} --outcome vacant-confirmed --evidence meter --yes`)).toMatchObject({
    code: 0,
  });

  expect((await hz.run('duty', 'screening show', { lang: 'zh' })).out).toMatch(/a07 +2\/4 +50\.0%/);
  expect((await hz.run('duty', 'screening discrepancies', { lang: 'zh' })).out).toMatch(/人口登记 +登记无人，实际有人/);

  // It does not close while a door has nobody.
  expect(await hz.run('duty', `screening wind-up ${no} --yes`)).toMatchObject({ code: 0 });
  const early = await hz.run('duty', `screening close ${no} --yes`, { lang: 'zh' });
  expect([early.code, early.err]).toEqual([1, expect.stringContaining('还有 1 户（间）未查清且没有责任人')]);
  const rest = ['screening', 'own-remaining', no, '--owner', 'lead-07', '--due-at', '+48h', '--reason', '本轮剩余，两日内补查', '--yes'];
  expect(await hz.run('duty', rest)).toMatchObject({ code: 0 });
  expect(data((await hz.run('duty', `screening close ${no} --yes --json`)).out)).toMatchObject({ status: 'CLOSED' });
  expect((await hz.run('lead-07', `screening units ${no} --mine --open`, { lang: 'zh' })).out.match(/队长七/g)).toHaveLength(2);
  const csv = await hz.run('duty', `screening units ${no} --csv`);
  expect(csv.out.split('\n')[0]).toContain('unitId,campaignId,version,path');
  expect(csv.out).not.toContain('摸清');
});
