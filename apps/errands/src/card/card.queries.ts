import { Inject, Injectable } from '@nestjs/common';
import { covers, type Caller } from '@houzhai/auth';
import * as C from '@houzhai/contracts';
import { ok, refuse, type InputOf } from '@houzhai/contracts';
import { Answers, type Call } from '@houzhai/messaging';
import { endingIn, historyOf, reaching, withinScope } from '@houzhai/persistence';
import { KIT, type Kit } from '@houzhai/service';
import { mayActFor } from '../errand/agent.ts';
import { holdingsOf, type Card, type CardEvent } from './card.ts';
import { toCard, type StoredCard } from './card.row.ts';
import { CARD_WORDS, cardActions, seesCard } from './card.store.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly facts: StoredCard;
  readonly is_out: boolean;
  readonly run_no: string | null;
}
const FROM = `select c."id", c."version", c."facts", c."is_out", r."no" as run_no
  from "errands"."insurance_card" c left join "errands"."medicine_run" r on r."id" = c."run_id"`;

/** Whoever carries the card or has to see to it, and the desk: they know the door, and what was said at it. */
const isClose = (caller: Caller, { holderId, ownerId, path }: Card): boolean => {
  if (caller.kind !== 'operator') return false;
  const actor = { id: caller.operatorId, roles: caller.roles };
  return actor.id === holderId || actor.id === ownerId || (covers(caller, path) && mayActFor(undefined, actor));
};

@Injectable()
export class CardQueries {
  private readonly kit: Kit;
  constructor(@Inject(KIT) kit: Kit) {
    this.kit = kit;
  }

  @Answers(C.CardsPage)
  page(input: InputOf<typeof C.CardsPage>, call: Call) {
    return reaching(async () => {
      const values: unknown[] = [];
      const $ = (value: unknown): string => `$${String(values.push(value))}`;
      const self = $(call.caller.kind === 'operator' ? call.caller.operatorId : null);
      const mine = `(c."is_out" and (c."holder_id" = ${self}::uuid and c."status" <> 'LOST' or c."owner_id" = ${self}::uuid))`;
      const where = [`(${withinScope(call.caller, $, 'c')} or ${mine})`];
      if (input.out !== undefined) where.push(input.out ? 'c."is_out"' : 'not c."is_out"');
      if (input.late !== undefined) where.push(input.late ? 'c."late"' : 'not c."late"');
      if (input.status) where.push(`c."status" = any(${$(input.status)}::text[])`);
      if (input.area !== undefined) where.push(`c."area" = ${$(input.area)}`);
      if (input.holderId !== undefined) where.push(`c."is_out" and c."holder_id" = ${$(input.holderId)}`);
      if (input.mine) where.push(mine);
      if (input.personId !== undefined) where.push(`c."person_id" = ${$(input.personId)}`);
      if (input.runId !== undefined) where.push(`c."run_id" = ${$(input.runId)}`);
      if (input.ids) where.push(`c."id" = any(${$(input.ids)}::uuid[])`);
      if (input.no !== undefined && input.no !== '') where.push(`c."no" like ${$(endingIn(input.no))}`);
      const counted = await this.kit.pool.query<{ total: number }>(
        `select count(*)::int as total from "errands"."insurance_card" c where ${where.join(' and ')}`,
        values,
      );
      if (input.cursor !== undefined) {
        const [home, since, id] = input.cursor.split('|');
        if (!/^[01]$/.test(home ?? '') || !C.Uuid.safeParse(id).success || !C.InstantText.safeParse(since).success)
          return refuse('request.invalid', { rule: 'cursor', path: 'cursor' });
        where.push(`(not c."is_out", c."since", c."id") > (${$(home === '1')}::boolean, ${$(since)}::timestamptz, ${$(id)}::uuid)`);
      }
      const { rows } = await this.kit.pool.query<Row>(
        `${FROM} where ${where.join(' and ')} order by (not c."is_out"), c."since", c."id" limit ${$(input.limit + 1)}`,
        values,
      );
      const page = rows.slice(0, input.limit);
      const last = page.at(-1);
      return ok({
        rows: page.map((row) => rowOf(row, call)),
        total: counted.rows[0]?.total ?? 0,
        ...(rows.length > input.limit && last ? { nextCursor: `${last.is_out ? '0' : '1'}|${last.facts.since}|${last.id}` } : {}),
        asOf: call.now.toString(),
      });
    });
  }

