import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AssembleBatch,
  BeginImport,
  OpenCheckpoint,
  OrderIsolation,
  RegisterArrival,
  RequestErrand,
  StartIsolation,
} from '@houzhai/contracts';
import { fuzz } from './fuzz-run.ts';
import { startPlatform, type Platform } from './platform.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const CALLS = Number(process.env['FUZZ_CALLS'] ?? 5_000);
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
  const { importId } = valueOf(await admin.client.command(BeginImport, { kind: 'PLACES', fileName: 'areas.csv' }));
  const victims = await Promise.all(Array.from({ length: 6 }, () => platform.operator(['AGENT', 'GRID_WORKER'])));
  const ids = victims.map(({ operatorId }) => operatorId);
  for (const [fields, values] of [
    ['errandId errandIds duplicateOf of', errands],
    ['beneficiaryId personId principalId', persons],
    ['operatorId agentId to from toAgentId fromAgentId', ids],
    ['sessionId', victims.map(({ sessionId }) => sessionId)],
    ['importId', [importId]],
    ['moduleCode code', ['standing-1', 'standing-2']],
    ['path under', ['houzhai/a07', 'houzhai/a01', 'houzhai']],
    ['area', ['a07', 'a01']],
    ['name', ['board']],
    ['destination', ['houzhai/a07']],
    ['leadId receiverId ownerId leaderId memberIds handOnTo streetCadreId gridWorkerId doctorId signedBy checkedBy', ids],
    ...Object.entries(await atTheCheckpoint(persons, ids)),
  ] as const)
    for (const field of fields.split(' ')) known.set(field, [...values]);
});
afterAll(() => platform.stop());

/** A checkpoint with heads that wait and heads in a batch, and an isolation ordered and one started. */
async function atTheCheckpoint(
  persons: readonly string[],
  [leadId = '', doctorId = '']: readonly string[],
): Promise<Record<string, string[]>> {
  const { client } = await platform.operator(['CHECKPOINT_OFFICER', 'COMMUNITY_WORKER']);
  const { checkpointId } = valueOf(
    await client.command(OpenCheckpoint, { code: 'exit-1', name: '高速出口卡口', kind: 'HIGHWAY_EXIT', path: 'houzhai' }),
  );
  const arrivals: string[] = [];
  for (let nth = 0; nth < 12; nth += 1)
    arrivals.push(
      valueOf(
        await client.command(RegisterArrival, {
          checkpointId,
          name: `测试${String(nth)}`,
          stays: [{ region: '420100' }],
          healthCode: 'NONE',
          destination: 'houzhai/a07',
        }),
      ).arrivalId,
    );
  const batches: string[] = [];
  for (let nth = 0; nth < 3; nth += 1)
    batches.push(
      valueOf(await client.command(AssembleBatch, { checkpointId, leadId, mode: 'LEAD', arrivalIds: arrivals.slice(nth * 2, nth * 2 + 2) }))
        .batchId,
    );
  const cases: string[] = [];
  for (const personId of persons)
    cases.push(valueOf(await client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' })).isolationId);
  valueOf(
    await client.command(StartIsolation, {
      isolationId: cases[0] ?? '',
      noticeNo: 'GL-1',
      careTeam: { streetCadreId: leadId, doctorId },
      household: 'LIVES_ALONE',
      supplyEnsured: true,
    }),
  );
  return { checkpointId: [checkpointId], 'arrivalId arrivalIds': arrivals, batchId: batches, isolationId: cases };
}

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
  expect(carriedOut.length).toBeGreaterThan(answers.size / 3);
});
