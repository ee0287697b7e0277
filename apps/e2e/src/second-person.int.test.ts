import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { APPROVALS, AUDITS, type Outcome } from '@houzhai/contracts';
import { TestClock, eventually, startPlatform, type HeldOperator, type Platform } from './platform.ts';
import { proposalOf, together } from './second-person.ts';
import { seedPerson, seedVillage, valueOf } from './seed.ts';

const A = APPROVALS['census-screening'];
const clock = new TestClock();
let platform: Platform;
let proposer: HeldOperator;
let second: HeldOperator;
let auditor: HeldOperator;
let desk: HeldOperator;
interface Whom {
  readonly personId: string;
  readonly no: string;
}

beforeAll(async () => {
  platform = await startPlatform({ clock });
  await seedVillage(platform);
  desk = await platform.operator(['COMMUNITY_WORKER'], ['houzhai/a07']);
  proposer = await platform.operator(['COMMANDER'], ['houzhai/a07']);
  second = await platform.operator(['COMMANDER']);
  auditor = await platform.operator(['AUDITOR']);
}, 120_000);
afterAll(() => platform.stop());

const somebody = async (): Promise<Whom> => {
  const personId = await seedPerson(desk, 'a07');
  return { personId, no: valueOf(await desk.client.query(C.PersonDetail, { personId })).row.no };
};
const erasing = ({ personId, no }: Whom) => ({ personId, confirmNo: no, ground: 'REQUEST_OF_PERSON' as const });
const erase = (by: HeldOperator, whom: Whom, commandId: string = randomUUID()) =>
  by.client.command(C.ErasePerson, erasing(whom), { commandId });
const exists = async ({ personId }: Whom): Promise<boolean> =>
  valueOf(await desk.client.query(C.PersonDetail, { personId })).row.erased !== true;
const stateOf = async (proposalId: string): Promise<string> => valueOf(await proposer.client.query(A.show, { proposalId })).row.state;

test('what cannot be taken back waits for a second person, is carried out once as the proposer’s, and both names are on record', async () => {
  const whom = await somebody();
  const commandId = randomUUID();
  const proposalId = proposalOf(await erase(proposer, whom, commandId));
  expect(proposalOf(await erase(proposer, whom, commandId))).toBe(proposalId);
  expect(await proposer.client.command(C.ErasePerson, erasing({ ...whom, no: 'PE-9' }), { commandId })).toMatchObject({ refusal: { code: 'command.id-reused' } }); // prettier-ignore
  expect(await exists(whom)).toBe(true);

  // what it says is sealed where it is kept
  const { rows } = await platform.db.query<{ text: string }>(`select t::text as text from "census_screening"."approval" t where "id" = $1`, [proposalId]); // prettier-ignore
  expect(rows[0]?.text).not.toContain(whom.no);
  expect(rows[0]?.text).not.toContain(Buffer.from(whom.no).toString('hex'));

  // whoever decides sees it; it is told to nobody else
  const shown = valueOf(await second.client.query(A.show, { proposalId }));
  expect(shown).toMatchObject({ row: { operation: 'ErasePerson', proposer: proposer.operatorId, state: 'WAITING', own: false, area: 'a07' }, input: erasing(whom) }); // prettier-ignore
  expect(valueOf(await second.client.query(A.list, { waiting: true })).rows.map((row) => row.proposalId)).toEqual([proposalId]);
  expect(valueOf(await desk.client.query(A.list, {})).rows).toEqual([]);

  const approved = valueOf(await second.client.command(A.approve, { proposalId }));
  expect(approved).toEqual({ proposalId, state: 'DONE' });
  expect(await exists(whom)).toBe(false);
  const answer = valueOf(await erase(proposer, whom, commandId));
  expect(answer).toMatchObject({ personId: whom.personId, version: 2 });
  expect(valueOf(await proposer.client.query(C.ErasureCertificate, { personId: whom.personId })).actor).toBe(proposer.operatorId);

  const record = AUDITS['census-screening'].list;
  const lines = valueOf(await auditor.client.query(record, { operation: 'ErasePerson' })).rows;
  expect(lines.find(({ entity }) => entity === 'person')).toMatchObject({
    actor: proposer.operatorId,
    details: { approvedBy: second.operatorId },
  });
  expect(valueOf(await auditor.client.query(record, { operation: 'ProposeCommand', recordId: proposalId })).rows[0]).toMatchObject({
    actor: proposer.operatorId,
    recordId: proposalId,
  });
  const [approval] = valueOf(await auditor.client.query(record, { operation: 'ApproveProposal-census-screening' })).rows;
  expect(approval).toMatchObject({ actor: second.operatorId, recordId: proposalId, details: { operation: 'ErasePerson', proposer: proposer.operatorId } }); // prettier-ignore
  const { rows: left } = await platform.db.query(`select 1 from "census_screening"."approval" where "id" = $1 and "sealed_input" is not null`, [proposalId]); // prettier-ignore
  expect(left).toEqual([]);
});

