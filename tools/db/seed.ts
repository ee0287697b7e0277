import 'temporal-polyfill/global';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AddOperator,
  AddOperators,
  AddPartner,
  BeginImport,
  CheckImport,
  CombatUnitsPage,
  CommitImport,
  DEMO_PARTNER,
  DeployTaskForce,
  FindPersons,
  FormCombatUnit,
  FormTaskForce,
  LinkPartyMember,
  ListOperators,
  ListPartners,
  ListPlaces,
  ListServiceModules,
  PublishServiceModule,
  RecordErrandHistories,
  ReportUnitDuty,
  SetUnitDuty,
  StageImportRows,
  TaskForcesPage,
  WorklistPage,
} from '@houzhai/contracts';
import { OutcomeUnknown, Unavailable, openSession, signIn, type HeldSession, type OperatorSession } from '@houzhai/messaging';
import { dayOf, startOfDay } from '@houzhai/calendar';
import modules from '../../seeds/policies/service-module.1.json' with { type: 'json' };
import { generateAreas, generateDwellings } from '../../seeds/demo/dwellings.ts';
import { generateErrands, type DemoErrand } from '../../seeds/demo/errands.ts';
import { generatePeople } from '../../seeds/demo/people.ts';
import { generateTeams, generateUnits, type DemoColleague } from '../../seeds/demo/teams.ts';
import { PATIENCE, must } from './seed-calls.ts';
import { seedHouseholds } from './seed-households.ts';

/**
 * Fills an empty platform with the figures that are known and with synthetic people, through the same commands everybody
 * uses. Safe to repeat: what is there stays. Prints the demonstration accounts with their one-time passwords, once.
 */
const SEED = 2020;
const {
  HZ_SERVER: server = '',
  HZ_FIRST_ACCOUNT: account = 'seed',
  HZ_FIRST_PASSWORD: password = '',
  HZ_STATE_DIR: stateDir = '',
  HZ_DEMO_PARTNER_KEY: partnerKey = '',
} = process.env;
/** Bytes of a chunk of an import or of paper records; under the 64 KB of one call. */
const CHUNK_BYTES = 48_000;

