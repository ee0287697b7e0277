import { Inject, Injectable } from '@nestjs/common';
import { covers } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { instantText, ok, refuse, type InputOf } from '@houzhai/contracts';
import { endOfDay, startOfDay } from '@houzhai/calendar';
import { maskPhone } from '@houzhai/identity-numbers';
import { Answers, type Call as Asked } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { isAnonymous, isOverdue, type Call } from './call.ts';
import { CALL_COLUMNS, toCall, type CallColumns } from './call.row.ts';
import { callActions, openCallWords } from './call.store.ts';

const FROM = `select ${CALL_COLUMNS} from "errands"."call"`;

/** The desk knows what was said; whoever audits sees that something was. */
const isDesk = ({ caller }: Asked): boolean => caller.kind === 'operator' && C.mayCall(C.AddCall.access, caller.roles);

@Injectable()
export class CallQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CallsPage)
  page(input: InputOf<typeof C.CallsPage>, call: Asked) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [withinScope(call.caller, $)];
      if (input.outcome !== undefined) where.push(`"outcome" = ${$(input.outcome)}`);
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      if (input.errandId !== undefined) where.push(`"errand_id" = ${$(input.errandId)}`);
      if (input.mine) where.push(`"answered_by" = ${$(call.caller.kind === 'operator' ? call.caller.operatorId : '')}`);
      if (input.ids) where.push(`"id" = any(${$(input.ids)}::uuid[])`);
      if (input.personId !== undefined) {
        const person = $(input.personId);
        where.push(`("caller_id" = ${person} or "beneficiary_id" = ${person})`);
      }
      if (input.day !== undefined) {
        const day = Temporal.PlainDate.from(input.day);
        where.push(`"at" >= ${$(startOfDay(day).toString())} and "at" < ${$(endOfDay(day).toString())}`);
      }
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from "errands"."call" where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [at, id] = input.cursor.split('|');
        if (!C.Uuid.safeParse(id).success || !C.InstantText.safeParse(at).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`("at", "id") < (${$(at)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<CallColumns>(
        `${FROM} where ${where.join(' and ')} order by "at" desc, "id" desc limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: await this.shown(page, call),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${instantText(toCall(last).at)}|${last.id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.CallBacksPage)
  callBacks(input: InputOf<typeof C.CallBacksPage>, call: Asked) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const where = [withinScope(call.caller, $), '"status" is not null'];
      if (input.open !== undefined) where.push(input.open ? '"is_open"' : 'not "is_open"');
      if (input.area !== undefined) where.push(`"area" = ${$(input.area)}`);
      if (input.mine) where.push(`"taken_by" = ${$(call.caller.kind === 'operator' ? call.caller.operatorId : '')}`);
      const counted = await this.kit.pool.query<{ total: number; overdue: number }>(
        `select count(*)::int as total, count(*) filter (where "is_open" and "due_at" < $${String(values.length + 1)})::int as overdue
         from "errands"."call" where ${where.join(' and ')}`,
        [...values, call.now.toString()],
      );
      const { rows } = await this.kit.pool.query<CallColumns>(
        `${FROM} where ${where.join(' and ')} order by "is_open" desc, case when "is_open" then "due_at" end, "closed_at" desc, "id" limit ${$(input.limit)}`,
        values,
      );
      const [{ total, overdue } = { total: 0, overdue: 0 }] = counted.rows;
      return ok({ rows: await this.shown(rows, call), total, overdue, asOf: call.now.toString() });
    });
  }

  @Answers(C.CallDetail)
  detail(input: InputOf<typeof C.CallDetail>, call: Asked) {
    return reaching(async () => {
      const { pool, personKeys, looks } = this.kit;
      if (input.callId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'callId' });
      const { rows } = await pool.query<CallColumns>(
        input.callId === undefined
          ? { text: `${FROM} where "no" like $1 order by "id" desc limit 20`, values: [endingIn(input.no ?? '')] }
          : { text: `${FROM} where "id" = $1`, values: [input.callId] },
      );
      const found = rows.find(({ path }) => covers(call.caller, path));
      if (!found) return refuse('record.not-found', { entity: 'call' });
      const one = toCall(found);
      const words = isDesk(call) ? await openCallWords(personKeys, one, found.sealed) : undefined;
      if (words) await looks.saw(call, { entity: 'call', recordId: one.id, version: found.version, area: one.area });
      const [row] = await this.shown([found], call);
      if (!row) return refuse('record.not-found', { entity: 'call' });
      const isTakers =
        one.promised?.status === 'TAKEN' && call.caller.kind === 'operator' && one.promised.takenBy === call.caller.operatorId;
      return ok({
        row,
        ...(words?.note === undefined ? {} : { note: words.note }),
        ...(isTakers && words?.phone !== undefined ? { phone: words.phone } : {}),
        history: await historyOf(pool, 'errands', 'call', one.id),
      });
    });
  }

  /** Rows as lists show them; of those the register does not know, the end of their number, for as long as it is kept. */
  private shown(rows: readonly CallColumns[], call: Asked): Promise<C.CallRow[]> {
    return Promise.all(
      rows.map(async (row) => {
        const one = toCall(row);
        const words = isAnonymous(one) && isDesk(call) ? await openCallWords(this.kit.personKeys, one, row.sealed) : undefined;
        return callRow(one, row.version, call, words?.phone);
      }),
    );
  }
}

/** A call as lists show it. */
export function callRow(one: Call, version: number, { caller, now }: Asked, phone?: string): C.CallRow {
  const { id: callId, no, at, outcome, channel, callerId, beneficiaryId, errandId, errandNo, area, by, promised } = one;
  return {
    callId,
    no,
    version,
    at: instantText(at),
    outcome,
    channel,
    ...(callerId === undefined ? {} : { callerId }),
    ...(beneficiaryId === undefined ? {} : { beneficiaryId }),
    ...(errandId === undefined ? {} : { errandId }),
    ...(errandNo === undefined ? {} : { errandNo }),
    area,
    by,
    ...(phone === undefined ? {} : { phoneMasked: maskPhone(phone) }),
    ...(promised
      ? {
          callBack: {
            status: promised.status,
            dueAt: instantText(promised.dueAt),
            overdue: isOverdue(one, now),
            ...('takenBy' in promised ? { takenBy: promised.takenBy } : {}),
            ...('closedAt' in promised ? { closedAt: instantText(promised.closedAt), result: promised.result } : {}),
          },
        }
      : {}),
    allowedActions: callActions(one, caller),
  };
}
