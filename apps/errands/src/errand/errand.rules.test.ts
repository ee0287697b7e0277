import type { ModuleField } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import * as decide from './errand.decide.ts';
import * as settle from './errand.settle.decide.ts';
import { dueOf, wakeAt } from './errand.ts';
import {
  AGENT,
  AUTHORISATION,
  DESK,
  ERRAND,
  ORIGINAL,
  OTHER_AGENT,
  POLICY,
  START,
  TAKE,
  agentFacts,
  authorisationFacts,
  delivery,
  given,
  inState,
  newErrand,
  requestInput,
  requested,
  taken,
  worldAt,
} from './test/errand-builder.ts';

const refused = (code: string, params: Record<string, unknown> = {}) => ({ ok: false, refusal: { code, params } });
const after = (minutes: number): string => START.add({ minutes }).toString();

describe('a request', () => {
  const ask = (input = {}, facts = {}, world = worldAt(0)) => decide.requestErrand(requestInput(input), newErrand(facts), world);

  it('gets its deadlines from the policy of its kind, and says so', () => {
    const { facts } = given(ask({ kind: 'MEDICINE' }));
    expect(facts[0]).toMatchObject({ acceptBy: after(30), completeBy: after(24 * 60), policyVersion: '1', itemCount: 1 });
  });
  it('gets its deadlines from the module where the module has its own', () => {
    const module = { ...newErrand().module, sla: { MEDICINE: { acceptMinutes: 5, completeMinutes: 7 } } };
    expect(given(ask({ kind: 'MEDICINE' }, { module })).facts[0]).toMatchObject({ acceptBy: after(5), completeBy: after(7) });
    expect(given(ask({ kind: 'PURCHASE' }, { module })).facts[0]).toMatchObject({ acceptBy: after(60), completeBy: after(480) });
  });
  it('through a module that is switched off is refused', () => {
    const module = { ...newErrand().module, active: false };
    expect(ask({}, { module })).toEqual(refused('service-module.inactive', { code: 'standing-2' }));
  });
  it('cannot be wanted by a time that has passed, nor have happened later than now', () => {
    expect(ask({ wantedBy: after(0) })).toEqual(refused('errand.wanted-in-past'));
    expect(ask({ wantedBy: after(1) }).ok).toBe(true);
    expect(ask({ occurredAt: after(2) })).toEqual(refused('errand.happened-in-future'));
    expect(ask({ occurredAt: after(1) }).ok).toBe(true);
  });

  const fields: readonly ModuleField[] = [
    { key: 'pharmacy', type: 'text', zh: '药房', en: 'Pharmacy', required: true },
    { key: 'boxes', type: 'number', zh: '盒数', en: 'Boxes', required: false },
    { key: 'limit', type: 'money', zh: '限额', en: 'Limit', required: false },
    { key: 'size', type: 'choice', zh: '规格', en: 'Size', required: false, choices: ['大', '小'] },
    { key: 'by', type: 'date', zh: '日期', en: 'Day', required: false },
  ];
  const answer = (answers: Record<string, string | number>) => ask({ answers }, { module: { ...newErrand().module, fields } });
  it('answers what its module asks', () => {
    expect(answer({ pharmacy: '一号', boxes: 1.5, limit: 3000, size: '大', by: '2020-02-15' }).ok).toBe(true);
    expect(answer({ pharmacy: '一号', size: '' }).ok).toBe(true);
  });
  it.each([{}, { pharmacy: '' }])('without a required answer is refused: %j', (answers) => {
    expect(answer(answers)).toEqual(refused('service-module.answer-missing', { field: 'pharmacy' }));
  });
  it.each<[string, string | number]>([
    ['boxes', '二'],
    ['limit', 1.5],
    ['limit', -1],
    ['size', '中'],
    ['by', '明天'],
    ['unheard', 'of'],
  ])('with an unfit answer to %s is refused: %j', (field, value) => {
    expect(answer({ pharmacy: '一号', [field]: value })).toEqual(refused('service-module.answer-unfit', { field }));
  });

  const similar = (hours: number, ...names: string[]) => [
    { no: 'ER-20200213-0007-0', requestedAt: START.subtract({ hours }), items: names.map((name) => ({ name })) },
  ];
  it.each([
    ['the same thing an hour ago', similar(1, '大米')],
    ['the same thing written in full width, with spaces', similar(1, '酱油', ' 大 米 ')],
    ['the same thing at the edge of the window', similar(24, '大米')],
  ])('like another one is offered that one: %s', (_, found) => {
    expect(ask({}, { similar: found })).toEqual(refused('errand.possible-duplicate', { no: 'ER-20200213-0007-0', hours: 24 }));
    expect(ask({ despiteDuplicate: true }, { similar: found }).ok).toBe(true);
  });
  it('of another thing, or long after, is none like it', () => {
    expect(ask({}, { similar: similar(1, '小米') }).ok).toBe(true);
    expect(ask({}, { similar: similar(25, '大米') }).ok).toBe(true);
  });
});