const started = performance.now();
const progress = (zh: string, en: string): void => {
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${zh} · ${en}`);
};

function* chunks<T>(items: Iterable<T>, size: (item: T) => number): Generator<T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const own = size(item);
    if (chunk.length > 0 && (bytes + own > CHUNK_BYTES || chunk.length === 2_000)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += own;
  }
  if (chunk.length > 0) yield chunk;
}

async function importRows(
  session: OperatorSession,
  kind: 'PLACES' | 'PERSONS',
  fileName: string,
  rows: Iterable<Record<string, string>>,
): Promise<number> {
  const { client } = session;
  const { importId } = must(await client.command(BeginImport, { kind, fileName }, PATIENCE));
  let line = 1;
  const lines = (function* () {
    for (const cells of rows) yield { line: ++line, cells };
  })();
  let chunk = 0;
  for (const part of chunks(lines, (one) => Buffer.byteLength(JSON.stringify(one)))) {
    must(await client.command(StageImportRows, { importId, chunk, rows: part }, PATIENCE));
    chunk++;
  }
  const checked = must(await client.command(CheckImport, { importId }, PATIENCE));
  if (checked.faultCount > 0) throw new Error(`seed ${fileName}: ${JSON.stringify(checked.faults.slice(0, 5))}`);
  return must(await client.command(CommitImport, { importId }, PATIENCE)).entered;
}

function* placeRows(): Generator<Record<string, string>> {
  for (const source of [generateAreas(), generateDwellings(SEED)]) {
    for (const { path, level, zh, en, placeholder, rental } of source)
      yield { path, level, zh, en, placeholder: String(placeholder), rental: String(rental) };
  }
  const households = new Set<string>();
  for (const { path } of generatePeople(SEED)) {
    if (!/\/f\d+$/.test(path) || households.has(path)) continue;
    households.add(path);
    yield { path, level: 'household', zh: '', en: '', placeholder: 'false', rental: 'false' };
  }
}

function* personRows(): Generator<Record<string, string>> {
  for (const { name = '', documentKind, documentNo = '', phone = '', birthYear, sex, path } of generatePeople(SEED)) {
    yield { name, documentKind, documentNo, phone, birthYear: String(birthYear), sex, path };
  }
}

const TEAMS = generateTeams();
const UNITS = generateUnits(SEED);
const area = (index: number): string => `a${String(index).padStart(2, '0')}`;
/** Whoever of the teams and units signs in in a demonstration. */
const ON_STAGE = TEAMS.slice(0, 1)
  .flatMap(({ leader, members }) => [leader, ...members.slice(0, 1)])
  .concat(UNITS.slice(0, 1).map(({ head }) => head));
const ACCOUNTS: readonly DemoColleague[] = [
  ...ON_STAGE,
  { account: 'admin', displayName: '平台管理员', roles: ['PLATFORM_ADMIN'], scope: ['houzhai'] },
  { account: 'duty', displayName: '值班长', roles: ['DUTY_OFFICER'], scope: ['houzhai'] },
  { account: 'worker-01', displayName: '方塘村社区工作人员', roles: ['COMMUNITY_WORKER'], scope: ['houzhai/a01'] },
  { account: 'party-01', displayName: '联户党员1', roles: ['PARTY_MEMBER'], scope: ['houzhai/a01'] },
  { account: 'auditor', displayName: '审计', roles: ['AUDITOR'], scope: ['houzhai'] },
  { account: 'agent-float', displayName: '机动代办员', roles: ['AGENT'], scope: ['houzhai'] },
  ...Array.from({ length: 32 }, (_, index) => ({
    account: `agent-${String(index + 1).padStart(2, '0')}`,
    displayName: `代办员${String(index + 1)}`,
    roles: ['AGENT' as const],
    scope: [`houzhai/${area(index + 1)}`],
  })),
];
/** Accounts whose one-time password is printed; the rest exist so that every village has its agent. */
const PRINTED = new Set([
  'admin',
  'duty',
  'worker-01',
  'agent-01',
  'agent-02',
  'party-01',
  'auditor',
  ...ON_STAGE.map((one) => one.account),
]);

const accountsText = (lines: readonly string[]): string =>
  `演示账号与一次性口令（仅本机数据有效，首次登录须改口令）\nDemonstration accounts, one-time passwords (good for this machine's data only)\n\n${lines.toSorted().join('\n')}\n`;

async function addOperators(session: OperatorSession): Promise<Map<string, string>> {
  const existing = new Map(must(await session.client.query(ListOperators, {}, PATIENCE)).rows.map((row) => [row.account, row.operatorId]));
  const missing = ACCOUNTS.filter((one) => !existing.has(one.account));
  // Written down one by one: a password that was given out is shown although the next step fails.
  const file = stateDir === '' ? undefined : join(stateDir, 'keys', 'demo-accounts.txt');
  const printed =
    file !== undefined && existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line.startsWith('  '))
      : [];
  const known = printed.length;
  const queue = [...missing];
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      for (let one = queue.shift(); one; one = queue.shift()) {
        const added = must(await session.client.command(AddOperator, one, PATIENCE));
        existing.set(one.account, added.operatorId);
        if (!PRINTED.has(one.account)) continue;
        printed.push(`  ${one.account.padEnd(12)} ${added.oneTimePassword}   ${one.displayName}`);
        if (file !== undefined) writeFileSync(file, accountsText(printed), { mode: 0o600 });
      }
    }),
  );
  if (printed.length > known) console.log(`\n${accountsText(printed)}`);
  return existing;
}

/** Several at a time, so that the platform is busy and not asked one after the other. */
async function together<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  const lane = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

/** Colleagues of a list who have no account yet get one, without a password. */
async function addColleagues({ client }: OperatorSession, people: readonly DemoColleague[], known: Map<string, string>): Promise<void> {
  const missing = people.filter(({ account }) => !known.has(account));
  for (const operators of chunks(missing, (one) => Buffer.byteLength(JSON.stringify(one))))
    for (let at = 0; at < operators.length; at += 200) {
      const { added } = must(await client.command(AddOperators, { operators: operators.slice(at, at + 200) }, PATIENCE));
      for (const { account, operatorId } of added) known.set(account, operatorId);
    }
}

