import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OrderIsolation, StartIsolation } from '@houzhai/contracts';
import { closeConsoles, openConsole, signInAs } from './console-session.ts';
import { startPlatform, type Platform } from './platform.ts';
import { seedAreas, seedPerson, valueOf } from './seed.ts';

let platform: Platform;
let no: string;
const PASSWORD = 'correct-horse-battery';

beforeAll(async () => {
  platform = await startPlatform();
  await seedAreas(await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']));
  const worker = await platform.account('worker-07', '社区七', ['COMMUNITY_WORKER'], ['houzhai/a07'], PASSWORD);
  const doctorId = await platform.account('doctor-07', '医生七', ['COMMUNITY_DOCTOR'], ['houzhai/a07'], PASSWORD);
  const by = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  const { client } = by;
  const personId = await seedPerson(by, 'a07');
  // Begun twelve hours ago: the first half-day is the one that runs now.
  const occurredAt = Temporal.Now.instant().subtract({ hours: 12 }).toString();
  const { isolationId } = valueOf(await client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT', occurredAt }));
  const careTeam = { streetCadreId: worker, doctorId };
  const start = { isolationId, noticeNo: 'GL-0137', careTeam, household: 'LIVES_ALONE', supplyEnsured: true, occurredAt } as const;
  ({ no } = valueOf(await client.command(StartIsolation, start)));
});
afterEach(closeConsoles);
afterAll(() => platform.stop());

test('37.3 at the door on one terminal is an alert on the other within a second, and goes from hand to hand to its result', async () => {
  const doctor = openConsole(platform, { columns: 80, rows: 24 });
  await signInAs(doctor, 'doctor-07', PASSWORD, /卡口/);
  const worker = openConsole(platform);
  await signInAs(worker, 'worker-07', PASSWORD);
  await worker.press(':');
  worker.type('gl');
  await worker.press('Enter');
  await worker.see(new RegExp(`▸ ${no}`));
  await worker.press('Enter');
  await worker.see('通知书 GL-0137');
  await worker.press('a');
  await worker.see('登记随访 · ');
  worker.type('37.3');
  await worker.press('Ctrl-S');
  const began = performance.now();
  const line = await doctor.see(/‼ 警报 1 · 疑似发热 FV-/);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(line).toMatch(/占位村7 .*待签收/);
  expect(line).not.toContain('37.3');
  const [fever = ''] = /FV-\d{8}-\d{4}-\d/.exec(line) ?? [];
  await worker.see(new RegExp(`发热 +${fever} · 疑似发热`));

  // The doctor goes there and has seen it: the worker knows.
  await doctor.press('!');
  await doctor.see(/▸ .*疑似发热/);
  await doctor.press('a');
  await worker.see(/‼ 警报 1 · 疑似发热 .*已签收 医生七/);
  await doctor.press('o');
  await doctor.see(/下一步 +腋温复测/);
  await doctor.press('o');
  await doctor.see(/37\.3 ℃ +腋下/);
  await doctor.press('Enter');

  // The worker takes it again under the arm, the doctor judges, it is sent by 120, and comes back with a result.
  await worker.press('f');
  await worker.see(/下一步 +腋温复测/);
  await worker.press('a');
  worker.type('37.6');
  await worker.press('Ctrl-S');
  await worker.see('复测仍高');
  await doctor.see(/下一步 +医生研判/);
  await doctor.press('a');
  await doctor.see('医生研判 · ');
  await doctor.press('Right', 'Tab');
  doctor.type('腋温偏高，咳嗽三天');
  await doctor.press('Ctrl-S');
  await doctor.see(/研判 +送发热门诊/);
  await worker.see(/下一步 +送发热门诊/);
  await worker.press('a');
  await worker.see('送发热门诊 · ');
  await worker.press('Ctrl-S');
  await worker.see('已送发热门诊');
  await doctor.see(/送医 +120 救护车/);
  await doctor.press('a');
  await doctor.see('登记结果 · ');
  await doctor.press('Tab');
  doctor.type('发热门诊核酸阴性');
  await doctor.press('Ctrl-S');
  await doctor.see('已办结');

  // The alert is over by itself, on both screens.
  await worker.see('已办结');
  await worker.see((screen) => !screen.includes('‼ 警报'));
  await doctor.see((screen) => !screen.includes('‼ 警报'));
  await worker.press('Esc');
  expect(await worker.see(new RegExp(`发热 +${fever} · 已办结`))).not.toContain('待研判');
});
