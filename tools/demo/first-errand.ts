import 'temporal-polyfill/global';
import { ErrandDetail, RegisterPerson } from '@houzhai/contracts';
import { openStage, type Stage } from './stage.ts';
import { must, openTroupe } from './troupe.ts';

/**
 * Plays the first errand by itself: two operators made for it, each with a console on a real terminal and a shell with
 * `hz`, and a partner that listens. Every step prints its `hz` line, the event and what changed on the other's screen.
 */
const server = process.env['HZ_SERVER'] ?? '';
const AREA = 'a07';

const troupe = await openTroupe(server);
const { admin, keys, folder } = troupe;
let stage: Stage | undefined;
try {
  const desk = await troupe.add('desk', '演示社区', ['COMMUNITY_WORKER'], `houzhai/${AREA}`);
  const agent = await troupe.add('agent', '演示代办员', ['AGENT'], `houzhai/${AREA}`);
  const resident = must(await admin.client.command(RegisterPerson, { name: '测试演示', path: `houzhai/${AREA}` }));
  stage = await openStage({ server, folder, desk, agent, partnerSeed: keys.nats('partner-demo').seed });

  const no = await stage.request(
    `errand request --for ${resident.no} --module-code standing-1 --kind PURCHASE --item 牛奶=1箱 --wanted-by +5h`,
  );
  await stage.step('desk', `errand assign ${no} --agent ${agent.account}`, 'assigned', /指派/);
  await stage.step('agent', `errand accept ${no}`, 'accepted', /受理/);
  await stage.step('agent', `errand start ${no}`, 'started', /开始办理/);
  await stage.step('agent', `errand hold ${no} --cause OUT_OF_STOCK --reason 门店缺货稍候再去`, 'held', /暂缓/);
  await stage.step('agent', `errand resume ${no}`, 'resumed', /恢复/);
  await stage.step(
    'agent',
    `errand deliver ${no} --proof-kind HANDED_OVER --proof-reference 本人签收 --spent 46 --receipt No.8=46`,
    'delivered',
    /送达/,
  );
  await stage.step('desk', `errand confirm ${no} --by CALL_BACK --words 收到了`, 'confirmed', /确认/);
  await stage.step('desk', `money give ${no} --amount 46`, 'money-entered', /记账/);
  await stage.step('desk', `errand archive ${no}`, 'archived', /归档/);
  await stage.step('desk', `errand follow-up ${no} --rating 5`, 'followed-up', /回访/);

  const { row, history } = must(await admin.client.query(ErrandDetail, { no }));
  const told = stage.heard();
  const expected = history.map(({ event }) => event);
  if (row.status !== 'ARCHIVED' || told.join() !== expected.join())
    throw new Error(`platform ${row.status} ${expected.join()}; partner ${told.join()}`);
  console.log(
    `\n✓ 平台、两个控制台、命令行和合作方一致：${String(expected.length)} 步 / all sides agree: ${String(expected.length)} steps`,
  );
} catch (error) {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await stage?.close();
  await troupe.close();
}
process.exit();