describe('who may be given work', () => {
  const standing = inState('REQUESTED');
  const assign = (more: Parameters<typeof agentFacts>[1]) => decide.assignErrand(standing.errand, 1, agentFacts(AGENT, more), worldAt(1));
  it('is active, works at the door, and may see the place', () => {
    expect(assign({ active: false })).toEqual(refused('errand.agent-unavailable'));
    expect(assign({ roles: ['AUDITOR', 'COMMANDER'] })).toEqual(refused('errand.agent-unavailable'));
    expect(assign({ scope: ['houzhai/a08'] })).toEqual(refused('errand.agent-not-of-area', { area: 'a07' }));
    expect(assign({ scope: ['houzhai/a07/c10'] })).toEqual(refused('errand.agent-not-of-area', { area: 'a07' }));
    for (const scope of [['houzhai'], ['houzhai/a07'], ['houzhai/a08', 'houzhai/a07/c1']]) expect(assign({ scope }).ok).toBe(true);
    for (const role of ['AGENT', 'GRID_WORKER', 'COMMUNITY_WORKER'] as const) expect(assign({ roles: [role] }).ok).toBe(true);
  });
  it('is not asked twice', () => {
    const once = taken(standing, 'assign');
    expect(decide.assignErrand(once.errand, once.version, agentFacts(), worldAt(9))).toEqual(refused('errand.same-agent'));
    const accepted = inState('ACCEPTED');
    expect(decide.handOverErrand(accepted.errand, agentFacts(), { openAdvancesFen: 0 }, worldAt(9))).toEqual(refused('errand.same-agent'));
  });
});