test('neither the proposer, nor a smaller jurisdiction, nor another role decides', async () => {
  const whom = await somebody();
  const proposalId = proposalOf(await erase(proposer, whom));
  expect(await proposer.client.command(A.approve, { proposalId })).toMatchObject({ refusal: { code: 'approval.own-proposal' } });
  const neighbour = await platform.operator(['COMMANDER'], ['houzhai/a08']);
  const grid = await platform.operator(['COMMANDER'], ['houzhai/a07/c1']);
  for (const other of [neighbour, grid, desk, auditor]) {
    expect(await other.client.command(A.approve, { proposalId })).toMatchObject({ refusal: { code: 'record.not-found' } });
    expect(await other.client.command(A.decline, { proposalId, reason: '与我无关的事项' })).toMatchObject({
      refusal: { code: 'record.not-found' },
    });
    expect(await other.client.query(A.show, { proposalId })).toMatchObject({ refusal: { code: 'record.not-found' } });
  }
  expect(await exists(whom)).toBe(true);
  expect(await stateOf(proposalId)).toBe('WAITING');
});

test('of two who agree at the same moment one does, and it happens once', async () => {
  const whom = await somebody();
  const third = await platform.operator(['COMMANDER']);
  const proposalId = proposalOf(await erase(proposer, whom));
  const answers = await Promise.all([second, third, second, third].map(({ client }) => client.command(A.approve, { proposalId })));
  const done = answers.filter(({ ok }) => ok);
  expect(done).toHaveLength(1);
  for (const answer of answers) if (!answer.ok) expect(answer.refusal.code).toBe('approval.not-waiting');
  const { rows } = await platform.db.query(`select 1 from "census_screening"."outbox" where "record_id" = $1 and "subject" like '%.erased.%'`, [whom.personId]); // prettier-ignore
  expect(rows).toHaveLength(1);
});

test('a process that dies after the approval leaves it to the next, once', async () => {
  const whom = await somebody();
  const commandId = randomUUID();
  const proposalId = proposalOf(await erase(proposer, whom, commandId));
  // as if it had died between the two
  await platform.db.query(
    `update "census_screening"."approval" set "state" = 'APPROVED', "version" = 2, "decided_by" = $2, "decided_at" = $3 where "id" = $1`,
    [proposalId, second.operatorId, clock.now().subtract({ seconds: 30 }).toString()],
  );
  await eventually(
    () => stateOf(proposalId),
    (state) => state === 'DONE',
  );
  expect(await exists(whom)).toBe(false);
  expect(valueOf(await erase(proposer, whom, commandId))).toMatchObject({ personId: whom.personId });
});

