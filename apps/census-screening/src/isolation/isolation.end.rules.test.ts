import { describe, expect, it } from 'vitest';
import { excuseMissed, resolveFinding } from './isolation.decide.ts';
import * as end from './isolation.end.decide.ts';
import type { IsolationCase } from './isolation.ts';
import {
  BOTH,
  CADRE,
  DOCTOR,
  IN_STATE,
  MID,
  OTHER_CADRE,
  OTHER_DOCTOR,
  OVER,
  POLICY,
  READINGS,
  SITE,
  active,
  given,
  midway,
  nth,
  on,
  ordered,
  record,
  refused,
  seen,
  signer,
  start,
  taken,
  ticked,
  well,
  worldAt,
} from './test/isolation-builder.ts';
import type { Actor } from '../decision.ts';

describe('fewer days', () => {
  it('are at most those that remain after today', () => {
    const ask = (days: number, time: string) => end.requestReduction(active(), days, on(time), worldAt(on(time)));
    expect(ask(11, '01-27T08:00').ok).toBe(true);
    expect(ask(12, '01-27T08:00')).toEqual(refused('isolation.too-many-days', { days: 11 }));
    expect(ask(1, '02-06T23:59').ok).toBe(true);
    expect(ask(1, '02-07T00:00')).toEqual(refused('isolation.too-many-days', { days: 0 }));
    expect(ask(1, '02-10T00:00')).toEqual(refused('isolation.too-many-days', { days: 0 }));
  });

  it('are agreed to by somebody else than who asked, whatever role that is', () => {
    const asked = given(end.requestReduction(midway(), 2, MID, worldAt(MID, CADRE))).isolation;
    expect(asked.reduction).toEqual({ days: 2, by: CADRE.id });
    expect(end.approveReduction(asked, worldAt(MID, CADRE))).toEqual(refused('isolation.own-request'));
    expect(end.approveReduction(asked, worldAt(MID, { ...CADRE, roles: ['COMMANDER'] }))).toEqual(refused('isolation.own-request'));
    expect(given(end.approveReduction(asked, worldAt(MID, OTHER_CADRE))).facts).toEqual([{ fact: 'reduced', days: 2 }]);
  });

  it('that are refused leave everything as it was', () => {
    const isolation = midway();
    expect(taken(isolation, MID, 'request-reduction', 'refuse-reduction')).toEqual(isolation);
  });
});

describe('a release is asked for', () => {
  const request = (isolation: IsolationCase, at = OVER) => end.requestRelease(isolation, at);
  const allBut = (...numbers: readonly number[]) =>
    seen(
      active(),
      active().slots.filter((slot) => !numbers.includes(slot.nth)),
    );

  it('not on the last day, but the day after', () => {
    expect(request(well(), on('02-07T23:59'))).toEqual(refused('isolation.not-over', { lastDay: '2020-02-07' }));
    expect(request(well(), on('01-30T12:00'))).toEqual(refused('isolation.not-over', { lastDay: '2020-02-07' }));
    expect(request(well(), on('02-08T00:00')).ok).toBe(true);
  });

  it('with no half-day to do', () => {
    expect(request(allBut(3, 9))).toEqual(refused('isolation.slots-open', { slots: 2 }));
    expect(request(active())).toEqual(refused('isolation.slots-open', { slots: 28 }));
  });

  it('with every missed one explained', () => {
    const missed = ticked(allBut(3, 9), OVER);
    expect(request(missed)).toEqual(refused('isolation.missed-unexplained', { slots: 2 }));
    const one = given(excuseMissed(missed, nth(missed, 3))).isolation;
    expect(request(one)).toEqual(refused('isolation.missed-unexplained', { slots: 1 }));
    expect(request(given(excuseMissed(one, nth(one, 9))).isolation).ok).toBe(true);
    expect(request(given(record(one, nth(one, 9), {}, nth(one, 9).beginsAt, worldAt(OVER))).isolation).ok).toBe(true);
  });

  it('with every finding judged', () => {
    const before = allBut(5);
    const found = given(record(before, nth(before, 5), { temperature: 37.3 })).isolation;
    expect(request(found)).toEqual(refused('isolation.finding-open', { slots: 1 }));
    expect(request(given(resolveFinding(found, nth(found, 5))).isolation).ok).toBe(true);
  });

  it.each([27, 28])('after two half-days in a row that were well: number %i counts, explained or judged or not', (last) => {
    const before = allBut(last);
    const missed = ticked(before, OVER.add({ hours: 1 }));
    expect(request(given(excuseMissed(missed, nth(missed, last))).isolation)).toEqual(refused('isolation.last-two-not-ok'));
    const found = given(record(before, nth(before, last), { symptoms: ['COUGH'] })).isolation;
    expect(request(given(resolveFinding(found, nth(found, last))).isolation)).toEqual(refused('isolation.last-two-not-ok'));
  });

  it('the last two are those that stand: what a reduction took away is not looked at', () => {
    const isolation = seen(taken(active(), MID, 'request-reduction', 'approve-reduction'), active().slots.slice(0, 24));
    expect(request(isolation, on('02-05T23:59'))).toEqual(refused('isolation.not-over', { lastDay: '2020-02-05' }));
    expect(request(isolation, on('02-06T00:00')).ok).toBe(true);
  });

  it('and refused: the case goes on, without the signature there was', () => {
    const signed = taken(IN_STATE.PENDING_RELEASE(), OVER, 'sign-release');
    expect(signed.signatures).toHaveLength(1);
    expect(given(end.refuseRelease(signed)).isolation).toMatchObject({ status: 'ACTIVE', signatures: [] });
    expect(given(end.requestRelease(given(end.refuseRelease(signed)).isolation, OVER)).isolation.signatures).toEqual([]);
  });
});