describe('setting out', () => {
  const start = (
    kind: 'MEDICINE' | 'PURCHASE' | 'DOCUMENT',
    advanceFen: number,
    more = {},
    openAdvancesFen = 0,
    given: object | null = {},
  ) => {
    const { errand, version } = inState('ACCEPTED', kind, advanceFen);
    const authorisation = given === null ? undefined : authorisationFacts({ ...given, ...more });
    return decide.startErrand(errand, version, {}, { authorisation, openAdvancesFen }, worldAt(9));
  };
  it('for medicine needs card and identity, with cash the advance too', () => {
    expect(start('MEDICINE', 0, {}, 0, null)).toEqual(refused('errand.authorisation-required', { scope: 'CARD' }));
    expect(start('MEDICINE', 0, { scopes: ['CARD'] })).toEqual(refused('errand.authorisation-required', { scope: 'IDENTITY' }));
    expect(start('MEDICINE', 1, { scopes: ['CARD', 'IDENTITY'] })).toEqual(refused('errand.authorisation-required', { scope: 'ADVANCE' }));
    expect(start('MEDICINE', 0, { scopes: ['CARD', 'IDENTITY'] }).ok).toBe(true);
    expect(start('DOCUMENT', 0, { scopes: ['CARD'] })).toEqual(refused('errand.authorisation-required', { scope: 'IDENTITY' }));
    expect(start('PURCHASE', 1, {}, 0, null)).toEqual(refused('errand.authorisation-required', { scope: 'ADVANCE' }));
    expect(start('PURCHASE', 0, {}, 0, null).ok).toBe(true);
  });
  it('needs the authorisation of this resident for this agent, and one that still holds', () => {
    expect(start('MEDICINE', 0, { principalId: ORIGINAL })).toEqual(refused('errand.authorisation-required', { scope: 'CARD' }));
    expect(start('MEDICINE', 0, { agentId: OTHER_AGENT.id })).toEqual(refused('errand.authorisation-required', { scope: 'CARD' }));
    expect(start('MEDICINE', 0, { validUntil: worldAt(9).now })).toEqual(refused('authorisation.expired'));
    expect(start('MEDICINE', 0)).toMatchObject({ ok: true, value: { errand: { authorisationId: AUTHORISATION } } });
  });
  it('with cash stops at the ceiling of what one agent may hold', () => {
    const ceiling = POLICY.openAdvanceCeilingFen;
    expect(start('PURCHASE', 1000, {}, ceiling - 1000).ok).toBe(true);
    expect(start('PURCHASE', 1000, {}, ceiling - 999)).toEqual(refused('errand.advance-ceiling', { ceiling, open: ceiling + 1 }));
    expect(start('PURCHASE', 0, {}, ceiling + 1).ok).toBe(true);
  });
  it('says how much cash it really was', () => {
    const { errand, version } = inState('ACCEPTED', 'PURCHASE', 500);
    const facts = { authorisation: authorisationFacts(), openAdvancesFen: 0 };
    const { errand: started, facts: told } = given(decide.startErrand(errand, version, { advanceFen: 700 }, facts, worldAt(9)));
    expect(started.advanceFen).toBe(700);
    expect(told[0]).toMatchObject({ fact: 'started', advanceFen: 700, authorisationId: AUTHORISATION });
  });
  it('is handed over while under way only to somebody whom the resident authorised too', () => {
    const { errand } = inState('IN_PROGRESS', 'MEDICINE');
    const to = agentFacts(OTHER_AGENT);
    expect(decide.handOverErrand(errand, to, { authorisation: authorisationFacts(), openAdvancesFen: 0 }, worldAt(9))).toEqual(
      refused('errand.authorisation-required', { scope: 'CARD' }),
    );
    const own = authorisationFacts({ id: ORIGINAL, agentId: OTHER_AGENT.id });
    expect(given(decide.handOverErrand(errand, to, { authorisation: own, openAdvancesFen: 0 }, worldAt(9))).errand).toMatchObject({
      agentId: to.operatorId,
      authorisationId: ORIGINAL,
    });
    expect(decide.handOverErrand(inState('ACCEPTED', 'MEDICINE').errand, to, { openAdvancesFen: 0 }, worldAt(9)).ok).toBe(true);
  });
});

describe('holding', () => {
  it('is refused once the allowance is used up, until a longer hold is approved', () => {
    const held = inState('ON_HOLD');
    const resumed = given(TAKE.resume(held, worldAt(3 + 25 * 60)));
    const again = { errand: resumed.errand, version: held.version + 1 };
    expect(TAKE.hold(again, worldAt(26 * 60))).toEqual(refused('errand.hold-allowance-used', { hours: 24 }));
    const longer = given(TAKE['approve-hold'](again, worldAt(26 * 60)));
    expect(TAKE.hold({ ...longer, version: 9 }, worldAt(27 * 60)).ok).toBe(true);
  });
  it('ends by itself for the clock when the allowance is used up', () => {
    const { errand } = inState('ON_HOLD');
    expect(dueOf(errand, worldAt(3 + 24 * 60 - 1).now)).toBeUndefined();
    expect(wakeAt(errand, worldAt(9).now)?.toString()).toBe(worldAt(3 + 24 * 60).now.toString());
    expect(dueOf(errand, worldAt(3 + 24 * 60).now)?.at.toString()).toBe(after(480 + 24 * 60));
  });
});

