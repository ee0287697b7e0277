import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { AddPartner, DEMO_PARTNER, PublishServiceModule } from '@houzhai/contracts';
import { bilingual } from '@houzhai/dev/say.ts';
import { seedAreas, valueOf } from '../../apps/e2e/src/seed.ts';
import modules from '../../seeds/policies/service-module.1.json' with { type: 'json' };
import type { BenchOperator } from '../bench/throwaway-stack.ts';
import { check, type Check } from './checks/check.ts';
import { checkCustody } from './checks/custody.ts';
import { checkDragnet } from './checks/dragnet.ts';
import { checkHomes } from './checks/homes.ts';
import { checkDatabase, readOutboxes } from './checks/database.ts';
import { checkBoard, checkReaders, checkRebuilt, checkSetAside } from './checks/readers.ts';
import { checkPartner, checkStreams } from './checks/streams.ts';
import { PartnerFollower, ViewFollower } from './followers.ts';
import { inflict } from './inflict.ts';
import { MealWatch } from './meal-watch.ts';
import type { Edit } from './programs.ts';
import { holds, type Report } from './report.ts';
import { faultLine, scheduleOf, type Deed, type Fault } from './schedule.ts';
import { Ledger } from './sender.ts';
import { isCalm, lookStill, settle } from './settle.ts';
import { Site } from './site.ts';
import { Workload } from './workload.ts';