/** The teams and combat units, each with its people. */
async function addTeams(session: OperatorSession, known: Map<string, string>): Promise<void> {
  const { client } = session;
  const [teams, units] = [must(await client.query(TaskForcesPage, {}, PATIENCE)), must(await client.query(CombatUnitsPage, {}, PATIENCE))];
  if (teams.total > 0 && units.total > 0) return;
  await addColleagues(session, [...TEAMS.flatMap(({ leader, members }) => [leader, ...members]), ...UNITS.map(({ head }) => head)], known);
  const idOf = ({ account }: DemoColleague): string => known.get(account) ?? '';
  if (teams.total === 0)
    await together(TEAMS, async ({ no, homeArea, leader, members, skills, deployedTo }) => {
      const intent = { no, homeArea, leaderId: idOf(leader), memberIds: members.map(idOf), skills: [...skills] };
      const { taskForceId } = must(await client.command(FormTaskForce, intent, PATIENCE));
      if (!deployedTo) return;
      const until = Temporal.Now.instant()
        .add({ hours: deployedTo.days * 24 })
        .toString();
      must(await client.command(DeployTaskForce, { taskForceId, toArea: deployedTo.area, mission: deployedTo.mission, until }, PATIENCE));
    });
  if (units.total === 0)
    await together(UNITS, async ({ code, kind, name, path, head, linked, duty }) => {
      const { combatUnitId } = must(await client.command(FormCombatUnit, { code, kind, name, path, headId: idOf(head) }, PATIENCE));
      const { paths, persons } = linked;
      if (paths.length > 0)
        must(await client.command(LinkPartyMember, { combatUnitId, memberNo: 'm-01', paths: [...paths], persons }, PATIENCE));
      must(await client.command(SetUnitDuty, { combatUnitId, duty: duty.duty, what: duty.what }, PATIENCE));
      must(await client.command(ReportUnitDuty, { combatUnitId, duty: duty.duty, done: duty.done }, PATIENCE));
    });
  progress(
    `突击队 ${String(TEAMS.length)} 支，作战单元 ${String(UNITS.length)} 个`,
    `${String(TEAMS.length)} teams, ${String(UNITS.length)} combat units`,
  );
}