describe('money', () => {
  it('spent without receipts, or with receipts for another sum, is not delivered', () => {
    const { errand } = inState('IN_PROGRESS', 'PURCHASE', 5000);
    const wrong = { ...delivery(4600), receipts: [{ reference: 'A1', amountFen: 4000 }] };
    expect(decide.deliverErrand(errand, wrong, worldAt(9))).toEqual(
      refused('errand.money-does-not-add-up', { advance: 5000, spent: 4600, refund: 0, receipts: 4000 }),
    );
    expect(decide.deliverErrand(errand, { ...delivery(4600), receipts: [] }, worldAt(9)).ok).toBe(false);
    const two = [{ reference: 'A1', amountFen: 4000 }, { reference: 'A2', amountFen: 600 }]; // prettier-ignore
    expect(decide.deliverErrand(errand, { ...delivery(4600), receipts: two }, worldAt(9)).ok).toBe(true);
  });
  it.each([
    [5000, 4600, 400, true],
    [5000, 4600, 399, false],
    [5000, 4600, 401, false],
    [5000, 5000, 0, true],
    [5000, 5200, 0, false],
    [5000, 5200, 200, false],
    [5000, 0, 5000, true],
    [0, 800, 0, false],
    [0, 800, 1, false],
    [0, 0, 0, true],
  ])('advance %i, spent %i, refund %i: archived is %s', (advance, spent, refund, archived) => {
    const { errand } = inState('IN_PROGRESS', 'PURCHASE', advance);
    const delivered = given(decide.deliverErrand(errand, delivery(spent), worldAt(9)));
    const confirmed = given(settle.confirmErrand(delivered.errand, { by: 'CALL_BACK' }, worldAt(10)));
    const outcome = settle.archiveErrand(confirmed.errand, refund, worldAt(11));
    if (archived) expect(given(outcome).facts).toEqual([{ fact: 'archived', advanceFen: advance, spentFen: spent, refundFen: refund }]);
    else expect(outcome).toEqual(refused('errand.money-does-not-add-up', { advance, spent, refund, receipts: spent }));
  });
});

describe('what the resident says', () => {
  it('is never said through the agent who delivered', () => {
    expect(TAKE.confirm(inState('DELIVERED'), worldAt(9, { ...AGENT, roles: ['AGENT', 'DUTY_OFFICER'] }))).toEqual(
      refused('errand.confirmer-is-agent'),
    );
    expect(TAKE['follow-up'](inState('ARCHIVED'), worldAt(9, AGENT))).toEqual(refused('errand.confirmer-is-agent'));
  });
  it('is asked for once', () => {
    const once = taken(inState('ARCHIVED'), 'follow-up');
    expect(once.errand).toMatchObject({ rating: 4 });
    expect(TAKE['follow-up'](once, worldAt(99))).toEqual(refused('errand.already-followed-up'));
  });
  it('is silence only where silence can be trusted: no medicine, no card, no money', () => {
    const silent = (kind: 'PURCHASE' | 'MEDICINE' | 'DOCUMENT', advance: number, spent: number) => {
      const { errand } = given(decide.deliverErrand(inState('IN_PROGRESS', kind, advance).errand, delivery(spent), worldAt(9)));
      return wakeAt(errand, worldAt(9).now)?.toString();
    };
    expect(silent('MEDICINE', 0, 0)).toBeUndefined();
    expect(silent('DOCUMENT', 0, 0)).toBeUndefined();
    expect(silent('PURCHASE', 100, 0)).toBeUndefined();
    expect(silent('PURCHASE', 0, 100)).toBeUndefined();
    // the builder hands over an authorisation even where none is needed: then it counts as used
    const { errand, version } = inState('ACCEPTED');
    const started = given(decide.startErrand(errand, version, {}, { openAdvancesFen: 0 }, worldAt(3)));
    const delivered = given(decide.deliverErrand(started.errand, delivery(0), worldAt(9)));
    expect(wakeAt(delivered.errand, worldAt(9).now)?.toString()).toBe(after(9 + 72 * 60));
  });
  it('after a dispute does not count as silence agreed to before', () => {
    const { errand, version } = inState('ACCEPTED');
    const started = given(decide.startErrand(errand, version, {}, { openAdvancesFen: 0 }, worldAt(3)));
    const first = given(decide.deliverErrand(started.errand, delivery(0), worldAt(4)));
    const again = taken({ errand: first.errand, version: 4 }, 'dispute', 'reopen');
    const second = given(decide.deliverErrand(again.errand, delivery(800), worldAt(9)));
    expect(wakeAt(second.errand, worldAt(9).now)).toBeUndefined();
    expect(settle.tickErrand(second.errand, worldAt(9 + 73 * 60))).toBeUndefined();
  });
});