test('a proposal declined is not carried out, and its proposer is told why', async () => {
  const whom = await somebody();
  const commandId = randomUUID();
  const proposalId = proposalOf(await erase(proposer, whom, commandId));
  const reason = '先与家属当面核实';
  valueOf(await second.client.command(A.decline, { proposalId, reason }));
  expect(await erase(proposer, whom, commandId)).toMatchObject({
    refusal: { code: 'approval.declined', params: { proposal: proposalId } },
  });
  const shown = valueOf(await proposer.client.query(A.show, { proposalId }));
  expect(shown).toMatchObject({ row: { state: 'DECLINED', decidedBy: second.operatorId, own: true }, reason });
  expect(shown).not.toHaveProperty('input');
  expect(await second.client.command(A.approve, { proposalId })).toMatchObject({ refusal: { code: 'approval.not-waiting' } });
  const [line] = valueOf(
    await auditor.client.query(AUDITS['census-screening'].list, { operation: 'DeclineProposal-census-screening' }),
  ).rows;
  expect(line).toMatchObject({ actor: second.operatorId, reason });
  expect(await exists(whom)).toBe(true);
});

test('what is approved and refused then is told as the refusal it is', async () => {
  const whom = await somebody();
  const commandId = randomUUID();
  const wrong = { ...whom, no: 'PE-0000-0' };
  const proposalId = proposalOf(await erase(proposer, wrong, commandId));
  expect(valueOf(await second.client.command(A.approve, { proposalId }))).toEqual({ proposalId, state: 'REFUSED', refusal: 'person.erasure-not-confirmed' }); // prettier-ignore
  expect(await erase(proposer, wrong, commandId)).toMatchObject({ refusal: { code: 'person.erasure-not-confirmed' } });
});

test('a proposer whose account was disabled has nothing carried out any more', async () => {
  const whom = await somebody();
  const gone = await platform.operator(['COMMANDER'], ['houzhai/a07']);
  const proposalId = proposalOf(await erase(gone, whom));
  await platform.db.query(`update "command_center"."operator" set "active" = false where "id" = $1`, [gone.operatorId]);
  expect(await second.client.command(A.approve, { proposalId })).toMatchObject({ refusal: { code: 'approval.proposer-may-not' } });
  expect(await exists(whom)).toBe(true);
});

test('a proposal nobody decides on ends by itself', async () => {
  const whom = await somebody();
  const commandId = randomUUID();
  const proposalId = proposalOf(await erase(proposer, whom, commandId));
  const { rows } = await platform.db.query<{ at: string }>(`select "expires_at"::text as at from "census_screening"."approval" where "id" = $1`, [proposalId]); // prettier-ignore
  expect(rows).toHaveLength(1);
  await platform.db.query(`update "census_screening"."approval" set "expires_at" = $2 where "id" = $1`, [
    proposalId,
    clock.now().toString(),
  ]);
  expect(await second.client.command(A.approve, { proposalId })).toMatchObject({ refusal: { code: 'approval.not-waiting' } });
  expect(await erase(proposer, whom, commandId)).toMatchObject({ refusal: { code: 'approval.expired' } });
  await eventually(
    async () => (await platform.db.query<{ state: string }>(`select "state" from "census_screening"."approval" where "id" = $1`, [proposalId])).rows[0]?.state, // prettier-ignore
    (state) => state === 'EXPIRED',
  );
  expect(await exists(whom)).toBe(true);
});

test('the policy decides: what every service has, by its name; and nothing where it lists nothing', async () => {
  const admins = await Promise.all([platform.operator(['PLATFORM_ADMIN']), platform.operator(['PLATFORM_ADMIN'])]);
  const answer = await together(admins[0], admins[1], C.DELIVERY.errands.skipParked, { position: '4711' }).catch((error: unknown) => error);
  expect(answer).toMatchObject({ refusal: { code: 'delivery.not-parked' } });
  await platform.db.query(
    `insert into "errands"."policy" ("code", "version", "effective_from", "source", "values") select "code", '2', now() - interval '1 day', "source", jsonb_set("values", '{secondPerson,operations}', '{}') from "errands"."policy" where "code" = 'access'`,
  );
  await eventually<Outcome<unknown>>(
    () => admins[0].client.command(C.DELIVERY.errands.skipParked, { position: '4712' }),
    (outcome) => !outcome.ok && outcome.refusal.code === 'delivery.not-parked',
  );
}, 30_000);
