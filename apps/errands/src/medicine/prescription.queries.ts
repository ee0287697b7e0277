import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { covers } from '@houzhai/auth';
import { Answers, type Call } from '@houzhai/messaging';
import { historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { mayActFor } from '../errand/agent.ts';
import { agentOf } from '../errand/errand.lookups.store.ts';
import { toPrescription, type StoredPrescription } from './prescription.row.ts';
import { openDrugs, wordsOf } from './prescription.store.ts';

interface Row {
  readonly version: number;
  readonly facts: StoredPrescription;
  readonly waiting: number;
}

@Injectable()
export class PrescriptionQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.MedicineDemand)
  demand(input: InputOf<typeof C.MedicineDemand>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [withinScope(call.caller, $), '("waiting" > 0 or "in_run" > 0)'];
      if (input.hospital !== undefined) where.push(`"hospital" = ${$(input.hospital)}`);
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      const from = `"errands"."prescription" where ${where.join(' and ')}`;
      const counted = await this.kit.pool.query<{ hospital: string; households: number; lines: number; in_runs: number; errands: number }>(
        `select "hospital", count(distinct "person_id") filter (where "waiting" > 0)::int as households, sum("waiting")::int as lines,
           sum("in_run")::int as in_runs, count(*) filter (where "waiting" > 0)::int as errands from ${from} group by 1 order by 1`,
        values,
      );
      const { rows } = await this.kit.pool.query<Row>(
        `select "version", "facts", "waiting" from ${from} and "waiting" > 0 order by "recorded_at", "id" limit ${$(input.limit)}`,
        values,
      );
      return ok({
        hospitals: counted.rows.map(({ hospital, households, lines, in_runs }) => ({ hospital, households, lines, inRuns: in_runs })),
        rows: rows.map(({ facts, waiting }) => ({
          errandId: facts.errandId,
          no: facts.no,
          hospital: facts.hospital,
          area: facts.area,
          personId: facts.personId,
          lines: waiting,
          recordedAt: facts.recordedAt,
        })),
        total: counted.rows.reduce((sum, { errands }) => sum + errands, 0),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.Prescription)
  detail({ errandId }: InputOf<typeof C.Prescription>, call: Call) {
    return reaching(async () => {
      const { pool, personKeys, looks } = this.kit;
      const { rows } = await pool.query<Row & { id: string; sealed: Buffer }>(
        `select "id", "version", "facts", "waiting", "sealed" from "errands"."prescription" where "errand_id" = $1`,
        [errandId],
      );
      const [row] = rows;
      if (!row || !covers(call.caller, row.facts.path)) return refuse('record.not-found', { entity: 'prescription' });
      const { lines, ...prescription } = toPrescription(row);
      const { caller } = call;
      const agentId = await agentOf(pool, errandId);
      const close = caller.kind === 'operator' && mayActFor(agentId, { id: caller.operatorId, roles: caller.roles });
      const opened = close ? await openDrugs(personKeys, prescription.personId, row.sealed) : undefined;
      if (opened) await looks.saw(call, { entity: 'prescription', recordId: row.id, version: row.version, area: prescription.area });
      const words = opened ? await wordsOf(pool, personKeys, row.id, prescription.personId) : new Map<number, string>();
      const history = await historyOf(pool, 'errands', 'prescription', row.id);
      const { no, hospital, personId, area } = prescription;
      return ok({
        errandId,
        no,
        version: row.version,
        hospital,
        personId,
        area,
        lines: lines.map(({ drugOf, ...line }) => ({ ...line, ...opened?.drugs[drugOf] })),
        ...(opened?.referredTo === undefined ? {} : { referredTo: opened.referredTo }),
        history: history.map((line) => {
          const said = words.get(line.version);
          return { ...line, ...(said === undefined ? {} : { words: said }) };
        }),
      });
    });
  }
}
