import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  AddendumGrown,
  ArrivalRegistered,
  CardReturned,
  CareContactRecorded,
  CampaignStarted,
  DenominatorFrozen,
  ErrandAccepted,
  ErrandDelivered,
  FollowUpMissed,
  ISOLATION_STATUSES,
  OPEN_ISOLATION_STATUSES,
  PersonCorrected,
  PersonErased,
  PersonGaveBack,
  PersonMerged,
  PersonTookIn,
  PersonUnmerged,
  PersonRegistered,
  TaskForceChanged,
  TaskForceDeployed,
  UnitVisited,
  type Envelope,
  type EventContract,
} from '@houzhai/contracts';
import { areasTouched, boardChange, boardChanges, shownFigure, type BoardChange } from './board.ts';

const STATUSES = ['REQUESTED', 'ACCEPTED', 'DELIVERED', 'CONFIRMED', 'DISPUTED'] as const;

const event = (id: string, version: number, status: string, delivered: boolean, minute: number): Envelope =>
  ({
    specversion: '1.0',
    id: `00000000-0000-7000-8000-${String(minute).padStart(12, '0')}`,
    source: '/houzhai/errands',
    type: (delivered ? ErrandDelivered : ErrandAccepted).type,
    subject: id,
    time: '2020-02-01T00:00:00Z',
    datacontenttype: 'application/json',
    aggregateversion: version,
    correlationid: '',
    causationid: '',
    actor: 'service:errands',
    area: 'a07',
    occurredat: `2020-02-01T00:${String(minute % 60).padStart(2, '0')}:00Z`,
    data: { standing: { status, overdue: minute % 2 === 0 } },
  }) as unknown as Envelope;

/** An event of another record than an errand, with what the board reads of it. */
const other = (contract: EventContract, id: string, minute: number, data: object): Envelope => ({
  ...event(id, minute, '', false, minute),
  type: contract.type,
  data,
});

const step = fc.record({
  of: fc.constantFrom('errand', 'errand', 'arrival', 'isolation', 'team', 'round', 'round', 'door', 'care', 'card'),
  id: fc.constantFrom('1', '2', '3'),
  status: fc.constantFrom(...STATUSES),
  isolation: fc.constantFrom(...ISOLATION_STATUSES),
  delivered: fc.boolean(),
  unexplained: fc.nat(9),
});
const history = fc.array(step, { maxLength: 40 }).map((steps) =>
  steps.map(({ of, id, status, isolation, delivered, unexplained }, index) => {
    const minute = index + 1;
    if (of === 'errand') return event(`e${id}`, minute, status, delivered, minute);
    if (of === 'team') return other(TaskForceChanged, `t${id}`, minute, { at: 'a07', strength: unexplained });
    if (of === 'care')
      return other(CareContactRecorded, `c${id}`, minute, delivered ? { daily: { from: '2020-02-01' } } : { reachedOn: '2020-02-02' });
    if (of === 'card') return other(CardReturned, `k${id}`, minute, { status: delivered ? 'RETURNED' : 'AT_HOSPITAL' });
    if (of === 'door') return other(UnitVisited, `d${id}`, minute, { campaignId: 'r1', addendum: false, accounted: delivered });
    if (of === 'round') {
      const byArea = [{ area: 'a07', units: unexplained }, { area: `a0${id}`, units: 1 }]; // prettier-ignore
      return other(delivered ? AddendumGrown : CampaignStarted, `r${id}`, minute, { status: 'RUNNING', ...(delivered ? { byArea } : {}) });
    }
    return of === 'arrival'
      ? other(ArrivalRegistered, `a${id}`, minute, { arrivedAt: `2020-02-01T00:${String(unexplained).padStart(2, '0')}:00Z` })
      : other(FollowUpMissed, `i${id}`, minute, { status: isolation, unexplained });
  }),
);

/** A row of any table, as the statements leave it: an errand keeps when it was done. */
type Row = BoardChange & { readonly doneAt?: string | undefined };

/** What the statements do to the tables. */
function applied(rows: ReadonlyMap<string, Row>, changes: readonly (BoardChange | undefined)[]): ReadonlyMap<string, Row> {
  const next = new Map(rows);
  for (const change of changes) {
    if (!change) continue;
    const key = `${change.table} ${change.id}`;
    const before = next.get(key);
    if (change.table === 'round' && before?.table === 'round')
      next.set(key, { ...change, dwellings: [...before.dwellings, ...change.dwellings] });
    else if (change.table !== 'errand') next.set(key, change);
    else {
      const doneAt = change.done === 'now' ? change.at : change.done === 'keep' ? next.get(key)?.doneAt : undefined;
      next.set(key, { ...change, done: 'no', at: '', doneAt });
    }
  }
  return next;
}