describe('reopening', () => {
  it('is counted, and more often than the policy allows the command centre has to look, once', () => {
    let standing = inState('UNABLE');
    for (const times of [1, 2, 3, 4]) {
      const { errand, facts } = given(TAKE.reopen(standing, worldAt(standing.version * 10)));
      expect(facts).toEqual([{ fact: 'reopened', times }, ...(times === 3 ? [{ fact: 'escalated', cause: 'REOPENED_TOO_OFTEN' }] : [])]);
      expect(errand).toMatchObject({ status: 'IN_PROGRESS', reopened: times, escalated: times >= 3 });
      standing = taken({ errand, version: standing.version + facts.length }, 'report-unable');
    }
  });
});

describe('a duplicate', () => {
  const { errand } = inState('REQUESTED');
  const other = { ...errand, id: ORIGINAL };
  it('is one of another open errand of the same person and kind', () => {
    expect(settle.markErrandDuplicate(errand, errand, worldAt(9))).toEqual(refused('errand.duplicate-of-itself'));
    for (const unfit of [{ kind: 'MEDICINE' as const }, { beneficiaryId: ERRAND }])
      expect(settle.markErrandDuplicate(errand, { ...other, ...unfit }, worldAt(9))).toEqual(refused('errand.duplicate-target-unfit'));
    for (const status of ['DUPLICATE', 'CANCELLED', 'DECLINED'] as const) {
      const target = { ...inState(status).errand, id: ORIGINAL };
      expect(settle.markErrandDuplicate(errand, target, worldAt(9))).toEqual(refused('errand.duplicate-target-unfit'));
    }
    expect(given(settle.markErrandDuplicate(errand, other, worldAt(9))).errand).toMatchObject({ duplicateOfId: ORIGINAL });
  });
});

describe('taking a step back', () => {
  it('is for whoever took it, and only while nothing else has happened', () => {
    const assigned = taken(requested(), 'assign');
    expect(settle.undoErrandStep(assigned.errand, assigned.version, worldAt(9, AGENT))).toEqual(refused('errand.undo-not-yours'));
    expect(settle.undoErrandStep(assigned.errand, assigned.version + 1, worldAt(9))).toEqual(refused('errand.nothing-to-undo'));
    const { errand, facts } = given(settle.undoErrandStep(assigned.errand, assigned.version, worldAt(9)));
    expect(facts).toEqual([{ fact: 'step-undone', undone: 'assign', undoneVersion: 2 }]);
    expect(errand.agentId).toBeUndefined();
    expect(settle.undoErrandStep(errand, 3, worldAt(9))).toEqual(refused('errand.nothing-to-undo'));
  });
  it('is over once a deadline has passed in between', () => {
    const accepted = taken(requested(), 'assign');
    const ticked = settle.tickErrand(accepted.errand, worldAt(61))!;
    expect(ticked.facts.map(({ fact }) => fact)).toEqual(['overdue', 'escalated']);
    expect(settle.undoErrandStep(ticked.errand, accepted.version, worldAt(62, DESK))).toEqual(refused('errand.nothing-to-undo'));
  });
});
