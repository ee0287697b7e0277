import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import type { SlaClock } from '@houzhai/calendar';
import { DONE_STATUSES, OPEN_STATUSES, instantOf, instantText } from '@houzhai/contracts';
import { balanceOf } from '../money/ledger.ts';
import { dueOf, wakeAt, type Errand } from './errand.ts';

/** The errand's row: what lists filter and sort by as columns, the rest as one document. */
export const ErrandRow = defineEntity({
  name: 'ErrandRow',
  tableName: 'errand',
  comment: 'Errands 代办单; nothing personal in clear',
  indexes: [
    { name: 'errand_area_due', properties: ['area', 'dueAt', 'id'] },
    { name: 'errand_area_updated', properties: ['area', 'updatedAt', 'id'] },
    { name: 'errand_due', properties: ['dueAt', 'id'] },
    { name: 'errand_requested', properties: ['requestedAt', 'id'] },
    { name: 'errand_updated', properties: ['updatedAt', 'id'] },
    { name: 'errand_area_requested', properties: ['area', 'requestedAt', 'id'] },
    { name: 'errand_agent_open', properties: ['agentId'], where: 'is_open' },
    { name: 'errand_agent_advance', properties: ['agentId'], where: 'open_advance_fen > 0' },
    { name: 'errand_beneficiary', properties: ['beneficiaryId', 'requestedAt'] },
    {
      name: 'errand_requester',
      expression: `create index "errand_requester" on "errands"."errand" (("facts" ->> 'requesterId')) where is_open`,
    },
    { name: 'errand_wake', properties: ['wakeAt'], where: 'wake_at is not null' },
    { name: 'errand_done', properties: ['doneAt'], where: 'done_at is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('errand_no'),
    status: p.text(),
    kind: p.text(),
    moduleCode: p.text(),
    area: p.text(),
    path: p.text(),
    beneficiaryId: p.uuid(),
    agentId: p.uuid().nullable(),
    requestedAt: p.datetime(),
    updatedAt: p.datetime(),
    dueStage: p.text().nullable(),
    dueAt: p.datetime().nullable(),
    overdue: p.boolean(),
    escalated: p.boolean(),
    isOpen: p.boolean(),
    doneAt: p.datetime().nullable(),
    wakeAt: p.datetime().nullable(),
    /** Cash for it in the agent's hands. */
    openAdvanceFen: p.integer(),
    facts: p.json<StoredFacts>(),
    /** Items, note and answers, sealed under the beneficiary's key. */
    sealed: p.blob(),
  },
});
export type ErrandRow = InferEntity<typeof ErrandRow>;

/** Words written with one event (reason, what the resident said, references), sealed under the beneficiary's key. */
export const ErrandWordsRow = defineEntity({
  name: 'ErrandWordsRow',
  tableName: 'errand_words',
  comment: 'Free text that belongs to one event, sealed',
  properties: { errandId: p.uuid().primary(), version: p.integer().primary(), sealed: p.blob() },
});

interface StoredClock {
  startedAt: string;
  allowance: string;
  holdCeiling: string;
  pauses: { from: string; to?: string }[];
}
type StoredFacts = Record<string, unknown> & { acceptClock: StoredClock; completeClock: StoredClock };

const INSTANTS = ['requestedAt', 'updatedAt', 'wantedBy', 'acceptedAt', 'deliveredAt', 'confirmedAt', 'autoConfirmAt'] as const;

/** Terms repeat, and a duration is slow to write and to read: each is converted once. */
const durations = new Map<string, Temporal.Duration>();
const texts = new WeakMap<Temporal.Duration, string>();
const textOf = (duration: Temporal.Duration): string => {
  const text = texts.get(duration) ?? duration.toString();
  texts.set(duration, text);
  return text;
};
const durationOf = (text: string): Temporal.Duration => {
  const duration = durations.get(text) ?? Temporal.Duration.from(text);
  if (durations.size < 1_000) durations.set(text, duration);
  texts.set(duration, text);
  return duration;
};

const storeClock = (clock: SlaClock): StoredClock => ({
  startedAt: instantText(clock.startedAt),
  allowance: textOf(clock.allowance),
  holdCeiling: textOf(clock.holdCeiling),
  pauses: clock.pauses.map(({ from, to }) => ({ from: instantText(from), ...(to ? { to: instantText(to) } : {}) })),
});
const readClock = (stored: StoredClock): SlaClock => ({
  startedAt: instantOf(stored.startedAt),
  allowance: durationOf(stored.allowance),
  holdCeiling: durationOf(stored.holdCeiling),
  pauses: stored.pauses.map(({ from, to }) => ({
    from: instantOf(from),
    ...(to === undefined ? {} : { to: instantOf(to) }),
  })),
});

/** The whole errand as one JSON document. */
export function toDocument(errand: Errand): StoredFacts {
  const { undo } = errand;
  return {
    ...errand,
    ...Object.fromEntries(
      INSTANTS.flatMap((key) => {
        const instant: unknown = key in errand ? errand[key as keyof Errand] : undefined;
        return instant instanceof Temporal.Instant ? [[key, instantText(instant)]] : [];
      }),
    ),
    acceptClock: storeClock(errand.acceptClock),
    completeClock: storeClock(errand.completeClock),
    ...(undo ? { undo: { ...undo, before: toDocument(undo.before) } } : {}),
  };
}

/** The errand from its document. */
export function fromDocument(stored: StoredFacts): Errand {
  const undo = stored['undo'] as { before: StoredFacts } | undefined;
  return {
    ...stored,
    ...Object.fromEntries(INSTANTS.flatMap((key) => (typeof stored[key] === 'string' ? [[key, instantOf(stored[key])]] : []))),
    acceptClock: readClock(stored.acceptClock),
    completeClock: readClock(stored.completeClock),
    ...(undo ? { undo: { ...undo, before: fromDocument(undo.before) } } : {}),
  } as unknown as Errand;
}

/** State of a loaded row. */
export const toState = (row: { readonly facts: StoredFacts }): Errand => fromDocument(row.facts);

const includes = (list: readonly string[], status: string): boolean => list.includes(status);

/** Column values of a state. */
export function applyState(errand: Errand, now: Temporal.Instant): Record<string, unknown> {
  const due = dueOf(errand, now);
  const wake = wakeAt(errand, now);
  const doneAt = 'deliveredAt' in errand && includes(DONE_STATUSES, errand.status) ? errand.deliveredAt : undefined;
  return {
    no: errand.no,
    status: errand.status,
    kind: errand.kind,
    module_code: errand.moduleCode,
    area: errand.area,
    path: errand.path,
    beneficiary_id: errand.beneficiaryId,
    agent_id: errand.agentId ?? null,
    requested_at: instantText(errand.requestedAt),
    updated_at: instantText(errand.updatedAt),
    due_stage: due?.stage ?? null,
    due_at: due ? instantText(due.at) : null,
    overdue: due !== undefined && errand.overdue.includes(due.stage),
    escalated: errand.escalated,
    is_open: includes(OPEN_STATUSES, errand.status),
    done_at: doneAt ? instantText(doneAt) : null,
    wake_at: wake ? instantText(wake) : null,
    open_advance_fen: Math.max(0, balanceOf(errand.ledger)),
    facts: toDocument(errand),
  };
}
