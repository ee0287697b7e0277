import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { IsolationDetail, OrderIsolation, PersonDetail } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { Hz } from './hz-command.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

/** Supplies of somebody in isolation, from the need at one terminal to the door and back. */
const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let desk: TestOperator;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  ({ desk } = await seedVillage(platform));
  await platform.account('worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  await platform.account('agent-07', '代办员七', ['AGENT'], ['houzhai/a07'], PASSWORD);
  await platform.account('doctor-07', '责任医生七', ['COMMUNITY_DOCTOR'], ['houzhai/a07'], PASSWORD);
  hz = new Hz(platform.natsUrl);
});
afterEach(closeConsoles);
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

const ordered = async (personId: string): Promise<{ readonly isolationId: string; readonly no: string }> =>
  valueOf(await desk.client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' }));

test('begun without supplies, an isolation has its errand on the agent’s terminal; left at the door and confirmed, the card says so', async () => {
  const { no } = await ordered(await seedPerson(desk, 'a07'));
  const worker = openConsole(platform, { columns: 120, rows: 40 });
  const agent = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(worker, 'worker-07', PASSWORD);
  await signInAs(agent, 'agent-07', PASSWORD);
  await agent.press('4');
  await agent.see('编号');
  await worker.press(':');
  worker.type(`isolation ${no}`);
  await worker.press('Enter');
  await worker.see('尚未开始：按 x 选“开始隔离”');
  await worker.press('d');
  await worker.see('没有物资代办');
  await worker.press('x', 's');
  await worker.see('开始隔离 · 测*');
  worker.type('GL-0137');
  await worker.press('Tab', 'Tab', 'Tab');
  worker.type('worker-07');
  await worker.see(/▸ 社区七/);
  await worker.press('Enter', 'Tab');
  worker.type('doctor-07');
  await worker.see(/▸ 责任医生七/);
  await worker.press('Enter');
  await worker.see(/物资有保障 \* 否/);
  await worker.press('Ctrl-S');
  await worker.see('开始隔离 → 隔离中');
  await worker.see(/! 物资需要保障 · ER-\d{8}-\d{4}-\d 代办中/);

  // The agent sees it by itself, and that nobody is to be met.
  await agent.see(/ER-\d{8}-\d{4}-\d/);
  await agent.press('Enter');
  await agent.see('无接触：门口放置');
  expect(agent.screen()).toContain(no);
  await agent.press('x', 'a');
  await agent.see(/受理 → 受理/);
  await agent.press('x', 's');
  await agent.see(/开始办理 → 办理/);
  await agent.press('f');
  await agent.see('送达 · ER-');
  await agent.press('Tab');
  agent.type('门口放置');
  await agent.press('Ctrl-S');
  await agent.see(/送达 → 送达/);

  // From the case to its errand and back; what was brought is confirmed by those who ask.
  await worker.press('d');
  await worker.see(/ER-[\d-]+ +送达/);
  await worker.press('x', 'c');
  await worker.see('回访确认 · ER-');
  await worker.press('Tab', 'Tab');
  worker.type('收到了');
  await worker.press('Ctrl-S');
  await worker.see(/回访确认 → 确认/);
  await worker.press('w');
  await worker.see(/物资有保障 · ER-[\d-]+ 已送达/);

  // Ensured, it may be needed again; the keys of both are in the menu.
  await worker.press('x', 'w');
  await worker.see('物资已有保障 · 测*');
  worker.type('子女每日送饭到门口');
  await worker.press('Ctrl-S');
  await worker.see('物资已有保障，无需再登记');
  await worker.press('Esc', 'y', 'x', 'W');
  await worker.see('物资需要保障 · 测*');
  worker.type('家属无法再送');
  await worker.press('Ctrl-S');
  await worker.see(/! 物资需要保障 · ER-[\d-]+ 代办中/);
  await agent.press('Esc');
  await agent.see(/ER-\d{8}-0002-\d/);
});

test('the same from a shell', async () => {
  for (const account of ['worker-07', 'agent-07']) expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 }); // prettier-ignore
  const { no: personNo } = valueOf(await desk.client.query(PersonDetail, { personId: await seedPerson(desk, 'a07', '测试乙') })).row;
  const did = async (account: string, ...line: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, out, err } = await hz.run(account, [...line, '--yes', '--json']);
    expect([code, err]).toMatchObject([0, expect.any(String)]);
    return (JSON.parse(out) as { data: Record<string, unknown> }).data;
  };
  const { no, isolationId } = (await did('worker-07', 'isolation', 'order', personNo, '--kind', 'home', '--reason', 'contact')) as { no: string; isolationId: string }; // prettier-ignore
  const start = ['--notice-no', 'GL-0138', '--street-cadre', 'worker-07', '--doctor', 'doctor-07', '--household', 'lives-alone'];
  await did('worker-07', 'isolation', 'start', no, ...start, '--supply-ensured', 'no');
  const detail = () => desk.client.query(IsolationDetail, { isolationId }).then(valueOf);
  const { supply } = await eventually(detail, ({ supply }) => supply !== undefined);
  const errand = supply?.errandNo ?? '';
  expect((await hz.run('worker-07', `isolation show ${no}`)).out).toContain(errand);
  expect((await hz.run('agent-07', `errand show ${errand} --json`)).out).toContain('"contactFree":true');
  await did('agent-07', 'errand', 'accept', errand);
  await did('agent-07', 'errand', 'start', errand);
  await did('agent-07', 'errand', 'deliver', errand, '--proof-kind', 'photo', '--proof-reference', '门口');
  await did('worker-07', 'errand', 'confirm', errand, '--by', 'call-back', '--words', '收到了');
  await eventually(detail, ({ supplyEnsured }) => supplyEnsured === true);
  // Ensured, there is nothing to ensure; needed again, there is another errand.
  expect(await hz.run('worker-07', ['isolation', 'ensure-supply', no, '--reason', '子女每日送饭到门口', '--yes'])).toMatchObject({
    code: 1,
  });
  await did('worker-07', 'isolation', 'raise-supply-need', no, '--reason', '家属无法再送');
  const again = await eventually(detail, (one) => one.supply?.errandNo !== errand);
  expect(again).toMatchObject({ supplyEnsured: false, supply: { status: 'TAKEN' } });
});
