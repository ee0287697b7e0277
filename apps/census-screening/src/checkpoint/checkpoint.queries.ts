import { Inject, Injectable } from '@nestjs/common';
import * as C from '@houzhai/contracts';
import { ok, type InputOf } from '@houzhai/contracts';
import { dayOf, startOfDay } from '@houzhai/calendar';
import { Answers, type Call } from '@houzhai/messaging';
import { reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { toCheckpoint, type StoredCheckpoint } from './checkpoint.row.ts';
import { checkpointActions } from './checkpoint.store.ts';

interface Row {
  readonly version: number;
  readonly facts: StoredCheckpoint;
  readonly today: number;
  readonly waiting: number;
  readonly under_way: number;
  readonly open_duties: number;
}

@Injectable()
export class CheckpointQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.ListCheckpoints)
  list(input: InputOf<typeof C.ListCheckpoints>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const since = $(startOfDay(dayOf(call.now)).toString());
      const where = [withinScope(call.caller, $, 'c')];
      if (input.status !== undefined) where.push(`c."status" = ${$(input.status)}`);
      if (input.area !== undefined) where.push(`c."area" = ${$(input.area)}`);
      if (input.code !== undefined && input.code !== '')
        where.push(`c."code" like ${$(`${input.code.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`)}`);
      const { rows } = await this.kit.pool.query<Row>(
        `select c."version", c."facts",
           (select count(*)::int from "census_screening"."arrival" a where a."checkpoint_id" = c."id" and a."arrived_at" >= ${since}) as today,
           coalesce(o.waiting, 0) as waiting, coalesce(o.under_way, 0) as under_way, coalesce(o.open_duties, 0) as open_duties
         from "census_screening"."checkpoint" c
         left join lateral (select count(*) filter (where "custody" = 'WAITING')::int as waiting, count(*) filter (where "custody" = 'IN_BATCH')::int as under_way,
             count(*) filter (where "custody" in ('REFUSED', 'MISSING'))::int as open_duties
           from "census_screening"."arrival" where "checkpoint_id" = c."id" and "custody" = any (array['WAITING', 'IN_BATCH', 'REFUSED', 'MISSING'])) o on true
         where ${where.join(' and ')} order by c."status" = 'CLOSED', c."code"`,
        values,
      );
      return ok({
        rows: rows.map((row): C.CheckpointRow => {
          const { id, shift, openedAt: _, closedAt: __, answersFor, ...checkpoint } = toCheckpoint(row);
          return {
            ...checkpoint,
            checkpointId: id,
            version: row.version,
            ...(shift
              ? {
                  shift: {
                    leaderId: shift.leaderId,
                    memberIds: [...shift.memberIds],
                    from: C.instantText(shift.from),
                    until: C.instantText(shift.until),
                  },
                }
              : {}),
            arrivalsToday: row.today,
            waiting: row.waiting,
            underWay: row.under_way,
            openDuties: row.open_duties,
            ...(answersFor === undefined ? {} : { answersFor }),
            allowedActions: checkpointActions({ status: checkpoint.status, ...(shift ? { shift } : {}) }, call.caller),
          };
        }),
        total: rows.length,
        asOf: call.now.toString(),
      });
    });
  }
}