describe('a signature', () => {
  type Given = Parameters<typeof end.signRelease>[2];
  const sign = (isolation: IsolationCase, actor: Actor, told: Partial<Given> = {}, more: Partial<end.Signer> = {}) =>
    end.signRelease(isolation, signer(actor, more), { readings: READINGS, noticeNo: 'JC-0137', ...told }, OVER, worldAt(OVER, actor));
  const pending = IN_STATE.PENDING_RELEASE();
  const byDoctor = given(sign(pending, DOCTOR)).isolation;
  const byCommunity = given(sign(pending, CADRE)).isolation;

  it('is of the doctor or of the community, and of nobody else', () => {
    for (const roles of [[], ['POLICE'], ['GRID_WORKER'], ['COMMANDER']] as const)
      expect(sign(pending, { id: CADRE.id, roles })).toEqual(refused('isolation.not-a-signer'));
  });

  it('is of each part once', () => {
    expect(sign(byDoctor, DOCTOR)).toEqual(refused('isolation.signed-already', { as: 'DOCTOR' }));
    expect(sign(byDoctor, OTHER_DOCTOR)).toEqual(refused('isolation.signed-already', { as: 'DOCTOR' }));
    expect(sign(byCommunity, OTHER_CADRE)).toEqual(refused('isolation.signed-already', { as: 'COMMUNITY' }));
  });

  it('of a doctor who is of the community too is one of the two: the other part that is left, never both', () => {
    const first = given(sign(pending, BOTH));
    expect(first.isolation).toMatchObject({ status: 'PENDING_RELEASE', signatures: [{ as: 'DOCTOR', by: BOTH.id }] });
    expect(sign(first.isolation, BOTH)).toEqual(refused('isolation.same-signer'));
    expect(sign(first.isolation, BOTH, {}, { method: 'PAPER', scanNo: 'SM-1', checkedBy: OTHER_CADRE.id })).toEqual(
      refused('isolation.same-signer'),
    );
    expect(given(sign(first.isolation, CADRE)).isolation.status).toBe('RELEASED');
    expect(given(sign(byDoctor, BOTH)).isolation).toMatchObject({
      status: 'RELEASED',
      signatures: [{ by: DOCTOR.id }, { as: 'COMMUNITY' }],
    });
    expect(given(sign(byCommunity, BOTH)).isolation).toMatchObject({
      status: 'RELEASED',
      signatures: [{ by: CADRE.id }, { as: 'DOCTOR' }],
    });
  });

  it('on paper is of who signed, with its scan and who compared it; the same hand is still the same', () => {
    const paper = { method: 'PAPER', scanNo: 'SM-0001', checkedBy: OTHER_CADRE.id } as const;
    const signed = given(sign(pending, DOCTOR, {}, paper)).isolation;
    expect(signed.signatures).toEqual([{ as: 'DOCTOR', by: DOCTOR.id, at: OVER, ...paper }]);
    expect(byDoctor.signatures).toEqual([{ as: 'DOCTOR', by: DOCTOR.id, at: OVER, method: 'CONSOLE' }]);
    expect(sign(signed, { ...DOCTOR, roles: ['COMMUNITY_WORKER'] })).toEqual(refused('isolation.same-signer'));
    expect(sign(byDoctor, { ...DOCTOR, roles: ['COMMUNITY_WORKER'] }, {}, paper)).toEqual(refused('isolation.same-signer'));
    expect(given(sign(signed, CADRE, {}, { ...paper, scanNo: 'SM-0002' })).isolation.status).toBe('RELEASED');
  });

  it.each([
    [[], refused('isolation.readings-missing', { readings: 2 })],
    [[36.5], refused('isolation.readings-missing', { readings: 2 })],
    [[36.5, 34.9], refused('arrival.temperature-not-measured', { lowest: 350 })],
    [[37.3, 36.5], refused('isolation.fever')],
    [[36.5, 37.3], refused('isolation.fever')],
  ])('of the doctor with readings %j is refused; of the community it has none', (readings, refusal) => {
    expect(sign(pending, DOCTOR, { readings })).toEqual(refusal);
    expect(sign(byCommunity, DOCTOR, { readings })).toEqual(refusal);
    expect(sign(pending, CADRE, { readings }).ok).toBe(true);
  });

  it('of the doctor stands at 35.0 and 37.2', () => {
    expect(sign(pending, DOCTOR, { readings: [35.0, 37.2] }).ok).toBe(true);
  });

  it('that is the second comes with the notice; the first does not release, even with it', () => {
    expect(sign(byDoctor, CADRE, { noticeNo: undefined })).toEqual(refused('isolation.notice-missing'));
    expect(sign(byCommunity, DOCTOR, { noticeNo: undefined })).toEqual(refused('isolation.notice-missing'));
    for (const first of [byDoctor, byCommunity]) {
      expect(first.status).toBe('PENDING_RELEASE');
      expect(first).not.toHaveProperty('releaseNoticeNo');
    }
    expect(given(sign(byCommunity, DOCTOR)).isolation).toMatchObject({ status: 'RELEASED', releaseNoticeNo: 'JC-0137' });
  });
});

