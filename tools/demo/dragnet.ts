import 'temporal-polyfill/global';
import { openConsole, openShell, showChange, type Player, type Shell } from './stage.ts';
import { openTroupe } from './troupe.ts';

/**
 * Plays a fever at a gate, a team that is sent elsewhere, and a small round of screening: by `hz`, seen on the console of the village.
 * Everything it begins it ends.
 */
const server = process.env['HZ_SERVER'] ?? '';
const AREA = 'a07';

const troupe = await openTroupe(server);
const { add } = troupe;
let village: Awaited<ReturnType<typeof openConsole>> | undefined;
try {
  const shell = async (player: Player): Promise<Shell> => openShell(server, troupe.folder, player);
  const duty = await add('duty', '演示值班', ['DUTY_OFFICER']);
  const worker = await add('village', '演示社区', ['COMMUNITY_WORKER'], `houzhai/${AREA}`);
  const lead = await add('lead', '演示队长', ['TEAM_LEAD', 'TEAM_MEMBER'], `houzhai/${AREA}`);
  const centre = await shell(duty);
  const gate = await shell(await add('gate', '演示卡口', ['CHECKPOINT_OFFICER']));
  const door = await shell(lead);
  await shell(worker);
  const console_ = (village = await openConsole(server, worker));
  console.log('● 演示人员已登录，村(居)控制台就绪 / signed in, the console of the village is ready');

  /** One line of `hz`, and what it changed on the console. */
  const step = async (by: Shell, line: string, seen?: RegExp): Promise<Record<string, unknown>> => {
    const before = console_.lines();
    const { data } = JSON.parse(await by(`${line} --yes --json`)) as { data: Record<string, unknown> };
    if (seen) await console_.see((screen) => seen.test(screen), 20_000);
    console.log(`\n$ hz ${line}`);
    if (seen) showChange(before, console_.lines());
    return data;
  };
  const asked = async <T>(by: Shell, line: string): Promise<T> => (JSON.parse(await by(`${line} --json`)) as { data: T }).data;
  const goTo = async (address: string, seen: string): Promise<void> => {
    console_.type(':');
    await console_.see('命令 ·');
    console_.type(address);
    await console_.press('Enter');
    await console_.see(seen);
  };

  const code = `demo-${Date.now().toString(36)}`.slice(0, 16);
  await step(gate, `checkpoint open 演示卡口 --code ${code} --kind VILLAGE_GATE --path houzhai/${AREA}`);
  const head = await step(
    gate,
    `arrival register ${code} --name 测试演示 --stay 武汉 --temperature 37.6 --health-code NONE --destination houzhai/${AREA}`,
    /警报.*疑似发热/,
  );
  const [fever] = await asked<{ no: string }[]>(gate, `fever list --arrival ${String(head['no'])}`);
  if (!fever) throw new Error('没有发热记录 / no fever was begun');
  await goTo(`fever ${fever.no}`, '下一步');
  await step(gate, `fever recheck ${fever.no} --temperature 36.8`, /已办结/);
  await step(gate, `checkpoint close ${code} --reason 演示结束撤除卡口`);

  const no = String(900 + (Date.now() % 99));
  const team = await step(centre, `task-force form ${no} --home-area ${AREA} --leader ${lead.account}`);
  await goTo(`task-force ${no}`, '演示队长');
  await step(centre, `task-force deploy ${no} --to-area a08 --mission 支援摸排 --until +2d`, /支援摸排/);
  await step(centre, `task-force recall ${no} --reason 演示结束返回驻地`, /已返回/);
  await step(centre, `task-force disband ${no} --reason 演示结束解散队伍`);

  const opened = await step(
    centre,
    `screening open 演示摸排 --purpose 演示用，即开即结 --round 1 --strata RENTAL_ROOM --areas ${AREA} --start 2020-02-10 --end 2020-02-14`,
  );
  const round = String(opened['no']);
  const frozen = await step(centre, `screening freeze ${round}`);
  await step(centre, `screening start ${round}`);
  await goTo(`round ${round}`, `0/${String(frozen['units'])}`);
  const doors = await asked<{ path: string }[]>(door, `screening units ${round} --area ${AREA} --limit 3`);
  const at = (nth: number): string => doors[nth]?.path ?? '';
  await step(door, `screening visit ${at(0)} --outcome completed --unknown 2`, /\b1\/\d+/);
  await step(door, `screening visit ${at(1)} --outcome vacant-confirmed --evidence meter`, /\b2\/\d+/);
  await step(door, `screening visit ${at(2)} --outcome nobody-home`);
  await step(centre, `screening wind-up ${round}`);
  await step(centre, `screening own-remaining ${round} --owner ${duty.account} --due-at +48h --reason 演示结束，剩余由值班负责`);
  await step(centre, `screening close ${round}`, /已结束/);

  const { row } = await asked<{
    row: { status: string; coverage: { accounted: number; nobodyHome: number; owned: number; units: number } };
  }>(centre, `screening show ${round}`);
  const { accounted, nobodyHome, owned, units } = row.coverage;
  if (row.status !== 'CLOSED' || accounted !== 2 || nobodyHome !== 1 || accounted + owned !== units || team['no'] !== Number(no))
    throw new Error(`${row.status} ${JSON.stringify(row.coverage)}`);
  console.log(
    `\n✓ 发热、调度、摸排一轮均已走完；${String(units)} 户（间）查清 2，其余有人负责 / a fever, a deployment and a round are through; of ${String(units)} doors 2 are done, somebody answers for the rest`,
  );
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  village?.kill();
  await troupe.close();
}
process.exit();
