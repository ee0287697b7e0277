import {
  AlertsPage,
  AssembleBatch,
  DeployTaskForce,
  FormCombatUnit,
  FormTaskForce,
  SetUnitDuty,
  OpenCheckpoint,
  OrderIsolation,
  RegisterArrival,
  ReportNeed,
  StartIsolation,
  SuspectFever,
  type Role,
} from '@houzhai/contracts';
import { eventually, type TestOperator } from './platform.ts';
import { valueOf } from './seed.ts';

/** Values that fit some fields, named with spaces between. */
export type Known = readonly [fields: string, values: readonly string[]];

/** A team at home, one that is away, and a combat unit with a duty. @param people who hold every role of teams and units in the area */
export async function seedTeams(
  site: { operator(roles: readonly Role[]): Promise<Pick<TestOperator, 'client'>> },
  area: string,
  people: readonly string[],
): Promise<readonly Known[]> {
  const { client } = await site.operator(['DUTY_OFFICER']);
  const [lead = '', member = '', other = '', headId = ''] = people;
  const path = `houzhai/${area}`;
  const home = valueOf(await client.command(FormTaskForce, { no: 1, homeArea: area, leaderId: lead, memberIds: [member] }));
  const away = valueOf(await client.command(FormTaskForce, { no: 2, homeArea: area, leaderId: other }));
  valueOf(await client.command(DeployTaskForce, { taskForceId: away.taskForceId, toArea: 'a08', mission: '支援摸排' }));
  const { combatUnitId } = valueOf(
    await client.command(FormCombatUnit, { code: 'unit-07', kind: 'VILLAGE', name: '占位村07', path, headId }),
  );
  valueOf(await client.command(SetUnitDuty, { combatUnitId, duty: 'screening', what: '入户摸排' }));
  return [
    ['taskForceId', [home.taskForceId, away.taskForceId]],
    ['add remove headId', people],
    ['toArea homeArea', ['a08', area]],
    ['combatUnitId', [combatUnitId]],
    ['duty', ['screening']],
    ['skills skill', ['screening']],
    ['paths', [`${path}/c1/g1/f00001`, `${path}/c1/g1/f00002`]],
  ];
}

/** Needs that no module has, of a resident's area. */
export async function seedNeeds(
  { client }: Pick<TestOperator, 'client'>,
  area: string,
  persons: readonly string[],
): Promise<readonly Known[]> {
  const topic = 'outside-medicine';
  const reports: string[] = [];
  for (let nth = 0; nth < 6; nth += 1)
    reports.push(valueOf(await client.command(ReportNeed, { topic, words: '外地医院的药本地配不到', keywords: ['配药'], area })).reportId);
  return [
    ['reportId withId', reports],
    ['aboutId', persons],
    ['topic', [topic]],
  ];
}

/** A checkpoint with heads that wait and heads in a batch, an isolation ordered and one started, and fevers with their alerts. */
export async function seedCheckpoint(
  site: { operator(roles: readonly Role[]): Promise<Pick<TestOperator, 'client'>> },
  persons: readonly string[],
  operatorIds: readonly string[],
): Promise<readonly Known[]> {
  const [leadId = '', doctorId = ''] = operatorIds;
  const { client } = await site.operator(['CHECKPOINT_OFFICER', 'COMMUNITY_WORKER']);
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
    cases.push(
      valueOf(await client.command(OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT', path: 'houzhai/a07' })).isolationId,
    );
  valueOf(
    await client.command(StartIsolation, {
      isolationId: cases[0] ?? '',
      noticeNo: 'GL-1',
      careTeam: { streetCadreId: leadId, doctorId },
      household: 'LIVES_ALONE',
      supplyEnsured: true,
    }),
  );
  const fevers: string[] = [];
  for (const personId of persons)
    fevers.push(valueOf(await client.command(SuspectFever, { personId, path: 'houzhai/a07', temperature: 38.2 })).feverId);
  const alerts = await eventually(
    async () => valueOf(await client.query(AlertsPage, { rule: 'fever-suspected' })).rows,
    (rows) => rows.length >= fevers.length,
  );
  return [
    ['checkpointId', [checkpointId]],
    ['arrivalId arrivalIds', arrivals],
    ['batchId', batches],
    ['isolationId', cases],
    ['feverId', fevers],
    ['alertId', alerts.map(({ alertId }) => alertId)],
    ['destination', ['houzhai/a07']],
    [
      'leadId receiverId ownerId leaderId assigneeId memberIds handOnTo streetCadreId gridWorkerId doctorId signedBy checkedBy',
      operatorIds,
    ],
  ];
}
