import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ErrandAccepted, ErrandDelivered, PersonErased, PersonRegistered, type Envelope, type EventContract } from '@houzhai/contracts';
import { areasTouched, boardChange, boardChanges, type BoardChange } from './board.ts';

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

const history = fc
  .array(fc.record({ id: fc.constantFrom('e1', 'e2', 'e3'), status: fc.constantFrom(...STATUSES), delivered: fc.boolean() }), {
    maxLength: 40,
  })
  .map((steps) => steps.map(({ id, status, delivered }, minute) => event(id, minute + 1, status, delivered, minute)));

interface Row {
  readonly status: string;
  readonly doneAt: string | undefined;
  readonly version: number;
}

/** What the statements do to the table of errands. */
function applied(rows: ReadonlyMap<string, Row>, changes: readonly (BoardChange | undefined)[]): ReadonlyMap<string, Row> {
  const next = new Map(rows);
  for (const change of changes) {
    if (change?.table !== 'errand') continue;
    const doneAt = change.done === 'now' ? change.at : change.done === 'keep' ? next.get(change.id)?.doneAt : undefined;
    next.set(change.id, { status: change.status, doneAt, version: change.version });
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
    const gone = { table: 'person', id: 'p1', area: 'a07', version: 2, erased: true };
    expect(boardChanges([of(PersonRegistered, 1), of(PersonErased, 2)])).toEqual([gone]);
    expect(boardChange(of(PersonRegistered, 1))).toMatchObject({ erased: false });
  });

  it('a record that moved touches the area it left too', () => {
    const moved = { ...event('e1', 2, 'ACCEPTED', false, 1), data: { fromArea: 'a03' } };
    expect(areasTouched(moved)).toEqual(['a07', 'a03']);
  });
});