  @Answers(C.CardCustody)
  custody(input: InputOf<typeof C.CardCustody>, call: Call) {
    return reaching(async () => {
      if (input.cardId === undefined && (input.no ?? '') === '') return refuse('request.invalid', { rule: 'required', path: 'cardId' });
      const { rows } = await this.kit.pool.query<Row>(
        input.cardId === undefined
          ? { text: `${FROM} where c."no" like $1 order by c."id" desc limit 20`, values: [endingIn(input.no ?? '')] }
          : { text: `${FROM} where c."id" = $1`, values: [input.cardId] },
      );
      const row = rows.find((one) => seesCard(call.caller, toCard(one)));
      if (!row) return refuse('record.not-found', { entity: 'insurance-card' });
      const card = toCard(row);
      await this.kit.looks.saw(call, { entity: 'insurance-card', recordId: row.id, version: row.version, area: card.area });
      const words = isClose(call.caller, card) ? await this.words(card) : new Map<number, string>();
      return ok({
        row: rowOf(row, call),
        cashFen: card.cashFen,
        sealed: card.sealed,
        holdings: holdingsOf(await this.events(row.id)).map(({ since, until, signed, version, ...holding }) => {
          const said = words.get(version);
          return {
            ...holding,
            since: C.instantText(since),
            ...(until ? { until: C.instantText(until) } : {}),
            ...(signed ? { by: signed.by, method: signed.method, holderMethod: signed.holderMethod } : {}),
            ...(said === undefined ? {} : { words: said }),
          };
        }),
        history: await historyOf(this.kit.pool, 'errands', 'insurance-card', row.id),
      });
    });
  }

  /** Everything that happened to a card, from the ledger of the service. */
  private async events(id: string): Promise<readonly CardEvent[]> {
    const { rows } = await this.kit.pool.query<{ envelope: CardEvent }>(
      `select "envelope" from "errands"."outbox" where "entity" = 'insurance-card' and "record_id" = $1 order by "version"`,
      [id],
    );
    return rows.map(({ envelope }) => envelope);
  }

  private async words({ id, personId }: Card): Promise<ReadonlyMap<number, string>> {
    const { pool, personKeys } = this.kit;
    const { rows } = await pool.query<{ version: number; sealed: Buffer }>(
      `select "version", "sealed" from "errands"."insurance_card_words" where "card_id" = $1`,
      [id],
    );
    const opened = await Promise.all(
      rows.map(async ({ version, sealed }) => {
        const said = (await personKeys.open(personId, CARD_WORDS, sealed)) as Readonly<Record<string, string>> | undefined;
        return [version, Object.values(said ?? {}).join(' · ')] as const;
      }),
    );
    return new Map(opened.filter(([, said]) => said !== ''));
  }
}

function rowOf(row: Row, { caller }: Call): C.CardRow {
  const card = toCard(row);
  const { holderId, ownerId, dueBy, runId } = card;
  return {
    cardId: row.id,
    no: card.no,
    version: row.version,
    status: card.status,
    personId: card.personId,
    area: card.area,
    path: isClose(caller, card) ? card.path : card.path.split('/').slice(0, 2).join('/'),
    ...(holderId === undefined || card.status === 'LOST' ? {} : { holderId }),
    since: C.instantText(card.since),
    contents: [...card.contents],
    ...(dueBy ? { dueBy: C.instantText(dueBy) } : {}),
    late: card.late,
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(runId === undefined ? {} : { runId }),
    ...(row.run_no === null ? {} : { runNo: row.run_no }),
    allowedActions: cardActions(card, caller),
  };
}
