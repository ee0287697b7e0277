import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import figures from '../../../seeds/houzhai/figures.json' with { type: 'json' };
import { CheckpointSite, EVENING } from './checkpoint-site.ts';
import { Hz } from './hz-command.ts';
import { startPlatform, type Platform } from './platform.ts';

/** The same evening as a script types it: 24 January 2020, and once more under the policy of February. */
const PASSWORD = 'correct-horse-battery';
const { batches, personTrips } = figures.escort;
const HEADS = personTrips / batches;
const PEOPLE = [
  ['exit', 'CHECKPOINT_OFFICER', 'houzhai'],
  ['lead', 'ESCORT_LEAD', 'houzhai'],
  ['worker-07', 'COMMUNITY_WORKER', 'houzhai/a07'],
  ['police-07', 'POLICE', 'houzhai/a07'],
] as const;
let platform: Platform;
let hz: Hz;
const folder = mkdtempSync(join(tmpdir(), 'hz-slip-'));

beforeAll(async () => {
  platform = await startPlatform();
  await CheckpointSite.open(platform);
  hz = new Hz(platform.natsUrl);
  for (const [account, role, scope] of PEOPLE) {
    await platform.account(account, account, [role], [scope], PASSWORD);
    expect(await hz.run(account, `sign-in ${account}`, { input: `${PASSWORD}\n` })).toMatchObject({ code: 0 });
  }
});
afterAll(async () => {
  hz.remove();
  rmSync(folder, { recursive: true });
  await platform.stop();
});

/** A line of the script that has to be done; what it answers. */
async function done(account: string, line: string): Promise<Record<string, string>> {
  const { code, out, err } = await hz.run(account, `${line} --yes --json`);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return (JSON.parse(out) as { data: Record<string, string> }).data;
}
const arriving = (name: string, time: string, more = ''): string =>
  `arrival register exit-1 --name ${name} --stay 武汉 --temperature 36.5 --destination houzhai/a07 --occurred-at ${EVENING}T${time}:00+08:00${more}`;

test('six batches from the exit to the door, line by line; the last one’s slip on paper, the ledger of the day balances', async () => {
  let slip = '';
  for (let batch = 0; batch < batches; batch += 1) {
    const head = async (nth: number, party = ''): Promise<Record<string, string>> => {
      const said = await done('exit', arriving(`测试${'甲乙丙丁戊己'.charAt(batch)}${'一二三四'.charAt(nth)}`, '20:10', party));
      expect(said).toMatchObject({ policyVersion: 'YW-2020-0124', disposition: 'HOME_ISOLATION', custody: 'WAITING' });
      return said;
    };
    // One first; the others of the vehicle at the same moment.
    const first = await head(0);
    const others = Array.from({ length: HEADS - 1 }, (_, nth) => head(nth + 1, ` --party-id ${first['partyId'] ?? ''}`));
    const numbers = [first, ...(await Promise.all(others))].map(({ no = '' }) => no);
    const carried = batch >= 4;
    const mode = carried ? '--mode CARRY --seats 8' : '--mode LEAD';
    const { no = '' } = await done('exit', `escort assemble exit-1 --lead lead ${mode} --arrival ${numbers.join(',')}`);
    await done('lead', `escort depart ${no}`);
    await done('lead', `escort arrive ${no}`);
    const last = batch === batches - 1;
    const taken = last ? numbers.slice(2) : numbers;
    // The third is read back on the telephone, and confirmed by whoever received them.
    const byPhone = batch === 2;
    const way = byPhone ? ' --method READ_BACK' : '';
    await done(byPhone ? 'lead' : 'worker-07', `escort accept ${no} --arrival ${taken.join(',')} --receiver worker-07${way}`);
    if (byPhone) await done('worker-07', `escort confirm-read-back ${no}`);
    if (last) {
      await done('lead', `escort refuse ${no} --arrival ${numbers[0] ?? ''} --reason 本人不愿进门隔离 --owner lead`);
      await done('worker-07', `escort report-missing ${no} --arrival ${numbers[1] ?? ''} --reason 到达时未见其人 --owner police-07`);
    }
    await done('lead', `escort close ${no}${carried ? ' --disinfected' : ''}`);
    slip = no;
  }
  const file = join(folder, 'slip.pdf');
  expect(await hz.run('lead', `escort show ${slip} --pdf ${file}`)).toMatchObject({ code: 0 });
  expect(readFileSync(file).subarray(0, 5).toString()).toBe('%PDF-');
  const ledger = await hz.run('exit', `arrival custody --day ${EVENING} --json`);
  expect(JSON.parse(ledger.out)).toMatchObject({
    data: { needed: personTrips, accepted: personTrips - 2, refused: 1, missing: 1, settled: 0, waiting: 0, underWay: 0, balanced: true },
  });
  // Everybody who was taken over has an order, and nobody else.
  const ordered = await hz.run('worker-07', 'isolation list --json');
  expect(JSON.parse(ordered.out)).toMatchObject({ meta: { total: personTrips - 2 } });
}, 240_000);

test('the same arrival under the policy of February is asked for a health code, and registered with it', async () => {
  const february = arriving('测试庚', '20:10').replace(EVENING, '2020-02-20');
  const without = await hz.run('exit', `${february} --yes`, { lang: 'zh' });
  expect(without).toMatchObject({ code: 1, out: '' });
  expect(without.err).toContain('健康码');
  expect(await done('exit', `${february} --health-code RED`)).toMatchObject({ policyVersion: 'YW-2020-16' });
});
