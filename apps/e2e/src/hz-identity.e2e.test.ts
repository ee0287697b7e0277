import { afterAll, beforeAll, expect, test } from 'vitest';
import { CheckpointSite } from './checkpoint-site.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform } from './platform.ts';

const PASSWORD = 'correct-horse-battery';
let platform: Platform;
let hz: Hz;

beforeAll(async () => {
  platform = await startPlatform();
  await CheckpointSite.open(platform);
  const who = [
    ['exit', '卡口甲', 'CHECKPOINT_OFFICER', 'houzhai'],
    ['worker-07', '社区七', 'COMMUNITY_WORKER', 'houzhai/a07'],
    ['worker-09', '社区九', 'COMMUNITY_WORKER', 'houzhai/a09'],
    ['auditor', '审计甲', 'AUDITOR', 'houzhai'],
  ] as const;
  hz = new Hz(platform.natsUrl);
  for (const [account, name, role, scope] of who) {
    await platform.account(account, name, [role], [scope], PASSWORD);
    expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  }
});
afterAll(async () => {
  hz.remove();
  await platform.stop();
});

const json = async (account: string, line: string): Promise<unknown> => {
  const { code, out, err } = await hz.run(account, `${line} --json`);
  expect([line, code, err]).toEqual([line, 0, '']);
  return (JSON.parse(out) as { data: unknown }).data;
};
/** Registers the same traveller under a passport, and answers the number of the entry. */
const registered = async (documentNo: string): Promise<string> => {
  const words = `--name 测试甲 --document-kind PASSPORT --document-no ${documentNo} --phone 13700137000 --stay 金华 --temperature 36.5`;
  const line = `arrival register exit-1 ${words} --health-code GREEN --destination houzhai/a07 --yes`;
  return ((await json('exit', line)) as { personNo: string }).personNo;
};
const persons = async () => {
  const { rows } = await platform.db.query<{ row: unknown }>(
    `select to_jsonb(p) - 'version' as row from "census_screening"."person" p order by "no"`,
  );
  return rows.map(({ row }) => row);
};

test('one person with two entries is found, said to be one, merged, looked at and taken out again from a shell', async () => {
  const [kept, gone] = [await registered('E12345678'), await registered('E12345687')];
  expect(gone).not.toBe(kept);
  const before = await persons();

  const { pairs } = (await json('worker-07', 'person duplicates --area a07')) as { pairs: Record<string, unknown>[] };
  expect(pairs).toMatchObject([{ rule: 'PHONE_AND_NAME', similarity: 1 }]);
  const listed = await hz.run('worker-07', 'person duplicates --area a07', { lang: 'zh' });
  expect(listed.out).toMatch(/PE-\S+ 测\*甲 +PE-\S+ 测\*甲 +电话、姓名相同 .*E\*+78 \/ E\*+87|E\*+87 \/ E\*+78/);
  expect(listed.out).not.toMatch(/测试甲|E1234|13700137000/);
  expect((await hz.run('worker-09', 'person duplicates --area a07')).err).toContain('Nothing matches');
  expect((await hz.run('worker-07', `person alike ${kept}`)).out).toMatch(new RegExp(`${kept} .*${gone} .*phone and name`));

  const reason = '--reason 护照核对写反两位 --yes';
  expect(await json('worker-07', `person link ${kept} --other ${gone} --verdict same ${reason}`)).toMatchObject({ verdict: 'SAME' });
  const again = await hz.run('worker-07', `person link ${gone} --other ${kept} --verdict same ${reason}`, { lang: 'zh' });
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('已经这样认定过');
  expect((await hz.run('worker-07', `person alike ${kept}`, { lang: 'zh' })).out).toContain('同一人');

  expect(await json('worker-07', `person merge --keep ${kept} --other ${gone} ${reason}`)).toMatchObject({ no: gone, keptNo: kept });
  // Its number leads to the one that is kept; nothing can be done to it, and the way on is said.
  expect(await json('worker-07', `person find ${gone}`)).toMatchObject([{ no: kept, merged: [{ no: gone }] }]);
  expect((await hz.run('worker-07', `person find ${gone}`)).out).toMatch(new RegExp(`${kept} .*${gone}`));
  const corrected = await hz.run('worker-07', `person correct ${gone} --phone 13700137001 ${reason}`, { lang: 'zh' });
  expect(corrected).toMatchObject({ code: 1, out: '' });
  expect(corrected.err).toContain(`该登记已并入 ${kept}；请在 ${kept} 上办理，或先拆分`);
  expect((await hz.run('worker-07', 'person duplicates --area a07')).err).toContain('Nothing matches');

  const { no, lines } = (await json('worker-07', `person file ${kept}`)) as { no: string; lines: { entity: string; under?: string }[] };
  expect([no, lines.filter(({ entity }) => entity === 'arrival').length]).toEqual([kept, 2]);
  expect(lines.filter(({ under }) => under === gone).length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(lines)).not.toMatch(/"330700"|(?<!:)36\.5\b|GREEN|E1234/);
  const file = await hz.run('worker-07', `person file ${kept}`, { lang: 'zh' });
  expect(file.out).toMatch(new RegExp(`来\\(返\\)义 +登记 +AR-\\S+ +${gone} +卡口甲`));
  expect(file.out).toMatch(/核对 +认定是否同一人 同一人 +PE-\S+ .*社区七/);
  expect(await hz.run('worker-09', `person file ${kept}`)).toMatchObject({ code: 5, out: '' });

  // Whoever looked at either is on record, by either number.
  for (const word of [kept, gone]) {
    const seen = (await json('auditor', `audit who-saw ${word} --service census-screening`)) as { operation: string; recordId: string }[];
    const looks = seen.filter(({ operation }) => operation === 'PersonFile');
    expect(new Set(looks.map(({ recordId }) => recordId)).size).toBe(2);
  }

  expect(await json('worker-07', `person unmerge ${gone} --reason 复核为双胞胎两人 --yes`)).toMatchObject({ no: gone, keptNo: kept });
  expect(await persons()).toEqual(before);
  expect(await json('worker-07', `person find ${gone}`)).toMatchObject([{ no: gone }]);
  expect((await hz.run('worker-07', `person unmerge ${gone} ${reason}`)).err).toContain('not merged into another');
});
