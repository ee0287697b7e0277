import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckpointSite } from './checkpoint-site.ts';
import { Hz } from './hz-command.ts';
import { eventually, startPlatform, type Platform } from './platform.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let site: CheckpointSite;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
  await platform.account('exit', '卡口甲', ['CHECKPOINT_OFFICER'], ['houzhai'], PASSWORD);
  hz = new Hz(platform.natsUrl);
  expect(await hz.run('exit', 'sign-in exit', { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
});
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

test('from a shell an officer registers by region and party, and reads lists and the ledger in names and words', async () => {
  const first = await site.registered({ name: '测试甲' });
  const words = 'arrival register exit-1 --name 测试乙 --stay 武汉 --temperature 36.4 --health-code none --destination houzhai/a07';
  const second = await hz.run('exit', `${words} --party-id ${first.partyId} --home-possible no --yes --json`);
  expect(second).toMatchObject({ code: 0, err: '' });
  // Nobody can be isolated where there is no room for it: the word for no arrived.
  expect(JSON.parse(second.out)).toMatchObject({
    data: { disposition: 'CENTRALIZED_ISOLATION', custody: 'WAITING', partyId: first.partyId },
  });

  // Whatever fits several divisions is not guessed.
  expect(await hz.run('exit', `${words.replace('武汉', 'whs')} --yes`)).toMatchObject({ code: 2, out: '' });

  expect((await hz.run('exit', 'checkpoint list', { lang: 'zh' })).out).toMatch(/exit-1 +高速出口卡口 +开放/);
  const list = await hz.run('exit', 'arrival list exit-1 --custody WAITING', { lang: 'zh' });
  expect(list.out).toMatch(new RegExp(`${first.no} +测\\*甲 +居家隔离 +卡口等候`));
  const batchId = await site.assembled([first.arrivalId]);
  expect((await hz.run('exit', 'escort list --open')).out).toMatch(/EB-[\d-]+ +Assembling/);
  const ledger = await hz.run('exit', 'arrival custody --day 2020-01-24', { lang: 'zh' });
  expect(ledger.out).toMatch(/2020-01-24 +1 +0 +0 +0 +0 +0 +1 +0 +! 未平/);
  expect(ledger.out).toContain(first.no);
  expect(ledger.out + list.out).not.toMatch(new RegExp(`${batchId}|武汉|420100|36\\.`));
});

test('a fever and its alert are seen and walked on from a shell, and never how warm', async () => {
  const { personId } = await site.registered({ name: '测试丁', temperature: 37.6 });
  const fevers = await hz.run('exit', 'fever list --open', { lang: 'zh' });
  expect(fevers.out).toMatch(/FV-[\d-]+ +测\*丁 +疑似发热 +腋温复测/);
  const [no = ''] = /FV-\d{8}-\d{4}-\d/.exec(fevers.out) ?? [];
  const listed = await eventually(
    () => hz.run('exit', 'alert list --open', { lang: 'zh' }),
    ({ out }) => out.includes(no),
  );
  const [alert = ''] = /AL-\d{8}-\d{4}-\d/.exec(listed.out) ?? [];
  expect(await hz.run('exit', `alert acknowledge ${alert} --yes`)).toMatchObject({ code: 0 });
  expect((await hz.run('exit', 'alert list --open', { lang: 'zh' })).out).toMatch(/疑似发热 +FV-[\d-]+ +已签收 +卡口甲/);
  const judged = await hz.run('exit', `fever judge ${no} --judgement send --reason 腋温偏高咳嗽三天 --yes`, { lang: 'zh' });
  expect(judged).toMatchObject({ code: 4 });
  expect(judged.err).toContain('您的角色不能执行此操作');
  expect(await hz.run('exit', `fever recheck ${no} --temperature 36.8 --yes`)).toMatchObject({ code: 0 });
  expect((await hz.run('exit', `fever show ${no}`, { lang: 'zh' })).out + fevers.out + listed.out).not.toMatch(
    new RegExp(`(?<!:)3[67]\\.|${personId}.*37`),
  );
  await eventually(
    () => hz.run('exit', `alert show ${alert} --json`),
    ({ out }) => out.includes('"RESOLVED"'),
  );
});

test('a shell follows arrivals as they come, a line each', async () => {
  const watching = hz.open('exit', 'watch arrival', 'en');
  await watching.see('Waiting for changes');
  const { no } = await site.registered({ name: '测试丙' });
  const line = await watching.see(no);
  expect(line).toMatch(/a07 +Home isolation +Waiting/);
  expect(line).not.toContain('测');
  await watching.press('Ctrl-C');
  await watching.exit;
});
