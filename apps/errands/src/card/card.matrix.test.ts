import { CARD_ACTIONS, CARD_STATUSES, type CardAction, type CardStatus } from '@houzhai/contracts';
import { describe, expect, it } from 'vitest';
import { AGENT, COLLEAGUE, DESK, NEXT_RUN, POLICY, RUN, START, TAKE_CARD, authorisationFacts, cardInState, cardOf, collectInput, collecting, given, id, refused, snapshot } from '../medicine/test/medicine-builder.ts'; // prettier-ignore
import { cardColumns, toCard, type StoredCard } from './card.row.ts';
import { publishCard } from './card.publish.ts';
import { CARD_TABLE, holdingsOf, isLegal, replay, wakeAt, type Card, type CardEvent } from './card.ts';
import * as custody from './custody.ts';

const LEADS: Record<CardAction, readonly [CardStatus, string]> = {
  collect: ['COLLECTED', 'collected'],
  return: ['RETURNED', 'returned'],
  'report-lost': ['LOST', 'lost'],
  'pass-on': ['LOST', 'duty-passed-on'],
};
const LEGAL: Record<CardStatus, readonly CardAction[]> = {
  WITH_OWNER: ['collect'],
  COLLECTED: ['return', 'report-lost'],
  AT_HOSPITAL: ['return', 'report-lost'],
  RETURNED: ['collect'],
  LOST: ['return', 'pass-on'],
};
const CELLS = CARD_STATUSES.flatMap((status) => CARD_ACTIONS.map((action) => [status, action] as const));
const at = (minutes: number): Temporal.Instant => START.add({ minutes });
const slip = { by: 'SELF', method: 'PAPER', reference: '收条 2' } as const;

describe('every action on a card in every state', () => {
  it('has its cell in the table', () => {
    expect(CELLS).toHaveLength(CARD_STATUSES.length * CARD_ACTIONS.length);
    for (const status of CARD_STATUSES) expect([...CARD_TABLE[status]].toSorted()).toEqual([...LEGAL[status]].toSorted());
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action)))('%s: %s is done, and told', (status, action) => {
    const card = cardInState(status);
    expect(card.status).toBe(status);
    const untouched = snapshot(card);
    const decided = given(TAKE_CARD[action](card, 100));
    const [leads, fact] = LEADS[action];
    expect([decided.card.status, decided.fact.fact]).toEqual([leads, fact]);
    expect(snapshot(card)).toBe(untouched);
    const { contract, data } = publishCard(decided.card, decided.fact);
    expect(contract.past).toBe(fact);
    expect(contract.data.parse(data)).toEqual(data);
    const columns = cardColumns(decided.card);
    expect(cardColumns(toCard({ facts: JSON.parse(JSON.stringify(columns['facts'])) as StoredCard }))).toEqual(columns);
  });

  it.each(CELLS.filter(([status, action]) => !LEGAL[status].includes(action)))('%s: %s is refused', (status, action) => {
    expect(isLegal(status, action)).toBe(false);
    expect(TAKE_CARD[action](cardInState(status), 100)).toEqual(refused('card.not-allowed-now', { action, status }));
  });

  it.each(CELLS.filter(([status, action]) => LEGAL[status].includes(action) && status !== 'WITH_OWNER'))(
    '%s: %s did not happen before what happened last',
    (status, action) => {
      const card = cardInState(status);
      expect(TAKE_CARD[action](card, 1)).toEqual(refused('card.before-last-step', { at: card.at.toString() }));
    },
  );
});

describe('a card is collected', () => {
  const card = cardOf(1);
  const take = (input: Parameters<typeof collectInput>[0], facts: Parameters<typeof collecting>[1] = {}, actor = AGENT) =>
    custody.collectCard(card, collectInput(input), collecting(card, facts), at(10), actor);

  it('only with an authorisation of this resident for this agent, both identities on record (ER3)', () => {
    const lacking = (facts: Partial<ReturnType<typeof authorisationFacts>>) => take({}, { authorisation: authorisationFacts(card, facts) });
    expect(take({}, { authorisation: undefined })).toEqual(refused('card.authorisation-missing', { scope: 'CARD' }));
    expect(lacking({ agentId: COLLEAGUE.id })).toEqual(refused('card.authorisation-missing', { scope: 'CARD' }));
    expect(lacking({ principalId: id('c2') })).toEqual(refused('card.authorisation-missing', { scope: 'CARD' }));
    expect(lacking({ validUntil: at(10) })).toEqual(refused('card.authorisation-missing', { scope: 'CARD' }));
    expect(lacking({ scopes: ['CARD'] })).toEqual(refused('card.authorisation-missing', { scope: 'IDENTITY' }));
    expect(take({}).ok).toBe(true);
  });

  it('from an isolated home sealed, and read back on the telephone', () => {
    const sealed = { sealNo: 'F-12', signature: { by: 'SELF', method: 'READ_BACK', reference: '录音 1' } } as const;
    for (const facts of [{ isolated: true }, {}] as const) {
      const input = { isolated: facts.isolated !== true };
      expect(take(input, facts)).toEqual(refused('card.seal-missing'));
      expect(take({ ...input, sealNo: 'F-12' }, facts)).toEqual(refused('card.signature-unfit', { method: 'PAPER' }));
      expect(given(take({ ...input, ...sealed }, facts)).card.sealed).toBe(true);
    }
    expect(take({ signature: sealed.signature })).toEqual(refused('card.signature-unfit', { method: 'READ_BACK' }));
    expect(take({ signature: { by: 'SELF', method: 'WITNESSED', reference: '两人' } })).toEqual(
      refused('card.signature-unfit', { method: 'WITNESSED' }),
    );
  });

  it('by the agent of the run, with two signatures of two people; who types for them has their slip', () => {
    expect(take({}, {}, COLLEAGUE)).toEqual(refused('card.not-the-agent', { agent: AGENT.id }));
    expect(take({}, {}, DESK)).toEqual(refused('card.agent-signature-missing'));
    expect(given(take({ holderSignature: '交接单 3' }, {}, DESK)).fact).toMatchObject({
      vouched: { holderId: AGENT.id, holderMethod: 'PAPER' },
    });
    expect(given(take({})).fact).toMatchObject({
      vouched: { by: 'SELF', method: 'PAPER', holderId: AGENT.id, holderMethod: 'SESSION' },
    });
  });

  it('with its contents: a card, and cash that is counted', () => {
    expect(take({ contents: ['RECORD'] })).toEqual(refused('card.card-missing'));
    expect(take({ contents: ['CARD', 'CASH'] })).toEqual(refused('card.cash-unclear'));
    expect(take({ cashFen: 100 })).toEqual(refused('card.cash-unclear'));
    expect(given(take({ contents: ['CARD', 'CASH', 'CARD'], cashFen: 100 })).card).toMatchObject({
      contents: ['CARD', 'CASH'],
      cashFen: 100,
    });
  });
});

