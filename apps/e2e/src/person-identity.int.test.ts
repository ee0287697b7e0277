import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as C from '@houzhai/contracts';
import { syntheticId } from './bad-files.ts';
import { CheckpointSite } from './checkpoint-site.ts';
import { eventually, startPlatform, type Platform, type TestOperator } from './platform.ts';
import { together } from './second-person.ts';
import { valueOf } from './seed.ts';

let platform: Platform;
let site: CheckpointSite;
let desk: TestOperator;
let admin: TestOperator;
let nth = 0;
const reason = '电话核对，同一人两次登记';

beforeAll(async () => {
  platform = await startPlatform();
  site = await CheckpointSite.open(platform);
  desk = site.worker7;
  admin = await platform.operator(['PLATFORM_ADMIN', 'DUTY_OFFICER']);
});
afterAll(() => platform.stop());

type Draft = Partial<C.InputOf<typeof C.RegisterPerson>>;
const registered = async (more: Draft = {}) =>
  valueOf(await desk.client.command(C.RegisterPerson, { name: `登记${String((nth += 1))}`, path: 'houzhai/a07', ...more }));
const two = async (one: Draft = {}, other: Draft = {}) => [await registered(one), await registered(other)] as const;
const merge = (keepId: string, otherId: string, by = desk) => by.client.command(C.MergePersons, { keepId, otherId, reason });
const unmerge = (personId: string, by = desk) => by.client.command(C.UnmergePerson, { personId, reason });
const merged = async (keepId: string, otherId: string) => valueOf(await merge(keepId, otherId));
const code = (answer: { readonly ok: boolean; readonly refusal?: { readonly code: string } }) => (answer.ok ? 'ok' : answer.refusal?.code);
const detail = async (personId: string) => valueOf(await desk.client.query(C.PersonDetail, { personId }));
const found = async (text: string) => valueOf(await desk.client.query(C.FindPersons, { text })).rows;
/** The row as it lies in the store, without its version. */
const stored = async (id: string) => {
  const { rows } = await platform.db.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(p) - 'version' as row from "census_screening"."person" p where "id" = $1`,
    [id],
  );
  return rows[0]?.row;
};
const order = (personId: string) => desk.client.command(C.OrderIsolation, { personId, kind: 'HOME', reason: 'CONTACT' });

describe('finding', () => {
  test('the same phone and name, then names alike with birth years near in the same area; the surest first, masked', async () => {
    const name = '上官测试丁';
    const [one, other] = await two({ name, phone: '13900139000', birthYear: 1960 }, { name, phone: '13900139000' });
    const alike = await registered({ name, birthYear: 1961 });
    await registered({ name, birthYear: 1970 });
    const { pairs, policyVersion } = valueOf(await desk.client.query(C.DuplicatesOf, { personId: one.personId }));
    expect(pairs.map((pair) => [pair.other.personId, pair.rule, pair.similarity])).toEqual([
      [other.personId, 'PHONE_AND_NAME', 1],
      [alike.personId, 'ALIKE', 1],
    ]);
    expect(policyVersion).toBe('1');
    expect(JSON.stringify(pairs)).not.toContain(name);
    expect(JSON.stringify(pairs)).not.toContain('13900139000');
    const page = valueOf(await desk.client.query(C.DuplicatesPage, { area: 'a07' }));
    expect(page.pairs.filter(({ person }) => person.personId === one.personId)).toHaveLength(2);
    expect(valueOf(await desk.client.query(C.DuplicatesPage, { area: 'a07', limit: 1 }))).toMatchObject({ total: page.total });
    expect(valueOf(await site.worker9.client.query(C.DuplicatesPage, { area: 'a07' })).pairs).toEqual([]);
    // Counted by area they are as many, for whoever sees the area.
    const counted = valueOf(await (await platform.operator(['COMMANDER'])).client.query(C.DuplicateAreas, {}));
    expect(counted.rows.find(({ area }) => area === 'a07')).toEqual({ area: 'a07', open: page.total, same: 0 });
    expect(valueOf(await desk.client.query(C.DuplicateAreas, {}))).toMatchObject({ rows: [{ area: 'a07' }], total: 1 });
    expect(valueOf(await site.worker9.client.query(C.DuplicateAreas, {})).rows).toEqual([]);
  });

  test('those said to be two do not come again, those said to be one come with that word; a verdict can be changed', async () => {
    const name = '司徒测试戊';
    const [one, other] = await two({ name, birthYear: 1955 }, { name, birthYear: 1955 });
    const say = (verdict: C.LinkVerdict, by = desk) =>
      by.client.command(C.LinkPersons, { personId: other.personId, otherId: one.personId, verdict, reason });
    const pairs = async () => valueOf(await desk.client.query(C.DuplicatesOf, { personId: one.personId })).pairs;
    expect(valueOf(await say('SAME'))).toMatchObject({ verdict: 'SAME', version: 1 });
    expect(await pairs()).toMatchObject([{ verdict: 'SAME' }]);
    expect(code(await say('SAME'))).toBe('person.verdict-stands');
    const [mine, theirs] = await Promise.all([say('DIFFERENT'), say('DIFFERENT', await platform.operator(['COMMANDER']))]);
    expect([code(mine), code(theirs)].toSorted()).toEqual(['ok', 'person.verdict-stands']);
    expect(await pairs()).toEqual([]);
    expect(code(await say('SAME', site.worker9))).toBe('record.not-found');
    expect((await detail(one.personId)).row.version).toBe(1);
    // Both cards say so, and both files.
    for (const [own, theirs] of [
      [one, other],
      [other, one],
    ] as const) {
      expect((await detail(own.personId)).links).toEqual([{ personId: theirs.personId, no: theirs.no, verdict: 'DIFFERENT' }]);
      const { lines } = valueOf(await desk.client.query(C.PersonFile, { personId: own.personId }));
      const said = lines.filter(({ entity }) => entity === 'person-link').map(({ no, verdict }) => [no, verdict]);
      expect(said).toEqual([
        [theirs.no, 'SAME'],
        [theirs.no, 'DIFFERENT'],
      ]);
    }
  });
});

describe('merging', () => {
  test('the kept one stands for both, whatever of the other is searched for; nothing new goes to the other', async () => {
    const phone = '13911139111';
    const [keep, other] = await two({}, { phone, documentKind: 'RESIDENT_ID', documentNo: syntheticId('19510214', 412) });
    expect(await merged(keep.personId, other.personId)).toMatchObject({ personId: other.personId, version: 2, keptNo: keep.no });
    for (const text of [other.no, phone, syntheticId('19510214', 412), keep.no])
      expect(await found(text)).toMatchObject([{ personId: keep.personId, merged: [{ personId: other.personId, no: other.no }] }]);
    expect((await detail(other.personId)).row.mergedInto).toEqual({ personId: keep.personId, no: keep.no });
    expect((await detail(other.personId)).history.map(({ event }) => event)).toEqual(['registered', 'merged']);
    expect((await detail(keep.personId)).history.map(({ event }) => event)).toEqual(['registered', 'took-in']);

    const refused = { refusal: { code: 'person.merged', params: { no: keep.no } } };
    const { personId } = other;
    expect(await desk.client.command(C.CorrectPerson, { personId, phone: '13911139112', reason })).toMatchObject(refused);
    expect(await order(personId)).toMatchObject(refused);
    expect(await desk.client.query(C.PersonPlace, { personId })).toMatchObject(refused);
    expect(await site.register({ personId })).toMatchObject(refused);
    expect(await desk.client.query(C.DuplicatesOf, { personId })).toMatchObject(refused);
    expect(await desk.client.command(C.SuspectFever, { personId, temperature: 38.5 })).toMatchObject(refused);
    // The document alone leads to the kept one at the checkpoint too.
    const arrival = await site.registered({ documentKind: 'RESIDENT_ID', documentNo: syntheticId('19510214', 412) });
    expect(arrival).toMatchObject({ personId: keep.personId, personNo: keep.no, known: true });
  });

  test('a document that is known links by itself, nothing else does', async () => {
    const known = { documentKind: 'RESIDENT_ID', documentNo: syntheticId('19510215', 413) } as const;
    const person = await registered({ name: '令狐测试己', phone: '13922239222', ...known });
    expect(await site.registered({ name: '别名', ...known })).toMatchObject({ personId: person.personId, known: true });
    const alike = await site.registered({ name: '令狐测试己', phone: '13922239222' });
    expect(alike.known).toBe(false);
    expect(alike.personId).not.toBe(person.personId);
  });

  test('what was merged comes out as it was, whatever was corrected meanwhile', async () => {
    const [keep, other] = await two({}, { phone: '13933339333', birthYear: 1947 });
    const before = await stored(other.personId);
    await merged(keep.personId, other.personId);
    valueOf(await desk.client.command(C.CorrectPerson, { personId: keep.personId, phone: '13933339334', name: '改名', reason }));
    expect(valueOf(await unmerge(other.personId))).toMatchObject({ version: 3, keptNo: keep.no });
    expect(await stored(other.personId)).toEqual(before);
    expect(await found('13933339333')).toMatchObject([{ personId: other.personId }]);
    expect((await found(keep.no))[0]).not.toHaveProperty('merged');
    expect(code(await unmerge(other.personId))).toBe('person.not-merged');
  });

  test('never in a chain, never itself, never beyond the jurisdiction', async () => {
    const [keep, other] = await two();
    const third = await registered();
    expect(code(await merge(keep.personId, keep.personId))).toBe('person.same-entry');
    expect(code(await merge(keep.personId, other.personId, site.worker9))).toBe('record.not-found');
    await merged(keep.personId, other.personId);
    expect(code(await merge(third.personId, other.personId))).toBe('person.merged');
    expect(code(await merge(other.personId, third.personId))).toBe('person.merged');
    expect(await merge(third.personId, keep.personId)).toMatchObject({
      refusal: { code: 'person.has-merged', params: { no: keep.no, entries: 1 } },
    });
    expect(code(await merge(keep.personId, third.personId))).toBe('ok');
    expect(code(await unmerge(other.personId, site.worker9))).toBe('record.not-found');
  });

  test('one person is isolated once: an open case of either counts for both', async () => {
    const [one, other] = await two();
    valueOf(await order(one.personId));
    valueOf(await order(other.personId));
    expect(code(await merge(one.personId, other.personId))).toBe('person.both-open');
    const third = await registered();
    await merged(third.personId, one.personId);
    expect(code(await order(third.personId))).toBe('isolation.already-open');
    expect(code(await merge(third.personId, other.personId))).toBe('person.both-open');
  });

  test('fevers stand, each until its own end: what is noticed of the kept one is not lost in the other’s, and each says there is another', async () => {
    const [keep, other, third] = [await registered(), await registered(), await registered()];
    const suspect = async (personId: string) => valueOf(await desk.client.command(C.SuspectFever, { personId, temperature: 38.5 }));
    const shown = async (feverId: string) => valueOf(await desk.client.query(C.FeverShow, { feverId }));
    const besides = async (feverId: string) => (await shown(feverId)).beside?.map(({ no }) => no);
    const theirs = await suspect(other.personId);
    await merged(keep.personId, other.personId);
    const own = await suspect(keep.personId);
    expect(own.feverId).not.toBe(theirs.feverId);
    const another = await suspect(third.personId);
    await merged(keep.personId, third.personId);
    expect(await besides(own.feverId)).toEqual([theirs.no, another.no]);
    expect(await besides(theirs.feverId)).toEqual([own.no, another.no]);
    const { lines } = valueOf(await desk.client.query(C.PersonFile, { personId: keep.personId }));
    expect(lines.filter(({ entity }) => entity === 'fever').map(({ no, under }) => [no, under])).toEqual([
      [theirs.no, other.no],
      [own.no, undefined],
      [another.no, third.no],
    ]);
    const doctor = await platform.operator(['COMMUNITY_DOCTOR'], ['houzhai/a07']);
    valueOf(await doctor.client.command(C.CloseFever, { feverId: another.feverId, reason: '同一人，另有记录在办' }));
    expect(await besides(own.feverId)).toEqual([theirs.no]);
    // Two people after all: each has the fever that was noticed at them.
    valueOf(await unmerge(other.personId));
    expect(await besides(own.feverId)).toBeUndefined();
    expect((await shown(theirs.feverId)).row).toMatchObject({ personId: other.personId, status: 'SUSPECTED' });
  });

  test('nobody is sent to the clinic in the car either of their entries came in', async () => {
    const other = await site.registered({ plate: '浙G11111', stays: [{ region: '330700' }] });
    const keep = await registered();
    await merged(keep.personId, other.personId);
    const doctor = await platform.operator(['COMMUNITY_DOCTOR'], ['houzhai/a07']);
    const { feverId } = valueOf(await desk.client.command(C.SuspectFever, { personId: keep.personId, temperature: 38.5 }));
    valueOf(await doctor.client.command(C.RecheckTemperature, { feverId, temperature: 38.4 }));
    valueOf(await doctor.client.command(C.JudgeFever, { feverId, judgement: 'SEND', reason: '腋温 38.4，送诊' }));
    const send = (plate: string) => doctor.client.command(C.SendToClinic, { feverId, means: 'DESIGNATED_CAR', plate });
    expect(code(await send('浙G11111'))).toBe('fever.own-car');
    expect(code(await send('浙G22222'))).toBe('ok');
  });

  test('who arrived a moment ago is not registered again by the other entry', async () => {
    // Of no risk: nobody is between checkpoint and door.
    const arrive = (personId: string) => site.register({ personId, stays: [{ region: '330700' }] });
    const [keep, other] = await two();
    const first = valueOf(await arrive(other.personId));
    expect(first.custody).toBe('NONE');
    await merged(keep.personId, other.personId);
    expect(await arrive(keep.personId)).toMatchObject({ refusal: { code: 'arrival.already-registered', params: { no: first.no } } });
    valueOf(await unmerge(other.personId));
    expect(code(await arrive(keep.personId))).toBe('ok');
  });

  test('not while somebody is between checkpoint and door', async () => {
    const arrival = await site.registered();
    const person = await registered();
    for (const [keep, other] of [
      [arrival, person],
      [person, arrival],
    ] as const)
      // prettier-ignore
      expect(await merge(keep.personId, other.personId, admin)).toMatchObject({
        refusal: { code: 'person.on-the-way', params: { no: arrival.no } },
      });
  });
});

test('one person’s file: everything that happened to either entry, in its order, each with its number; the look is on record', async () => {
  const arrival = await site.registered();
  const other = await registered();
  const no = valueOf(await order(other.personId)).no;
  const keep = await registered();
  await merged(keep.personId, other.personId);
  const file = valueOf(await desk.client.query(C.PersonFile, { personId: keep.personId }));
  expect(file.lines.map(({ entity, event, no: of, under }) => [entity, event, of, under])).toEqual([
    ['person', 'registered', other.no, other.no],
    ['isolation', 'ordered', no, other.no],
    ['person', 'registered', keep.no, undefined],
    ['person', 'merged', other.no, other.no],
    ['person', 'took-in', keep.no, undefined],
  ]);
  const came = valueOf(await desk.client.query(C.PersonFile, { personId: arrival.personId })).lines;
  expect(came).toContainEqual(expect.objectContaining({ entity: 'arrival', event: 'registered', no: arrival.no }));
  expect(JSON.stringify(came)).not.toMatch(/420100|(?<!:)36\.5\b|temperature/);
  expect(await site.worker9.client.query(C.PersonFile, { personId: keep.personId })).toMatchObject({
    refusal: { code: 'record.not-found' },
  });
  const { rows } = await platform.db.query(
    `select 1 from "census_screening"."audit" where "operation" = 'PersonFile' and "record_id" = any($1::uuid[]) and "actor" = $2`,
    [[keep.personId, other.personId], desk.operatorId],
  );
  expect(rows).toHaveLength(2);
});

describe('at once', () => {
  test('two people who merge the same two into each other: one comes first, the other is told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other] = await two();
      const answers = await Promise.all([merge(one.personId, other.personId), merge(other.personId, one.personId, admin)]);
      expect(answers.map(code).toSorted()).toEqual(['ok', 'person.merged']);
    }
  });

  test('merged while an arrival or an isolation is entered for them: it is theirs before, or refused after', async () => {
    for (let round = 0; round < 6; round += 1) {
      const [keep, other] = await two();
      const entering = round % 2 === 0 ? site.register({ personId: other.personId }) : order(other.personId);
      const [merging, entered] = await Promise.all([merge(keep.personId, other.personId), entering]);
      const answers = [code(merging), code(entered)].join(' ');
      // An arrival keeps them from being merged; an isolation goes along.
      expect(['ok person.merged', round % 2 === 0 ? 'person.on-the-way ok' : 'ok ok']).toContain(answers);
      if (answers === 'ok ok') expect(code(await order(keep.personId))).toBe('isolation.already-open');
    }
  });
});

test('merged ones do not count as residents, live or built anew, and are erased with the kept one', async () => {
  const known = async () => valueOf(await admin.client.query(C.WallChart, {})).totals['residentsKnown'];
  const [keep, other] = await two();
  const start = await eventually(known, (now) => now !== undefined && now > 0);
  const { rows } = await platform.db.query<{ n: number }>(
    `select count(*)::int as n from "census_screening"."person" where "merged_into" is null and "erased_at" is null`,
  );
  const counted = await eventually(known, (now) => now === rows[0]?.n);
  expect(counted).toBeGreaterThanOrEqual(start ?? 0);
  await merged(keep.personId, other.personId);
  await eventually(known, (now) => now === (counted ?? 0) - 1);
  valueOf(await unmerge(other.personId));
  await eventually(known, (now) => now === counted);
  await merged(keep.personId, other.personId);

  const [commander, second] = [await platform.operator(['COMMANDER']), await platform.operator(['COMMANDER'])];
  const erase = (personId: string, confirmNo: string) =>
    together(commander, second, C.ErasePerson, { personId, confirmNo, ground: 'REQUEST_OF_PERSON' });
  expect(await erase(other.personId, other.no)).toMatchObject({ refusal: { code: 'person.merged', params: { no: keep.no } } });
  valueOf(await erase(keep.personId, keep.no));
  for (const { personId } of [keep, other]) {
    expect((await detail(personId)).row).toMatchObject({ erased: true });
    const certificate = await eventually(
      async () => valueOf(await commander.client.query(C.ErasureCertificate, { personId })),
      ({ services }) => services.every(({ state }) => state !== 'WAITING'),
    );
    expect(certificate.mergedErased).toBe(personId === keep.personId ? 1 : 0);
  }
  expect(code(await unmerge(other.personId))).toBe('person.erased');
  await eventually(known, (now) => now === (counted ?? 0) - 2);
  expect(valueOf(await admin.client.query(C.VerifyProjection, { name: 'board' }, { deadlineMs: 30_000 }))).toMatchObject({ equal: true });
});
