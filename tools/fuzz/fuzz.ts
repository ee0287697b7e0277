import 'temporal-polyfill/global';
import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AcceptErrand, BeginImport, PublishServiceModule, RequestErrand, StartErrand } from '@houzhai/contracts';
import { bilingual } from '@houzhai/dev/say.ts';
import { SERVICES } from '@houzhai/dev/services.ts';
import { seedCheckpoint, seedNeeds, seedTeams, type Known } from '../../apps/e2e/src/fuzz-known.ts';
import { ALL_ROLES, fuzz, type FuzzReport, type Tally } from '../../apps/e2e/src/fuzz-run.ts';
import { seedAreas } from '../../apps/e2e/src/seed.ts';
import { residentWhenCollected } from '../bench/collected.ts';
import { fillPersons, valueOf } from '../bench/filled-tables.ts';
import modules from '../../seeds/policies/service-module.1.json' with { type: 'json' };
import { startThrowaway, type BenchStack } from '../bench/throwaway-stack.ts';

/** npm run fuzz -- [--calls N] [--seed S]: ends with 1 when an answer is wrong or a service grows between the halves. */
const SETTLE_MS = 10_000;
/** As the measure `memory` of tools/bench. */
const GROWTH = 1.05;
/** Fewer calls than these do not fill what a service keeps. */
const TELLING = 100_000;

const { values } = parseArgs({ options: { calls: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
const calls = Number(values.calls);
const seed = Number(values.seed ?? randomInt(1_000_000));
if (!Number.isSafeInteger(calls) || calls < 2 || !Number.isSafeInteger(seed)) {
  process.stderr.write(`${bilingual('用法:npm run fuzz -- [--calls N] [--seed S]', 'Usage: npm run fuzz -- [--calls N] [--seed S]')}\n`);
  process.exit(64);
}
process.stderr.write(`${bilingual(`种子 ${seed}:${calls} 次调用`, `seed ${seed}: ${calls} calls`)}\n`);

const judged = calls >= TELLING;
const stack = await startThrowaway();
let good = false;
try {
  const known = await knownOn(stack);
  const before = pids(stack);
  await pause(SETTLE_MS);
  const start = await resident(stack);
  const half = async (from: number): Promise<FuzzReport> =>
    fuzz(
      {
        natsUrl: stack.stack.natsUrl,
        db: stack.pool(2),
        tokenPublicKey: stack.stack.keys.token.publicKey,
        known: (field) => known.get(field) ?? [],
        operator: (roles) => stack.operator(roles),
        inside: (service) => stack.nats(service),
      },
      { calls: Math.ceil(calls / 2), seed, from },
    );
  const first = await half(0);
  await pause(SETTLE_MS);
  const middle = await resident(stack);
  const second = await half(Math.ceil(calls / 2));
  await pause(SETTLE_MS);
  const end = await resident(stack);
  const findings = [...first.findings, ...second.findings];
  const lines = SERVICES.map(({ name }) => {
    const [began = 0, was = 0, is = 0] = [start, middle, end].map((at) => at.get(name));
    return { name, began, was, is, grows: is > was * GROWTH };
  });
  for (const report of [first, second]) {
    printTally(report.answers);
    printTally(report.kinds);
  }
  for (const { name, began, was, is, grows } of lines) {
    const figures = `RSS ${[began, was, is].map((mb) => `${mb.toFixed(0)} MB`).join(' → ')} (${(is / was).toFixed(2)})`;
    process.stdout.write(`${grows && judged ? '✗' : ' '} ${name.padEnd(36)} ${figures}\n`);
  }
  process.stdout.write(`  ${bilingual('断线', 'connections dropped')} ${String(first.dropped + second.dropped)}\n`);
  for (const finding of findings) process.stdout.write(`✗ ${finding}\n`);
  const alive = [...pids(stack)].every(([name, pid]) => before.get(name) === pid);
  if (!alive) process.stdout.write(`✗ ${bilingual('有服务重启过', 'a service was started again')}\n`);
  good = alive && findings.length === 0 && !(judged && lines.some(({ grows }) => grows));
  process.stdout.write(`${good ? '✓' : '✗'} ${String(first.calls + second.calls)} / ${String(findings.length)}, seed ${String(seed)}\n`);
} finally {
  await stack.stop();
}
process.exit(good ? 0 : 1);

/** Something of everything, by the fields it fits. */
async function knownOn(site: BenchStack): Promise<ReadonlyMap<string, readonly string[]>> {
  const desk = await site.operator(ALL_ROLES);
  await seedAreas(desk);
  for (const module of modules.values.modules) valueOf(await desk.client.command(PublishServiceModule, module as never));
  const persons = (await fillPersons(site, site.pool(2), 20)).map(({ personId }) => personId);
  const errands: string[] = [];
  for (const beneficiaryId of persons) {
    const input = { beneficiaryId, moduleCode: 'standing-1', kind: 'PURCHASE' as const, items: [{ name: '大米' }], despiteDuplicate: true };
    errands.push(valueOf(await desk.client.command(RequestErrand, input)).errandId);
  }
  // under way, so that money can move
  for (const errandId of errands.slice(0, 6)) {
    valueOf(await desk.client.command(AcceptErrand, { errandId }));
    valueOf(await desk.client.command(StartErrand, { errandId }));
  }
  const { importId } = valueOf(await desk.client.command(BeginImport, { kind: 'PLACES', fileName: 'areas.csv' }));
  const agents = await Promise.all(
    Array.from(
      { length: 4 },
      async () => (await site.operator(['AGENT', 'TEAM_LEAD', 'TEAM_MEMBER', 'UNIT_HEAD', 'PARTY_MEMBER'])).operatorId,
    ),
  );
  const fits: readonly Known[] = [
    ['errandId errandIds duplicateOf of', errands],
    ['beneficiaryId personId principalId', persons],
    ['operatorId agentId to from toAgentId fromAgentId', agents],
    ['importId', [importId]],
    ['moduleCode code module', ['standing-1', 'standing-2']],
    ['path under', ['houzhai/a07', 'houzhai/a01', 'houzhai']],
    ['area', ['a07', 'a01']],
    ['name', ['board']],
    ...(await seedCheckpoint(site, persons.slice(0, 3), agents)),
    ...(await seedTeams(site, 'a07', agents)),
    ...(await seedNeeds(desk, 'a07', persons)),
  ];
  return new Map(fits.flatMap(([fields, list]) => fields.split(' ').map((field) => [field, list] as const)));
}

function printTally(tally: Tally<string>): void {
  for (const [of, codes] of [...tally].toSorted(([a], [b]) => a.localeCompare(b)))
    process.stdout.write(`  ${of.padEnd(36)} ${[...codes].map(([code, times]) => `${code} ${String(times)}`).join('  ')}\n`);
}

function pids({ stack: running }: BenchStack): ReadonlyMap<string, number | undefined> {
  return new Map(SERVICES.map(({ name }) => [name, running.pid(name)] as const));
}

/** Megabytes each service holds, without what it only has not thrown away yet. */
async function resident(site: BenchStack): Promise<ReadonlyMap<string, number>> {
  const held = new Map<string, number>();
  for (const [name, pid] of pids(site)) held.set(name, await residentWhenCollected(pid ?? Number.NaN));
  return held;
}
