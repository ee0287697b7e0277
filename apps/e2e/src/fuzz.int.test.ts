import { afterAll, beforeAll, expect, test } from 'vitest';
import { AcceptErrand, BeginImport, RequestErrand, StartErrand } from '@houzhai/contracts';
import { seedCheckpoint, seedNeeds, seedTeams } from './fuzz-known.ts';
import { fuzz } from './fuzz-run.ts';
import { startPlatform, type Platform } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const CALLS = Number(process.env['FUZZ_CALLS'] ?? 12_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 1_000_000));

let platform: Platform;
const known = new Map<string, string[]>();

beforeAll(async () => {
  platform = await startPlatform();
  const { desk, admin } = await seedVillage(platform);
  const persons = [await seedPerson(desk, 'a07'), await seedPerson(desk, 'a07', '测试乙'), await seedPerson(desk, 'a07', '测试丙')];
  const errands: string[] = [];
  for (let nth = 0; nth < 30; nth += 1)
    errands.push(
      valueOf(
        await desk.client.command(RequestErrand, {
          beneficiaryId: persons[nth % 3] ?? '',
          moduleCode: 'standing-1',
          kind: 'PURCHASE',
          items: [{ name: '大米' }],
          despiteDuplicate: true,
        }),
      ).errandId,
    );
  // under way, so that money can move
  for (const errandId of errands.slice(0, 6)) {
    valueOf(await desk.client.command(AcceptErrand, { errandId }));
    valueOf(await desk.client.command(StartErrand, { errandId }));
  }
  const { importId } = valueOf(await admin.client.command(BeginImport, { kind: 'PLACES', fileName: 'areas.csv' }));
  const victims = await Promise.all(
    Array.from({ length: 6 }, () => platform.operator(['AGENT', 'GRID_WORKER', 'TEAM_LEAD', 'TEAM_MEMBER', 'UNIT_HEAD', 'PARTY_MEMBER'])),
  );
  const ids = victims.map(({ operatorId }) => operatorId);
  for (const [fields, values] of [
    ['errandId errandIds duplicateOf of', errands],
    ['beneficiaryId personId principalId', persons],
    ['operatorId agentId to from toAgentId fromAgentId', ids],
    ['sessionId', victims.map(({ sessionId }) => sessionId)],
    ['importId', [importId]],
    ['moduleCode code module', ['standing-1', 'standing-2']],
    ['path under', ['houzhai/a07', 'houzhai/a01', 'houzhai']],
    ['area', ['a07', 'a01']],
    ['name', ['board']],
    ...(await seedCheckpoint(platform, persons, ids)),
    ...(await seedTeams(platform, 'a07', ids)),
    ...(await seedNeeds(desk, 'a07', persons)),
  ] as const)
    for (const field of fields.split(' ')) known.set(field, [...values]);
});
afterAll(() => platform.stop());

test(`${String(CALLS)} calls nobody meant are answered by known refusals, seed ${String(SEED)}`, { timeout: 240_000 }, async () => {
  const { findings, answers, calls } = await fuzz(
    {
      natsUrl: platform.natsUrl,
      db: platform.db,
      tokenPublicKey: platform.keys.token.publicKey,
      known: (field) => known.get(field) ?? [],
      operator: (roles) => platform.operator(roles),
      inside: (service) => platform.staticUser(service),
    },
    { calls: CALLS, seed: SEED },
  );
  expect(findings).toEqual([]);
  expect(calls).toBeGreaterThanOrEqual(CALLS);
  const carriedOut = [...answers].filter(([, codes]) => codes.has('ok')).map(([name]) => name);
  // what is only refused has not been tried
  expect(carriedOut.length).toBeGreaterThan(answers.size / 4);
});