describe('other ends', () => {
  it('nobody is lost with fewer missed half-days than the policy asks for', () => {
    const refusal = refused('isolation.proofs-missing', { missed: POLICY.lostMissedSlots });
    const asked = (isolation: IsolationCase) => given(end.requestReduction(isolation, 2, MID, worldAt(MID))).isolation;
    const none = active();
    const one = ticked(none, on('01-25T16:00'));
    const two = ticked(none, on('01-26T04:00'));
    for (const isolation of [none, one]) {
      expect(end.reportLost(isolation, worldAt(MID))).toEqual(refusal);
      expect(end.reportLost(asked(isolation), worldAt(MID))).toEqual(refusal);
    }
    for (const isolation of [two, asked(two)]) {
      const { isolation: lost } = given(end.reportLost(isolation, worldAt(MID)));
      expect(lost.status).toBe('LOST');
      expect(lost).not.toHaveProperty('reduction');
    }
    expect(given(end.reportLost(ordered(), worldAt(MID))).isolation.status).toBe('LOST');
  });

  it('nobody goes on at the same place in the same way', () => {
    const to = (more: object) => end.transferIsolation(midway(), { ...SITE, ...more }, MID);
    const here = { path: midway().path, area: midway().area };
    expect(to({ ...here, kind: 'HOME' })).toEqual(refused('isolation.same-place'));
    expect(to({ ...here, kind: 'CENTRALIZED' }).ok).toBe(true);
    expect(to({ kind: 'HOME' }).ok).toBe(true);
  });

  it('who goes back home after a site goes on with the case of the site', () => {
    const site = given(start(given(end.transferIsolation(midway(), SITE, MID)).successor.isolation, {}, MID)).isolation;
    const back = { ...SITE, id: 'b3', kind: 'HOME', path: midway().path, area: midway().area } as const;
    const { left, successor } = given(end.transferIsolation(site, back, on('01-28T08:00')));
    expect(left.isolation).toMatchObject({ continues: midway().id, successorId: 'b3' });
    expect(successor.isolation).toMatchObject({ continues: SITE.id, lastDay: midway().lastDay });
    expect(successor.isolation).not.toHaveProperty('successorId');
  });
});