describe('changes of the board', () => {
  it('a batch leaves what its events one by one leave, whatever was there before', () => {
    fc.assert(
      fc.property(history, history, (before, batch) => {
        const rows = applied(new Map(), before.map(boardChange));
        expect(applied(rows, boardChanges(batch))).toEqual(applied(rows, batch.map(boardChange)));
      }),
    );
  });

  it('a batch holds every row once', () => {
    fc.assert(
      fc.property(history, (batch) => {
        const ids = boardChanges(batch).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('of a person registered and erased in one batch are one: that they are gone', () => {
    const of = (contract: EventContract, version: number) => ({
      ...event('p1', version, '', false, version),
      type: contract.type,
      data: {},
    });
    const gone = { table: 'person', id: 'p1', area: 'a07', version: 2, counts: false };
    expect(boardChanges([of(PersonRegistered, 1), of(PersonErased, 2)])).toEqual([gone]);
    expect(boardChange(of(PersonRegistered, 1))).toMatchObject({ counts: true });
  });

  it('a household counts on the days its event says, and was reached on the last it says', () => {
    const base = { table: 'care', id: 'c1', area: 'a07', version: 3 };
    const of = (data: object) => boardChange(other(CareContactRecorded, 'c1', 3, data));
    const days = { dailyFrom: '2020-02-01', dailyUntil: '2020-02-09' };
    expect(of({ daily: { from: '2020-02-01', until: '2020-02-09' }, reachedOn: '2020-02-03' })).toEqual({
      ...base,
      ...days,
      reachedOn: '2020-02-03',
    });
    expect(of({})).toEqual(base);
  });

  it('a person merged into another does not count, nor does a correction of the kept one change that; taken out again they do', () => {
    const of = (contract: EventContract, id: string, version: number) => ({
      ...event(id, version, '', false, version),
      type: contract.type,
      data: {},
    });
    const merge = [of(PersonMerged, 'p2', 2), of(PersonTookIn, 'p1', 2), of(PersonCorrected, 'p1', 3)];
    const counts = (events: Parameters<typeof boardChanges>[0]) =>
      boardChanges(events).map((change) => [change.id, change.version, change.table === 'person' && change.counts]);
    expect(counts(merge)).toEqual([['p2', 2, false], ['p1', 3, true]]); // prettier-ignore
    expect(counts([...merge, of(PersonUnmerged, 'p2', 3), of(PersonGaveBack, 'p1', 4)])).toEqual([['p2', 3, true], ['p1', 4, true]]); // prettier-ignore
    expect(counts([...merge, of(PersonErased, 'p2', 3), of(PersonErased, 'p1', 4)])).toEqual([['p2', 3, false], ['p1', 4, false]]); // prettier-ignore
  });

  it('a record that moved touches the area it left too', () => {
    const moved = { ...event('e1', 2, 'ACCEPTED', false, 1), data: { fromArea: 'a03' } };
    expect(areasTouched(moved)).toEqual(['a07', 'a03']);
  });

  it('of a team are where it works and how many can go; sent or called back it touches both areas', () => {
    const data = { no: 7, at: 'a08', homeArea: 'a07', strength: 5 };
    const deployed = { ...other(TaskForceDeployed, 't1', 4, { ...data, fromArea: 'a07' }), area: 'a00' };
    expect(boardChange(deployed)).toEqual({ table: 'team', id: 't1', area: 'a08', version: 4, strength: 5 });
    expect(areasTouched(deployed)).toEqual(['a08', 'a07']);
    expect(areasTouched({ ...other(TaskForceChanged, 't1', 5, data), area: 'a00' })).toEqual(['a08']);
  });

  it('of a round are whether it runs and what it was frozen to or grew by, of a door whether it is accounted for', () => {
    const byArea = [{ area: 'a07', units: 3 }, { area: 'a09', units: 4 }]; // prettier-ignore
    const of = (contract: EventContract, version: number, status: string, own: object = {}) => ({
      ...other(contract, 'r1', version, { status, ...own }),
      area: 'a00',
    });
    const frozen = of(DenominatorFrozen, 2, 'FROZEN', { byArea });
    const grown = of(AddendumGrown, 3, 'FROZEN', { byArea: [{ area: 'a09', units: 1 }] });
    expect(boardChanges([frozen, grown, of(CampaignStarted, 4, 'RUNNING')])).toEqual([
      {
        table: 'round',
        id: 'r1',
        area: 'a00',
        version: 4,
        runs: true,
        dwellings: [
          { version: 2, area: 'a07', units: 3, addendum: false },
          { version: 2, area: 'a09', units: 4, addendum: false },
          { version: 3, area: 'a09', units: 1, addendum: true },
        ],
      },
    ]);
    expect(areasTouched(grown)).toEqual(['a00']);
    const door = (accounted: boolean) => other(UnitVisited, 'd1', 5, { campaignId: 'r1', addendum: true, accounted });
    expect(boardChanges([door(true), door(false)])).toEqual([
      { table: 'door', id: 'd1', area: 'a07', version: 5, campaignId: 'r1', addendum: true, accounted: false },
    ]);
  });

  it('of an arrival are when it came, of an isolation whether it is open and what nobody has explained', () => {
    const base = { area: 'a07', version: 4 };
    const arrivedAt = '2020-01-24T12:00:00Z';
    expect(boardChange(other(ArrivalRegistered, 'a1', 4, { arrivedAt }))).toEqual({ table: 'arrival', id: 'a1', ...base, arrivedAt });
    for (const status of ISOLATION_STATUSES)
      expect(boardChange(other(FollowUpMissed, 'i1', 4, { status, unexplained: 2 }))).toEqual({
        table: 'isolation',
        id: 'i1',
        ...base,
        isOpen: (OPEN_ISOLATION_STATUSES as readonly string[]).includes(status),
        unexplained: 2,
      });
  });
});

describe('a figure about isolation', () => {
  it.each([
    [0, { value: 0 }],
    [1, { value: 0, under: 5 }],
    [4, { value: 0, under: 5 }],
    [5, { value: 5 }],
    [240, { value: 240 }],
  ])('%i is shown so outside the command centre, and as it is within', (value, shown) => {
    expect(shownFigure(value, 5, false)).toEqual(shown);
    expect(shownFigure(value, 5, true)).toEqual({ value });
  });

  it('that is hidden is the same whatever it was', () => {
    expect(new Set([1, 2, 3, 4].map((value) => JSON.stringify(shownFigure(value, 5, false)))).size).toBe(1);
  });
});