/** What is to be run. */
export interface RunOptions {
  readonly commands: number;
  readonly faults: number;
  readonly seed: number;
  /** Changes of the source that the run must catch. */
  readonly edits?: readonly Edit[];
  readonly kinds?: readonly Deed['kind'][];
  /** Only isolations without supplies, so many; see Homes. */
  readonly isolations?: number;
  /** How long nothing may move before what is under way counts as stuck. */
  readonly patienceMs?: number;
  readonly tell: (line: string) => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const DESKS = 3;
const AGENTS = 4;
const TEAMS = 3;
/** Longer than the platform's own timers: acks, verification, heartbeats. */
const PATIENCE_MS = 90_000;
const VIEW_MS = 30_000;
/** Further looks where the platform had not come to rest, or something did not hold: what is wrong stays wrong. */
const LOOKS = 3;

/** Lets people work while the platform is harmed, heals it, and looks at what became of it all. */
export async function runChaos(options: RunOptions): Promise<Report> {
  const schedule = scheduleOf(options, options.kinds);
  for (const fault of schedule) options.tell(`  ${String(fault.at).padStart(7)}  ${faultLine(fault)}`);
  const site = await Site.start(options.edits);
  const interrupted = (): void => void site.stop().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    let agrees = false;
    try {
      const report = await runOn(site, options, schedule);
      agrees = report.checks.every(holds);
      return report;
    } finally {
      if (!agrees) options.tell(`  ${bilingual('日志', 'logs')}: ${site.keepLogs()}`);
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    await site.stop();
  }
}

async function runOn(site: Site, options: RunOptions, schedule: readonly Fault[]): Promise<Report> {
  const { commands, seed, tell } = options;
  const admin = await site.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
  const key = { partner: DEMO_PARTNER, publicKey: site.keys.nats(`partner-${DEMO_PARTNER}`).publicKey };
  valueOf(await admin.client.command(AddPartner, { ...key, purpose: '故障演练数据流', events: ['errand', 'service-module'] }));
  await seedAreas(admin);
  for (const module of modules.values.modules) valueOf(await admin.client.command(PublishServiceModule, module as never));
  const staff = {
    desk: await people(site, DESKS, ['DUTY_OFFICER', 'COMMUNITY_WORKER']),
    agents: await people(site, AGENTS, ['AGENT']),
    leads: await people(site, TEAMS, ['TEAM_LEAD']),
  };
  const view = new ViewFollower(await site.operator(['DUTY_OFFICER']), site.db);
  const partner = new PartnerFollower(await site.partner(DEMO_PARTNER));
  const ledger = new Ledger();
  const troubles: Promise<unknown>[] = [];
  const failed: string[] = [];
  const due = new Map(Map.groupBy(schedule, ({ at }) => at));
  const workload = new Workload({
    commands,
    seed,
    staff,
    ledger,
    ...(options.isolations === undefined ? {} : { isolations: options.isolations }),
    sending: (nth) => {
      for (const fault of due.get(nth) ?? [])
        troubles.push(
          inflict(site, fault).then(
            (met) => tell(`  ${String(nth).padStart(7)}  ${faultLine(fault)}${met === '' ? '' : ` → ${met}`}`),
            (error: unknown) => void failed.push(`${faultLine(fault)}: ${String(error)}`),
          ),
        );
      due.delete(nth);
    },
  });
  ledger.begin();
  const began = performance.now();
  await workload.begin();
  const meals = new MealWatch(site.db, workload.homes.needy);
  await workload.run();
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(troubles);
  tell(`  ${bilingual('故障结束,等待平稳', 'the faults are over, settling')}`);
  const healing = performance.now();
  await site.ready();
  const witness = await site.witness();
  const { patienceMs = PATIENCE_MS } = options;
  let left = await settle(site, witness, patienceMs);
  const settling = (performance.now() - healing) / 1000;
  const { missing, of } = await viewEnds(view);
  view.stop();
  const looking = performance.now();
  const look = async (): Promise<readonly Check[]> => {
    const outbox = await readOutboxes(site.db);
    return [
      ...(await checkDatabase(site.db, ledger, outbox)),
      ...(await checkStreams(witness, outbox)),
      ...(await checkReaders(site.db, outbox)),
      ...(await checkSetAside(site.db, outbox)),
      ...(await checkPartner(witness, outbox, partner.events)),
      await checkBoard(site.db),
      await checkCustody(site.db),
      await checkDragnet(site.db),
      await checkHomes(site.db),
    ];
  };
  let looked = await lookStill(site, witness, look);
  for (let again = 0; again < LOOKS && left && isCalm(left) && looked?.every(holds) !== true; again++) {
    left = await settle(site, witness, patienceMs);
    looked = await lookStill(site, witness, look);
  }
  // What never comes to rest is looked at as it is.
  looked ??= await look();
  await partner.stop();
  const fed = await meals.stop();
  const checks: readonly Check[] = [
    check('faults', '未能施加的故障', 'faults that could not be inflicted', Math.max(1, schedule.length), failed),
    ...looked,
    check('view', '画面与实情不符', 'rows a screen shows at another version', of, missing),
    await checkRebuilt(admin),
  ];
  return {
    seed,
    commands: ledger.outcomes.length,
    faults: schedule.length,
    checks,
    figures: {
      seconds,
      settling,
      looking: (performance.now() - looking) / 1000,
      acknowledged: ledger.acknowledged.length,
      refused: ledger.outcomes.length - ledger.acknowledged.length,
      resent: ledger.resent,
      repeats: ledger.repeats,
      reuses: ledger.reuses,
      unavailable: ledger.faults.get('unavailable') ?? 0,
      longestGapSeconds: ledger.longestGapMs / 1000,
      longestGapAt: ledger.longestGapAt,
      events: looked.find(({ name }) => name === 'missing')?.of ?? 0,
      viewGaps: view.gaps,
      ...fed,
    },
    memory: Object.fromEntries(site.names.map((name) => [name, residentMiB(site.pid(name))])),
  };
}

const people = (site: Site, count: number, roles: Parameters<Site['operator']>[0]): Promise<BenchOperator[]> =>
  Promise.all(Array.from({ length: count }, () => site.operator(roles)));

/** A screen may lag by a heartbeat; then it shows what is. */
async function viewEnds(view: ViewFollower): Promise<{ readonly missing: readonly string[]; readonly of: number }> {
  const end = performance.now() + VIEW_MS;
  let missing = await view.missing();
  while (missing.length > 0 && performance.now() < end) {
    await pause(500);
    missing = await view.missing();
  }
  return { missing, of: view.versions.size };
}

function residentMiB(pid: number | undefined): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