describe('a card that is out', () => {
  it('is said to be out too long once, and not when it is back, at home or lost', () => {
    const card = cardInState('AT_HOSPITAL');
    const due = at(10).add({ hours: POLICY.cardOutHours });
    expect(wakeAt(card)).toEqual(due);
    expect(custody.tickCard(card, due.subtract({ seconds: 1 }))).toBeUndefined();
    const late = custody.tickCard(card, due);
    expect(late).toMatchObject({ card: { late: true, status: 'AT_HOSPITAL' }, fact: { fact: 'out-too-long' } });
    expect(late && custody.tickCard(late.card, due.add({ hours: 1 }))).toBeUndefined();
    for (const status of ['WITH_OWNER', 'RETURNED', 'LOST'] as const) expect(wakeAt(cardInState(status))).toBeUndefined();
    const passedOn = custody.transferCard(card, COLLEAGUE.id, NEXT_RUN, at(30));
    expect(passedOn && wakeAt(passedOn.card)).toEqual(due);
  });

  it('that is lost is returned or replaced by who has to see to it, or at the desk', () => {
    const lost = cardInState('LOST');
    const owned = given(custody.passCardDutyOn(lost, COLLEAGUE.id, at(50))).card;
    expect(custody.returnCard(owned, { signature: slip, replaced: false }, at(60), AGENT)).toEqual(
      refused('card.not-the-agent', { agent: COLLEAGUE.id }),
    );
    expect(given(custody.returnCard(owned, { signature: slip, replaced: true }, at(60), COLLEAGUE)).card).toMatchObject({
      status: 'RETURNED',
    });
    expect(custody.returnCard(cardInState('COLLECTED'), { signature: slip, replaced: true }, at(60), AGENT)).toEqual(
      refused('card.nothing-to-replace'),
    );
  });
});

describe('told from its events', () => {
  /** A card through everything that can happen to it, with its events as the ledger has them. */
  function story(): { readonly card: Card; readonly events: readonly CardEvent[] } {
    const events: CardEvent[] = [];
    let card = cardOf(1);
    const keep = (decided: custody.DecidedCard | undefined): void => {
      if (!decided) throw new Error('nothing happened');
      ({ card } = decided);
      const { contract, data } = publishCard(card, decided.fact);
      const time = decided.at.toString();
      events.push({
        type: contract.type,
        occurredat: time,
        time,
        actor: AGENT.id,
        data: contract.data.parse(data),
        aggregateversion: events.length + 1,
      });
    };
    keep(custody.registerCard(card, START));
    keep(given(TAKE_CARD.collect(card, 10)));
    keep(custody.bringCard(card, at(20)));
    keep(custody.transferCard(card, COLLEAGUE.id, NEXT_RUN, at(30)));
    keep(custody.tickCard(card, at(10).add({ hours: POLICY.cardOutHours })));
    keep(given(custody.reportCardLost(card, DESK.id, at(2_000), COLLEAGUE)));
    keep(given(custody.passCardDutyOn(card, AGENT.id, at(2_010))));
    keep(given(custody.returnCard(card, { signature: slip, replaced: true }, at(2_020), AGENT)));
    return { card, events };
  }

  it('it is the same as it was kept, after each of them', () => {
    const { card, events } = story();
    const told = replay(events);
    expect(told).toHaveLength(8);
    const { id: _, no: __, personId: ___, area: ____, path: _____, ...kept } = card;
    expect(told.at(-1)?.custody).toEqual(kept);
    expect(events.map(({ data }) => data)).toMatchObject(told.map(({ custody: { status } }) => ({ status })));
  });

  it('who held it, from when to when, the latest first', () => {
    const holdings = holdingsOf(story().events);
    expect(holdings.map(({ event, holderId, runId }) => [event, holderId, runId])).toEqual([
      ['returned', undefined, undefined],
      ['lost', undefined, NEXT_RUN],
      ['transferred', COLLEAGUE.id, NEXT_RUN],
      ['collected', AGENT.id, RUN],
      ['registered', undefined, undefined],
    ]);
    expect(holdings[0]?.until).toBeUndefined();
    for (const [index, { since }] of holdings.slice(0, -1).entries()) expect(holdings[index + 1]?.until).toEqual(since);
    expect(holdings[3]?.signed).toMatchObject({ holderId: AGENT.id });
  });
});
