import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AssembleBatch, FindPersons, RegisterPerson } from '@houzhai/contracts';
import { CheckpointSite, at, type Registering } from './checkpoint-site.ts';
import { startPlatform, type Platform } from './platform.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: CheckpointSite;
beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
});
afterAll(() => platform.stop());

describe('the policy of the day', () => {
  test('on 24 January no health code is asked for; under order No. 16 it is', async () => {
    expect(await site.register({ healthCode: 'GREEN' })).toMatchObject({ refusal: { code: 'arrival.health-code-not-issued' } });
    const later = { occurredAt: at('20:00', '2020-02-14') };
    expect(await site.register(later)).toMatchObject({ refusal: { code: 'arrival.health-code-required' } });
    const red = await site.registered({ ...later, healthCode: 'RED', stays: [{ region: '330782' }] });
    expect(red).toMatchObject({ disposition: 'CENTRALIZED_ISOLATION', policyVersion: 'YW-2020-16', why: { rule: 'red-code' } });
    const green = await site.registered({ ...later, healthCode: 'GREEN', stays: [{ region: '330782' }] });
    expect(green).toMatchObject({ disposition: 'SELF_MONITORING', custody: 'NONE' });
  });

  test('a fever goes to the clinic and into no batch', async () => {
    const { arrivalId, disposition, custody } = await site.registered({ temperature: 37.3 });
    expect([disposition, custody]).toEqual(['REFERRED_TO_CLINIC', 'NONE']);
    const outcome = await site.officer.client.command(AssembleBatch, {
      checkpointId: site.checkpointId,
      leadId: site.lead.operatorId,
      mode: 'LEAD',
      arrivalIds: [arrivalId],
    });
    expect(outcome).toMatchObject({ refusal: { code: 'escort.head-unfit' } });
  });

  test.each([
    [{ stays: [{ region: '999999' }] }, 'arrival.region-unknown'],
    [{ stays: [{ region: '420100', to: '2020-01-20' }] }, 'arrival.stays-incomplete'],
    [{ temperature: 34.9 }, 'arrival.temperature-not-measured'],
    [{ plate: '浙G1' }, 'arrival.plate-invalid'],
    [{ destination: 'houzhai/a77' }, 'place.unknown'],
    [{ partyId: '01912f4e-8c3a-7b5e-9d21-0a4c6e8f1b37' }, 'arrival.party-unknown'],
    [{ occurredAt: '2099-01-24T20:00:00+08:00' }, 'record.happened-in-future'],
  ] as const)('%j is refused, and nothing is kept', async (wrong, code) => {
    const before = await site.ledger();
    expect(await site.register(wrong as Registering)).toMatchObject({ refusal: { code } });
    expect((await site.ledger()).needed).toBe(before.needed);
  });
});

describe('who it is', () => {
  test('an exact document links to the register, the same person is not registered twice in a row, and who waits comes once', async () => {
    const wrongDigit = '330782199001011234';
    const known = await site.worker9.client.command(RegisterPerson, {
      name: '测试登记',
      documentKind: 'PASSPORT',
      documentNo: 'E12345678',
      path: 'houzhai/a09',
    });
    const { personId } = valueOf(known);
    const linked = await site.registered({ documentKind: 'PASSPORT', documentNo: 'E12345678', name: '测试登记' });
    expect([linked.personId, linked.known]).toEqual([personId, true]);
    expect(await site.register({ documentKind: 'PASSPORT', documentNo: 'E12345678' })).toMatchObject({
      refusal: { code: 'arrival.already-registered', params: { no: linked.no } },
    });
    expect(await site.register({ documentKind: 'RESIDENT_ID', documentNo: wrongDigit })).toMatchObject({
      refusal: { code: 'person.document-invalid' },
    });
    expect(valueOf(await site.worker9.client.query(FindPersons, { text: 'E12345678' })).total).toBe(1);
  });

  test('two officers register the same document at the same moment: one person, and one arrival of it', async () => {
    const twice = { documentKind: 'PASSPORT', documentNo: 'E87654321' } as const;
    const outcomes = await Promise.all([site.register(twice), site.register(twice), site.register(twice)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    for (const outcome of outcomes) if (!outcome.ok) expect(outcome.refusal.code).toBe('arrival.already-registered');
  });

  test('many at the same moment, two of them one person: everybody is entered once, with numbers and records of their own', async () => {
    const heads = ['E20000001', 'E20000002', 'E20000003', 'E20000003', 'E20000004'];
    const outcomes = await Promise.all(
      heads.map((documentNo) => site.register({ name: '测试齐到', documentKind: 'PASSPORT', documentNo })),
    );
    const came = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    expect(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal.code]))).toEqual(['arrival.already-registered']);
    for (const own of [came.map(({ personId }) => personId), came.map(({ no }) => no), came.map(({ personNo }) => personNo)])
      expect(new Set(own).size).toBe(4);
    for (const { arrivalId, personId } of came) {
      const { rows } = await platform.db.query<{ entity: string; n: number }>(
        `select "entity", count(*)::int as n from "census_screening"."outbox" where "record_id" = any($1::uuid[]) group by 1 order by 1`,
        [[arrivalId, personId]],
      );
      expect(rows).toEqual([
        { entity: 'arrival', n: 1 },
        { entity: 'person', n: 1 },
      ]);
    }
  });

  test('two officers register the same known person at the same moment: one arrival, and its number for the other', async () => {
    const known = { name: '测试双登', documentKind: 'PASSPORT', documentNo: 'E11112222', path: 'houzhai/a07' } as const;
    const { personId } = valueOf(await site.worker7.client.command(RegisterPerson, known));
    const colleague = await platform.operator(['CHECKPOINT_OFFICER']);
    const outcomes = await Promise.all([site.register({ personId }), site.register({ personId }, colleague)]);
    const [came] = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
    expect(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]))).toEqual([
      { code: 'arrival.already-registered', params: { no: came?.no } },
    ]);
    expect(came).toMatchObject({ personId, known: true });
  });
});
