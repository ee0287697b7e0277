import { defineEntity, p } from '@mikro-orm/core';
import { instantOf, instantText } from '@houzhai/contracts';
import { countRun, isOpen, type Line, type MedicineRun } from './medicine-run.ts';

/** Medicine runs. */
export const MedicineRunRow = defineEntity({
  name: 'MedicineRunRow',
  tableName: 'medicine_run',
  comment: 'Medicine runs 配药代办批次; households by id, no drug in it',
  indexes: [
    { name: 'medicine_run_order', properties: ['isOpen', 'plannedAt', 'id'] },
    { name: 'medicine_run_agent', properties: ['agentId'], where: 'is_open' },
    { name: 'medicine_run_offered', properties: ['offeredTo'], where: 'offered_to is not null' },
  ],
  properties: {
    id: p.uuid().primary(),
    version: p.integer(),
    no: p.text().unique('medicine_run_no'),
    hospital: p.text(),
    area: p.text(),
    path: p.text(),
    agentId: p.uuid(),
    offeredTo: p.uuid().nullable(),
    status: p.text(),
    isOpen: p.boolean(),
    toFetch: p.integer(),
    plannedAt: p.datetime(),
    facts: p.json<StoredRun>(),
  },
});

/** Stops of runs: a card is in at most one open run (ER1), by index. */
export const MedicineStopRow = defineEntity({
  name: 'MedicineStopRow',
  tableName: 'medicine_stop',
  comment: 'Households of medicine runs; a card is in one open run at most',
  indexes: [{ name: 'medicine_stop_area', properties: ['area', 'runId'] }],
  uniques: [{ name: 'medicine_stop_open', properties: ['cardId'], where: 'is_open' }],
  properties: {
    runId: p.uuid().primary(),
    cardId: p.uuid().primary(),
    personId: p.uuid(),
    area: p.text(),
    path: p.text(),
    isOpen: p.boolean(),
  },
});

const MOMENTS = ['plannedAt', 'departedAt', 'arrivedAt', 'leftAt', 'returnedAt'] as const;
type Moment = (typeof MOMENTS)[number];
type StoredLine = Omit<Line, 'at'> & { readonly at?: string };
export type StoredRun = Omit<MedicineRun, 'lines' | Moment> & { readonly lines: readonly StoredLine[] } & {
  readonly [K in Moment]?: string;
};

/** Column values of a state. */
export function runColumns(run: MedicineRun): Record<string, unknown> {
  const moments = Object.fromEntries(
    MOMENTS.flatMap((key) => {
      const at = run[key];
      return at ? [[key, instantText(at)]] : [];
    }),
  );
  return {
    no: run.no,
    hospital: run.hospital,
    area: run.area,
    path: run.path,
    agent_id: run.agentId,
    offered_to: run.offer?.toAgentId ?? null,
    status: run.status,
    is_open: isOpen(run),
    to_fetch: countRun(run).toFetch,
    planned_at: instantText(run.plannedAt),
    facts: { ...run, ...moments, lines: run.lines.map(({ at, ...line }) => ({ ...line, ...(at ? { at: instantText(at) } : {}) })) },
  };
}

/** State of a loaded row. */
export function toRun({ facts }: { readonly facts: StoredRun }): MedicineRun {
  const { plannedAt, departedAt, arrivedAt, leftAt, returnedAt, lines, ...rest } = facts;
  return {
    ...rest,
    plannedAt: instantOf(plannedAt ?? ''),
    ...(departedAt === undefined ? {} : { departedAt: instantOf(departedAt) }),
    ...(arrivedAt === undefined ? {} : { arrivedAt: instantOf(arrivedAt) }),
    ...(leftAt === undefined ? {} : { leftAt: instantOf(leftAt) }),
    ...(returnedAt === undefined ? {} : { returnedAt: instantOf(returnedAt) }),
    lines: lines.map(({ at, ...line }) => ({ ...line, ...(at === undefined ? {} : { at: instantOf(at) }) })),
  };
}