async function personIds(session: OperatorSession): Promise<{ personId: string; path: string }[]> {
  const all: { no: string; personId: string; path: string }[] = [];
  for (let cursor: string | undefined; ;) {
    const page = must(await session.client.query(FindPersons, { limit: 500, ...(cursor === undefined ? {} : { cursor }) }, PATIENCE));
    all.push(...page.rows);
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return all.sort((a, b) => a.no.length - b.no.length || a.no.localeCompare(b.no));
}

/** The partner of the demonstration, with the key made for it; before anything happens that it may know. */
async function addPartner({ client }: OperatorSession): Promise<void> {
  const { rows } = must(await client.query(ListPartners, {}, PATIENCE));
  if (partnerKey === '' || rows.some(({ partner }) => partner === DEMO_PARTNER)) return;
  const asked = { partner: DEMO_PARTNER, purpose: '演示：街道数据对接', events: ['errand', 'service-module'], publicKey: partnerKey };
  must(await client.command(AddPartner, asked, PATIENCE));
}

/** Turns an intent into a paper record: minutes become instants of the week that ends today. */
function paperOf(
  errand: DemoErrand,
  monday: Temporal.Instant,
  now: Temporal.Instant,
  persons: readonly { personId: string; path: string }[],
  agents: ReadonlyMap<string, string>,
) {
  const person = persons[errand.beneficiary];
  const requestedAt = monday.add({ minutes: errand.atMinute });
  if (!person || Temporal.Instant.compare(requestedAt, now) >= 0) return undefined;
  const own = agents.get(`agent-${(person.path.split('/')[1] ?? '').slice(1)}`) ?? '';
  const float = agents.get('agent-float') ?? '';
  let at = requestedAt;
  const steps = [];
  for (const step of errand.path) {
    at = at.add({ minutes: step.afterMinutes });
    if (step.action === 'mark-duplicate' || Temporal.Instant.compare(at, now) > 0) break;
    const agentId = step.action === 'assign' || step.action === 'accept' ? own : step.action === 'hand-over' ? float : undefined;
    const rating = step.action === 'follow-up' ? 3 + (errand.index % 3) : undefined;
    steps.push({
      action: step.action,
      at: at.toString(),
      ...(agentId === undefined ? {} : { agentId }),
      ...(rating === undefined ? {} : { rating }),
    });
  }
  const { moduleCode, kind, source, channel, advanceFen, note } = errand;
  return {
    beneficiaryId: person.personId,
    path: person.path,
    moduleCode,
    kind,
    items: errand.items.map((item) => ({ ...item })),
    source,
    channel,
    advanceFen,
    requestedAt: requestedAt.toString(),
    steps,
    ...(note === undefined ? {} : { note }),
    ...(errand.wantedInMinutes === undefined ? {} : { wantedBy: requestedAt.add({ minutes: errand.wantedInMinutes }).toString() }),
  };
}

async function seedErrands(session: OperatorSession, agents: ReadonlyMap<string, string>): Promise<void> {
  const now = Temporal.Now.instant().subtract({ minutes: 1 });
  const monday = startOfDay(dayOf(now).subtract({ days: 6 }));
  const persons = await personIds(session);
  const papers = generateErrands(SEED).flatMap((errand) => paperOf(errand, monday, now, persons, agents) ?? []);
  let entered = 0;
  const refused = new Map<string, number>();
  for (const errands of chunks(papers, (paper) => Buffer.byteLength(JSON.stringify(paper)))) {
    for (let at = 0; at < errands.length; at += 100) {
      const done = must(await session.client.command(RecordErrandHistories, { errands: errands.slice(at, at + 100) }, PATIENCE));
      entered += done.entered;
      for (const { step, code } of done.refused) refused.set(`${step}: ${code}`, (refused.get(`${step}: ${code}`) ?? 0) + 1);
    }
  }
  progress(`代办 ${String(entered)} 单`, `${String(entered)} errands`);
  for (const [why, count] of refused) progress(`未录入 ${String(count)}`, `${String(count)} not entered, ${why}`);
}

async function signedIn(): Promise<HeldSession> {
  for (const end = performance.now() + PATIENCE.deadlineMs; ;) {
    try {
      return must(await signIn({ server, account, password, client: 'program' }));
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof Unavailable) || performance.now() > end) throw error;
      await pause(500);
    }
  }
}

const grant = await signedIn();
const session = await openSession(server, grant, { name: 'seed' });
try {
  const known = must(await session.client.query(ListPlaces, { limit: 1 }, PATIENCE)).total;
  if (known === 0) progress(`村(居)与房屋 ${String(await importRows(session, 'PLACES', 'places', placeRows()))} 处`, 'places');
  await addPartner(session);
  const present = must(await session.client.query(ListServiceModules, {}, PATIENCE)).rows.length;
  if (present === 0)
    for (const module of modules.values.modules) must(await session.client.command(PublishServiceModule, module as never, PATIENCE));
  if (must(await session.client.query(FindPersons, { limit: 1 }, PATIENCE)).total === 0)
    progress(`居民（合成）${String(await importRows(session, 'PERSONS', 'people', personRows()))} 人`, 'synthetic residents');
  const agents = await addOperators(session);
  await addTeams(session, agents);
  if (must(await session.client.query(WorklistPage, { limit: 1 }, PATIENCE)).total === 0) await seedErrands(session, agents);
  const households = await seedHouseholds(session.client, 'a01', agents.get('agent-01') ?? '', agents.get('party-01') ?? '');
  if (households > 0) progress(`联系户 ${String(households)} 户`, `${String(households)} households looked after`);
} finally {
  await session.signOut();
}
process.exit(0);
